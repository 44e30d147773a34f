/**
 * The four stages of a dream, one after the other, with a checkpoint after each: orient (memory as it stands), gather (what may be cited),
 * consolidate (what to propose), prune (what of it may stand). Reads the repository and computes; propose.ts writes. A dream that was told to end
 * goes on the next time where it was, on the same commit and entries, and comes to what it would have come to in one go.
 */
import { shortId } from '../base/git-objects.js';
import { isAhead } from '../dates/day.js';
import { DAY_MS } from '../dates/units.js';
import { KairosError } from '../base/errors.js';
import { sha256 } from '../base/hash.js';
import { readEntries } from '../memory/read-logs.js';
import type { LogView } from '../memory/log-view.js';
import type { Entry, Problem } from '../memory/entry.js';
import type { Workspace } from '../base/workspace.js';
import type { ObjectId } from '../world/git-refs.js';
import type { TreeFile } from '../world/git-tree.js';
import type { World } from '../world/world.js';
import type { Topic } from '../memory/topic.js';
import { agingOf, archivedIn, type Aging } from './edit/aging.js';
import type { BaseBranch } from './tree/base-branch.js';
import type { Candidate } from './report/candidate.js';
import type { Consolidation, ConsolidateInput } from './claims/consolidate.js';
import { type Mailmap, parseMailmap, whoIs } from './claims/mailmap.js';
import { type KeptParts, type Parts, partsOf, shareDone, type Steps } from './claims/parts.js';
import { projectNames } from './tree/project-names.js';
import { memoryHere } from './tree/memory-here.js';
import { topicsIn, type MemoryFiles } from './tree/memory-files.js';
import { prune } from './edit/prune.js';
import { verdictsInReports } from './report/reports.js';
import type { Part, RunRecord } from './gate/run-record.js';
import { readSurviving, type Surviving } from './witness/surviving.js';
import type { Testifying } from './witness/testifying.js';
import { readTreeWitness, testifyingAmong, type TreeWitness } from './witness/tree-witness.js';
import { verdictsIn, type Verdict } from './report/verdict.js';

/** In one go, or with pauses. */
export type Consolidate = (input: ConsolidateInput, parts: Parts) => Consolidation | Steps<Consolidation>;

export interface DreamContext {
  readonly world: World;
  readonly ws: Workspace;
  readonly view: LogView;
  readonly base: BaseBranch;
  readonly consolidate: Consolidate;
  /** Half-lives and the threshold of what is archived. */
  readonly settings: Aging['settings'];
  /** Of the block of MEMORY.md. */
  readonly budgetBytes: number;
  /** How many claims a dream proposes at most. */
  readonly limits: { readonly first: number; readonly later: number };
  /** What a claim must be worth to be proposed. */
  readonly worthLeast: number;
  readonly record: RunRecord;
  /** Called between stages: throws when the dream shall not go on. */
  readonly goOn: () => Promise<void>;
  /** False: look at everything anew, whatever the run before left. */
  readonly resumes: boolean;
  /** Aborted when the dream shall save and end. */
  readonly signal: AbortSignal | undefined;
  /** Is told, now and then, as how many of all entries the work that is done counts. */
  readonly progress: ((done: number, total: number) => void) | undefined;
}

export interface Dreamt {
  /** With the commit that was dreamt on, from which the branch may have moved on. */
  readonly base: BaseBranch;
  readonly candidates: readonly Candidate[];
  readonly notes: readonly string[];
  readonly dropped: Consolidation['dropped'];
  readonly committed: MemoryFiles;
  readonly edits: MemoryFiles;
  readonly after: MemoryFiles;
  readonly tally: Consolidation['tally'];
  /** Claims that come in the next dream. */
  readonly waiting: number;
}

/** Runs the four stages and returns what the dream proposes. @throws KairosError `cancelled`, and whatever `goOn` and reading the repository throw. */
export async function dreamStages(context: DreamContext): Promise<Dreamt> {
  const { record, goOn } = context;
  const work = await takeUp(context);
  const { base, oriented, gathered, nowMs } = work;
  const aging = agingOf(gathered.entries, nowMs, context.settings);
  const { topics } = topicsIn(oriented.memory);
  const verdicts = [...verdictsIn(gathered.entries), ...verdictsInReports(oriented.committed)];
  const consolidated = await consolidateInSlices(context, work, {
    entries: gathered.entries,
    reachable: new Set(gathered.commits.keys()),
    paths: { has: gathered.tree.stands },
    tree: gathered.tree,
    authors: gathered.authors,
    names: gathered.names,
    topics,
    verdicts,
    nowMs: aging.nowMs,
    isArchived: archivedIn(oriented.memory, aging),
    worthLeast: context.worthLeast,
  });
  await record.checkpoint('consolidate', consolidated);
  await goOn();
  const pruned = prune(
    oriented.memory,
    consolidated.candidates.map((candidate) => withFullIds(candidate, gathered.commits)),
    {
      budgetBytes: context.budgetBytes,
      most: isFirstDream(topics, verdicts) ? context.limits.first : context.limits.later,
      ranking: consolidated.ranking ?? consolidated.candidates.map(({ id }) => id),
    },
  );
  await record.checkpoint('prune', { candidates: pruned.candidates, notes: pruned.notes });
  await goOn();
  const problems = [...oriented.problems, ...gathered.problems].map(
    ({ path, line, message }) => `${path}${line > 0 ? `:${line}` : ''} ${message}`,
  );
  return {
    base,
    candidates: pruned.candidates,
    notes: [...consolidated.notes, ...pruned.notes, ...droppedNotes(consolidated.dropped), ...limited([...new Set(problems)])],
    dropped: consolidated.dropped,
    committed: oriented.committed,
    edits: oriented.edits,
    after: pruned.files,
    tally: consolidated.tally,
    waiting: pruned.waiting,
  };
}

/** Nothing that a dream told stands in memory, and nobody has decided about any. */
function isFirstDream(topics: readonly Topic[], verdicts: readonly Verdict[]): boolean {
  return (
    verdicts.length === 0 && topics.every(({ bullets }) => bullets.every(({ entries, commits }) => entries.length + commits.length === 0))
  );
}

interface Work {
  readonly base: BaseBranch;
  readonly oriented: Oriented;
  readonly gathered: Gathered;
  readonly nowMs: number;
  readonly kept: KeptParts;
}

/** What the dream works on: the same as the unfinished run before it, where that still stands, else what there is now. */
async function takeUp(context: DreamContext): Promise<Work> {
  const { record, goOn, world, base } = context;
  const before = await unfinishedWork(context);
  if (before) {
    await record.goOn();
    return before;
  }
  const nowMs = world.clock.now();
  const oriented = await orient(context);
  await record.checkpoint('orient', {
    base: base.name,
    commit: base.tip,
    edits: [...oriented.edits.keys()],
    files: [...oriented.memory.keys()],
  });
  await goOn();
  const gathered = await gather(context);
  const entries = gathered.entries.map(({ id }) => id);
  await record.begin({ ref: base.ref, commit: base.tip, nowMs, key: keyOf(oriented, gathered), entries });
  await record.checkpoint('gather', { commits: gathered.commits.size, entries: gathered.entries.length });
  await goOn();
  return { base, oriented, gathered, nowMs, kept: new Map() };
}

/**
 * The work of the run before, from its commit and its entries; undefined where there is none of the last day, its commit is on the base no longer, or
 * an entry or a hand edit has changed since: what was forgotten must not be proposed.
 */
async function unfinishedWork(context: DreamContext): Promise<Work | undefined> {
  const { record, world } = context;
  if (!record.unfinished || !context.resumes) return undefined;
  const { begun, parts } = record.unfinished;
  const ageMs = world.clock.now() - begun.nowMs;
  if (ageMs < 0 || ageMs > DAY_MS) return undefined;
  if (begun.ref !== context.base.ref || !(await world.git.reachable([begun.commit], context.base.tip)).has(begun.commit)) return undefined;
  const base = { ...context.base, tip: begun.commit };
  const oriented = await orient({ ...context, base });
  const gathered = await gather({ ...context, base }, new Set(begun.entries));
  if (keyOf(oriented, gathered) !== begun.key) return undefined;
  return { base, oriented, gathered, nowMs: begun.nowMs, kept: keptIn(parts) };
}

/** A hash of what does not follow from the commit. */
function keyOf({ edits }: Oriented, { entries }: Gathered): string {
  return sha256(JSON.stringify([[...edits], entries.map(({ id, kind, actor, atMs, text }) => [id, kind, actor, atMs, text])]));
}

function keptIn(parts: readonly Part[]): KeptParts {
  const kept = new Map<string, unknown[]>();
  for (const part of parts) {
    for (const [stage, results] of Object.entries(part)) {
      const list = kept.get(stage);
      if (list) for (const result of results) list.push(result);
      else kept.set(stage, [...results]);
    }
  }
  return kept;
}

/** How often a signal can arrive. */
const TURN_MS = 50;
/** What is saved now and then survives a kill. */
const SAVE_MS = 5000;
/** A dream that is over sooner needs no progress. */
const SILENT_MS = 500;

/** The third stage. It saves what it has found out when it is told to end, and every five seconds. @throws KairosError `cancelled`. */
async function consolidateInSlices(context: DreamContext, { kept, gathered }: Work, input: ConsolidateInput): Promise<Consolidation> {
  const { world, record, goOn, signal, resumes } = context;
  const tell = teller(context, input.entries.length);
  let share = 0;
  let found: Record<string, unknown[]> = {};
  let isNew = false;
  const parts = partsOf(kept, (stage, result) => {
    (found[stage] ??= []).push(result);
    isNew = true;
  });
  const save = async (): Promise<void> => {
    const part = found;
    found = {};
    if (Object.keys(part).length > 0) await record.part(part);
  };
  const steps = context.consolidate(input, parts);
  if (!('next' in steps)) return steps;
  let turnMs = world.clock.now();
  let savedMs = turnMs;
  let answer: Surviving | undefined;
  for (let step = steps.next(); ; step = steps.next(answer)) {
    answer = undefined;
    if (step.done) {
      // A slice may end after this and before the dream does: the next one would find the same out again, and end at the same place.
      if (resumes) await save();
      return step.value;
    }
    share = (step.value && shareDone(step.value)) ?? share;
    if (step.value && 'surviving' in step.value) answer = await survivingOf(world, gathered, step.value.surviving);
    // What was kept is gone through without a look at the clock, so that each slice gets further than the one before.
    if (!isNew) continue;
    isNew = false;
    if (world.clock.now() - turnMs < TURN_MS) continue;
    await world.clock.sleep(0);
    turnMs = world.clock.now();
    tell(share, turnMs);
    if (signal?.aborted !== true && turnMs - savedMs < SAVE_MS) continue;
    await save();
    savedMs = turnMs;
    await goOn();
  }
}

async function survivingOf(world: World, { commits, testifying }: Gathered, asked: readonly string[]): Promise<Surviving> {
  const ids = asked.flatMap((commit) => commits.get(commit) ?? []);
  return readSurviving(world, ids, testifying);
}

/** Tells of progress once the work has taken so long that a person wonders, and only of what is new. */
function teller({ progress, world }: Pick<DreamContext, 'progress' | 'world'>, total: number): (share: number, nowMs: number) => void {
  const fromMs = world.clock.now() + SILENT_MS;
  let told = -1;
  return (share, nowMs) => {
    const done = Math.floor(share * total);
    if (nowMs < fromMs || done === told) return;
    progress?.(told === -1 ? 0 : done, total);
    told = told === -1 ? 0 : done;
  };
}

interface Oriented {
  readonly committed: MemoryFiles;
  readonly edits: MemoryFiles;
  readonly memory: MemoryFiles;
  readonly problems: readonly Problem[];
}

export interface Gathered {
  readonly entries: readonly Entry[];
  readonly commits: ReadonlyMap<string, ObjectId>;
  readonly tree: TreeWitness;
  /** The files of the base that testify. */
  readonly testifying: Testifying;
  /** Who wrote each commit of the base, by its twelve digits. */
  readonly authors: ReadonlyMap<string, string>;
  /** What the project calls itself. */
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
}

/** Memory on the base; and where HEAD stands on it, with what the person changed by hand, so that the dream argues with what they see. */
async function orient({ world, ws, base }: DreamContext): Promise<Oriented> {
  const { committed, edits, problems } = await memoryHere(world, ws, base);
  return { committed, edits, memory: new Map([...committed, ...edits]), problems };
}

/** Every entry (or those of these ids), and every commit that may be cited: those reachable from the base, by their twelve digits. */
export async function gather(
  { world, ws, view, base }: Pick<DreamContext, 'world' | 'ws' | 'view' | 'base'>,
  ids?: ReadonlySet<string>,
): Promise<Gathered> {
  const { entries: all, problems } = await readEntries(world, ws, view);
  const nowMs = world.clock.now();
  // What a person decided holds, whatever their clock said; the rest would overrule all that is said until its day comes.
  const ahead = all.filter(({ atMs, kind }) => kind !== 'verdict' && isAhead(atMs, nowMs));
  const isLeftOut = new Set(ahead.map(({ id }) => id));
  const entries = all.filter(({ id }) => (ids ? ids.has(id) : !isLeftOut.has(id)));
  const reached = await world.git.between([base.tip], []);
  const files = await world.git.readTree(base.tip, ['']);
  const authors = [...(await world.git.authors(base.tip))];
  const mailmap = await mailmapIn(world, files);
  const testifying = await testifyingAmong(world, files);
  return {
    entries,
    commits: new Map(reached.map((id) => [shortId(id), id])),
    tree: await readTreeWitness(world, ws, files, testifying),
    testifying,
    names: await projectNames(world.git, files),
    authors: new Map(authors.map(([id, author]) => [shortId(id), whoIs(author, mailmap)])),
    problems: [...problems, ...aheadProblems(ahead)],
  };
}

/** The mailmap of the base and not that of the work tree, which a branch may have brought. */
async function mailmapIn({ git }: World, files: readonly TreeFile[]): Promise<Mailmap> {
  const file = files.find(({ path, mode, size }) => path === '.mailmap' && mode.startsWith('100') && size !== undefined);
  const blobs = file === undefined ? undefined : await git.readBlobs([file.id], { passLarge: true });
  return parseMailmap(new TextDecoder().decode(blobs?.get(file?.id ?? '')));
}

function aheadProblems(ahead: readonly Entry[]): Problem[] {
  const paths = [...new Set(ahead.map(({ source }) => source.path))];
  return paths.map((path) => ({ path, line: 0, message: 'is dated ahead of this clock, and its entries are left out' }));
}

function withFullIds(candidate: Candidate, commits: ReadonlyMap<string, ObjectId>): Candidate {
  const evidence = candidate.evidence.map((cited) => {
    const commitId = cited.commit === undefined ? undefined : commits.get(cited.commit);
    return commitId === undefined ? cited : { ...cited, commitId };
  });
  return { ...candidate, evidence };
}

const NOTES_MOST = 20;

/** A thousand bad lines in a log are no report. */
function limited(notes: readonly string[]): string[] {
  const rest = notes.length - NOTES_MOST;
  return rest <= 0 ? [...notes] : [...notes.slice(0, NOTES_MOST), `${rest} more problems; kairos doctor lists them`];
}

function droppedNotes({ speculation, rejected, known }: Consolidation['dropped']): string[] {
  const said: string[] = [];
  if (speculation > 0) said.push(`${speculation} said with doubt and not borne out since`);
  if (rejected > 0) said.push(`${rejected} rejected before`);
  if (known > 0) said.push(`${known} known already`);
  return said.length === 0 ? [] : [`not proposed: ${said.join(', ')}`];
}

/** @throws KairosError `cancelled`. */
export function refuseCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new KairosError('cancelled', 'the dream was cancelled; nothing was written');
}
