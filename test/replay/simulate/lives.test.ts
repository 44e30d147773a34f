/** Fixed seeds, each a life in which all thirteen invariants hold. */
import { expect, it } from 'vitest';
import { liveSeed } from '../../../src/replay/simulate/simulate.js';

it.each([1, 2, 3, 4])('seed %i holds', { timeout: 240_000 }, async (seed) => {
  const { broken, steps } = await liveSeed(seed);
  expect(broken).toEqual([]);
  expect(steps.length).toBeGreaterThan(100);
});
