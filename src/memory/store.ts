/**
 * The only reader and writer of ground state: logs, tails, topics and MEMORY.md as they stand on disk. It appends and never rewrites;
 * it follows no symbolic link below the root; it does not know the journal, whose findings reach it as a `LogView`.
 */
import { compareText } from '../base/order.js';
import { utcDay } from '../dates/day.js';
import { REFS } from '../base/refs.js';
import { refuseNewerFormat } from '../config/config.js';
import { isUnwritable, KairosError } from '../base/errors.js';
import type { FileKind } from '../world/files.js';
import type { World } from '../world/world.js';
import { dayOfPath, dayPath, isTopicSlug, type Workspace } from '../base/workspace.js';
import { logBlocks, parseDailyLog } from './daily-log.js';
import { type Entry, type EntryDraft, type Problem, entryId, formatEntry, localKey, normalizeText } from './entry.js';
import { kindRow } from './kinds.js';
import type { Topic } from './topic.js';
import { TOPIC_LIMIT_BYTES } from './topic-bullet.js';

type Disk = Pick<World, 'files'>;

/** How logs are to be read at this moment; made by `inspectCheckout` and `restore` of the journal. */
export interface LogView {
  /** Paths from the repository's root that git tracks under ignored names: what a checkout put there is never read or appended to. */
  readonly hidden: ReadonlySet<string>;
  /** Path relative to `.kairos` -> the text to read instead of the file. */
  readonly overlay: ReadonlyMap<string, string>;
}

export const PLAIN_VIEW: LogView = { hidden: new Set(), overlay: new Map() };

/** The writer of a folder without git, and of a work tree that has written nothing yet. */
export const LOCAL_WRITER = 'local';

/** One day of one writer, before it is read. */
export interface LogPlace {
  readonly writer: string;
  readonly day: string;
  /** Relative to `.kairos`. */
  readonly path: string;
}

export interface LogText extends LogPlace {
  readonly text: string;
}

interface DayOptions {
  /** Only these days, YYYY-MM-DD. */
  readonly days?: readonly string[];
}

export const LOG_LIMIT_BYTES = 64 * 1024 * 1024;
const MEMORY_LIMIT_BYTES = 1024 * 1024;
const WRITER = /^[0-9a-z]{8}$/;
const PEER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const READS_AT_ONCE = 32;

/**
 * The eight characters that name this work tree's journal, made on first use. `local` in a folder without git.
 * @throws KairosError `damaged` when the file holds something else: a guessed new name would split the journal.
 */
export async function writerOf(world: Pick<World, 'files' | 'random'>, ws: Workspace): Promise<string> {
  const known = await knownWriter(world, ws);
  if (known !== undefined) return known;
  const fresh = world.random.base32(8);
  if (await world.files.create(ws.writerFile, `${fresh}\n`)) return fresh;
  const others = await knownWriter(world, ws);
  if (others !== undefined) return others;
  // Only an empty file is left to be here: the remains of a write that was cut off, which names nobody.
  await world.files.write(ws.writerFile, `${fresh}\n`);
  return fresh;
}

/** The writer without making one: undefined where git is and nothing was written yet. @throws KairosError `damaged`. */
export async function knownWriter(world: Disk, ws: Workspace): Promise<string | undefined> {
  if (!ws.hasGit) return LOCAL_WRITER;
  const written = (await world.files.read(ws.writerFile))?.trim();
  if (written === undefined || written === '') return undefined;
  if (WRITER.test(written)) return written;
  throw new KairosError('damaged', `${ws.writerFile} does not hold a writer's name`, {
    hint: `write the last part of this work tree's ${REFS.journals} name into it, or remove it to begin a new journal`,
  });
}

/** Ids that were forgotten, and never come back: not by observing again, not from a peer. */
export async function readForgotten(world: Disk, ws: Workspace): Promise<ReadonlySet<string>> {
  const text = ws.hasGit ? await world.files.read(ws.forgotten) : undefined;
  return new Set(
    (text ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  );
}

/** Every day file that may be read, own and peers', sorted by path; what lies there and may not be read is reported. */
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
  const add = (path: string): boolean => {
    const place = logPlaceOf(path, own);
    if (place && (!days || days.has(place.day))) found.set(path, place);
    return place !== undefined;
  };
  const walk = async (folder: string, depth: number): Promise<void> => {
    for (const { name, kind } of await world.files.list(`${ws.kairos}/${folder}`)) {
      const path = `${folder}/${name}`;
      if (kind === 'link') problems.push(linkProblem(path));
      else if (kind === 'directory' && depth > 1) await (wanted(path, days) ? walk(path, depth - 1) : undefined);
      else if (kind === 'file' && !view.hidden.has(`.kairos/${path}`)) {
        if (!(depth === 1 && add(path)) && name.endsWith('.md'))
          problems.push({ path, line: 0, message: 'is not named YYYY/MM/YYYY-MM-DD.md and is not read' });
      }
    }
  };
  if (await isRealFolder(world, ws, '', problems)) {
    if (await isRealFolder(world, ws, 'logs', problems)) await walk('logs', 3);
    for (const peer of await peersOf(world, ws, own, problems)) await walk(`peers/${peer}`, 3);
  }
  for (const path of view.overlay.keys()) add(path);
  return { places: [...found.values()].toSorted((a, b) => compareText(a.path, b.path)), problems };
}

/** The texts of own and peers' logs, sorted by path, as the view has them. */
export async function readLogs(world: Disk, ws: Workspace, view: LogView, options: DayOptions = {}): Promise<LogText[]> {
  return (await loadLogs(world, ws, view, options)).logs;
}

/**
 * All entries, sorted by time, path and line. Ids are unique in the result: the same entry in several journals is one, with its first
 * path as source; an anchor that a person used twice keeps its first place and the later bullet gets an address.
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
    const parsed = parseDailyLog(log.text, log);
    problems.push(...parsed.problems);
    for (const entry of parsed.entries) {
      if (forgotten.has(entry.id)) continue;
      const first = entries.get(entry.id);
      if (!first) entries.set(entry.id, entry);
      else if (first.text !== entry.text && !(first.ours && entry.ours)) {
        const address = entryId('second-anchor', `${entry.id}\0${log.day}\0${entry.text}`);
        if (!entries.has(address)) entries.set(address, { ...entry, id: address, defined: false });
        problems.push({
          path: entry.source.path,
          line: entry.source.line,
          message: `^${entry.id} stands already at ${first.source.path}:${first.source.line}; this bullet is known as ^${address}`,
        });
      }
    }
  }
  const sorted = [...entries.values()].toSorted(
    (a, b) => a.atMs - b.atMs || compareText(a.source.path, b.source.path) || a.source.line - b.source.line,
  );
  return { entries: sorted, problems };
}

/**
 * Writes drafts down, each in the log of its own UTC day: first all lines of a day to the tail in the git directory, then the same
 * bytes to the live log, one append each, so that a kill in between leaves the whole journal in ref + tail. A draft whose id stands in an
 * own or peer's file of that day, or was forgotten, is skipped. Where only the live log cannot be written, the tail has it, and a restore
 * brings it there later. Returns what was written, by day and time.
 * @throws KairosError as `formatEntry`, `newer-format`, and `bad-path` where a link stands in the way; nothing is written then.
 */
export async function appendEntries(
  world: Pick<World, 'files' | 'random'>,
  ws: Workspace,
  view: LogView,
  drafts: readonly EntryDraft[],
): Promise<Entry[]> {
  if (drafts.length === 0) return [];
  refuseNewerFormat(await world.files.read(ws.config));
  const writer = await writerOf(world, ws);
  const forgotten = await readForgotten(world, ws);
  const days = new Map<string, Bullet[]>();
  for (const bullet of bulletsOf(drafts, writer)) {
    if (forgotten.has(bullet.id)) continue;
    const day = utcDay(bullet.draft.atMs);
    const others = days.get(day);
    if (others) others.push(bullet);
    else days.set(day, [bullet]);
  }
  for (const day of days.keys()) await refuseLinks(world, ws, `logs/${dayPath(day)}`);
  const peers = await peersOf(world, ws, writer, []);
  const written: Entry[] = [];
  for (const day of [...days.keys()].toSorted()) {
    const path = `logs/${dayPath(day)}`;
    const tail = `${ws.tails}/${writer}/${day}.md`;
    const own = (await readLog(world, ws, view, path)) ?? '';
    const copies = await Promise.all(peers.map((peer) => readLog(world, ws, view, `peers/${peer}/${dayPath(day)}`)));
    const standing = idsIn([own, ws.hasGit ? await world.files.read(tail) : undefined, ...copies]);
    const fresh: Bullet[] = [];
    for (const bullet of (days.get(day) ?? []).toSorted((a, b) => a.draft.atMs - b.draft.atMs)) {
      if (standing.has(bullet.id)) continue;
      standing.add(bullet.id);
      fresh.push(bullet);
    }
    if (fresh.length === 0) continue;
    const lines = fresh.map((bullet) => bullet.lines).join('');
    if (ws.hasGit) await world.files.append(tail, lines);
    if (!view.hidden.has(`.kairos/${path}`)) {
      await world.files.append(`${ws.kairos}/${path}`, lines).catch((error: unknown) => {
        // What the tail holds is safe, and read from there; an error would have the caller say it again.
        if (!ws.hasGit || !isUnwritable(error)) throw error;
      });
    }
    written.push(...entriesOf(fresh, own, path, writer));
  }
  return written;
}

/** The live topics, sorted by slug. What cannot be one (a link, a bad name, over 256 KB) is reported and not read. */
export async function readTopics(world: Disk, ws: Workspace, view: LogView): Promise<{ topics: Topic[]; problems: Problem[] }> {
  const problems: Problem[] = [];
  const topics: Topic[] = [];
  if (!(await isRealFolder(world, ws, '', problems)) || !(await isRealFolder(world, ws, 'topics', problems))) return { topics, problems };
  const files = (await world.files.list(ws.topics)).filter(({ name }) => name.endsWith('.md'));
  // remark takes longer to load than all the rest of the program; whoever has no topics does not wait for it.
  const { parseTopic } = files.length > 0 ? await import('./topic.js') : { parseTopic: undefined };
  for (const { name, kind } of files) {
    const path = `topics/${name}`;
    const refusal = refuseTopic(name, kind, (await world.files.stat(`${ws.topics}/${name}`))?.sizeBytes ?? 0);
    const text = refusal ? undefined : (view.overlay.get(path) ?? (await world.files.read(`${ws.topics}/${name}`)));
    if (refusal) problems.push({ path, line: 0, message: refusal });
    if (text === undefined || !parseTopic) continue;
    const parsed = parseTopic(text, path);
    topics.push(parsed.topic);
    problems.push(...parsed.problems);
  }
  return { topics: topics.toSorted((a, b) => compareText(a.slug, b.slug)), problems };
}

/** MEMORY.md as it stands; undefined if there is none or it may not be read (then a problem says why). */
export async function readMemoryIndex(world: Disk, ws: Workspace): Promise<{ text: string | undefined; problems: Problem[] }> {
  const problems: Problem[] = [];
  const path = 'MEMORY.md';
  if (!(await isRealFolder(world, ws, '', problems))) return { text: undefined, problems };
  const stat = await world.files.stat(ws.memoryIndex);
  if (!stat) return { text: undefined, problems };
  if (stat.kind !== 'file') problems.push(stat.kind === 'link' ? linkProblem(path) : { path, line: 0, message: 'is not a file' });
  else if (stat.sizeBytes > MEMORY_LIMIT_BYTES) problems.push({ path, line: 0, message: tooLarge(stat.sizeBytes, MEMORY_LIMIT_BYTES) });
  return { text: problems.length > 0 ? undefined : await world.files.read(ws.memoryIndex), problems };
}

interface Bullet {
  readonly draft: EntryDraft;
  readonly id: string;
  readonly lines: string;
}

function bulletsOf(drafts: readonly EntryDraft[], writer: string): Bullet[] {
  const ordinals = new Map<string, number>();
  return drafts.map((draft) => {
    const alike = `${draft.kind}\0${localKey(writer, draft.atMs, draft.text, 0)}`;
    const ordinal = draft.key === undefined && draft.id === undefined ? (ordinals.get(alike) ?? 0) : 0;
    ordinals.set(alike, ordinal + 1);
    const id = draft.id ?? entryId(draft.kind, draft.key ?? localKey(writer, draft.atMs, draft.text, ordinal));
    return { draft, id, lines: formatEntry({ ...draft, actor: draft.actor, id }) };
  });
}

function entriesOf(bullets: readonly Bullet[], before: string, path: string, writer: string): Entry[] {
  let line = before === '' ? 1 : before.split('\n').length + (before.endsWith('\n') ? 0 : 1);
  return bullets.map(({ draft, id, lines }) => {
    const source = { path, line, writer };
    line += lines.split('\n').length - 1;
    const { kind, actor, atMs } = draft;
    return {
      id,
      defined: true,
      ours: true,
      kind,
      actor,
      atMs,
      text: normalizeText(draft.text),
      source,
      origin: kindRow(kind, actor).origin,
    };
  });
}

function idsIn(texts: readonly (string | undefined)[]): Set<string> {
  const ids = new Set<string>();
  for (const text of texts) for (const block of text ? logBlocks(text) : []) if (block.id !== undefined) ids.add(block.id);
  return ids;
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

/** One log as the view has it; undefined if there is none, it is hidden, or it is too large to be a day. */
export async function readLog(world: Disk, ws: Workspace, view: LogView, path: string): Promise<string | undefined> {
  const instead = view.overlay.get(path);
  if (instead !== undefined) return instead;
  if (view.hidden.has(`.kairos/${path}`)) return undefined;
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

/** Whether a year's or month's folder can hold one of the days. */
function wanted(folder: string, days: ReadonlySet<string> | undefined): boolean {
  if (!days) return true;
  const begin = /(?:^logs|^peers\/[^/]+)\/(.*)$/.exec(folder)?.[1]?.replace('/', '-') ?? '';
  return [...days].some((day) => day.startsWith(begin));
}

async function peersOf(world: Disk, ws: Workspace, own: string, problems: Problem[]): Promise<string[]> {
  if (!(await isRealFolder(world, ws, 'peers', problems))) return [];
  const names: string[] = [];
  for (const { name, kind } of await world.files.list(ws.peers)) {
    if (kind === 'link') problems.push(linkProblem(`peers/${name}`));
    else if (kind === 'directory' && PEER.test(name) && name !== own) names.push(name);
  }
  return names;
}

async function isRealFolder(world: Disk, ws: Workspace, path: string, problems: Problem[]): Promise<boolean> {
  const stat = await world.files.stat(path === '' ? ws.kairos : `${ws.kairos}/${path}`);
  if (stat?.kind === 'link') problems.push(linkProblem(path === '' ? '.' : path));
  else if (stat && stat.kind !== 'directory')
    problems.push({ path: path === '' ? '.' : path, line: 0, message: 'is not a folder; nothing in it is read' });
  return stat?.kind === 'directory';
}

async function refuseLinks(world: Disk, ws: Workspace, path: string): Promise<void> {
  const parts = path.split('/');
  for (let count = 0; count <= parts.length; count++) {
    const below = parts.slice(0, count).join('/');
    const full = below === '' ? ws.kairos : `${ws.kairos}/${below}`;
    const kind = (await world.files.stat(full))?.kind;
    if (kind === undefined) return;
    if (kind !== (count === parts.length ? 'file' : 'directory')) {
      throw new KairosError(
        'bad-path',
        `${full} is a ${kind === 'link' ? 'symbolic link' : kind} where a ${count === parts.length ? 'file' : 'folder'} must stand`,
        {
          hint: 'move it away; kairos writes through no link',
        },
      );
    }
  }
}

function refuseTopic(name: string, kind: FileKind, sizeBytes: number): string | undefined {
  if (kind === 'link') return 'is a symbolic link and is not followed';
  if (kind !== 'file') return 'is not a file';
  if (!isTopicSlug(name.slice(0, -3))) return 'is not a topic\'s name: lower-case letters, digits, ".", "_" and "-", 80 at most';
  return sizeBytes > TOPIC_LIMIT_BYTES ? tooLarge(sizeBytes, TOPIC_LIMIT_BYTES) : undefined;
}

function linkProblem(path: string): Problem {
  return { path, line: 0, message: 'is a symbolic link and is not followed' };
}

function tooLarge(sizeBytes: number, limitBytes: number): string {
  return `${sizeBytes} bytes are over the limit of ${limitBytes}; it is not read`;
}
