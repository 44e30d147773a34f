/** Measures of a sentence that may be quoted as a claim, and of where it was said. They choose none. Pure. */
import { CHAT, PASSING } from '../reading/cues.js';
import { onlyIn, type Message } from '../reading/message.js';
import { quotesOthers } from '../../wording/machine-lines.js';
import { isWellFormed } from '../../wording/sentence.js';
import { stemsOf, wordCount } from '../../wording/words.js';

export const WORDS_MOST = 48;
export const CHARACTERS_MOST = 330;
/** The name of a commit or a checksum: nobody looks it up to understand a claim. */
export const OBJECT_ID = /\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}\b|\b\d{10,40}\b/;

/** A longer one without any comma is mostly several lines of a list that nobody marked as one. */
const UNBROKEN_MOST = 36;

/** True for a sentence of a fit length that is whole, and neither chat nor about what will pass. */
export function isQuotable(sentence: string): boolean {
  const words = wordCount(sentence);
  return (
    words >= 5 &&
    words <= WORDS_MOST &&
    isWellFormed(sentence) &&
    !(words > UNBROKEN_MOST && !/[,;()–—]/.test(sentence)) &&
    !CHAT.test(sentence) &&
    !PASSING.test(sentence) &&
    !quotesOthers(sentence) &&
    !/[:?]$|#\d+/.test(sentence) &&
    !OBJECT_ID.test(sentence)
  );
}

/** True for a sentence that only says again what the subject says. */
export function isRestating(sentence: string, subject: string): boolean {
  const strip = (t: string): string =>
    t
      .toLowerCase()
      .replace(/^[\w./-]{2,24}: /, '')
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
  if (strip(sentence) === strip(subject) || (strip(sentence).startsWith(strip(subject)) && wordCount(sentence) < wordCount(subject) + 4))
    return true;
  const [verb, ownVerb] = [stemsOf(subject)[0], stemsOf(sentence)[0]];
  return verb !== undefined && verb === ownVerb && /^\w+s\b/.test(sentence);
}

/** A call, a member or a type in code. */
export const CODE =
  /`[^`]*[.(:][^`]*`|\b[A-Za-z]\w*\.(?!(?:js|io|org|com|net|dev|ya?ml|json|toml|md)\b)[A-Za-z]\w+\b(?!\.\w+\/)|\w::\w|\w\(\)|\w<\w/;
/** An identifier, by its form: no language, tool or company writes itself so. */
const NAME_IN_CODE = /`[^`\s]+`|\b(?:[a-z]+[A-Z][a-z]\w*|[a-z]\w*_\w+)\b|\b(?:private|internal)\b/;

/** True for a subject that names something in code, which is seen there. */
export function namesCode(subject: string): boolean {
  return CODE.test(subject) || NAME_IN_CODE.test(subject);
}

/** "Replace webpack with rollup", "use PostgreSQL instead of MySQL": things with names. "An enum instead of a string" is seen in the code. */
export function namesChoices(subject: string): boolean {
  if (/^(?:replac|switch|migrat|transition|mov)/i.test(subject)) return true;
  return !NAME_IN_CODE.test(subject) && /\S.*\b(?:[A-Z]+[a-z]*[A-Z]|[A-Z][a-z]{3,}\b.*\b[A-Z][a-z]{3,}|v?\d+\.\d+)/.test(subject);
}

const PLACE_WEIGHT = { docs: -3, tests: -3, examples: -5 } as const;

/** What is only in documentation, tests or examples weighs less. */
export function placeWeight(message: Message): number {
  const place = onlyIn(message);
  return place ? PLACE_WEIGHT[place] : 0;
}

/** A change of many files is remembered longer: half a point at 4, 12 and 36 files. */
export function sizeWeight({ pathCount }: Message): number {
  return pathCount >= 36 ? 1.5 : pathCount >= 12 ? 1 : pathCount >= 4 ? 0.5 : 0;
}

/** Sums of halves come out the same in whatever order they are added. */
export function round(score: number): number {
  return Math.round(score * 1e6) / 1e6;
}
