/** A repository in memory, with methods that do what a person does with git, at fixed times. For tests, scenarios and replays. */
import { HOUR_MS, MINUTE_MS } from '../dates/units.js';
import { utcMs } from '../dates/day.js';
import type { Advance } from '../world/advance.js';
import * as iso from 'isomorphic-git';
import { branchName } from '../base/refs.js';
import type { Git, Repository } from '../world/git.js';
import type { ObjectId } from '../world/git-refs.js';
import { layFile, setIndex, VIRTUAL_REPOSITORY, virtualGit } from './virtual-git.js';
import { virtualObjects, type VirtualObjects } from './virtual-objects.js';
import { virtualVolume, type VirtualVolume } from './virtual-volume.js';

/** 2026-03-02T09:00:00Z, the time of the first commit. Each further commit without a given time is one minute later. */
const FIRST_COMMIT_MS = utcMs(2026, 2, 2) + 9 * HOUR_MS;

export type CommitFiles = Readonly<Record<string, string | Uint8Array | undefined>>;

export interface VirtualRepository {
  readonly git: Git & Advance;
  readonly volume: VirtualVolume;
  readonly repository: Repository;
  /**
   * Commits onto a branch (default: the one checked out; index and work tree then follow for these paths). `undefined` removes a file. `merge`
   * adds parents. `atMs` is in milliseconds since 1970.
   */
  commit(
    message: string,
    files: CommitFiles,
    options?: { atMs?: number; author?: string; branch?: string; merge?: readonly ObjectId[] },
  ): Promise<ObjectId>;
  /** Creates or moves a branch, as `git branch -f`. */
  branch(name: string, at: ObjectId): Promise<void>;
  /** Switches HEAD, index and work tree. Untracked files stay unless the branch has them: git overwrites ignored files, too. */
  checkout(branch: string): Promise<void>;
  /** Makes a tag: annotated with a message, lightweight without. */
  tag(name: string, at: ObjectId, message?: string): Promise<void>;
  /** Adds the path to the index, as `git add -f`. */
  add(path: string): Promise<void>;
}

/** An empty repository on `main` with a user, on a new volume or a given one. */
export async function virtualRepository(
  options: { readonly volume?: VirtualVolume; readonly repository?: Repository } = {},
): Promise<VirtualRepository> {
  const volume = options.volume ?? virtualVolume();
  const repository = options.repository ?? VIRTUAL_REPOSITORY;
  const { root, gitDir } = repository;
  const objects = virtualObjects(volume, repository);
  const { at } = objects;
  volume.mkdirSync(root, { recursive: true });
  await iso.init({ ...at, defaultBranch: 'main' });
  await iso.setConfig({ ...at, path: 'user.name', value: 'Ann' });
  await iso.setConfig({ ...at, path: 'user.email', value: 'ann@example.invalid' });
  const git = virtualGit(volume, repository);
  let commits = 0;

  return {
    git,
    volume,
    repository,
    async commit(
      message,
      files,
      { atMs = FIRST_COMMIT_MS + MINUTE_MS * commits++, author = 'Ann <ann@example.invalid>', branch, merge = [] } = {},
    ) {
      const head = await git.head();
      const ref = branch === undefined ? head.ref : `refs/heads/${branch}`;
      const tip = ref === undefined ? head.commit : await objects.ref(ref);
      const [, name = 'Ann', email = ''] = /^(.*?) <(.*)>$/.exec(author) ?? [];
      const changes = Object.entries(files).map(([path, content]) => ({ path, content }));
      const id = await objects.writeCommit(tip, [...(tip === undefined ? [] : [tip]), ...merge], {
        message,
        author: { name, email, atMs },
        changes,
      });
      await iso.writeRef({ ...at, ref: ref ?? 'HEAD', value: id, force: true });
      const what = `commit${merge.length > 0 ? ' (merge)' : tip === undefined ? ' (initial)' : ''}: ${message.split('\n', 1)[0] ?? ''}`;
      if (ref !== undefined) log(volume, gitDir, ref, tip, id, atMs, what);
      if (ref !== head.ref) return id;
      log(volume, gitDir, 'HEAD', tip, id, atMs, what);
      const now = await objects.files(id);
      for (const { path } of changes) {
        await layFile(objects, volume, `${root}/${path}`, now.get(path));
        await setIndex(objects, path, now.get(path));
      }
      return id;
    },
    async branch(name, id) {
      await iso.writeRef({ ...at, ref: `refs/heads/${name}`, value: id, force: true });
    },
    async checkout(branch) {
      const head = await git.head();
      const id = await objects.ref(`refs/heads/${branch}`);
      if (id === undefined) throw new Error(`no branch ${branch}`);
      await switchFiles(objects, volume, head.commit, id);
      await iso.writeRef({ ...at, ref: 'HEAD', value: `refs/heads/${branch}`, symbolic: true, force: true });
      const from = (head.ref === undefined ? head.commit : branchName(head.ref)) ?? '';
      log(volume, gitDir, 'HEAD', head.commit, id, FIRST_COMMIT_MS + MINUTE_MS * commits, `checkout: moving from ${from} to ${branch}`);
    },
    async tag(name, id, message) {
      if (message === undefined) await iso.writeRef({ ...at, ref: `refs/tags/${name}`, value: id, force: true });
      else {
        const tagger = { name: 'Ann', email: 'ann@example.invalid', timestamp: Math.floor(FIRST_COMMIT_MS / 1000), timezoneOffset: 0 };
        await iso.annotatedTag({ ...at, ref: name, object: id, message, tagger, force: true });
      }
    },
    add: (path) => iso.add({ ...at, filepath: path, force: true }),
  };
}

async function switchFiles(objects: VirtualObjects, volume: VirtualVolume, from: ObjectId | undefined, to: ObjectId): Promise<void> {
  const before = from === undefined ? new Map<string, never>() : await objects.files(from);
  const after = await objects.files(to);
  for (const path of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    if (before.get(path)?.id === after.get(path)?.id) continue;
    await layFile(objects, volume, `${objects.at.dir}/${path}`, after.get(path));
    await setIndex(objects, path, after.get(path));
  }
}

function log(
  volume: VirtualVolume,
  gitDir: string,
  ref: string,
  old: ObjectId | undefined,
  next: ObjectId,
  atMs: number,
  message: string,
): void {
  const path = `${gitDir}/logs/${ref}`;
  const who = `Ann <ann@example.invalid> ${Math.floor(atMs / 1000)} +0000`;
  volume.mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  volume.appendFileSync(path, `${old ?? '0'.repeat(40)} ${next} ${who}\t${message}\n`);
}
