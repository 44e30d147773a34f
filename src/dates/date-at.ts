/**
 * Reads the date that begins at a place of a question: a calendar date, a part of a year, or a time relative to today. English and ISO, UTC. Pure.
 * A word that may as well be an ordinary one ("it may fail", "march through") is no date.
 */
import { datePattern, matchAt } from './date-pattern.js';
import { dayFields } from './day.js';
import { spanFromToday } from './from-today.js';
import { daySpan, monthsSpan, type Span, yearSpan } from './span.js';
import { MONTH_PATTERN, monthOf } from './words.js';

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

const YEAR = '((?:19[7-9]|20\\d)\\d)(?![\\d:]|[-./]\\d)';
const DAY = '([0-3]?\\d)(?:st|nd|rd|th)?(?![\\d:]|\\.\\d)';
const PART = '(?:(?:early|mid|late|the (?:end|beginning|start|middle) of|(?:end|beginning|start|middle) of)[ -])?';

const ISO = datePattern('(\\d{4})([-/])(\\d{2})(?:\\2(\\d{2}))?(?:T[\\d:.]+Z?)?');
const NUMERIC = datePattern('(\\d{1,2})([./])(\\d{1,2})\\2(\\d{4})');
const DAY_MONTH = datePattern(`(?:the )?${DAY} (?:of )?${MONTH_PATTERN}\\.?(?:(?:, ?| )${YEAR})?`);
const MONTH_DAY = datePattern(`${MONTH_PATTERN}\\.? ${DAY}(?:(?:, ?| )${YEAR})?`);
const MONTH_YEAR = datePattern(`${PART}${MONTH_PATTERN}\\.?(?:,? (?:of )?${YEAR})?`);
const YEAR_ONLY = datePattern(`${PART}(?:the year )?${YEAR}`);
const QUARTER = datePattern(`(?:q([1-4])|(?:the )?(first|second|third|fourth|last) quarter)(?:(?: of)?[ /-]${YEAR})?`);
const HALF = datePattern(`(?:h([12])|(?:the )?(first|second) half)(?: of)?[ /-]${YEAR}`);
const SEASON = datePattern(`(?:(this|last) |the )?(spring|summer|autumn|fall|winter)(?:(?: of)? ${YEAR})?`);

/** Stands in each date that is read here. V8 takes four milliseconds to compile the patterns of all. */
const CORE =
  /\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|day|week|month|quarter|year|spring|summer|autumn|fall|winter|night|morning|afternoon|evening/i;

/** False: no date begins anywhere in the text. True: one may. */
export function mayNameDate(text: string): boolean {
  return CORE.test(text);
}

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
  return numeric(asking) ?? calendar(asking, leads) ?? partOfYear(asking, leads) ?? relative(asking);
}

function numeric({ text, at }: Asking): Said | undefined {
  const iso = matchAt(ISO, text, at);
  if (iso) {
    const [year, month, day] = [Number(iso[1]), Number(iso[3]), iso[4] === undefined ? undefined : Number(iso[4])];
    const isMonth = month >= 1 && month <= 12;
    const span = day === undefined ? (isMonth ? monthsSpan(year, month - 1, 1) : undefined) : daySpan(year, month - 1, day);
    return span && year >= 1970 ? fixed(iso, span) : undefined;
  }
  const other = matchAt(NUMERIC, text, at);
  if (!other) return undefined;
  const [first, second, year] = [Number(other[1]), Number(other[3]), Number(other[4])];
  // 3/4/2023 is ambiguous; in 3.4.2023 the day comes first.
  if (other[2] === '/' && first <= 12 && second <= 12 && first !== second) return undefined;
  const [day, month] = other[2] === '.' || first > 12 ? [first, second] : [second, first];
  const span = daySpan(year, month - 1, day);
  return span && fixed(other, span);
}

function calendar({ text, at }: Asking, leads: boolean): Said | undefined {
  const dayFirst = matchAt(DAY_MONTH, text, at);
  if (dayFirst && isMonth(text, at, dayFirst, dayFirst[2] as string, dayFirst[3], leads)) {
    const [, day, month, year] = dayFirst;
    return { ...ofYear(dayFirst, year, (y) => daySpan(y, monthOf(month as string), Number(day))), isTold: true };
  }
  const monthFirst = matchAt(MONTH_DAY, text, at);
  if (monthFirst && isMonth(text, at, monthFirst, monthFirst[1] as string, monthFirst[3], leads)) {
    const [, month, day, year] = monthFirst;
    return { ...ofYear(monthFirst, year, (y) => daySpan(y, monthOf(month as string), Number(day))), isTold: true };
  }
  const whole = matchAt(MONTH_YEAR, text, at);
  if (whole && isMonth(text, at, whole, whole[1] as string, whole[2], leads)) {
    const month = monthOf(whole[1] as string);
    return ofYear(whole, whole[2], (y) => monthsSpan(y, month, 1));
  }
  const year = matchAt(YEAR_ONLY, text, at);
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
  const quarter = matchAt(QUARTER, text, at);
  if (quarter && (quarter[3] !== undefined || leads)) {
    const [, digit, word, year] = quarter;
    const nth =
      digit === undefined ? (word?.toLowerCase() === 'last' ? 3 : ORDINALS.indexOf(String(word).toLowerCase())) : Number(digit) - 1;
    return ofYear(quarter, year, (y) => monthsSpan(y, nth * 3, 3));
  }
  const half = matchAt(HALF, text, at);
  if (half) {
    const second = half[1] === '2' || half[2]?.toLowerCase() === 'second';
    return ofYear(half, half[3], (y) => monthsSpan(y, second ? 6 : 0, 6));
  }
  const season = matchAt(SEASON, text, at);
  if (!season) return undefined;
  const [said, which, name, year] = season;
  const isBare = which === undefined && year === undefined;
  // "spring" and "fall" are also words of programming; without a year they are a season only at the end: "in spring?"
  if (isBare && (!(leads || /\bfor $/i.test(before(text, at))) || (!/^the /i.test(said) && !/^\W*$/.test(text.slice(at + said.length)))))
    return undefined;
  const of = (y: number): Span => monthsSpan(y, SEASONS[String(name).toLowerCase()] as number, 3);
  if (which === undefined) return ofYear(season, year, of);
  const thisYear = dayFields(nowMs).year;
  const begun = [thisYear, thisYear - 1, thisYear - 2].map(of).filter(({ fromMs }) => fromMs <= nowMs);
  const isNow = (begun[0] as Span).toMs >= nowMs;
  return fixed(season, (which.toLowerCase() === 'this' || !isNow ? begun[0] : begun[1]) as Span);
}

function relative({ text, at, nowMs }: Asking): Said | undefined {
  const found = spanFromToday(text, at, nowMs);
  return found && { ...oneTime(found.span), length: found.length };
}

function before(text: string, at: number): string {
  return text.slice(Math.max(0, at - LOOK), at);
}

function fixed(found: RegExpExecArray, span: Span): Said {
  return { length: found[0].length, ...oneTime(span) };
}

function oneTime(span: Span): Omit<Said, 'length'> {
  return { year: dayFields(span.fromMs).year, anyYear: false, in: () => span };
}

function ofYear(found: RegExpExecArray, year: string | undefined, of: (year: number) => Span | undefined): Said {
  return { length: found[0].length, year: year === undefined ? undefined : Number(year), anyYear: true, in: of };
}
