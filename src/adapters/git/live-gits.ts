/** Tells whether a git that may move refs runs in a repository. It reads the table of processes, and starts, asks and ends none of them. */
import { promises as fs } from 'node:fs';
import { dirname } from 'node:path';
import type { Repository } from '../../world/git.js';
import { codeOf } from '../files-guard.js';

/** These hold no lock of a ref, however long they wait, for example for a pager. */
const READERS = new Set([
  'blame',
  'cat-file',
  'diff',
  'diff-tree',
  'for-each-ref',
  'grep',
  'log',
  'ls-files',
  'ls-tree',
  'rev-list',
  'rev-parse',
  'show',
  'status',
]);

/**
 * True if a git runs that works in this repository, in any of its work trees, and is none of those that only read. Also where that cannot be told: on
 * systems without /proc, and for a git of another user. A program with a git of its own inside is not seen.
 */
export async function gitRuns(repository: Repository): Promise<boolean> {
  const processes = await fs.readdir('/proc').catch(() => undefined);
  if (processes === undefined) return true;
  const places = [repository.root, repository.gitDir, repository.commonDir, ...(await linkedRoots(repository.commonDir))];
  for (const pid of processes) if (/^\d+$/.test(pid) && (await mayWrite(pid, places))) return true;
  return false;
}

async function mayWrite(pid: string, places: readonly string[]): Promise<boolean> {
  const name = await fs.readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  if (!name.startsWith('git')) return false;
  try {
    const said = (await fs.readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    if (READERS.has(verbOf(said))) return false;
    const at = await fs.readlink(`/proc/${pid}/cwd`);
    const environment = await fs.readFile(`/proc/${pid}/environ`, 'utf8');
    return places.some(
      (place) => at === place || at.startsWith(`${place}/`) || said.join(' ').includes(place) || environment.includes(place),
    );
  } catch (error) {
    // What has ended has no folder any more.
    return codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ESRCH';
  }
}

/** The verb of a git: the first word that is neither an option nor the value of one. */
function verbOf([, ...words]: readonly string[]): string {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '-c' || word === '-C') at += 1;
    else if (!word.startsWith('-')) return word;
  }
  return '';
}

async function linkedRoots(commonDir: string): Promise<readonly string[]> {
  const names = await fs.readdir(`${commonDir}/worktrees`).catch(() => []);
  const links = await Promise.all(names.map((name) => fs.readFile(`${commonDir}/worktrees/${name}/gitdir`, 'utf8').catch(() => '')));
  return links.filter((link) => link !== '').map((link) => dirname(link.trim()));
}
