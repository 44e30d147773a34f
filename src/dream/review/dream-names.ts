/** Dreams as people name them: by id, by the file of the report, by the branch. What to say where there is none of that name. Pure. */
import { KairosError } from '../../base/errors.js';
import { utcDay } from '../../dates/day.js';
import type { OpenDream } from '../branch/open-dream.js';
import { reportsIn } from '../report/reports.js';
import type { Verdict } from '../report/verdict.js';
import type { BaseBranch } from '../tree/base-branch.js';
import type { MemoryFiles } from '../tree/memory-files.js';

const NAMED_MOST = 3;

/** The id in `4mk2q0`, `2026-11-21-4mk2q0`, `kairos/dream/2026-11-21-4mk2q0` or `.kairos/dreams/2026-11-21-4mk2q0.md`. */
export function dreamIdIn(typed: string): string {
  return /(?:^|[/-])([a-z0-9]+)(?:\.md)?$/.exec(typed.trim())?.[1] ?? typed;
}

/** Why a dream cannot be undone of which nothing stands on the base: it is open, or there is none of that id. */
export function nothingLanded(
  id: string,
  known: {
    readonly open: OpenDream | undefined;
    readonly base: BaseBranch;
    readonly files: MemoryFiles;
    readonly verdicts: readonly Verdict[];
  },
): KairosError {
  if (known.open?.id === id)
    return new KairosError('usage', `the dream ${id} is open and nothing of it has landed`, {
      hint: 'kairos review shows it',
    });
  const newest = newestDreams(known.files, known.verdicts);
  return new KairosError('not-found', `no dream ${id} was decided here or has landed on ${known.base.name}`, {
    hint: newest.length === 0 ? 'kairos review shows what is open' : `the newest: ${newest.join(', ')}`,
  });
}

/** "4mk2q0 of 2026-11-21, n6r7xf of ...": those that can be undone, the newest first. */
function newestDreams(files: MemoryFiles, verdicts: readonly Verdict[]): string[] {
  const days = new Map<string, string>();
  for (const { dream, atMs } of verdicts) days.set(dream, utcDay(atMs));
  for (const { dream, date } of reportsIn(files)) days.set(dream, date);
  return [...days]
    .toSorted(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0))
    .slice(0, NAMED_MOST)
    .map(([dream, day]) => `kairos dream undo ${dream} (${day})`);
}
