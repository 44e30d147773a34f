/** What a person wishes for the proposals of a dream, made definite: which ids, and in which words. Refuses what cannot be meant. Pure. */
import { bareId } from '../../base/ids.js';
import { KairosError } from '../../base/errors.js';
import type { Item } from './candidate-state.js';

export interface Decisions {
  /** `all` leaves marked proposals as they are: only their ids accept them. */
  readonly accept?: 'all' | readonly string[];
  readonly reject?: 'all' | readonly string[];
  /** Id -> the claim's new text, which is accepted; blank = reject. */
  readonly edits?: ReadonlyMap<string, string>;
}

/** Ids of pending proposals, each in one of the two. */
export interface Wish {
  readonly accept: ReadonlySet<string>;
  readonly reject: ReadonlySet<string>;
  /** Of the accepted: the claim in other words, on one line. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * @param dream its id.
 * @throws KairosError `not-found` for an id that the dream does not propose; `usage` for one that is decided already, for a claim that is both accepted and
 * rejected, for other words where there are none, and for no wish at all.
 */
export function wishOf(dream: string, items: readonly Item[], decisions: Decisions): Wish {
  const pending = items.filter((item) => item.state === 'pending');
  // What a model rejected is decided by its id, or refused with all others.
  const refused = items.filter((item) => item.state === 'refused');
  const all = [...pending, ...refused].map((item) => item.candidate.id);
  const unmarked = pending.filter((item) => item.marked.length === 0).map((item) => item.candidate.id);
  const idsOf = (ids: 'all' | readonly string[] | undefined, meant: readonly string[] = all): readonly string[] => {
    if (ids === 'all') return meant;
    return (ids ?? []).map((typed) => {
      const id = bareId(typed);
      const item = items.find(({ candidate }) => candidate.id === id);
      if (!item) throw new KairosError('not-found', `the dream ${dream} proposes no ^${id}`, { hint: 'kairos review lists the ids' });
      if (item.state !== 'pending' && item.state !== 'refused')
        throw new KairosError('usage', `^${id} is ${item.state} already`, { hint: 'kairos review shows what is left' });
      return id;
    });
  };
  const edits = [...(decisions.edits ?? [])].map(([id, text]) => [idsOf([id])[0] as string, text.replace(/\s+/g, ' ').trim()] as const);
  // A text that says what stands there already is no edit.
  const stands = (id: string): string | undefined => {
    const item = items.find(({ candidate }) => candidate.id === id);
    return (item?.editedText ?? item?.candidate.after)?.replace(/\s+/g, ' ').trim();
  };
  const kept = edits.filter(([, text]) => text !== '').map(([id]) => id);
  const texts = new Map(edits.filter(([id, text]) => text !== '' && text !== stands(id)));
  const reject = new Set([...idsOf(decisions.reject), ...edits.filter(([, text]) => text === '').map(([id]) => id)]);
  const accept = new Set([...idsOf(decisions.accept, unmarked), ...kept]);
  for (const id of accept) if (reject.has(id)) throw new KairosError('usage', `^${id} cannot be accepted and rejected at once`);
  for (const id of kept) {
    const item = items.find(({ candidate }) => candidate.id === id);
    if (item?.candidate.after === undefined)
      throw new KairosError('usage', `^${id} proposes no text that could be edited`, { hint: 'accept or reject it' });
  }
  const leavesMarked = decisions.accept === 'all' && pending.length > 0;
  if (accept.size + reject.size === 0 && !leavesMarked)
    throw new KairosError('usage', 'nothing to decide', {
      hint:
        refused.length > 0
          ? 'kairos review --reject, which refuses what the agent rejected, or kairos review --accept ID'
          : 'kairos review --accept [ID...] | --reject [ID...] | --edit ID',
    });
  return { accept, reject, texts };
}
