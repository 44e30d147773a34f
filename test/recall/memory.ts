/** A memory in a virtual world, and questions to it. */
import { formatEntry, entryId } from '../../src/memory/entry.js';
import type { LogView } from '../../src/memory/store.js';
import { PLAIN_VIEW } from '../../src/memory/store.js';
import { recall, type Filters, type Recalled } from '../../src/recall/recall.js';
import { virtualWorld, type VirtualWorld } from '../../src/replay/virtual-world.js';
import { workspaceOf, type Workspace } from '../../src/workspace.js';

export const WS: Workspace = workspaceOf({ root: '/repo', gitDir: '', commonDir: '' }, '/home/.config/kairos');

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

export function ask(world: VirtualWorld, query: string, filters: Filters = {}, view: LogView = PLAIN_VIEW): Promise<Recalled> {
  return recall(world, WS, view, query, filters);
}

export async function idsFor(world: VirtualWorld, query: string, filters: Filters = {}, view: LogView = PLAIN_VIEW): Promise<string[]> {
  return (await ask(world, query, filters, view)).hits.map(({ id }) => id);
}

export async function textsFor(world: VirtualWorld, query: string, filters: Filters = {}, view: LogView = PLAIN_VIEW): Promise<string[]> {
  return (await ask(world, query, filters, view)).hits.map(({ text }) => text.split('\n')[0] as string);
}

/** Our own bullet. */
export function bullet(time: string, kind: string, text: string, key = `${time} ${text}`): string {
  const [name, actor] = kind.split('@');
  return formatEntry({ atMs: Date.parse(time), kind: name as string, actor, text, id: idOf(name as string, key) });
}

export function idOf(kind: string, key: string): string {
  return entryId(kind, key);
}
