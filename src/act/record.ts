/**
 * The record of an act, in the common git directory, where no branch can put one: what it is, how far it has come, and where its change lies. One process
 * writes it at a time: who runs the act, or whoever holds the lock of acts once that one is gone.
 *
 *     act/fix-typos-k3f9.json   act/fix-typos-k3f9/ (its folder)   act/fix-typos-k3f9.out (what it printed)
 */
import { KairosError } from '../base/errors.js';
import { jsonFile, parseObject } from '../base/json.js';
import { actBranch, branchName, GIT_REFS } from '../base/refs.js';
import type { Workspace } from '../base/workspace.js';
import type { ObjectId } from '../world/git-refs.js';
import type { JobMark, ProcessIdentity } from '../world/processes.js';
import type { World } from '../world/world.js';

const FORMAT = 1;
const NAME = /^([a-z0-9]+(?:-[a-z0-9]+)*)\.json$/;
const SLUG_CHARACTERS = 32;
const CHANCE_CHARACTERS = 4;
const MARKER_CHARACTERS = 20;

export interface ActRecord {
  /** The words of its title and four characters of chance: `fix-typos-k3f9`. */
  readonly id: string;
  readonly title: string;
  readonly argv: readonly string[];
  /** What it builds on. */
  readonly base: { readonly ref: string; readonly commit: ObjectId };
  readonly startedAtMs: number;
  /** Short name of the branch that it becomes. */
  readonly branch: string;
  /** The process that runs it. */
  readonly owner: ProcessIdentity;
  readonly marker: string;
  /** Of its command. Left out until that runs. */
  readonly leader?: ProcessIdentity;
  /** What the sandbox held; empty where none did. Left out until its command ran. */
  readonly held?: readonly string[];
  /** `open`: its branch awaits the person. `failed`: its folder is kept for a while. */
  readonly is: 'running' | 'open' | 'failed';
  /** How its command ended, or what failed. */
  readonly said?: string;
  /** What it changed. Written before the branch is made: from here on nothing of it is lost. */
  readonly change?: { readonly commit: ObjectId; readonly paths: readonly string[] };
  /** Written before the base moves: a kill between the two leaves an act that is accepted all the same. */
  readonly landing?: ObjectId;
}

type RecordWorld = Pick<World, 'files' | 'random' | 'clock' | 'processes' | 'git'>;

/** The folder in which an act works. */
export function actFolder({ acts }: Pick<Workspace, 'acts'>, id: string): string {
  return `${acts}/${id}`;
}

/** The path of what the command of an act prints. */
export function actOutput(ws: Pick<Workspace, 'acts'>, id: string): string {
  return `${ws.acts}/${id}.out`;
}

/** What the processes of an act are found by. */
export function actMark({ leader, marker }: Pick<ActRecord, 'leader' | 'marker'>): JobMark {
  return { marker, ...(leader && { leader }) };
}

/** Creates the record of an act; it is on the disk before its folder is. @throws KairosError `not-writable`, `disk-full`. */
export async function createAct(world: RecordWorld, ws: Workspace, about: Pick<ActRecord, 'title' | 'argv' | 'base'>): Promise<ActRecord> {
  const branches = new Set((await world.git.refs([GIT_REFS.branches])).map(({ name }) => branchName(name)));
  for (;;) {
    const id = [slugOf(about.title), world.random.base32(CHANCE_CHARACTERS)].filter((part) => part !== '').join('-');
    const record: ActRecord = {
      ...about,
      id,
      branch: actBranch(branches, id),
      startedAtMs: world.clock.now(),
      owner: world.processes.self(),
      marker: world.random.base32(MARKER_CHARACTERS),
      is: 'running',
    };
    if (await world.files.create(pathOf(ws, id), textOf(record), { ownerOnly: true, synced: true })) return record;
  }
}

/** Replaces the record. @throws KairosError `not-writable`, `disk-full`. */
export async function writeAct(world: Pick<World, 'files'>, ws: Workspace, record: ActRecord): Promise<ActRecord> {
  await world.files.write(pathOf(ws, record.id), textOf(record));
  return record;
}

/** Removes the folder of an act, what it printed, and last its record: without it nobody would find the others. */
export async function removeAct(world: Pick<World, 'files'>, ws: Workspace, id: string): Promise<void> {
  for (const path of [actFolder(ws, id), actOutput(ws, id), pathOf(ws, id)]) await world.files.remove(path);
}

/** All acts of the clone, the oldest first. A record of another format is left out. */
export async function readActs({ files }: Pick<World, 'files'>, ws: Workspace): Promise<readonly ActRecord[]> {
  const records: ActRecord[] = [];
  for (const { name } of await files.list(ws.acts)) {
    const record = NAME.test(name) ? readRecord(await files.read(`${ws.acts}/${name}`)) : undefined;
    if (record && `${record.id}.json` === name) records.push(record);
  }
  return records.toSorted((a, b) => a.startedAtMs - b.startedAtMs);
}

/** The act of this id, or whose id begins so and no other's does. @throws KairosError `not-found`. */
export async function actOf(world: Pick<World, 'files'>, ws: Workspace, typed: string): Promise<ActRecord> {
  const name = typed.replace(/^kairos(?:\/|--)act[/-]/, '');
  const acts = await readActs(world, ws);
  const meant = acts.filter(({ id }) => id === name);
  const found = meant.length > 0 ? meant : acts.filter(({ id }) => name !== '' && id.startsWith(name));
  const [act] = found;
  if (act && found.length === 1) return act;
  const why = found.length > 1 ? `"${typed}" may be ${found.map(({ id }) => id).join(', ')}` : `there is no act "${typed}"`;
  throw new KairosError('not-found', why, { hint: 'kairos act list shows them' });
}

function slugOf(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join('-').slice(0, SLUG_CHARACTERS).replace(/-+$/, '');
}

function pathOf({ acts }: Workspace, id: string): string {
  return `${acts}/${id}.json`;
}

function textOf(record: ActRecord): string {
  return jsonFile({ format: FORMAT, ...record }, 2);
}

function readRecord(text: string | undefined): ActRecord | undefined {
  const { format, ...record } = parseObject(text) ?? {};
  const isWhole = ['id', 'title', 'branch', 'marker', 'is'].every((key) => typeof record[key] === 'string');
  return format === FORMAT && isWhole && typeof record['base'] === 'object' ? (record as unknown as ActRecord) : undefined;
}
