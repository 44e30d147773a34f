/** The history of a virtual repository: order, reachability, changed paths with line counts, revisions as a person types them. Reads only. */
import { GIT_REFS, branchRef } from '../base/refs.js';
import { byText } from '../base/order.js';
import * as iso from 'isomorphic-git';
import { isObjectId, splitMessage } from '../base/git-objects.js';
import type { AddedLines, ChangedPath, Commit } from '../world/git-history.js';
import type { ObjectId, ReflogLine } from '../world/git-refs.js';
import type { StoredCommit } from './object-store.js';
import type { VirtualObjects } from './virtual-objects.js';

/** All commits reachable from the tips, tips included, without going through those that are not `wanted`; unknown ids are ignored. */
export function ancestors(
  objects: VirtualObjects,
  tips: readonly ObjectId[],
  wanted: (id: ObjectId) => boolean = () => true,
): Map<ObjectId, StoredCommit> {
  const found = new Map<ObjectId, StoredCommit>();
  const open = [...tips];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const commit = found.has(id) ? undefined : commitAt(objects, id);
    if (!commit || !wanted(commit.id)) continue;
    found.set(commit.id, commit);
    open.push(...commit.parents);
  }
  return found;
}

/** As `git rev-list --date-order --reverse`: by commit date, but never a parent after its child. */
export function orderedBetween(objects: VirtualObjects, tips: readonly ObjectId[], exclude: readonly ObjectId[]): readonly ObjectId[] {
  const open = notHidden(objects, tips, exclude);
  const places = new Map([...open.keys()].map((id, place) => [id, place]));
  const children = new Map<ObjectId, number>();
  for (const commit of open.values()) for (const parent of commit.parents) children.set(parent, (children.get(parent) ?? 0) + 1);
  const free = [...open.values()].filter(({ id }) => !children.get(id));
  const newestFirst: ObjectId[] = [];
  while (free.length > 0) {
    const isBefore = (a: StoredCommit, b: StoredCommit): boolean =>
      a.committer.timestamp > b.committer.timestamp ||
      (a.committer.timestamp === b.committer.timestamp && (places.get(a.id) ?? 0) < (places.get(b.id) ?? 0));
    const next = free.reduce((a, b) => (isBefore(b, a) ? b : a));
    free.splice(free.indexOf(next), 1);
    newestFirst.push(next.id);
    for (const parent of next.parents) {
      const left = (children.get(parent) ?? 0) - 1;
      children.set(parent, left);
      const commit = left === 0 ? open.get(parent) : undefined;
      if (commit) free.push(commit);
    }
  }
  return newestFirst.reverse();
}

/**
 * What `ancestors` of the tips gives without what `exclude` leads to, in the same order. It goes down by generation, so that whoever leads to a commit has
 * been looked at before it, and ends where all that is left is hidden: what one new commit brings costs no walk through the history.
 */
function notHidden(objects: VirtualObjects, tips: readonly ObjectId[], exclude: readonly ObjectId[]): Map<ObjectId, StoredCommit> {
  const isHidden = new Map<ObjectId, boolean>();
  const levels = new Map<number, StoredCommit[]>();
  let highest = 0;
  let openLeft = 0;
  const add = (id: ObjectId, hidden: boolean): void => {
    const commit = commitAt(objects, id);
    if (!commit) return;
    const before = isHidden.get(commit.id);
    if (before === hidden || before === true) return;
    isHidden.set(commit.id, hidden);
    openLeft += hidden ? (before === undefined ? 0 : -1) : 1;
    if (before !== undefined) return;
    const generation = generationOf(objects, commit);
    highest = Math.max(highest, generation);
    const level = levels.get(generation);
    if (level) level.push(commit);
    else levels.set(generation, [commit]);
  };
  for (const id of exclude) add(id, true);
  for (const id of tips) add(id, false);
  const shown = new Set<ObjectId>();
  for (let generation = highest; openLeft > 0 && generation > 0; generation -= 1) {
    for (const { id, parents } of levels.get(generation) ?? []) {
      const hidden = isHidden.get(id) === true;
      if (!hidden) {
        shown.add(id);
        openLeft -= 1;
      }
      for (const parent of parents) add(parent, hidden);
    }
  }
  return ancestors(objects, tips, (id) => shown.has(id));
}

/** One more than that of the highest parent. Commits never change, so each is reckoned once. */
const generations = new WeakMap<StoredCommit, number>();

function generationOf(objects: VirtualObjects, top: StoredCommit): number {
  const known = generations.get(top);
  if (known !== undefined) return known;
  const ahead = [top];
  for (let commit = ahead.at(-1); commit; commit = ahead.at(-1)) {
    const parents = commit.parents.flatMap((id) => objects.commit(id) ?? []);
    const unknown = parents.filter((parent) => !generations.has(parent));
    if (unknown.length > 0) ahead.push(...unknown);
    else {
      generations.set(commit, 1 + Math.max(0, ...parents.map((parent) => generations.get(parent) ?? 0)));
      ahead.pop();
    }
  }
  return generations.get(top) ?? 1;
}

function commitAt(objects: VirtualObjects, id: ObjectId): StoredCommit | undefined {
  return objects.commit(id) ?? objects.commit(objects.peel(id) ?? '');
}

/** A commit as the Git port gives it; undefined if there is none with this id. */
export function describeCommit(objects: VirtualObjects, id: ObjectId): Commit | undefined {
  const stored = objects.commit(id);
  if (!stored) return undefined;
  const { tree, parents, author, committer, message } = stored;
  const paths = parents.length > 1 ? [] : changedPaths(objects, parents[0], id);
  return {
    id,
    tree,
    parents,
    authorName: author.name,
    authorEmail: author.email,
    authoredAtMs: author.timestamp * 1000,
    committedAtMs: committer.timestamp * 1000,
    ...splitMessage(message),
    paths,
  };
}

/** The paths that a commit changed. Finds renames by equal content only; git also finds similar ones. */
function changedPaths(objects: VirtualObjects, parent: ObjectId | undefined, id: ObjectId): readonly ChangedPath[] {
  const before = parent === undefined ? new Map<never, never>() : objects.files(parent);
  const after = objects.files(id);
  const gone = new Map([...before].filter(([path]) => !after.has(path)));
  const paths: ChangedPath[] = [];
  for (const [path, { id: blob }] of after) {
    const old = before.get(path);
    if (old?.id === blob) continue;
    const source = old ? undefined : [...gone].find(([, entry]) => entry.id === blob)?.[0];
    if (source !== undefined) {
      gone.delete(source);
      paths.push({ path, from: source, added: 0, deleted: 0 });
    } else paths.push({ path, ...lineCounts(objects, old?.id, blob) });
  }
  for (const [path, entry] of gone) paths.push({ path, ...lineCounts(objects, entry.id, undefined) });
  return paths.sort(byText((changed) => changed.path));
}

function lineCounts(
  objects: VirtualObjects,
  before: ObjectId | undefined,
  after: ObjectId | undefined,
): { added?: number; deleted?: number } {
  const contentOf = (id: ObjectId | undefined): Uint8Array => (id === undefined ? undefined : objects.blob(id)) ?? new Uint8Array();
  const [a, b] = [contentOf(before), contentOf(after)];
  if (a.includes(0) || b.includes(0)) return {};
  const [x, y] = [lines(a), lines(b)];
  const same = commonLines(x, y);
  return { added: y.length - same, deleted: x.length - same };
}

/** What a commit brought into each file: [] for a merge, an unknown id, and where it brought nothing. A line that only moved within a file is none. */
export function addedBy(objects: VirtualObjects, id: ObjectId, mostBytes: number): [ObjectId, AddedLines[]][] {
  const commit = describeCommit(objects, id);
  const [parent] = commit?.parents ?? [];
  /** Undefined for what counts as no text. */
  const textOf = (from: ObjectId | undefined, path: string): string[] | undefined => {
    const blob = from === undefined ? undefined : objects.files(from).get(path)?.id;
    const bytes = (blob === undefined ? undefined : objects.blob(blob)) ?? new Uint8Array();
    if (bytes.length > mostBytes || bytes.includes(0)) return undefined;
    return bytes.length === 0
      ? []
      : new TextDecoder()
          .decode(bytes)
          .replace(/\r?\n$/, '')
          .split(/\r?\n/);
  };
  const files = (commit?.paths ?? []).flatMap(({ path, from = path }): AddedLines[] => {
    const [before, after] = [textOf(parent, from), textOf(id, path)];
    if (!before || !after) return [];
    const added = after.filter((line) => {
      const at = before.indexOf(line);
      if (at !== -1) before.splice(at, 1);
      return at === -1;
    });
    return added.length === 0 ? [] : [{ path, lines: added }];
  });
  return files.length === 0 ? [] : [[id, files]];
}

function lines(bytes: Uint8Array): string[] {
  const parts = Buffer.from(bytes)
    .toString('latin1')
    .split(/(?<=\n)/);
  return parts[0] === '' ? [] : parts;
}

/** Length of the longest common subsequence, row by row. */
function commonLines(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const line of a) {
    const next = [0];
    for (let at = 1; at <= b.length; at++)
      next.push(line === b[at - 1] ? (row[at - 1] ?? 0) + 1 : Math.max(row[at] ?? 0, next[at - 1] ?? 0));
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The commit that a revision names: a full or short name, an id or its beginning, with any number of `~N` and `^N`; undefined if none. */
export async function resolveTyped(objects: VirtualObjects, revision: string): Promise<ObjectId | undefined> {
  const [, base = '', steps = ''] = /^(.*?)((?:[~^]\d*)*)$/.exec(revision) ?? [];
  let id = await resolveBase(objects, base === '@' ? 'HEAD' : base);
  for (const [, kind, digits] of steps.matchAll(/([~^])(\d*)/g)) {
    const count = digits === '' ? 1 : Number(digits);
    if (kind === '^') id = count === 0 ? id : id && objects.commit(id)?.parents[count - 1];
    else for (let at = 0; at < count && id; at++) id = objects.commit(id)?.parents[0];
  }
  return id;
}

async function resolveBase(objects: VirtualObjects, name: string): Promise<ObjectId | undefined> {
  if (name === '') return undefined;
  if (isObjectId(name)) return objects.peel(name);
  for (const full of [name, `refs/${name}`, `${GIT_REFS.tags}${name}`, branchRef(name), `${GIT_REFS.remotes}${name}`]) {
    const id = full === 'HEAD' || full.startsWith('refs/') ? objects.refs.read(full) : undefined;
    if (id !== undefined) return objects.peel(id);
  }
  if (!/^[0-9a-f]{4,40}$/.test(name)) return undefined;
  const id = await iso.expandOid({ ...objects.at, oid: name }).catch(() => undefined);
  return id === undefined ? undefined : objects.peel(id);
}

/** Parses a reflog file, which isomorphic-git does not read. */
export function parseReflog(text: string): readonly ReflogLine[] {
  return text.split('\n').flatMap((line) => {
    const match = /^([0-9a-f]+) ([0-9a-f]+) (.*?) <[^>]*> (-?\d+) [+-]\d{4}(?:\t(.*))?$/.exec(line);
    return match
      ? [{ old: match[1] ?? '', new: match[2] ?? '', actor: match[3] ?? '', atMs: Number(match[4]) * 1000, message: match[5] ?? '' }]
      : [];
  });
}
