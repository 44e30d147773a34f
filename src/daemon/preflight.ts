/**
 * The check at the beginning of each tick: whether the daemon may still run here, and whether a pause or a git operation is in the way. It reads
 * nothing by which a branch could give orders.
 */
import { MINUTE_MS } from '../dates/units.js';
import { loadConfig, refuseNewerFormat } from '../config/config.js';
import { KairosError } from '../base/errors.js';
import type { Held } from '../base/lock.js';
import type { Workspace } from '../base/workspace.js';
import { isStashed } from '../journal/stashed.js';
import type { World } from '../world/world.js';
import type { Preflight } from './event.js';
import { readPause } from '../activation/pause.js';
import { isTrusted } from '../activation/trust.js';

type End = NonNullable<Preflight['end']>;

/**
 * Checks everything before a tick. A newer format, a lost lock, lost trust and a vanished repository are returned as reasons to end, not thrown.
 */
export async function preflight(world: World, ws: Workspace, lock: Held): Promise<Preflight> {
  const none = { tickMs: 0, journalMs: 0, sliceMs: 0, problems: [] };
  const isAway = await isStashed(world, ws, { orRemoved: true });
  const gone = (await whyGone(world, ws)) ?? (isAway ? undefined : await whyEmpty(world, ws));
  const end = gone ?? (await whyFenced(lock)) ?? (await whyUntrusted(world, ws));
  if (end) return { ...none, end };
  try {
    const pace = await readPace(world, ws);
    const pause = await readPause(world, ws);
    if (!pause) await world.git.sweep();
    const busy = pause ? undefined : isAway ? 'stash' : await world.git.busy();
    return { ...pace, ...(pause ? { paused: { by: pause.by } } : {}), ...(busy ? { busy } : {}) };
  } catch (error) {
    if (error instanceof KairosError && error.code === 'newer-format') return { ...none, end: { reason: error.message, code: 3 } };
    throw error;
  }
}

/** The config in effect now. @throws KairosError `newer-format`. */
export async function readConfig(world: Pick<World, 'files'>, ws: Workspace): ReturnType<typeof loadConfig> {
  await refuseNewerFormat(await world.files.read(ws.config));
  return loadConfig(world, ws);
}

/** The intervals of ticks and of journal commits, the slice of a dream and how long tools block, in milliseconds, and the problems of the config. @throws KairosError `newer-format`. */
export async function readPace(world: Pick<World, 'files'>, ws: Workspace): Promise<Required<Omit<Preflight, 'end' | 'paused' | 'busy'>>> {
  const { config, problems } = await readConfig(world, ws);
  return {
    tickMs: config.tick.intervalSeconds * 1000,
    journalMs: config.journal.minMinutes * MINUTE_MS,
    sliceMs: config.dream.sliceSeconds * 1000,
    blockingMs: config.tools.blockingSeconds * 1000,
    lookMs: config.model.tickSeconds * 1000,
    cacheMs: config.model.cacheSeconds * 1000,
    hasTestTool: config.tools.test,
    problems: problems.map(({ path, line, message }) => `${path}:${line}: ${message}`),
  };
}

/** Why nothing may be written any more: the work tree or repository is gone, and a write would make its folders again. Undefined if not. */
export async function whyGone(world: Pick<World, 'files'>, ws: Workspace): Promise<End | undefined> {
  if ((await world.files.stat(ws.root))?.kind !== 'directory') return { reason: `${ws.root} is gone`, code: 1 };
  if ((await world.files.stat(ws.gitDir))?.kind !== 'directory')
    return { reason: `${ws.gitDir} is gone: this is no repository any more`, code: 1 };
  return undefined;
}

/** Why nothing may be written into `.kairos`: somebody removed it as a whole, and a half one would come of it. What is in the journal stays. */
export async function whyEmpty(world: Pick<World, 'files'>, ws: Workspace): Promise<End | undefined> {
  if (await world.files.stat(ws.kairos)) return undefined;
  return { reason: `${ws.kairos} is gone; "kairos init" lays it out again, and the logs come back from the journal`, code: 1 };
}

async function whyFenced(lock: Held): Promise<End | undefined> {
  try {
    await lock.heartbeat();
    return undefined;
  } catch (error) {
    if (error instanceof KairosError && error.code === 'lock-held') return { reason: error.message, code: 3 };
    throw error;
  }
}

async function whyUntrusted(world: World, ws: Workspace): Promise<End | undefined> {
  return (await isTrusted(world, ws)) ? undefined : { reason: `${ws.root} is not trusted any more`, code: 3 };
}
