/**
 * The four stages of a dream, one after the other, with a checkpoint after each: orient (memory as it stands), gather (what may be cited),
 * consolidate (what to propose), prune (what of it may stand). Reads the repository and computes; propose.ts writes.
 */
import { shortId } from '../base/git-objects.js';
import { KairosError } from '../base/errors.js';
import { readEntries } from '../memory/read-logs.js';
import type { LogView } from '../memory/log-view.js';
import type { Entry, Problem } from '../memory/entry.js';
import type { Workspace } from '../base/workspace.js';
import type { ObjectId } from '../world/git-refs.js';
import type { World } from '../world/world.js';
import { agingOf, archivedIn, type Aging } from './edit/aging.js';
import type { BaseBranch } from './tree/base-branch.js';
import type { Candidate } from './report/candidate.js';
import type { Consolidation, ConsolidateInput } from './claims/consolidate.js';
import { convertsLineEnds, handEdits, liveMemory, memoryAt, topicsIn, type MemoryFiles } from './tree/memory-files.js';
import { prune } from './edit/prune.js';
import { verdictsInReports } from './report/reports.js';
import type { RunRecord } from './gate/run-record.js';
import { verdictsIn } from './report/verdict.js';

export type Consolidate = (input: ConsolidateInput) => Consolidation;

export interface DreamContext {
  readonly world: World;
  readonly ws: Workspace;
  readonly view: LogView;
  readonly base: BaseBranch;
  readonly consolidate: Consolidate;
  /** Half-lives and the threshold of what is archived. */
  readonly settings: Aging['settings'];
  readonly record: RunRecord;
  /** Called between stages: throws when the dream shall not go on. */
  readonly goOn: () => Promise<void>;
}

export interface Dreamt {
  readonly candidates: readonly Candidate[];
  readonly notes: readonly string[];
  readonly dropped: Consolidation['dropped'];
  readonly committed: MemoryFiles;
  readonly edits: MemoryFiles;
  readonly after: MemoryFiles;
  readonly entries: number;
}

/** Runs the four stages and returns what the dream proposes. @throws KairosError `cancelled`, and whatever `goOn` and reading the repository throw. */
export async function dreamStages(context: DreamContext): Promise<Dreamt> {
  const { record, goOn, world } = context;
  const oriented = await orient(context);
  await record.checkpoint('orient', {
    base: context.base.name,
    commit: context.base.tip,
    edits: [...oriented.edits.keys()],
    files: [...oriented.memory.keys()],
  });
  await goOn();
  const gathered = await gather(context);
  await record.checkpoint('gather', { commits: gathered.commits.size, entries: gathered.entries.length });
  await goOn();
  const aging = agingOf(gathered.entries, world.clock.now(), context.settings);
  const consolidated = context.consolidate({
    entries: gathered.entries,
    reachable: new Set(gathered.commits.keys()),
    paths: gathered.paths,
    topics: topicsIn(oriented.memory).topics,
    verdicts: [...verdictsIn(gathered.entries), ...verdictsInReports(oriented.committed)],
    nowMs: aging.nowMs,
    isArchived: archivedIn(oriented.memory, aging),
  });
  await record.checkpoint('consolidate', consolidated);
  await goOn();
  const pruned = prune(
    oriented.memory,
    consolidated.candidates.map((candidate) => withFullIds(candidate, gathered.commits)),
    aging,
  );
  await record.checkpoint('prune', { candidates: pruned.candidates, notes: pruned.notes });
  await goOn();
  const problems = [...oriented.problems, ...gathered.problems].map(
    ({ path, line, message }) => `${path}${line > 0 ? `:${line}` : ''} ${message}`,
  );
  return {
    candidates: pruned.candidates,
    notes: [...consolidated.notes, ...pruned.notes, ...droppedNotes(consolidated.dropped), ...limited([...new Set(problems)])],
    dropped: consolidated.dropped,
    committed: oriented.committed,
    edits: oriented.edits,
    after: pruned.files,
    entries: gathered.entries.length,
  };
}

/** Memory on the base; and where HEAD stands on it, with what the person changed by hand, so that the dream argues with what they see. */
async function orient({
  world,
  ws,
  base,
}: DreamContext): Promise<{ committed: MemoryFiles; edits: MemoryFiles; memory: MemoryFiles; problems: Problem[] }> {
  const { files: committed, problems } = await memoryAt(world.git, base.tip);
  if (!base.isHere) return { committed, edits: new Map(), memory: committed, problems };
  const live = await liveMemory(world, ws);
  const edits = handEdits(committed, live.files, { convertsLineEnds: await convertsLineEnds(world.git) });
  return { committed, edits, memory: new Map([...committed, ...edits]), problems: [...problems, ...live.problems] };
}

/** Every entry, and every commit that may be cited: those reachable from the base, by their twelve digits. */
async function gather({ world, ws, view, base }: DreamContext): Promise<{
  entries: readonly Entry[];
  commits: ReadonlyMap<string, ObjectId>;
  paths: ReadonlySet<string>;
  problems: readonly Problem[];
}> {
  const { entries, problems } = await readEntries(world, ws, view);
  const ids = await world.git.between([base.tip], []);
  const paths = (await world.git.readTree(base.tip, [''])).map(({ path }) => path);
  return { entries, commits: new Map(ids.map((id) => [shortId(id), id])), paths: new Set(paths), problems };
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
