/** Turns ranked documents into the hits that recall returns: each with its place, its score and its successor. Pure. */
import type { Config } from '../config/config.js';
import { COMMIT_KINDS } from '../memory/commit-text.js';
import type { Origin } from '../memory/kinds.js';
import { onlyCreated, weight } from '../memory/strength.js';
import { docOf, idOf, slotOf, type LexicalIndex } from './lexical/lexical-index.js';
import type { Replacement } from './lexical/superseded.js';
import type { Bounds } from './question/filters.js';
import type { Later } from './ranking/newer.js';
import { commitIds } from './ranking/commit-ids.js';
import { partsOf, type Ranked } from './ranking/order.js';
import type { Doc, Tier } from './text/document.js';

export type RecallSettings = Config['recall'];

export interface Hit {
  readonly id: string;
  readonly text: string;
  readonly tier: Tier;
  /** logs/2026/11/2026-11-20.md:12 or topics/redis.md:7, relative to `.kairos`. */
  readonly source: string;
  readonly topic?: string;
  readonly kind: string;
  readonly actor?: string;
  readonly origin: Origin;
  /** Twelve digits. */
  readonly commit?: string;
  /** 0 for a topic's bullet without a date. */
  readonly atMs: number;
  /** 0 to 1, rounded to 1e-6. The best hit's says how sure it is that the question is answered at all; 0 where nothing was asked and the newest are listed. */
  readonly score: number;
  /** What the score is made of, by channel; they add up to it. See fuse.ts and order.ts. */
  readonly parts: Readonly<Record<string, number>>;
  /** So weak by age that digests leave it out. */
  readonly archived?: true;
  /** How many entries say the same word for word; this is the newest of them. */
  readonly copies?: number;
  /** Commits that this one took in by a squash; they are no hits of their own. */
  readonly took?: readonly { readonly id: string; readonly text: string }[];
  /** Twelve digits of the commit as it was before a rebase; `commit` and the text have what it is now. */
  readonly rebasedFrom?: string;
  /** The topic whose `relates:` led here. */
  readonly via?: string;
  /** The statement that superseded it; its text is '' if this clone does not have that entry. */
  readonly supersededBy?: { readonly id: string; readonly text: string; readonly why: Replacement['why'] | 'overruled' };
  /** Files that the claim is about and that have changed since. */
  readonly suspect?: readonly string[];
  /** Statements that give another value of the same thing; which of them holds, nobody has said. Newest first. */
  readonly seeAlso?: readonly { readonly id: string; readonly text: string; readonly atMs: number }[];
}

/** So many other statements are named. */
const OTHERS_MOST = 3;

/** The hit for a ranked document. `via`: the topic whose edge led to it. @param later what later statements do to it. */
export function hitOf(
  index: LexicalIndex,
  hit: Ranked & { readonly via?: string },
  { nowMs, settings }: { readonly nowMs: number; readonly settings: Pick<RecallSettings, 'archiveBelow' | 'halfLife'> },
  later?: Later,
): Hit {
  const { slot, score, copies, via, took } = hit;
  const doc = docNow(index, slot);
  const replaced = index.superseded.get(doc.id);
  const bySlot = replaced ? slotOf(index, replaced.by) : -1;
  const events = index.strength.get(idOf(index, slot)) ?? onlyCreated(doc.atMs);
  return {
    id: doc.id,
    text: doc.text,
    tier: doc.tier,
    source: `${doc.path}:${doc.line}`,
    ...(doc.topic === undefined ? {} : { topic: doc.topic }),
    kind: doc.kind,
    ...(doc.actor === '' ? {} : { actor: doc.actor }),
    origin: doc.origin,
    ...(doc.commit === undefined ? {} : { commit: doc.commit }),
    atMs: doc.atMs,
    score,
    parts: partsOf(hit),
    ...(weight(events, doc.tier, nowMs, settings.halfLife) < settings.archiveBelow ? { archived: true as const } : {}),
    ...(doc.was === undefined ? {} : { rebasedFrom: doc.was }),
    ...(copies === undefined ? {} : { copies }),
    ...(took === undefined ? {} : { took: took.map((step) => idAndText(docNow(index, step))) }),
    ...(via === undefined ? {} : { via }),
    ...(replaced
      ? { supersededBy: { id: replaced.by, text: bySlot < 0 ? '' : docNow(index, bySlot).text, why: replaced.why } }
      : laterOf(index, later)),
  };
}

/** A document as it is told: the text of a commit that was rebased has the id that it has now. */
function docNow(index: LexicalIndex, slot: number): Doc & { readonly was?: string } {
  const doc = docOf(index, slot);
  const { commit = '', ours, kind, text } = doc;
  const now = ours && COMMIT_KINDS.has(kind) ? commitIds(index).became.get(commit) : undefined;
  if (now === undefined || !text.startsWith(commit)) return doc;
  return { ...doc, commit: now, text: `${now}${text.slice(commit.length)}`, was: commit };
}

function idAndText({ id, text }: Doc): { id: string; text: string } {
  return { id, text };
}

function laterOf(index: LexicalIndex, later: Later | undefined): Pick<Hit, 'supersededBy' | 'seeAlso'> {
  if (!later) return {};
  const { overruledBy, others } = later;
  if (overruledBy !== undefined) {
    const { id, text } = docNow(index, overruledBy);
    return { supersededBy: { id, text, why: 'overruled' } };
  }
  const seeAlso = others.slice(0, OTHERS_MOST).map((slot) => docNow(index, slot));
  return { seeAlso: seeAlso.map(({ id, text, atMs }) => ({ id, text, atMs })) };
}

/** A hint what to try, for an answer without hits. */
export function suggest(
  index: Pick<LexicalIndex, 'liveCount' | 'kinds' | 'actors'>,
  searched: number,
  bounds: Pick<Bounds, 'any' | 'nobodyIs'>,
  belowCut: number,
): string {
  if (index.liveCount === 0)
    return 'the memory is empty: "kairos observe --all" reads the history, kairos note "what you know" writes something down';
  if (searched === 0) return bounds.nobodyIs(index) ?? `none of ${index.liveCount} entries passes the filters: leave one out`;
  if (bounds.any) return `${index.liveCount - searched} entries were left out by the filters: try without them, or with other words`;
  if (belowCut > 0)
    return `${belowCut === 1 ? 'an entry has' : `${belowCut} entries have`} something of it and too little: --min-score 0 shows them`;
  return 'try other words, or fewer: a name, a path or a commit id is found as well';
}
