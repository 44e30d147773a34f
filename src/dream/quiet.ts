/**
 * Whether dreams would leave alone what a dream proposes: all of it counts as accepted, and dreams follow in memory until none has anything to propose. It
 * writes nothing, takes no lock and opens no dream.
 */
import { DAY_MS } from '../dates/units.js';
import type { LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { Config } from '../config/config-shape.js';
import type { Entry } from '../memory/entry.js';
import type { World } from '../world/world.js';
import type { ObjectId } from '../world/git-refs.js';
import { consolidate } from './claims/consolidate.js';
import { agingOf, archivedIn } from './edit/aging.js';
import { topicReader, touchedBy } from './edit/bullets.js';
import { prune } from './edit/prune.js';
import { gather, type Gathered } from './pipeline.js';
import type { Candidate } from './report/candidate.js';
import { reportsIn, verdictsInReports } from './report/reports.js';
import { verdictsIn, type Verdict } from './report/verdict.js';
import { decisionByBase, verdictOn } from './review/candidate-state.js';
import { topicsIn, type MemoryFiles } from './tree/memory-files.js';

export interface QuietInput {
  /** The commit whose memory is asked about. */
  readonly commit: ObjectId;
  /** Memory with all of the dream in it. */
  readonly files: MemoryFiles;
  /** Memory that the dream stands on. */
  readonly before: MemoryFiles;
  /** Ids of the bullets that it changes. */
  readonly settled: ReadonlySet<string>;
  /** The entries that the dream read: all others are new, and may change what was settled. Undefined where nobody knows: those of a later time are. */
  readonly read: ReadonlySet<string> | undefined;
  /** When it was proposed, in milliseconds since 1970. */
  readonly untilMs: number;
  /** Of the base. */
  readonly config: Config;
}

/** A candidate of a later dream that disturbs what an earlier one settled. */
export interface Disturbing {
  readonly candidate: Candidate;
  /** 1 for the dream after this one. */
  readonly round: number;
}

/** After so many dreams, which take all that waits, there is nothing left to propose. */
const ROUNDS = 2;

/** What later dreams would propose that strikes, rewords or repeats what was settled; [] where they are quiet. @throws KairosError as reading logs. */
export async function disturbing(world: World, ws: Workspace, view: LogView, input: QuietInput): Promise<Disturbing[]> {
  const { commit, read, untilMs, config } = input;
  const nowMs = Math.min(world.clock.now(), untilMs + DAY_MS);
  const gathered = await gather({ world, ws, view, base: { name: '', ref: '', tip: commit, isHere: false } });
  const isRead = ({ id, atMs }: Entry): boolean => (read ? read.has(id) : atMs <= untilMs);
  const entries = gathered.entries.filter((entry) => isRead(entry) || entry.kind === 'verdict');
  const verdicts = verdictsOnMerge(input);
  const settled = new Set([...input.settled, ...verdicts.map(({ candidateId }) => candidateId)]);
  let files = input.files;
  for (let round = 1; round <= ROUNDS; round++) {
    const { candidates, after } = dreamOn(files, { ...gathered, entries }, { config, verdicts, nowMs });
    if (candidates.length === 0) return [];
    const touching = candidates.filter((candidate) => round === ROUNDS || touchedBy(candidate).some((id) => settled.has(id)));
    if (touching.length > 0) return touching.map((candidate) => ({ candidate, round }));
    for (const id of candidates.flatMap(touchedBy)) settled.add(id);
    files = after;
  }
  return [];
}

/** What a merge of the branch would decide: what stands on it is accepted, what somebody took out of it is rejected. */
function verdictsOnMerge({ before, files, untilMs }: QuietInput): Verdict[] {
  const topics = topicReader(files);
  const known = new Set(reportsIn(before).map(({ dream }) => dream));
  return reportsIn(files).flatMap(({ dream, candidates, marks }) =>
    known.has(dream)
      ? []
      : candidates
          .filter(({ id }) => !marks.has(id))
          .map((candidate) => verdictOn(candidate, decisionByBase(candidate, topics), { dream, atMs: untilMs })),
  );
}

/** The third and the fourth stage of a dream, without a limit on what it proposes. */
function dreamOn(
  files: MemoryFiles,
  { entries, commits, tree, authors, names }: Gathered,
  { config, verdicts, nowMs }: Pick<QuietInput, 'config'> & { readonly verdicts: readonly Verdict[]; readonly nowMs: number },
): { readonly candidates: readonly Candidate[]; readonly after: MemoryFiles } {
  const { candidates: proposed } = consolidate({
    entries,
    reachable: new Set(commits.keys()),
    paths: { has: tree.stands },
    tree,
    authors,
    names,
    topics: topicsIn(files).topics,
    verdicts: [...verdictsIn(entries), ...verdictsInReports(files), ...verdicts],
    nowMs,
    isArchived: archivedIn(files, agingOf(entries, nowMs, config.recall)),
  });
  const { candidates, files: after } = prune(files, proposed, { budgetBytes: config.memory.budgetBytes });
  return { candidates, after };
}
