/** What no attack may change or leave behind in a repository: looks at it from outside, by git and the files alone. It repairs nothing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from '../e2e/kairos.js';

/** All files below a folder, none where there is no such folder. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** How often each of the words stands in the logs of these work trees. */
export function countsInLogs(roots: readonly string[], words: readonly string[]): Map<string, number> {
  const counts = new Map(words.map((word) => [word, 0]));
  for (const path of roots.flatMap((root) => filesBelow(join(root, '.kairos/logs'))))
    for (const [, word = ''] of readFileSync(path, 'utf8').matchAll(/^- \S+ (?:note|message)\S* (note-[a-z0-9]+-\d+)\b/gm)) {
      const count = counts.get(word);
      if (count !== undefined) counts.set(word, count + 1);
    }
  return counts;
}

/**
 * What is wrong with a repository after a command that was let alone: lock files of git, and objects that are missing.
 * @param options.killed a git was killed in it: the pack that it was writing stays until `git gc` prunes it, as after any killed git.
 */
export function wrongWith(shop: Place, options: { readonly killed?: boolean } = {}): string[] {
  const wrong: string[] = [];
  const gitDir = shop.repo.git('rev-parse', '--path-format=absolute', '--git-common-dir');
  const litter = options.killed === true ? /fast_import_crash/ : /fast_import_crash|tmp_idx_|tmp_pack_/;
  for (const path of filesBelow(gitDir)) if (path.endsWith('.lock') || litter.test(path)) wrong.push(`left: ${path.slice(gitDir.length)}`);
  const fsck = shop.repo.tryGit(['fsck', '--no-dangling', '--no-progress']);
  if (fsck.code !== 0) wrong.push(`fsck: ${fsck.stderr.split('\n')[0]}`);
  return wrong;
}
