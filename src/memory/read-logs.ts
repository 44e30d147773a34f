/**
 * Reads the logs on disk, own and peers', through a `LogView`. It writes nothing, follows no symbolic link below the root, and reports what it
 * cannot read.
 */
import { BLOB_LIMIT_BYTES } from '../base/git-objects.js';
import { compareText } from '../base/order.js';
import { dayOfPath, dayPath, type Workspace } from '../base/workspace.js';
import type { FileKind, FileStat } from '../world/files.js';
import type { World } from '../world/world.js';
import { entryId, type Entry, type Problem } from './entry.js';
import { isHidden, type LogView } from './log-view.js';
import { isRealFolder, linkProblem } from './no-links.js';
import { parsedLog } from './parsed-logs.js';
import { isOurCopy, readPeerWitness } from './peer-witness.js';
import { knownWriter, LOCAL_WRITER } from './writer.js';

type Disk = Pick<World, 'files'>;

/** The log of one day of one writer, not read yet. */
export interface LogPlace {
  readonly writer: string;
  readonly day: string;
  /** Relative to `.kairos`. */
  readonly path: string;
  /** Where all logs were listed at once: what stands there. Undefined for a text of the view. */
  readonly stat?: FileStat;
}

export interface LogText extends LogPlace {
  readonly text: string;
}

interface DayOptions {
  /** Only these days, YYYY-MM-DD. */
  readonly days?: readonly string[];
}

/** Larger files are no day's log and are not read: once committed to the journal they could not be read back. */
export const LOG_LIMIT_BYTES = BLOB_LIMIT_BYTES;
/** A year, a month, and the log itself. */
const DEPTH = 3;
const PEER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const READS_AT_ONCE = 32;
const PEERS = 'peers/';
const DAY_NAME_LENGTH = 'YYYY-MM-DD.md'.length;

/** The forgotten ids. Entries with these ids must not come back, neither by observing again nor from a peer. */
export async function readForgotten(world: Disk, ws: Workspace): Promise<ReadonlySet<string>> {
  const text = ws.hasGit ? await world.files.read(ws.forgotten) : undefined;
  return new Set(
    (text ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  );
}

/** All readable logs, own and peers', sorted by path, and problems for files that may not be read. @throws KairosError `damaged`. */
export async function listLogs(
  world: Disk,
  ws: Workspace,
  view: LogView,
  options: DayOptions = {},
): Promise<{ places: LogPlace[]; problems: Problem[] }> {
  const own = (await knownWriter(world, ws)) ?? LOCAL_WRITER;
  const problems: Problem[] = [];
  const days = options.days && new Set(options.days);
  const found = new Map<string, LogPlace>();
  /** False if the path is no log's. */
  const add = (path: string, stat?: FileStat): boolean => {
    const place = logPlaceOf(path, own);
    if (place && (!days || days.has(place.day))) found.set(path, stat ? { ...place, stat } : place);
    return place !== undefined;
  };
  const judge = (path: string, kind: FileKind, mayBeLog: boolean, stat?: FileStat): void => {
    if (kind === 'link') problems.push(linkProblem(path));
    else if (kind === 'file' && !isHidden(view, path) && !(mayBeLog && add(path, stat)) && path.endsWith('.md'))
      problems.push({ path, line: 0, message: 'is not named YYYY/MM/YYYY-MM-DD.md and is not read' });
  };
  const walkSome = async (folder: string, depth: number): Promise<void> => {
    for (const { name, kind } of await world.files.list(`${ws.kairos}/${folder}`)) {
      const path = `${folder}/${name}`;
      if (kind !== 'directory') judge(path, kind, depth === 1);
      else if (depth > 1 && wanted(path, days)) await walkSome(path, depth - 1);
    }
  };
  const walkAll = async (folder: string): Promise<void> => {
    for (const [path, stat] of await world.files.stats(`${ws.kairos}/${folder}`)) {
      const depth = path.split('/').length;
      if (depth <= DEPTH) judge(`${folder}/${path}`, stat.kind, depth === DEPTH, stat);
    }
  };
  const walk = async (folder: string): Promise<void> => (days ? walkSome(folder, DEPTH) : walkAll(folder));
  if (await isRealFolder(world, ws, '', problems)) {
    if (await isRealFolder(world, ws, 'logs', problems)) await walk('logs');
    for (const peer of await peersOf(world, ws, own, problems)) await walk(`peers/${peer}`);
    await dropForeign(world, ws, found, problems);
  }
  for (const path of view.overlay.keys()) add(path);
  problems.sort((a, b) => compareText(a.path, b.path));
  return { places: [...found.values()].toSorted((a, b) => compareText(a.path, b.path)), problems };
}

/** Takes out of the found logs what lies below `peers` and is no copy that kairos made: a problem for each writer. */
async function dropForeign(world: Disk, ws: Workspace, found: Map<string, LogPlace>, problems: Problem[]): Promise<void> {
  const copies = ws.hasGit ? [...found.values()].filter(({ path }) => path.startsWith(PEERS)) : [];
  if (copies.length === 0) return;
  const witness = await readPeerWitness(world, ws);
  const foreign = new Map<string, number>();
  for (const { path, writer, stat } of copies) {
    if (await isOurCopy(world, ws, witness, path.slice(PEERS.length), stat)) continue;
    found.delete(path);
    foreign.set(writer, (foreign.get(writer) ?? 0) + 1);
  }
  for (const [writer, count] of foreign)
    problems.push({
      path: `${PEERS}${writer}`,
      line: 0,
      message: `holds ${count === 1 ? 'a log' : `${count} logs`} that kairos did not copy from a journal here, not read: "rm -r .kairos/${PEERS}${writer}" loses nothing`,
    });
}

/** The text of another writer's log of one day, if it is a copy that kairos made. */
export async function readPeerLog(world: Disk, ws: Workspace, view: LogView, writer: string, day: string): Promise<string | undefined> {
  const path = `${PEERS}${writer}/${dayPath(day)}`;
  const text = await readLog(world, ws, view, path);
  if (text === undefined || !ws.hasGit) return text;
  return (await isOurCopy(world, ws, await readPeerWitness(world, ws), path.slice(PEERS.length))) ? text : undefined;
}

/** The days from `since` on that have a log, in order, from one look at names alone. @throws KairosError `damaged`. */
export async function daysOfLogs(world: Disk, ws: Workspace, view: LogView, since: string): Promise<string[]> {
  const own = (await knownWriter(world, ws)) ?? LOCAL_WRITER;
  const days = new Set<string>();
  // Only what may be a day's log is judged: the others are thousands.
  const add = (path: string): void => {
    const place = path.slice(-DAY_NAME_LENGTH, -'.md'.length) < since ? undefined : logPlaceOf(path, own);
    if (place) days.add(place.day);
  };
  if (await isRealFolder(world, ws, '', [])) {
    const folders = (await isRealFolder(world, ws, 'logs', [])) ? ['logs'] : [];
    for (const peer of await peersOf(world, ws, own, [])) folders.push(`peers/${peer}`);
    for (const folder of folders)
      for (const [path, { kind }] of await world.files.stats(`${ws.kairos}/${folder}`))
        if (kind === 'file' && !isHidden(view, `${folder}/${path}`)) add(`${folder}/${path}`);
  }
  for (const path of view.overlay.keys()) add(path);
  return [...days].filter((day) => day >= since).toSorted();
}

/** The texts of own and peers' logs, sorted by path, as the view shows them. @throws KairosError `damaged`. */
export async function readLogs(world: Disk, ws: Workspace, view: LogView, options: DayOptions = {}): Promise<LogText[]> {
  return (await loadLogs(world, ws, view, options)).logs;
}

/**
 * All entries, sorted by time, path and line. Ids are unique in the result: the same entry in several journals is one, with its first path as
 * source; if an anchor is used twice, an entry of ours keeps it, else the first bullet, and the other one gets an address.
 * @throws KairosError `damaged`.
 */
export async function readEntries(
  world: Disk,
  ws: Workspace,
  view: LogView,
  options: DayOptions = {},
): Promise<{ entries: Entry[]; problems: Problem[] }> {
  const { logs, problems } = await loadLogs(world, ws, view, options);
  const forgotten = await readForgotten(world, ws);
  const entries = new Map<string, Entry>();
  for (const log of logs) {
    const parsed = parsedLog(log.text, log);
    problems.push(...parsed.problems);
    for (const entry of parsed.entries) {
      if (forgotten.has(entry.id)) continue;
      const before = entries.get(entry.id);
      const [first, second] = before?.ours === false && entry.ours ? [entry, before] : [before ?? entry, before && entry];
      entries.set(entry.id, first);
      if (second && first.text !== second.text && !(first.ours && second.ours)) {
        const { path, line } = second.source;
        const address = entryId('second-anchor', `${entry.id}\0${dayOfPath(path)}\0${second.text}`);
        if (!entries.has(address)) entries.set(address, { ...second, id: address, defined: false });
        const place = `${first.source.path}:${first.source.line}`;
        problems.push({ path, line, message: `^${entry.id} stands already at ${place}; this bullet is known as ^${address}` });
      }
    }
  }
  const sorted = [...entries.values()].toSorted(
    (a, b) => a.atMs - b.atMs || compareText(a.source.path, b.source.path) || a.source.line - b.source.line,
  );
  return { entries: sorted, problems };
}

async function loadLogs(world: Disk, ws: Workspace, view: LogView, options: DayOptions): Promise<{ logs: LogText[]; problems: Problem[] }> {
  const { places, problems } = await listLogs(world, ws, view, options);
  const logs: LogText[] = [];
  for (let at = 0; at < places.length; at += READS_AT_ONCE) {
    const batch = places.slice(at, at + READS_AT_ONCE);
    const texts = await Promise.all(batch.map((place) => readLog(world, ws, view, place.path)));
    for (const [index, place] of batch.entries()) {
      const text = texts[index];
      if (text === undefined)
        problems.push({ path: place.path, line: 0, message: `is gone, or over ${LOG_LIMIT_BYTES} bytes, and is not read` });
      else logs.push({ ...place, text });
    }
  }
  return { logs, problems };
}

/** The text of one log as the view shows it; undefined if there is none, it is hidden, or it is over 64 MiB. */
export async function readLog(world: Disk, ws: Workspace, view: LogView, path: string): Promise<string | undefined> {
  const instead = view.overlay.get(path);
  if (instead !== undefined) return instead;
  if (isHidden(view, path)) return undefined;
  const stat = await world.files.stat(`${ws.kairos}/${path}`);
  if (stat?.kind !== 'file' || stat.sizeBytes > LOG_LIMIT_BYTES) return undefined;
  return world.files.read(`${ws.kairos}/${path}`);
}

function logPlaceOf(path: string, own: string): LogPlace | undefined {
  const day = dayOfPath(path);
  if (day === undefined) return undefined;
  if (path === `logs/${dayPath(day)}`) return { writer: own, day, path };
  const [room, writer, ...rest] = path.split('/');
  return room === 'peers' && writer !== undefined && PEER.test(writer) && writer !== own && rest.join('/') === dayPath(day)
    ? { writer, day, path }
    : undefined;
}

/** True if a folder of a year or month can hold one of the days. */
function wanted(folder: string, days: ReadonlySet<string> | undefined): boolean {
  if (!days) return true;
  const begin = /(?:^logs|^peers\/[^/]+)\/(.*)$/.exec(folder)?.[1]?.replace('/', '-') ?? '';
  return [...days].some((day) => day.startsWith(begin));
}

/** The other writers with journals in `peers/`; links there are added to the problems. */
export async function peersOf(world: Disk, ws: Workspace, own: string, problems: Problem[]): Promise<string[]> {
  if (!(await isRealFolder(world, ws, 'peers', problems))) return [];
  const names: string[] = [];
  for (const { name, kind } of await world.files.list(ws.peers)) {
    if (kind === 'link') problems.push(linkProblem(`peers/${name}`));
    else if (kind === 'directory' && PEER.test(name) && name !== own) names.push(name);
  }
  return names;
}
