import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayFields, dayStartMs, isoTime, isRealDay, lastDays, LAST_MOMENT_MS, parseTime, utcDay, utcMs } from '../../src/dates/day.js';

const AT_MS = 1_795_183_402_123;
const moments = fc.integer({ min: 0, max: LAST_MOMENT_MS });

describe('a moment', () => {
  it('is written with its milliseconds, in UTC', () => {
    expect(isoTime(AT_MS)).toBe('2026-11-20T14:03:22.123Z');
    expect(utcDay(AT_MS)).toBe('2026-11-20');
    expect(utcDay(LAST_MOMENT_MS)).toBe('9999-12-31');
    expect(utcDay(LAST_MOMENT_MS + 1)).toBe('+010000-01');
  });

  it('is read as it was written, and belongs to the day that begins at or before it', () => {
    fc.assert(
      fc.property(moments, (atMs) => {
        expect(parseTime(isoTime(atMs))).toBe(atMs);
        const startMs = dayStartMs(utcDay(atMs)) as number;
        expect(atMs - startMs).toBeGreaterThanOrEqual(0);
        expect(atMs - startMs).toBeLessThan(86_400_000);
        const { year, month, day, weekday } = dayFields(atMs);
        expect(utcMs(year, month, day)).toBe(startMs);
        // The first day of all was a Thursday.
        expect(weekday).toBe((startMs / 86_400_000 + 4) % 7);
      }),
    );
  });

  it.each(['', 'yesterday', '2026-11-32T00:00:00Z', '2026-11-20T25:00:00Z'])('%j is none', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });
});

describe('a day', () => {
  it.each([
    ['2026-11-20', true],
    ['2024-02-29', true],
    ['2026-02-29', false],
    ['2026-02-31', false],
    ['2026-13-01', false],
    ['2026-1-1', false],
    ['20 November 2026', false],
    ['', false],
  ])('%j is one of the calendar: %s', (day, real) => {
    expect(isRealDay(day)).toBe(real);
  });

  it('that its month does not have counts on into the next', () => {
    expect(dayStartMs('2026-02-30')).toBe(dayStartMs('2026-03-02'));
    expect(dayStartMs('2026-02-32')).toBeUndefined();
  });

  it('has those before it, newest first', () => {
    expect(lastDays(AT_MS, 3)).toEqual(['2026-11-20', '2026-11-19', '2026-11-18']);
  });
});
