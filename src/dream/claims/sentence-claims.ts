/** Claims that stand in a body, below whatever subject: rules, decisions said in passing, what breaks. Pure. */
import { CHAT, REASON, SPECULATION, TRIVIAL_OBJECT } from '../reading/cues.js';
import { isHistory, saysRule } from '../reading/clauses.js';
import { decisionIn, lacksFigure } from '../reading/decisions.js';
import { mayTellFault, saysWhatHolds } from '../reading/faults.js';
import type { Message } from '../reading/message.js';
import { absoluteDates } from '../../dates/absolute-dates.js';
import { quotesOthers } from '../../wording/machine-lines.js';
import { asBulletText, isWellFormed, standsAlone, statementsOf } from '../../wording/sentence.js';
import { stemsOf, wordCount } from '../../wording/words.js';
import type { Claim } from './claims.js';
import { CHARACTERS_MOST, CODE, isQuotable, namesChoices, placeWeight, round } from './quotable.js';

/** A sentence that says a rule or a decision. @param isItem of a list, where most are details. */
export function ruleClaim(message: Message, sentence: string, isItem: boolean): Claim | undefined {
  if (!standsAlone(sentence) || !isQuotable(sentence) || isHistory(sentence)) return undefined;
  if (CITING.test(sentence) || OF_TEST.test(sentence)) return undefined;
  const cue = decisionIn(sentence);
  const isRule = saysRule(sentence);
  // What a commit mends is often told in the present.
  if (message.commit !== undefined && mayTellFault(sentence, message)) return undefined;
  // "Readers never learn of it" is how it was, or how it is until a later commit: only what is to be done outlives both.
  if (message.commit !== undefined && !cue && !saysWhatHolds(sentence)) return undefined;
  if ((!cue && !isRule) || lacksFigure(sentence, sentence)) return undefined;
  let score = Math.max(isRule ? 5 : 0, (cue?.weight ?? 0) - 1);
  if (REASON.test(sentence)) score += 2;
  if (isItem) score -= 1;
  // As of a subject: another call is seen in the code, and "showed X instead of Y" is what was wrong.
  if (cue?.kind === 'replaced' && !isRule && (FIXES_OR_SHOWS.test(sentence) || CODE.test(sentence) || !namesChoices(sentence))) score -= 2;
  if (cue && !isRule && TRIVIAL_OBJECT.test(sentence)) score -= 3;
  if (/\btests?\b/i.test(sentence) && !isRule) score -= 2;
  score += placeWeight(message);
  const kind = cue?.kind ?? 'rule';
  return {
    text: absoluteDates(asBulletText(sentence), message.entry.atMs),
    kind,
    score: round(score),
    message,
    speculative: SPECULATION.test(sentence),
  };
}

/** A standard says it, and whether the project does so is not told. */
const CITING = /\b(?:RFC ?\d+|section \d[\d.]*|PEP ?\d+)\b.*\b(?:stipulates|says|states|specifies|mandates|recommends)\b/i;

/** What a test sees, as the message that adds it tells. */
const OF_TEST = /\((?:and |it |which |this )?fails? (?:if|when|where|without|on|before)\b/i;

/** What breaks for users, whole: its second sentence is no use without the first. */
export function breakingClaim(message: Message, passage: string): Claim | undefined {
  const sentences = statementsOf(passage);
  const text = sentences.slice(0, 2).map(asBulletText).join(' ');
  if (
    !sentences.slice(0, 2).every((s) => isWellFormed(s) && !CHAT.test(s) && !quotesOthers(s)) ||
    wordCount(text) < 4 ||
    !/^[\p{L}\p{N}`"'“(@-]/u.test(text) ||
    text.length > CHARACTERS_MOST
  )
    return undefined;
  return { text: absoluteDates(text, message.entry.atMs), kind: 'breaking', score: 9, message, speculative: SPECULATION.test(text) };
}

/** "Fixes X showing Y instead of Z", "returns Y instead of Z": a description, where no "now" makes it news. */
const FIXES_OR_SHOWS =
  /^fix|\b(?:is|are|was|were|being|shows?|showing|returns?|returning|gives?|raises?|throws?|prints?|yields?|produces?|results? in|result(?:s|ing) in)\b(?![^,;]*\bnow\b)[^,;]*\b(?:instead of|rather than)/i;

/** So many stems a guess has, that something later can be known for its confirmation. */
const GUESS_STEMS_LEAST = 4;

/**
 * The sentences of a body that guess what is so: "the proxy might close idle connections". Each is kept only where a later fix or note says it outright, in the
 * words of that.
 */
export function guessesIn(message: Message): Claim[] {
  return message.passages
    .filter(({ form }) => form !== 'breaking')
    .flatMap(({ text }) => statementsOf(text))
    .filter((one) => SPECULATION.test(one) && !one.endsWith('?') && isWellFormed(one) && !CHAT.test(one) && !quotesOthers(one))
    .filter((one) => new Set(stemsOf(one.replace(SPECULATION, ' '))).size >= GUESS_STEMS_LEAST && one.length <= CHARACTERS_MOST)
    .map((one) => ({ text: asBulletText(one), kind: 'reason', score: GUESS_SCORE, message, speculative: true, isGuess: true }));
}

const GUESS_SCORE = 5;
