/**
 * A person's decisions about the open dream: accept, reject or edit all or some of it. Accepted claims land on the base; rejected and edited ones are
 * taken out of, or changed on, the dream's branch, so that merging it by hand brings what is left. It reads, has a plan made (accept-plan.ts) and
 * carries it out (landing.ts). Called only by commands that a person runs.
 */
import { KairosError } from '../../base/errors.js';
import type { Workspace } from '../../base/workspace.js';
import type { Config } from '../../config/config-shape.js';
import { readEntries, readForgotten } from '../../memory/read-logs.js';
import type { LogView } from '../../memory/log-view.js';
import type { CommandWorld, World } from '../../world/world.js';
import { baseRefOf, findOpenDream, foreignPaths, type OpenDream } from '../branch/open-dream.js';
import { parseReport } from '../report/report-parse.js';
import { triageIn } from '../report/triage.js';
import { verdictsIn } from '../report/verdict.js';
import { baseBranch, branchAt, checkedOutAt, type BaseBranch } from '../tree/base-branch.js';
import { memoryHere } from '../tree/memory-here.js';
import { planAccept, type Outcome, type Situation } from './accept-plan.js';
import { itemsOf } from './candidate-state.js';
import { deciding, land } from './landing.js';
import type { Decisions } from './wish.js';

export interface Decided extends Outcome {
  /** The commit on the base, if anything landed. */
  readonly commit?: string;
}

/**
 * Carries out decisions about the open dream.
 * @throws KairosError `not-found` without an open dream or such an id; `usage`, `work-tree-in-the-way`, `git-busy`, `foreign-commit`, `ref-moved`: nothing
 * has changed then.
 */
export async function decide(world: CommandWorld, ws: Workspace, view: LogView, config: Config, decisions: Decisions): Promise<Decided> {
  return deciding(world, ws, async () => {
    const { landing, outcome } = planAccept(await situationOf(world, ws, view, config), decisions);
    const commit = await land(world, ws, view, landing);
    return { ...outcome, ...(commit === undefined ? {} : { commit }) };
  });
}

async function situationOf(world: World, ws: Workspace, view: LogView, config: Config): Promise<Situation> {
  const dream = await findOpenDream(world.git);
  if (!dream) throw new KairosError('not-found', 'no dream awaits review', { hint: 'kairos dream --now' });
  const base = await baseOf(world, ws, config, dream);
  const { committed: baseFiles, laid, edits } = await memoryHere(world, ws, base);
  const landedMarks = parseReport(baseFiles.get(dream.reportPath) ?? '').report?.marks;
  const { entries } = await readEntries(world, ws, view);
  const verdicts = verdictsIn(entries);
  const atMs = world.clock.now();
  return {
    dream,
    base,
    baseFiles,
    laid,
    edits,
    landedMarks,
    items: itemsOf(dream, landedMarks ?? new Map(), verdicts, triageIn(entries)),
    verdicts,
    budgetBytes: config.memory.budgetBytes,
    foreign: await foreignPaths(world.git, dream, base.tip),
    checkedOutAt: dream.isLocal && dream.branchRef !== undefined ? (await checkedOutAt(world.git, dream.branchRef))[0] : undefined,
    forgotten: await readForgotten(world, ws),
    atMs,
  };
}

/** Where the dream lands. A branch that came from elsewhere does not choose that. */
async function baseOf(world: World, ws: Workspace, config: Config, dream: OpenDream): Promise<BaseBranch> {
  const base = dream.openCommit === undefined ? await baseBranch(world, ws, config) : await branchAt(world.git, baseRefOf(dream));
  if (base.ref === baseRefOf(dream)) return base;
  throw new KairosError('foreign-commit', `the dream ${dream.id} was made for ${dream.report.base}, and dreams land on ${base.name} here`, {
    hint: 'set dream.base, or merge it by hand',
  });
}
