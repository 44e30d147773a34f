/** A whole World in memory, for tests and replays. Equal seeds give equal runs. */
import { HOUR_MS } from '../dates/units.js';
import { utcMs } from '../dates/day.js';
import type { Advance } from '../world/advance.js';
import { KairosError } from '../base/errors.js';
import { workspaceOf, type Workspace } from '../base/workspace.js';
import type { Git } from '../world/git.js';
import type { CommandWorld } from '../world/world.js';
import { holding, virtualClock, type VirtualClock } from './virtual-clock.js';
import { virtualEmbedders, type VirtualEmbedders } from './virtual-embedders.js';
import { virtualPolicies, type VirtualPolicies } from './virtual-policies.js';
import { virtualFiles, type VirtualFiles } from './virtual-files.js';
import { virtualProcesses, type VirtualProcesses } from './virtual-processes.js';
import { virtualRandom } from './virtual-random.js';
import type { VirtualRepository } from './virtual-repository.js';
import { virtualVolume, type VirtualVolume } from './virtual-volume.js';

/** The default time, 2026-11-20 at noon UTC; fixed, so that expected outputs stay valid. */
export const VIRTUAL_START_MS = utcMs(2026, 10, 20) + 12 * HOUR_MS;

export interface VirtualWorld extends CommandWorld {
  readonly volume: VirtualVolume;
  readonly clock: VirtualClock;
  readonly files: VirtualFiles;
  readonly processes: VirtualProcesses;
  readonly embedders: VirtualEmbedders;
  readonly policies: VirtualPolicies;
  /** The logged messages: "info: ...", "warn: ...". */
  readonly messages: string[];
}

/** The parts of a world that its git shares. */
export interface SharedParts {
  readonly volume: VirtualVolume;
  readonly clock: VirtualClock;
}

/**
 * A world without files.
 * @param options.startMs the first time of the clock, in milliseconds since 1970. Default: `VIRTUAL_START_MS`.
 * @param options.git a git, or a function that makes one on the world's volume; without it every verb of git throws `not-a-repository`.
 */
export function virtualWorld(
  options: {
    readonly startMs?: number;
    /** The name of the zone of the machine; left out: UTC. */
    readonly zone?: string;
    readonly seed?: string | number;
    /** In which folders give their names, where a port promises no order; left out: sorted. */
    readonly order?: (names: readonly string[]) => readonly string[];
    /** Left out: an empty volume. */
    readonly volume?: (now: () => number) => VirtualVolume;
    readonly git?: (Git & Advance) | ((parts: SharedParts) => Git & Advance);
  } = {},
): VirtualWorld {
  const clock = virtualClock(options.startMs ?? VIRTUAL_START_MS, options.zone);
  const volume = options.volume?.(clock.now) ?? virtualVolume(clock.now, options.order);
  const messages: string[] = [];
  const files = virtualFiles(volume, clock);
  return {
    volume,
    clock,
    random: virtualRandom(options.seed ?? 0),
    files,
    git: holding(clock, typeof options.git === 'function' ? options.git({ volume, clock }) : (options.git ?? absentGit())),
    // Files, processes and embedders answer within the turn of the event loop in which they are asked, so they need not hold the clock. A child may sleep.
    processes: virtualProcesses(undefined, files),
    embedders: virtualEmbedders(),
    policies: virtualPolicies(),
    log: {
      info: (message) => void messages.push(`info: ${message}`),
      warn: (message) => void messages.push(`warn: ${message}`),
    },
    messages,
  };
}

/**
 * A world with an empty repository on `main` at `/repo`, its workspace, and the repository's methods. (Git is loaded here and not above, because
 * most tests of logic do not need it.)
 */
export async function virtualClone(
  options: { readonly startMs?: number; readonly zone?: string; readonly seed?: string | number; readonly userHome?: string } = {},
): Promise<{ world: VirtualWorld; ws: Workspace; repo: VirtualRepository }> {
  const { virtualRepository } = await import('./virtual-repository.js');
  const empty = virtualWorld(options);
  const repo = holding(empty.clock, await virtualRepository({ volume: empty.volume }));
  const ws = workspaceOf(repo.repository, options.userHome ?? '/home/ann/.config/kairos');
  return { world: { ...empty, git: holding(empty.clock, repo.git) }, ws, repo };
}

function absentGit(): Git & Advance {
  const nothing: Git & Advance = Object.create(null);
  return new Proxy(nothing, {
    get: (_target, verb) => async () => {
      throw new KairosError('not-a-repository', `this virtual world has no git, but ${String(verb)} was called`);
    },
  });
}
