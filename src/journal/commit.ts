/**
 * Commits the logs of this work tree to `refs/kairos/journal/<writer>`, unsigned. It must not touch the user's index, HEAD or work tree.
 *
 *     logs/2026/11/2026-11-20.md     append-only: the text of each commit begins with the text of the one before (until a person seals an edit)
 *     edited/2026/11/2026-11-20.md   the person's version of the file, while it differs
 *     scheduled_tasks.json
 */
import { plural } from '../base/plural.js';
import { HOUR_MS } from '../dates/units.js';
import { errorText, KairosError, type ErrorCode } from '../base/errors.js';
import { LOG_LIMIT_BYTES } from '../memory/read-logs.js';
import { writerOf } from '../memory/writer.js';
import { isHidden, type LogView } from '../memory/log-view.js';
import { dayOfPath, type Workspace } from '../base/workspace.js';
import type { ObjectId } from '../world/git-refs.js';
import type { FileChange } from '../world/git-write.js';
import type { World } from '../world/world.js';
import { journalRef } from '../base/refs.js';
import { bytesOf, byteTextOf, exactTextOf, lineCount } from './bytes.js';
import { refuseLinks } from './checkout.js';
import { signer } from '../base/signer.js';
import { withJournalLock } from './journal-lock.js';
import { blobTexts, editedPath, journalTips, journalTree, logPath, TASKS, type JournalTree } from './journal-tree.js';
import { isReadableTasks, notedTasks, noteReadable } from './journaled-tasks.js';
import { repair } from './restore.js';
import { liveDays, compareDays, type DayReading, type DayComparison } from './compare-days.js';
import { dropTails, setTailsAside } from './tails.js';

export interface JournalCommit {
  readonly commit?: ObjectId;
  /** Files of the journal that the commit changed. */
  readonly files: number;
  /**
   * Why there is no commit: 'nothing' is new, the last commit is too 'recent', another process is 'busy' with this journal, or it 'failed'
   * (`commitIfPossible` alone says so).
   */
  readonly skipped?: 'nothing' | 'recent' | 'busy' | 'failed';
  /** Why it failed, in one line. */
  readonly why?: string;
}

const PATIENCE_MS = 5_000;

/**
 * Restores missing lines, then commits what is new.
 * @param options.minIntervalMs skip if the last commit is younger than this; 0 commits now. Default: one hour.
 * @throws KairosError `bad-path` for linked logs, `ref-moved` if another process moved the ref in two attempts, `lock-held` if the lock was lost.
 */
export async function commitJournal(
  world: World,
  ws: Workspace,
  view: LogView,
  options: { readonly minIntervalMs?: number } = {},
): Promise<JournalCommit> {
  if (!ws.hasGit) return { files: 0, skipped: 'nothing' };
  const minIntervalMs = options.minIntervalMs ?? HOUR_MS;
  const writer = await writerOf(world, ws);
  if (minIntervalMs > 0 && (await isRecent(world, writer, minIntervalMs))) return { files: 0, skipped: 'recent' };
  const done = await withJournalLock(world, ws, writer, minIntervalMs > 0 ? 0 : PATIENCE_MS, async (held) => {
    const check = (): Promise<void> => held.check();
    try {
      return await commitOnce(world, ws, view, writer, check);
    } catch (error) {
      if (!(error instanceof KairosError) || error.code !== 'ref-moved') throw error;
      return commitOnce(world, ws, view, writer, check);
    }
  });
  return done ?? { files: 0, skipped: 'busy' };
}

/** A journal that cannot be written takes no line away: lines of ours stand in the tail, and a person's in their log. */
const CANNOT: ReadonlySet<ErrorCode> = new Set(['disk-full', 'git-busy', 'git-failed', 'not-writable']);

/**
 * As `commitJournal`, for callers whose own work is done without the commit: where git or the disk cannot make it, the result says why, and the next
 * commit makes up for it. @throws KairosError as `commitJournal` for all else.
 */
export async function commitIfPossible(...given: Parameters<typeof commitJournal>): Promise<JournalCommit> {
  try {
    return await commitJournal(...given);
  } catch (error) {
    if (!(error instanceof KairosError && CANNOT.has(error.code))) throw error;
    return { files: 0, skipped: 'failed', why: errorText(error).split('\n', 1)[0] ?? '' };
  }
}

async function isRecent(world: Pick<World, 'git' | 'clock'>, writer: string, minIntervalMs: number): Promise<boolean> {
  const tip = (await journalTips(world.git)).get(writer);
  const lastMs = tip === undefined ? undefined : await world.git.committedAtMs(tip);
  if (lastMs === undefined) return false;
  // A commit from the future means that the clock was set back, so it does not count as recent.
  const age = world.clock.now() - lastMs;
  return age >= 0 && age < minIntervalMs;
}

async function commitOnce(world: World, ws: Workspace, view: LogView, writer: string, check: () => Promise<void>): Promise<JournalCommit> {
  const { comparison: before } = await repair(world, ws, writer);
  await refuseLinks(world, ws, before.checkout);
  const generation = await setTailsAside(world, ws, writer);
  const found = await compareDays(world, ws, writer, { days: await liveDays(world, ws), unfinished: true });
  const days = found.readings.map((reading) => ({ reading, ...newTexts(reading, view) }));
  const changes = [
    ...days.flatMap(({ reading, log, edit }) => dayChanges(reading, log, edit)),
    ...(await tasksChange(world, ws, view, found)),
  ];

  let commit: ObjectId | undefined;
  if (changes.length > 0) {
    const lines = days.reduce((sum, { reading, log }) => sum + Math.max(0, lineCount(log ?? '') - lineCount(reading.committed ?? '')), 0);
    const touched = new Set(changes.flatMap((change) => dayOfPath(change.path) ?? []));
    const message = `kairos journal: ${plural(lines, 'line')}, ${plural(touched.size, 'day')}\n`;
    const parent = found.tree.tip;
    await check();
    [commit] = await world.git.commitChain(
      [{ message, author: await signer(world), parent, changes }],
      [{ ref: journalRef(writer), old: parent, new: '#0' }],
    );
  }
  await dropTails(world, ws, writer, generation, committedIn(world, commit ?? found.tree.tip, found.tree));
  return commit === undefined ? { files: 0, skipped: 'nothing' } : { commit, files: changes.length };
}

/** The texts of a day in `logs/` and `edited/` after this commit; undefined = no such file. */
function newTexts(reading: DayReading, view: LogView): { log: string | undefined; edit: string | undefined } {
  const { live, wanted, expected } = reading;
  if (reading.unreadable !== undefined) return { log: undefined, edit: reading.keptEdit };
  const truth = expected === '' && reading.committed === undefined ? undefined : expected;
  if (reading.hidden || isHidden(view, reading.path) || live === undefined) return { log: truth, edit: reading.keptEdit };
  if (reading.edited) return { log: truth, edit: wanted?.startsWith(live) ? live : wanted };
  // Not `wanted`: a line that is in the tail only may be being written, and may get another place in the live file.
  return { log: wanted?.startsWith(live) ? live : truth, edit: undefined };
}

function dayChanges(reading: DayReading, log: string | undefined, edit: string | undefined): FileChange[] {
  const changes: FileChange[] = [];
  if (log !== undefined && log !== (reading.committed ?? '')) changes.push({ path: logPath(reading.day), content: bytesOf(log) });
  if (edit !== reading.keptEdit || reading.lostEdit)
    changes.push({ path: editedPath(reading.day), content: edit === undefined ? undefined : bytesOf(edit) });
  // What cannot be read back is not committed: it would cost the day.
  return changes.filter(({ content }) => content === undefined || content.length <= LOG_LIMIT_BYTES);
}

async function tasksChange(world: World, ws: Workspace, view: LogView, found: DayComparison): Promise<FileChange[]> {
  if (isHidden(found.checkout, TASKS) || isHidden(view, TASKS)) return [];
  if (((await world.files.stat(`${ws.kairos}/${TASKS}`))?.sizeBytes ?? 0) > LOG_LIMIT_BYTES) return [];
  const bytes = await world.files.readBytes(`${ws.kairos}/${TASKS}`);
  if (!bytes) return [];
  const id = found.tree.tasks;
  const committed = id === undefined ? undefined : (await blobTexts(world.git, [id])).get(id);
  const text = byteTextOf(bytes);
  const isReadable = isReadableTasks(text);
  if (isReadable) await noteReadable(world, ws, exactTextOf(text));
  // A text that cannot be read takes the place of none that can: restored, it would help nobody.
  const noted = isReadable ? undefined : await notedTasks(world, ws);
  if (noted === undefined && !isReadable && committed !== undefined && isReadableTasks(committed)) return [];
  const content = noted === undefined ? bytes : new TextEncoder().encode(noted);
  return committed === byteTextOf(content) ? [] : [{ path: TASKS, content }];
}

/** Reads the committed text of a day at a tip, the tree and each day at most once. */
function committedIn(world: Pick<World, 'git'>, tip: ObjectId | undefined, known: JournalTree): (day: string) => Promise<string> {
  let tree: Promise<JournalTree> | undefined;
  const texts = new Map<string, Promise<string>>();
  const textOf = async (day: string): Promise<string> => {
    tree ??= tip === known.tip ? Promise.resolve(known) : journalTree(world.git, tip);
    const id = (await tree).logs.get(day);
    return id === undefined ? '' : ((await blobTexts(world.git, [id])).get(id) ?? '');
  };
  // A day has a generation for each commit of the last minutes.
  return (day) => {
    const text = texts.get(day) ?? textOf(day);
    texts.set(day, text);
    return text;
  };
}
