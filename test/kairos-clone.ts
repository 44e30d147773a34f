/** A virtual world with a repository and kairos set up in it, for the tests of rooms above the journal. */
import { trust } from '../src/activation/trust.js';
import type { VirtualRepository } from '../src/replay/virtual-repository.js';
import { virtualClone, type VirtualWorld } from '../src/replay/virtual-world.js';
import type { Workspace } from '../src/base/workspace.js';
import type { Clock } from '../src/world/clock.js';
import type { World } from '../src/world/world.js';

export interface KairosClone {
  readonly world: VirtualWorld;
  readonly ws: Workspace;
  readonly repo: VirtualRepository;
}

/** One commit on main, `.kairos` with a config, trusted. */
export async function kairosClone(options: { readonly config?: string; readonly trusted?: boolean } = {}): Promise<KairosClone> {
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
  /**
   * The daemon shall hear of it at once: time does not pass before it has. (Not at the very moment of a tick: then nothing is to be
   * changed.)
   */
  readonly wakes?: boolean;
}

/** A clock on which time passes only while the daemon rests, and a script acts at its times: the same day every time. */
export function scriptedClock(startMs: number, script: readonly Scripted[]): Clock {
  let done = 0;
  let nowMs = startMs;
  return {
    now: () => nowMs,
    sleep: async (ms, signal) => {
      const untilMs = nowMs + ms;
      for (let next = script[done]; next !== undefined && next.atMs <= untilMs; next = script[done]) {
        if (signal?.aborted) return;
        done += 1;
        nowMs = Math.max(nowMs, next.atMs);
        await next.act();
        if (next.wakes)
          await new Promise<void>((resolve) =>
            signal?.aborted ? resolve() : signal?.addEventListener('abort', () => resolve(), { once: true }),
          );
      }
      if (!signal?.aborted) nowMs = untilMs;
    },
  };
}
