/** Reduces text to words for comparing claims: stems without stop words; identifiers and versions stay whole. Pure. */
import { inTwoForms } from '../base/two-forms.js';
import { stemOf } from '../base/stem.js';

const STOP = new Set(
  (
    'a an and are as at be been being but by can do does for from had has have he her his how i if in into is it its just may me more most my no nor of off on once or our out over own same she so ' +
    'some such than that the their them then there these they this those through to too under until up very was we were what when where which while who why will with would you your also via per now ' +
    'not only all any both each other'
  ).split(' '),
);

const TOKEN = inTwoForms(String.raw`[\p{L}\p{N}_$][\p{L}\p{N}\p{M}_$./@#:-]*[\p{L}\p{N}\p{M}_$+]|[\p{L}\p{N}]`, 'gu');

/** Stems in the order of the text; versions and identifiers as they stand, in lower case. */
export function stemsOf(text: string): string[] {
  const stems: string[] = [];
  const plain = text.replace(/[`'’"*]/g, '');
  for (const [raw] of plain.matchAll(TOKEN(plain))) {
    const word = raw.toLowerCase();
    if (UNSPACED(word).test(word)) stems.push(...unspacedStems(word));
    else if (!STOP.has(word)) stems.push(/^[a-z]+$/.test(word) ? stemOf(word) : word);
  }
  return stems;
}

/** Scripts that put no blank between words, and Hangul, whose words carry their particles. */
const UNSPACED = inTwoForms(
  String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]`,
  'u',
);
const RUNS =
  /(?<pairs>[\p{Script=Han}々]+|[\p{Script=Katakana}ー]+|[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+)|(?<hangul>\p{Script=Hangul}+)|[\p{Script=Hiragana}]+|(?<other>[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+)/gu;

/** Pairs of neighbouring signs; of Hangul the first two syllables, before the particles; Hiragana is mostly grammar and tells nothing. */
function unspacedStems(word: string): string[] {
  const stems: string[] = [];
  for (const { groups } of word.matchAll(RUNS)) {
    const { pairs, hangul, other } = groups as { pairs?: string; hangul?: string; other?: string };
    if (hangul !== undefined) stems.push(hangul.slice(0, 2));
    if (other !== undefined) stems.push(...stemsOf(other));
    if (pairs === undefined) continue;
    const signs = Array.from(pairs);
    if (signs.length === 1) stems.push(pairs);
    for (let i = 0; i + 1 < signs.length; i++) stems.push(`${signs[i]}${signs[i + 1]}`);
  }
  return stems;
}

/** How many words a text has in the sense of a reader; two signs of a script without blanks count as one. */
export function wordCount(text: string): number {
  const signs = text.match(SIGN)?.length ?? 0;
  return (text.replace(SIGN, ' ').match(/\S*[\p{L}\p{N}]\S*/gu) ?? []).length + Math.ceil(signs / 2);
}

const SIGN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々]/gu;

/** True for a stem that carries a number: a version, a port, a size. */
export function hasNumber(stem: string): boolean {
  return /\d/.test(stem);
}

/**
 * True for a number that tells of what it is said, as 6379 does; 2024, 100 and 2 stand beside anything. It has three digits and more, and is neither a year, nor round,
 * nor a power of two, nor a status of HTTP; of versions it is one with two dots.
 */
export function isTellingNumber(written: string): boolean {
  if (/^\d+\.\d+\.\d+/.test(written)) return true;
  const number = Number(written.replace(/[.,]/g, ''));
  if (/[.,]\d{1,2}$/.test(written) || number < 100) return false;
  const isYear = number >= 1900 && number < 2100;
  const isRound = number % (number < 1000 ? 50 : 10_000) === 0 || Number.isInteger(Math.log2(number));
  return !isYear && !isRound && !STATUSES.has(number);
}

const STATUSES: ReadonlySet<number> = new Set([
  201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 401, 403, 404, 405, 409, 410, 422, 429, 501, 502, 503, 504,
]);

/** |a and b| / |a or b| of two sets of stems; 0 for two empty ones (Jaccard 1901). */
export function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let both = 0;
  for (const stem of a) if (b.has(stem)) both += 1;
  return both / (a.size + b.size - both);
}

/** The share of `part` that stands in `whole`; 0 where `part` is empty. */
export function containment(part: Iterable<string>, whole: ReadonlySet<string>): number {
  let size = 0;
  let found = 0;
  for (const stem of part) {
    size += 1;
    if (whole.has(stem)) found += 1;
  }
  return size === 0 ? 0 : found / size;
}

/** Words that every project uses for many things. */
const COMMON = new Set(
  'default test file valu config method function class name type error user time data list string number header object field queri index build script modul path import export plugin server client style button state event return check format order custom'.split(
    ' ',
  ),
);

/** True for what names a thing: a telling number, a version, an identifier, a rare word, or two words; one common word or number names nothing. */
export function isDistinct(stems: readonly string[]): boolean {
  return (
    stems.length >= 2 ||
    stems.some(
      (s) => (hasNumber(s) && !(/^\d+$/.test(s) && !isTellingNumber(s))) || /[._/$#@-]/.test(s) || (s.length >= 5 && !COMMON.has(s)),
    )
  );
}
