/** Observes the repository: writes entries for what changed since the last snapshot. It reads refs and commits, not the work tree; moves no ref. */
import type { Entry, EntryDraft } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { commitDraft } from './commit-entry.js';
import { gather } from './gather.js';
import { isSameSeen } from './seen.js';
import { readRefSnapshot, readSeen, seenOf, writeSeen } from './seen-refs.js';
import { eventDrafts, writeDrafts } from './write.js';

/** Commits written at once, which bounds memory when a pull brings ten thousand. */
const PORTION = 500;

/**
 * Compares branches, tags, stash and HEAD with the last snapshot and writes an entry for each new commit and each event. The first snapshot is a
 * baseline and writes none. The snapshot is saved after the entries, so that after a crash the same work is repeated; repeated entries have the
 * same ids and are not added twice.
 * @returns the written entries, and how many secrets were replaced.
 * @throws KairosError `newer-format`, and what appending entries throws.
 */
export async function observe(
  world: Pick<World, 'clock' | 'files' | 'git' | 'random'>,
  ws: Workspace,
  view: LogView,
): Promise<{ written: Entry[]; secretsReplaced: number }> {
  if (!ws.hasGit) return { written: [], secretsReplaced: 0 };
  const before = await readSeen(world, ws);
  const now = await readRefSnapshot(world);
  if (before === undefined) {
    await writeSeen(world, ws, seenOf(now, undefined, new Map()));
    return { written: [], secretsReplaced: 0 };
  }
  if (isSameSeen(before, seenOf(now, before, before.repeats))) return { written: [], secretsReplaced: 0 };
  const news = await gather(world.git, before, now);
  const { drafts: eventful, repeats } = eventDrafts(news.events, before.repeats, world.clock.now());
  const written: Entry[] = [];
  let secretsReplaced = news.secrets;
  const write = async (drafts: readonly EntryDraft[]): Promise<void> => {
    const result = await writeDrafts(world, ws, view, drafts);
    written.push(...result.written);
    secretsReplaced += result.secrets;
  };
  for (let from = 0; from < news.commits.length; from += PORTION) {
    await write(news.commits.slice(from, from + PORTION).map(({ commit, label, lost }) => commitDraft(commit, label, { lost })));
  }
  await write([...news.drafts, ...eventful]);
  await writeSeen(world, ws, seenOf(now, before, repeats));
  return { written, secretsReplaced };
}
