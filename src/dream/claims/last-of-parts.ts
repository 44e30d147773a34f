/** Of one commit that is many messages the last word about a thing holds. Nobody can tell from elsewhere: all its parts have one date. Pure. */
import { choicesIn, endsChoice, type Choice } from './choices.js';
import { isOpposite, isOtherDefault, isSameSlot, stancesOf } from './contrary.js';
import { statementOf } from './statement.js';

/** True where the subject of a later part says otherwise than an earlier claim: another figure or default of one thing, a no to its yes, another choice. */
export function saysOtherwise(claim: string, subject: string): boolean {
  const choicesOf = (text: string): Choice[] =>
    choicesIn({ subject: text.replace(/\.\s.*$/s, '').replace(/\.$/, ''), passages: [], isNote: false });
  const [own, later] = [choicesOf(claim), choicesOf(subject)];
  if (own.some((choice) => later.some((one) => endsChoice(one, choice)))) return true;
  const [a, b] = [statementOf(claim, own, false), statementOf(subject, later, false)];
  if (isSameSlot(a, b) || isOtherDefault(a, b)) return true;
  const no = stancesOf(subject, false);
  return stancesOf(claim, false).some((stance) => no.some((other) => isOpposite(stance, other)));
}
