/** What of a sentence is its main clause, and whether that tells of a time that is over. Pure. */
import { HISTORY } from './cues.js';

const SUBORDINATE =
  /\b(?:that|which|who|whose|whom|if|when|whenever|once|after|before|because|since|as|unless|until|where|while|otherwise|so that|even if|even though|although|though|whether|than|what|how|why)\b[^,;:()]*/gi;

/** True where the main clause tells how it was: "entries that were deleted must never be read" does not. */
export function isHistory(sentence: string): boolean {
  return HISTORY.test(sentence) && HISTORY.test(sentence.replace(SUBORDINATE, ' '));
}
