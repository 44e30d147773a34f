/** Reads the open dream, and turns a person's wishes about it ("all but that one") into decisions on single claims. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { Config } from '../config/config.js';
import { findOpenDream } from '../dream/branch/open-dream.js';
import { claimOf } from '../dream/report/candidate.js';
import { countsLine, waitingText } from '../dream/report/report.js';
import { triageIn } from '../dream/report/triage.js';
import { verdictsIn } from '../dream/report/verdict.js';
import { decide, type Decided } from '../dream/review/accept.js';
import { reopen, type Reopened } from '../dream/review/reopen.js';
import { CONSOLIDATED } from '../dream/gate/lock.js';
import { readReview, type Review, type ReviewItem } from '../dream/review/review.js';
import type { Decisions } from '../dream/review/wish.js';
import type { LogView } from '../memory/log-view.js';
import { readTally } from '../memory/tally.js';
import type { CommandWorld, World } from '../world/world.js';
import { keepJournal } from './keep-journal.js';

export { invisibleText } from '../dream/report/report.js';
export type { Decided } from '../dream/review/accept.js';
export type { Decisions } from '../dream/review/wish.js';
export type { Reopened } from '../dream/review/reopen.js';
export type { Review, ReviewItem } from '../dream/review/review.js';

export interface Decider {
  readonly world: CommandWorld;
  readonly ws: Workspace;
  readonly view: LogView;
  readonly config: Config;
}

/** A file of memory as it stands and as the dream has it; '' where there is none. */
export interface ProposedChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** The open dream as it stands, with the verdicts of this clone's journal; undefined where none awaits review. */
export async function openReview(world: World, ws: Workspace, view: LogView): Promise<Review | undefined> {
  const { told } = await readTally(world, ws, view);
  return readReview(world, verdictsIn(told), triageIn(told));
}

/** What the last dream said of itself that came to an end, and when; undefined where none did. For when none is open. */
export async function lastDream(
  world: World,
  ws: Workspace,
  view: LogView,
): Promise<{ readonly said: string; readonly atMs: number } | undefined> {
  const { told } = await readTally(world, ws, view);
  const last = told.findLast(({ kind, ours, text }) => kind === 'dream' && ours && text.startsWith(CONSOLIDATED));
  return last && { said: last.text.slice(CONSOLIDATED.length).replace(/^(?:: | in )/, ''), atMs: last.atMs };
}

/** What a dream proposes, in numbers: "1 removed, 9 added; 12 more wait: dream again". Pure. */
export function proposedText({ counts, waiting }: Review): string {
  return waiting === undefined ? countsLine(counts) : `${countsLine(counts)}; ${waitingText(waiting)}`;
}

/** The text of a claim of the open dream, to be edited. @throws KairosError `not-found`. */
export async function claimToEdit(world: World, ws: Workspace, view: LogView, id: string): Promise<string> {
  const item = (await openReview(world, ws, view))?.items.find((one) => one.id === id);
  if (!item) throw new KairosError('not-found', `the open dream has no claim ^${id}`, { hint: 'kairos review lists them' });
  return claimToStart(item);
}

/** The text of a claim as an editor is to show it. Pure. */
export function claimToStart({ text, candidate }: ReviewItem): string {
  return text ?? claimOf(candidate);
}

/**
 * Carries wishes out and commits the journal when that is due.
 * @param wishes with `all` beside ids, it is all but those. @throws KairosError `usage` for wishes that contradict, and as `decide`.
 */
export async function decideOn(decider: Decider, wishes: Decisions): Promise<Decided> {
  const { world, ws, view, config } = decider;
  const decided = await decide(world, ws, view, config, await decisionsOf(decider, wishes));
  await keepJournal(decider);
  return decided;
}

/** Takes rejections back, and commits the journal when that is due. @throws KairosError as `reopen`. */
export async function reopenClaims(decider: Decider, ids: readonly string[]): Promise<Reopened> {
  const { world, ws, view, config } = decider;
  const reopened = await reopen(world, ws, view, config, ids);
  await keepJournal(decider);
  return reopened;
}

async function decisionsOf({ world, ws, view }: Decider, { accept, reject, edits }: Decisions): Promise<Decisions> {
  if (accept === 'all' && reject === 'all')
    throw new KairosError('usage', 'all claims cannot be accepted and rejected', { hint: 'name the ids of one of them' });
  const named = new Set(
    [accept, reject].flatMap((ids) => (ids === undefined || ids === 'all' ? [] : ids)).concat([...(edits?.keys() ?? [])]),
  );
  const isAllBut = (accept === 'all' || reject === 'all') && named.size > 0;
  const others = isAllBut ? await undecided(world, ws, view, { but: named, marked: reject === 'all' }) : undefined;
  const meant = (ids: 'all' | readonly string[]): 'all' | readonly string[] => (ids === 'all' ? (others ?? ids) : ids);
  return {
    ...(accept === undefined ? {} : { accept: meant(accept) }),
    ...(reject === undefined ? {} : { reject: meant(reject) }),
    ...(edits === undefined ? {} : { edits }),
  };
}

/** @param which.marked false leaves out those that only their ids accept, as what a model rejected. */
async function undecided(
  world: World,
  ws: Workspace,
  view: LogView,
  which: { readonly but: ReadonlySet<string>; readonly marked: boolean },
): Promise<string[]> {
  const { items = [] } = (await openReview(world, ws, view)) ?? {};
  return items
    .filter(({ state, marked }) => (state === 'pending' && (which.marked || marked === undefined)) || (state === 'refused' && which.marked))
    .filter(({ id }) => !which.but.has(id))
    .map(({ id }) => id);
}

/** What merging the dream would change, by path, from blobs: no filter or diff driver of the repository runs. [] once another dream is open. */
export async function proposedChanges(world: Pick<World, 'git'>, dreamId: string): Promise<ProposedChange[]> {
  const dream = await findOpenDream(world.git);
  if (!dream || dream.id !== dreamId) return [];
  return [...new Set([...dream.before.keys(), ...dream.after.keys()])]
    .toSorted()
    .map((path) => ({ path, before: dream.before.get(path) ?? '', after: dream.after.get(path) ?? '' }))
    .filter(({ before, after }) => before !== after);
}
