/** Which commits a rebase made of which others, and which nothing holds any more, by what the entries of refs say. Pure. */
import { movesIn } from '../../memory/commit-moves.js';
import type { Kind } from '../../memory/kinds.js';
import { slotsWith, textOf, type LexicalIndex } from '../lexical/lexical-index.js';
import { OURS } from '../lexical/segment.js';
import { indexTerms } from '../text/tokenize.js';

/** Branches that are bases nearly everywhere. */
export const BASES: ReadonlySet<string> = new Set(['main', 'master', 'trunk', 'develop', 'default']);

interface CommitIds {
  /** Twelve digits of a commit that was rebased -> those of what it is now, after any number of rebases. */
  readonly became: ReadonlyMap<string, string>;
  /** Commits that nothing holds any more. */
  readonly dropped: ReadonlySet<string>;
}

/** The kinds of entries that keep the books of refs. */
export const BOOKKEEPING: ReadonlySet<string> = new Set(['branch', 'tag', 'reset', 'pull', 'stash', 'rebase'] satisfies Kind[]);
/** Lines of such entries that name a commit which nothing holds any more. */
const DROPPED = /^\s*dropped(?: or squashed)? ([0-9a-f]{12})\b/gm;

const known = new WeakMap<LexicalIndex['live'], CommitIds>();

/** What all entries of refs say of commits; read once for an index. */
export function commitIds(index: LexicalIndex): CommitIds {
  let ids = known.get(index.live);
  if (ids) return ids;
  const moves = new Map<string, string>();
  const dropped = new Set<string>();
  const kinds = new Set(index.kinds.flatMap((kind, n) => (BOOKKEEPING.has(kind) ? [n] : [])));
  const isOurs = (slot: number): boolean => ((index.flags[slot] as number) & OURS) !== 0;
  // Found by the word of such a line: to read what stands of a thousand tags takes longer than to score the question.
  for (const slot of kinds.size === 0 ? [] : slotsWith(index, indexTerms('dropped')[0] as string, index.slots))
    if (kinds.has(index.kind[slot] as number) && isOurs(slot))
      for (const [, commit = ''] of textOf(index, slot).matchAll(DROPPED)) dropped.add(commit);
  const rebase = index.kinds.indexOf('rebase');
  const rebased = rebase < 0 ? new Uint16Array() : index.kind;
  for (let slot = 0; slot < rebased.length; slot++) {
    if (rebased[slot] !== rebase || index.live[slot] !== 1 || !isOurs(slot)) continue;
    for (const { was, is } of movesIn(textOf(index, slot))) moves.set(was, is);
  }
  ids = { became: new Map(Array.from(moves.keys(), (was): [string, string] => [was, lastOf(moves, was)])), dropped };
  known.set(index.live, ids);
  return ids;
}

/** Ends at the first repetition: a text may say anything. */
function lastOf(moves: ReadonlyMap<string, string>, id: string): string {
  const seen = new Set<string>();
  let last = id;
  for (let next = moves.get(last); next !== undefined && !seen.has(next); next = moves.get(last)) {
    seen.add(next);
    last = next;
  }
  return last;
}
