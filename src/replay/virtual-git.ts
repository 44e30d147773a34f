/**
 * The Git port in memory, on a volume, with exactly the ids that git gives. It is limited to SHA-1, and has no
 * filters, no line ending conversion, and renames by equal content only. `advance` checks what git checks for plain files and is all or nothing;
 * tests of other states of a repository need real git.
 */
import { globTest } from '../base/glob.js';
import type { Advance } from '../world/advance.js';
import * as iso from 'isomorphic-git';
import { KairosError } from '../base/errors.js';
import { busyBy, checkObjectId, checkPath, checkRef, refMoved, resolveUpdates } from '../base/git-objects.js';
import { compareText } from '../base/order.js';
import { REFS } from '../base/refs.js';
import type { Git, Repository } from '../world/git.js';
import type { Head, ObjectId, Ref, ReflogLine, WorktreeState } from '../world/git-refs.js';
import type { IndexEntry } from '../world/git-tree.js';
import type { RefUpdate } from '../world/git-write.js';
import { looseObject } from './loose-object.js';
import { addedBy, ancestors, describeCommit, orderedBetween, parseReflog, resolveTyped } from './virtual-history.js';
import { virtualObjects, type VirtualObjects } from './virtual-objects.js';
import { virtualRefs } from './virtual-refs.js';
import type { TreeEntry } from './virtual-trees.js';
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
  let config: { readonly content: Buffer | undefined; readonly values: Map<string, string | undefined> } | undefined;
  /** Read by isomorphic-git, once for the very bytes of the file. */
  const configValue = async (key: string): Promise<string | undefined> => {
    const content = volume.contentSync(`${repository.commonDir}/config`);
    const { values } = config?.content === content && config ? config : (config = { content, values: new Map() });
    if (values.has(key)) return values.get(key);
    const value: unknown = await iso.getConfig({ ...objects.at, path: key });
    const text = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
    values.set(key, text);
    return text;
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
          for (const id of parents) if (!objects.commit(id)) throw new KairosError('git-failed', `${id} is not a commit`);
          ids.push(objects.writeCommit(commit.fresh ? undefined : parent, parents, commit));
        }
        moveRefs(objects, worktreesOf(volume, repository), resolveUpdates(updates, ids));
        return ids;
      }),
    updateRefs: (updates) => inTurn(async () => moveRefs(objects, worktreesOf(volume, repository), resolveUpdates(updates, []))),
    // Nothing of a virtual git can be killed.
    sweep: async () => undefined,
    locks: async () => [],
    busy: () => busyBy(async (file) => volume.existsSync(`${repository.gitDir}/${file}`)),
    worktrees: async () => worktreesOf(volume, repository),
    config: configValue,
    identity: async () => {
      const [name, email] = [await configValue('user.name'), await configValue('user.email')];
      return name && email ? { name, email } : undefined;
    },
    advance: (move) => inTurn(async () => advance(objects, volume, repository, move)),
    // Nobody has a key here.
    signed: async (chain) => chain,
  };
}

/** A reflog as it was read last, by its very bytes. */
interface ReadReflog {
  readonly content: Buffer;
  readonly lines: readonly ReflogLine[];
}

/** The verbs of one part of the port. */
type Verbs<K extends keyof Git> = Pick<Git, K>;

function historyVerbs(
  objects: VirtualObjects,
  volume: VirtualVolume,
  repository: Repository,
): Verbs<'refs' | 'head' | 'resolve' | 'between' | 'commits' | 'authors' | 'committedAtMs' | 'reachable' | 'reflog'> & TouchVerbs {
  const { gitDir, commonDir } = repository;
  const reflogs = new Map<string, ReadReflog>();
  return {
    async refs(prefixes) {
      const names = objects.refs
        .names()
        .filter((name) => prefixes.some((prefix) => name === prefix || name.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)));
      return names.map((name): Ref => {
        const id = objects.refs.read(name) ?? '';
        const commit = objects.peel(id);
        return commit === undefined ? { name, id } : { name, id, commit };
      });
    },
    head: async () => headOf(objects),
    resolve: (revision) => resolveTyped(objects, revision),
    between: async (tips, exclude, { most = Infinity } = {}) =>
      orderedBetween(objects, tips.map(checkObjectId), exclude.map(checkObjectId)).slice(-most),
    commits: async (ids) => ids.flatMap((id) => describeCommit(objects, checkObjectId(id)) ?? []),
    authors: async (tip) =>
      new Map([...ancestors(objects, [checkObjectId(tip)])].map(([id, { author }]) => [id, { name: author.name, email: author.email }])),
    committedAtMs: async (id) => describeCommit(objects, checkObjectId(id))?.committedAtMs,
    async reachable(ids, tip) {
      const known = ancestors(objects, [checkObjectId(tip)]);
      return new Set(ids.filter((id) => known.has(checkObjectId(id))));
    },
    async reflog(ref) {
      const path = ref === 'HEAD' ? `${gitDir}/logs/HEAD` : `${commonDir}/logs/${checkRef(ref)}`;
      const content = volume.contentSync(path);
      if (!content) return [];
      const last = reflogs.get(path);
      if (last?.content === content) return last.lines;
      // A reflog grows at its end, so what was read before is not read again.
      const isGrown = last !== undefined && last.content.at(-1) === 0x0a && content.subarray(0, last.content.length).equals(last.content);
      const lines = isGrown
        ? [...last.lines, ...parseReflog(content.toString('utf8', last.content.length))]
        : parseReflog(content.toString('utf8'));
      reflogs.set(path, { content, lines });
      return lines;
    },
    ...touchVerbs(objects),
  };
}

type TouchVerbs = Verbs<'lastCommitOf' | 'commitsTouching' | 'formerNames' | 'addedLines'>;

function touchVerbs(objects: VirtualObjects): TouchVerbs {
  return {
    async lastCommitOf(path) {
      const { commit: tip } = headOf(objects);
      if (tip === undefined) return undefined;
      for (const id of [...orderedBetween(objects, [tip], [])].reverse()) {
        const parent = objects.commit(id)?.parents[0];
        const before = parent === undefined ? new Map<never, never>() : objects.files(parent);
        const after = [...objects.files(id)].filter(([name]) => name === path || name.startsWith(`${path}/`));
        if (after.some(([name, entry]) => before.get(name)?.id !== entry.id)) return id;
      }
      return undefined;
    },
    async formerNames(path) {
      const { commit: tip } = headOf(objects);
      const names: string[] = [];
      for (const id of tip === undefined ? [] : [...orderedBetween(objects, [tip], [])].reverse()) {
        const now = names.at(-1) ?? path;
        const from = describeCommit(objects, id)?.paths.find((one) => one.path === now)?.from;
        if (from !== undefined) names.push(from);
      }
      return [...new Set(names)].filter((name) => name !== path);
    },
    addedLines: async (ids, { mostBytes }) => new Map(ids.flatMap((id) => addedBy(objects, checkObjectId(id), mostBytes))),
    async commitsTouching(paths, { arePatterns = false } = {}) {
      const names = objects.refs.names().filter((name) => !name.startsWith(REFS.own));
      const tips = ['HEAD', ...names].map((name) => objects.refs.read(name));
      const known = ancestors(
        objects,
        tips.flatMap((tip) => tip ?? []),
      );
      const told = [...known.keys()].map((id) => describeCommit(objects, id));
      const tests = arePatterns ? paths.map(globTest) : [(name: string) => atOrBelow(name, paths)];
      const touches = (name: string | undefined): boolean => name !== undefined && tests.some((test) => test(name));
      return new Set(told.flatMap((one) => (one?.paths.some(({ path, from }) => touches(path) || touches(from)) ? one.id : [])));
    },
  };
}

function treeVerbs(objects: VirtualObjects): Pick<Git, 'readTree' | 'entryKind' | 'readBlobs' | 'index'> {
  return {
    async readTree(revision, paths) {
      const files = objects.files(checkObjectId(revision));
      return [...files]
        .filter(([path]) => atOrBelow(path, paths))
        .map(([path, { mode, id }]) => {
          const size = mode === '160000' ? undefined : objects.blob(id)?.length;
          return { path, mode, id, ...(size !== undefined && { size }) };
        });
    },
    async entryKind(revision, path) {
      const files = objects.files(checkObjectId(revision));
      const entry = files.get(path.replace(/\/+$/, ''));
      if (entry) return entry.mode === '120000' ? 'link' : entry.mode === '160000' ? 'submodule' : 'file';
      return [...files.keys()].some((name) => atOrBelow(name, [path])) ? 'tree' : undefined;
    },
    async readBlobs(ids) {
      const pairs = [...new Set(ids)].map((id) => [id, objects.blob(checkObjectId(id))] as const);
      return new Map(pairs.flatMap(([id, blob]) => (blob ? [[id, blob] as const] : [])));
    },
    index: async (paths) =>
      [...objects.index.entries()]
        .filter(([path]) => atOrBelow(path, paths))
        .map(([path, { mode, id }]): IndexEntry => ({ path, mode, id, stage: 0 })),
  };
}

function atOrBelow(name: string, paths: readonly string[]): boolean {
  return paths.some((path) => path === '' || name === path.replace(/\/$/, '') || name.startsWith(`${path.replace(/\/$/, '')}/`));
}

/** The first work tree of a repository, and those that are linked to it (see `virtualWorktree`). */
function worktreesOf(volume: VirtualVolume, { root, commonDir }: Repository): WorktreeState[] {
  const first = { root: commonDir.endsWith('/.git') ? commonDir.slice(0, -5) : root, gitDir: commonDir, commonDir };
  const names = volume.entriesSync(`${commonDir}/worktrees`).map(({ name }) => name);
  const linked = names.toSorted(compareText).map((name): Repository => {
    const gitDir = `${commonDir}/worktrees/${name}`;
    const file = volume.contentSync(`${gitDir}/gitdir`)?.toString('utf8').trim() ?? '';
    return { root: file.replace(/\/\.git$/, ''), gitDir, commonDir };
  });
  return [first, ...linked].map((tree) => {
    const ref = virtualRefs(volume, tree).headRef();
    return { root: tree.root, gitDir: tree.gitDir, ...(ref ? { ref } : {}) };
  });
}

function headOf({ refs }: VirtualObjects): Head {
  const [ref, commit] = [refs.headRef(), refs.read('HEAD')];
  return { ...(ref ? { ref } : {}), ...(commit ? { commit } : {}) };
}

function moveRefs(objects: VirtualObjects, trees: readonly WorktreeState[], updates: readonly RefUpdate[]): void {
  const names = objects.refs.names();
  const now = updates.map(({ ref, old }) => ({ ref, old, now: objects.refs.read(ref) }));
  const inUse = trees.find((tree) => updates.some(({ ref }) => ref === tree.ref));
  if (inUse) {
    throw new KairosError('git-busy', `${inUse.ref} is checked out in ${inUse.root}`, {
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
  for (const { ref, new: next } of updates) objects.refs.write(ref, next);
}

/** The in-memory `advance`: checks every path first, then writes all. */
function advance(objects: VirtualObjects, volume: VirtualVolume, { root }: Repository, move: Parameters<Advance['advance']>[0]): void {
  const head = headOf(objects);
  if (head.ref !== checkRef(move.ref))
    throw new KairosError('usage', `${move.ref} is not checked out here; HEAD is ${head.ref ?? 'detached'}`);
  if (head.commit !== move.old) throw refMoved([{ ref: move.ref, old: move.old, now: head.commit }]);
  const [old, from, to] = [objects.files(move.old), objects.files(move.from), objects.files(move.to)];
  const index = objects.index.entries();
  const staged = new Map(move.staged.map(({ path, content }) => [checkPath(path), objects.write('blob', content)] as const));
  const live = (path: string): ObjectId | undefined =>
    volume.existsSync(`${root}/${path}`) ? looseObject('blob', volume.readFileSync(`${root}/${path}`)).id : undefined;
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
    const file = live(path);
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
  for (const path of replace) {
    layFile(objects, volume, `${root}/${path}`, to.get(path));
    for (let at = `${root}/${path}`; at.length >= root.length; at = at.slice(0, at.lastIndexOf('/')))
      if (volume.existsSync(at)) volume.fsyncSync(at);
  }
  objects.index.change(new Map([...follow, ...replace].map((path) => [path, to.get(path)])));
  objects.refs.write(move.ref, move.to);
}

/** Writes or removes one file of the work tree, and folders that became empty. */
export function layFile(objects: VirtualObjects, volume: VirtualVolume, path: string, entry: TreeEntry | undefined): void {
  const folder = path.slice(0, path.lastIndexOf('/'));
  if (entry) {
    volume.mkdirSync(folder, { recursive: true });
    volume.writeFileSync(path, Buffer.from(objects.blob(entry.id) ?? []));
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
