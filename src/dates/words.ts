/**
 * The English words of the calendar and their values: months, weekdays, numbers, units and names of days near today. All code that reads or writes
 * dates in words uses these tables; the grammars decide which words make a date. Pure.
 */

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
/** From Sunday, like `DayFields.weekday`. */
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
/** Each word at the place of its value. */
export const NUMBERS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** The source of a pattern, with one group, for a month's name or abbreviation. */
export const MONTH_PATTERN =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
export const WEEKDAY_PATTERN = `(${WEEKDAYS.join('|')})`;

/** Word -> number of days from today. */
const DAY_WORDS: Readonly<Record<string, number>> = {
  'the day before yesterday': -2,
  yesterday: -1,
  'last night': -1,
  today: 0,
  tonight: 0,
  'this morning': 0,
  'this afternoon': 0,
  'this evening': 0,
  tomorrow: 1,
  'the day after tomorrow': 2,
};

/** The source of a pattern, with one group, for the names of days near today. @param untilToday leaves out future days. */
export function dayWordPattern({ untilToday }: { readonly untilToday: boolean }): string {
  return `(${Object.keys(DAY_WORDS)
    .filter((word) => !untilToday || (DAY_WORDS[word] as number) <= 0)
    .join('|')})`;
}

/** The number of days from today that a name means: -1 for yesterday; undefined for other words. */
export function dayOffset(word: string): number | undefined {
  const known = word.toLowerCase();
  return Object.hasOwn(DAY_WORDS, known) ? DAY_WORDS[known] : undefined;
}

/** The month of a name or abbreviation, from 0; -1 for other words. */
export function monthOf(name: string): number {
  return MONTHS.findIndex((full) => full.startsWith(name.toLowerCase().slice(0, 3)));
}

/** The weekday of a name, 0 for Sunday; -1 for other words. */
export function weekdayOf(name: string): number {
  return WEEKDAYS.indexOf(name.toLowerCase());
}

/** The value of digits or of a number word: `3`, `a`, `twelve`; undefined for other words. */
export function numberOf(word: string): number | undefined {
  const known = word.toLowerCase();
  if (/^\d+$/.test(known)) return Number(known);
  if (known === 'a' || known === 'an') return 1;
  const value = NUMBERS.indexOf(known);
  return value === -1 ? undefined : value;
}

/** The number of days in a `day`, `week`, `month` (30), `quarter` (91) or `year` (365); 1 for other words. */
export function unitDays(unit: string): number {
  return { day: 1, week: 7, month: 30, quarter: 91, year: 365 }[unit.toLowerCase()] ?? 1;
}
