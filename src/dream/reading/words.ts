/** Reduces text to words for comparing claims: stems without stop words; identifiers and versions stay whole. Pure. */
import { stemmer } from 'stemmer';

const STOP = new Set(
  (
    'a an and are as at be been being but by can do does for from had has have he her his how i if in into is it its just may me more most my no nor of off on once or our out over own same she so ' +
    'some such than that the their them then there these they this those through to too under until up very was we were what when where which while who why will with would you your also via per now ' +
    'not only all any both each other'
  ).split(' '),
);

const TOKEN = /[\p{L}\p{N}_$][\p{L}\p{N}_$./@#:-]*[\p{L}\p{N}_$+]|[\p{L}\p{N}]/gu;

/** Stems in the order of the text; versions and identifiers as they stand, in lower case. */
export function stemsOf(text: string): string[] {
  const stems: string[] = [];
  for (const [raw] of text.replace(/[`'’"*]/g, '').matchAll(TOKEN)) {
    const word = raw.toLowerCase();
    if (STOP.has(word)) continue;
    stems.push(/^[a-z]+$/.test(word) ? stemmer(word) : word);
  }
  return stems;
}

/** True for a stem that carries a number: a version, a port, a size. */
export function hasNumber(stem: string): boolean {
  return /\d/.test(stem);
}

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
