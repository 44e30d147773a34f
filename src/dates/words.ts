/**
 * The English words of the calendar and what they stand for: months, weekdays, numbers, units and the names of days near today. One table for
 * whoever reads dates out of text or writes them into it; which words make a date where is decided by the grammars. Pure.
 */

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
/** From Sunday, as `DayFields.weekday` counts. */
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
/** Their places are their values. */
export const NUMBERS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** A month's name or abbreviation, as the source of a pattern with one group. */
export const MONTH_PATTERN =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
export const WEEKDAY_PATTERN = `(${WEEKDAYS.join('|')})`;

/** Days from today. */
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

/** The names of days near today, as the source of a pattern with one group. @param untilToday leaves out the days to come. */
export function dayWordPattern({ untilToday }: { readonly untilToday: boolean }): string {
  return `(${Object.keys(DAY_WORDS)
    .filter((word) => !untilToday || (DAY_WORDS[word] as number) <= 0)
    .join('|')})`;
}

/** How many days from today such a name means: -1 for yesterday; undefined for another word. */
export function dayOffset(word: string): number | undefined {
  const known = word.toLowerCase();
  return Object.hasOwn(DAY_WORDS, known) ? DAY_WORDS[known] : undefined;
}

/** From 0; -1 for a word that begins no month's name. */
export function monthOf(name: string): number {
  return MONTHS.findIndex((full) => full.startsWith(name.toLowerCase().slice(0, 3)));
}

/** From 0, a Sunday; -1 for another word. */
export function weekdayOf(name: string): number {
  return WEEKDAYS.indexOf(name.toLowerCase());
}

/** The number that digits or a word say: `3`, `a`, `twelve`; undefined for another word. */
export function numberOf(word: string): number | undefined {
  const known = word.toLowerCase();
  if (/^\d+$/.test(known)) return Number(known);
  if (known === 'a' || known === 'an') return 1;
  const value = NUMBERS.indexOf(known);
  return value === -1 ? undefined : value;
}

/** The days of a `day`, `week`, `month`, `quarter` or `year`; months, quarters and years are taken at their usual length. 1 for another word. */
export function unitDays(unit: string): number {
  return { day: 1, week: 7, month: 30, quarter: 91, year: 365 }[unit.toLowerCase()] ?? 1;
}
