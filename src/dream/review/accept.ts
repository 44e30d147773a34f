/**
 * A person's decisions about the open dream: accept, reject or edit all or some of it. Accepted claims land on the base; rejected and edited ones are
 * taken out of, or changed on, the dream's branch, so that merging it by hand brings what is left. Called only by commands that a person runs.
 */
import { utcDay } from '../../dates/day.js';
import { bareId } from '../../base/bare-id.js';
import { topicPath } from '../../base/memory-paths.js';
import { REFS } from '../../base/refs.js';
import { KairosError } from '../../base/errors.js';
import type { Config } from '../../config/config-keys.js';
import { appendEntries, readEntries, type LogView } from '../../memory/store.js';
import { replaceBullet } from '../../memory/topic.js';
import type { Workspace } from '../../base/workspace.js';
import type { NewCommit, RefUpdate } from '../../world/git-write.js';
import type { World, CommandWorld } from '../../world/world.js';
import { bulletOf, topicOf, touchedBy, withBulletsFrom } from '../edit/apply.js';
import { baseBranch, branchAt, checkedOutAt, type BaseBranch } from '../tree/base-branch.js';
import type { Candidate } from '../report/candidate.js';
import { itemsOf, marksOf, verdictOn, type Item } from './candidate-state.js';
import { deciding, land } from './landing.js';
import { assertDreamPaths, convertsLineEnds, handEdits, liveMemory, memoryAt, type MemoryFiles } from '../tree/memory-files.js';
import { agingOf, type Aging } from '../edit/aging.js';
import { mergeAccepted, type Conflict } from '../edit/merge-accepted.js';
import { AUTHOR, baseRefOf, findOpenDream, foreignPaths, TRAILER, type OpenDream } from '../branch/open-dream.js';
import { withIndex } from '../edit/prune.js';
import { noteMarks, parseReport } from '../report/report-parse.js';
import { countsLine, countsOf, type Mark, type ReportState } from '../report/report.js';
import { verdictDraft, verdictsIn, type Decision, type Verdict } from '../report/verdict.js';

export interface Decisions {
  readonly accept?: 'all' | readonly string[];
  readonly reject?: 'all' | readonly string[];
  /** Id -> the claim's new text, which is accepted; blank = reject. */
  readonly edits?: ReadonlyMap<string, string>;
}

export interface Decided {
  readonly dream: string;
  /** Short name of the base. */
  readonly base: string;
  /** The commit on the base, if anything landed. */
  readonly commit?: string;
  readonly accepted: readonly Candidate[];
  readonly edited: readonly Candidate[];
  readonly rejected: readonly Candidate[];
  /** What could not be put onto the base as it is now; it stays open. */
  readonly conflicts: readonly Conflict[];
  /** Hand-edited files that were committed on the way, because accepted claims stand in them. */
  readonly carried: readonly string[];
  readonly left: number;
  readonly closed: boolean;
}

interface AcceptInputs {
  readonly dream: OpenDream;
  readonly base: BaseBranch;
  readonly baseFiles: MemoryFiles;
  /** Of the report on the base; undefined while nothing has landed. */
  readonly landedMarks: ReadonlyMap<string, Mark> | undefined;
  readonly items: readonly Item[];
  readonly verdicts: readonly Verdict[];
  readonly aging: Aging;
}

/**
 * Carries out decisions about the open dream.
 * @throws KairosError `not-found` without an open dream or such an id; `work-tree-in-the-way`, `git-busy`, `foreign-commit`, `ref-moved`: nothing has changed then.
 */
export async function decide(world: CommandWorld, ws: Workspace, view: LogView, config: Config, decisions: Decisions): Promise<Decided> {
  return deciding(world, ws, async () => {
    const inputs = await inputsOf(world, ws, view, config);
    const wish = wishOf(inputs, decisions);
    return carryOut(world, ws, view, inputs, wish);
  });
}

async function inputsOf(world: World, ws: Workspace, view: LogView, config: Config): Promise<AcceptInputs> {
  const dream = await findOpenDream(world.git);
  if (!dream) throw new KairosError('not-found', 'no dream awaits review', { hint: 'kairos dream --now' });
  // A branch that came from elsewhere does not choose where it lands.
  const base = dream.openCommit === undefined ? await baseBranch(world, ws, config) : await branchAt(world.git, baseRefOf(dream));
  if (base.ref !== baseRefOf(dream)) {
    throw new KairosError(
      'foreign-commit',
      `the dream ${dream.id} was made for ${dream.report.base}, and dreams land on ${base.name} here`,
      { hint: 'set dream.base, or merge it by hand' },
    );
  }
  const { files: baseFiles } = await memoryAt(world.git, base.tip);
  const landed = parseReport(baseFiles.get(dream.reportPath) ?? '').report;
  const { entries } = await readEntries(world, ws, view);
  const verdicts = verdictsIn(entries);
  const aging = agingOf(entries, world.clock.now(), config.recall);
  return {
    dream,
    base,
    baseFiles,
    landedMarks: landed?.marks,
    items: itemsOf(dream, landed?.marks ?? new Map(), verdicts),
    verdicts,
    aging,
  };
}

interface Wish {
  readonly accept: ReadonlySet<string>;
  readonly reject: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string>;
}

function wishOf({ dream, items }: AcceptInputs, decisions: Decisions): Wish {
  const pending = items.filter((item) => item.state === 'pending').map((item) => item.candidate.id);
  const idsOf = (ids: 'all' | readonly string[] | undefined): string[] => {
    if (ids === 'all') return pending;
    return (ids ?? []).map((typed) => {
      const id = bareId(typed);
      const item = items.find(({ candidate }) => candidate.id === id);
      if (!item) throw new KairosError('not-found', `the dream ${dream.id} proposes no ^${id}`, { hint: 'kairos review lists the ids' });
      if (item.state !== 'pending')
        throw new KairosError('usage', `^${id} is ${item.state} already`, { hint: 'kairos review shows what is left' });
      return id;
    });
  };
  const edits = [...(decisions.edits ?? [])].map(([id, text]) => [idsOf([id])[0] as string, text.replace(/\s+/g, ' ').trim()] as const);
  const texts = new Map(edits.filter(([, text]) => text !== ''));
  const reject = new Set([...idsOf(decisions.reject), ...edits.filter(([, text]) => text === '').map(([id]) => id)]);
  const accept = new Set([...idsOf(decisions.accept), ...texts.keys()]);
  for (const id of accept) if (reject.has(id)) throw new KairosError('usage', `^${id} cannot be accepted and rejected at once`);
  for (const id of texts.keys()) {
    const item = items.find(({ candidate }) => candidate.id === id);
    if (item?.candidate.after === undefined)
      throw new KairosError('usage', `^${id} proposes no text that could be edited`, { hint: 'accept or reject it' });
  }
  if (accept.size + reject.size === 0)
    throw new KairosError('usage', 'nothing to decide', { hint: 'kairos review --accept [ID...] | --reject [ID...] | --edit ID' });
  return { accept, reject, texts };
}

async function refuseForeign(world: World, { dream, base }: AcceptInputs): Promise<void> {
  const paths = await foreignPaths(world.git, dream, base.tip);
  if (paths.length === 0) return;
  throw new KairosError(
    'foreign-commit',
    `somebody committed ${paths.slice(0, 3).join(', ')} on ${dream.report.branch}, which would be lost`,
    {
      hint: `git merge ${dream.report.branch}`,
    },
  );
}

async function carryOut(world: CommandWorld, ws: Workspace, view: LogView, inputs: AcceptInputs, wish: Wish): Promise<Decided> {
  const { dream, base, items } = inputs;
  const atMs = world.clock.now();
  const after = withTexts(dream.after, items, wish.texts);
  const closes = (open: ReadonlySet<string>): boolean =>
    items.every(({ state, candidate }) => state !== 'pending' || !open.has(candidate.id));
  const undecided = new Set(
    items
      .filter(({ state, candidate }) => state === 'pending' && !wish.accept.has(candidate.id) && !wish.reject.has(candidate.id))
      .map(({ candidate }) => candidate.id),
  );
  const live = base.isHere ? (await liveMemory(world, ws)).files : new Map<string, string>();
  const edits = handEdits(inputs.baseFiles, live, { convertsLineEnds: await convertsLineEnds(world.git) });
  const merged = mergeAccepted({
    candidates: dream.report.candidates,
    before: dream.before,
    after,
    base: inputs.baseFiles,
    edits,
    accepted: wish.accept,
    withRest: closes(undecided),
    aging: inputs.aging,
  });
  const failed = new Set(merged.conflicts.map(({ id }) => id));
  for (const id of failed) if (id !== '') undecided.add(id);
  // Text beside the bullets that could not be taken over would be lost with the branch.
  const closed = closes(undecided) && !failed.has('');

  const decisions = decisionsOf(items, wish, failed, closed);
  const verdicts = verdictsFor(inputs, decisions, atMs);
  const marks = new Map([...(inputs.landedMarks ?? []), ...dream.report.marks, ...marksOf(decisions, utcDay(atMs))]);
  const landsSomething =
    merged.files.size > 0 || [...decisions.values()].some((decision) => decision === 'accepted' || decision === 'edited');
  const rewrites =
    !closed &&
    dream.isLocal &&
    dream.branchRef !== undefined &&
    [...decisions].some(([id, decision]) => decision === 'rejected' || wish.texts.has(id));
  if (landsSomething || closed) await refuseForeign(world, inputs);
  if (closed || rewrites) await refuseCheckedOutBranch(world, dream);

  const refs = closed ? closingRefs(dream) : [];
  let commit: string | undefined;
  if (landsSomething || (inputs.landedMarks !== undefined && decisions.size > 0)) {
    const files = new Map(merged.files).set(dream.reportPath, reportOnBase(inputs, marks, closed ? 'decided' : 'partial'));
    if (base.isHere) await refuseHalfStaged(world, inputs.baseFiles, merged.carried);
    commit = await land(world, ws, view, {
      dream: dream.id,
      base,
      message: acceptMessage(dream, items, decisions),
      files,
      carried: merged.carried,
      refs,
      verdicts,
    });
  } else {
    await appendEntries(world, ws, view, verdicts.map(verdictDraft));
    if (refs.length > 0) await world.git.updateRefs(refs);
  }
  if (rewrites) await rewriteBranch(world, dream, { after, marks, decisions, items, aging: inputs.aging });
  return {
    dream: dream.id,
    base: base.name,
    ...(commit === undefined ? {} : { commit }),
    accepted: decidedAs(items, decisions, 'accepted'),
    edited: decidedAs(items, decisions, 'edited'),
    rejected: decidedAs(items, decisions, 'rejected'),
    conflicts: merged.conflicts,
    carried: [...merged.carried.keys()],
    left: undecided.size,
    closed,
  };
}

/** What the wish comes to: an accepted claim in other words is an edited one; what a person took off the branch is rejected when it closes. */
function decisionsOf(items: readonly Item[], wish: Wish, failed: ReadonlySet<string>, closed: boolean): Map<string, Decision> {
  const decisions = new Map<string, Decision>();
  for (const { candidate, state, editedText } of items) {
    const { id } = candidate;
    if (wish.accept.has(id) && !failed.has(id)) decisions.set(id, wish.texts.has(id) || editedText !== undefined ? 'edited' : 'accepted');
    else if (wish.reject.has(id) || (state === 'withdrawn' && closed)) decisions.set(id, 'rejected');
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

/** Verdicts of this command, and those that marks speak of but the journal does not (a kill came between, or another clone decided). */
function verdictsFor(
  { dream, items, verdicts, landedMarks }: AcceptInputs,
  decisions: ReadonlyMap<string, Decision>,
  atMs: number,
): Verdict[] {
  const known = new Set(verdicts.filter((verdict) => verdict.dream === dream.id).map((verdict) => verdict.candidateId));
  return items.flatMap(({ candidate }) => {
    const decision =
      decisions.get(candidate.id) ?? landedMarks?.get(candidate.id)?.decision ?? dream.report.marks.get(candidate.id)?.decision;
    return decision === undefined || known.has(candidate.id) ? [] : [verdictOn(candidate, decision, dream.id, atMs)];
  });
}

async function refuseCheckedOutBranch(world: World, dream: OpenDream): Promise<void> {
  if (!dream.isLocal || dream.branchRef === undefined) return;
  const [where] = await checkedOutAt(world.git, dream.branchRef);
  if (where === undefined) return;
  throw new KairosError('work-tree-in-the-way', `${dream.report.branch} is checked out in ${where}`, {
    hint: `there: git switch ${dream.report.base}`,
  });
}

/** A hand-edited file whose staged version is a third text: staging the live one over it would lose it. */
export async function refuseHalfStaged(world: World, committed: MemoryFiles, carried: ReadonlyMap<string, string>): Promise<void> {
  if (carried.size === 0) return;
  const entries = await world.git.index([...carried.keys()]);
  const blobs = await world.git.readBlobs(entries.map(({ id }) => id));
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const odd = entries.filter(({ path, id }) => {
    const staged = decoder.decode(blobs.get(id) ?? new Uint8Array());
    return staged !== committed.get(path) && staged !== carried.get(path);
  });
  if (odd.length === 0) return;
  throw new KairosError('work-tree-in-the-way', `${odd[0]?.path ?? ''} is staged in one version and edited in another`, {
    hint: `stage or unstage it as a whole: git add ${odd[0]?.path ?? ''}`,
  });
}

export function closingRefs(dream: OpenDream): RefUpdate[] {
  const refs: RefUpdate[] = dream.openCommit === undefined ? [] : [{ ref: REFS.openDream, old: dream.openCommit, new: undefined }];
  if (dream.isLocal && dream.branchRef !== undefined) refs.push({ ref: dream.branchRef, old: dream.tip, new: undefined });
  return refs;
}

interface Rewriting {
  readonly after: MemoryFiles;
  readonly marks: ReadonlyMap<string, Mark>;
  readonly decisions: ReadonlyMap<string, Decision>;
  readonly items: readonly Item[];
  readonly aging: Aging;
}

/** Commits rejections and edits onto the dream's branch, and moves our own ref along where only we have written there. */
async function rewriteBranch(world: World, dream: OpenDream, what: Rewriting): Promise<void> {
  const files = new Map(what.after);
  for (const { candidate } of what.items) {
    const path = topicPath(candidate.topic);
    const text = files.get(path);
    if (what.decisions.get(candidate.id) !== 'rejected' || text === undefined) continue;
    const left = takenOut(text, candidate, dream, what);
    if (dream.before.has(path) || topicOf(left, candidate.topic).bullets.length > 0) files.set(path, left);
    else files.delete(path);
  }
  const fresh = what.items.map(({ candidate }) => candidate.id);
  const next = withIndex(files, { aging: what.aging, fresh }).files.set(
    dream.reportPath,
    noteMarks(dream.reportText, what.marks, dream.report.state),
  );
  const paths = [...new Set([...dream.after.keys(), ...next.keys()])].toSorted().filter((path) => next.get(path) !== dream.after.get(path));
  const commit: NewCommit = {
    message: `Take verdicts on dream ${dream.id}\n\n${TRAILER}: ${dream.id}\n`,
    author: { ...AUTHOR, atMs: world.clock.now() },
    parent: dream.tip,
    changes: paths.map((path) => ({ path, content: next.get(path) })),
  };
  assertDreamPaths(paths);
  await world.git.commitChain(
    [commit],
    [
      { ref: dream.branchRef as string, old: dream.tip, new: '#0' },
      ...(dream.openCommit === dream.tip ? [{ ref: REFS.openDream, old: dream.openCommit, new: '#0' }] : []),
    ],
  );
}

/** A topic without one rejected proposal; bullets that another proposal shares with it stay as that one has them. */
function takenOut(text: string, candidate: Candidate, dream: OpenDream, { items, decisions }: Rewriting): string {
  const others = items.filter((item) => item.candidate.id !== candidate.id && decisions.get(item.candidate.id) !== 'rejected');
  const shared = new Set(others.flatMap((item) => touchedBy(item.candidate)));
  const ids = touchedBy(candidate).filter((id) => !shared.has(id));
  return withBulletsFrom(text, dream.before.get(topicPath(candidate.topic)), candidate.topic, ids);
}

function reportOnBase({ dream, baseFiles }: AcceptInputs, marks: ReadonlyMap<string, Mark>, state: ReportState): string {
  return noteMarks(baseFiles.get(dream.reportPath) ?? dream.reportText, marks, state);
}

function acceptMessage(dream: OpenDream, items: readonly Item[], decisions: ReadonlyMap<string, Decision>): string {
  const landed = items.flatMap(({ candidate }) => (['accepted', 'edited'].includes(decisions.get(candidate.id) ?? '') ? [candidate] : []));
  const subject = landed.length === 0 ? `Close dream ${dream.id}` : `Accept dream ${dream.id}: ${countsLine(countsOf(landed))}`;
  return `${subject}\n\n${TRAILER}: ${dream.id}\n`;
}
