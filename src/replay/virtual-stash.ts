/** `git stash` and `git stash pop` in a repository in memory, and the files that git does not track. It is limited to plain files. */
import { KairosError } from '../base/errors.js';
import { shortId, splitMessage } from '../base/git-objects.js';
import { GIT_REFS } from '../base/refs.js';
import type { ObjectId } from '../world/git-refs.js';
import { looseObject } from './loose-object.js';
import { layFile } from './virtual-git.js';
import type { VirtualObjects } from './virtual-objects.js';
import { log, type VirtualRepository } from './virtual-repository.js';
import type { VirtualVolume } from './virtual-volume.js';

interface Place {
  readonly repo: VirtualRepository;
  readonly objects: VirtualObjects;
  readonly volume: VirtualVolume;
}

interface Stashing {
  /** What HEAD leads to. */
  readonly tip: ObjectId;
  /** Undefined when detached. */
  readonly branch: string | undefined;
  /** Ignored files as well. */
  readonly all: boolean;
  readonly atMs: number;
}

/** Makes git's own two or three commits (what was changed, the index, the files that git does not track) and takes all that away. @throws KairosError `usage`. */
export function stash(place: Place, { tip, branch, all, atMs }: Stashing): void {
  const { objects, volume, repo } = place;
  const { root } = repo.repository;
  const at = objects.files(tip);
  const changes = [...at].flatMap(([path, { id }]) =>
    idOf(place, path) === id ? [] : [{ path, content: volume.contentSync(`${root}/${path}`) }],
  );
  const others = all ? untracked(place) : [];
  if (changes.length + others.length === 0) throw new KairosError('usage', 'there is nothing to stash');
  const { subject } = splitMessage(objects.commit(tip)?.message ?? '');
  const on = `${branch ?? '(no branch)'}: ${shortId(tip)} ${subject}`;
  const author = { name: 'Ann', email: 'ann@example.invalid', atMs };
  const parents = [tip, objects.writeCommit(tip, [tip], { author, message: `index on ${on}`, changes: [] })];
  if (others.length > 0) {
    const files = others.map((path) => ({ path, content: volume.contentSync(`${root}/${path}`) }));
    parents.push(objects.writeCommit(undefined, [], { author, message: `untracked files on ${on}`, changes: files }));
  }
  const id = objects.writeCommit(tip, parents, { author, message: `WIP on ${on}`, changes });
  log(volume, repo.repository, GIT_REFS.stash, objects.refs.read(GIT_REFS.stash), id, atMs, `WIP on ${on}`);
  objects.refs.write(GIT_REFS.stash, id);
  for (const { path } of changes) layFile(objects, volume, `${root}/${path}`, at.get(path));
  if (all) removeFiles(place, others);
}

/** Brings the newest stash back, all of it or nothing. @throws KairosError `not-found`, `git-failed` where something is in the way. */
export function unstash(place: Place, tip: ObjectId): void {
  const { objects, volume, repo } = place;
  const { root, commonDir } = repo.repository;
  const id = objects.refs.read(GIT_REFS.stash);
  const [base, , others] = (id === undefined ? undefined : objects.commit(id)?.parents) ?? [];
  if (id === undefined || base === undefined) throw new KairosError('not-found', 'there is no stash');
  const [before, after, here] = [objects.files(base), objects.files(id), objects.files(tip)];
  const loose = others === undefined ? [] : [...objects.files(others)];
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path)?.id !== after.get(path)?.id);
  const inTheWay = [
    ...loose.map(([path]) => path).filter((path) => volume.existsSync(`${root}/${path}`)),
    ...changed.filter((path) => here.get(path)?.id !== before.get(path)?.id || idOf(place, path) !== here.get(path)?.id),
  ];
  if (inTheWay.length > 0) throw new KairosError('git-failed', `these files are in the way of the stash: ${inTheWay.join(', ')}`);
  for (const path of changed) layFile(objects, volume, `${root}/${path}`, after.get(path));
  for (const [path, entry] of loose) layFile(objects, volume, `${root}/${path}`, entry);
  const reflog = `${commonDir}/logs/${GIT_REFS.stash}`;
  const lines = volume.readFileSync(reflog, 'utf8').trimEnd().split('\n').slice(0, -1);
  objects.refs.write(GIT_REFS.stash, lines.at(-1)?.split(' ')[1]);
  if (lines.length === 0) volume.unlinkSync(reflog);
  else volume.writeFileSync(reflog, `${lines.join('\n')}\n`);
}

/** The id that a file of the work tree would have as a blob; undefined for none. */
function idOf({ volume, repo }: Place, path: string): ObjectId | undefined {
  const content = volume.contentSync(`${repo.repository.root}/${path}`);
  return content && looseObject('blob', content).id;
}

/** The files of the work tree that the index does not have, ignored ones too. */
export function untracked({ volume, repo, objects }: Place): string[] {
  const tracked = new Set(objects.index.entries().keys());
  const below = (folder: string): string[] =>
    volume.entriesSync(`${repo.repository.root}/${folder}`).flatMap(({ name, kind }) => {
      const path = `${folder}${name}`;
      if (path === '.git') return [];
      return kind === 'directory' ? below(`${path}/`) : tracked.has(path) ? [] : [path];
    });
  return below('');
}

/** Removes files of the work tree, and all folders that are empty then. */
export function removeFiles({ volume, repo }: Place, paths: readonly string[]): void {
  const { root } = repo.repository;
  for (const path of paths) volume.unlinkSync(`${root}/${path}`);
  const sweep = (folder: string): void => {
    for (const { name, kind } of volume.entriesSync(folder)) {
      if (kind !== 'directory' || (folder === root && name === '.git')) continue;
      sweep(`${folder}/${name}`);
      if (volume.entriesSync(`${folder}/${name}`).length === 0) volume.rmdirSync(`${folder}/${name}`);
    }
  };
  sweep(root);
}
