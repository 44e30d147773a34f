import { describe, expect, it } from 'vitest';
import { absoluteDates } from '../../src/dates/absolute-dates.js';

describe('relative dates', () => {
  const friday = Date.parse('2026-11-20T09:00:00Z');
  it.each([
    ['broken since yesterday', 'broken since 2026-11-19'],
    ['due tomorrow', 'due 2026-11-21'],
    ['moved 3 weeks ago', 'moved on 2026-10-30'],
    ['since last month', 'since 2026-10'],
    ['freeze next monday', 'freeze 2026-11-23'],
    ['ended last friday', 'ended 2026-11-13'],
    ['planned for next year', 'planned for 2027'],
    ['the freeze is this week', 'the freeze is the week of 2026-11-16'],
    ['run `yesterday.sh`', 'run `yesterday.sh`'],
    ['in two days', 'on 2026-11-22'],
    ['two months ago', 'in 2026-09'],
    ['a year ago, and eleven days ago', 'in 2025, and on 2026-11-09'],
    ['failed last night', 'failed 2026-11-19'],
    ['on the day after tomorrow', 'on 2026-11-22'],
    ['not last friday but next friday', 'not 2026-11-13 but 2026-11-27'],
    ['since twelve months ago', 'since in 2025-11'],
    ['says "yesterday" and in a day', 'says "yesterday" and in a day'],
  ])('makes "%s" absolute', (before, after) => {
    expect(absoluteDates(before, friday)).toBe(after);
  });
});
