/**
 * Compares, for every day of this work tree's journal, what was committed, what the tail adds, and what is on the disk. A file that has not
 * changed since it was last found in order is not read again (by size, time and inode, as git's index does it). It writes that cache alone.
 */
import { isHidden } from '../memory/log-view.js';
import { jsonFile } from '../base/json.js';
import { shortId } from '../base/git-objects.js';
import { LOG_LIMIT_BYTES, readForgotten } from '../memory/read-logs.js';
import { dayOfPath, dayPath, type Workspace } from '../base/workspace.js';
import type { FileStat } from '../world/files.js';
import type { ObjectId } from '../world/git-refs.js';
import type { World } from '../world/world.js';
import { blobInLive } from './blob-in-live.js';
import { byteTextOf } from './bytes.js';
import type { Checkout } from './checkout.js';
import { inspectCheckout } from './checkout.js';
import { blobTexts, journalTips, journalTree, logPath, type JournalTree } from './journal-tree.js';
import { inOrderNote, type InOrder, type Noted, type OneDay } from './in-order.js';
import { saidElsewhere } from './peers.js';
import { reconcile, type DayTexts, type Reconciled } from './reconcile.js';
import { listTails, readTails, tailKey, type Tail } from './tails.js';

export interface DayReading extends Reconciled {
  readonly day: string;
  /** Below `.kairos`. */
  readonly path: string;
  /** Never written, and shown from the journal: the log is tracked by git, too large, or its committed text cannot be read. */
  readonly hidden: boolean;
  /** Why the day is not read as a whole, for people. */
  readonly trouble?: string;
  /**
   * Set when a text of the journal is there and cannot be read, and the live log does not make up for it: nothing of the day is committed until a person
   * seals what stands.
   */
  readonly unreadable?: ObjectId;
  /** The person's version in the journal cannot be read, but stands in the live log; the next commit replaces it. */
  readonly lostEdit: boolean;
  readonly committed: string | undefined;
  /** The committed `edited/` text. */
  readonly keptEdit: string | undefined;
  readonly live: string | undefined;
}

export interface DayComparison {
  readonly tree: JournalTree;
  readonly checkout: Checkout;
  /** Days that are hidden, differ, or were not in the cache. By day. */
  readonly readings: readonly DayReading[];
  /** Edited days, read now or known from the cache. Paths below `.kairos`, sorted. */
  readonly edited: readonly string[];
  /** Days with text of a person's that neither the ref nor the tail holds. Paths below `.kairos`, sorted. */
  readonly unsaved: readonly string[];
  readonly forgotten: ReadonlySet<string>;
  /** Days with lines in our shape that kairos did not write. */
  readonly strange: readonly Strange[];
  /** Days that cannot be read as a whole. */
  readonly troubles: readonly Trouble[];
  readonly tasksMissing: boolean;
  /** Where every day is in order: the note that says so, for `keepInOrder`. */
  readonly inOrder?: string;
}

/** Entries in our shape that neither journal nor tail has: where each of them begins. The path is below `.kairos`. */
export interface Strange {
  readonly path: string;
  readonly lines: readonly number[];
}

/** Why a day is not read as a whole, for people. The path is below `.kairos`. */
export interface Trouble {
  readonly path: string;
  readonly why: string;
}

/** A day that was found in order. `settled`: a commit would add nothing; `unsaved`: some text is in the live file alone. */
interface Checked {
  /** The live file and the tails. Together with the blobs, which the cache names as well, it stands for all texts of the day. */
  readonly key: string;
  readonly edited: boolean;
  readonly unsaved: boolean;
  readonly settled: boolean;
}

interface DayCache {
  readonly format: 5;
  readonly writer: string;
  readonly forgotten: number;
  readonly index: string;
  readonly tip: ObjectId | '';
  readonly logs: Readonly<Record<string, ObjectId>>;
  readonly edits: Readonly<Record<string, ObjectId>>;
  readonly tasks: ObjectId | '';
  /** Each day as `checkedText` writes it: one text a day, because each short command reads thousands of them. */
  readonly days: Readonly<Record<string, string>>;
}

/** The marks of what is true of a day, then its key: `edited unsaved `, each a letter or nothing. */
function checkedText({ key, edited, unsaved, settled }: Checked): string {
  return `${edited ? 'e' : ''}${unsaved ? 'u' : ''}${settled ? 's' : ''} ${key}`;
}

function readChecked(text: string): Checked {
  const at = text.indexOf(' ');
  const [marks, key] = [text.slice(0, at), text.slice(at + 1)];
  return { key, edited: marks.includes('e'), unsaved: marks.includes('u'), settled: marks.includes('s') };
}

/** A file of a repository within the logs. */
const GIT_FOLDER = /(?:^|\/)\.git(?:\/|$)/;

type CompareWorld = Pick<World, 'files' | 'git'>;

/**
 * Compares the days of `writer` and updates the cache. A cache that cannot be read or written only costs time.
 * @param writer undefined for a work tree that has written nothing yet: nothing in it is ours.
 * @param options.days further days to compare (those on the disk, for a commit).
 * @param options.unfinished also return days that are in order but that a commit would add to.
 */
export async function compareDays(
  world: CompareWorld,
  ws: Workspace,
  writer: string | undefined,
  options: { readonly days?: Iterable<string>; readonly unfinished?: boolean } = {},
): Promise<DayComparison> {
  const forgotten = await readForgotten(world, ws);
  const cacheText = await world.files.read(ws.checkedFile);
  const cache = parseDayCache(cacheText, writer ?? '', forgotten);
  const indexKey = (await world.files.stat(`${ws.gitDir}/index`))?.stamp ?? '';
  const live = await world.files.stats(ws.logs);
  // A link or another repository may have come otherwise than by git.
  const isStrange = [...live].some(([path, { kind }]) => kind === 'link' || GIT_FOLDER.test(path));
  const isAsInspected = indexKey !== '' && cache?.index === indexKey && !isStrange;
  const checkout = isAsInspected ? { hidden: new Set<string>() } : await inspectCheckout(world, ws);
  const tip = writer === undefined ? undefined : (await journalTips(world.git)).get(writer);
  const tree = cache && tip !== undefined && cache.tip === tip ? treeOf(cache) : await journalTree(world.git, tip);
  const tails = writer === undefined ? [] : await listTails(world.files, ws, writer);
  const grown = new Map<string, string>();
  for (const tail of tails) grown.set(tail.day, `${grown.get(tail.day) ?? ''} ${tailKey(tail)}`);

  const known = new Set([...tree.logs.keys(), ...tree.edited.keys(), ...tails.map((tail) => tail.day), ...(options.days ?? [])]);
  const days = [...new Set([...known, ...daysIn(live)])].sort();
  const checked = new Map<string, Checked>();
  const open: { day: string; key: string }[] = [];
  for (const day of days) {
    const key = `${stampOf(live.get(dayPath(day)))}${grown.get(day) ?? ''}`;
    const cached = cache && isSameBlobs(cache, tree, day) ? cache.days[day] : undefined;
    const before = cached?.endsWith(key) === true ? readChecked(cached) : undefined;
    if (before?.key === key && !(options.unfinished && !before.settled) && !isHidden(checkout, logPath(day))) checked.set(day, before);
    else open.push({ day, key });
  }
  const readings = await readDays(
    world,
    ws,
    { writer, tree, checkout, forgotten },
    open.map((one) => one.day),
  );
  readings.forEach((reading, at) => {
    if (!isInOrder(reading)) return;
    const { day, edited } = reading;
    checked.set(day, { key: open[at]?.key ?? '', edited, unsaved: isUnsaved(reading), settled: isSettled(reading) });
  });
  const index = checkout.hidden.size === 0 ? indexKey : '';
  if (writer !== undefined && (open.length > 0 || !cache || !isOf(cache, days.length, index, tip))) {
    await writeDayCache(world, ws, cacheText, {
      format: 5,
      writer,
      forgotten: forgotten.size,
      index,
      tip: tip ?? '',
      logs: Object.fromEntries(tree.logs),
      edits: Object.fromEntries(tree.edited),
      tasks: tree.tasks ?? '',
      days: Object.fromEntries([...checked].map(([day, one]) => [day, checkedText(one)])),
    });
  }
  const tasksMissing =
    tree.tasks !== undefined &&
    !isHidden(checkout, 'scheduled_tasks.json') &&
    !(await world.files.stat(`${ws.kairos}/scheduled_tasks.json`));
  const found = foundIn(readings, days, checked, known);
  const areInOrder = writer !== undefined && !tasksMissing && index !== '' && checked.size === days.length;
  const note = areInOrder
    ? inOrderNote({ writer, index, tip, tails, live, forgotten }, found, tree.tasks !== undefined, newestOf(tails, tree))
    : undefined;
  return { tree, checkout, readings, forgotten, tasksMissing, ...found, ...(note !== undefined && { inOrder: note }) };
}

function newestOf(tails: readonly Tail[], { logs, edited }: JournalTree): OneDay | undefined {
  const day = tails.at(-1)?.day;
  if (day === undefined) return undefined;
  const [log, edit] = [logs.get(day), edited.get(day)];
  return { day, ...(log !== undefined && { log }), ...(edit !== undefined && { edit }) };
}

/**
 * Compares the newest day where no other stands otherwise than it was noted. @param noted with `open`.
 * @returns what is true of all days, and the note that says so; undefined where this day is not in order, and all must be compared.
 */
export async function compareNewest(
  world: CompareWorld,
  ws: Workspace,
  { open, inputs, hasTasks, edited, unsaved }: Noted & { readonly open: OneDay },
): Promise<(InOrder & { readonly note: string }) | undefined> {
  const { day, log, edit } = open;
  const { writer, tip, tails, live, forgotten } = inputs;
  if (live.get(dayPath(day))?.kind !== 'file' || !tails.some((tail) => tail.day === day)) return undefined;
  const tree: JournalTree = {
    tip,
    logs: new Map(log === undefined ? [] : [[day, log]]),
    edited: new Map(edit === undefined ? [] : [[day, edit]]),
    tasks: undefined,
  };
  const [reading] = await readDays(world, ws, { writer, tree, checkout: { hidden: new Set() }, forgotten, isNewest: true }, [day]);
  if (!reading || !isInOrder(reading)) return undefined;
  const now = {
    edited: withPath(edited, reading.path, reading.edited),
    unsaved: withPath(unsaved, reading.path, isUnsaved(reading)),
  };
  return { ...now, note: inOrderNote(inputs, now, hasTasks, open) };
}

function withPath(paths: readonly string[], path: string, isIn: boolean): readonly string[] {
  return [...paths.filter((one) => one !== path), ...(isIn ? [path] : [])].sort();
}

function isInOrder({ hidden, strangers, wanted, live }: DayReading): boolean {
  return !hidden && strangers.length === 0 && wanted === live;
}

/** What is to be told of the days. @param known those that the journal, its tail or the caller named: only their edits are saved at once. */
function foundIn(
  readings: readonly DayReading[],
  days: readonly string[],
  checked: ReadonlyMap<string, Checked>,
  known: ReadonlySet<string>,
): Pick<DayComparison, 'edited' | 'unsaved' | 'strange' | 'troubles'> {
  const edited = new Set([
    ...readings.filter((reading) => reading.edited).map((reading) => reading.day),
    ...days.filter((day) => checked.get(day)?.edited),
  ]);
  const withStrangers = new Map(readings.filter(({ strangers }) => strangers.length > 0).map((reading) => [reading.day, reading]));
  const isUnsavedDay = (day: string): boolean => checked.get(day)?.unsaved ?? isUnsavedStrange(withStrangers.get(day));
  return {
    edited: [...edited].sort().map(logPath),
    unsaved: days.filter((day) => known.has(day) && isUnsavedDay(day)).map(logPath),
    strange: [...withStrangers.values()]
      .filter(({ hidden }) => !hidden)
      .map(({ path, strangers }) => ({ path, lines: strangers.map(({ line }) => line) })),
    troubles: readings.flatMap(({ path, trouble }) => (trouble === undefined ? [] : [{ path, why: trouble }])),
  };
}

/**
 * True for a cache of so many days under the same index and tip. Where each of them was in order, too, its text would be the same, and to make that of
 * thousands of days takes longer than to compare them.
 */
function isOf(cache: DayCache, days: number, index: string, tip: ObjectId | undefined): boolean {
  return cache.index === index && cache.tip === (tip ?? '') && Object.keys(cache.days).length === days;
}

function isSettled({ edited, live, committed, expected, keptEdit, lostEdit }: DayReading): boolean {
  if (lostEdit) return false;
  return edited ? expected === committed && live === keptEdit : live === committed && keptEdit === undefined;
}

function isUnsaved({ edited, live, expected, keptEdit }: DayReading): boolean {
  return live !== undefined && live !== (edited ? keptEdit : expected);
}

interface DayInputs {
  readonly tree: JournalTree;
  readonly writer: string | undefined;
  readonly checkout: Checkout;
  readonly forgotten: ReadonlySet<string>;
  /** Only the newest day, to which one line was added. */
  readonly isNewest?: true;
}

function isUnsavedStrange(reading: DayReading | undefined): boolean {
  return reading !== undefined && isUnsaved(reading);
}

/** The days that have a file: one that the journal does not know may say anything of itself. */
function daysIn(live: ReadonlyMap<string, FileStat>): string[] {
  return [...live.keys()].flatMap((path) => {
    const day = dayOfPath(path);
    return day !== undefined && dayPath(day) === path ? [day] : [];
  });
}

/** Days that have a log in the work tree. */
export async function liveDays(world: Pick<World, 'files'>, ws: Workspace): Promise<readonly string[]> {
  return (await world.files.walk(ws.logs)).flatMap((path) => {
    const day = dayOfPath(path);
    return day !== undefined && logPath(day) === `logs/${path}` ? [day] : [];
  });
}

async function readDays(world: CompareWorld, ws: Workspace, inputs: DayInputs, days: readonly string[]): Promise<DayReading[]> {
  const { tree, checkout, forgotten } = inputs;
  const live = new Map<string, string>();
  /** Of the newest day the log may tell what git would be started for; of all others a text that git has lost is told. */
  const known = new Map<ObjectId, string>();
  const large = new Map<string, number>();
  for (const day of days) {
    const sizeBytes = isHidden(checkout, logPath(day)) ? 0 : ((await world.files.stat(`${ws.kairos}/${logPath(day)}`))?.sizeBytes ?? 0);
    if (sizeBytes > LOG_LIMIT_BYTES) {
      large.set(day, sizeBytes);
      continue;
    }
    const bytes = isHidden(checkout, logPath(day)) ? undefined : await world.files.readBytes(`${ws.kairos}/${logPath(day)}`);
    if (!bytes) continue;
    live.set(day, byteTextOf(bytes));
    const log = inputs.isNewest === true ? tree.logs.get(day) : undefined;
    const begin = log === undefined ? undefined : blobInLive(bytes, log);
    if (log !== undefined && begin) known.set(log, byteTextOf(begin));
  }
  const wanted = days.flatMap((day) => [tree.logs.get(day) ?? [], tree.edited.get(day) ?? []].flat());
  const asked = wanted.filter((id) => !known.has(id));
  const blobs = new Map([...known, ...(await blobTexts(world.git, asked))]);
  const tailTexts =
    inputs.writer === undefined ? new Map<string, string[]>() : await readTails(world.files, ws, inputs.writer, new Set(days));
  const blobOf = (id: ObjectId | undefined): string | undefined => (id === undefined ? undefined : blobs.get(id));
  const textsOf = (day: string): DayTexts => {
    const committed = blobOf(tree.logs.get(day));
    return { committed, edited: blobOf(tree.edited.get(day)), live: live.get(day), tails: tailTexts.get(day) ?? [], forgotten };
  };
  const all = new Map(days.map((day) => [day, reconcile(textsOf(day))]));
  // Seldom: what another journal of this repository says is no stranger here, and reading them all takes long.
  const strange = days.filter((day) => (all.get(day)?.strangers.length ?? 0) > 0);
  const elsewhere = strange.length === 0 ? undefined : await saidElsewhere(world, ws, inputs.writer, strange);
  for (const [day, text] of elsewhere ?? []) all.set(day, reconcile({ ...textsOf(day), elsewhere: text }));
  return days.map((day) => {
    const path = logPath(day);
    const [logId, editId] = [tree.logs.get(day), tree.edited.get(day)];
    const texts = textsOf(day);
    const decided = all.get(day) as Reconciled;
    const isEditLost = editId !== undefined && texts.edited === undefined;
    const unreadable =
      logId !== undefined && texts.committed === undefined ? logId : isEditLost && texts.live === undefined ? editId : undefined;
    const trouble = troubleOf(large.get(day), unreadable);
    return {
      day,
      path,
      hidden: trouble !== undefined || isHidden(checkout, path),
      lostEdit: isEditLost && texts.live !== undefined,
      ...(unreadable !== undefined && { unreadable }),
      ...(trouble !== undefined && { trouble }),
      committed: texts.committed,
      keptEdit: texts.edited,
      live: texts.live,
      ...decided,
      // Only a person may say that what stands takes the place of a text that nobody can compare it with, and nobody seals what is too large.
      edited: !large.has(day) && (unreadable !== undefined || decided.edited),
    };
  });
}

/** Why a day is not read as a whole, and the way out. */
function troubleOf(sizeBytes: number | undefined, unreadable: ObjectId | undefined): string | undefined {
  const large = `has ${sizeBytes} bytes, over the limit of ${LOG_LIMIT_BYTES}: it is neither read nor committed until it is shorter`;
  const lost = `has a text in the journal (blob ${shortId(unreadable ?? '')}) that cannot be read: "kairos log seal" puts what stands in its place`;
  if (sizeBytes !== undefined) return large;
  return unreadable === undefined ? undefined : lost;
}

function stampOf(stat: FileStat | undefined): string {
  return stat?.kind === 'file' ? stat.stamp : '';
}

/** True where the journal has the texts of the day that the cache speaks of. */
function isSameBlobs(cache: DayCache, tree: JournalTree, day: string): boolean {
  return cache.logs[day] === tree.logs.get(day) && cache.edits[day] === tree.edited.get(day);
}

function treeOf(cache: DayCache): JournalTree {
  return {
    tip: cache.tip,
    logs: new Map(Object.entries(cache.logs)),
    edited: new Map(Object.entries(cache.edits)),
    tasks: cache.tasks === '' ? undefined : cache.tasks,
  };
}

/** The cache, if it belongs to this writer and the same forgotten ids; else undefined, and it is made anew. */
function parseDayCache(text: string | undefined, writer: string, forgotten: ReadonlySet<string>): DayCache | undefined {
  if (text === undefined) return undefined;
  try {
    const cache = JSON.parse(text) as DayCache;
    return cache.format === 5 && cache.writer === writer && cache.forgotten === forgotten.size ? cache : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the cache if its text changed. A failure is ignored: the next comparison only takes longer. */
async function writeDayCache(world: CompareWorld, ws: Workspace, before: string | undefined, cache: DayCache): Promise<void> {
  const text = jsonFile(cache);
  if (text !== before) await world.files.write(ws.checkedFile, text).catch(() => undefined);
}
