/** Observes the repository: writes entries for what changed since the last snapshot. It reads refs and commits, not the work tree; moves no ref. */
import { KairosError } from '../base/errors.js';
import type { Entry, EntryDraft } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { commitDraft } from './commit-entry.js';
import { gather } from './gather.js';
import { readRefSnapshot, readSeen, seenOf, writeSeen, type RefSnapshot } from './seen-refs.js';
import { isSameSeen, type Seen } from './seen.js';
import { isObserved, keepObserved, standOfGit } from './unchanged.js';
import { eventDrafts, writeDrafts } from './write.js';

/** Commits read or written at once. Between two portions the process does other work, and a signal is obeyed. */
const PORTION = 100;

/** What an observation wrote, and how many secrets it replaced. */
export interface Observed {
  readonly written: Entry[];
  secretsReplaced: number;
}

/**
 * Compares branches, tags, stash and HEAD with the last snapshot and writes an entry for each new commit and each event. The first snapshot is a
 * baseline and writes none. The snapshot is saved after the entries, so that after a crash the same work is repeated; repeated entries have the
 * same ids and are not added twice.
 * @param signal ends it after the portion of commits under way. What was written stays; the snapshot is not saved, so the next call writes the rest.
 * @throws KairosError `newer-format`, and what appending entries throws.
 */
export async function observe(
  world: Pick<World, 'clock' | 'files' | 'git' | 'random'>,
  ws: Workspace,
  view: LogView,
  signal?: AbortSignal,
): Promise<Observed> {
  if (!ws.hasGit) return { written: [], secretsReplaced: 0 };
  const stand = await standOfGit(world, ws);
  if (stand !== undefined && (await isObserved(world, ws, stand))) return { written: [], secretsReplaced: 0 };
  const before = await readSeen(world, ws);
  const now = await readRefSnapshot(world);
  if (before === undefined) {
    await writeSeen(world, ws, seenOf(now, undefined, new Map()));
    return { written: [], secretsReplaced: 0 };
  }
  if (isSameSeen(before, seenOf(now, before, before.repeats))) {
    if (stand !== undefined && !now.busy) await keepObserved(world, ws, stand);
    return { written: [], secretsReplaced: 0 };
  }
  const observed: Observed = { written: [], secretsReplaced: 0 };
  try {
    const repeats = await writeNews(world, ws, view, { before, now, observed, goOn: () => takeTurn(world, signal) });
    await writeSeen(world, ws, seenOf(now, before, repeats));
  } catch (error) {
    const isEnded = signal?.aborted === true && error instanceof KairosError && error.code === 'cancelled';
    if (!isEnded) throw error;
  }
  return observed;
}

/**
 * Lets the process do other work: secrets are replaced without ever waiting for the system, and no event would arrive meanwhile.
 * @throws KairosError `cancelled` when the observation shall end.
 */
async function takeTurn({ clock }: Pick<World, 'clock'>, signal: AbortSignal | undefined): Promise<void> {
  await clock.sleep(0);
  if (signal?.aborted === true) throw new KairosError('cancelled', 'observing was ended; the next observation goes on');
}

interface Observing {
  readonly before: Seen;
  readonly now: RefSnapshot;
  /** What is written is added here, so that it is told after an early end, too. */
  readonly observed: Observed;
  readonly goOn: () => Promise<void>;
}

/** @returns the counts of repeated events, for the snapshot. @throws KairosError `cancelled` between two portions. */
async function writeNews(
  world: Pick<World, 'clock' | 'files' | 'git' | 'random'>,
  ws: Workspace,
  view: LogView,
  { before, now, observed, goOn }: Observing,
): Promise<ReadonlyMap<string, number>> {
  const news = await gather(world.git, before, now, { size: PORTION, goOn });
  const { drafts: eventful, repeats } = eventDrafts(news.events, before.repeats, world.clock.now());
  const write = async (drafts: readonly EntryDraft[], secrets: number): Promise<void> => {
    const result = await writeDrafts(world, ws, view, drafts);
    for (const entry of result.written) observed.written.push(entry);
    observed.secretsReplaced += secrets + result.secrets;
  };
  for (let from = 0; from < news.commits.length; from += PORTION) {
    if (from > 0) await goOn();
    const portion = news.commits.slice(from, from + PORTION);
    await write(
      portion.map(({ commit, label, lost }) => commitDraft(commit, label, { lost })),
      portion.reduce((sum, { secrets }) => sum + secrets, 0),
    );
  }
  await write([...news.drafts, ...eventful], 0);
  return repeats;
}
