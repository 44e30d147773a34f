/** Reads the history of a repository into the logs of the days of its commits. It may be interrupted at any time, and continues when run again. */
import { isTagRef } from '../base/refs.js';
import { shortId } from '../base/git-objects.js';
import { KairosError } from '../base/errors.js';
import { entryId, type Entry } from '../memory/entry.js';
import { movesIn } from '../memory/commit-moves.js';
import { readEntries } from '../memory/read-logs.js';
import type { LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { Commit } from '../world/git-history.js';
import type { ObjectId } from '../world/git-refs.js';
import type { World } from '../world/world.js';
import { commitDraft, commitEntryId, isOwnCommit, validMs } from './commit-entry.js';
import { createdEvent } from './events.js';
import { namedCommits } from './gather.js';
import { historyEnded, noteHistory } from './history-progress.js';
import { labelsOf, orderTips } from './labels.js';
import { readRefSnapshot, readSeen, seenOf, writeSeen, type RefSnapshot } from './seen-refs.js';
import { withoutSecrets, writeDrafts } from './write.js';

/** Commits that are read and written at once, so that progress is shown and an interruption waits for no more than this. */
const PORTION = 500;

/**
 * Writes an entry for every commit reachable from HEAD and the local branches, oldest first; with `since`, only for those not reachable from it.
 * Commits that have an entry already (or that the entry of a rebase names) are not read again. Past events of refs get no entries, because git
 * keeps none; only reachable tags do, at the time of their commits, so that a question can name a release. If nothing was observed before, the
 * refs at the start become the baseline of `observe`.
 * @param options.fromMs leaves out what was committed before this moment, in milliseconds since 1970.
 * @param options.signal ends it after the current portion; written entries stay.
 * @returns `written`, `known` and `total` count commits; `known` are those that had an entry already.
 * @throws KairosError `not-found` if `since` names no commit, `newer-format`, and what appending entries throws.
 */
export async function observeHistory(
  world: Pick<World, 'clock' | 'files' | 'git' | 'random'>,
  ws: Workspace,
  view: LogView,
  options: {
    readonly since?: string;
    readonly fromMs?: number;
    readonly signal?: AbortSignal;
    readonly onProgress?: (done: number, total: number) => void;
  } = {},
): Promise<{ written: number; known: number; total: number; secretsReplaced: number }> {
  const result = { written: 0, known: 0, secretsReplaced: 0 };
  if (!ws.hasGit) return { ...result, total: 0 };
  const { git } = world;
  const { fromMs = -Infinity } = options;
  const now = await readRefSnapshot(world);
  const exclude = options.since === undefined ? [] : [await resolved(world, options.since)];
  const tips = orderTips(
    namedCommits(now).filter(({ name }) => !isTagRef(name)),
    now.head,
  );
  const ids = await git.between([...new Set(tips.map(({ id }) => id))], exclude);
  const { entries } = await readEntries(world, ws, view);
  const isKnown = knownBy(entries);
  const wanted = ids.filter((id) => !isKnown(id));
  const labelOf = wanted.length === 0 ? () => 'HEAD' : await labelsOf(git, tips, exclude);
  result.known = ids.length - wanted.length;
  const told = async (done: number): Promise<void> => {
    await noteHistory(world, ws, { done, total: ids.length, ...(options.since !== undefined && { since: options.since }) });
    options.onProgress?.(done, ids.length);
  };
  if (wanted.length > 0) await told(result.known);
  else options.onProgress?.(result.known, ids.length);
  // git reads the next portion while this one is written.
  let next = read(git, wanted.slice(0, PORTION));
  for (let from = 0; from < wanted.length && options.signal?.aborted !== true; from += PORTION) {
    const commits = await next;
    next = read(git, wanted.slice(from + PORTION, from + 2 * PORTION));
    // The next round awaits it. If this round fails, a failure of the reading must not become an unhandled rejection.
    next.catch(() => undefined);
    const drafts = [];
    for (const commit of commits.filter((one) => !isOwnCommit(one) && validMs(one.committedAtMs) >= fromMs)) {
      const { value, secrets } = await withoutSecrets(commit);
      result.secretsReplaced += secrets;
      drafts.push(commitDraft(value, labelOf(commit.id)));
    }
    const { written, secrets } = await writeDrafts(world, ws, view, drafts);
    result.written += written.length;
    result.known += drafts.length - written.length;
    result.secretsReplaced += secrets;
    await told(ids.length - Math.max(0, wanted.length - from - PORTION));
  }
  await next;
  if (options.signal?.aborted !== true) await noteTags(world, ws, view, { now, reached: new Set(ids), entries });
  if (options.signal?.aborted === true) return { ...result, total: ids.length };
  if ((await readSeen(world, ws)) === undefined) await writeSeen(world, ws, seenOf(now, undefined, new Map()));
  await historyEnded(world, ws);
  return { ...result, total: ids.length };
}

/** Writes entries for tags, without the commit's subject, so that a search for the subject finds the commit's own entry. */
async function noteTags(
  world: Pick<World, 'clock' | 'files' | 'git' | 'random'>,
  ws: Workspace,
  view: LogView,
  { now, reached, entries }: { readonly now: RefSnapshot; readonly reached: ReadonlySet<ObjectId>; readonly entries: readonly Entry[] },
): Promise<void> {
  const known = new Set(entries.map(({ id }) => id));
  const fresh = [...now.refs].flatMap(([name, { id, commit }]) => {
    if (!isTagRef(name) || commit === undefined || !reached.has(commit)) return [];
    const event = createdEvent({ name, id, commit }, undefined, []);
    return known.has(entryId(event.kind, event.key)) ? [] : [{ commit, event }];
  });
  for (let from = 0; from < fresh.length; from += PORTION) {
    const portion = fresh.slice(from, from + PORTION);
    const commits = await read(world.git, [...new Set(portion.map(({ commit }) => commit))]);
    const times = new Map(commits.map(({ id, committedAtMs }) => [id, validMs(committedAtMs)]));
    const drafts = portion.map(({ commit, event: { kind, key, text } }) => ({
      kind,
      key,
      text,
      atMs: times.get(commit) ?? world.clock.now(),
    }));
    await writeDrafts(world, ws, view, drafts);
  }
}

async function resolved({ git }: Pick<World, 'git'>, revision: string): Promise<ObjectId> {
  const id = await git.resolve(revision);
  if (id !== undefined) return id;
  throw new KairosError('not-found', `"${revision}" names no commit here`, {
    hint: 'give a branch, a tag or a commit, as in --after v1.2.0',
  });
}

/** A test for commits that have an entry, or that the entry of a rebase names. */
function knownBy(entries: readonly Entry[]): (id: ObjectId) => boolean {
  const ours = entries.filter((entry) => entry.ours);
  const known = new Set(ours.map(({ id }) => id));
  const rewritten = new Set<string>();
  for (const { kind, text } of ours) if (kind === 'rebase') for (const { is } of movesIn(text)) rewritten.add(is);
  return (id) => known.has(commitEntryId(id)) || rewritten.has(shortId(id));
}

async function read(git: Pick<World['git'], 'commits'>, ids: readonly ObjectId[]): Promise<readonly Commit[]> {
  return ids.length === 0 ? [] : git.commits(ids);
}
