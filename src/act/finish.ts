/**
 * From the end of an act's command to its branch, in steps that each can be cut off by a kill: the change is committed in the folder, noted in the record,
 * fetched, and becomes a branch by compare-and-swap; then the folder goes. `settleActs` goes on where a process was killed.
 */
import { errorText, KairosError } from '../base/errors.js';
import { withLock } from '../base/lock.js';
import { branchRef } from '../base/refs.js';
import { KAIROS } from '../base/signer.js';
import type { Workspace } from '../base/workspace.js';
import { DAY_MS } from '../dates/units.js';
import type { ActFolders } from '../world/act-folders.js';
import type { World } from '../world/world.js';
import { actFolder, actMark, readActs, removeAct, writeAct, type ActRecord } from './record.js';
import { forbiddenPath } from './sandbox.js';

/** A folder that holds more is no change that a person reviews. */
const FOLDER_MAX_BYTES = 1024 * 1024 * 1024;
/** So long the folder of an act that failed is kept. */
const KEPT_MS = 3 * DAY_MS;
const GRACE_MS = 400;
const LOCK_WAIT_MS = 30_000;

/** Runs what changes acts or their branches, one process at a time in all work trees of the clone. @throws KairosError `lock-held`. */
export async function deciding<T>(world: World, ws: Workspace, action: () => Promise<T>): Promise<T> {
  return withLock(world, ws.journalLocks, 'act', LOCK_WAIT_MS, action);
}

/**
 * Makes the branch of an act whose command has ended well. Undefined: it changed nothing, and nothing of it is left.
 * @throws KairosError `bad-path` for a change that no act may make, `over-limit`, `git-failed`, `disk-full`: the folder is still there then.
 */
export async function finishAct(world: World, acts: ActFolders, ws: Workspace, record: ActRecord): Promise<ActRecord | undefined> {
  const folder = actFolder(ws, record.id);
  await refuseFolder(world, folder);
  const by = { ...KAIROS, atMs: world.clock.now() };
  const change = record.change ?? (await acts.commit(folder, record.base.commit, by, messageOf(record)));
  if (!change) {
    await removeAct(world, ws, record.id);
    return undefined;
  }
  const bad = forbiddenPath(change.paths);
  if (bad !== undefined)
    throw new KairosError('bad-path', `it changed ${bad}: memory changes by review alone, so that nothing of it is taken over`);
  const noted = await writeAct(world, ws, { ...record, change });
  return branchOf(world, acts, ws, noted);
}

async function branchOf(world: World, acts: ActFolders, ws: Workspace, record: ActRecord): Promise<ActRecord> {
  const { change, branch, id } = record;
  if (!change) return record;
  const ref = branchRef(branch);
  const standing = (await world.git.refs([ref])).find(({ name }) => name === ref)?.commit;
  if (standing !== change.commit) {
    await acts.fetch(actFolder(ws, id), change.commit);
    await world.git.updateRefs([{ ref, old: undefined, new: change.commit }]);
  }
  const open = await writeAct(world, ws, { ...record, is: 'open' });
  await world.files.remove(actFolder(ws, id));
  return open;
}

/** Another repository in the folder would be run by git, with a configuration that nobody of ours wrote. */
async function refuseFolder({ files }: World, folder: string): Promise<void> {
  let bytes = 0;
  for (const [path, { sizeBytes }] of await files.stats(folder)) {
    bytes += sizeBytes;
    if (path.startsWith('.git/')) continue;
    if (path.split('/').some((name) => name.toLowerCase() === '.git'))
      throw new KairosError('bad-path', `it made another repository: ${path}`, {});
  }
  if (bytes > FOLDER_MAX_BYTES) throw new KairosError('over-limit', `its folder holds ${bytes} bytes, more than ${FOLDER_MAX_BYTES}`);
}

/** The message of the commit: what it is for, what made it, what held, and the act that it belongs to. */
function messageOf({ id, title, argv, said, held = [] }: ActRecord): string {
  const command = argv.map((word) => (/^[\w./:=@%+-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
  const holds = held.length === 0 ? 'no sandbox held it' : `the sandbox held ${held.join(', ')}`;
  return `${title}\n\nMade by: ${command.slice(0, 500)}\nIt ${said ?? 'ended'}; ${holds}.\n\nKairos-Act: ${id}\n`;
}

/** What was found of acts whose process was killed. */
export interface Settled {
  readonly id: string;
  readonly became: 'open' | 'failed' | 'accepted' | 'removed';
}

/**
 * Ends what killed processes left running, makes the branches that they did not come to, finishes what was accepted, and removes the folders of failed acts
 * after three days, and those that no record names. Call inside `deciding`.
 */
export async function settleActs(world: World, acts: ActFolders, ws: Workspace): Promise<readonly Settled[]> {
  const settled: Settled[] = [];
  const records = await readActs(world, ws);
  for (const record of records) {
    const became = await settledAs(world, acts, ws, record);
    if (became !== undefined) settled.push({ id: record.id, became });
  }
  const known = new Set(records.map(({ id }) => id));
  for (const { name, kind } of await world.files.list(ws.acts)) {
    const id = name.replace(/\.out$/, '');
    if ((kind === 'directory' || name.endsWith('.out')) && !known.has(id)) await world.files.remove(`${ws.acts}/${name}`);
  }
  return settled;
}

async function settledAs(world: World, acts: ActFolders, ws: Workspace, record: ActRecord): Promise<Settled['became'] | undefined> {
  if (record.landing !== undefined) return (await finishLanding(world, ws, record)) ? 'accepted' : undefined;
  if (record.is === 'failed') {
    if (world.clock.now() - record.startedAtMs < KEPT_MS) return undefined;
    await removeAct(world, ws, record.id);
    return 'removed';
  }
  if (record.is === 'open') {
    // The kill came between the record and the end of the folder.
    await world.files.remove(actFolder(ws, record.id));
    return undefined;
  }
  if ((await world.processes.liveness(record.owner)) !== 'dead') return undefined;
  if (!(await world.processes.endJob(actMark(record), GRACE_MS))) return undefined;
  try {
    if (record.change) {
      await branchOf(world, acts, ws, record);
      return 'open';
    }
    await writeAct(world, ws, { ...record, is: 'failed', said: 'was cut off, since the process that ran it was gone' });
  } catch (error) {
    await writeAct(world, ws, { ...record, is: 'failed', said: `has no branch: ${errorText(error)}` });
  }
  return 'failed';
}

/** Removes the branch and the record of an act that stands on its base. False, and the record goes back to open, where the base did not move. */
export async function finishLanding(world: World, ws: Workspace, record: ActRecord): Promise<boolean> {
  const { landing, base, branch, id, change } = record;
  const ref = branchRef(branch);
  const refs = await world.git.refs([base.ref, ref]);
  const tip = refs.find(({ name }) => name === base.ref)?.commit;
  if (landing === undefined || tip === undefined || !(await world.git.reachable([landing], tip)).has(landing)) {
    const { landing: _none, ...open } = record;
    await writeAct(world, ws, open);
    return false;
  }
  const standing = refs.find(({ name }) => name === ref)?.commit;
  // What the person committed on the branch meanwhile is theirs.
  if (standing !== undefined && standing === change?.commit) await world.git.updateRefs([{ ref, old: standing, new: undefined }]);
  await removeAct(world, ws, id);
  return true;
}
