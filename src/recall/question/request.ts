/**
 * Blanks the words of a question that only ask somebody to answer ("Can you walk me through ...", "give me a short summary of ..."), say that it was told
 * ("... did I mention ...", "... throughout our conversations"), or ask what is used ("what do we use for ..."). Pure.
 */
import { wordsOf } from '../text/tokenize.js';

const VERB = '(?:tell|show|give|remind|walk|take|list|name|help|explain|describe|summari[sz]e|recall|recommend|suggest)';
const ASKED = `(?:can|could|would|will)\\s+you\\s+(?:please\\s+|also\\s+)?${VERB}(?:\\s+(?:me|us))?|${VERB}\\s+(?:me|us)`;
const FORM =
  '(?:\\s+(?:a|an|the))?(?:\\s+(?:clear|comprehensive|detailed|brief|short|quick|full|complete|concise))*\\s+(?:(?:summary|overview|list|explanation)\\s+of|order\\s+in\\s+which)';
const REQUEST = new RegExp(`^\\s*(?:please\\s+)?(?:${ASKED})(?:\\s+(?:through|with|to))?(?:${FORM})?(?=\\s)`, 'i');

const TELL =
  '(?:mention(?:ed)?|said|say|t(?:ell|old)(?:\\s+you)?(?:\\s+about)?|br(?:ing|ought)\\s+up|discuss(?:ed|ing)?|talk(?:ed)?\\s+about|cover(?:ed)?)';
/** Every text of a memory was told, so that these find long ones, which speak of telling, and nothing that was asked for. */
const TOLD = new RegExp(
  [
    '\\b(?:throughout|across|during|over|in|from|through)\\s+(?:all\\s+)?(?:of\\s+)?(?:our|my)\\s+(?:conversations?|chats?|discussions?|messages)\\b',
    `\\b(?:did|do|have|had)\\s+(?:I|we)\\s+(?:ever\\s+|also\\s+)?${TELL}\\b`,
    `\\b(?:I|we|you)(?:['’]ve|['’]d)?\\s+(?:have\\s+|had\\s+|been\\s+)*${TELL}\\b(?:\\s+(?:different|various|several)\\s+(?:aspects|parts|concepts|topics)\\s+of)?`,
    '\\b(?:mention|name|list|give)\\s+only\\b[^.?!]*\\b(?:items|things|points)\\b',
  ].join('|'),
  'gi',
);
/** "What do we use for tests" asks for a thing, not for the use of one. */
const USE = /\b(?:do|does|did)\s+(?:I|we|you|they|it|one|people|(?:the|this|our)\s+(?:project|repo|repository|team))\s+use\b/gi;

/**
 * The question with blanks in place of a request at its beginning, of what says that it was told and of "do we use", so that offsets stay; as it is where nothing else is left to
 * look for.
 */
export function withoutRequest(question: string): string {
  return FORMS.reduce((rest, [sign, words]) => (sign.test(rest) ? blanked(rest, words) : rest), question);
}

/** Each with a word that all it matches have: V8 takes a millisecond to compile these, and few questions need one. */
const FORMS: readonly (readonly [RegExp, RegExp])[] = [
  [/\b(?:you|me|us)\b/i, REQUEST],
  [/conversation|chat|discuss|message|mention|sa(?:id|y)|tell|told|br(?:ing|ought)|talk|cover|only/i, TOLD],
  [/use/i, USE],
];

function blanked(question: string, words: RegExp): string {
  const rest = question.replace(words, (all) => ' '.repeat(all.length));
  if (rest === question) return question;
  return wordsOf(rest).some(({ stop }) => !stop) ? rest : question;
}
