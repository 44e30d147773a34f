/**
 * Imports files: reads each, replaces secrets, dates what it says, and writes what is new as entries of the kind `import`. It writes nothing else, and
 * follows nothing that a text names.
 */
import { harmless } from '../base/harmless-text.js';
import type { Workspace } from '../base/workspace.js';
import { normalizeText, type Entry } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import { readEntries, readForgotten } from '../memory/read-logs.js';
import { cutLines } from '../observe/message.js';
import { replaceSecrets } from '../observe/secrets.js';
import { writeDrafts } from '../observe/write.js';
import type { World } from '../world/world.js';
import { decisionIn } from './adr.js';
import { readFileText } from './file-text.js';
import { gitStanding, type GitStanding } from './git-standing.js';
import type { FileText, ImportFile, ImportUnit, RefusedFile, Unread } from './imported-file.js';
import { noteIn } from './note.js';
import { ownDate } from './own-date.js';
import type { Found } from './places.js';
import { placesIn, planImport, type PlannedImport, type ReadUnit, type TakenOut, type WholeFile } from './plan.js';
import { rulesIn } from './rules.js';

/** Room for the last line, time, kind and id below the 16 KB of an entry. */
const TEXT_BYTES = 11_000;
/** So many entries are written at once. */
const PORTION = 100;

type Importing = Pick<World, 'clock' | 'files' | 'git' | 'random'>;

export interface ImportOptions {
  /** Writes nothing. */
  readonly isDry: boolean;
  /** Ends it after the portion under way; the next call goes on from there. */
  readonly signal: AbortSignal;
  /** In files. */
  readonly onProgress: (done: number, total: number) => void;
}

export interface ImportResult {
  /** What is new, in the order of the files; of a dry run what would be written. */
  readonly fresh: readonly PlannedImport[];
  /** What stands in its file no longer. */
  readonly takenOut: readonly TakenOut[];
  readonly written: readonly Entry[];
  /** How many memories were there already, or were forgotten. */
  readonly known: number;
  readonly refused: readonly RefusedFile[];
  readonly passed: number;
  readonly secretsReplaced: number;
}

/** Imports what was found. @throws KairosError as appending entries. */
export async function importFiles(
  world: Importing,
  ws: Workspace,
  view: LogView,
  found: Found,
  options: ImportOptions,
): Promise<ImportResult> {
  const { isDry, signal, onProgress } = options;
  const standing = await gitStanding(world, [...new Set(found.roots)], ws.hasGit);
  const refused = [...found.refused];
  const units: ReadUnit[] = [];
  const whole: WholeFile[] = [];
  for (const [at, file] of found.files.entries()) {
    if (signal.aborted) break;
    onProgress(at, found.files.length);
    const read = await unitsOf(world, file, standing);
    if (read.why !== undefined) refused.push({ path: file.shown, why: read.why });
    if (read.units) {
      units.push(...read.units);
      whole.push(standOf(file, standing, Math.min(file.mtimeMs, world.clock.now())));
    }
    await world.clock.sleep(0);
  }
  onProgress(found.files.length, found.files.length);
  const { entries } = await readEntries(world, ws, view);
  if (!signal.aborted) whole.push(...(await goneAmong(world, ws, found, entries, standing)));
  const { fresh, takenOut, known } = planImport(units, whole, entries, await readForgotten(world, ws));
  const written: Entry[] = [];
  const wanted = isDry ? [] : [...fresh, ...takenOut];
  for (let from = 0; from < wanted.length && !signal.aborted; from += PORTION) {
    const drafts = wanted.slice(from, from + PORTION).map(({ draft }) => draft);
    written.push(...(await writeDrafts(world, ws, view, drafts)).written);
  }
  const secretsReplaced = fresh.reduce((sum, { unit }) => sum + unit.secrets, 0);
  return { fresh, takenOut, written, known, refused, passed: found.passed, secretsReplaced };
}

/** Files from which something was imported, and which are gone from where files of their kind were found. */
async function goneAmong(
  { files, git, clock }: Importing,
  ws: Workspace,
  found: Found,
  entries: readonly Entry[],
  standing: GitStanding,
): Promise<WholeFile[]> {
  const there = new Set([...found.files.map(({ shown }) => shown), ...found.refused.map(({ path }) => path)]);
  const gone: WholeFile[] = [];
  for (const { source, path } of placesIn(entries)) {
    if (there.has(path)) continue;
    const beside = found.files.find((file) => file.source === source && folderOf(file.shown) === folderOf(path));
    // Rules are looked for all over the work tree.
    const folder = beside ? folderOf(beside.path) : found.isOfRules && source === 'rule' ? `${ws.root}/${folderOf(path)}` : undefined;
    if (folder === undefined || (await files.stat(`${folder}${path.slice(folderOf(path).length)}`)) !== undefined) continue;
    gone.push(standOf({ source, shown: path, ...(beside?.by && { by: beside.by }) }, standing, clock.now()));
  }
  // What a sparse checkout leaves out is not gone.
  const leftOut = new Set(
    ws.hasGit && gone.length > 0
      ? (await git.index(gone.map(({ shown }) => shown))).filter(({ isLeftOut }) => isLeftOut).map(({ path }) => path)
      : [],
  );
  return gone.filter(({ shown }) => !leftOut.has(shown));
}

/** With the slash at its end; '' for the root. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function standOf(file: Pick<ImportFile, 'source' | 'shown' | 'by'>, standing: GitStanding, atMs: number): WholeFile {
  return { source: file.source, shown: file.shown, by: actorIn(file, standing), atMs };
}

function actorIn({ shown, by }: Pick<ImportFile, 'shown' | 'by'>, standing: GitStanding): ReadUnit['actor'] {
  return by ?? (standing.isTracked(shown) ? 'repo' : undefined);
}

/** `units`: all memories of the file. `why`: it is not read, or has none. */
async function unitsOf(
  world: Importing,
  file: ImportFile,
  standing: GitStanding,
): Promise<{ readonly units?: ReadUnit[]; readonly why?: string }> {
  const text = await readFileText(world, file);
  if ('why' in text) return unread(text);
  const found = memoriesIn(text);
  if (!Array.isArray(found)) return unread(found);
  const actor = actorIn(file, standing);
  const units: ReadUnit[] = [];
  for (const unit of found) {
    const clean = await replaceSecrets(normalizeText(harmless(unit.text)));
    const heading = unit.section === undefined ? undefined : await replaceSecrets(unit.section);
    const secrets = clean.found.length + (heading?.found.length ?? 0);
    if (clean.text === '') continue;
    const atMs = ownDate(
      {
        front: text.front,
        inText: unit.date,
        fileName: file.path.split('/').at(-1) ?? '',
        committedAtMs: standing.committedAtMs(file.shown, text.bytes),
        writtenAtMs: file.mtimeMs,
      },
      world.clock.now(),
    );
    units.push({
      ...unit,
      file,
      atMs,
      actor,
      secrets,
      text: cutLines(clean.text, TEXT_BYTES),
      ...(heading && { section: heading.text.slice(0, 300) }),
    });
  }
  return { units, ...(units.length === 0 && { why: 'says nothing' }) };
}

function unread({ why, isWhole }: Unread): { readonly units?: ReadUnit[]; readonly why: string } {
  return { why, ...(isWhole && { units: [] }) };
}

function memoriesIn(text: FileText): ImportUnit[] | Unread {
  switch (text.file.source) {
    case 'adr':
      return decisionIn(text);
    case 'rule':
      return rulesIn(text);
    case 'note':
      return noteIn(text);
    case 'memory':
      return text.file.path.endsWith('/MEMORY.md') ? rulesIn(text) : noteIn(text);
  }
}
