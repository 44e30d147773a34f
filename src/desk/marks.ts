/** What a client is told of a text before it reads it: that it speaks to agents, or orders a command. It only tells, and withholds nothing. */
import { markingsIn } from '../dream/reading/agent-orders.js';

/** The marks as the review words them; absent for plain text, so that they can be spread into an answer. */
export function marksOf(text: string): { readonly marked?: readonly string[] } {
  const marked = markingsIn(text);
  return marked.length === 0 ? {} : { marked };
}
