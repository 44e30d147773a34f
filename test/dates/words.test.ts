import { describe, expect, it } from 'vitest';
import { dayOffset, dayWordPattern, monthOf, numberOf, weekdayOf } from '../../src/dates/words.js';

describe('words of the calendar', () => {
  it.each([
    ['yesterday', -1],
    ['Today', 0],
    ['the day after tomorrow', 2],
    ['monday', undefined],
    ['constructor', undefined],
  ])('%s is %s days from today', (word, days) => expect(dayOffset(word)).toBe(days));

  it.each([
    ['3', 3],
    ['a', 1],
    ['An', 1],
    ['twelve', 12],
    ['few', undefined],
    ['', undefined],
  ])('%s is the number %s', (word, value) => expect(numberOf(word)).toBe(value));

  it('name months and weekdays, in full and cut', () => {
    expect(['January', 'sept', 'dec', 'foo'].map(monthOf)).toEqual([0, 8, 11, -1]);
    expect(['Sunday', 'saturday', 'sat'].map(weekdayOf)).toEqual([0, 6, -1]);
  });

  it('leave out the days to come where only the past is asked for', () => {
    expect('tomorrow').toMatch(new RegExp(`^${dayWordPattern({ untilToday: false })}$`));
    expect('tomorrow').not.toMatch(new RegExp(`^${dayWordPattern({ untilToday: true })}$`));
  });
});
