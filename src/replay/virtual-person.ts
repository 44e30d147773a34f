/**
 * What a person does with git besides committing, on a repository in memory: merge, squash, rebase, revert, cherry-pick, amend, reset, clean, stash. Reflogs read
 * as git writes them. It is limited to plain files, and stops nowhere: a rebase in conflict is refused as a whole.
 */
import { KairosError } from '../base/errors.js';
import { shortId, splitMessage } from '../base/git-objects.js';
import { branchName, branchRef } from '../base/refs.js';
import type { ObjectId } from '../world/git-refs.js';
import { layFile } from './virtual-git.js';
import { ancestors, orderedBetween } from './virtual-history.js';
import { mergeBase, mergeTrees } from './virtual-merge.js';
import { virtualObjects, type VirtualObjects } from './virtual-objects.js';
import { removeFiles, stash, unstash, untracked } from './virtual-stash.js';
import { log, switchFiles, type VirtualRepository } from './virtual-repository.js';
import type { TreeEntry } from './virtual-trees.js';
import type { VirtualVolume } from './virtual-volume.js';

export interface Timed {
  /** In milliseconds since 1970. */
  readonly atMs: number;
  /** "Name <email>" */
  readonly author?: string;
}

export interface VirtualPerson {
  /** Merges a revision into what is checked out. @returns the paths in conflict: they stand with markers, and `conclude` commits. */
  merge(revision: string, options: Timed & { readonly message?: string; readonly squash?: boolean }): Promise<readonly string[]>;
  /** Commits a merge that stopped, with the files as they stand. */
  conclude(options: Timed & { readonly message?: string }): Promise<ObjectId>;
  /** Puts the commits of the branch that is checked out onto another revision. @throws KairosError `git-failed` where it would conflict. */
  rebase(onto: string, options: Timed): Promise<void>;
  /** Commits the reverse of a commit. @throws KairosError `git-failed` where it would conflict. */
  revert(revision: string, options: Timed & { readonly message?: string }): Promise<ObjectId>;
  /** Commits what another commit changed, as its author. @throws KairosError `git-failed` where it would conflict. */
  pick(revision: string, options: Timed): Promise<ObjectId>;
  /** Replaces the last commit. */
  amend(message: string | undefined, files: Readonly<Record<string, string | undefined>>, options: Timed): Promise<ObjectId>;
  /** Moves the branch and all files, as `git reset --hard`. */
  reset(revision: string, options: Timed): Promise<void>;
  /** Removes what the index does not have, ignored files too, as `git clean -fdx`. */
  clean(): void;
  /** Takes away what was changed and not committed, as `git stash`; with `all` ignored files, too. @throws KairosError `usage` where there is nothing. */
  stash(options: Timed & { readonly all?: boolean }): Promise<void>;
  /** Brings the newest stash back, as `git stash pop`: all of it or, where something is in the way, nothing. @throws KairosError `git-failed`, `not-found`. */
  unstash(): Promise<void>;
}

interface Place {
  readonly repo: VirtualRepository;
  readonly objects: VirtualObjects;
  readonly volume: VirtualVolume;
}

/** The person who works in a repository. Its methods throw KairosError `not-found` for a revision that does not exist. */
export function virtualPerson(repo: VirtualRepository): VirtualPerson {
  const { volume, repository } = repo;
  const place: Place = { repo, volume, objects: virtualObjects(volume, repository) };
  const { objects } = place;
  const mergeHead = `${repository.gitDir}/MERGE_HEAD`;
  return {
    async merge(revision, { squash = false, message, ...when }) {
      const [ours, theirs] = [await tipOf(place), await commitOf(place, revision)];
      const base = mergeBase(objects, ours, theirs);
      const { changes, conflicts } = mergeTrees(objects, { base, ours, theirs }, { ours: 'HEAD', theirs: revision });
      const said = message ?? (squash ? `Squash ${revision}` : `Merge branch '${revision}'`);
      if (conflicts.length > 0) {
        for (const [path, entry] of changes) layFile(objects, volume, `${repository.root}/${path}`, entry);
        volume.writeFileSync(mergeHead, `${theirs}\n`);
        volume.writeFileSync(`${repository.gitDir}/MERGE_MSG`, `${said}\n`);
      } else await repo.commit(said, contents(objects, changes), { ...when, ...(squash ? {} : { merge: [theirs] }) });
      return conflicts;
    },
    async conclude({ message, ...when }) {
      if (!volume.existsSync(mergeHead)) throw new KairosError('git-failed', 'no merge has stopped');
      const theirs = volume.readFileSync(mergeHead, 'utf8').trim();
      const ours = await tipOf(place);
      const { changes } = mergeTrees(objects, { base: mergeBase(objects, ours, theirs), ours, theirs }, { ours: '', theirs: '' });
      const files = Object.fromEntries([...changes.keys()].map((path) => [path, fileText(place, path)]));
      const said = message ?? volume.readFileSync(`${repository.gitDir}/MERGE_MSG`, 'utf8');
      const id = await repo.commit(said, files, { ...when, merge: [theirs] });
      volume.unlinkSync(mergeHead);
      volume.unlinkSync(`${repository.gitDir}/MERGE_MSG`);
      return id;
    },
    rebase: async (onto, when) => rebase(place, onto, when),
    async revert(revision, { message, ...when }) {
      const id = await commitOf(place, revision);
      const { subject } = splitMessage(objects.commit(id)?.message ?? '');
      const said = message ?? `Revert "${subject}"\n\nThis reverts commit ${id}.\n`;
      return repo.commit(said, await applied(place, { base: id, theirs: objects.commit(id)?.parents[0] }), when);
    },
    async pick(revision, { atMs }) {
      const id = await commitOf(place, revision);
      const { message = '', parents = [] } = objects.commit(id) ?? {};
      const files = await applied(place, { base: parents[0], theirs: id });
      return repo.commit(message, files, { atMs, ...authorOf(place, id) });
    },
    async amend(message, files, when) {
      const tip = await tipOf(place);
      const { parents: [parent] = [], message: before = '' } = objects.commit(tip) ?? {};
      const { ref = 'HEAD' } = await repo.git.head();
      const all = { ...contents(objects, differing(objects, parent, tip)), ...files };
      if (parent === undefined) throw new KairosError('usage', 'the first commit cannot be amended here');
      objects.refs.write(ref, parent);
      switchFiles(objects, volume, tip, parent);
      const id = await repo.commit(message ?? before, all, { ...authorOf(place, tip), ...when });
      rewriteLast(place, ref, tip, `commit (amend): ${splitMessage(message ?? before).subject}`);
      return id;
    },
    async reset(revision, { atMs }) {
      const [from, to] = [await tipOf(place), await commitOf(place, revision)];
      const { ref } = await repo.git.head();
      switchFiles(objects, volume, from, to);
      layAll(place, to);
      objects.refs.write(ref ?? 'HEAD', to);
      for (const name of ref === undefined ? ['HEAD'] : [ref, 'HEAD'])
        log(volume, repository, name, from, to, atMs, `reset: moving to ${revision}`);
    },
    clean: () => removeFiles(place, untracked(place)),
    stash: async ({ all = false, atMs }) => stash(place, { tip: await tipOf(place), branch: await branchHere(repo), all, atMs }),
    unstash: async () => unstash(place, await tipOf(place)),
  };
}

/** Lets index and work tree be those of a commit: what was changed and not committed goes, staged or not. */
function layAll({ repo: { repository }, objects, volume }: Place, to: ObjectId): void {
  const files = objects.files(to);
  const staged = [...objects.index.entries().keys()].filter((path) => !files.has(path));
  for (const path of [...staged, ...files.keys()]) layFile(objects, volume, `${repository.root}/${path}`, files.get(path));
  objects.index.change(new Map([...staged.map((path) => [path, undefined] as const), ...files]));
}

async function rebase(place: Place, onto: string, { atMs }: Timed): Promise<void> {
  const { repo, objects, volume } = place;
  const { repository } = repo;
  const { ref, commit: tip } = await repo.git.head();
  const to = await commitOf(place, onto);
  if (ref === undefined || tip === undefined) throw new KairosError('usage', 'no branch is checked out that could be rebased');
  const picked = orderedBetween(objects, [tip], [to]).filter((id) => (objects.commit(id)?.parents.length ?? 0) < 2);
  if (ancestors(objects, [tip]).has(to)) return;
  let at = to;
  log(volume, repository, 'HEAD', tip, to, atMs, `rebase (start): checkout ${onto}`);
  for (const id of picked) {
    const commit = objects.commit(id);
    if (!commit) continue;
    const merged = mergeTrees(objects, { base: commit.parents[0], ours: at, theirs: id }, { ours: 'HEAD', theirs: shortId(id) });
    if (merged.conflicts.length > 0)
      throw new KairosError('git-failed', `the rebase onto ${onto} conflicts in ${merged.conflicts.join(', ')}`);
    const changes = Object.entries(contents(objects, merged.changes)).map(([path, content]) => ({ path, content }));
    const { name, email, timestamp } = commit.author;
    const next = objects.writeCommit(at, [at], {
      message: commit.message,
      author: { name, email, atMs: timestamp * 1000 },
      committer: { name, email, atMs },
      changes,
    });
    log(volume, repository, 'HEAD', at, next, atMs, `rebase (pick): ${splitMessage(commit.message).subject}`);
    at = next;
  }
  objects.refs.write(ref, at);
  switchFiles(objects, volume, tip, at);
  log(volume, repository, ref, tip, at, atMs, `rebase (finish): ${ref} onto ${to}`);
  log(volume, repository, 'HEAD', at, at, atMs, `rebase (finish): returning to ${ref}`);
}

/** What lies between two commits, brought into the files that are checked out. */
async function applied(
  place: Place,
  { base, theirs }: { readonly base: ObjectId | undefined; readonly theirs: ObjectId | undefined },
): Promise<Record<string, string | undefined>> {
  const ours = await tipOf(place);
  const { changes, conflicts } = mergeTrees(place.objects, { base, ours, theirs }, { ours: 'HEAD', theirs: 'theirs' });
  if (conflicts.length > 0) throw new KairosError('git-failed', `it conflicts in ${conflicts.join(', ')}`);
  return contents(place.objects, changes);
}

function contents(objects: VirtualObjects, changes: ReadonlyMap<string, TreeEntry | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    [...changes].map(([path, entry]) => [path, entry && Buffer.from(objects.blob(entry.id) ?? []).toString('utf8')]),
  );
}

function differing(objects: VirtualObjects, from: ObjectId | undefined, to: ObjectId): Map<string, TreeEntry | undefined> {
  const [before, after] = [from === undefined ? new Map<string, TreeEntry>() : objects.files(from), objects.files(to)];
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort().filter((path) => before.get(path)?.id !== after.get(path)?.id);
  return new Map(paths.map((path) => [path, after.get(path)]));
}

/** The line of a commit that was just made says instead what git says of an amended one: from the commit that it replaces. */
function rewriteLast({ volume, repo }: Place, ref: string, old: ObjectId, message: string): void {
  for (const name of new Set([ref, 'HEAD'])) {
    const path = `${name === 'HEAD' ? repo.repository.gitDir : repo.repository.commonDir}/logs/${name}`;
    const lines = volume.readFileSync(path, 'utf8').trimEnd().split('\n');
    const last = (lines.pop() ?? '').replace(/^[0-9a-f]+/, old).replace(/\t.*$/, () => `\t${message}`);
    volume.writeFileSync(path, `${[...lines, last].join('\n')}\n`);
  }
}

function fileText({ volume, repo }: Place, path: string): string | undefined {
  const full = `${repo.repository.root}/${path}`;
  return volume.existsSync(full) ? volume.readFileSync(full, 'utf8') : undefined;
}

/** The author of a commit and when it was written, which go over to what is made of it. */
function authorOf({ objects }: Place, id: ObjectId): { readonly author?: string; readonly authoredMs?: number } {
  const { author } = objects.commit(id) ?? {};
  return author ? { author: `${author.name} <${author.email}>`, authoredMs: author.timestamp * 1000 } : {};
}

async function tipOf({ repo }: Place): Promise<ObjectId> {
  const { commit } = await repo.git.head();
  if (commit === undefined) throw new KairosError('not-found', 'there is no commit yet');
  return commit;
}

async function commitOf({ repo }: Place, revision: string): Promise<ObjectId> {
  const id = await repo.git.resolve(revision);
  if (id === undefined) throw new KairosError('not-found', `there is no revision "${revision}"`);
  return id;
}

/** The short name of the branch that is checked out; undefined when detached. */
export async function branchHere(repo: Pick<VirtualRepository, 'git'>): Promise<string | undefined> {
  const { ref } = await repo.git.head();
  return ref === undefined ? undefined : branchName(ref);
}

/** Removes a branch and its reflog, as `git branch -D`. @throws KairosError `not-found`. */
export function removeBranch(repo: VirtualRepository, name: string): void {
  const { refs } = virtualObjects(repo.volume, repo.repository);
  if (refs.read(branchRef(name)) === undefined) throw new KairosError('not-found', `there is no branch ${name}`);
  refs.write(branchRef(name), undefined);
  const reflog = `${repo.repository.commonDir}/logs/${branchRef(name)}`;
  if (repo.volume.existsSync(reflog)) repo.volume.unlinkSync(reflog);
}
