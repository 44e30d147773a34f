/** What a model is told of calls whose turn was cut off before they had a result. Pure. */
import type { ModelMessage } from '../world/model.js';

/** Calls run one after the other: of the first without a result nobody knows what it did, those after it never began. */
const CUT_OFF = 'it was cut off: whether it did anything is not known';
const NOT_BEGUN = 'it was not begun: the turn was cut off before it';

/** The results of calls that have none. */
export function cutOff(messages: readonly ModelMessage[]): readonly ModelMessage[] {
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  const reply = messages[last];
  if (reply?.role !== 'assistant') return [];
  const known = new Set(messages.slice(last + 1).flatMap((one) => (one.role === 'tool' ? [one.call] : [])));
  return (reply.calls ?? [])
    .filter(({ id }) => !known.has(id))
    .map(({ id }, place) => ({ role: 'tool', call: id, text: place === 0 ? CUT_OFF : NOT_BEGUN, isError: true }));
}
