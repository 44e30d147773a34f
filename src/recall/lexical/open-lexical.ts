/**
 * Opens the word index and brings it up to date. The index is derived: if it is deleted, damaged or of another version, it is made again
 * silently. A bad index must not fail a reader, and opening must not change ground state.
 *
 * It has two segments at most: files that changed since the base was made are in a second, small one, so that an edit costs little.
 */
import { byKey } from '../../base/order.js';
import { sha256 } from '../../base/hash.js';
import type { Problem } from '../../memory/entry.js';
import type { LogsStand } from '../../memory/logs-stand.js';
import { isTrackedIn, type LogView } from '../../memory/log-view.js';
import { readForgotten, readLog } from '../../memory/read-logs.js';
import { readTopics } from '../../memory/read-topics.js';
import type { Workspace } from '../../base/workspace.js';
import type { World } from '../../world/world.js';
import { docsOfLog } from '../text/document.js';
import { presentIn } from './live-slots.js';
import { loadSaved, save, type FileRow, type Saved } from './lexical-disk.js';
import { contentOfTopics, countOf, keptIn, type Part, type SourceContent } from './segment-source.js';
import { formatSegment } from './segment-build.js';
import { parseSegment, type Segment } from './segment.js';
import { listSources, standOfSources, TOPICS, type Source } from '../text/sources.js';
import { supersededIn } from './superseded.js';
import { lexicalIndexOf, type LexicalIndex } from './lexical-index.js';

type Disk = Pick<World, 'files' | 'clock'>;

/** The coarsest clock of a file system is two seconds (FAT). A file that changed more recently may change again under the same stamp. */
const RACY_MS = 2000;

interface IndexInputs {
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
  readonly forgotten: ReadonlySet<string>;
}

/** The inputs that an index in memory was made from. */
interface State {
  saved: Saved;
  readonly problems: readonly Problem[];
  readonly forgotten: ReadonlySet<string>;
  readonly saver: Saver;
}

/** Saves one state after the other; of those that wait, only the latest. */
interface Saver {
  next: Saved | undefined;
  running: Promise<void>;
}

const states = new WeakMap<LexicalIndex, State>();

/**
 * The index of the current files: loads it, reads the files that changed, and saves it if possible. Equal files give equal answers, whatever
 * state was saved before.
 * @param previous the index of an earlier call in this process for the same workspace. Then only changed files are read, the same index is
 * returned where none changed, and saving goes on in the background (see `savedLexical`).
 * @throws KairosError what reading logs and topics throws.
 */
export async function openLexical(world: Disk, ws: Workspace, view: LogView, previous?: LexicalIndex): Promise<LexicalIndex> {
  const place: Place = { world, ws, view, ours: isOurs(view) };
  const forgotten = await readForgotten(world, ws);
  const state = previous && states.get(previous);
  if (previous && state) return follow(place, { ...(await listSources(world, ws, view)), forgotten }, previous, state);
  const stand = place.ours ? await standOfSources(world, ws, view) : undefined;
  const saved = place.ours ? await loadSaved(world, ws) : undefined;
  const inputs = async (): Promise<IndexInputs> => ({ ...(await listSources(world, ws, view)), forgotten });
  try {
    if (stand && saved?.under?.stand === stand.text) return remember(saved, { problems: saved.under.listed, forgotten }, newSaver());
    return await open(place, await inputs(), saved, stand);
  } catch (error) {
    // The saved index had valid digests but wrong contents: ignore it. Without a saved index the error is a real one.
    if (!saved) throw error;
    return open(place, await inputs(), undefined, stand);
  }
}

/** Resolves when the state of the index is on disk, or could not be written. */
export async function savedLexical(index: LexicalIndex): Promise<void> {
  await states.get(index)?.saver.running;
}

interface Place {
  readonly world: Disk;
  readonly ws: Workspace;
  readonly view: LogView;
  readonly ours: boolean;
}

/** False if git tracks files in the index folder: they belong to a branch, and are neither read nor replaced. (The port refuses links.) */
function isOurs(view: LogView): boolean {
  return !isTrackedIn(view, 'index');
}

async function open(place: Place, inputs: IndexInputs, saved: Saved | undefined, stand: LogsStand | undefined): Promise<LexicalIndex> {
  const next = await refresh(place, inputs, saved);
  const { under: _, ...made } = next.saved;
  const settled: Saved = stand?.isSettled === true ? { ...made, under: { stand: stand.text, listed: inputs.problems } } : made;
  if (place.ours && (next.saved !== saved || settled.under !== undefined)) await save(place.world, place.ws, settled);
  return remember(settled, inputs, newSaver());
}

function newSaver(): Saver {
  return { next: undefined, running: Promise.resolve() };
}

async function follow(place: Place, inputs: IndexInputs, previous: LexicalIndex, state: State): Promise<LexicalIndex> {
  const { saver } = state;
  const before = state.saved;
  const next = await refresh(place, inputs, before);
  if (next.saved !== before && place.ours) saveSoon(place, saver, next.saved);
  if (!next.changed && equal(state.problems, inputs.problems) && equal([...state.forgotten], [...inputs.forgotten])) {
    // Only stamps changed; but another call may have updated the state meanwhile, which must not be undone.
    if (state.saved === before) state.saved = next.saved;
    return previous;
  }
  return remember(next.saved, inputs, saver);
}

function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function remember(saved: Saved, { problems, forgotten }: Pick<IndexInputs, 'problems' | 'forgotten'>, saver: Saver): LexicalIndex {
  const later = new Set(saved.segments[LATER]?.meta.files.map(([path]) => path));
  const segmentOf = (source: string): number | undefined => (later.has(source) ? LATER : saved.stale.has(source) ? undefined : BASE);
  const index = lexicalIndexOf(saved.segments, segmentOf, {
    superseded: saved.superseded,
    problems: [...problems, ...saved.found],
    forgotten,
  });
  states.set(index, { saved, problems, forgotten, saver });
  return index;
}

/** Saves in the background, so that the caller does not wait for the disk. */
function saveSoon({ world, ws }: Place, saver: Saver, saved: Saved): void {
  const waiting = saver.next !== undefined;
  saver.next = saved;
  if (waiting) return;
  saver.running = saver.running
    .then(() => world.clock.sleep(0))
    .then(async () => {
      const latest = saver.next;
      saver.next = undefined;
      if (latest) await save(world, ws, latest);
    });
}

// ---------------------------------------------------------------- what changed

interface Read extends SourceContent {
  readonly hash: string;
  readonly problems: readonly Problem[];
}

/** The state of the current files; `saved` itself where no stamp changed. `changed`: the contents of some file did. */
async function refresh(place: Place, { sources }: IndexInputs, saved: Saved | undefined): Promise<{ saved: Saved; changed: boolean }> {
  const before = await saved?.rows();
  const rows = new Map<string, FileRow>();
  const fresh = new Map<string, SourceContent>();
  let restamped = false;
  for (const source of sources) {
    const known = before?.get(source.path);
    if (known && known.stamp === source.stamp && !known.racy) {
      rows.set(source.path, known);
      continue;
    }
    const { hash, problems, ...content } = await readSource(place, source);
    const racy = source.mtimeMs + RACY_MS > place.world.clock.now();
    const same = known?.hash === hash;
    restamped ||= known?.stamp !== source.stamp || known.racy !== racy;
    if (!same) fresh.set(source.path, content);
    rows.set(source.path, same ? { ...known, stamp: source.stamp, racy } : { hash, problems, racy, segment: LATER, stamp: source.stamp });
  }
  if (!saved || fresh.size > 0 || before?.size !== rows.size) return { saved: renew(saved, rows, fresh), changed: true };
  return { saved: restamped ? { ...saved, rows: async () => rows } : saved, changed: false };
}

async function readSource({ world, ws, view }: Place, source: Source): Promise<Read> {
  if (source.path === TOPICS) {
    const { topics, problems } = await readTopics(world, ws, view);
    return {
      hash: digest(JSON.stringify([topics.map(({ slug, text }) => [slug, text]), problems])),
      ...contentOfTopics(topics),
      problems,
    };
  }
  const text = await readLog(world, ws, view, source.path);
  if (text === undefined) {
    const problems = [{ path: source.path, line: 0, message: 'is gone or too large, and is not read' }];
    return { hash: '', docs: [], touches: [], relates: {}, problems };
  }
  return { hash: digest(text), relates: {}, ...docsOfLog(text, source.path, source.day) };
}

function digest(content: string | Uint8Array): string {
  return sha256(content).slice(0, 24);
}

// ---------------------------------------------------------------- making the next state

const BASE = 0;
const LATER = 1;

/** So few entries are copied as quickly as a second segment is made. */
const FEW = 50;

/**
 * The next state. Unchanged files stay in the base and changed ones go into a later segment, so that a line that is added to the log of the day costs what
 * that day holds. What no longer changes goes over into a new base when it has become much, or else each change would copy it.
 * @param rows all files; changed ones already point to the later segment. @param fresh contents of the changed files.
 */
function renew(saved: Saved | undefined, rows: ReadonlyMap<string, FileRow>, fresh: ReadonlyMap<string, SourceContent>): Saved {
  const [base, small] = saved?.segments ?? [];
  const holding = (path: string): Segment | undefined =>
    [small, base].find((segment) => segment?.meta.files.some(([held]) => held === path));
  const changed = [...fresh].map(([path, content]) => keptIn(holding(path), path, content));
  const settled = small ? partsIn(small, (path) => rows.get(path)?.segment === LATER && !fresh.has(path)) : [];
  const kept = base ? partsIn(base, (path) => rows.get(path)?.segment === BASE) : [];
  const still = [...settled, ...kept];
  // The log of the day, however large, is not moved at each of its lines.
  const grows = changed.length === 1 && changed.some(({ path }) => holding(path));
  const isMuch = !grows && countIn(changed) > 500 + (base?.count ?? 0) / 32;
  const isDue = base && (countIn(kept) < base.count * 0.75 || countIn(settled) > 100 + base.count / 25);
  if (!base || isMuch || (isDue && countIn(still) < FEW)) {
    const whole = segmentOf([...changed, ...still]);
    return stateOf(new Map([...rows].map(([path, row]) => [path, inBase(row)])), [whole]);
  }
  if (isDue) {
    const moved = new Map([...rows].map(([path, row]) => [path, fresh.has(path) ? row : inBase(row)]));
    return stateOf(moved, withLater(segmentOf(still), changed));
  }
  return stateOf(rows, withLater({ name: saved?.names[0] as string, segment: base }, [...changed, ...settled]));
}

function partsIn(segment: Segment, isIn: (path: string) => boolean): Part[] {
  return segment.meta.files.flatMap(([path]): Part[] => (isIn(path) ? [{ path, from: segment }] : []));
}

function countIn(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + countOf(part), 0);
}

function inBase(row: FileRow): FileRow {
  return row.segment === BASE ? row : { ...row, segment: BASE };
}

function withLater(base: Named, later: readonly Part[]): Named[] {
  return later.length > 0 ? [base, segmentOf(later)] : [base];
}

interface Named {
  readonly name: string;
  readonly segment: Segment;
}

function stateOf(rows: ReadonlyMap<string, FileRow>, made: readonly Named[]): Saved {
  const segments = made.map(({ segment }) => segment);
  const superseded = supersededIn(
    segments.map((segment, n) => ({ segment, has: presentIn(segment, (source) => rows.get(source)?.segment === n) })),
  );
  const inFiles = [...rows].filter(([, row]) => row.problems.length > 0).sort(byKey);
  return {
    rows: async () => rows,
    names: made.map(({ name }) => name),
    segments,
    stale: new Set(segments[BASE]?.meta.files.flatMap(([path]) => (rows.get(path)?.segment === BASE ? [] : [path]))),
    found: inFiles.flatMap(([, row]) => row.problems),
    superseded,
  };
}

function segmentOf(parts: readonly Part[]): Named {
  const bytes = formatSegment(parts);
  return { name: `${digest(bytes)}.segment`, segment: parseSegment(bytes) as Segment };
}
