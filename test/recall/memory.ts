/** Makes a memory in a virtual world and asks it questions. */
import { parseConfig } from '../config/parse-config.js';
import { formatEntry, entryId } from '../../src/memory/entry.js';
import type { LogView } from '../../src/memory/log-view.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { bringVectorsUpToDate } from '../../src/recall/embedding/embed-missing.js';
import type { Hit, RecallSettings } from '../../src/recall/hits.js';
import type { Filters } from '../../src/recall/question/filters.js';
import { questionOf } from '../../src/recall/question/question.js';
import { recall } from '../../src/recall/recall.js';
import { virtualWorld, type VirtualWorld } from '../../src/replay/virtual-world.js';
import { workspaceOf, type Workspace } from '../../src/base/workspace.js';
import type { Embedder } from '../../src/world/embedders.js';

export const WS: Workspace = workspaceOf({ root: '/repo', gitDir: '', commonDir: '' }, '/home/.config/kairos');

/** The defaults. */
export const SETTINGS: RecallSettings = parseConfig().config.recall;

/** A world whose `.kairos` holds these files, changed an hour ago. */
export function worldWith(files: Readonly<Record<string, string>>): VirtualWorld {
  const world = virtualWorld();
  lay(world, files);
  world.clock.advance(3_600_000);
  return world;
}

export function lay(world: VirtualWorld, files: Readonly<Record<string, string>>): void {
  world.files.lay(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/repo/.kairos/${path}`, text])));
}

/** An answer of the one-shot recall. */
export type Answer = Awaited<ReturnType<typeof recall>>;

export async function ask(world: VirtualWorld, query: string, filters: Filters = {}, view: LogView = PLAIN_VIEW): Promise<Answer> {
  return recall(world, WS, view, questionOf(query, filters), { settings: SETTINGS });
}

export async function idsFor(world: VirtualWorld, query: string, filters: Filters = {}, view: LogView = PLAIN_VIEW): Promise<string[]> {
  return (await ask(world, query, filters, view)).hits.map(({ id }) => id);
}

export async function textsFor(world: VirtualWorld, query: string, filters: Filters = {}, view: LogView = PLAIN_VIEW): Promise<string[]> {
  return (await ask(world, query, filters, view)).hits.map(({ text }) => text.split('\n')[0] as string);
}

export const logOf = (day: string): string => `logs/${day.slice(0, 4)}/${day.slice(5, 7)}/${day}.md`;

/** Embeds what has no vector yet. */
export async function embed(world: VirtualWorld): Promise<void> {
  await bringVectorsUpToDate(world, WS, PLAIN_VIEW);
}

/** What texts mean from now on: the vector of the first rule whose words stand in the text, made as long as 1; else it means nothing here. */
export function mean(
  world: VirtualWorld,
  rules: readonly (readonly [words: string, vector: readonly number[]])[],
  name = 'scripted',
): void {
  const dimensions = Math.max(...rules.map(([, vector]) => vector.length)) + 1;
  const vectorOf = (text: string): Float32Array => {
    const said = rules.find(([words]) => text.includes(words))?.[1] ?? [];
    const norm = Math.sqrt(said.reduce((sum, value) => sum + value * value, 0));
    return Float32Array.from({ length: dimensions }, (_, n) => (norm === 0 ? Number(n === dimensions - 1) : (said[n] ?? 0) / norm));
  };
  const embedder: Embedder = {
    tier: 'minilm',
    isQuick: false,
    model: { name, digest: '0123456789ab', dimensions },
    embed: async (texts) => texts.map(vectorOf),
  };
  Object.assign(world.embedders, { choose: async () => ({ wanted: 'minilm', embedder }) });
}

/** Of each hit: the parts add up to the score, each within its rounding. */
export function unaccounted({ score, parts }: Hit): number {
  const sum = Object.values(parts).reduce((total, part) => total + part, 0);
  return Math.abs(sum - score) <= 1e-6 * (Object.keys(parts).length + 1) ? 0 : sum - score;
}

/** Our own bullet. */
export function bullet(time: string, kind: string, text: string, key = `${time} ${text}`): string {
  const [name, actor] = kind.split('@');
  return formatEntry({ atMs: Date.parse(time), kind: name as string, actor, text, id: idOf(name as string, key) });
}

export function idOf(kind: string, key: string): string {
  return entryId(kind, key);
}
