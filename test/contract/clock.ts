/** What every implementation of the Clock port must do. */
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/world/clock.js';

export function clockContract(name: string, open: () => Clock): void {
  describe(`Clock, ${name}`, () => {
    it('has moved on by the time slept', async () => {
      const clock = open();
      const before = clock.now();
      await clock.sleep(20);
      // Timers may fire up to a millisecond early.
      expect(clock.now() - before).toBeGreaterThanOrEqual(19);
    });

    it('wakes the one who sleeps shorter first', async () => {
      const clock = open();
      const woken: string[] = [];
      await Promise.all([clock.sleep(60).then(() => woken.push('late')), clock.sleep(5).then(() => woken.push('early'))]);
      expect(woken).toEqual(['early', 'late']);
    });

    it('ends a sleep at once when it is aborted, before or meanwhile', async () => {
      const clock = open();
      const gone = new AbortController();
      gone.abort();
      await clock.sleep(1_000_000, gone.signal);
      const later = new AbortController();
      const sleeping = clock.sleep(1_000_000, later.signal);
      later.abort();
      await sleeping;
    });
  });
}
