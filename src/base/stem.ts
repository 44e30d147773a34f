/** The stem of an English word by Porter's algorithm. Pure; what it made of words is kept, since texts repeat them. */
import { stemmer } from 'stemmer';

/** So many stems are kept: more than the best hits of a question have, and little in a process that lives for weeks. */
const KEPT_MOST = 4_000;
const kept = new Map<string, string>();

/** @param word lower case, letters of English; others come back as the algorithm leaves them. */
export function stemOf(word: string): string {
  const known = kept.get(word);
  if (known !== undefined) return known;
  const stem = stemmer(word);
  if (kept.size >= KEPT_MOST) kept.clear();
  kept.set(word, stem);
  return stem;
}
