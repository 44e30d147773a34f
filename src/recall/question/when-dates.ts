/**
 * Reads the date that begins at a place of a question: a calendar date, a part of a year, or a time relative to today. English and ISO, UTC. Pure.
 * A word that may as well be an ordinary one ("it may fail", "march through") is no date.
 */
import { DAY_MS } from '../../dates/units.js';
import { dayFields, utcMs } from '../../dates/day.js';

/** A time span in milliseconds since 1970, both ends inclusive. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Said {
  /** The length of the date in UTF-16 units. */
  readonly length: number;
  /** The written year; undefined if there is none. */
  readonly year: number | undefined;
  /** True if the words name a time in each year ("in May"); false if they name one time: yesterday, 2023-05-08. */
  readonly anyYear: boolean;
  /** True for a day with its month in words, as in talk. Events are often told a day or two later, so callers allow for that. */
  readonly isTold?: boolean;
  /** The time in this year; if `anyYear` is false, `year` does not matter. Undefined for a day that the year does not have. */
  in(year: number): Span | undefined;
}

const MONTH_NAMES = 'january february march april may june july august september october november december'.split(' ');
const WEEKDAY_NAMES = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
const NUMBERS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const YEAR = '((?:19[7-9]|20\\d)\\d)(?![\\d:]|[-./]\\d)';
const DAY = '([0-3]?\\d)(?:st|nd|rd|th)?(?![\\d:]|\\.\\d)';
const PART = '(?:(?:early|mid|late|the (?:end|beginning|start|middle) of|(?:end|beginning|start|middle) of)[ -])?';
const COUNT = '(\\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:a )?few|a couple of|several)';
const UNIT = '(day|week|month|year)';
const END = '(?![\\w-]|[.:]\\d)';

const pattern = (source: string): RegExp => new RegExp(`${source}${END}`, 'iy');
const ISO = pattern('(\\d{4})([-/])(\\d{2})(?:\\2(\\d{2}))?(?:T[\\d:.]+Z?)?');
const NUMERIC = pattern('(\\d{1,2})([./])(\\d{1,2})\\2(\\d{4})');
const DAY_MONTH = pattern(`(?:the )?${DAY} (?:of )?${MONTH}\\.?(?:(?:, ?| )${YEAR})?`);
const MONTH_DAY = pattern(`${MONTH}\\.? ${DAY}(?:(?:, ?| )${YEAR})?`);
const MONTH_YEAR = pattern(`${PART}${MONTH}\\.?(?:,? (?:of )?${YEAR})?`);
const YEAR_ONLY = pattern(`${PART}(?:the year )?${YEAR}`);
const QUARTER = pattern(`(?:q([1-4])|(?:the )?(first|second|third|fourth|last) quarter)(?:(?: of)?[ /-]${YEAR})?`);
const HALF = pattern(`(?:h([12])|(?:the )?(first|second) half)(?: of)?[ /-]${YEAR}`);
const SEASON = pattern(`(?:(this|last) |the )?(spring|summer|autumn|fall|winter)(?:(?: of)? ${YEAR})?`);
const NEAR = pattern('(today|this morning|tonight|yesterday|last night|the day before yesterday)');
const AROUND = pattern('(this|the current|the last|last|the past|past|the previous|previous) (week|weekend|month|quarter|year)');
const LAST_FEW = pattern(`(?:the )?(?:last|past|previous) ${COUNT} ${UNIT}s?`);
const AGO = pattern(`${COUNT} ${UNIT}s? ago`);
const WEEKDAY = pattern(`(?:last |this )?(${WEEKDAY_NAMES.join('|')})`);

/** How many characters before and after a date are read. */
const LOOK = 40;
const BEFORE_A_DATE =
  /(?:^|\s)(?:in|on|of|since|until|till|by|before|after|during|from|between|around|about|to|through|early|mid|late|as of|prior to|up to)[ -]$/i;
/** What may follow "may" or "march" as a month; after the verbs other words follow. */
const BEHIND_A_DATE =
  /^(?:$|[?!.,;:)"']|\s+(?:\d|and|or|to|when|did|do|does|we|i|you|they|was|were|is|are|the|our|with|for|about|that|which)\b|\s*$)/i;

interface Asking {
  readonly text: string;
  readonly at: number;
  readonly nowMs: number;
}

/**
 * The date that begins at `at`, or undefined.
 * @param nowMs milliseconds since 1970; its UTC day is "today".
 * @param leads true if a word before it ("since", "in") makes a date likely.
 */
export function dateAt(text: string, at: number, nowMs: number, leads = BEFORE_A_DATE.test(before(text, at))): Said | undefined {
  const asking = { text, at, nowMs };
  return numeric(asking) ?? calendar(asking, leads) ?? partOfYear(asking, leads) ?? fromToday(asking);
}

function numeric({ text, at }: Asking): Said | undefined {
  const iso = match(ISO, text, at);
  if (iso) {
    const [year, month, day] = [Number(iso[1]), Number(iso[3]), iso[4] === undefined ? undefined : Number(iso[4])];
    const span = day === undefined ? monthSpan(year, month - 1) : daySpan(year, month - 1, day);
    return span && year >= 1970 ? fixed(iso, span) : undefined;
  }
  const other = match(NUMERIC, text, at);
  if (!other) return undefined;
  const [first, second, year] = [Number(other[1]), Number(other[3]), Number(other[4])];
  // 3/4/2023 is ambiguous; in 3.4.2023 the day comes first.
  if (other[2] === '/' && first <= 12 && second <= 12 && first !== second) return undefined;
  const [day, month] = other[2] === '.' || first > 12 ? [first, second] : [second, first];
  const span = daySpan(year, month - 1, day);
  return span && fixed(other, span);
}

function calendar({ text, at }: Asking, leads: boolean): Said | undefined {
  const dayFirst = match(DAY_MONTH, text, at);
  if (dayFirst && isMonth(text, at, dayFirst, dayFirst[2] as string, dayFirst[3], leads)) {
    const [, day, month, year] = dayFirst;
    return { ...ofYear(dayFirst, year, (y) => daySpan(y, monthOf(month), Number(day))), isTold: true };
  }
  const monthFirst = match(MONTH_DAY, text, at);
  if (monthFirst && isMonth(text, at, monthFirst, monthFirst[1] as string, monthFirst[3], leads)) {
    const [, month, day, year] = monthFirst;
    return { ...ofYear(monthFirst, year, (y) => daySpan(y, monthOf(month), Number(day))), isTold: true };
  }
  const whole = match(MONTH_YEAR, text, at);
  if (whole && isMonth(text, at, whole, whole[1] as string, whole[2], leads)) {
    const month = monthOf(whole[1]);
    return ofYear(whole, whole[2], (y) => monthSpan(y, month));
  }
  const year = match(YEAR_ONLY, text, at);
  return year && (leads || /^the year/i.test(year[0])) ? ofYear(year, year[1], yearSpan) : undefined;
}

/** True if the word is the name of a month: not a verb, a person's name, or another abbreviation. */
function isMonth(text: string, at: number, found: RegExpExecArray, name: string, year: string | undefined, leads: boolean): boolean {
  const isVerb = /^(?:may|march)$/i.test(name);
  const isShy = isVerb || name.length < 4 || /^sept$/i.test(name);
  if (!isShy || year !== undefined || /^(?:early|mid|late|.*(?:end|beginning|start|middle) of)/i.test(found[0])) return true;
  const behind = text.slice(at + found[0].length, at + found[0].length + LOOK);
  const isCapital = /^[A-Z][a-z]+$/.test(name);
  // "Dec 12", but "May 5 workers run?"
  if (/\d/.test(found[0]) && (isVerb ? isCapital && (at > 0 || name === 'March') : true) && !leads) return true;
  if (leads) return isCapital || BEHIND_A_DATE.test(behind);
  // "the May release", but neither "May I" nor "the Pride March"
  return isCapital && /(?:^|\s)[a-z']+ $/.test(before(text, at)) && !/^\s+(?:i|we|he|she|they|it)\b/i.test(behind);
}

const ORDINALS = ['first', 'second', 'third', 'fourth'];
/** The first month (from 0) of each season, in the north; the year of a season is the one in which it begins. */
const SEASONS: Readonly<Record<string, number>> = { spring: 2, summer: 5, autumn: 8, fall: 8, winter: 11 };

function partOfYear({ text, at, nowMs }: Asking, leads: boolean): Said | undefined {
  const quarter = match(QUARTER, text, at);
  if (quarter && (quarter[3] !== undefined || leads)) {
    const [, digit, word, year] = quarter;
    const nth =
      digit === undefined ? (word?.toLowerCase() === 'last' ? 3 : ORDINALS.indexOf(String(word).toLowerCase())) : Number(digit) - 1;
    return ofYear(quarter, year, (y) => months(y, nth * 3, 3));
  }
  const half = match(HALF, text, at);
  if (half) {
    const second = half[1] === '2' || half[2]?.toLowerCase() === 'second';
    return ofYear(half, half[3], (y) => months(y, second ? 6 : 0, 6));
  }
  const season = match(SEASON, text, at);
  if (!season) return undefined;
  const [said, which, name, year] = season;
  const isBare = which === undefined && year === undefined;
  // "spring" and "fall" are also words of programming; without a year they are a season only at the end: "in spring?"
  if (isBare && (!(leads || /\bfor $/i.test(before(text, at))) || (!/^the /i.test(said) && !/^\W*$/.test(text.slice(at + said.length)))))
    return undefined;
  const of = (y: number): Span => months(y, SEASONS[String(name).toLowerCase()] as number, 3);
  if (which === undefined) return ofYear(season, year, of);
  const thisYear = dayFields(nowMs).year;
  const begun = [thisYear, thisYear - 1, thisYear - 2].map(of).filter(({ fromMs }) => fromMs <= nowMs);
  const isNow = (begun[0] as Span).toMs >= nowMs;
  return fixed(season, (which.toLowerCase() === 'this' || !isNow ? begun[0] : begun[1]) as Span);
}

function fromToday({ text, at, nowMs }: Asking): Said | undefined {
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const day = (ago: number, days = 1): Span => ({ fromMs: today - ago * DAY_MS, toMs: today - ago * DAY_MS + days * DAY_MS - 1 });
  const near = match(NEAR, text, at);
  if (near) return fixed(near, day(/before yesterday/i.test(near[0]) ? 2 : /yesterday|last night/i.test(near[0]) ? 1 : 0));
  const around = match(AROUND, text, at);
  if (around) {
    const [which, unit] = [String(around[1]).toLowerCase(), String(around[2]).toLowerCase()];
    // "The last month" ends today; "last month" is the previous calendar month.
    if (/^(?:the last|the past|past)$/.test(which) && unit !== 'weekend')
      return fixed(around, { fromMs: day(daysOf(unit)).fromMs, toMs: day(0).toMs });
    return fixed(around, unitAround(unit, /this|current/.test(which), nowMs));
  }
  const few = match(LAST_FEW, text, at);
  if (few) return fixed(few, { fromMs: day(mostOf(few[1]) * daysOf(few[2])).fromMs, toMs: day(0).toMs });
  const ago = match(AGO, text, at);
  if (ago) {
    const unit = daysOf(ago[2]);
    // "Two weeks ago" is rarely exactly fourteen days, so half a unit is allowed either way.
    const slack = unit === 1 ? 0 : Math.ceil(unit / 2);
    const [least, most] = [leastOf(ago[1]) * unit - slack, mostOf(ago[1]) * unit + slack];
    return fixed(ago, { fromMs: day(most).fromMs, toMs: day(Math.max(0, least)).toMs });
  }
  const weekday = match(WEEKDAY, text, at);
  if (!weekday) return undefined;
  const back = (dayFields(nowMs).weekday - WEEKDAY_NAMES.indexOf(String(weekday[1]).toLowerCase()) + 7) % 7;
  return fixed(weekday, day(back === 0 && /^last/i.test(weekday[0]) ? 7 : back));
}

/** The present calendar week (from Monday), weekend, month, quarter or year, or the previous one. */
function unitAround(unit: string, isThis: boolean, nowMs: number): Span {
  const { year, month, weekday } = dayFields(nowMs);
  const before = isThis ? 0 : 1;
  if (unit === 'year') return yearSpan(year - before);
  if (unit === 'month') return monthSpan(year, month - before);
  if (unit === 'quarter') return months(year, Math.floor(month / 3) * 3 - 3 * before, 3);
  const monday = Math.floor(nowMs / DAY_MS) - ((weekday + 6) % 7) - 7 * before;
  const saturday = weekday === 0 && unit === 'weekend' && !isThis ? monday - 2 + 7 : monday + 5;
  const [first, days] = unit === 'week' ? [monday, 7] : [saturday, 2];
  return { fromMs: first * DAY_MS, toMs: (first + days) * DAY_MS - 1 };
}

function leastOf(count: string | undefined): number {
  const word = String(count).toLowerCase();
  if (/few|several/.test(word)) return 2;
  if (/couple/.test(word)) return 1;
  return mostOf(count);
}

function mostOf(count: string | undefined): number {
  const word = String(count).toLowerCase();
  if (/^\d/.test(word)) return Number(word);
  if (/few|several/.test(word)) return 7;
  if (/couple/.test(word)) return 3;
  return Math.max(1, NUMBERS.indexOf(word));
}

function daysOf(unit: string | undefined): number {
  return { day: 1, week: 7, month: 30, quarter: 91, year: 365 }[String(unit).toLowerCase()] ?? 1;
}

function before(text: string, at: number): string {
  return text.slice(Math.max(0, at - LOOK), at);
}

function match(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}

function fixed(found: RegExpExecArray, span: Span): Said {
  return { length: found[0].length, year: dayFields(span.fromMs).year, anyYear: false, in: () => span };
}

function ofYear(found: RegExpExecArray, year: string | undefined, of: (year: number) => Span | undefined): Said {
  return { length: found[0].length, year: year === undefined ? undefined : Number(year), anyYear: true, in: of };
}

function monthOf(name: string | undefined): number {
  return MONTH_NAMES.findIndex((full) => full.startsWith(String(name).toLowerCase().slice(0, 3)));
}

function daySpan(year: number, month: number, day: number): Span | undefined {
  const fromMs = utcMs(year, month, day);
  const read = dayFields(fromMs);
  if (read.month !== month || read.day !== day) return undefined;
  return { fromMs, toMs: fromMs + DAY_MS - 1 };
}

function monthSpan(year: number, month: number): Span {
  return months(year, month, 1);
}

function yearSpan(year: number): Span {
  return months(year, 0, 12);
}

function months(year: number, first: number, count: number): Span {
  return { fromMs: utcMs(year, first, 1), toMs: utcMs(year, first + count, 1) - 1 };
}
