/** Gathers what happened between two snapshots of the refs: new commits with their branch, and events of refs. Reads git, writes nothing. */
import { isBranchRef } from '../base/refs.js';
import type { EntryDraft } from '../memory/entry.js';
import type { Git } from '../world/git.js';
import type { Commit } from '../world/git-history.js';
import type { ObjectId, ReflogLine } from '../world/git-refs.js';
import { isOwnCommit } from './commit-entry.js';
import {
  createdEvent,
  deletedEvent,
  headEvent,
  readMove,
  renamedEvent,
  stashEvent,
  tagMovedEvent,
  type Move,
  type MoveReading,
  type RefEvent,
} from './events.js';
import { labelsOf, orderTips, shortName } from './labels.js';
import type { RefSnapshot } from './seen-refs.js';
import { linesAfter, linesSince, madeIn, rewriteKey } from './rewritten.js';
import { diffRefs, type RefChanges, type Seen } from './seen.js';
import { cleanActors } from './reflog-secrets.js';
import { withoutSecrets } from './write.js';

export interface News {
  /** Oldest first, without kairos's own and without those that the event of a rebase or an amend describes; with the number of replaced secrets. */
  readonly commits: readonly { readonly commit: Commit; readonly label: string; readonly lost: boolean; readonly secrets: number }[];
  readonly drafts: readonly EntryDraft[];
  readonly events: readonly RefEvent[];
}

/** What the steps below share: both snapshots, their tips, the new commits, and a cache of commits. */
interface Between {
  readonly git: Git;
  readonly before: Seen;
  readonly now: RefSnapshot;
  readonly changes: RefChanges;
  readonly oldTips: readonly ObjectId[];
  readonly nowTips: readonly ObjectId[];
  readonly fresh: ReadonlySet<ObjectId>;
  readonly read: Reading['read'];
  /** A reflog with clean names. */
  readonly reflog: (name: string) => Promise<readonly ReflogLine[]>;
  /** HEAD's reflog since the last snapshot; [] during a rebase. */
  readonly headLines: readonly ReflogLine[];
}

/** How the work is divided: `goOn` is awaited after each `size` commits that were read, and what it throws ends the work. */
export interface Portions {
  readonly size: number;
  readonly goOn: () => Promise<void>;
}

/**
 * What happened between the last snapshot and this one. If git no longer has an old commit, events say less, but no new commit is missed.
 * @throws what `goOn` throws.
 */
export async function gather(git: Git, before: Seen, now: RefSnapshot, portions: Portions): Promise<News> {
  const oldTips = tipsOf(before.refs, before.head.commit);
  const nowTips = tipsOf(now.refs, now.busy ? undefined : now.head.commit);
  const known = new Set(oldTips);
  const changedTips = orderTips(
    namedCommits(now).filter(({ commit }) => commit !== undefined && !known.has(commit)),
    now.head,
  );
  const freshIds = await git.between(
    changedTips.map(({ id }) => id),
    oldTips,
  );
  const reading = readingOf(git, portions);
  const context: Between = {
    git,
    before,
    now,
    oldTips,
    nowTips,
    changes: diffRefs(before.refs, now.refs),
    fresh: new Set(freshIds),
    read: reading.read,
    reflog: async (name) => cleanActors(await git.reflog(name)),
    headLines: now.busy ? [] : await cleanActors(linesAfter(now.headLog, before.headLog)),
  };
  const labelOf = await labelsOf(git, changedTips, oldTips);
  const fresh = await context.read(freshIds);
  const { events, drafts, told } = await refNews(context);
  const lost = await lostCommits(context, fresh);
  const commits = [
    ...fresh.filter((commit) => !told.has(commit.id)).map((commit) => ({ commit, label: labelOf(commit.id), lost: false })),
    ...lost,
  ].filter(({ commit }) => !reading.isOwn(commit.id));
  return { commits: commits.map((one) => ({ ...one, secrets: reading.secretsIn(one.commit.id) })), drafts, events };
}

interface RefNews {
  readonly events: RefEvent[];
  readonly drafts: EntryDraft[];
  readonly told: Set<ObjectId>;
}

async function refNews(context: Between): Promise<RefNews> {
  const { now, changes } = context;
  const news: RefNews = { events: [], drafts: [], told: new Set() };
  const renames = await branchNews(context, news);
  for (const { name, old, new: tip } of changes.moved) {
    if (!isBranch(name) || renames.has(name)) continue;
    addMove(news, await moveOf(context, name, old.commit ?? old.id, tip.commit ?? tip.id, linesSince(await context.reflog(name), old.id)));
  }
  await tagNews(context, news);
  await stashNews(context, news);
  if (!now.busy) await headNews(context, renames, news);
  return {
    ...news,
    events: news.events.filter((event, at) => news.events.findIndex(({ kind, key }) => kind === event.kind && key === event.key) === at),
  };
}

/** Created, deleted and renamed branches. @returns new name -> old name. */
async function branchNews(context: Between, news: RefNews): Promise<Map<string, string>> {
  const { git, read, changes, nowTips } = context;
  const deleted = changes.deleted.filter(({ name }) => isBranch(name));
  const created = changes.created.filter(({ name }) => isBranch(name));
  const renames = new Map<string, string>();
  const logs = new Map<string, readonly ReflogLine[]>();
  for (const { name, id } of created) {
    const lines = await context.reflog(name);
    logs.set(name, lines);
    const free = deleted.filter((ref) => ![...renames.values()].includes(ref.name));
    const line = lines.findLast(({ message }) => free.some((ref) => message === `Branch: renamed ${ref.name} to ${name}`));
    const from = line === undefined ? soleTwin(id, free, created) : /renamed (\S+) to/.exec(line.message)?.[1];
    if (from === undefined) continue;
    renames.set(name, from);
    news.events.push(renamedEvent(from, name, id, line));
    const old = free.find((ref) => ref.name === from);
    if (old !== undefined && old.id !== id) addMove(news, await moveOf(context, name, old.id, id, linesSince(lines, old.id)));
  }
  for (const ref of created.filter(({ name }) => !renames.has(name))) {
    const [commit] = await read([ref.id]);
    news.events.push(createdEvent(ref, commit, logs.get(ref.name) ?? []));
  }
  for (const ref of deleted.filter(({ name }) => ![...renames.values()].includes(name))) {
    const [commit] = await read([ref.id]);
    news.events.push(deletedEvent(ref, commit, await read(await git.between([ref.id], nowTips))));
  }
  return renames;
}

/** The old name of a renamed branch, without a reflog: one branch vanished from the commit, and exactly one new branch points to it. */
function soleTwin(
  id: ObjectId,
  deleted: readonly { name: string; id: ObjectId }[],
  created: readonly { id: ObjectId }[],
): string | undefined {
  const twins = deleted.filter((ref) => ref.id === id);
  return twins.length === 1 && created.filter((ref) => ref.id === id).length === 1 ? twins[0]?.name : undefined;
}

async function tagNews({ read, changes, git, nowTips }: Between, news: RefNews): Promise<void> {
  const commitOf = async ({ commit }: { commit?: ObjectId }): Promise<Commit | undefined> =>
    commit === undefined ? undefined : (await read([commit]))[0];
  const [created, moved, deleted] = [tagsOf(changes.created), tagsOf(changes.moved), tagsOf(changes.deleted)];
  await read([...created, ...moved.map((move) => move.new), ...deleted].flatMap(({ commit }) => commit ?? []));
  for (const ref of created) news.events.push(createdEvent(ref, await commitOf(ref), []));
  for (const { name, old, new: tag } of moved) news.events.push(tagMovedEvent(name, old.id, tag, await commitOf(tag)));
  for (const ref of deleted) {
    const gone = ref.commit === undefined ? [] : await read(await git.between([ref.commit], nowTips));
    news.events.push(deletedEvent(ref, await commitOf(ref), gone));
  }
}

async function stashNews({ read, before, now }: Between, news: RefNews): Promise<void> {
  const [old, fresh] = [new Set(before.stashes), new Set(now.stashes)];
  for (const id of now.stashes.filter((stash) => !old.has(stash))) {
    news.events.push(
      stashEvent(id, 'pushed', (await read([id]))[0], (await cleanActors(now.stashLog.filter((line) => line.new === id))).at(-1)),
    );
  }
  for (const id of before.stashes.filter((stash) => !fresh.has(stash)))
    news.events.push(stashEvent(id, 'gone', (await read([id]))[0], undefined));
}

async function headNews(context: Between, renames: ReadonlyMap<string, string>, news: RefNews): Promise<void> {
  const { before, now, headLines } = context;
  if (before.head.ref !== undefined && now.head.ref !== undefined && renames.get(now.head.ref) === before.head.ref) return;
  const [old, commit] = [before.head.commit, now.head.commit];
  if (before.head.ref === undefined && now.head.ref === undefined && old !== undefined && commit !== undefined && old !== commit) {
    const reading = readMove(await moveOf(context, 'HEAD', old, commit, headLines));
    // A detached HEAD that goes to another commit is no reset; only rewritten commits are described as on a branch.
    if (reading.told.size > 0) return addReading(news, reading);
  }
  const event = headEvent(before.head, now.head, headLines);
  if (event !== undefined) news.events.push(event);
}

async function moveOf(context: Between, name: string, old: ObjectId, tip: ObjectId, lines: readonly ReflogLine[]): Promise<Move> {
  const { git, read, nowTips, fresh } = context;
  const exists = (await read([old])).length > 0;
  const dropped = exists ? await read(await git.between([old], [tip])) : undefined;
  const gone = new Set(dropped === undefined || dropped.length === 0 ? [] : await git.between([old], nowTips));
  return {
    name,
    old,
    new: tip,
    lines,
    dropped,
    fresh,
    added: exists ? await read(await git.between([tip], [old])) : [],
    kept: new Set((dropped ?? []).map(({ id }) => id).filter((id) => !gone.has(id))),
  };
}

function addMove(news: RefNews, move: Move): void {
  addReading(news, readMove(move));
}

function addReading(news: RefNews, reading: MoveReading): void {
  news.events.push(...reading.events);
  news.drafts.push(...reading.drafts);
  for (const id of reading.told) news.told.add(id);
}

/** Commits made and dropped between the two snapshots, which only HEAD's reflog still names. Commits that a rebase rewrote are not lost. */
async function lostCommits(
  { git, read, now, headLines, oldTips, nowTips, fresh }: Between,
  news: readonly Commit[],
): Promise<{ commit: Commit; label: string; lost: boolean }[]> {
  const made = madeIn(headLines, now.head.ref === undefined ? 'HEAD' : shortName(now.head.ref)).filter(({ id }) => !fresh.has(id));
  if (made.length === 0) return [];
  const ids = new Set(
    await git.between(
      made.map(({ id }) => id),
      [...oldTips, ...nowTips],
    ),
  );
  const carriedOn = new Set(news.map(rewriteKey));
  const places = new Map(made.map(({ id, on }) => [id, on]));
  const commits = await read(made.map(({ id }) => id).filter((id) => ids.has(id)));
  return commits
    .filter((commit) => !carriedOn.has(rewriteKey(commit)))
    .map((commit) => ({ commit, label: places.get(commit.id) ?? 'HEAD', lost: true }));
}

/** Branches, tags and HEAD with their commits. HEAD is listed only if no listed branch stands for it, and not during an operation. */
export function namedCommits(now: RefSnapshot): { name: string; commit?: ObjectId }[] {
  const places = [...now.refs].map(([name, { commit }]) => ({ name, ...(commit === undefined ? {} : { commit }) }));
  if (now.busy || now.head.commit === undefined || (now.head.ref !== undefined && now.refs.has(now.head.ref))) return places;
  return [...places, { name: now.head.ref ?? 'HEAD', commit: now.head.commit }];
}

function tipsOf(refs: ReadonlyMap<string, { commit?: ObjectId }>, head: ObjectId | undefined): ObjectId[] {
  return [...new Set([...[...refs.values()].flatMap(({ commit }) => commit ?? []), ...(head === undefined ? [] : [head])])].sort();
}

function tagsOf<T extends { readonly name: string }>(refs: readonly T[]): T[] {
  return refs.filter(({ name }) => !isBranch(name));
}

function isBranch(name: string): boolean {
  return isBranchRef(name);
}

interface Reading {
  /** The commits of these ids; ids that git no longer has are left out. */
  readonly read: (ids: readonly ObjectId[]) => Promise<Commit[]>;
  readonly isOwn: (id: ObjectId) => boolean;
  readonly secretsIn: (id: ObjectId) => number;
}

/** Reads commits, each once, and replaces their secrets at once: later steps cut texts, and half a secret would not be recognised. */
function readingOf(git: Git, { size, goOn }: Portions): Reading {
  const known = new Map<ObjectId, { readonly commit: Commit; readonly isOwn: boolean; readonly secrets: number } | undefined>();
  const read = async (ids: readonly ObjectId[]): Promise<Commit[]> => {
    const missing = [...new Set(ids)].filter((id) => !known.has(id));
    for (const id of missing) known.set(id, undefined);
    for (const [done, commit] of (missing.length === 0 ? [] : await git.commits(missing)).entries()) {
      if (done > 0 && done % size === 0) await goOn();
      const { value, secrets } = await withoutSecrets(commit);
      // Decided on the original commit, since the trailer may be changed in the cleaned one.
      known.set(commit.id, { commit: value, isOwn: isOwnCommit(commit), secrets });
    }
    return ids.flatMap((id) => known.get(id)?.commit ?? []);
  };
  return { read, isOwn: (id) => known.get(id)?.isOwn === true, secretsIn: (id) => known.get(id)?.secrets ?? 0 };
}
