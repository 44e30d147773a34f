/**
 * A trap: a fix whose body explains the cause. It is told by its subject, by the cause where that is told as over or as a rule, and by what holds since; a fault
 * in the present tense was true before the fix alone and is never quoted. Pure.
 */
import { SPECULATION } from '../reading/cues.js';
import { isFix, namesFault, saysWhatHolds, tellsFault } from '../reading/faults.js';
import type { Message } from '../reading/message.js';
import { absoluteDates } from '../../dates/absolute-dates.js';
import { asBulletText, isWellFormed, standsAlone, statementsOf } from '../../wording/sentence.js';
import { stemsOf, wordCount } from '../../wording/words.js';
import type { Claim } from './claims.js';
import { CHARACTERS_MOST, isQuotable, isRestating, OBJECT_ID, placeWeight, round } from './quotable.js';

const CAUSE =
  /\b(?:because|caused by|caus(?:es|ed|ing)|due to|root cause|turn(?:s|ed) out|result(?:s|ed|ing) in|(?:leads?|led|leading) to|the (?:reason|cause) (?:is|was)|which (?:made|makes|broke|breaks|meant|means|left|leaves|kept|keeps)|so (?:the|it|they|that|every|each|no|an?)\b|since (?!v?\d))/i;
/** Told as over: "fell through", "was computed", "registered a channel", but not "is ignored" and not "copied bytes". */
const OVER =
  /\b(?:was|were|wasn't|weren't|did|didn't|had|hadn't|could|couldn't|would|wouldn't|used to|fell|broke|made|led|got|kept|left|took|ran|went|lost|sent)\b|(?<!\b(?:is|are|be|been|being|gets?|when|if|once|as|and|or)\s+(?:\w+ly |not |never |always |only )?)\b\w{3,}ed (?:a|an|the|to|from|in|into|for|with|by|its|their|on|at|as|only|through|but|all|every|no)\b/i;
/** "Only bytes copied after the resume are counted": what holds without a "now". */
const HOLDS = /^(?:only|each|every|all|no)\b(?!.*\b(?:was|were|did|had)\b)/i;
const POINTS_BACK =
  /^(?:this|that|it|these|those|so|thus|hence|therefore|instead|the (?:problem|issue|reason|cause|root cause|bug|fix))\b/i;
/** A subject that names no thing. */
const TELLS_NOTHING = /\b(?:stuff|things?|various|several|misc|issues?|bugs?|problems?|some|it|this|them|minor|small|review|comments?)\b/i;
const SENTENCES_MOST = 6;
const WEIGHTS = { cause: 5, causeAndNow: 6, now: 5 } as const;

/** The trap that a fix explains; undefined for any other message. */
export function gotchaClaim(message: Message): Claim | undefined {
  const { subject } = message;
  if (
    message.type === 'revert' ||
    !isWellFormed(subject) ||
    TELLS_NOTHING.test(subject) ||
    OBJECT_ID.test(subject) ||
    SPECULATION.test(subject)
  )
    return undefined;
  if (wordCount(subject) < 3 || stemsOf(subject).length < 2) return undefined;
  const prose = message.passages.filter(({ form }) => form === 'prose').flatMap(({ text }) => statementsOf(text));
  const sentences = prose.slice(0, SENTENCES_MOST);
  const isExplained = sentences.some((one) => CAUSE.test(one) && !SPECULATION.test(one));
  const cause = sentences.find((one, n) => isTellable(one, subject, n) && CAUSE.test(one) && (OVER.test(one) || saysWhatHolds(one)));
  // A change that is called no fix is one where what it ends went wrong.
  if (!isFix(message) && !(cause !== undefined && OVER.test(cause) && namesFault(cause))) return undefined;
  const now = sentences.find(
    (one, n) => one !== cause && isTellable(one, subject, n) && (HOLDS.test(one) || saysWhatHolds(one)) && !tellsFault(one),
  );
  if (!isExplained || (cause === undefined && now === undefined)) return undefined;
  const parts = [subject, ...sentences.filter((one) => one === cause || one === now)];
  const whole = parts.map(asBulletText).join(' ');
  const text = whole.length <= CHARACTERS_MOST ? whole : [subject, cause ?? now ?? ''].map(asBulletText).join(' ');
  if (text.length > CHARACTERS_MOST) return undefined;
  const weight = cause === undefined ? WEIGHTS.now : now === undefined ? WEIGHTS.cause : WEIGHTS.causeAndNow;
  return {
    text: absoluteDates(text, message.entry.atMs),
    kind: 'gotcha',
    score: round(weight + placeWeight(message)),
    message,
    speculative: false,
  };
}

/** The first sentence may lean on the subject. */
function isTellable(sentence: string, subject: string, place: number): boolean {
  if (!isQuotable(sentence) || SPECULATION.test(sentence) || isRestating(sentence, subject)) return false;
  return standsAlone(sentence) || (place === 0 && POINTS_BACK.test(sentence));
}
