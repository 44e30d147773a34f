import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasHookBlock, isCurrentHookBlock, isShellHook, ownHookText, withHookBlock, withoutHookBlock } from '../../src/hooks/hook-block.js';

it('the template is the hook that is installed', () => {
  expect(readFileSync(fileURLToPath(new URL('../../templates/hooks/wake.sh', import.meta.url)), 'utf8')).toBe(ownHookText());
});

it('uses nothing but what sh has built in', () => {
  const words =
    ownHookText()
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .join('\n')
      .match(/(?:^|[;&|{]\s*|\b(?:then|do|else) )([a-z][\w-]*)(?=\s)/gm) ?? [];
  const commands = new Set(words.map((word) => word.replace(/^.*[;{&|\s]/s, '').trim()));
  expect([...commands].filter((word) => !['if', 'then', 'fi', 'read', 'echo', 'exit'].includes(word))).toEqual([]);
});

it('every hook comes back byte for byte, however often the block was put in', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('#!/bin/sh', '#!/usr/bin/env bash', '#! /bin/dash -e'),
      fc.option(fc.string({ unit: 'binary', maxLength: 200 }), { nil: undefined }),
      (first, rest) => {
        const text = rest === undefined ? first : `${first}\n${rest}`;
        const once = withHookBlock(text);
        expect(isShellHook(text) && hasHookBlock(once) && isCurrentHookBlock(once)).toBe(true);
        expect(withHookBlock(once)).toBe(once);
        expect(withoutHookBlock(once)).toBe(text);
      },
    ),
    { numRuns: 200, seed: 20261120 },
  );
});

it('an older block is replaced and leaves with the newer one', () => {
  const old = ownHookText()
    .replace(/^kairos_git=.*$/m, 'true')
    .replace('#!/bin/sh\n', '#!/bin/sh\n# mine\n');
  expect(isCurrentHookBlock(old)).toBe(false);
  const fresh = withHookBlock(old);
  expect(isCurrentHookBlock(fresh)).toBe(true);
  expect(withoutHookBlock(fresh)).toBe('#!/bin/sh\n# mine\n');
});

it.each(['#!/usr/bin/env python3', '#!/usr/bin/node', 'echo hi', '', '#!/bin/fish', '#!/bin/shell-like'])(
  '"%s" is no shell hook',
  (first) => {
    expect(isShellHook(`${first}\n`)).toBe(false);
  },
);
