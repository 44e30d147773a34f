/** What a reviewer is shown of the open dream: counts, deletions first, each claim with its evidence and the words that changed. Decides and writes nothing. */
import type { AgentsWord, Triage } from '../report/triage.js';
import type { Verdict } from '../report/verdict.js';
import type { World } from '../../world/world.js';
import { tipOf } from '../tree/base-branch.js';
import type { Marking } from '../reading/agent-orders.js';
import type { Candidate } from '../report/candidate.js';
import { itemsOf, type Item, type ItemState } from './candidate-state.js';
import { memoryAt } from '../tree/memory-files.js';
import { baseRefOf, findOpenDream, foreignPaths, type OpenDream } from '../branch/open-dream.js';
import { parseReport } from '../report/report-parse.js';
import { countsOf, type Counts, type Mark } from '../report/report.js';
import { wordDiff, type DiffPart } from './word-diff.js';

export interface ReviewItem {
  readonly id: string;
  readonly candidate: Candidate;
  readonly state: ItemState;
  /** Why a bare accept leaves it undecided; absent for most. */
  readonly marked?: readonly Marking[];
  /** What will stand if it is accepted now: the branch's text where a person changed it there. */
  readonly text: string | undefined;
  /** What a model said of it; absent where it said nothing. It decides nothing. */
  readonly agent?: AgentsWord;
  /** The person took a rejection of it back in this dream. */
  readonly isReopened?: true;
  /** From what stands before to what is proposed; a strike or removal is all `removed`. */
  readonly diff: readonly DiffPart[];
}

export interface Review {
  readonly dream: string;
  readonly date: string;
  readonly branch: string;
  /** False where the branch was fetched from elsewhere. */
  readonly isLocal: boolean;
  readonly base: string;
  /** The base has commits that the dream was made without. */
  readonly baseMoved: boolean;
  readonly counts: Counts;
  readonly pending: number;
  /** Claims that a model rejected, and on which a person has not decided; absent for none. */
  readonly refused?: number;
  /** Deletions first, then by topic and id. */
  readonly items: readonly ReviewItem[];
  readonly notes: readonly string[];
  /** How many more claims wait for the next dream; absent for none. */
  readonly waiting?: number;
  /** Files outside of memory that people changed on the branch; an accept refuses while there are any. */
  readonly foreignPaths: readonly string[];
}

/** The open dream as it stands, or undefined. Needs its branch alone; verdicts of the journal add what was decided and not written there. */
export async function readReview(
  world: Pick<World, 'git'>,
  verdicts: readonly Verdict[] = [],
  triage: readonly Triage[] = [],
): Promise<Review | undefined> {
  const dream = await findOpenDream(world.git);
  if (!dream) return undefined;
  const baseTip = await tipOf(world.git, baseRefOf(dream));
  const landed =
    baseTip === undefined ? undefined : parseReport((await memoryAt(world.git, baseTip)).files.get(dream.reportPath) ?? '').report;
  const foreign = await foreignPaths(world.git, dream, baseTip ?? dream.report.baseCommit);
  return reviewOf(dream, { marks: landed?.marks ?? new Map(), verdicts, triage, baseMoved: baseTip !== dream.report.baseCommit, foreign });
}

/** The same from values alone. Pure. */
export function reviewOf(
  dream: OpenDream,
  known: {
    readonly marks: ReadonlyMap<string, Mark>;
    readonly verdicts: readonly Verdict[];
    readonly triage?: readonly Triage[];
    readonly baseMoved: boolean;
    readonly foreign: readonly string[];
  },
): Review {
  const items = itemsOf(dream, known.marks, known.verdicts, known.triage).map(reviewItem);
  const refused = items.filter(({ state }) => state === 'refused').length;
  const { report } = dream;
  return {
    dream: dream.id,
    date: report.date,
    branch: report.branch,
    isLocal: dream.isLocal,
    base: report.base,
    baseMoved: known.baseMoved,
    counts: countsOf(report.candidates),
    pending: items.filter((item) => item.state === 'pending').length,
    ...(refused > 0 && { refused }),
    items,
    notes: report.notes,
    ...(report.waiting !== undefined && { waiting: report.waiting }),
    foreignPaths: known.foreign,
  };
}

function reviewItem({ candidate, state, marked, editedText, agent, isReopened }: Item): ReviewItem {
  const text = editedText ?? candidate.after;
  return {
    id: candidate.id,
    candidate,
    state,
    ...(marked.length > 0 && { marked }),
    text,
    ...(agent && { agent }),
    ...(isReopened && { isReopened }),
    diff: wordDiff(candidate.before ?? '', text ?? ''),
  };
}
