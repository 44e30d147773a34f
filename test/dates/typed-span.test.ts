/** Times as people type them behind an option. */
import { describe, expect, it } from 'vitest';
import { isoTime } from '../../src/dates/day.js';
import { typedSpan, type Clocked } from '../../src/dates/typed-span.js';

/** A Friday. */
const nowMs = Date.UTC(2026, 10, 27, 19, 30);
const UTC = { nowMs, offsetMsAt: () => 0 };
const read = (text: string, clocked: Clocked = UTC): string | undefined => {
  const span = typedSpan(text, clocked);
  const end = (atMs: number): string => (Number.isFinite(atMs) ? isoTime(atMs).replace(/:00\.000Z$/, 'Z') : '∞');
  return span && `${end(span.fromMs)} ${end(span.toMs)}`;
};
const day = (from: string, to = from): string => `${from}T00:00Z ${to}T23:59:59.999Z`;

describe('a typed time', () => {
  it.each([
    ['today', day('2026-11-27')],
    ['Yesterday', day('2026-11-26')],
    ['2 weeks ago', day('2026-11-13')],
    ['a week ago', day('2026-11-20')],
    ['3 days ago', day('2026-11-24')],
    ['two months ago', day('2026-09-27')],
    ['1 year ago', day('2025-11-27')],
    ['3 hours ago', '2026-11-27T16:30Z 2026-11-27T16:30Z'],
    ['90 minutes ago', '2026-11-27T18:00Z 2026-11-27T18:00Z'],
    ['3h', '2026-11-27T16:30Z 2026-11-27T16:30Z'],
    ['2w', day('2026-11-13')],
    ['6mo', day('2026-05-27')],
    ['now', '2026-11-27T19:30Z 2026-11-27T19:30Z'],
    ['2026-05', day('2026-05-01', '2026-05-31')],
    ['2026-05-09', day('2026-05-09')],
    ['2026', day('2026-01-01', '2026-12-31')],
    ['May 2026', day('2026-05-01', '2026-05-31')],
    ['december', day('2025-12-01', '2025-12-31')],
    ['monday', day('2026-11-23')],
    ['last week', day('2026-11-16', '2026-11-22')],
    ['last month', day('2026-10-01', '2026-10-31')],
    ['this year', day('2026-01-01', '2026-12-31')],
    ['Q2 2026', day('2026-04-01', '2026-06-30')],
    ['2026-05-09T14:30Z', '2026-05-09T14:30Z 2026-05-09T14:30Z'],
    ['2026-05-01..2026-05-09', day('2026-05-01', '2026-05-09')],
    ['2026-05 to yesterday', day('2026-05-01', '2026-11-26')],
    ['last month..now', '2026-10-01T00:00Z 2026-11-27T19:30Z'],
    ['2026-05..', '2026-05-01T00:00Z ∞'],
    ['..2026-05', '∞ 2026-05-31T23:59:59.999Z'],
  ])('%s', (text, span) => {
    expect(read(text)).toBe(span);
  });

  it.each(['', 'soon', '2026-02-31', '2026-13', '2026-2-3', '..', '2026-05..2026-04', 'yesterday evening tea', '0x10', 'v2.0.0', 'HEAD~3'])(
    '%j is none',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );

  it('has the days of the clock of the person, also over a change of it', () => {
    const tokyo = { nowMs, offsetMsAt: () => 9 * 3_600_000 };
    expect(read('today', tokyo)).toBe('2026-11-27T15:00Z 2026-11-28T14:59:59.999Z');
    expect(read('3 hours ago', tokyo)).toBe('2026-11-27T16:30Z 2026-11-27T16:30Z');
    expect(read('2026-05-09T14:30Z', tokyo)).toBe('2026-05-09T14:30Z 2026-05-09T14:30Z');
    // Berlin: two hours until 2026-10-25T01:00Z, one hour from then on.
    const berlin = { nowMs, offsetMsAt: (atMs: number) => (atMs < Date.UTC(2026, 9, 25, 1) ? 2 : 1) * 3_600_000 };
    expect(read('2026-10-25', berlin)).toBe('2026-10-24T22:00Z 2026-10-25T22:59:59.999Z');
    expect(read('2026-10', berlin)).toBe('2026-09-30T22:00Z 2026-10-31T22:59:59.999Z');
  });
});
