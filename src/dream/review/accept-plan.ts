/**
 * Plans an accept as a value: the change of the base, the verdicts to record, the refs to move, and the dream's branch afterwards. It refuses
 * decisions that would lose a person's work. Pure: landing.ts carries the plan out.
 */
import { utcDay } from '../../dates/day.js';
import { topicPath } from '../../base/memory-paths.js';
import { KairosError } from '../../base/errors.js';
import { replaceBullet } from '../../memory/topic-edit.js';
import { closingRefs, type OpenDream } from '../branch/open-dream.js';
import { bulletOf, topicOf } from '../edit/bullets.js';
import { mergeAccepted, withReport, type Accepted, type AcceptInput, type Conflict } from '../edit/merge-accepted.js';
import type { Marking } from '../reading/agent-orders.js';
import type { Candidate } from '../report/candidate.js';
import { noteMarks } from '../report/report-parse.js';
import type { Mark, ReportState } from '../report/report.js';
import { standingOf } from '../report/standing.js';
import type { Decision, Verdict } from '../report/verdict.js';
import type { BaseBranch } from '../tree/base-branch.js';
import type { MemoryFiles } from '../tree/memory-files.js';
import { joinOf, rewriteOf, type BranchRewrite } from './branch-rewrite.js';
import { marksOf, verdictOn, withoutForgotten, type Item } from './candidate-state.js';
import { landingMessage } from './landing-message.js';
import type { Landing } from './landing.js';
import { wishOf, type Decisions, type Wish } from './wish.js';

/** All that a decision depends on, as it was read. */
export interface Situation {
  readonly dream: OpenDream;
  readonly base: BaseBranch;
  /** Memory on the base, and `laid`. */
  readonly baseFiles: MemoryFiles;
  /** What `kairos init` laid down in the work tree and nobody committed. */
  readonly laid: MemoryFiles;
  /** What a person changed by hand on the base and has not committed; empty where it is not checked out here. */
  readonly edits: MemoryFiles;
  /** Of the report on the base; undefined while nothing has landed. */
  readonly landedMarks: ReadonlyMap<string, Mark> | undefined;
  readonly items: readonly Item[];
  /** Of the journal. */
  readonly verdicts: readonly Verdict[];
  /** Of the block of MEMORY.md. */
  readonly budgetBytes: number;
  /** Paths outside of memory that people's commits on the dream's branch change. */
  readonly foreign: readonly string[];
  /** Root of a work tree that has the dream's branch checked out. */
  readonly checkedOutAt: string | undefined;
  /** Ids of entries whose words stand nowhere any more. */
  readonly forgotten: ReadonlySet<string>;
  readonly atMs: number;
}

/** What was decided, for people. */
export interface Outcome {
  readonly dream: string;
  /** Short name of the base. */
  readonly base: string;
  readonly accepted: readonly Candidate[];
  readonly edited: readonly Candidate[];
  readonly rejected: readonly Candidate[];
  /** What could not be put onto the base as it is now; it stays open. */
  readonly conflicts: readonly Conflict[];
  /** Hand-edited files that were committed on the way, because accepted claims stand in them. */
  readonly carried: readonly string[];
  readonly left: number;
  /** Of what is left: proposals that only their ids accept. */
  readonly marked: readonly { readonly id: string; readonly marked: readonly Marking[] }[];
  readonly closed: boolean;
  /** Where it closes: how many more claims wait for the next dream; absent for none. */
  readonly waiting?: number;
}

export interface AcceptPlan {
  readonly landing: Landing;
  readonly outcome: Outcome;
}

/**
 * @throws KairosError `not-found`, `usage` for decisions that cannot be meant; `foreign-commit` where a person's commits would be lost;
 * `work-tree-in-the-way` where the dream's branch would have to move while a work tree has it checked out.
 */
export function planAccept(situation: Situation, decisions: Decisions): AcceptPlan {
  const { dream, base, items, atMs, landedMarks } = situation;
  const wish = wishOf(dream.id, items, decisions);
  const after = withTexts(dream.after, items, wish.texts);
  const { input, merged, undecided, closed } = mergeWish(situation, wish, after);
  const decided = decisionsOf(items, wish, new Set(merged.conflicts.map(({ id }) => id)), closed);
  const marks = marksAfter(situation, decided);
  const refused = items.flatMap(({ state, candidate: { id } }) => (state === 'refused' && !decided.has(id) ? [id] : []));
  const landsSomething = merged.files.size > 0 || [...decided.values()].some((decision) => decision !== 'rejected');
  const isChanged = [...decided].some(([id, decision]) => decision === 'rejected' || wish.texts.has(id));
  const rewrites = !closed && dream.isLocal && isChanged && hasBranch(dream);
  if (landsSomething || closed) refuseForeign(situation);
  if (closed || rewrites) refuseCheckedOut(situation);
  // What is rejected while the dream stays open is marked on its branch; the base hears of it with the next claims, or at the end.
  const commits = landsSomething || (landedMarks !== undefined && closed && decided.size > 0);
  const report = reportOnBase(situation, marks, closed ? 'decided' : 'partial');
  const { files, carried } = landsSomething
    ? withReport(input, merged, dream.reportPath, report)
    : { files: new Map([[dream.reportPath, report]]), carried: merged.carried };
  const rewrite =
    (landsSomething && !closed ? joined(situation, input, { files, left: new Set([...undecided, ...refused]), marks }) : undefined) ??
    (rewrites ? rewriteOf(dream, { after, marks, decisions: decided, items, budgetBytes: situation.budgetBytes, atMs }) : undefined);
  return {
    landing: {
      dream: dream.id,
      base,
      refs: closed ? closingRefs(dream) : [],
      verdicts: withoutForgotten(verdictsFor(situation, decided), dream.report.candidates, situation.forgotten),
      ...(commits
        ? {
            commit: {
              message: landingMessage(dream.id, items, decided, wish.texts),
              files,
              carried,
              laid: situation.laid,
              before: situation.baseFiles,
            },
          }
        : {}),
      ...(rewrite && { rewrite }),
    },
    outcome: {
      dream: dream.id,
      base: base.name,
      accepted: decidedAs(items, decided, 'accepted'),
      edited: decidedAs(items, decided, 'edited'),
      rejected: decidedAs(items, decided, 'rejected'),
      conflicts: merged.conflicts,
      carried: [...carried.keys()],
      left: undecided.size,
      marked: items.flatMap(({ candidate: { id }, marked }) => (undecided.has(id) && marked.length > 0 ? [{ id, marked }] : [])),
      closed,
      ...(closed && dream.report.waiting !== undefined && { waiting: dream.report.waiting }),
    },
  };
}

/** The dream's branch on what lands, with the rest alone; undefined where it cannot be moved, or where the rest does not fit any more. */
function joined(
  { dream, baseFiles, checkedOutAt, atMs }: Situation,
  input: AcceptInput,
  landing: {
    readonly files: ReadonlyMap<string, string | undefined>;
    readonly left: ReadonlySet<string>;
    readonly marks: ReadonlyMap<string, Mark | undefined>;
  },
): BranchRewrite | undefined {
  if (!dream.isLocal || !hasBranch(dream) || checkedOutAt !== undefined) return undefined;
  const base = new Map(baseFiles);
  for (const [path, text] of landing.files) {
    if (text === undefined) base.delete(path);
    else base.set(path, text);
  }
  const rest = mergeAccepted({ ...input, base, edits: new Map(), accepted: landing.left, withRest: false });
  return rest.conflicts.length === 0 ? joinOf(dream, rest.files, { marks: landing.marks, atMs }) : undefined;
}

function hasBranch(dream: OpenDream): dream is OpenDream & { readonly branchRef: string } {
  return dream.branchRef !== undefined;
}

/** The accepted claims on what the base holds by now; what is undecided after that, and whether the dream closes with it. */
function mergeWish(
  { dream, items, baseFiles, edits, budgetBytes }: Situation,
  wish: Wish,
  after: MemoryFiles,
): { input: AcceptInput; merged: Accepted; undecided: ReadonlySet<string>; closed: boolean } {
  const pending = items.flatMap(({ state, candidate }) => (state === 'pending' ? [candidate.id] : []));
  const open = pending.filter((id) => !wish.accept.has(id) && !wish.reject.has(id));
  const input: AcceptInput = {
    candidates: dream.report.candidates,
    before: dream.before,
    after,
    base: baseFiles,
    edits,
    accepted: wish.accept,
    withRest: open.length === 0,
    budgetBytes,
  };
  const merged = mergeAccepted(input);
  const failed = merged.conflicts.map(({ id }) => id);
  const undecided = new Set([...open, ...failed.filter((id) => id !== '')]);
  // Text beside the bullets that could not be taken over would be lost with the branch.
  const closed = pending.every((id) => !undecided.has(id)) && !failed.includes('');
  return { input, merged, undecided, closed };
}

/** What the wish comes to: an accepted claim in other words is an edited one; what a person took off the branch, or a model rejected, is rejected when it closes. */
function decisionsOf(items: readonly Item[], wish: Wish, failed: ReadonlySet<string>, closed: boolean): Map<string, Decision> {
  const decisions = new Map<string, Decision>();
  for (const { candidate, state, editedText } of items) {
    const { id } = candidate;
    if (wish.accept.has(id) && !failed.has(id)) decisions.set(id, wish.texts.has(id) || editedText !== undefined ? 'edited' : 'accepted');
    else if (wish.reject.has(id) || ((state === 'withdrawn' || state === 'refused') && closed)) decisions.set(id, 'rejected');
  }
  return decisions;
}

function decidedAs(items: readonly Item[], decisions: ReadonlyMap<string, Decision>, decision: Decision): Candidate[] {
  return items.flatMap(({ candidate }) => (decisions.get(candidate.id) === decision ? [candidate] : []));
}

/** The branch's memory with claims reworded. Date, evidence and place of the bullets stay. */
function withTexts(after: MemoryFiles, items: readonly Item[], texts: ReadonlyMap<string, string>): MemoryFiles {
  const files = new Map(after);
  for (const { candidate } of items) {
    const text = texts.get(candidate.id);
    const path = topicPath(candidate.topic);
    const topicText = files.get(path);
    if (text === undefined || topicText === undefined) continue;
    const bullet = bulletOf(topicOf(topicText, candidate.topic), candidate.id);
    if (bullet)
      files.set(
        path,
        replaceBullet(topicText, candidate.id, {
          id: candidate.id,
          text,
          date: candidate.date,
          entries: bullet.entries,
          commits: bullet.commits,
        }),
      );
  }
  return files;
}

/** Every decision that is known of, for the report; undefined for what was reopened and is undecided again. */
function marksAfter(
  { dream, verdicts, landedMarks, atMs }: Situation,
  decisions: ReadonlyMap<string, Decision>,
): Map<string, Mark | undefined> {
  const { decided, reopened } = standingOf(dream.id, verdicts);
  const marks = new Map<string, Mark | undefined>();
  for (const [id, { decision, atMs: onMs }] of decided) marks.set(id, { decision, on: utcDay(onMs) });
  for (const [id, mark] of [...(landedMarks ?? []), ...dream.report.marks])
    marks.set(id, reopened.has(id) && mark.decision === 'rejected' ? undefined : mark);
  for (const [id, mark] of marksOf(decisions, utcDay(atMs))) marks.set(id, mark);
  return marks;
}

/** Verdicts of this command, and those that marks speak of but the journal does not (a kill came between, or another clone decided). */
function verdictsFor({ dream, items, verdicts, landedMarks, atMs }: Situation, decisions: ReadonlyMap<string, Decision>): Verdict[] {
  const { decided: known, reopened, rounds } = standingOf(dream.id, verdicts);
  return items.flatMap(({ candidate }) => {
    const { id } = candidate;
    const marked = landedMarks?.get(id)?.decision ?? dream.report.marks.get(id)?.decision;
    const decision = decisions.get(id) ?? (reopened.has(id) && marked === 'rejected' ? undefined : marked);
    return decision === undefined || known.has(id)
      ? []
      : [verdictOn(candidate, decision, { dream: dream.id, atMs, round: rounds.get(id) })];
  });
}

function refuseForeign({ dream, foreign }: Situation): void {
  if (foreign.length === 0) return;
  throw new KairosError(
    'foreign-commit',
    `somebody committed ${foreign.slice(0, 3).join(', ')} on ${dream.report.branch}, which would be lost`,
    { hint: `git merge ${dream.report.branch}` },
  );
}

function refuseCheckedOut({ dream, checkedOutAt }: Situation): void {
  if (checkedOutAt === undefined) return;
  throw new KairosError('work-tree-in-the-way', `${dream.report.branch} is checked out in ${checkedOutAt}`, {
    hint: `there: git switch ${dream.report.base}`,
  });
}

function reportOnBase({ dream, baseFiles }: Situation, marks: ReadonlyMap<string, Mark | undefined>, state: ReportState): string {
  return noteMarks(baseFiles.get(dream.reportPath) ?? dream.reportText, marks, state);
}
