/**
 * Removes what a `git fast-import` of ours left when it failed: its crash report, and on a full disk the files that it was writing. Git removes these
 * itself two weeks later at the earliest, and on a full disk each new attempt leaves more. It must not remove what another git is writing.
 */
import { promises as fs } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Repository } from '../../world/git.js';

/** What git says when the disk or the quota has no room. It speaks English to us. */
const NO_ROOM = /No space left on device|Out of diskspace|quota exceeded/;
/** A file system stamps files with the time of the last timer interrupt, which lies behind the clock. */
const STAMP_LAG_MS = 20;
/** A file of ours does not change any more. One that does so within this time is another git's. */
const STILL_MS = 100;
const UNFINISHED = /^tmp_(pack|idx|rev|obj)_/;

/**
 * Removes the crash report that git names in `said`. If the disk was full, also the unfinished objects that were begun since `sinceMs` and stand still:
 * they cannot be told from those of another git that began in the same moment and waits. Never throws.
 */
export async function removeLitter({ gitDir, commonDir }: Repository, sinceMs: number, said: string): Promise<void> {
  const report = /dumping crash report to (.*fast_import_crash_\d+)$/m.exec(said)?.[1];
  if (report !== undefined) await remove(`${gitDir}/${basename(report)}`);
  if (!NO_ROOM.test(said)) return;
  const begun = await unfinishedSince(`${commonDir}/objects`, sinceMs - STAMP_LAG_MS);
  if (begun.size === 0) return;
  await sleep(STILL_MS);
  for (const [path, stamp] of begun) if ((await look(path))?.stamp === stamp) await remove(path);
}

/** Path -> stamp of the objects' temporary files that were made since then. */
async function unfinishedSince(objects: string, sinceMs: number): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const folder of await namesIn(objects)) {
    if (folder !== 'pack' && !/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const name of (await namesIn(`${objects}/${folder}`)).filter((one) => UNFINISHED.test(one))) {
      const path = `${objects}/${folder}/${name}`;
      const seen = await look(path);
      if (seen && seen.bornMs >= sinceMs) found.set(path, seen.stamp);
    }
  }
  return found;
}

async function look(path: string): Promise<{ readonly bornMs: number; readonly stamp: string } | undefined> {
  const found = await fs.stat(path).catch(() => undefined);
  // File systems without a birth time give zero, or the time of the last change.
  return found && { bornMs: found.birthtimeMs || found.mtimeMs, stamp: `${found.size} ${found.mtimeMs}` };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return fs.readdir(folder).catch(() => []);
}

async function remove(path: string): Promise<void> {
  await fs.rm(path, { force: true }).catch(() => undefined);
}
