/**
 * The Git port in memory: isomorphic-git on a volume, with exactly the ids that git gives. It is limited to one work tree and SHA-1, and has no
 * filters, no line ending conversion, and renames by equal content only. `advance` checks what git checks for plain files and is all or nothing;
 * tests of other states of a repository need real git.
 */
import { globTest } from '../base/glob.js';
import { byKey } from '../base/order.js';
import type { Advance } from '../world/advance.js';
import * as iso from 'isomorphic-git';
import { KairosError } from '../base/errors.js';
import { busyBy, checkObjectId, checkPath, checkRef, refMoved, resolveUpdates } from '../base/git-objects.js';
import { REFS } from '../base/refs.js';
import type { Git, Repository } from '../world/git.js';
import type { Head, ObjectId, Ref } from '../world/git-refs.js';
import type { IndexEntry } from '../world/git-tree.js';
import type { RefUpdate } from '../world/git-write.js';
import { ancestors, describeCommit, orderedBetween, parseReflog, resolveTyped } from './virtual-history.js';
import { virtualObjects, type TreeEntry, type VirtualObjects } from './virtual-objects.js';
import type { VirtualVolume } from './virtual-volume.js';

/** The default place of a virtual repository. */
export const VIRTUAL_REPOSITORY: Repository = { root: '/repo', gitDir: '/repo/.git', commonDir: '/repo/.git' };

/** The port over a volume that holds a repository (see `virtualRepository`). Its verbs throw the errors of the real adapter's. */
export function virtualGit(volume: VirtualVolume, repository: Repository = VIRTUAL_REPOSITORY): Git & Advance {
  const objects = virtualObjects(volume, repository);
  // Writes run one after the other, as git's own locks make them.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  return {
    ...historyVerbs(objects, volume, repository),
    ...treeVerbs(objects),
    commitChain: (chain, updates) =>
      inTurn(async () => {
        resolveUpdates(
          updates,
          chain.map(() => '0'.repeat(40)),
        );
        const ids: ObjectId[] = [];
        for (const commit of chain) {
          const parent = ids[ids.length - 1] ?? commit.parent;
          const parents = [...(parent === undefined ? [] : [parent]), ...(commit.mergeParents ?? [])].map(checkObjectId);
          for (const id of parents) if (!(await objects.commit(id))) throw new KairosError('git-failed', `${id} is not a commit`);
          ids.push(await objects.writeCommit(commit.fresh ? undefined : parent, parents, commit));
        }
        await moveRefs(objects, await headOf(objects), resolveUpdates(updates, ids));
        return ids;
      }),
    updateRefs: (updates) => inTurn(async () => moveRefs(objects, await headOf(objects), resolveUpdates(updates, []))),
    busy: () => busyBy(async (file) => volume.existsSync(`${repository.gitDir}/${file}`)),
    worktrees: async () => {
      const { ref } = await headOf(objects);
      return [{ root: repository.root, gitDir: repository.gitDir, ...(ref ? { ref } : {}) }];
    },
    config: async (key) => {
      const value: unknown = await iso.getConfig({ ...objects.at, path: key });
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
    },
    identity: async () => {
      const [name, email] = await Promise.all(
        ['user.name', 'user.email'].map((path) => iso.getConfig({ ...objects.at, path }) as Promise<string | undefined>),
      );
      return name && email ? { name, email } : undefined;
    },
    advance: (move) => inTurn(() => advance(objects, volume, repository, move)),
  };
}

function historyVerbs(
  objects: VirtualObjects,
  volume: VirtualVolume,
  { gitDir }: Repository,
): Pick<Git, 'refs' | 'head' | 'resolve' | 'between' | 'commits' | 'reachable' | 'reflog' | 'lastCommitOf' | 'commitsTouching'> {
  return {
    async refs(prefixes) {
      const names = (await objects.refNames()).filter((name) =>
        prefixes.some((prefix) => name === prefix || name.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)),
      );
      return Promise.all(
        names.map(async (name): Promise<Ref> => {
          const id = (await objects.ref(name)) ?? '';
          const commit = await objects.peel(id);
          return commit === undefined ? { name, id } : { name, id, commit };
        }),
      );
    },
    head: () => headOf(objects),
    resolve: (revision) => resolveTyped(objects, revision),
    between: async (tips, exclude) => orderedBetween(objects, tips.map(checkObjectId), exclude.map(checkObjectId)),
    commits: async (ids) =>
      (await Promise.all(ids.map((id) => describeCommit(objects, checkObjectId(id))))).flatMap((commit) => commit ?? []),
    async reachable(ids, tip) {
      const known = await ancestors(objects, [checkObjectId(tip)]);
      return new Set(ids.filter((id) => known.has(checkObjectId(id))));
    },
    async reflog(ref) {
      const path = `${gitDir}/logs/${ref === 'HEAD' ? ref : checkRef(ref)}`;
      return volume.existsSync(path) ? parseReflog(volume.readFileSync(path, 'utf8')) : [];
    },
    async lastCommitOf(path) {
      const { commit: tip } = await headOf(objects);
      if (tip === undefined) return undefined;
      for (const id of [...(await orderedBetween(objects, [tip], []))].reverse()) {
        const parent = (await objects.commit(id))?.parents[0];
        const before = parent === undefined ? new Map<never, never>() : await objects.files(parent);
        const after = [...(await objects.files(id))].filter(([name]) => name === path || name.startsWith(`${path}/`));
        if (after.some(([name, entry]) => before.get(name)?.id !== entry.id)) return id;
      }
      return undefined;
    },
    async commitsTouching(paths, { arePatterns = false } = {}) {
      const names = (await objects.refNames()).filter((name) => !name.startsWith(REFS.own));
      const tips = await Promise.all(['HEAD', ...names].map((name) => objects.ref(name)));
      const known = await ancestors(
        objects,
        tips.flatMap((tip) => tip ?? []),
      );
      const told = await Promise.all([...known.keys()].map((id) => describeCommit(objects, id)));
      const tests = arePatterns ? paths.map(globTest) : [(name: string) => atOrBelow(name, paths)];
      const touches = (name: string | undefined): boolean => name !== undefined && tests.some((test) => test(name));
      return new Set(told.flatMap((one) => (one?.paths.some(({ path, from }) => touches(path) || touches(from)) ? one.id : [])));
    },
  };
}

function treeVerbs(objects: VirtualObjects): Pick<Git, 'readTree' | 'entryKind' | 'readBlobs' | 'index'> {
  return {
    async readTree(revision, paths) {
      const files = await objects.files(checkObjectId(revision));
      return [...files].filter(([path]) => atOrBelow(path, paths)).map(([path, { mode, id }]) => ({ path, mode, id }));
    },
    async entryKind(revision, path) {
      const files = await objects.files(checkObjectId(revision));
      const entry = files.get(path.replace(/\/+$/, ''));
      if (entry) return entry.mode === '120000' ? 'link' : entry.mode === '160000' ? 'submodule' : 'file';
      return [...files.keys()].some((name) => atOrBelow(name, [path])) ? 'tree' : undefined;
    },
    async readBlobs(ids) {
      const pairs = await Promise.all([...new Set(ids)].map(async (id) => [id, await objects.blob(checkObjectId(id))] as const));
      return new Map(pairs.flatMap(([id, blob]) => (blob ? [[id, blob] as const] : [])));
    },
    index: async (paths) =>
      [...(await indexOf(objects))]
        .filter(([path]) => atOrBelow(path, paths))
        .map(([path, { mode, id }]): IndexEntry => ({ path, mode, id, stage: 0 })),
  };
}

function atOrBelow(name: string, paths: readonly string[]): boolean {
  return paths.some((path) => path === '' || name === path.replace(/\/$/, '') || name.startsWith(`${path.replace(/\/$/, '')}/`));
}

async function headOf(objects: VirtualObjects): Promise<Head> {
  const [ref, commit] = await Promise.all([
    iso.resolveRef({ ...objects.at, ref: 'HEAD', depth: 2 }).then(
      (name) => (name.startsWith('refs/') ? name : undefined),
      () => undefined,
    ),
    objects.ref('HEAD'),
  ]);
  return { ...(ref ? { ref } : {}), ...(commit ? { commit } : {}) };
}

async function indexOf(objects: VirtualObjects): Promise<ReadonlyMap<string, TreeEntry>> {
  const entries = new Map<string, TreeEntry>();
  await iso.walk({
    ...objects.at,
    trees: [iso.STAGE()],
    map: async (path, [entry]) => {
      if (entry && (await entry.type()) !== 'tree')
        entries.set(path, { mode: (await entry.mode()).toString(8).padStart(6, '0'), id: await entry.oid() });
      return path;
    },
  });
  return new Map([...entries].sort(byKey));
}

async function moveRefs(objects: VirtualObjects, head: Head, updates: readonly RefUpdate[]): Promise<void> {
  const names = await objects.refNames();
  const now = await Promise.all(updates.map(async ({ ref, old }) => ({ ref, old, now: await objects.ref(ref) })));
  if (updates.some(({ ref }) => ref === head.ref)) {
    throw new KairosError('git-busy', `${head.ref} is checked out in ${objects.at.dir}`, {
      hint: 'switch that work tree to another branch first',
    });
  }
  const moved = now.filter((update) => update.old !== update.now);
  if (moved.length > 0) throw refMoved(moved);
  const gone = new Set(updates.flatMap(({ ref, new: next }) => (next === undefined ? [ref] : [])));
  for (const { ref, new: next } of updates) {
    if (next === undefined) continue;
    const clash = names.find((name) => !gone.has(name) && (name.startsWith(`${ref}/`) || ref.startsWith(`${name}/`)));
    if (clash) throw new KairosError('git-failed', `cannot lock ref '${ref}': '${clash}' exists; cannot create '${ref}'`);
  }
  for (const { ref, new: next } of updates) {
    if (next === undefined) await iso.deleteRef({ ...objects.at, ref });
    else await iso.writeRef({ ...objects.at, ref, value: next, force: true });
  }
}

/** The in-memory `advance`: checks every path first, then writes all. */
async function advance(
  objects: VirtualObjects,
  volume: VirtualVolume,
  { root }: Repository,
  move: Parameters<Advance['advance']>[0],
): Promise<void> {
  const head = await headOf(objects);
  if (head.ref !== checkRef(move.ref))
    throw new KairosError('usage', `${move.ref} is not checked out here; HEAD is ${head.ref ?? 'detached'}`);
  if (head.commit !== move.old) throw refMoved([{ ref: move.ref, old: move.old, now: head.commit }]);
  const [old, from, to, index] = await Promise.all([
    objects.files(move.old),
    objects.files(move.from),
    objects.files(move.to),
    indexOf(objects),
  ]);
  const staged = new Map(
    await Promise.all(move.staged.map(async ({ path, content }) => [checkPath(path), await objects.writeBlob(content)] as const)),
  );
  const live = async (path: string): Promise<ObjectId | undefined> =>
    volume.existsSync(`${root}/${path}`) ? (await iso.hashBlob({ object: volume.readFileSync(`${root}/${path}`) })).oid : undefined;
  const inTheWay: string[] = [];
  const follow: string[] = [];
  const replace: string[] = [];
  for (const path of [...new Set([...old.keys(), ...from.keys(), ...to.keys()])].sort()) {
    const [a, b, original] = [from.get(path)?.id, to.get(path)?.id, old.get(path)?.id];
    const inIndex = staged.get(path) ?? index.get(path)?.id;
    if (a === b) {
      if (b !== original && (inIndex === original || staged.has(path))) follow.push(path);
      continue;
    }
    const file = await live(path);
    if (inIndex === b) follow.push(path);
    else if (file === b && (inIndex === original || inIndex === a)) follow.push(path);
    else if ((file === a || file === undefined) && (inIndex === a || inIndex === original)) replace.push(path);
    else inTheWay.push(path);
  }
  if (inTheWay.length > 0) {
    throw new KairosError('work-tree-in-the-way', `these files have changes of your own: ${inTheWay.join(', ')}`, {
      hint: 'commit or stash them, then run the command again',
    });
  }
  for (const path of replace) await layFile(objects, volume, `${root}/${path}`, to.get(path));
  for (const path of [...follow, ...replace]) await setIndex(objects, path, to.get(path));
  await iso.writeRef({ ...objects.at, ref: move.ref, value: move.to, force: true });
}

/** Writes or removes one file of the work tree, and folders that became empty. */
export async function layFile(objects: VirtualObjects, volume: VirtualVolume, path: string, entry: TreeEntry | undefined): Promise<void> {
  const folder = path.slice(0, path.lastIndexOf('/'));
  if (entry) {
    volume.mkdirSync(folder, { recursive: true });
    volume.writeFileSync(path, Buffer.from((await objects.blob(entry.id)) ?? []));
    return;
  }
  if (volume.existsSync(path)) volume.unlinkSync(path);
  for (
    let at = folder;
    at.length > objects.at.dir.length && volume.existsSync(at) && volume.readdirSync(at).length === 0;
    at = at.slice(0, at.lastIndexOf('/'))
  )
    volume.rmdirSync(at);
}

/** Sets or removes one entry of the index. */
export async function setIndex(objects: VirtualObjects, path: string, entry: TreeEntry | undefined): Promise<void> {
  if (entry) await iso.updateIndex({ ...objects.at, filepath: path, oid: entry.id, mode: parseInt(entry.mode, 8), add: true });
  else await iso.remove({ ...objects.at, filepath: path });
}
