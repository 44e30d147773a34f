/** The values that a text gives: figures by what they measure, addresses, names in code, days. Pure. */
import { isTellingNumber } from './words.js';
import { isAscii, type Formed } from '../base/two-forms.js';
import { alone, patternOf } from './patterns.js';

export interface Values {
  /** What is measured, or the kind of the value -> the values, sorted, in one string. */
  readonly byKind: ReadonlyMap<string, string>;
  /** The text without them. */
  readonly rest: string;
}

const URL = patternOf('[a-z][a-z0-9+.-]*://[^\\s<>"\')]+');
/** Names that stand for themselves: `orders_prod`, src/app.ts, api.example.org. */
const NAME = patternOf(
  '(?<![\\p{L}\\p{N}])[\\p{L}\\p{N}]+(?:[_/][\\p{L}\\p{N}_.-]+)+|(?<![\\p{L}\\p{N}])[\\p{L}][\\p{L}\\p{N}-]*(?:\\.[\\p{L}\\p{N}-]+){2,}',
);
const NUMBERS =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|twenty|thirty|forty|fifty|sixty|ninety|hundred|ein|eine|einen|einem|zwei|drei|vier|fünf|sechs|sieben|acht|zehn|zwölf|deux|trois|quatre|cinq|sept|huit|dix|douze|quinze|vingt|trente|cuatro|cinco|seis|siete|ocho|diez|doce|treinta|dois|duas|três|quatro|sete|oito|dez|doze|trinta|due|tre|quattro|cinque|sei|sette|otto|dieci';
const UNITS: readonly (readonly [kind: string, units: string])[] = [
  [
    'time',
    'ms|milliseconds?|s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|days?|weeks?|months?|years?|sekunden?|minuten?|stunden?|tagen?|tage|wochen?|monaten?|monate|jahren?|jahre|secondes?|heures?|jours?|semaines?|mois|ans?|années?|segundos?|minutos?|horas?|d[ií]as?|semanas?|meses|mês|mes|años?|anos?|ore|giorni|settimane|mesi|anni|секунд[\\p{L}]*|минут[\\p{L}]*|час[\\p{L}]*|дн[\\p{L}]*|день',
  ],
  ['size', 'bytes?|kb|mb|gb|tb|kib|mib|gib|kilobytes?|megabytes?|gigabytes?|terabytes?|octets|ko|mo|go'],
  ['share', '%|percent|per cent|prozent|pour cent|por ciento|por cento'],
];
const UNSPACED_UNITS: readonly (readonly [kind: string, units: string])[] = [
  ['time', '毫秒|秒钟?|分钟|分間?|小时|小時|時間|天|日間?|周|週間?|个月|個月|ヶ月|か月|年間?|초|분|시간|일|주|개월|년'],
  ['size', '字节|兆|バイト|바이트'],
];
const DAYS = patternOf(
  `${alone('mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonntags?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábados?|domingos?|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|hourly|daily|nightly|weekly|monthly|quarterly|yearly')}|[周週星期]+[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일`,
);

const MEASURES = UNITS.map(
  ([kind, units]) =>
    [
      kind,
      patternOf(
        `(?<![\\p{L}\\p{N}.])(?:[0-9][0-9.,]*|${NUMBERS}|an?|half an?|full|every|each|per|une?|um|uma)[ -]?(?:${units})(?![\\p{L}\\p{N}])`,
      ),
    ] as const,
);
/** What stands in each unit of a kind: the whole pattern takes ten times as long to compile, and most texts measure neither. */
const UNIT_HINTS: Readonly<Record<string, RegExp>> = { size: /[kmgt]i?b|byte|octet|[kmg]o/, share: /%|cent|proz|cien/ };
const UNSPACED_MEASURES = UNSPACED_UNITS.map(
  ([kind, units]) => [kind, patternOf(`[0-9一二三四五六七八九十百千万半]+ ?(?:${units})`)] as const,
);
const NUMBER = patternOf('(?<![\\p{L}\\p{N}_.])v?[0-9][0-9.,]*(?:x|\\+|st|nd|rd|th|er|º|ª)?(?![a-z_])');
/** Numbers of issues and requests name what was spoken of elsewhere, and measure nothing. */
const REFERENCE = patternOf(
  '(?<![\\p{L}\\p{N}])(?:gh-|(?:issues?|pulls?|pull requests?|prs?|mrs?|merge requests?|bugs?|tickets?) ?(?:no\\.? ?)?#?)[0-9]+(?![\\p{L}\\p{N}.])|(?<![\\p{L}\\p{N}&])[#!][0-9]+(?![\\p{L}\\p{N}])',
);
const NUMBER_WORD = patternOf(`(?<![\\p{L}\\p{N}-])(?:${NUMBERS})(?![\\p{L}\\p{N}-])`);

/** Reads kind by kind, the most telling first; what is read by one kind is not read again by the next. @param text in lower case. */
export function valuesIn(text: string): Values {
  const byKind = new Map<string, string>();
  let rest = text;
  const put = (kind: string, found: readonly string[]): void => {
    const values = [...new Set(found.map((one) => one.replace(/[.,;:/]+$/, '')))].sort().join(' ');
    byKind.set(kind, [byKind.get(kind), values].filter(Boolean).join(' '));
  };
  const take = (kind: string, pattern: Formed): void => {
    const found = rest.match(pattern(rest));
    if (!found) return;
    put(kind, found);
    rest = rest.replace(pattern(rest), ' ');
  };
  const hasDigit = /\d/.test(text);
  if (hasDigit) rest = rest.replace(REFERENCE(rest), ' ');
  if (text.includes('://')) take('address', URL);
  for (const [kind, pattern] of MEASURES) if (UNIT_HINTS[kind]?.test(rest) !== false) take(kind, pattern);
  if (!isAscii(text)) for (const [kind, pattern] of UNSPACED_MEASURES) take(kind, pattern);
  take('day', DAYS);
  if (hasDigit) take('number', NUMBER);
  const counted = rest.match(NUMBER_WORD(rest));
  if (counted) put('number', counted);
  const names = /[_/.]/.test(rest) ? rest.match(NAME(rest)) : null;
  if (names) put('name', names);
  return { byKind, rest };
}

/** Of these kinds each value stands by itself; figures of the others are of two words. */
const SINGLE: ReadonlySet<string> = new Set(['address', 'day', 'name', 'number']);

/** Of how many kinds both give one value at least that tells of what they speak: 6379 does, 2024, 100 and 30 days stand beside anything. */
export function sharedValues(a: Values, b: Values): number {
  return [...a.byKind].filter(([kind, mine]) => {
    const theirs = b.byKind.get(kind);
    if (theirs === undefined) return false;
    if (!SINGLE.has(kind)) return theirs === mine && isTelling(kind, mine);
    const own = mine.split(' ');
    return theirs.split(' ').some((one) => own.includes(one) && isTelling(kind, one));
  }).length;
}

/** Kinds whose values are names. */
const NAMING: ReadonlySet<string> = new Set(['address', 'day', 'name']);

function isTelling(kind: string, value: string): boolean {
  return NAMING.has(kind) || (value.match(/[0-9][0-9.,]*/g) ?? []).some(isTellingNumber);
}

/** True where both give a value of one kind, and not the same. */
export function differInValue(a: Values, b: Values): boolean {
  return [...a.byKind].some(([kind, value]) => {
    const other = b.byKind.get(kind);
    return other !== undefined && other !== value;
  });
}
