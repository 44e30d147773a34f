import { describe, expect, it } from 'vitest';
import { isoTime, parseTime } from '../../src/dates/day.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/dates/units.js';
import { isZone, lastTimes, nextTime, readRule, type Rule, timesWithin } from '../../src/schedule/rule.js';

const at = (text: string): number => parseTime(text) as number;
const rule = (schedule: string, zone = 'UTC'): Rule => {
  const read = readRule(schedule, zone);
  if ('why' in read) throw new Error(read.why);
  return read;
};
const times = (schedule: string, zone: string, from: string, until: string): string[] =>
  timesWithin(rule(schedule, zone), at(from), at(until), at(from), 1000).times.map((ms) => isoTime(ms).slice(5, 16));

/** The local minutes behind `last` up to `local`. */
const minutesFrom = (last: string, local: string): string[] => {
  const found: string[] = [];
  for (let ms = at(`${last}Z`) + MINUTE_MS; ms <= at(`${local}Z`); ms += MINUTE_MS) found.push(isoTime(ms).slice(0, 16));
  return found;
};
const isNamed = (local: string, minutes: string, hours: string): boolean =>
  hours.split(',').includes(String(Number(local.slice(11, 13)))) && minutes.split(',').includes(String(Number(local.slice(14, 16))));

describe('a schedule', () => {
  it.each([
    ['', 'it is empty'],
    ['tomorrow', 'is no schedule'],
    ['61 * * * *', 'Invalid value for minute'],
    ['0 0 31 2 *', 'names a day that never comes'],
    ['? * * * *', '"?" says nothing'],
    ['* * * * * * *', 'is no schedule'],
    ['every', 'names no interval'],
    ['every 0s', 'is not between 1 second'],
    ['every 400d', 'is not between 1 second'],
    ['at 2026-02-30 09:00', 'is no time'],
    ['at 25:00', 'is no time'],
    ['at noon', 'is no time'],
  ])('is refused with its reason: "%s"', (schedule, why) => {
    const read = readRule(schedule, 'UTC');
    expect('why' in read && read.why).toContain(why);
  });

  it('knows zones by their names alone', () => {
    expect(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires'].map(isZone)).toEqual([true, true, true]);
    expect(['', 'Europe/Nowhere', '+02:00', 'local', '../x'].map(isZone)).toEqual([false, false, false, false, false]);
  });

  it('at a time comes once, at a time of the day the next time', () => {
    expect(times('at 2026-12-01 09:00', 'Europe/Berlin', '2026-11-30T00:00Z', '2026-12-30T00:00Z')).toEqual(['12-01T08:00']);
    expect(times('at 2026-12-01T09:00Z', 'Europe/Berlin', '2026-11-30T00:00Z', '2026-12-30T00:00Z')).toEqual(['12-01T09:00']);
    expect(times('at 9:00', 'Europe/Berlin', '2026-11-30T12:00Z', '2026-12-30T00:00Z')).toEqual(['12-01T08:00']);
    expect(times('at 2026-03-29 02:30', 'Europe/Berlin', '2026-03-01T00:00Z', '2026-04-01T00:00Z')).toEqual(['03-29T01:00']);
    expect(times('at 2026-10-25 02:30', 'Europe/Berlin', '2026-10-01T00:00Z', '2026-11-01T00:00Z')).toEqual(['10-25T00:30']);
  });

  it('every so long keeps its beat from where it began', () => {
    expect(times('every 20m', 'UTC', '2026-11-20T10:05:30Z', '2026-11-20T11:10:00Z')).toEqual([
      '11-20T10:25',
      '11-20T10:45',
      '11-20T11:05',
    ]);
    const every = rule('every 20m');
    expect(lastTimes(every, at('2026-11-20T11:10Z'), at('2026-11-20T10:05Z'), 2).map(isoTime)).toEqual([
      '2026-11-20T10:45:00.000Z',
      '2026-11-20T11:05:00.000Z',
    ]);
    expect(lastTimes(every, at('2026-11-20T10:10Z'), at('2026-11-20T10:05Z'), 2)).toEqual([]);
  });

  it('knows the 29th of February', () => {
    expect(times('0 12 29 2 *', 'UTC', '2027-01-01T00:00Z', '2033-01-01T00:00Z')).toEqual(['02-29T12:00', '02-29T12:00']);
    expect(times('at 2028-02-29 12:00', 'UTC', '2027-01-01T00:00Z', '2033-01-01T00:00Z')).toEqual(['02-29T12:00']);
  });
});

/** The table of FORMAT: what a change of the clocks does. */
describe('a change of the clocks', () => {
  it.each([
    // A named time that is skipped runs when the clocks have moved; one that comes twice, the first time.
    ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-30T12:00Z', ['03-29T01:00', '03-30T00:30']],
    ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', '2026-10-26T12:00Z', ['10-25T00:30', '10-26T01:30']],
    ['30 2 * * *', 'America/New_York', '2026-03-07T12:00Z', '2026-03-09T12:00Z', ['03-08T07:00', '03-09T06:30']],
    ['30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', '2026-11-02T12:00Z', ['11-01T05:30', '11-02T06:30']],
    ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00Z', '2026-10-05T12:00Z', ['10-03T15:30', '10-04T15:15']],
    ['45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00Z', '2026-04-06T12:00Z', ['04-04T14:45', '04-05T15:15']],
    // Whole hours that stand on both sides of it run once each.
    ['0 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T12:00Z', ['03-29T01:00']],
    // A pattern with steps runs by real time: none in the skipped hour, in both of the doubled ones.
    ['*/30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T12:00Z', []],
    [
      '*/30 2 * * *',
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      '2026-10-25T12:00Z',
      ['10-25T00:00', '10-25T00:30', '10-25T01:00', '10-25T01:30'],
    ],
    [
      '0 */6 * * *',
      'Europe/Berlin',
      '2026-10-24T20:00Z',
      '2026-10-25T18:00Z',
      ['10-24T22:00', '10-25T05:00', '10-25T11:00', '10-25T17:00'],
    ],
  ])('%s in %s after %s', (schedule, zone, from, until, expected) => {
    expect(times(schedule, zone, from, until)).toEqual(expected);
  });

  /** The days on which the clocks go forward and back, by the local calendar. */
  const CHANGES = [
    { zone: 'Europe/Berlin', forward: '2027-03-28', back: '2027-10-31' },
    { zone: 'America/New_York', forward: '2027-03-14', back: '2027-11-07' },
    { zone: 'Australia/Lord_Howe', forward: '2027-10-03', back: '2027-04-04' },
    { zone: 'Europe/London', forward: '2027-03-28', back: '2027-10-31' },
    { zone: 'America/Havana', forward: '2027-03-14', back: '2027-11-07' },
  ] as const;
  const LISTS = [
    ['0', '2,3'],
    ['0', '2,4'],
    ['30', '1,2'],
    ['0,30', '2'],
    ['15', '2,3'],
    ['0', '2,3,5'],
    ['0', '1,2'],
    ['15', '1,2'],
    ['45', '1,2'],
    ['59', '1,2'],
    ['0', '0,1'],
    ['0,10,45', '0,1,2,22,23'],
    ['30', '23'],
    ['0', '0'],
  ] as const;

  it.each(CHANGES)('brings each time that a list names once, in $zone', ({ zone, forward, back }) => {
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
    for (const day of [forward, back]) {
      const [from, until] = [at(`${day}T00:00Z`) - DAY_MS, at(`${day}T00:00Z`) + 2 * DAY_MS];
      // Each named minute and when it comes: the first real minute with this local time, or the one at which the clocks jump over it.
      const come = new Map<string, number>();
      let last = '';
      for (let ms = from - 2 * HOUR_MS; ms <= until; ms += MINUTE_MS) {
        const local = clock.format(ms).replace(' ', 'T');
        for (const one of local > last && last !== '' ? minutesFrom(last, local) : [local]) if (!come.has(one)) come.set(one, ms);
        if (local > last) last = local;
      }
      for (const [minutes, hours] of LISTS)
        for (const schedule of [`${minutes} ${hours} * * *`, `0 ${minutes} ${hours} * * *`]) {
          const due = [...come].filter(([local, ms]) => ms > from && isNamed(local, minutes, hours)).map(([, ms]) => ms);
          const expected = [...new Set(due)].map(isoTime);
          const read = rule(schedule, zone);
          expect([schedule, timesWithin(read, from, until, from, 1000).times.map(isoTime)]).toEqual([schedule, expected]);
          expect([schedule, lastTimes(read, until, from, expected.length).map(isoTime)]).toEqual([schedule, expected]);
        }
    }
  });

  it.each([
    // A range is no list: it runs by real time, as steps and stars do.
    ['0 2-3 * * *', 'Europe/Berlin', '2027-03-27T12:00Z', '2027-03-28T12:00Z', ['03-28T01:00']],
    ['30 1-2 * * *', 'Europe/Berlin', '2027-03-27T12:00Z', '2027-03-28T12:00Z', ['03-28T00:30']],
    ['0 2-3 * * *', 'Europe/Berlin', '2027-10-30T12:00Z', '2027-10-31T12:00Z', ['10-31T00:00', '10-31T01:00', '10-31T02:00']],
    ['0 1,2-3 * * *', 'Europe/Berlin', '2027-10-30T12:00Z', '2027-10-31T01:30Z', ['10-30T23:00', '10-31T00:00', '10-31T01:00']],
    ['0,30 * * * *', 'Europe/Berlin', '2027-10-31T00:10Z', '2027-10-31T01:40Z', ['10-31T00:30', '10-31T01:00', '10-31T01:30']],
  ])('%s in %s after %s', (schedule, zone, from, until, expected) => {
    expect(times(schedule, zone, from, until)).toEqual(expected);
  });

  it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])('loses and doubles no day of a year in %s', (zone) => {
    for (const schedule of ['30 2 * * *', '0 9 * * *', '15 1 * * *', '0 0 * * *']) {
      const daily = timesWithin(rule(schedule, zone), at('2027-12-31T00:00Z'), at('2029-01-02T00:00Z'), 0, 1000).times;
      const days = new Set(daily.map((ms) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(ms)));
      expect(daily.length).toBe(days.size);
      expect(days.size).toBeGreaterThanOrEqual(367);
    }
  });

  it('goes back as it goes forward', () => {
    for (const schedule of ['30 2 * * *', '*/20 * * * *', '0 0 * * 1-5', '15 30 4 * * *', 'every 7h'])
      for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe']) {
        const since = at('2026-10-01T00:00Z');
        const { times: all } = timesWithin(rule(schedule, zone), since, at('2026-11-10T00:00Z'), since, 10_000);
        expect(lastTimes(rule(schedule, zone), at('2026-11-10T00:00Z'), since, 20)).toEqual(all.slice(-20));
        expect(nextTime(rule(schedule, zone), (all[3] as number) - 1, since)).toBe(all[3]);
      }
  });
});
