/** Terms of a segment within a small edit distance of a word, for misspelt questions. Pure; it compares bytes and decodes only what it returns. */
import { prefixRange, termAt, type Segment } from '../lexical/segment.js';

/**
 * Terms with the word's first letter and a Levenshtein distance (in code units) of 1 to `edits`, with that distance. It scans all such terms: to
 * build a library's tree of terms would cost more than the scan.
 */
export function termsNear(segment: Segment, word: string, edits: number): { term: string; distance: number }[] {
  const { terms, termStart } = segment;
  const found: { term: string; distance: number }[] = [];
  const wanted = unitsOf(word);
  const least = wanted.length - edits;
  // A code unit takes three bytes at most.
  const most = 3 * (wanted.length + edits);
  const rows = [new Int32Array(wanted.length + 1), new Int32Array(wanted.length + 1)] as const;
  const { first, end } = prefixRange(segment, String.fromCodePoint(word.codePointAt(0) ?? 0));
  for (let n = first; n < end; n++) {
    const start = termStart[n] as number;
    const length = (termStart[n + 1] as number) - start;
    if (length < least || length > most) continue;
    let ascii = true;
    for (let at = start; ascii && at < start + length; at++) ascii = (terms[at] as number) < 0x80;
    if (ascii && length > wanted.length + edits) continue;
    const units = ascii ? terms.subarray(start, start + length) : unitsOf(termAt(segment, n));
    const distance = distanceUpTo(units, wanted, edits, rows);
    if (distance > 0 && distance <= edits) found.push({ term: termAt(segment, n), distance });
  }
  return found;
}

function unitsOf(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_, n) => text.charCodeAt(n));
}

/** The distance, or any number above `limit`. Computes only the cells near the diagonal: no other can be within the limit. */
function distanceUpTo(a: ArrayLike<number>, b: ArrayLike<number>, limit: number, [one, other]: readonly [Int32Array, Int32Array]): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let [above, row] = [one, other];
  for (let n = 0; n <= b.length; n++) above[n] = n;
  for (let m = 1; m <= a.length; m++) {
    const from = Math.max(1, m - limit);
    const to = Math.min(b.length, m + limit);
    row[from - 1] = from === 1 ? m : limit + 1;
    let least = row[from - 1] as number;
    for (let n = from; n <= to; n++) {
      const replaced = (above[n - 1] as number) + (a[m - 1] === b[n - 1] ? 0 : 1);
      const added = (row[n - 1] as number) + 1;
      const dropped = n < m + limit ? (above[n] as number) + 1 : limit + 1;
      const best = Math.min(replaced, added, dropped);
      row[n] = best;
      if (best < least) least = best;
    }
    if (least > limit) return limit + 1;
    [above, row] = [row, above];
  }
  return above[b.length] as number;
}
