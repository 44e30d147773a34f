import { expect, it } from 'vitest';
import { saidIn } from '../../src/wording/relation.js';
import { likenessOf, type Nearness, type Reading } from '../../src/wording/successor.js';
import type { PairKind } from './pairs.js';
import { REWORDED, type RewordedPair } from './reworded.js';

const reading = (text: string): Reading => ({ text, said: saidIn(text) });

function likeness({ older, newer, question, near: [toOlder, toNewer, both] }: RewordedPair, more: Partial<Nearness> = {}): number {
  return likenessOf(reading(older), reading(newer), reading(question), {
    older: toOlder,
    newer: toNewer,
    both,
    third: 0.25,
    nearer: 0,
    ...more,
  });
}

it('of 60 pairs in other words the newer is taken for the answer, and what is of another thing is not', () => {
  const right = new Map<PairKind, number>();
  for (const pair of REWORDED)
    right.set(pair.kind, (right.get(pair.kind) ?? 0) + Number(likeness(pair) > 0 === (pair.kind !== 'unrelated')));
  expect(Object.fromEntries(right)).toEqual({ negation: 10, value: 10, replacement: 9, reversal: 10, language: 10, unrelated: 10 });
});

it('nothing is taken for it where others are nearer to the question', () => {
  const lost = REWORDED.filter((pair) => likeness(pair, { third: pair.near[1] + 0.2, nearer: 4 }) > 0);
  expect(lost.length).toBeLessThan(10);
});
