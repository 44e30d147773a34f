/** Which findable bullets were replaced, by which and why: the edges between entries, and what topics strike. Pure. */
import { supersession, type SupersessionReason } from '../memory/edges.js';
import { entryOf, type Doc } from './document.js';

export interface Replacement {
  readonly by: string;
  readonly why: SupersessionReason;
}

/** Replaced id -> what replaced it, sorted by id. Members of a circle are left out: none of them can be what holds. */
export function supersededIn(docs: readonly Doc[]): Record<string, Replacement> {
  const entries = docs
    .filter((doc) => doc.tier === 'stm')
    .map(entryOf)
    .sort((a, b) => a.atMs - b.atMs || compare(a.source.path, b.source.path) || a.source.line - b.source.line);
  const replaced = new Map<string, Replacement>(supersession(entries, []));
  for (const doc of docs) if (doc.struckBy !== undefined && doc.struckBy !== '') replaced.set(doc.id, { by: doc.struckBy, why: 'struck' });
  const sound = [...replaced].filter(([id]) => !replacements(replaced, id).includes(id));
  return Object.fromEntries(sound.map(([id, { by, why }]): [string, Replacement] => [id, { by, why }]).sort(([a], [b]) => compare(a, b)));
}

/** What replaced an entry, and what replaced that, ... A circle is gone round once. */
export function replacements(replaced: ReadonlyMap<string, Replacement>, id: string): string[] {
  const chain: string[] = [];
  for (let next = replaced.get(id)?.by; next !== undefined && !chain.includes(next); next = replaced.get(next)?.by) chain.push(next);
  return chain;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
