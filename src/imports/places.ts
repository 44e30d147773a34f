/** Where the files are that may be imported. It reads no file, and follows no link: what lies behind one is not what was named. */
import { errorText, KairosError } from '../base/errors.js';
import { parseObject } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import type { ImportSource } from '../memory/import-text.js';
import { folderName, workTreeRoots } from '../sessions/transcript-places.js';
import type { World } from '../world/world.js';
import type { ImportFile, RefusedFile } from './imported-file.js';

type Disk = Pick<World, 'files'>;

export interface Found {
  readonly files: ImportFile[];
  readonly refused: RefusedFile[];
  /** Files of other kinds, which were passed over. */
  passed: number;
  /** The files and folders of the work tree that were looked through, from its root. */
  readonly roots: string[];
  /** All places of rules were looked at. */
  readonly isOfRules?: true;
}

const MARKDOWN = /\.(?:md|markdown)$/i;
const RULES = /(?:^|\/)(?:AGENTS|CLAUDE(?:\.local)?)\.md$/;
const ROOT_RULES = ['AGENTS.md', 'CLAUDE.md', 'CLAUDE.local.md', '.claude/CLAUDE.md'];
const RULES_FOLDER = '.claude/rules';
const LOCAL_SETTINGS = '.claude/settings.local.json';
/** Where projects keep decision records. */
export const RECORD_FOLDERS = ['docs/adr', 'docs/adrs', 'docs/decisions', 'docs/architecture/decisions', 'doc/adr', 'adr'] as const;

function nothingFound(): Found {
  return { files: [], refused: [], passed: 0, roots: [] };
}

/** CLAUDE.md and AGENTS.md of the work tree: those that git tracks, wherever they stand, and those at its root. */
export async function rulesOf(world: Disk & Pick<World, 'git'>, ws: Workspace): Promise<Found> {
  const tracked = ws.hasGit ? (await world.git.index([''])).map(({ path }) => path).filter((path) => RULES.test(path)) : [];
  const found = nothingFound();
  for (const path of new Set([...ROOT_RULES, ...tracked])) await addFile(world, ws, found, `${ws.root}/${path}`, 'rule');
  const folder = `${ws.root}/${RULES_FOLDER}`;
  if ((await world.files.stat(folder))?.kind === 'directory') await addFolder(world, ws, found, folder, 'rule');
  found.roots.push(...found.files.map(({ shown }) => shown));
  return { ...found, isOfRules: true };
}

/** What Claude Code noted for itself of this repository, in one folder for all its work trees. @throws KairosError `not-found` where it keeps none. */
export async function agentMemoryOf(world: Disk & Pick<World, 'git'>, ws: Workspace, cwd: string): Promise<Found> {
  const moved = await movedMemory(world, ws);
  if (moved !== undefined) {
    const elsewhere = nothingFound();
    if ((await world.files.stat(moved))?.kind === 'directory') await addFolder(world, ws, elsewhere, moved, 'memory');
    if (elsewhere.files.length + elsewhere.refused.length > 0)
      return { ...elsewhere, files: elsewhere.files.map((file) => ({ ...file, by: 'model' as const })) };
    throw new KairosError('not-found', 'Claude Code keeps no memory where its settings say', {
      hint: `looked in ${moved} (autoMemoryDirectory)`,
    });
  }
  const projects = ws.transcripts === '' ? undefined : await world.files.realPath(ws.transcripts);
  const found = nothingFound();
  const names = new Set([...(await workTreeRoots(world, ws)), cwd].map(folderName));
  for (const { name, kind } of projects === undefined ? [] : await world.files.list(projects)) {
    if (kind !== 'directory' || ![...names].some((one) => name === one || isCut(name, one))) continue;
    const memory = `${projects}/${name}/memory`;
    if ((await world.files.stat(memory))?.kind === 'directory') await addFolder(world, ws, found, memory, 'memory');
  }
  if (found.files.length + found.refused.length > 0) {
    const files = found.files.map((file) => ({ ...file, shown: file.path.slice(`${projects}/`.length), by: 'model' as const }));
    return { ...found, files };
  }
  throw new KairosError('not-found', 'Claude Code keeps no memory of this repository', {
    hint: `looked in ${ws.transcripts === '' ? 'no folder: HOME is not set' : `${ws.transcripts}/${folderName(ws.root)}/memory`}`,
  });
}

/**
 * The folder that the settings of Claude Code name for its memory (`autoMemoryDirectory`): those of the user for this repository, else of the user. What a branch
 * can bring is not asked, as Claude Code does not ask it either.
 */
async function movedMemory({ files, git }: Disk & Pick<World, 'git'>, ws: Workspace): Promise<string | undefined> {
  if (!ws.transcripts.endsWith('/projects')) return undefined;
  const agentHome = ws.transcripts.slice(0, -'/projects'.length);
  const isTracked = ws.hasGit && (await git.index([LOCAL_SETTINGS])).length > 0;
  for (const path of [...(isTracked ? [] : [`${ws.root}/${LOCAL_SETTINGS}`]), `${agentHome}/settings.json`]) {
    const named = parseObject(await files.read(path))?.['autoMemoryDirectory'];
    if (typeof named !== 'string') continue;
    const folder =
      named.startsWith('~/') && agentHome.endsWith('/.claude')
        ? `${agentHome.slice(0, agentHome.lastIndexOf('/'))}${named.slice(1)}`
        : named;
    if (folder.startsWith('/')) return normal(folder);
  }
  return undefined;
}

/** Claude Code cuts long names, and ends them in a hash. */
function isCut(name: string, whole: string): boolean {
  return whole.length > 200 && name.startsWith(whole.slice(0, 200));
}

/** The folder of decision records: the one that adr-tools were told (`.adr-dir`), if it lies in the work tree, else the first of the usual ones. */
export async function recordFolder({ files }: Disk, ws: Workspace): Promise<string | undefined> {
  const named = (await files.read(`${ws.root}/.adr-dir`))?.trim() ?? '';
  const folders = named === '' || named.split('/').includes('..') ? RECORD_FOLDERS : [named, ...RECORD_FOLDERS];
  for (const folder of folders) if ((await files.stat(`${ws.root}/${folder}`))?.kind === 'directory') return `${ws.root}/${folder}`;
  return undefined;
}

/**
 * The Markdown files at or below what a person named. Folders whose name begins with a dot are passed over, and so is `node_modules`.
 * @param typed absolute, or from the folder `cwd`.
 * @throws KairosError `not-found`; `bad-path` for a link, and for what leads through one out of the work tree; `usage` for another kind of file.
 */
export async function markdownAt(world: Disk, ws: Workspace, cwd: string, typed: string, source: ImportSource): Promise<Found> {
  const path = normal(/^(?:[A-Za-z]:)?\//.test(typed) ? typed : `${cwd}/${typed}`);
  const stat = await world.files.stat(path);
  if (!stat) throw new KairosError('not-found', `there is no ${typed}`, { hint: 'name a file or a folder of Markdown' });
  if (stat.kind === 'link') throw new KairosError('bad-path', `${typed} is a link`, { hint: 'name what it points at' });
  const real = (await world.files.realPath(path)) ?? path;
  const isBelow = (one: string): boolean => one === ws.root || one.startsWith(`${ws.root}/`);
  if (isBelow(path) && !isBelow(real)) throw new KairosError('bad-path', `${typed} leads out of the work tree through a link`);
  if (real === ws.kairos || real.startsWith(`${ws.kairos}/`)) throw new KairosError('usage', `${typed} is kairos' own memory already`);
  const found = nothingFound();
  if (stat.kind === 'directory') await addFolder(world, ws, found, real, source);
  else if (stat.kind === 'file' && MARKDOWN.test(real)) await addFile(world, ws, found, real, source);
  else throw new KairosError('usage', `${typed} is no Markdown file and no folder`, { hint: 'Markdown files end in .md or .markdown' });
  if (isBelow(real)) found.roots.push(real.slice(ws.root.length + 1));
  return found;
}

async function addFolder({ files }: Disk, ws: Workspace, found: Found, folder: string, source: ImportSource): Promise<void> {
  const entries = await files.list(folder).catch((error: unknown) => {
    found.refused.push({ path: shownAs(ws, folder), why: `cannot be read: ${errorText(error)}` });
    return [];
  });
  for (const { name, kind } of entries) {
    const path = `${folder}/${name}`;
    if (kind === 'directory') {
      if (!name.startsWith('.') && name !== 'node_modules') await addFolder({ files }, ws, found, path, source);
    } else if (!MARKDOWN.test(name)) found.passed += 1;
    else await addFile({ files }, ws, found, path, source);
  }
}

async function addFile({ files }: Disk, ws: Workspace, found: Found, path: string, source: ImportSource): Promise<void> {
  const stat = await files.stat(path);
  const shown = shownAs(ws, path);
  if (!stat) return;
  if (stat.kind === 'file') found.files.push({ path, shown, source, mtimeMs: stat.mtimeMs });
  else found.refused.push({ path: shown, why: stat.kind === 'link' ? 'is a link' : 'is no file' });
}

/** From the root of the work tree, or absolute outside of it. */
function shownAs({ root }: Workspace, path: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

/** An absolute path without `.`, `..`, double slashes and one at the end. */
function normal(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `${path.startsWith('/') ? '/' : ''}${names.join('/')}`;
}
