/**
 * Where Claude Code keeps transcripts, and which of them may be of this repository: a folder is named after the folder in which its sessions began, so that
 * most need not be opened. It reads no transcript.
 */
import type { Workspace } from '../base/workspace.js';
import { compareText } from '../base/order.js';
import type { FileStat } from '../world/files.js';
import type { World } from '../world/world.js';

/** Names longer than this are cut by Claude Code, and end in a hash. */
const NAME_CHARACTERS = 200;

export interface TranscriptFile {
  readonly path: string;
  /** Below the folder of all transcripts. */
  readonly name: string;
  readonly stat: FileStat;
}

/** The roots of all work trees of this clone. No git is started for it. */
export async function workTreeRoots({ files }: Pick<World, 'files'>, { root, commonDir }: Workspace): Promise<readonly string[]> {
  const roots = new Set([root]);
  if (commonDir.endsWith('/.git')) roots.add(commonDir.slice(0, -'/.git'.length));
  for (const { name } of await files.list(`${commonDir}/worktrees`)) {
    const link = (await files.read(`${commonDir}/worktrees/${name}/gitdir`))?.trim();
    if (link?.startsWith('/') && link.endsWith('/.git')) roots.add(link.slice(0, -'/.git'.length));
  }
  return [...roots].toSorted(compareText);
}

/** The transcripts of sessions that began in or below one of these folders, and of some whose folder has a name like theirs; by name. */
export async function transcriptsUnder(
  { files }: Pick<World, 'files'>,
  folder: string,
  roots: readonly string[],
): Promise<TranscriptFile[]> {
  if (folder === '') return [];
  // A home folder may be kept elsewhere, behind a link.
  const real = await files.realPath(folder);
  if (real === undefined) return [];
  const wanted = roots.map((root) => folderName(root).slice(0, NAME_CHARACTERS));
  const found: TranscriptFile[] = [];
  for (const { name, kind } of await files.list(real)) {
    if (kind !== 'directory' || !wanted.some((start) => name === start || name.startsWith(`${start}-`) || isCut(name, start))) continue;
    for (const [path, stat] of await files.stats(`${real}/${name}`))
      if (path.endsWith('.jsonl') && stat.kind === 'file') found.push({ path: `${real}/${name}/${path}`, name: `${name}/${path}`, stat });
  }
  return found.toSorted((a, b) => compareText(a.name, b.name));
}

/** The name that Claude Code gives the folder of a folder's transcripts. */
export function folderName(cwd: string): string {
  return cwd.replace(/[^A-Za-z0-9]/g, '-');
}

function isCut(name: string, start: string): boolean {
  return name.length > NAME_CHARACTERS && name.startsWith(start);
}

/** True if the folder lies in one of the work trees, and in no other repository inside of it. */
export async function isInside({ files }: Pick<World, 'files'>, cwd: string, roots: readonly string[]): Promise<boolean> {
  for (const folder of new Set([cwd, (await files.realPath(cwd)) ?? cwd])) {
    const root = roots
      .filter((one) => folder === one || folder.startsWith(`${one}/`))
      .toSorted((a, b) => b.length - a.length)
      .at(0);
    if (root === undefined) continue;
    let isOwn = true;
    for (let at = folder; at !== root && isOwn; at = at.slice(0, at.lastIndexOf('/')))
      isOwn = (await files.stat(`${at}/.git`)) === undefined;
    if (isOwn) return true;
  }
  return false;
}
