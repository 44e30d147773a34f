/**
 * The tail: log lines in the common git directory that no journal commit holds yet. Another process may append to a tail file at any time, so
 * a commit does not read and delete it at once: it renames the file (to a generation), and a later commit deletes that.
 */
import { compareText } from '../base/order.js';
import type { Workspace } from '../base/workspace.js';
import type { Files } from '../world/files.js';
import type { World } from '../world/world.js';
import { byteTextOf } from './bytes.js';
import { missingBlocks } from './reconcile.js';

export interface Tail {
  readonly day: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** The generation, in milliseconds since 1970; undefined for the file that is appended to. */
  readonly setAsideMs: number | undefined;
}

/** Changes whenever the content of the tail may have changed. */
export function tailKey({ setAsideMs, sizeBytes }: Tail): string {
  return `${setAsideMs ?? 'now'}:${sizeBytes}`;
}

/** A generation is kept for this long: an appender that opened the file before the rename has written by then. */
const KEEP_MS = 60_000;
/** An appender writes the tail, then the live log: after this time (milliseconds) one that has opened the tail has written both. */
export const APPENDED_MS = 40;
const TAIL_NAME = /^(\d{4}-\d{2}-\d{2})\.md(?:\.(\d+))?$/;

/** The tail files of a writer: by day, generations in their order, the file that is appended to last. */
export async function listTails(files: Pick<Files, 'stats'>, ws: Workspace, writer: string): Promise<readonly Tail[]> {
  const folder = `${ws.tails}/${writer}`;
  const tails: Tail[] = [];
  for (const [name, { kind, sizeBytes }] of await files.stats(folder)) {
    const match = TAIL_NAME.exec(name);
    if (!match?.[1] || kind !== 'file') continue;
    tails.push({ day: match[1], path: `${folder}/${name}`, sizeBytes, setAsideMs: match[2] === undefined ? undefined : Number(match[2]) });
  }
  return tails.sort((a, b) => compareText(a.day, b.day) || (a.setAsideMs ?? Infinity) - (b.setAsideMs ?? Infinity));
}

/**
 * The texts of the tails (byte text) by day, in the order of `listTails`; of the given days if `days` is set. Read live logs BEFORE calling it:
 * a line goes to the tail first, so every line of ours in a live log is then in here, or committed.
 */
export async function readTails(
  files: Pick<Files, 'stats' | 'readBytes'>,
  ws: Workspace,
  writer: string,
  days?: ReadonlySet<string>,
): Promise<Map<string, string[]>> {
  let byDay = new Map<string, string[]>();
  // A tail that was renamed between listing and reading is found under its new name by the next attempt.
  for (let attempt = 0, complete = false; attempt < 5 && !complete; attempt += 1) {
    byDay = new Map();
    complete = true;
    for (const { day, path } of await listTails(files, ws, writer)) {
      if (days && !days.has(day)) continue;
      const bytes = await files.readBytes(path);
      if (bytes) byDay.set(day, [...(byDay.get(day) ?? []), byteTextOf(bytes)]);
      else complete = false;
    }
  }
  return byDay;
}

/** Renames every tail that is appended to; the caller must hold the journal's lock. Returns the generation: milliseconds since 1970, growing. */
export async function setTailsAside(world: Pick<World, 'files' | 'clock'>, ws: Workspace, writer: string): Promise<number> {
  const tails = await listTails(world.files, ws, writer);
  const last = tails.reduce((highest, tail) => Math.max(highest, tail.setAsideMs ?? 0), 0);
  const generation = Math.max(world.clock.now(), last + 1);
  for (const tail of tails) {
    if (tail.setAsideMs === undefined) await world.files.rename(tail.path, `${tail.path}.${generation}`);
  }
  return generation;
}

/**
 * Deletes generations older than `generation` if the committed text of the day has every id in them. A line that a late appender wrote keeps
 * its generation until a commit has taken it from the live log.
 */
export async function dropTails(
  world: Pick<World, 'files' | 'clock'>,
  ws: Workspace,
  writer: string,
  generation: number,
  committed: (day: string) => Promise<string>,
): Promise<void> {
  for (const tail of await listTails(world.files, ws, writer)) {
    if (tail.setAsideMs === undefined || tail.setAsideMs >= generation || world.clock.now() - tail.setAsideMs < KEEP_MS) continue;
    const bytes = await world.files.readBytes(tail.path);
    if (bytes && missingBlocks(byteTextOf(bytes), await committed(tail.day)).length === 0) await world.files.remove(tail.path);
  }
}
