/**
 * The place in the common git directory where a process that keeps a memory open is asked by files. It names the files and sweeps them; it asks and
 * answers nothing.
 *
 *   kairos/ask/doors/<door>.json      who answers, for as long as it does
 *   kairos/ask/tmp/<question>         being written
 *   kairos/ask/new/<door>.<question>  a question to that door
 *   kairos/ask/taken/<door>.<question>
 *   kairos/ask/done/<question>        its answer, until it is read
 *
 * The folder is the user's alone. Each file is written in `tmp` and renamed, so that it is there whole or not at all; each rename has one winner, so that a
 * question is answered once.
 */
import { isUnwritable, KairosError } from '../../base/errors.js';
import { jsonFile, parseObject } from '../../base/json.js';
import type { Workspace } from '../../base/workspace.js';
import type { Processes, ProcessIdentity } from '../../world/processes.js';
import type { World } from '../../world/world.js';

/** A question longer than this is not passed on. */
export const ASKED_MOST_BYTES = 64 * 1024;
/** Nor is a longer answer. */
export const ANSWER_MOST_BYTES = 8 * 1024 * 1024;

/** Who answers: a process that a question left behind, the MCP server of a client, or the daemon's child that embeds. */
export type DoorKind = 'left' | 'mcp' | 'index';

export interface Door {
  readonly id: string;
  readonly kind: DoorKind;
  readonly identity: ProcessIdentity;
  /** Equal where this process and the one that asks are of one program and one environment. */
  readonly likeness: string;
  /** The work tree that it answers for; left out: all of this clone. */
  readonly root?: string;
  readonly openedAtMs: number;
}

/** The part of the world that a door needs. */
export type DoorWorld = Pick<World, 'files' | 'clock' | 'random' | 'processes'>;

/** The part that looks who is there. */
interface LookingWorld {
  readonly files: Pick<World['files'], 'list' | 'read'>;
  readonly processes: Pick<Processes, 'liveness'>;
}

/** What is older belongs to nobody who still waits. */
const STALE_MS = 60_000;
/** In this order one is asked where several would answer. The child that embeds runs at the lowest priority. */
const KINDS: readonly DoorKind[] = ['left', 'mcp', 'index'];

export interface AskPlace {
  readonly doors: string;
  readonly tmp: string;
  readonly asked: string;
  readonly taken: string;
  readonly done: string;
}

export function placeIn({ ask }: Pick<Workspace, 'ask'>): AskPlace {
  return { doors: `${ask}/doors`, tmp: `${ask}/tmp`, asked: `${ask}/new`, taken: `${ask}/taken`, done: `${ask}/done` };
}

/** Makes the place, for this user alone. False where that cannot be: another user's, a disk that cannot be written. */
export async function makePlace(world: Pick<World, 'files'>, ws: Workspace): Promise<boolean> {
  try {
    if (!(await world.files.privateFolder(ws.ask))) return false;
    for (const folder of Object.values(placeIn(ws)) as string[]) await world.files.mkdir(folder);
    return true;
  } catch (error) {
    if (isUnwritable(error) || (error instanceof KairosError && error.code === 'bad-path')) return false;
    throw error;
  }
}

/** Writes a file that appears whole, and is not worth a sync: it is read within a second or never. */
export async function place(
  world: Pick<World, 'random'> & { readonly files: Pick<World['files'], 'append' | 'rename'> },
  ws: Workspace,
  path: string,
  value: unknown,
): Promise<void> {
  const temporary = `${placeIn(ws).tmp}/${world.random.base32(10)}`;
  await world.files.append(temporary, jsonFile(value));
  await world.files.rename(temporary, path);
}

/** The doors whose process runs, the best to ask first. A door on another machine is none. */
export async function openDoors(world: LookingWorld, ws: Workspace): Promise<readonly Door[]> {
  const found: Door[] = [];
  for (const door of await doorsAt(world, ws)) if ((await world.processes.liveness(door.identity)) === 'alive') found.push(door);
  return found.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}

/** What processes left that ended without tidying up: names below `kairos/ask`. */
export async function leftBehindFiles(world: DoorWorld, ws: Workspace): Promise<readonly string[]> {
  const { doors, tmp, asked, taken, done } = placeIn(ws);
  const alive = new Set((await openDoors(world, ws)).map(({ id }) => id));
  const left: string[] = [];
  for (const folder of [doors, tmp, asked, taken, done]) {
    for (const { name } of await world.files.list(folder)) {
      const [owner = ''] = name.split('.');
      const hasOwner = folder !== tmp && folder !== done && alive.has(owner);
      const changedAtMs = (await world.files.stat(`${folder}/${name}`))?.mtimeMs;
      if (changedAtMs === undefined) continue;
      const isYoung = Math.abs(world.clock.now() - changedAtMs) < STALE_MS;
      // A door that cannot be asked whether it lives may stand on another machine.
      if (
        folder === doors
          ? !hasOwner && !(await isElsewhere(world, `${folder}/${name}`))
          : !isYoung || (folder !== tmp && folder !== done && !hasOwner)
      )
        left.push(`${folder}/${name}`.slice(ws.ask.length + 1));
    }
  }
  return left;
}

/** Removes them. Best effort. */
export async function sweepPlace(world: DoorWorld, ws: Workspace): Promise<void> {
  for (const name of await leftBehindFiles(world, ws)) await world.files.remove(`${ws.ask}/${name}`);
}

/** Removes every question and answer, also those under way: whoever waits for one answers for itself. Doors stay. */
export async function emptyPlace(world: Pick<World, 'files'>, ws: Workspace): Promise<void> {
  const { tmp, asked, taken, done } = placeIn(ws);
  for (const folder of [tmp, asked, taken, done])
    for (const { name } of await world.files.list(folder)) await world.files.remove(`${folder}/${name}`);
}

async function doorsAt(world: Pick<LookingWorld, 'files'>, ws: Workspace): Promise<Door[]> {
  const { doors } = placeIn(ws);
  const found: Door[] = [];
  for (const { name } of await world.files.list(doors)) {
    const door = readDoor(name, await world.files.read(`${doors}/${name}`));
    if (door) found.push(door);
  }
  return found;
}

async function isElsewhere(world: Pick<World, 'files' | 'processes'>, path: string): Promise<boolean> {
  const door = readDoor(path.slice(path.lastIndexOf('/') + 1), await world.files.read(path));
  return door !== undefined && (await world.processes.liveness(door.identity)) === 'unknown';
}

function readDoor(name: string, text: string | undefined): Door | undefined {
  const { kind, identity, likeness, root, openedAtMs } = (parseObject(text) ?? {}) as Partial<Record<keyof Door, unknown>>;
  const known = KINDS.find((one) => one === kind);
  const who = identity as Partial<Record<keyof ProcessIdentity, unknown>> | undefined;
  if (known === undefined || typeof likeness !== 'string' || typeof openedAtMs !== 'number' || typeof who?.pid !== 'number')
    return undefined;
  const told = (key: keyof ProcessIdentity): string => (typeof who[key] === 'string' ? who[key] : '');
  return {
    id: name.replace(/\.json$/, ''),
    kind: known,
    identity: { pid: who.pid, start: told('start'), bootId: told('bootId'), namespace: told('namespace'), host: told('host') },
    likeness,
    ...(typeof root === 'string' ? { root } : {}),
    openedAtMs,
  };
}
