/** A repository in memory, with methods that do what a person does with git, at fixed times. For tests, scenarios and replays. */
import { HOUR_MS, MINUTE_MS } from '../dates/units.js';
import { utcMs } from '../dates/day.js';
import type { Advance } from '../world/advance.js';
import * as iso from 'isomorphic-git';
import { KairosError } from '../base/errors.js';
import { branchName, branchRef, GIT_REFS } from '../base/refs.js';
import type { Git, Repository } from '../world/git.js';
import type { ObjectId } from '../world/git-refs.js';
import { layFile, VIRTUAL_REPOSITORY, virtualGit } from './virtual-git.js';
import { signatureLine, storedMessage } from '../base/git-objects.js';
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
   * adds parents. `atMs`, and `authoredMs` where the author wrote it before, are in milliseconds since 1970.
   */
  commit(
    message: string,
    files: CommitFiles,
    options?: { atMs?: number; authoredMs?: number; author?: string; branch?: string; merge?: readonly ObjectId[] },
  ): Promise<ObjectId>;
  /** Creates or moves a branch, as `git branch -f`. */
  branch(name: string, at: ObjectId): Promise<void>;
  /**
   * Switches HEAD, index and work tree. Untracked files stay unless the branch has them: git overwrites ignored files, too. `atMs` is for the reflog, in
   * milliseconds since 1970.
   */
  checkout(branch: string, atMs?: number): Promise<void>;
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
  const { at } = virtualObjects(volume, repository);
  volume.mkdirSync(repository.root, { recursive: true });
  await iso.init({ ...at, defaultBranch: 'main' });
  await iso.setConfig({ ...at, path: 'user.name', value: 'Ann' });
  await iso.setConfig({ ...at, path: 'user.email', value: 'ann@example.invalid' });
  volume.fsyncBelowSync('/');
  return openRepository(volume, repository);
}

/** A work tree at `root`, linked to the repository, with a branch checked out that exists, as `git worktree add`. */
export function virtualWorktree({ volume, repository }: VirtualRepository, root: string, branch: string): VirtualRepository {
  const { commonDir } = repository;
  const gitDir = `${commonDir}/worktrees/${root.slice(root.lastIndexOf('/') + 1)}`;
  for (const folder of [root, gitDir]) volume.mkdirSync(folder, { recursive: true });
  volume.writeFileSync(`${root}/.git`, `gitdir: ${gitDir}\n`);
  volume.writeFileSync(`${gitDir}/gitdir`, `${root}/.git\n`);
  volume.writeFileSync(`${gitDir}/commondir`, '../..\n');
  const place = { root, gitDir, commonDir };
  const objects = virtualObjects(volume, place);
  const id = objects.refs.read(branchRef(branch));
  if (id === undefined) throw new KairosError('not-found', `there is no branch ${branch}`);
  objects.refs.pointHead(branchRef(branch));
  switchFiles(objects, volume, undefined, id);
  volume.fsyncBelowSync(gitDir);
  return openRepository(volume, place);
}

/** The repository that lies there. */
export function openRepository(volume: VirtualVolume, repository: Repository): VirtualRepository {
  const { root } = repository;
  const objects = virtualObjects(volume, repository);
  const git = virtualGit(volume, repository);
  let commits = 0;

  return {
    git,
    volume,
    repository,
    async commit(
      message,
      files,
      { atMs = FIRST_COMMIT_MS + MINUTE_MS * commits++, authoredMs = atMs, author = 'Ann <ann@example.invalid>', branch, merge = [] } = {},
    ) {
      const head = await git.head();
      const ref = branch === undefined ? head.ref : branchRef(branch);
      const tip = ref === undefined ? head.commit : objects.refs.read(ref);
      const [, name = 'Ann', email = ''] = /^(.*?) <(.*)>$/.exec(author) ?? [];
      const changes = Object.entries(files).map(([path, content]) => ({ path, content }));
      const id = objects.writeCommit(tip, [...(tip === undefined ? [] : [tip]), ...merge], {
        message,
        author: { name, email, atMs: authoredMs },
        committer: { name, email, atMs },
        changes,
      });
      objects.refs.write(ref ?? 'HEAD', id);
      const what = `commit${merge.length > 0 ? ' (merge)' : tip === undefined ? ' (initial)' : ''}: ${message.split('\n', 1)[0] ?? ''}`;
      if (ref !== undefined) log(volume, repository, ref, tip, id, atMs, what);
      if (ref !== head.ref) return id;
      log(volume, repository, 'HEAD', tip, id, atMs, what);
      const now = objects.files(id);
      for (const { path } of changes) layFile(objects, volume, `${root}/${path}`, now.get(path));
      objects.index.change(new Map(changes.map(({ path }) => [path, now.get(path)])));
      return id;
    },
    async branch(name, id) {
      objects.refs.write(branchRef(name), id);
    },
    async checkout(branch, atMs = FIRST_COMMIT_MS + MINUTE_MS * commits) {
      const head = await git.head();
      const id = objects.refs.read(branchRef(branch));
      if (id === undefined) throw new KairosError('not-found', `there is no branch ${branch}`);
      switchFiles(objects, volume, head.commit, id);
      objects.refs.pointHead(branchRef(branch));
      const from = (head.ref === undefined ? head.commit : branchName(head.ref)) ?? '';
      log(volume, repository, 'HEAD', head.commit, id, atMs, `checkout: moving from ${from} to ${branch}`);
    },
    async tag(name, id, message) {
      const tagger = signatureLine({ name: 'Ann', email: 'ann@example.invalid', atMs: FIRST_COMMIT_MS });
      const tag = `object ${id}\ntype commit\ntag ${name}\ntagger ${tagger}\n\n${storedMessage(message ?? '')}`;
      objects.refs.write(`${GIT_REFS.tags}${name}`, message === undefined ? id : objects.write('tag', tag));
    },
    add: async (path) => {
      const file = `${root}/${path}`;
      const id = objects.write('blob', volume.readFileSync(file));
      objects.index.change(new Map([[path, { mode: '100644', id, stat: volume.statSync(file) }]]));
    },
  };
}

/** Lets index and work tree follow from one commit to another. */
export function switchFiles(objects: VirtualObjects, volume: VirtualVolume, from: ObjectId | undefined, to: ObjectId): void {
  const before = from === undefined ? new Map<string, never>() : objects.files(from);
  const after = objects.files(to);
  const changed = [...new Set([...before.keys(), ...after.keys()])].sort().filter((path) => before.get(path)?.id !== after.get(path)?.id);
  for (const path of changed) layFile(objects, volume, `${objects.at.dir}/${path}`, after.get(path));
  objects.index.change(new Map(changed.map((path) => [path, after.get(path)])));
}

/** Adds a line to a reflog, as a person's git does. */
export function log(
  volume: VirtualVolume,
  { gitDir, commonDir }: Repository,
  ref: string,
  old: ObjectId | undefined,
  next: ObjectId,
  atMs: number,
  message: string,
): void {
  const path = `${ref === 'HEAD' ? gitDir : commonDir}/logs/${ref}`;
  const who = `Ann <ann@example.invalid> ${Math.floor(atMs / 1000)} +0000`;
  volume.mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  volume.appendFileSync(path, `${old ?? '0'.repeat(40)} ${next} ${who}\t${message}\n`);
}
