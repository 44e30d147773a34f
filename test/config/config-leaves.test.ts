/** The short reader of settings reads what the parser of YAML reads, or leaves the text to it. */
import { readFileSync } from 'node:fs';
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLeaves } from '../../src/config/config-leaves.js';
import { yamlLeaves } from '../../src/config/config-yaml.js';

const KEYS = [
  'format',
  'dream',
  'dream.minHours',
  'minHours',
  'base',
  'tick',
  'a.b.c',
  'true',
  'null',
  'y',
  'n1',
  '1a',
  'a b',
  '"q"',
  '? a',
  '- a',
  '<<',
];
const VALUES = [
  '1',
  '0',
  '00',
  '07',
  '0x1f',
  '0o7',
  '1e3',
  '1.5',
  '.5',
  '-1',
  '+1',
  '1_000',
  '9999999999',
  '270s',
  '15min',
  '2026-01-02',
  '12:30',
  '1 2',
  'main',
  'a/b',
  'x-y_z.1',
  'true',
  'Yes',
  'off',
  'null',
  '~',
  'NaN',
  '.inf',
  'a: b',
  'a#b',
  'a #b',
  '#b',
  '# b',
  '"q"',
  "'q'",
  '|',
  '>',
  '&a',
  '*a',
  '!t x',
  '[1]',
  '{a: 1}',
  '@a',
  '`a',
  '%a',
  'ü',
  '',
  ' ',
  'a\tb',
  'a, b',
  'a ',
  '- a',
  '---',
  'a:',
  ':a',
  'a\\',
];
const line = oneof(
  {
    weight: 60,
    arbitrary: constantFrom('format: 1', 'dream:', '  base: main', '  minHours: 24', 'tick:', '  interval: 270s', '# c', '', 'a.b: c'),
  },
  { weight: 6, arbitrary: constantFrom(...KEYS.flatMap((key) => VALUES.map((value) => `${key}: ${value}`))) },
  { weight: 3, arbitrary: constantFrom(...KEYS.flatMap((key) => VALUES.map((value) => `  ${key}: ${value}`))) },
  {
    weight: 3,
    arbitrary: constantFrom('dream:', 'tick:', 'recall: ', 'a.b:  # c', '  x: 1', '  dream: 2', '  y:', '    z: 1', ' x: 1', '\tx: 1'),
  },
  {
    weight: 2,
    arbitrary: constantFrom(
      '',
      ' ',
      '# c',
      '  # c',
      '    # c',
      '---',
      '...',
      '%YAML 1.2',
      '- a',
      'a',
      '  b',
      '\ufeff',
      'a:1',
      'b :1',
      '}',
      'k:\r',
    ),
  },
  { weight: 1, arbitrary: string() },
);

function agree(text: string): boolean {
  const plain = plainLeaves(text);
  if (plain === undefined) return false;
  const said: string[] = [];
  expect(plain).toEqual(yamlLeaves(text, (...problem) => void said.push(problem.join(' '))));
  expect(said).toEqual([]);
  return true;
}

describe('settings written plainly', () => {
  it('are read as YAML reads them', () => {
    let plain = 0;
    assert(
      property(array(line, { maxLength: 6 }), (lines) => {
        if (agree(lines.join('\n')) && lines.length > 1) plain += 1;
      }),
      { numRuns: 3000 },
    );
    expect(plain).toBeGreaterThan(20);
  });

  it.each(KEYS.flatMap((key) => VALUES.map((value) => [key, value] as const)))('%s: %s', (key, value) => {
    agree(`${key}: ${value}\n`);
    agree(`dream:\n  ${key}: ${value}\nnext: 1\n`);
    agree(`${key}: ${value}\n  more\n`);
  });

  it('are what kairos itself lays down, whichever of its lines are switched on', () => {
    const template = readFileSync(new URL('../../templates/config.yaml', import.meta.url), 'utf8');
    expect(agree(template)).toBe(true);
    expect(agree('recall:\n  embedder: none\n')).toBe(true);
    expect(agree('format: 1\ndream:\n  base: main # the trunk\n  minHours: 24\n\ntick:\n  interval: 270s\n')).toBe(true);
    expect(plainLeaves('')).toEqual([]);
  });

  it.each([
    'a: 1\na: 2\n',
    'a:\n',
    'a:\nb: 1\n',
    'a: 1\n  b: 2\n',
    'a:\n    b: 1\n',
    'url: http://x\n',
    `${'# long\n'.repeat(2000)}a: 1\n`,
  ])('%j is left to the parser of YAML', (text) => {
    expect(plainLeaves(text)).toBeUndefined();
  });
});
