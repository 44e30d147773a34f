import { describe, expect, it } from 'vitest';
import { isoTime, utcDay } from '../../src/dates/day.js';
import { daysFrom, daySpan, daysSinceWeekday, mondayMs, monthsSpan, type Span, writtenSpan, yearSpan } from '../../src/dates/span.js';

/** A Friday. */
const FRIDAY = Date.UTC(2026, 10, 20, 14, 3);
const text = (span: Span | undefined): string => (span === undefined ? 'none' : `${isoTime(span.fromMs)}..${isoTime(span.toMs)}`);

describe('a span', () => {
  it.each([
    ['2026-11-20', '2026-11-20T00:00:00.000Z..2026-11-20T23:59:59.999Z'],
    ['2026-11-20T14:30', '2026-11-20T14:30:00.000Z..2026-11-20T14:30:00.000Z'],
    ['2026-11-20T14:30:05.5Z', '2026-11-20T14:30:05.500Z..2026-11-20T14:30:05.500Z'],
    ['2026-11-20T14:30+02:00', '2026-11-20T12:30:00.000Z..2026-11-20T12:30:00.000Z'],
    ['2026-02-30', 'none'],
    ['2026-11-20T25:00', 'none'],
    ['2026-11', 'none'],
    ['yesterday', 'none'],
  ])('is read from %s', (written, wanted) => expect(text(writtenSpan(written))).toBe(wanted));

  it('is whole days, months and years', () => {
    expect(text(daysFrom(FRIDAY, 2))).toBe('2026-11-20T00:00:00.000Z..2026-11-21T23:59:59.999Z');
    expect(text(daySpan(2024, 1, 29))).toBe('2024-02-29T00:00:00.000Z..2024-02-29T23:59:59.999Z');
    expect(daySpan(2026, 1, 29)).toBeUndefined();
    expect(text(monthsSpan(2026, 11, 3))).toBe('2026-12-01T00:00:00.000Z..2027-02-28T23:59:59.999Z');
    expect(yearSpan(2026)).toEqual(monthsSpan(2026, 0, 12));
  });
});

describe('a week', () => {
  it.each([
    [Date.UTC(2026, 10, 16), 0, '2026-11-16'],
    [FRIDAY, 0, '2026-11-16'],
    [Date.UTC(2026, 10, 22, 23), 0, '2026-11-16'],
    [FRIDAY, -1, '2026-11-09'],
    [FRIDAY, 1, '2026-11-23'],
  ])('begins on a Monday: %s %s', (atMs, weeks, monday) => expect(utcDay(mondayMs(atMs, weeks))).toBe(monday));

  it('has each weekday once', () =>
    expect([0, 1, 2, 3, 4, 5, 6].map((day) => daysSinceWeekday(day, FRIDAY))).toEqual([5, 4, 3, 2, 1, 0, 6]));
});
