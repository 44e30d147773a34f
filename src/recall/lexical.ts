/**
 * The saved index of words, brought up to date by whoever reads. Derived: it may be deleted, damaged or of another version at any
 * time and is then made again without a word. It never fails a reader, and never changes ground state.
 *
 *     index/lexical/head.json            which segments count, which file stands in which, by what stamp
 *     index/lexical/<digest>.segment     named by content, so that two savers cannot disturb each other: the last head wins
 *
 * Two segments at most: what changed since the base was made stands in a second, small one, so that an edit costs little.
 */
import { sha256 } from '../hash.js';
import type { Problem } from '../memory/entry.js';
import type { LogView } from '../memory/store.js';
import { readForgotten, readLog, readTopics } from '../memory/store.js';
import type { Workspace } from '../workspace.js';
import type { World } from '../world.js';
import { docsOfLog, docsOfTopic, type Doc } from './document.js';
import { docAt, formatSegment, parseSegment, SEGMENT_FORMAT, type Segment } from './segment.js';
import { listSources, TOPICS, type Source } from './sources.js';
import { supersededIn, type Replacement } from './superseded.js';
import { joinSegments, type LexicalIndex } from './view.js';

type Disk = Pick<World, 'files' | 'clock'>;

interface FileRow {
  readonly hash: string;
  readonly problems: readonly Problem[];
  /** Changed so shortly before it was read that an equal stamp proves nothing. */
  readonly racy: boolean;
  /** 0 the base, 1 the later one. */
  readonly segment: number;
  readonly stamp: string;
}

interface Head {
  readonly files: Readonly<Record<string, FileRow>>;
  readonly format: number;
  readonly segments: readonly string[];
  /** Replaced id -> what replaced it. */
  readonly superseded: Readonly<Record<string, Replacement>>;
}

interface Saved {
  readonly head: Head;
  readonly segments: readonly Segment[];
}

interface Next extends Saved {
  /** Segments that are not on disk yet: name and text. */
  readonly unsaved: readonly (readonly [string, string])[];
}

/** A file system's clock may be as coarse as two seconds (FAT). */
const RACY_MS = 2000;
/** Another reader may still be opening the segment that it found in the head it read. */
const SWEEP_AFTER_MS = 60_000;
const NAME = /^[0-9a-f]{24}\.segment$/;

/**
 * The index as of now: loaded, brought up to date with the files that changed, saved again if it could be.
 * Equal files give equal answers, whatever came before.
 */
export async function openLexical(world: Disk, ws: Workspace, view: LogView): Promise<LexicalIndex> {
  const ours = isOurs(view);
  const ground: Ground = { ...(await listSources(world, ws, view)), forgotten: await readForgotten(world, ws) };
  const saved = ours ? await load(world, ws) : undefined;
  try {
    return await refresh(world, ws, view, ground, saved, ours);
  } catch (error) {
    // Sound by its digest and still not what it should be: not ours. Without it the same error would be a real one.
    if (!saved) throw error;
    return refresh(world, ws, view, ground, undefined, ours);
  }
}

interface Ground {
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
  readonly forgotten: ReadonlySet<string>;
}

async function refresh(
  world: Disk,
  ws: Workspace,
  view: LogView,
  ground: Ground,
  saved: Saved | undefined,
  ours: boolean,
): Promise<LexicalIndex> {
  const { sources, problems, forgotten } = ground;
  const kept = new Map<string, FileRow>();
  const fresh = new Map<string, { row: FileRow; docs: Doc[] }>();
  let touched = saved === undefined || Object.keys(saved.head.files).length !== sources.length;
  for (const source of sources) {
    const known = saved?.head.files[source.path];
    if (known && known.stamp === source.stamp && !known.racy) {
      kept.set(source.path, known);
      continue;
    }
    const read = await readSource(world, ws, view, source);
    const racy = source.mtimeMs + RACY_MS > world.clock.now();
    if (known && known.hash === read.hash) {
      kept.set(source.path, { ...known, stamp: source.stamp, racy });
      touched ||= known.stamp !== source.stamp || known.racy !== racy;
    } else {
      fresh.set(source.path, { docs: read.docs, row: { hash: read.hash, problems: read.problems, racy, segment: 1, stamp: source.stamp } });
      touched = true;
    }
  }
  if (saved && !touched) return viewOf(saved, problems, forgotten);
  const next = renew(saved, kept, fresh);
  const index = viewOf(next, problems, forgotten);
  if (ours) await save(world, ws, next);
  return index;
}

function viewOf({ head, segments }: Saved, problems: readonly Problem[], forgotten: ReadonlySet<string>): LexicalIndex {
  const home = new Map(Object.entries(head.files).map(([path, row]) => [path, row.segment]));
  const inFiles = Object.values(head.files).flatMap((row) => row.problems);
  const superseded = new Map(Object.entries(head.superseded));
  return joinSegments(segments, home, { superseded, problems: [...problems, ...inFiles], forgotten });
}

interface Read {
  readonly hash: string;
  readonly docs: Doc[];
  readonly problems: readonly Problem[];
}

async function readSource(world: Disk, ws: Workspace, view: LogView, source: Source): Promise<Read> {
  if (source.path === TOPICS) {
    const { topics, problems } = await readTopics(world, ws, view);
    return {
      hash: sha256(JSON.stringify([topics.map(({ slug, text }) => [slug, text]), problems])),
      docs: topics.flatMap(docsOfTopic),
      problems,
    };
  }
  const text = await readLog(world, ws, view, source.path);
  if (text === undefined) {
    const problems = [{ path: source.path, line: 0, message: 'is gone or too large, and is not read' }];
    return { hash: '', docs: [], problems };
  }
  return { hash: sha256(text), ...docsOfLog(text, source.path, source.day) };
}

// ---------------------------------------------------------------- making the next state

/** The next state: unchanged files stay in the base, changed ones share one small segment, until that is not small any more. */
function renew(
  saved: Saved | undefined,
  kept: ReadonlyMap<string, FileRow>,
  fresh: ReadonlyMap<string, { row: FileRow; docs: Doc[] }>,
): Next {
  const base = saved?.segments[0];
  const baseSize = base?.head.id.length ?? 0;
  const inBase = [...kept].filter(([, row]) => row.segment === 0).map(([path]) => path);
  const basePaths = new Set(inBase);
  const living = base ? base.head.files.reduce((sum, [path, , length]) => sum + (basePaths.has(path) ? length : 0), 0) : 0;
  const later: { path: string; docs: readonly Doc[] }[] = [...fresh].map(([path, { docs }]) => ({ path, docs }));
  if (saved) for (const [path, row] of kept) if (row.segment === 1) later.push({ path, docs: docsIn(saved.segments[1], path) });
  const laterSize = later.reduce((sum, { docs }) => sum + docs.length, 0);

  const merge = !saved || laterSize > 500 + baseSize / 8 || living < baseSize * 0.75;
  const files: Record<string, FileRow> = {};
  const rows = [...kept, ...[...fresh].map(([path, { row }]) => [path, row] as const)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [path, row] of rows) files[path] = { ...row, segment: merge || basePaths.has(path) ? 0 : 1 };

  const segments: { name: string; segment: Segment; text: string | undefined }[] = [];
  if (merge) segments.push(made([...later, ...inBase.map((path) => ({ path, docs: docsIn(base, path) }))]));
  else {
    segments.push({ name: saved.head.segments[0] as string, segment: base as Segment, text: undefined });
    if (later.length > 0) segments.push(made(later));
  }
  const parsed = segments.map(({ segment }) => segment);
  const docs = allDocs(parsed, files);
  const head = { files, format: SEGMENT_FORMAT, segments: segments.map(({ name }) => name), superseded: supersededIn(docs) };
  return { head, segments: parsed, unsaved: segments.flatMap(({ name, text }) => (text === undefined ? [] : [[name, text] as const])) };
}

function made(files: { path: string; docs: readonly Doc[] }[]): { name: string; segment: Segment; text: string } {
  const text = formatSegment(files.sort((a, b) => (a.path < b.path ? -1 : 1)));
  return { name: `${sha256(text).slice(0, 24)}.segment`, segment: parseSegment(text) as Segment, text };
}

function docsIn(segment: Segment | undefined, path: string): Doc[] {
  const row = segment?.head.files.find(([name]) => name === path);
  if (!segment || !row) return [];
  return Array.from({ length: row[2] }, (_, at) => docAt(segment, row[1] + at));
}

function allDocs(segments: readonly Segment[], files: Readonly<Record<string, FileRow>>): Doc[] {
  return segments.flatMap((segment, number) =>
    segment.head.files.flatMap(([path, first, length]) =>
      files[path]?.segment === number ? Array.from({ length }, (_, at) => docAt(segment, first + at)) : [],
    ),
  );
}

// ---------------------------------------------------------------- disk

/** What a checkout put where the index stands is neither read nor replaced. (Through links nothing is written: the port sees to it.) */
function isOurs(view: LogView): boolean {
  return ![...view.hidden].some((path) => path.startsWith('.kairos/index/'));
}

async function load(world: Disk, ws: Workspace): Promise<Saved | undefined> {
  try {
    const text = await world.files.read(`${ws.lexicalIndex}/head.json`);
    const head = text === undefined ? undefined : (JSON.parse(text) as Head);
    if (head?.format !== SEGMENT_FORMAT || head.segments.length > 2 || !head.segments.every((name) => NAME.test(name))) return undefined;
    const segments: Segment[] = [];
    for (const name of head.segments) {
      const bytes = await world.files.readBytes(`${ws.lexicalIndex}/${name}`);
      if (!bytes || sha256(bytes).slice(0, 24) !== name.slice(0, 24)) return undefined;
      const segment = parseSegment(new TextDecoder().decode(bytes));
      if (!segment) return undefined;
      segments.push(segment);
    }
    return { head, segments };
  } catch {
    // Unreadable or not ours: the files are the truth, this is made again.
    return undefined;
  }
}

/** Segments first, the head last. A folder that cannot be written to costs time at the next reading, nothing else. */
async function save(world: Disk, ws: Workspace, next: Next): Promise<void> {
  const folder = ws.lexicalIndex;
  try {
    // Asking must not found a memory: a repository without .kairos stays without one.
    if ((await world.files.stat(ws.kairos)) === undefined) return;
    // Where nobody ran init, git must not offer the index for a commit.
    await world.files.create(`${folder}/.gitignore`, '*\n');
    for (const [name, text] of next.unsaved) await world.files.write(`${folder}/${name}`, text);
    await world.files.write(`${folder}/head.json`, `${JSON.stringify(next.head)}\n`);
    for (const { name } of await world.files.list(folder)) {
      if (!NAME.test(name) || next.head.segments.includes(name)) continue;
      const stat = await world.files.stat(`${folder}/${name}`);
      if (stat && stat.mtimeMs + SWEEP_AFTER_MS < world.clock.now()) await world.files.remove(`${folder}/${name}`);
    }
  } catch {
    // Read-only or full: recall works from memory.
  }
}
