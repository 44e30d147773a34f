/** Observes on request: the events since the last observation, or the whole history. Daemon and chores observe new events by themselves. */
import { KairosError } from '../base/errors.js';
import { observeHistory } from '../observe/history.js';
import { observe } from '../observe/observe.js';
import { observeTranscripts } from '../sessions/observe-transcripts.js';
import { commitNow, keepJournal, type Kept } from './keep-journal.js';

export interface HistoryOptions {
  /** Only what comes after this revision; left out, all. */
  readonly after?: string;
  /** Only what was committed at this moment or later, in milliseconds since 1970. */
  readonly fromMs?: number;
  /** Aborting ends it after the portion under way; the next call goes on from there. */
  readonly signal: AbortSignal;
  /** In commits. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Nothing is noted in the midst of a merge or rebase. @throws KairosError `git-busy`. */
export async function refuseBusyGit({ world }: Pick<Kept, 'world'>): Promise<void> {
  const busy = await world.git.busy();
  if (busy !== undefined)
    throw new KairosError('git-busy', `a ${busy} is under way`, { hint: 'finish it, then try again; nothing is missed meanwhile' });
}

/** How many commits lead to HEAD; undefined where there is none yet. */
export async function historyLength({ git }: Pick<Kept['world'], 'git'>): Promise<number | undefined> {
  const { commit } = await git.head();
  return commit === undefined ? undefined : (await git.between([commit], [])).length;
}

/** What happened since the last look: in git, and in the sessions of coding agents. @throws KairosError as `observe`. */
export async function observeNow(kept: Kept, signal?: AbortSignal): ReturnType<typeof observe> {
  const { world, ws, view } = kept;
  const git = await observe(world, ws, view);
  const sessions = await observeTranscripts(world, ws, view, { ...(signal && { signal }) });
  await keepJournal(kept);
  return { written: [...git.written, ...sessions.written], secretsReplaced: git.secretsReplaced + sessions.secretsReplaced };
}

/** The history, resumable. What was read by then is committed, also after an abort. @throws KairosError as `observeHistory`. */
export async function observePast(kept: Kept, { after, fromMs, signal, onProgress }: HistoryOptions): ReturnType<typeof observeHistory> {
  const from = { ...(after === undefined ? {} : { since: after }), ...(fromMs === undefined ? {} : { fromMs }) };
  const read = await observeHistory(kept.world, kept.ws, kept.view, { ...from, signal, onProgress });
  await commitNow(kept);
  return read;
}
