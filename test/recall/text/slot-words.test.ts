/** A claim that states a fact of the tree is found by the words that people ask for it. */
import { describe, expect, it } from 'vitest';
import { SLOTS } from '../../../src/dream/witness/slots.js';
import { slotWords } from '../../../src/recall/text/slot-words.js';
import { idsFor, logOf, worldWith } from '../memory.js';

/** Commits that have more words of the questions than the claims have. */
const LOG = [
  'fix that tests run twice for a framework',
  'use the test runner of the framework for all tests that we run',
  'node version in the readme',
  'the version of node that is required in an example',
]
  .map((text, n) => `- 1${n}:00 ${text} ^c${n}\n`)
  .join('');

const TOPIC = `---
title: Development environment
description: Tools
---

# Development environment

- Tests: mocha (package.json). (2026-07-27) ^t1
  slot: tests
- Node >= 18 (package.json). (2024-08-02) ^n1
  slot: node
- We like the number four. (2024-08-02) ^x1
  slot: ours
`;

describe('a claim with a slot', () => {
  const world = (): ReturnType<typeof worldWith> => worldWith({ [logOf('2026-11-18')]: LOG, 'topics/development-environment.md': TOPIC });

  it.each([
    ['what do we use for tests', 't1'],
    ['which test framework do we use', 't1'],
    ['lowest supported version', 'n1'],
  ])('%s', async (question, id) => expect((await idsFor(world(), question, { minScore: 0 }))[0]).toBe(id));

  it('of a slot that no table knows has its own words alone', async () => {
    expect(slotWords('ours')).toBe('');
    expect((await idsFor(world(), 'number four', { minScore: 0 }))[0]).toBe('x1');
  });
});

it.each(SLOTS)('there are words for the slot "%s"', (slot) => expect(slotWords(slot)).not.toBe(''));
