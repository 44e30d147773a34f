/** One stamp for all files of a folder: who knows what a folder of thousands held need not compare them one by one. Pure. */
import type { FileStat } from '../world/files.js';
import { sha256 } from './hash.js';

const known = new WeakMap<ReadonlyMap<string, FileStat>, string>();

/**
 * A text that differs after a file of the folder was added, removed, or changed so that its own stamp differs. Only to be compared.
 * @param stats from `Files.stats`; must not be changed.
 */
export function folderStamp(stats: ReadonlyMap<string, FileStat>): string {
  let stamp = known.get(stats);
  if (stamp !== undefined) return stamp;
  const lines: string[] = [];
  for (const [path, { kind, stamp: one }] of stats) lines.push(`${path}\n${kind}\n${one}`);
  // The system lists a folder in any order, and in another one after a file was replaced.
  lines.sort();
  stamp = sha256(lines.join('\n'));
  known.set(stats, stamp);
  return stamp;
}
