import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARCHIVE_THRESHOLD, weight } from '../../src/memory/strength.js';

const NOW = Date.UTC(2026, 10, 20);
const DAY_MS = 86_400_000;
const ago = (days: number) => NOW - days * DAY_MS;

describe('the weight of a memory', () => {
  it.each([
    [[ago(0)], 'stm', 1],
    [[ago(3)], 'stm', 0.5],
    [[ago(6)], 'stm', 0.25],
    [[ago(3), ago(3)], 'stm', 0.75],
    [[ago(180)], 'ltm', 0.5],
    [[ago(360), ago(180)], 'ltm', 0.625],
    [[ago(-5)], 'stm', 1],
    [[], 'stm', 0],
  ] as const)('of events %j in %s is %d', (events, tier, expected) => {
    expect(weight(events, NOW, tier)).toBeCloseTo(expected, 12);
  });

  it('a note of ten days is below the archive threshold, a claim of ten days is not', () => {
    expect(weight([ago(10)], NOW, 'stm')).toBeLessThan(ARCHIVE_THRESHOLD);
    expect(weight([ago(10)], NOW, 'ltm')).toBeGreaterThan(ARCHIVE_THRESHOLD);
  });

  it('stays between 0 and 1, never grows with time, never falls by an event, and knows no order', () => {
    const days = fc.array(fc.double({ min: -10, max: 4000, noNaN: true }), { maxLength: 6 });
    fc.assert(
      fc.property(
        days,
        fc.double({ min: 0, max: 400, noNaN: true }),
        fc.constantFrom('stm' as const, 'ltm' as const),
        (ages, later, tier) => {
          const events = ages.map(ago);
          const now = weight(events, NOW, tier);
          expect(now).toBeGreaterThanOrEqual(0);
          expect(now).toBeLessThanOrEqual(1);
          expect(weight(events, NOW + later * DAY_MS, tier)).toBeLessThanOrEqual(now);
          expect(weight([...events, ago(1)], NOW, tier)).toBeGreaterThanOrEqual(now);
          expect(weight(events.toReversed(), NOW, tier)).toBe(now);
        },
      ),
    );
  });
});
