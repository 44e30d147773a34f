/**
 * Takes the rejection of claims back. In the dream that is open the claim is undecided again, and stands on its branch; once that dream is closed, the
 * next one may propose it. It moves no branch of the user's. Called only by a command that a person runs.
 */
import { bareId } from '../../base/ids.js';
import { KairosError } from '../../base/errors.js';
import type { Workspace } from '../../base/workspace.js';
import type { Config } from '../../config/config-shape.js';
import { appendEntries } from '../../memory/append.js';
import type { LogView } from '../../memory/log-view.js';
import { readEntries, readForgotten } from '../../memory/read-logs.js';
import type { World } from '../../world/world.js';
import { baseRefOf, findOpenDream, type OpenDream } from '../branch/open-dream.js';
import { topicReader } from '../edit/bullets.js';
import { parseReport } from '../report/report-parse.js';
import { verdictsInReports } from '../report/reports.js';
import { refusalsIn, standingOf } from '../report/standing.js';
import { triageIn } from '../report/triage.js';
import { verdictDraft, verdictsIn, type Verdict } from '../report/verdict.js';
import { checkedOutAt, tipOf } from '../tree/base-branch.js';
import { memoryAt, type MemoryFiles } from '../tree/memory-files.js';
import { restoringOf } from './branch-rewrite.js';
import { isAbsent, itemsOf, verdictOn, withoutForgotten, type Item } from './candidate-state.js';
import { deciding } from './landing.js';

export interface Reopened {
  /** Undecided again in the dream that is open. */
  readonly open: readonly Verdict[];
  /** Of dreams that are closed: the next dream may propose them. */
  readonly next: readonly Verdict[];
  /** Id of the open dream. */
  readonly dream?: string;
}

/** A verdict that takes this one back. @param all of the journal, which says how often that was done before. */
export function reopening(all: readonly Verdict[], atMs: number): (refusal: Verdict) => Verdict {
  return (refusal) => {
    const round = standingOf(refusal.dream, all).rounds.get(refusal.candidateId) ?? 0;
    return { ...refusal, decision: 'reopened', atMs, ...(round > 0 && { round }) };
  };
}

/**
 * Reopens claims by their ids, all or none.
 * @throws KairosError `not-found` for a claim that nobody refused; `usage` for one that is undecided or accepted; `work-tree-in-the-way` where the
 * dream's branch is checked out. Nothing has changed then.
 */
export async function reopen(world: World, ws: Workspace, view: LogView, config: Config, typed: readonly string[]): Promise<Reopened> {
  return deciding(world, ws, async () => {
    const ids = [...new Set(typed.map((id) => bareId(id)))];
    const { entries } = await readEntries(world, ws, view);
    const verdicts = verdictsIn(entries);
    const atMs = world.clock.now();
    const dream = await findOpenDream(world.git);
    const files = await baseFiles(world, dream);
    const marks = dream && parseReport(files.get(dream.reportPath) ?? '').report?.marks;
    const items = dream ? itemsOf(dream, marks ?? new Map(), verdicts, triageIn(entries)) : [];
    const ofDream = ids.flatMap((id) => items.find(({ candidate }) => candidate.id === id) ?? []);
    for (const item of ofDream) refuseDecidedOtherwise(item, dream?.id ?? '');
    const refusals = refusalsIn([...verdicts, ...verdictsInReports(files)]);
    const next = ids
      .filter((id) => !ofDream.some(({ candidate }) => candidate.id === id))
      .map((id) => refusals.findLast(({ candidateId }) => candidateId === id) ?? unknown(id, refusals))
      .map(reopening(verdicts, atMs));
    const rounds = standingOf(dream?.id ?? '', verdicts).rounds;
    const open = ofDream.map(({ candidate }) =>
      verdictOn(candidate, 'reopened', { dream: dream?.id ?? '', atMs, round: rounds.get(candidate.id) }),
    );
    const rewrite = dream && (await putBack(world, dream, ofDream, { budgetBytes: config.memory.budgetBytes, atMs }));
    const reopened = withoutForgotten([...open, ...next], dream?.report.candidates ?? [], await readForgotten(world, ws));
    await appendEntries(world, ws, view, reopened.map(verdictDraft));
    if (rewrite) await world.git.commitChain([rewrite.commit], rewrite.refs);
    return { open, next, ...(dream && { dream: dream.id }) };
  });
}

/** Memory on the base of the open dream, or on the branch that is checked out. */
async function baseFiles({ git }: Pick<World, 'git'>, dream: OpenDream | undefined): Promise<MemoryFiles> {
  const tip = dream === undefined ? (await git.head()).commit : await tipOf(git, baseRefOf(dream));
  return tip === undefined ? new Map() : (await memoryAt(git, tip)).files;
}

function refuseDecidedOtherwise({ candidate: { id, topic }, state }: Item, dream: string): void {
  if (state === 'rejected' || state === 'withdrawn' || state === 'refused') return;
  if (state === 'pending') throw new KairosError('usage', `^${id} is undecided`, { hint: 'kairos review shows it' });
  throw new KairosError('usage', `^${id} is ${state} and stands in the topic ${topic}`, {
    hint: `kairos dream undo ${dream} takes back all that was accepted of the dream`,
  });
}

function unknown(id: string, refusals: readonly Verdict[]): never {
  const last = refusals.at(-1);
  throw new KairosError('not-found', `no claim ^${id} was rejected`, {
    hint: last === undefined ? 'kairos review shows what is open' : `the last that was: kairos review --reopen ${last.candidateId}`,
  });
}

/** What puts the claims onto the dream's branch again; undefined where rejecting took nothing out of one, as where it was fetched. */
async function putBack(
  { git }: Pick<World, 'git'>,
  dream: OpenDream,
  items: readonly Item[],
  when: Pick<Parameters<typeof restoringOf>[2], 'budgetBytes' | 'atMs'>,
): Promise<ReturnType<typeof restoringOf> | undefined> {
  const { branchRef } = dream;
  const [before, after] = [topicReader(dream.before), topicReader(dream.after)];
  const gone = items.flatMap(({ candidate }) => (isAbsent(candidate, before(candidate.topic), after(candidate.topic)) ? [candidate] : []));
  if (gone.length === 0 || !dream.isLocal || branchRef === undefined) return undefined;
  const [where] = await checkedOutAt(git, branchRef);
  if (where !== undefined)
    throw new KairosError('work-tree-in-the-way', `${dream.report.branch} is checked out in ${where}`, {
      hint: `there: git switch ${dream.report.base}`,
    });
  return restoringOf({ ...dream, branchRef }, gone, when);
}
