/**
 * Removes what a `git fast-import` of ours left when it failed: its crash report, and on a full disk the files that it was writing. Git removes these
 * itself two weeks later at the earliest, and on a full disk each new attempt leaves more. It must not remove what another git is writing.
 */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { errorText } from '../../base/errors.js';
import type { Repository } from '../../world/git.js';

/** What git says when the disk or the quota has no room. */
const NO_ROOM = /No space left|Out of diskspace|[Qq]uota exceeded|write error/;
/** A file system stamps files with the time of the last timer interrupt, which lies behind the clock. */
const STAMP_LAG_MS = 20;
const CRASH = 'fast_import_crash_';
const UNFINISHED = /^tmp_(pack|idx|rev|obj)_/;

/**
 * Removes the crash report that the error names, or that names our scratch ref. If the disk was full, also the unfinished objects that were begun since
 * `sinceMs`: a git beside us that wrote meanwhile had no room either. Never throws.
 */
export async function removeLitter(repository: Repository, scratch: string | undefined, sinceMs: number, error: unknown): Promise<void> {
  const said = errorText(error);
  await removeCrashReports(repository.gitDir, scratch, said);
  if (!NO_ROOM.test(said)) return;
  const objects = `${repository.commonDir}/objects`;
  for (const folder of await namesIn(objects)) {
    if (folder !== 'pack' && !/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const name of await namesIn(`${objects}/${folder}`)) {
      const path = `${objects}/${folder}/${name}`;
      if (UNFINISHED.test(name) && (await bornMs(path)) >= sinceMs - STAMP_LAG_MS) await rm(path, { force: true }).catch(() => undefined);
    }
  }
}

async function removeCrashReports(gitDir: string, scratch: string | undefined, said: string): Promise<void> {
  // A full disk cuts the report off before it names the ref; git's own words name the report.
  const named = /dumping crash report to (\S+)/.exec(said)?.[1];
  for (const name of (await namesIn(gitDir)).filter((one) => one.startsWith(CRASH))) {
    const report = await readFile(`${gitDir}/${name}`, 'utf8').catch(() => '');
    const isOurs = (named !== undefined && basename(named) === name) || (scratch !== undefined && report.includes(scratch));
    if (isOurs) await rm(`${gitDir}/${name}`, { force: true }).catch(() => undefined);
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function bornMs(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  // File systems without a birth time give the time of the last change or zero.
  return found === undefined ? 0 : found.birthtimeMs || found.mtimeMs;
}
