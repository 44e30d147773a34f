/**
 * Takes kairos out of a repository: first as a plan that a person is shown, then step by step, each of which may be done again. So a removal that was cut
 * off is finished by the next. It makes no commit: what git tracks is taken out of the work tree alone. Hooks are the surface's.
 */
import { isTrusted, untrust } from '../activation/trust.js';
import { withoutExclude } from '../activation/setup.js';
import { MEMORY } from '../base/memory-paths.js';
import { plural } from '../base/plural.js';
import { branchName, GIT_REFS, isBranchRef, readDreamBranch, REFS } from '../base/refs.js';
import { IGNORED_NAMES, type Workspace } from '../base/workspace.js';
import { checkedOutAt, refuseBusy } from '../dream/tree/base-branch.js';
import { knownWriter } from '../memory/writer.js';
import { embeddingNow } from '../recall/embedding/embedding-now.js';
import type { Ref } from '../world/git-refs.js';
import type { World } from '../world/world.js';
import { restoreLogs } from './catch-up.js';
import { stopDaemon } from './daemon-control.js';
import { daemonState } from './daemon-state.js';
import { endLeftBehind, warmProcesses } from './door/leave-behind.js';
import { endJobsLeft } from './jobs.js';
import { commitNow } from './keep-journal.js';

export interface RemovalRow {
  readonly what: string;
  readonly why: string;
}

export interface Removal {
  /** What goes, for people; empty where nothing of kairos is here. */
  readonly rows: readonly RemovalRow[];
  /** Refs and branches that go. */
  readonly refs: readonly Ref[];
  /** The journal stays, in these refs; empty where it goes, too. */
  readonly kept: readonly string[];
  /** Files of `.kairos` that HEAD has: to be committed as removed, by the person. */
  readonly tracked: readonly string[];
  /** Files of `.kairos` that stand nowhere else and are neither journal nor derived. */
  readonly lost: readonly string[];
  /** Roots of other work trees of this clone that use kairos: what they share stays. */
  readonly others: readonly string[];
  /** Branches of dreams that stay, because a work tree has them checked out. */
  readonly inUse: readonly string[];
}

/** What would go. Changes nothing. @throws KairosError `git-busy`: it could not be carried out. @param options.journal the journal goes, too. @param hooks names of installed hooks. */
export async function planRemoval(
  world: World,
  ws: Workspace,
  { journal, hooks }: { readonly journal: boolean; readonly hooks: readonly string[] },
): Promise<Removal> {
  const { files } = world;
  await refuseBusy(world.git);
  const others = await otherTrees(world, ws);
  const isAlone = others.length === 0;
  const { refs, kept, inUse } = await refsToRemove(world, { journal, isAlone });
  const { tracked, lost } = await filesOf(world, ws);
  const rows: RemovalRow[] = [];
  const row = (isThere: boolean, what: string, why: string): unknown => isThere && rows.push({ what, why });
  const pids = await processesOf(world, ws);
  row(pids.length > 0, `process ${pids.join(', ')}`, 'the daemon, and what embeds or answers questions: ended');
  row(isAlone && hooks.length > 0, 'hooks', hooks.join(', '));
  row((await files.stat(ws.kairos)) !== undefined, MEMORY.root, 'the folder, with all that lies in it');
  for (const { name } of refs)
    row(true, isBranchRef(name) ? branchName(name) : name, isBranchRef(name) ? 'a dream that was not merged' : 'a ref');
  row(isAlone && (await withoutExclude(files, ws)) !== undefined, label(ws, ws.infoExclude), 'the lines of kairos in it');
  for (const folder of [ws.gitFolder, ...(isAlone && ws.commonFolder !== ws.gitFolder ? [ws.commonFolder] : [])])
    row(await holdsMore(world, ws, folder, journal), label(ws, folder), 'locks, tails, what was last seen');
  row(await isTrusted(world, ws), 'trust', `of this folder, in ${ws.trustFile}`);
  return { rows, refs, kept, tracked, lost, others, inUse };
}

/**
 * Carries it out. The journal is committed first, where it stays; with what proves its lines ours and the ids that were forgotten.
 * @throws KairosError `git-busy`; `lock-held` for a daemon that cannot be ended, and as the journal's commit: nothing has been removed then.
 */
export async function removeKairos(world: World, ws: Workspace, plan: Removal, { journal }: { readonly journal: boolean }): Promise<void> {
  const { files, git } = world;
  await refuseBusy(git);
  await stopDaemon(world, ws);
  await endJobsLeft(world, ws);
  await endLeftBehind(world, ws);
  for (const pid of await processesOf(world, ws)) world.processes.terminate(pid);
  if (!journal && (await files.stat(ws.writerFile)) !== undefined)
    await commitNow({ world, ws, view: (await restoreLogs(world, ws)).view });
  const isAlone = plan.others.length === 0;
  // Read anew: the journal has just moved.
  const { refs } = await refsToRemove(world, { journal, isAlone });
  if (refs.length > 0) await git.updateRefs(refs.map(({ name, id }) => ({ ref: name, old: id, new: undefined })));
  await files.remove(ws.kairos);
  const exclude = isAlone ? await withoutExclude(files, ws) : undefined;
  if (exclude !== undefined) await files.write(ws.infoExclude, exclude);
  const writer = journal ? undefined : await files.read(ws.writerFile);
  if (writer !== undefined) await files.write(ws.keptWriter, writer);
  for (const folder of [ws.gitFolder, ...(isAlone ? [ws.commonFolder] : [])]) {
    const stays = journal ? [] : [ws.keptWriter, ws.sealKey, ws.forgotten];
    for (const { name } of await files.list(folder)) if (!stays.includes(`${folder}/${name}`)) await files.remove(`${folder}/${name}`);
    if ((await files.list(folder)).length === 0) await files.remove(folder);
  }
  // Last: where the user's own folder cannot be written, all else is done.
  if (await isTrusted(world, ws)) await untrust(world, ws);
}

function label(ws: Workspace, path: string): string {
  return path.startsWith(`${ws.root}/`) ? path.slice(ws.root.length + 1) : path;
}

/** Whether there is anything in the folder that would go. */
async function holdsMore({ files }: Pick<World, 'files'>, ws: Workspace, folder: string, journal: boolean): Promise<boolean> {
  const stays = journal ? [] : [ws.keptWriter, ws.sealKey, ws.forgotten];
  return (await files.list(folder)).some(({ name }) => !stays.includes(`${folder}/${name}`));
}

async function otherTrees({ git, files }: Pick<World, 'git' | 'files'>, ws: Workspace): Promise<string[]> {
  const found: string[] = [];
  for (const { root, gitDir } of await git.worktrees())
    if (root !== ws.root && (await files.stat(`${gitDir}/kairos/writer`)) !== undefined) found.push(root);
  return found.toSorted();
}

/** Our refs and the branches of dreams here; the journal's only where it is to go, and all of it only where no other work tree has one. */
async function refsToRemove(
  { git }: Pick<World, 'git'>,
  { journal, isAlone }: { readonly journal: boolean; readonly isAlone: boolean },
): Promise<Pick<Removal, 'refs' | 'kept' | 'inUse'>> {
  const all = await git.refs([REFS.own, GIT_REFS.branches]);
  const journals = all.filter(({ name }) => name.startsWith(REFS.journals));
  if (!isAlone) return { refs: [], kept: journals.map(({ name }) => name), inUse: [] };
  const refs = all.filter(({ name }) => name.startsWith(REFS.own) && (journal || !name.startsWith(REFS.journals)));
  const inUse: string[] = [];
  for (const ref of all.filter(({ name }) => isBranchRef(name) && readDreamBranch(name) !== undefined)) {
    if ((await checkedOutAt(git, ref.name)).length > 0) inUse.push(branchName(ref.name));
    else refs.push(ref);
  }
  return { refs, kept: journal ? [] : journals.map(({ name }) => name), inUse };
}

/** What HEAD has of `.kairos`, and what lies there as nowhere else. Ignored names are the journal, or can be made again. */
async function filesOf({ git, files }: Pick<World, 'git' | 'files'>, ws: Workspace): Promise<Pick<Removal, 'tracked' | 'lost'>> {
  const { commit } = await git.head();
  const tracked = commit === undefined ? [] : await git.readTree(commit, [MEMORY.root]);
  const blobs = await git.readBlobs(tracked.filter(({ mode }) => mode.startsWith('100')).map(({ id }) => id));
  const known = new Map(tracked.map(({ path, id }) => [path, blobs.get(id)]));
  const lost: string[] = [];
  for (const name of await files.walk(ws.kairos)) {
    if (IGNORED_NAMES.some((ignored) => name === ignored || name.startsWith(ignored.endsWith('/') ? ignored : `${ignored}/`))) continue;
    const [there, here] = [known.get(`${MEMORY.root}/${name}`), await files.readBytes(`${ws.kairos}/${name}`)];
    const isSame =
      there !== undefined && here !== undefined && there.length === here.length && there.every((byte, at) => byte === here[at]);
    if (!isSame) lost.push(`${MEMORY.root}/${name}`);
  }
  // Lines of a work tree that was removed before they were committed: no journal has them.
  const own = await knownWriter({ files }, ws);
  for (const [name, { sizeBytes }] of await files.stats(ws.tails))
    if (sizeBytes > 0 && !name.startsWith(`${own}/`)) lost.push(`${label(ws, ws.tails)}/${name}`);
  return { tracked: tracked.map(({ path }) => path), lost };
}

/** Of this work tree: the daemon, what embeds, and what a question left. */
async function processesOf(world: World, ws: Workspace): Promise<number[]> {
  const daemon = await daemonState(world, ws);
  const embedding = await embeddingNow(world, ws);
  const warm = (await warmProcesses(world, ws)).filter(({ kind }) => kind !== 'mcp');
  return [
    ...new Set([...(daemon.is === 'running' ? [daemon.pid] : []), ...(embedding ? [embedding.pid] : []), ...warm.map(({ pid }) => pid)]),
  ];
}

/** "journal kept" in words: how the journal stands after the removal. Pure. */
export function keptText(kept: readonly string[]): string {
  return `${plural(kept.length, 'journal')} kept, and what names its writer: ${kept.join(', ')}`;
}
