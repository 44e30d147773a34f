/** Fixed seeds, each a life in which all thirteen invariants hold. A file of tests takes some of them, so that all cores live. */
import { expect, it } from 'vitest';
import { liveSeed } from '../../../src/replay/simulate/simulate.js';

/** A test for each seed from one to another. */
export function livesHold(from: number, to: number): void {
  const seeds = Array.from({ length: to - from + 1 }, (_, n) => from + n);
  it.each(seeds)('seed %i holds', { timeout: 240_000 }, async (seed) => {
    const { broken, steps } = await liveSeed(seed);
    expect(broken).toEqual([]);
    expect(steps.length).toBeGreaterThan(100);
  });
}
