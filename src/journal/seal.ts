/**
 * Seals edited logs: a person confirms the edits, and the live bytes become the committed text. The former text stays in the history of the
 * journal's ref. It writes no log.
 */
import { plural } from '../base/plural.js';
import { knownWriter, writerOf } from '../memory/writer.js';
import { isHidden, type LogView } from '../memory/log-view.js';
import { dayOfPath, type Workspace } from '../base/workspace.js';
import type { FileChange } from '../world/git-write.js';
import type { World } from '../world/world.js';
import { bytesOf } from './bytes.js';
import { refuseLinks } from './checkout.js';
import { signer } from '../base/signer.js';
import { busyJournal, withJournalLock } from './journal-lock.js';
import { journalRef } from '../base/refs.js';
import { editedPath, logPath } from './journal-tree.js';
import { compareDays } from './compare-days.js';
import { repair } from './restore.js';

const PATIENCE_MS = 5_000;

/**
 * Restores vanished lines of ours, then commits every edited day with its live bytes. Returns the paths sealed, below `.kairos`.
 * @throws KairosError `lock-held` while another process commits, `bad-path` for linked logs, `damaged` for a writer file that cannot be read,
 * `ref-moved`.
 */
export async function sealLogs(world: World, ws: Workspace, view: LogView): Promise<readonly string[]> {
  if (!ws.hasGit) return [];
  // Logs that came from elsewhere are sealed into the first commit of a journal.
  const isFirst = (await knownWriter(world, ws)) === undefined;
  if (isFirst && (await compareDays(world, ws, undefined)).edited.length === 0) return [];
  const writer = await writerOf(world, ws);
  const sealed = await withJournalLock(world, ws, writer, PATIENCE_MS, async (held) => {
    const { comparison: found } = await repair(world, ws, writer);
    await refuseLinks(world, ws, found.checkout);
    const changes: FileChange[] = [];
    const paths: string[] = [];
    for (const path of found.edited) {
      const day = dayOfPath(path) as string;
      if (isHidden(view, path) || isHidden(found.checkout, path)) continue;
      // Where the live log is gone as well, what can still be read of the day stands.
      const lost = found.readings.find((one) => one.day === day && one.unreadable !== undefined);
      const bytes = (await world.files.readBytes(`${ws.kairos}/${path}`)) ?? (lost && bytesOf(lost.wanted ?? ''));
      if (!bytes) continue;
      paths.push(path);
      changes.push({ path: logPath(day), content: bytes });
      if (found.tree.edited.has(day)) changes.push({ path: editedPath(day), content: undefined });
    }
    if (paths.length === 0) return [];
    await held.check();
    const message = `kairos journal: sealed ${plural(paths.length, 'edited day')}\n\n${paths.join('\n')}\n`;
    const parent = found.tree.tip;
    await world.git.commitChain(
      [{ message, author: await signer(world), parent, changes }],
      [{ ref: journalRef(writer), old: parent, new: '#0' }],
    );
    return paths;
  });
  if (sealed === undefined) throw busyJournal(writer);
  return sealed;
}
