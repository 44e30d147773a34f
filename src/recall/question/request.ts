/** Blanks the words of a question that only ask somebody to answer: "Can you walk me through ...", "give me a short summary of ...". Pure. */
import { wordsOf } from '../text/tokenize.js';

const VERB = '(?:tell|show|give|remind|walk|take|list|name|help|explain|describe|summari[sz]e|recall|recommend|suggest)';
const ASKED = `(?:can|could|would|will)\\s+you\\s+(?:please\\s+|also\\s+)?${VERB}(?:\\s+(?:me|us))?|${VERB}\\s+(?:me|us)`;
const FORM =
  '(?:\\s+(?:a|an|the))?(?:\\s+(?:clear|comprehensive|detailed|brief|short|quick|full|complete|concise))*\\s+(?:(?:summary|overview|list|explanation)\\s+of|order\\s+in\\s+which)';
const REQUEST = new RegExp(`^\\s*(?:please\\s+)?(?:${ASKED})(?:\\s+(?:through|with|to))?(?:${FORM})?(?=\\s)`, 'i');

/** The question with blanks in place of a request at its beginning, so that offsets stay; as it is where nothing else is left to look for. */
export function withoutRequest(question: string): string {
  const [request = ''] = REQUEST.exec(question) ?? [];
  const rest = ' '.repeat(request.length) + question.slice(request.length);
  return wordsOf(rest).some(({ stop }) => !stop) ? rest : question;
}
