/**
 * Finds the work tree around a folder without starting git, where the answer is beyond doubt: an own repository of the usual shape. Whatever is unusual is
 * left to git. It reads names, owners and three small files.
 */
import { accessSync, constants, lstatSync, readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';
import { fileStamp } from '../base/file-stamp.js';
import type { Repository } from '../world/git.js';
import type { Environment } from './surroundings.js';

/** Settings that move the work tree, or may bring one that does, from elsewhere. */
const UNUSUAL = /^\s*(?:worktree\b|bare\s*=(?!\s*false\s*$)|\[\s*include)/im;

/** What git demands of a HEAD, or else it takes the folder for none of its own. */
const HEAD = /^(?:ref:\s*refs\/|[0-9a-f]{40})/;

/** The repository as git would name it; undefined where only git knows. */
export function quickRepository(cwd: string, env: Environment): Repository | undefined {
  // Windows has other paths and no owners.
  if (process.geteuid === undefined || (env['GIT_CEILING_DIRECTORIES'] ?? '') !== '') return undefined;
  try {
    const start = realpathSync.native(cwd);
    const device = lstatSync(start).dev;
    for (let folder = start; ; folder = dirname(folder)) {
      const at = lstatSync(folder);
      if (at.dev !== device || isGitFolder(folder)) return undefined;
      const git = statAt(`${folder}/.git`);
      if (git) return isOurs(at) && isOurs(git) ? repositoryAt(folder, git) : undefined;
      if (folder === '/') return undefined;
    }
  } catch {
    return undefined;
  }
}

/** False where no git can be started: then memory is read without it, and people are told. */
export function hasGit(env: Environment): boolean {
  return gitProgram(env) !== undefined;
}

/** Which git would be started, to be compared: its place, and how its file stands. Undefined where there is none. */
export function gitProgram({ PATH }: Environment): string | undefined {
  for (const folder of (PATH ?? '').split(delimiter)) {
    const path = `${folder}/git`;
    try {
      if (folder === '') continue;
      accessSync(path, constants.X_OK);
      const { size, mtimeMs, ino } = statSync(path);
      return `${path} ${fileStamp({ sizeBytes: size, mtimeMs, inode: `${ino}` })}`;
    } catch {
      continue;
    }
  }
  return undefined;
}

function repositoryAt(root: string, git: Stats): Repository | undefined {
  let gitDir = `${root}/.git`;
  if (git.isFile()) {
    const named = /^gitdir: ([^\n]+)\n?$/.exec(readFileSync(gitDir, 'utf8'))?.[1];
    if (named === undefined) return undefined;
    gitDir = realpathSync.native(resolve(root, named));
  } else if (!git.isDirectory()) return undefined;
  const common = statAt(`${gitDir}/commondir`) ? readFileSync(`${gitDir}/commondir`, 'utf8').replace(/\n$/, '') : '.';
  const commonDir = realpathSync.native(resolve(gitDir, common));
  const isUsual =
    isGitFolder(commonDir) &&
    [gitDir, commonDir].every((folder) => isOurs(lstatSync(folder))) &&
    HEAD.test(readFileSync(`${gitDir}/HEAD`, 'latin1')) &&
    statAt(`${gitDir}/config.worktree`) === undefined &&
    !UNUSUAL.test(readFileSync(`${commonDir}/config`, 'utf8'));
  return isUsual ? { root, gitDir, commonDir } : undefined;
}

/** What git takes for a repository itself, a bare one for example. */
function isGitFolder(folder: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => statAt(`${folder}/${name}`) !== undefined);
}

function isOurs({ uid }: Stats): boolean {
  return uid === process.geteuid?.();
}

function statAt(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
