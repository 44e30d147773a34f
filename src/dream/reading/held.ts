/** Whether a sentence is said as holding now. Pure. */
import { SPECULATION } from './cues.js';

const PAST =
  /\b(?:did not|didn'?t|used to|formerly|previously|in the past|back then|at that time|früher|damals|autrefois|antes|antigamente)\b/i;

/** False for a sentence that doubts, asks or tells how it was: it overrules nothing. */
export function isHeld(sentence: string): boolean {
  return !SPECULATION.test(sentence) && !PAST.test(sentence);
}
