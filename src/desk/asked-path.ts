/**
 * Turns a path that a person typed into filters for recall: its place in the work tree, and the commits that touch it. It does not search.
 */
import { shortId } from '../base/git-objects.js';
import { isPattern } from '../base/glob.js';
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { Filters } from '../recall/question/filters.js';
import type { Files } from '../world/files.js';
import type { Git } from '../world/git.js';

/** So many former names of a file are asked about. */
const NAMES_MOST = 16;

interface Asking {
  readonly files: Pick<Files, 'realPath' | 'stat'>;
  readonly git: Pick<Git, 'commitsTouching' | 'formerNames'>;
}

/**
 * The filter for a file, a folder or a pattern. A path is absolute, or relative to the user's folder; if nothing exists there, relative to the root.
 * A path that exists in neither place may mean either, since the file may have been deleted. Git is asked once, of a pattern twice: what stands on
 * disk or in the history under just that name is no pattern. A file that stands is asked about by the names, too, that it had before.
 * @param cwd absolute, with `/`; at or below the root.
 * @throws KairosError `usage` for a place outside of the work tree.
 */
export async function askedPath(
  world: Asking,
  ws: Workspace,
  cwd: string,
  typed: string,
): Promise<Pick<Filters, 'path' | 'isLiteral' | 'touching'>> {
  const places = placesOf(ws, cwd, typed) ?? [belowRoot(ws, await realPlace(world, normal(typed))) ?? outside(ws, typed)];
  const standing = await firstThat(places, async (path) => (await world.files.stat(`${ws.root}/${path}`)) !== undefined);
  const path = standing === undefined ? places : [standing, ...(await namesBefore(world, ws, standing))];
  const touching = await touchingOf(world, ws, path);
  if (!isPattern(typed) || standing !== undefined || touching.size > 0) return { path, isLiteral: true, touching };
  const patterns = typed.includes('/') ? await patternsOf(world, ws, places) : [typed];
  return { path: patterns, touching: await touchingOf(world, ws, patterns, { arePatterns: true }) };
}

/** The paths from the root that the typed path may mean, likeliest first; undefined for an absolute path that is not below the root as written. */
function placesOf(ws: Workspace, cwd: string, typed: string): readonly string[] | undefined {
  if (/^(?:[A-Za-z]:)?\//.test(typed)) {
    const place = belowRoot(ws, normal(typed));
    return place === undefined ? undefined : [place];
  }
  const here = belowRoot(ws, normal(`${cwd}/${typed}`));
  const fromRoot = /^\.\.?(?:\/|$)/.test(typed) ? undefined : belowRoot(ws, normal(`${ws.root}/${typed}`));
  const places = [...new Set([here, fromRoot])].filter((place) => place !== undefined);
  return places.length > 0 ? places : outside(ws, typed);
}

function outside(ws: Workspace, typed: string): never {
  throw new KairosError('usage', `the path "${typed}" is outside of ${ws.root}`, {
    hint: 'give a file or a folder of this repository: absolute, from the folder you are in, or from the root',
  });
}

/** An absolute path (`/repo/a`, `C:/repo/a`) without `.`, `..`, double slashes and one at the end. */
function normal(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `${path.startsWith('/') ? '/' : ''}${names.join('/')}`;
}

function belowRoot({ root }: Workspace, path: string): string | undefined {
  if (path === root) return '';
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
}

/** Resolves the symbolic links among the folders of a path, as far as these folders exist. */
async function realPlace({ files }: Asking, path: string): Promise<string> {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const real = await files.realPath(path.slice(0, end));
    if (real !== undefined) return normal(`${real}${path.slice(end)}`);
  }
  return path;
}

async function namesBefore({ files, git }: Asking, ws: Workspace, path: string): Promise<readonly string[]> {
  if (!ws.hasGit || (await files.stat(`${ws.root}/${path}`))?.kind !== 'file') return [];
  try {
    return (await git.formerNames(path)).slice(0, NAMES_MOST);
  } catch (error) {
    if (error instanceof KairosError && error.code === 'git-failed') return [];
    throw error;
  }
}

/** The likeliest of what a pattern with a slash may mean: the first whose folders before the first mark exist, else any. */
async function patternsOf({ files }: Asking, ws: Workspace, places: readonly string[]): Promise<readonly string[]> {
  const standing = await firstThat(places, async (path) => {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/', path.search(/[*?]/))));
    return (await files.stat(`${ws.root}/${folder}`)) !== undefined;
  });
  return standing === undefined ? places : [standing];
}

async function touchingOf(
  { git }: Asking,
  ws: Workspace,
  paths: readonly string[],
  options: { readonly arePatterns?: boolean } = {},
): Promise<ReadonlySet<string>> {
  // The whole tree needs no history, and a plain folder has none.
  if (paths.includes('') || !ws.hasGit) return new Set();
  try {
    return new Set(Array.from(await git.commitsTouching(paths, options), (id) => shortId(id)));
  } catch (error) {
    // A clone without trees cannot tell; what the entries name is still found.
    if (error instanceof KairosError && error.code === 'git-failed') return new Set();
    throw error;
  }
}

async function firstThat<T>(items: readonly T[], test: (item: T) => Promise<boolean>): Promise<T | undefined> {
  for (const item of items) if (await test(item)) return item;
  return undefined;
}
