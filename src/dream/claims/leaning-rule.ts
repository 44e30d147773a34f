/**
 * A rule that leans on what stands right before it: "for this use case a failed deletion must be fatal", below a subject about deleting. It is told together with
 * that, and not at all where something else stands between. Pure.
 */
import { RULE, SPECULATION } from '../reading/cues.js';
import { isHistory } from '../reading/clauses.js';
import { mayTellFault, saysWhatHolds } from '../reading/faults.js';
import type { Message } from '../reading/message.js';
import { absoluteDates } from '../../dates/absolute-dates.js';
import { asBulletText, isWellFormed, standsAlone } from '../../wording/sentence.js';
import { wordCount } from '../../wording/words.js';
import type { Claim } from './claims.js';
import { CHARACTERS_MOST, isQuotable, placeWeight, round } from './quotable.js';

const LEANS =
  /^(?:for|in|with|on|at|under|during|within) (?:all |both )?(?:this|that|these|those|such|the same) |^(?:here|this|it|they|these|those)\b/i;
const RULE_WEIGHT = 5.5;

/**
 * @param before the statement right above it in the body; undefined where the subject stands there.
 */
export function leaningRule(message: Message, sentence: string, before: string | undefined): Claim | undefined {
  if (!LEANS.test(sentence) || !RULE.test(sentence) || !saysWhatHolds(sentence)) return undefined;
  if (!isQuotable(sentence) || isHistory(sentence) || mayTellFault(sentence, message)) return undefined;
  const antecedent = before ?? message.subject;
  const isTold =
    before === undefined
      ? wordCount(antecedent) >= 3 && isWellFormed(antecedent)
      : standsAlone(before) && isQuotable(before) && !isHistory(before) && !mayTellFault(before, message);
  const text = [antecedent, sentence].map(asBulletText).join(' ');
  if (!isTold || message.type === 'revert' || text.length > CHARACTERS_MOST) return undefined;
  return {
    text: absoluteDates(text, message.entry.atMs),
    kind: 'rule',
    score: round(RULE_WEIGHT + placeWeight(message)),
    message,
    speculative: SPECULATION.test(text),
  };
}
