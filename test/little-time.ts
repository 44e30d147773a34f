/** Holds a function to texts that would make a bad pattern go back again and again. */
import { expect } from 'vitest';

/** On a quiet machine all take half a second; a pattern that goes back over such a text takes minutes, on any machine. */
const LONGEST_MS = 30_000;

/** For the test around it: longer than what is told to fail. */
export const LITTLE_TIME = { timeout: 4 * LONGEST_MS };

/** Runs `read` over each piece, so many times in a row. */
export function expectLittleTime(pieces: readonly string[], times: number, read: (text: string) => unknown): void {
  const began = performance.now();
  for (const piece of pieces) read(piece.repeat(times));
  expect(performance.now() - began).toBeLessThan(LONGEST_MS);
}
