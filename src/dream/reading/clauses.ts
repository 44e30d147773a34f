/** What of a sentence is its main clause, and whether that tells of a time that is over. Pure. */
import { HISTORY, RULE } from './cues.js';

const SUBORDINATE =
  /\b(?:that|which|who|whose|whom|if|when|whenever|once|after|before|because|since|as|unless|until|where|while|otherwise|so that|even if|even though|although|though|whether|than|what|how|why)\b[^,;:()]*/gi;

/** True where the main clause tells how it was: "entries that were deleted must never be read" does not. */
export function isHistory(sentence: string): boolean {
  return HISTORY.test(sentence) && HISTORY.test(sentence.replace(SUBORDINATE, ' '));
}

/** "It matters that a writer must ...": what is said to be so. */
const SAID_TO_BE = /\bthat\b[^,;:]*\b(?:must|never|always|should|shall|has to|have to)\b/i;

/** True for a sentence that says a rule itself: "a regression where lines weren't always cleared" says none. */
export function saysRule(sentence: string): boolean {
  return RULE.test(sentence) && (RULE.test(sentence.replace(SUBORDINATE, ' ')) || SAID_TO_BE.test(sentence));
}
