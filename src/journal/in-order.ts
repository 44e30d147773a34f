/**
 * Remembers that every day of this work tree's journal was found in order, and how ref, index, tails and logs stood then: while they stand so, no day
 * is compared. The file is derived and may be deleted. It decides nothing about a day, and holds no text of one.
 */
import { folderStamp } from '../base/folder-stamp.js';
import { sha256 } from '../base/hash.js';
import { jsonFile, parseObject } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import { readForgotten } from '../memory/read-logs.js';
import type { FileStat } from '../world/files.js';
import type { ObjectId } from '../world/git-refs.js';
import type { World } from '../world/world.js';
import { journalTips, TASKS } from './journal-tree.js';
import { listTails, tailKey, type Tail } from './tails.js';

/** What is true of days that are in order, besides. Paths below `.kairos`, sorted. */
export interface InOrder {
  readonly edited: readonly string[];
  readonly unsaved: readonly string[];
}

/** All that the comparison of the days depends on, but for the texts, which the stamps stand for. */
interface Inputs {
  readonly writer: string;
  /** The stamp of git's index; '' where there is none. */
  readonly index: string;
  readonly tip: ObjectId | undefined;
  readonly tails: readonly Tail[];
  readonly live: ReadonlyMap<string, FileStat>;
  readonly forgotten: ReadonlySet<string>;
}

const FORMAT = 1;

/** What was noted, if nothing has changed since. Undefined: the days must be compared. */
export async function daysInOrder(world: Pick<World, 'files' | 'git'>, ws: Workspace, writer: string): Promise<InOrder | undefined> {
  const noted = parseObject(await world.files.read(ws.inOrderFile));
  if (noted?.['format'] !== FORMAT) return undefined;
  const { edited, unsaved, hasTasks, stand } = noted;
  if (!isPaths(edited) || !isPaths(unsaved)) return undefined;
  if (hasTasks !== false && !(await world.files.stat(`${ws.kairos}/${TASKS}`))) return undefined;
  const index = (await world.files.stat(`${ws.gitDir}/index`))?.stamp ?? '';
  const tip = (await journalTips(world.git)).get(writer);
  const tails = await listTails(world.files, ws, writer);
  const live = await world.files.stats(ws.logs);
  return stand === standOf({ writer, index, tip, tails, live, forgotten: await readForgotten(world, ws) })
    ? { edited, unsaved }
    : undefined;
}

/** The note for `keepInOrder`. @param inputs as they were read before the days were. @param hasTasks whether the journal has the scheduled tasks. */
export function inOrderNote(inputs: Inputs, { edited, unsaved }: InOrder, hasTasks: boolean): string {
  return jsonFile({ format: FORMAT, stand: standOf(inputs), edited, unsaved, hasTasks });
}

/** Keeps a note. Best effort: without it the next command compares the days. */
export async function keepInOrder(world: Pick<World, 'files'>, ws: Workspace, note: string): Promise<void> {
  if ((await world.files.read(ws.inOrderFile)) !== note) await world.files.write(ws.inOrderFile, note).catch(() => undefined);
}

function standOf({ writer, index, tip, tails, live, forgotten }: Inputs): string {
  const parts = [writer, index, tip ?? '', tails.map((tail) => `${tail.day} ${tailKey(tail)}`), folderStamp(live), [...forgotten]];
  return sha256(JSON.stringify(parts));
}

function isPaths(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((path) => typeof path === 'string');
}
