/**
 * Remembers that every day of this work tree's journal was found in order, and how ref, index, tails and logs stood then: while they stand so, no day
 * is compared, and where nothing but the newest day stands otherwise, that day alone. The file is derived and may be deleted. It decides nothing about a
 * day, and holds no text of one.
 */
import { folderStamp } from '../base/folder-stamp.js';
import { isObjectId } from '../base/git-objects.js';
import { sha256 } from '../base/hash.js';
import { jsonFile, parseObject } from '../base/json.js';
import { dayPath, type Workspace } from '../base/workspace.js';
import { isRealDay } from '../dates/day.js';
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
export interface Inputs {
  readonly writer: string;
  /** The stamp of git's index; '' where there is none. */
  readonly index: string;
  readonly tip: ObjectId | undefined;
  readonly tails: readonly Tail[];
  readonly live: ReadonlyMap<string, FileStat>;
  readonly forgotten: ReadonlySet<string>;
}

/** A day that is compared alone. */
export interface OneDay {
  readonly day: string;
  /** Its texts in the journal, where it has some. */
  readonly log?: ObjectId;
  readonly edit?: ObjectId;
}

/** What was noted, and how things stand now. */
export interface Noted extends InOrder {
  /** Nothing but this day stands otherwise; left out where all stands as it was noted. */
  readonly open?: OneDay;
  readonly inputs: Inputs;
  /** Whether the journal has the scheduled tasks. */
  readonly hasTasks: boolean;
}

const FORMAT = 2;

/** What was noted, if nothing has changed since but the newest day. Undefined: the days must be compared. */
export async function daysInOrder(world: Pick<World, 'files' | 'git'>, ws: Workspace, writer: string): Promise<Noted | undefined> {
  const noted = parseObject(await world.files.read(ws.inOrderFile));
  if (noted?.['format'] !== FORMAT) return undefined;
  const { edited, unsaved, hasTasks, stand, rest } = noted;
  if (!isPaths(edited) || !isPaths(unsaved)) return undefined;
  if (hasTasks !== false && !(await world.files.stat(`${ws.kairos}/${TASKS}`))) return undefined;
  const index = (await world.files.stat(`${ws.gitDir}/index`))?.stamp ?? '';
  const tip = (await journalTips(world.git)).get(writer);
  const tails = await listTails(world.files, ws, writer);
  const live = await world.files.stats(ws.logs);
  const inputs = { writer, index, tip, tails, live, forgotten: await readForgotten(world, ws) };
  const known = { edited, unsaved, inputs, hasTasks: hasTasks !== false };
  if (stand === standOf(inputs)) return known;
  const open = oneDayIn(noted['newest']);
  return open && rest === standOf(inputs, open.day) ? { ...known, open } : undefined;
}

/**
 * The note for `keepInOrder`. @param inputs as they were read before the days were. @param hasTasks whether the journal has the scheduled tasks.
 * @param newest the newest day of the tail.
 */
export function inOrderNote(inputs: Inputs, { edited, unsaved }: InOrder, hasTasks: boolean, newest: OneDay | undefined): string {
  const ofNewest = newest && { newest, rest: standOf(inputs, newest.day) };
  return jsonFile({ format: FORMAT, stand: standOf(inputs), ...ofNewest, edited, unsaved, hasTasks });
}

function oneDayIn(value: unknown): OneDay | undefined {
  const { day, log, edit } = (value ?? {}) as Record<string, unknown>;
  const isId = (id: unknown): id is ObjectId | undefined => id === undefined || (typeof id === 'string' && isObjectId(id));
  if (typeof day !== 'string' || !isRealDay(day) || !isId(log) || !isId(edit)) return undefined;
  return { day, ...(log !== undefined && { log }), ...(edit !== undefined && { edit }) };
}

/** Keeps a note. Best effort: without it the next command compares the days. */
export async function keepInOrder(world: Pick<World, 'files'>, ws: Workspace, note: string): Promise<void> {
  if ((await world.files.read(ws.inOrderFile)) !== note) await world.files.write(ws.inOrderFile, note).catch(() => undefined);
}

/** @param without a day whose log and tails are left out. */
function standOf({ writer, index, tip, tails, live, forgotten }: Inputs, without?: string): string {
  const told = tails.filter(({ day }) => day !== without).map((tail) => `${tail.day} ${tailKey(tail)}`);
  const logs = without === undefined ? live : restOf(live, without);
  return sha256(JSON.stringify([writer, index, tip ?? '', told, folderStamp(logs), [...forgotten]]));
}

/** The rest for the last day that was asked about: its stamp is asked for when a note is read, and again when the next one is made. */
const rests = new WeakMap<Inputs['live'], { readonly without: string; readonly rest: Inputs['live'] }>();

function restOf(live: Inputs['live'], without: string): Inputs['live'] {
  const known = rests.get(live);
  if (known?.without === without) return known.rest;
  const rest = new Map(live);
  rest.delete(dayPath(without));
  rests.set(live, { without, rest });
  return rest;
}

function isPaths(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((path) => typeof path === 'string');
}
