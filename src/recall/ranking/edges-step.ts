/**
 * Adds bullets of related topics to the hits: one step along the edges that a person approved (`relates:` lines of topics). It goes one step
 * only, follows no other edges, and adds nothing that the filters exclude. Pure.
 */
import { partsOf, rounded, sorted, type Ranked } from './order.js';
import { idOf, pathOf, slotOf, tierOf, type LexicalIndex } from '../lexical/lexical-index.js';

export interface Bridged extends Ranked {
  /** Slug of the topic where the edge begins. */
  readonly via: string;
}

/** The share of the hit's score that a bullet gets at the other end of the edge: below the hit, above entries that share a word by chance. */
const EDGE = 0.5;
const BULLETS_PER_TOPIC = 2;

/**
 * The bullets that edges lead to from the topics of the hits, best first, without the hits themselves. Edges are followed in both directions. A
 * related topic adds its two best-scored bullets, else its newest that are not replaced; an edge to an `^id` adds that bullet.
 * @param hits the hits to show, best first.
 * @param found everything that was found, also below the cut, for the bullets' own scores.
 */
export function edgesStep(
  index: LexicalIndex,
  hits: readonly Ranked[],
  found: readonly Ranked[],
  allowed: (slot: number) => boolean,
): Bridged[] {
  if (index.relates.size === 0) return [];
  const byTopic = slotsByTopic(index, allowed);
  const own = new Map(found.map((hit) => [hit.slot, hit]));
  const taken = new Set(hits.map(({ slot }) => slot));
  const left = new Set<string>();
  const brought: Bridged[] = [];
  for (const hit of hits) {
    const topic = topicAt(index, hit.slot);
    if (topic === undefined || left.has(topic)) continue;
    left.add(topic);
    for (const name of related(index.relates, topic)) {
      for (const slot of best(index, targets(index, byTopic, name, allowed), own, taken)) {
        taken.add(slot);
        brought.push(worth(slot, own.get(slot), hit.score, topic));
      }
    }
  }
  const via = new Map(brought.map((hit) => [hit.slot, hit.via]));
  return sorted(index, brought).map((hit) => ({ ...hit, via: via.get(hit.slot) as string }));
}

function worth(slot: number, own: Ranked | undefined, fromScore: number, via: string): Bridged {
  const score = rounded(Math.max(own?.score ?? 0, fromScore * EDGE));
  const edge = rounded(score - (own?.score ?? 0));
  return { slot, score, parts: { ...(own ? partsOf(own) : {}), ...(edge > 0 ? { edge } : {}) }, matched: own?.matched ?? 0, via };
}

/** The topics related to this one, sorted. A relation holds in both directions, whichever topic states it. */
function related(relates: LexicalIndex['relates'], topic: string): string[] {
  const names = new Set(relates.get(topic));
  for (const [other, others] of relates) if (others.includes(topic)) names.add(other);
  names.delete(topic);
  return [...names].sort();
}

function targets(
  index: LexicalIndex,
  byTopic: ReadonlyMap<string, readonly number[]>,
  name: string,
  allowed: (slot: number) => boolean,
): readonly number[] {
  if (!name.startsWith('^')) return byTopic.get(name) ?? [];
  const slot = slotOf(index, name.slice(1));
  return slot >= 0 && allowed(slot) ? [slot] : [];
}

function best(index: LexicalIndex, slots: readonly number[], own: ReadonlyMap<number, Ranked>, taken: ReadonlySet<number>): number[] {
  const free = slots
    .filter((slot) => !taken.has(slot) && !index.superseded.has(idOf(index, slot)))
    .map((slot): Ranked => ({ slot, score: own.get(slot)?.score ?? 0, parts: {}, matched: 0 }));
  return sorted(index, free)
    .slice(0, BULLETS_PER_TOPIC)
    .map(({ slot }) => slot);
}

function slotsByTopic(index: LexicalIndex, allowed: (slot: number) => boolean): Map<string, number[]> {
  const slots = new Map<string, number[]>();
  for (let slot = 0; slot < index.slots; slot++) {
    const topic = index.longTerm[slot] === 1 && allowed(slot) ? topicAt(index, slot) : undefined;
    if (topic === undefined) continue;
    const list = slots.get(topic);
    if (list) list.push(slot);
    else slots.set(topic, [slot]);
  }
  return slots;
}

function topicAt(index: LexicalIndex, slot: number): string | undefined {
  return tierOf(index, slot) === 'ltm' ? /^topics\/(.+)\.md$/.exec(pathOf(index, slot))?.[1] : undefined;
}
