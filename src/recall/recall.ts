/** Recall: a question in, the entries that answer it out, each with where it stands and why it was found. It reads; it never reinforces. */
import { KairosError } from '../errors.js';
import type { Problem } from '../memory/entry.js';
import type { Origin } from '../memory/kinds.js';
import type { LogView } from '../memory/store.js';
import type { Workspace } from '../workspace.js';
import type { World } from '../world.js';
import type { Tier } from './document.js';
import { boundsOf, type Bounds, type Filters } from './filters.js';
import { openLexical } from './lexical.js';
import { planQuery } from './query.js';
import { rank, sorted, type Ranked } from './rank.js';
import type { Replacement } from './superseded.js';
import { docOf, type LexicalIndex } from './view.js';

export type { Filters } from './filters.js';

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
  /** Rounded to 1e-6; 0 where nothing was asked and the newest are listed. */
  readonly score: number;
  /** What the score is made of; see rank.ts. */
  readonly parts: Readonly<Record<string, number>>;
  /** What holds in its place; the text is '' where that entry is not in reach. */
  readonly supersededBy?: { readonly id: string; readonly text: string; readonly why: Replacement['why'] };
}

export interface Recalled {
  /** Best first; [] is an answer. */
  readonly hits: readonly Hit[];
  readonly problems: readonly Problem[];
  /** Entries that the filters let through, found or not. */
  readonly searched: number;
  /** Where nothing was found: what to try. */
  readonly suggestion?: string;
}

/**
 * Searches logs and topics as the view has them. Without a question the newest entries that the filters let through are listed; a
 * question of stop words only is looked for as it stands.
 * @throws KairosError `usage` without question and filter or for a bad filter, `bad-date`.
 */
export async function recall(
  world: Pick<World, 'files' | 'clock'>,
  ws: Workspace,
  view: LogView,
  query: string,
  filters: Filters = {},
): Promise<Recalled> {
  const bounds = boundsOf(filters);
  if (query.trim() === '' && !bounds.any) {
    throw new KairosError('usage', 'nothing to recall: no question and no filter', {
      hint: 'kairos recall "how do the tests run", or --since 2026-11-01',
    });
  }
  return searchIndex(await openLexical(world, ws, view), query, bounds, world.clock.now());
}

/** The same on an index that is open. Pure. */
export function searchIndex(index: LexicalIndex, query: string, bounds: Bounds, nowMs: number): Recalled {
  const { allowed, searched } = admission(index, bounds);
  const plan = planQuery(index, query);
  const ranked =
    query.trim() === ''
      ? newest(index, allowed)
      : plan.terms.length > 0
        ? rank(index, plan, allowed, nowMs)
        : plan.literal.length > 0
          ? literally(index, plan.literal, allowed)
          : [];
  const hits = ranked.slice(0, bounds.limit).map((hit) => hitOf(index, hit));
  const suggestion = hits.length > 0 ? undefined : suggest(index, searched, bounds);
  return { hits, problems: index.problems, searched, ...(suggestion === undefined ? {} : { suggestion }) };
}

function admission(index: LexicalIndex, bounds: Bounds): { allowed: (slot: number) => boolean; searched: number } {
  const admitted = new Uint8Array(index.slots);
  let searched = 0;
  for (let slot = 0; slot < index.slots; slot++) {
    if (index.live[slot] !== 1 || !bounds.admits(index.tier[slot] as Tier, index.atMs[slot] as number)) continue;
    if (bounds.needsText && !bounds.admitsDoc(docOf(index, slot))) continue;
    admitted[slot] = 1;
    searched += 1;
  }
  return { allowed: (slot) => admitted[slot] === 1, searched };
}

function newest(index: LexicalIndex, allowed: (slot: number) => boolean): Ranked[] {
  return sorted(
    index,
    slotsOf(index, allowed).map((slot) => ({ slot, score: 0, parts: {}, matched: [] })),
  );
}

/** The phrase itself is worth 1, its words in any order a half. */
function literally(index: LexicalIndex, words: readonly string[], allowed: (slot: number) => boolean): Ranked[] {
  const phrase = ` ${words.join(' ')} `;
  const found: Ranked[] = [];
  for (const slot of slotsOf(index, allowed)) {
    const text = ` ${docOf(index, slot)
      .text.toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
    const score = text.includes(phrase) ? 1 : words.every((word) => text.includes(` ${word} `)) ? 0.5 : 0;
    if (score > 0) found.push({ slot, score, parts: { literal: score }, matched: [] });
  }
  return sorted(index, found);
}

function slotsOf(index: LexicalIndex, allowed: (slot: number) => boolean): number[] {
  return Array.from({ length: index.slots }, (_, slot) => slot).filter(allowed);
}

function hitOf(index: LexicalIndex, { slot, score, parts }: Ranked): Hit {
  const doc = docOf(index, slot);
  const replaced = index.superseded.get(doc.id);
  const bySlot = replaced ? index.id.findIndex((id, at) => id === replaced.by && index.live[at] === 1) : -1;
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
    parts: { ...parts },
    ...(replaced ? { supersededBy: { id: replaced.by, text: bySlot < 0 ? '' : docOf(index, bySlot).text, why: replaced.why } } : {}),
  };
}

function suggest(index: LexicalIndex, searched: number, bounds: Bounds): string {
  if (index.liveCount === 0) return 'the memory is empty: "kairos observe --all" reads the history, "kairos note" writes something down';
  if (searched === 0) return `none of ${index.liveCount} entries passes the filters: leave one out`;
  if (bounds.any) return `${index.liveCount - searched} entries were left out by the filters: try without them, or with other words`;
  return 'try other words, or fewer: a name, a path or a commit id is found as well';
}
