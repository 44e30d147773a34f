/** A virtual world with a repository and kairos set up in it, for the tests of rooms above the journal. */
import { trust } from '../src/activation/trust.js';
import type { VirtualRepository } from '../src/replay/virtual-repository.js';
import { virtualClone, type VirtualWorld } from '../src/replay/virtual-world.js';
import type { Workspace } from '../src/base/workspace.js';
import type { World } from '../src/world/world.js';
import { loadLazyModules } from '../src/replay/scenario/lazy-modules.js';

export interface KairosClone {
  readonly world: VirtualWorld;
  readonly ws: Workspace;
  readonly repo: VirtualRepository;
}

/** One commit on main, `.kairos` with a config, trusted. */
export async function kairosClone(options: { readonly config?: string; readonly trusted?: boolean } = {}): Promise<KairosClone> {
  await loadLazyModules();
  const { world, ws, repo } = await virtualClone();
  world.files.lay({ [ws.config]: options.config ?? 'format: 1\n' });
  await repo.commit('begin', { 'README.md': '# it\n' }, { atMs: world.clock.now() - 60_000 });
  if (options.trusted !== false) await trust(world, ws);
  return { world, ws, repo };
}

/** The same machine and repository as another process sees it. */
export function anotherProcess({ world }: KairosClone): World {
  return { ...world, processes: world.processes.another() };
}

export interface Scripted {
  readonly atMs: number;
  readonly act: () => Promise<unknown> | unknown;
}

/** Acts at the times of the script, in its order, by the clock of the world. */
export async function actAll(world: Pick<World, 'clock'>, script: readonly Scripted[]): Promise<void> {
  for (const { atMs, act } of script) {
    if (atMs > world.clock.now()) await world.clock.sleep(atMs - world.clock.now());
    await act();
  }
}
