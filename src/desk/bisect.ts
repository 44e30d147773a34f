/** Which dream or hand edit changed or lost something of the memory, between two revisions of this repository. It changes nothing. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { culprit, wayBetween, type Culprit, type Judge } from '../check/bisect.js';
import { lostJudge, probeJudge } from '../check/judges.js';
import { revisionNamed } from '../check/revisions.js';
import { treeHere } from '../check/tree-at.js';
import { SNAPSHOT_TRAILER, TRAILER, trailer } from '../dream/branch/open-dream.js';
import { UNDO_TRAILER } from '../dream/review/undo.js';
import { memoryAt } from '../dream/tree/memory-files.js';
import type { Commit } from '../world/git-history.js';
import type { ObjectId } from '../world/git-refs.js';
import type { World } from '../world/world.js';
import { probesOf } from './probe.js';

/** What made a commit. */
export type Maker =
  | { readonly is: 'dream' | 'accept' | 'snapshot' | 'undo'; readonly dream: string }
  | { readonly is: 'merge' }
  | { readonly is: 'hand' };

export interface Bisected {
  /** What was looked for: `^id`, or the question of a probe. */
  readonly what: string;
  readonly found: {
    readonly commit: ObjectId;
    readonly subject: string;
    readonly author: string;
    readonly atMs: number;
    readonly maker: Maker;
  } & Pick<Culprit, 'why' | 'paths'>;
}

export interface BisectWishes {
  /** `GOOD..BAD`; without BAD what is checked out. */
  readonly range: string;
  /** An id without its mark; left out: the probes of the work tree that pass at the good revision and fail at the bad one. */
  readonly lost?: string | undefined;
}

/**
 * What was changed or lost on the way, each with the commit that did it; [] where nothing was.
 * @throws KairosError `usage` for a range that is none, `not-found` for a revision or an id that is not there, `bad-config` for probes that are wrong.
 */
export async function bisect(world: Pick<World, 'files' | 'git'>, ws: Workspace, { range, lost }: BisectWishes): Promise<Bisected[]> {
  const [first = '', last = '', more] = range.split('..');
  if (first === '' || more !== undefined || !range.includes('..'))
    throw new KairosError('usage', `"${range}" is not GOOD..BAD`, { hint: 'name two revisions: v1.0..HEAD' });
  const good = await revisionNamed(world.git, first);
  const bad = await revisionNamed(world.git, last === '' ? 'HEAD' : last);
  const way = await wayBetween(world.git, good.commit, bad.commit);
  const { files: before } = await memoryAt(world.git, good.commit);
  const found: Bisected[] = [];
  const look = async (what: string, judge: Judge): Promise<void> => {
    const one = await culprit(world.git, way, judge);
    if (one) found.push({ what, found: told(one) });
  };
  if (lost !== undefined) {
    await look(`^${lost}`, lostJudge(before, lost));
    return found;
  }
  const { probes: text, config } = await treeHere(world, ws);
  const probes = probesOf(text);
  if (probes.length === 0)
    throw new KairosError('usage', 'there is no probe to ask, and nothing else was said to look for', {
      hint: 'name what is lost: --lost ^ID',
    });
  for (const probe of probes) {
    const judge = probeJudge(probe, config.recall);
    // What never was right did not begin to fail on the way.
    if (judge(before) === undefined) await look(probe.question, judge);
  }
  return found;
}

function told({ commit, why, paths }: Culprit): Bisected['found'] {
  const { id, subject, authorName, authoredAtMs } = commit;
  return { commit: id, subject, author: authorName, atMs: authoredAtMs, maker: makerOf(commit), why, paths };
}

function makerOf(commit: Commit): Maker {
  const under = trailer(commit, SNAPSHOT_TRAILER);
  if (under !== undefined) return { is: 'snapshot', dream: under };
  const undone = trailer(commit, UNDO_TRAILER);
  if (undone !== undefined) return { is: 'undo', dream: undone };
  const dream = trailer(commit, TRAILER);
  if (dream !== undefined) return { is: commit.subject.startsWith('Dream ') ? 'dream' : 'accept', dream };
  return { is: commit.parents.length > 1 ? 'merge' : 'hand' };
}
