/** Reads the reports of earlier dreams: the evidence that they quote, and the verdicts that they hold. */
import { dayStartMs } from '../../dates/day.js';
import type { LogView } from '../../memory/log-view.js';
import type { Workspace } from '../../base/workspace.js';
import type { World } from '../../world/world.js';
import { MEMORY } from '../../base/memory-paths.js';
import { claimOf } from './candidate.js';
import { liveMemory, type MemoryFiles } from '../tree/memory-files.js';
import { parseReport } from './report-parse.js';
import type { Report } from './report.js';
import type { Verdict } from './verdict.js';

export interface ReportFile extends Report {
  /** Name in `.kairos/dreams/`. */
  readonly file: string;
}

const DREAMS = `${MEMORY.dreams}/`;

/** The reports among the files, oldest first; what cannot be read as one is left out. */
export function reportsIn(files: MemoryFiles): ReportFile[] {
  const reports: ReportFile[] = [];
  for (const path of [...files.keys()].filter((name) => name.startsWith(DREAMS)).toSorted()) {
    const { report } = parseReport(files.get(path) ?? '', path);
    if (report) reports.push({ ...report, file: path.slice(DREAMS.length) });
  }
  return reports;
}

/** The reports that lie in the work tree. */
export async function readReports(world: Pick<World, 'files'>, ws: Workspace, _view: LogView): Promise<ReportFile[]> {
  return reportsIn((await liveMemory(world, ws)).files);
}

/** Verdicts written in the reports of the base: on a clone without the journal they are what is known of a rejection. */
export function verdictsInReports(files: MemoryFiles): Verdict[] {
  return reportsIn(files).flatMap((report) =>
    report.candidates.flatMap((candidate) => {
      const mark = report.marks.get(candidate.id);
      if (!mark) return [];
      const { id: candidateId, claimHash, topic } = candidate;
      return [
        {
          decision: mark.decision,
          candidateId,
          claimHash,
          claim: claimOf(candidate),
          topic,
          dream: report.dream,
          atMs: dayStartMs(mark.on) ?? 0,
        },
      ];
    }),
  );
}
