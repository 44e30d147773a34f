/**
 * How much of what a claim is about still stands in the tree: of the lines that its commit brought the share that is found there, and none where most of those are
 * gone that speak of the same as the claim, or all that hold a name of code which it tells. A commit brings much beside, so that what it is told for may be written anew while nine lines of ten stand. Pure.
 */
import { stemsOf } from '../../wording/words.js';
import type { BroughtLine } from '../witness/surviving.js';
import { partsOf, wordsIn } from '../witness/words.js';
import type { Claim } from './claims.js';
import { codeIn } from './names-claimed.js';
import { firstSentence } from './testimony.js';

/** Where no more of the lines that speak of it stands, nothing of it counts as standing. */
const ABOUT_MOST = 0.5;

/** From 0 to 1; undefined where nothing is known of the commit. */
export function standingShare({ text, kind }: Pick<Claim, 'text' | 'kind'>, lines: readonly BroughtLine[] | undefined): number | undefined {
  if (lines === undefined || lines.length === 0) return undefined;
  // What took the place of another is told by the name of that, too, of which the lines speak as of something that goes.
  if (kind !== 'replaced' && kind !== 'renamed' && (shareAbout(firstSentence(text), lines) ?? 1) <= ABOUT_MOST) return 0;
  if (kind !== 'replaced' && kind !== 'renamed' && codeIn(text).some((name) => isGone(name, lines))) return 0;
  return lines.filter(({ stands }) => stands).length / lines.length;
}

/** True for an identifier that some of the lines hold, and none of those that stand. */
function isGone(name: string, lines: readonly BroughtLine[]): boolean {
  const wanted = wordsIn(name).map(small);
  const holding = lines.filter(({ line }) => {
    const own = new Set(wordsIn(line).map(small));
    return wanted.length > 0 && wanted.every((word) => own.has(word));
  });
  return holding.length > 0 && !holding.some(({ stands }) => stands);
}

function small(word: string): string {
  return word.toLowerCase();
}

/**
 * Of the lines that share words with the statement the share that stands, a line counted by how few others hold its words; undefined where none shares any. As
 * the inverse document frequency of search does, a word that every line holds says little of which line is meant.
 */
function shareAbout(statement: string, lines: readonly BroughtLine[]): number | undefined {
  const wanted = new Set(stemsIn(statement));
  const held = lines.map(({ line, stands }) => ({ stands, words: [...new Set(stemsIn(line))].filter((word) => wanted.has(word)) }));
  const counts = new Map<string, number>();
  for (const { words } of held) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  let [all, standing] = [0, 0];
  for (const { stands, words } of held) {
    const weight = words.reduce((sum, word) => sum + 1 / (counts.get(word) ?? 1), 0);
    all += weight;
    if (stands) standing += weight;
  }
  return all === 0 ? undefined : standing / all;
}

/** The stems of words and of their parts: `openFile` speaks of a file. */
function stemsIn(text: string): string[] {
  return wordsIn(text).flatMap((word) => stemsOf(partsOf(word).join(' ')));
}
