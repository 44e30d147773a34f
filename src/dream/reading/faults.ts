/**
 * Tells a sentence that describes the fault which its commit removes from one that says what holds: "the displayed ETA never adapts" was true before the
 * commit alone. Pure.
 */
import { CAUSE } from './cues.js';
import type { Message } from './message.js';

const FIXES = /^(?:bug ?|hot)?fix\w*\b|^(?:repair|correct|resolv|mend|work(?:s|ed|ing)? ?around)\w*\b/i;

/** True for a commit that says that it mends something. */
export function isFix({ type, subject }: Pick<Message, 'type' | 'subject'>): boolean {
  return /^(?:fix|bug|hotfix)/i.test(type) || FIXES.test(subject);
}

/** True for a fix whose subject is what was wrong, told in the present: "readers don't reconnect after a timeout". */
export function namesOwnFault({ type, subject }: Pick<Message, 'type' | 'subject'>): boolean {
  return /^(?:fix|bug|hotfix)/i.test(type) && FAULTY.test(subject);
}

/** What begins with a verb says what was done. */
const FAULTY =
  /^(?!(?:ensure|make|keep|prevent|stop|avoid|check|report|warn|return|throw|skip|use|fix\w*|handle|allow|treat|mark|let|only|when|if|where|error|ignore|show|print|tell|say|verify|validate|detect|raise|add|remove|don['’]t|do|never|no|always|reject|refuse)\b)[^\s,;:]+(?: [^\s,;:]+){0,6} (?:don['’]t|doesn['’]t|do not|does not|isn['’]t|aren['’]t|is not|are not|hangs?|crashes|panics|fails|leaks)\b/i;

const PRESCRIBES =
  /\b(?:must|should|shall|(?<!not |n['’]t )needs? to|ha(?:s|ve) to|ought to|(?:is|are) required|not allowed|by convention|make sure)\b|(?:^|[,;:]\s)(?:always|never|do not|don't|only|avoid|make sure|ensure|prefer|use|keep)\b/i;
/** "It should be sorted but is not." */
const UNMET =
  /\b(?:should|must|supposed to)\b.*\b(?:but|however|yet)\b|\b(?:must|ha(?:s|ve) to|needs? to)\b(?: \w+)? (?:unnecessar|needless|redundant|pointless)/i;
const HOLDS_NOW = /(?<!\bas \w{2,20} )\bnow\b|\b(?:no longer|any ?more|henceforth|with this (?:change|commit|patch))\b/i;
const FAULT =
  /\b(?:then|wrong(?:ly)?|incorrect\w*|unexpected\w*|accidental\w*|mistaken\w*|unrealistic|bogus|garbage|stale|fail(?:s|ing)?|crash(?:es|ing)?|panic(?:s|king)?|hang(?:s|ing)?|leak(?:s|ing)?|broken|breaks?|lost|loses|missing|misses|errors?|exceptions?|bug(?:gy|s)?|useless|ignored|stuck|extraneous\w*|spurious\w*|unnecessar\w+|needless\w*|does(?:n['’]t| not) work|(?:pretty|too|very|rather) limited|even (?:when|if|though) .{0,60}\b(?:not|n['’]t)|forever|infinite\w*|corrupt\w*|never (?:gets?|receives?|reaches|sees?|happens?|works?|ends?|fires?|finishes|starts?)|(?:is|are) never (?:called|used|set|checked|reached|executed|invoked|freed|closed|released|read|run|passed)|not (?:\w+ ){0,2}(?:correctly|properly)|(?:is|are) (?:supposed|meant) to .{0,60}\bbut)\b/i;

/** True for a sentence that says what is to be done, or what holds since the commit. */
export function saysWhatHolds(sentence: string): boolean {
  return HOLDS_NOW.test(sentence) || (PRESCRIBES.test(sentence) && !UNMET.test(sentence));
}

/** True for a fault told in the present: it says neither what is to be done nor what holds now. */
export function tellsFault(sentence: string): boolean {
  return !saysWhatHolds(sentence) && (FAULT.test(sentence) || UNMET.test(sentence));
}

/** True for a sentence that names something that went wrong, in whatever tense. */
export function namesFault(sentence: string): boolean {
  return FAULT.test(sentence) || FAILED.test(sentence);
}

const FAILED =
  /\b(?:failed|crashed|panicked|hung|leaked|broke|lost|missed|was (?:wrong|ignored|overwritten|dropped)|corrupted|races?|deadlock\w*|overflow\w*)\b/i;
const PURPOSE = /^(?:in order )?to \w+/i;

/** True for a sentence of a commit that may tell what was before it: of a fix that is whatever gives no cause, too. */
export function mayTellFault(sentence: string, message: Pick<Message, 'type' | 'subject'>): boolean {
  return tellsFault(sentence) || (isFix(message) && !saysWhatHolds(sentence) && !CAUSE.test(sentence) && !PURPOSE.test(sentence));
}
