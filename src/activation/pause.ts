/**
 * The pause latch. The file `.kairos/PAUSED`, however it came there, stops kairos: once seen, the pause is kept in the git directory, where no
 * checkout can lift it. Only `resume` lifts it, which a person runs, or by which the person's next word ends a pause that they made.
 */
import { isoTime, parseTime } from '../dates/day.js';
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

export interface Pause {
  /** 'command': `kairos pause`; 'file': `.kairos/PAUSED` was seen. */
  readonly by: 'command' | 'file';
  /** Milliseconds since 1970. Undefined where the latch does not say (an empty file pauses as well). */
  readonly sinceMs?: number;
  /** True while `.kairos/PAUSED` itself exists. */
  readonly fileStands: boolean;
}

type PauseWorld = Pick<World, 'files' | 'clock'>;

/**
 * The pause, or undefined if kairos may act. Sets the latch when `.kairos/PAUSED` is seen for the first time. A file, folder or link of any
 * content at either path counts.
 */
export async function readPause(world: PauseWorld, ws: Workspace): Promise<Pause | undefined> {
  const fileStands = (await world.files.stat(ws.pausedFile)) !== undefined;
  const isLatched = (await world.files.stat(ws.pausedLatch)) !== undefined;
  if (fileStands && !isLatched) await latch(world, ws, 'file');
  if (!fileStands && !isLatched) return undefined;
  const [, by, since] = /^(command|file) (\S+)/.exec((await world.files.read(ws.pausedLatch)) ?? '') ?? [];
  const sinceMs = since === undefined ? undefined : parseTime(since);
  return {
    by: by === 'file' || (by === undefined && fileStands) ? 'file' : 'command',
    fileStands,
    ...(sinceMs === undefined ? {} : { sinceMs }),
  };
}

/** Pauses every work tree of this clone. Returns false if it was paused already. */
export async function pause(world: PauseWorld, ws: Workspace): Promise<boolean> {
  if (await readPause(world, ws)) return false;
  await latch(world, ws, 'command');
  return true;
}

/**
 * Lifts the latch. Returns false if nothing was paused.
 * @throws KairosError `paused` while `.kairos/PAUSED` exists: it would latch again at once.
 */
export async function resume(world: PauseWorld, ws: Workspace): Promise<boolean> {
  if ((await world.files.stat(ws.pausedFile)) !== undefined) {
    throw new KairosError('paused', `still paused: ${ws.pausedFile} is there`, {
      hint: 'remove that file (or the commit that brought it), then run "kairos resume"',
    });
  }
  const wasLatched = (await world.files.stat(ws.pausedLatch)) !== undefined;
  await world.files.remove(ws.pausedLatch);
  return wasLatched;
}

async function latch(world: PauseWorld, ws: Workspace, by: Pause['by']): Promise<void> {
  await world.files.create(ws.pausedLatch, `${by} ${isoTime(world.clock.now())}\n`);
}
