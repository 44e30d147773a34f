/**
 * Gathers what a repository shows of work that is left: git objects of the base, refs, and what sessions left in the git directory. Nothing is read that a
 * checkout could have brought without a witness, and nothing is stored. The history is read as far as a number of commits goes, with one process for their lines.
 */
import { shortId } from '../../base/git-objects.js';
import { branchName, REFS } from '../../base/refs.js';
import type { Workspace } from '../../base/workspace.js';
import type { Config } from '../../config/config.js';
import { dayStartMs } from '../../dates/day.js';
import { DAY_MS } from '../../dates/units.js';
import { openBranch } from '../../dream/branch/open-branch.js';
import { markingsIn } from '../../dream/reading/agent-orders.js';
import { baseBranch } from '../../dream/tree/base-branch.js';
import { memoryAt, topicsIn } from '../../dream/tree/memory-files.js';
import { reversalsAmong } from '../../memory/reversals.js';
import { readRecords } from '../../sessions/record.js';
import { leftOf } from '../../sessions/summary.js';
import type { Commit } from '../../world/git-history.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { World } from '../../world/world.js';
import { markedLine, type MarkedLine } from './marked-lines.js';

/** A line of the base that a recent commit brought. */
export interface MarkedFact extends MarkedLine {
  readonly path: string;
  /** Twelve digits. */
  readonly commit: string;
  readonly atMs: number;
}

export interface WorkFacts {
  /** The name of the branch, or `HEAD`; undefined where nothing is committed yet. */
  readonly base?: string;
  readonly marked: readonly MarkedFact[];
  /** Commits that took others back, and were not taken back themselves. */
  readonly reverts: readonly { readonly commit: string; readonly subject: string; readonly atMs: number }[];
  /** Claims whose files have changed since they were seen there. */
  readonly suspects: readonly { readonly id: string; readonly topic: string; readonly claim: string; readonly paths: readonly string[] }[];
  /** The dream that awaits review: its branch, or our own ref where that is gone. */
  readonly review?: { readonly branch: string; readonly sinceMs: number };
  /** Tasks that are due and have not begun, or that nobody approved as they stand. Whoever asks adds them. */
  readonly tasks?: readonly {
    readonly id: string;
    readonly what: string;
    /** Below `.kairos`. */
    readonly path: string;
    readonly is: 'due' | 'new' | 'changed';
    readonly dueMs?: number;
  }[];
  /** Checks that the user's settings name and whose last run failed: the task, what it runs, its job, how that ended. Whoever asks adds them. */
  readonly checks?: readonly {
    readonly id: string;
    readonly what: string;
    readonly job: string;
    readonly how: string;
    readonly atMs: number;
  }[];
  /** What the last session of a person left unfinished, in its own words. */
  readonly session?: { readonly atMs: number; readonly about: string; readonly left: readonly string[] };
}

/** So many of the newest commits are looked at. */
const COMMITS_MOST = 100;
/** What is older is history, and no work that is left. */
const AGE_MOST_MS = 90 * DAY_MS;
const SESSION_AGE_MOST_MS = 14 * DAY_MS;
const FILE_BYTES_MOST = 1 << 20;
const OWN_FOLDER = '.kairos/';

type WorkWorld = Pick<World, 'files' | 'git' | 'clock'>;

/** All that the repository shows now. @throws KairosError `git-failed`. */
export async function gatherWork(world: WorkWorld, ws: Workspace, config: Config): Promise<WorkFacts> {
  const session = await sessionFact(world, ws);
  const review = await reviewFact(world);
  const base = await baseOf(world, ws, config);
  const beside = { ...(review && { review }), ...(session && { session }) };
  if (!base) return { marked: [], reverts: [], suspects: [], ...beside };
  const ids = await world.git.between([base.tip], [], { most: COMMITS_MOST });
  const oldestMs = world.clock.now() - AGE_MOST_MS;
  const commits = (await world.git.commits(ids)).filter(({ committedAtMs }) => committedAtMs >= oldestMs);
  return {
    base: base.name,
    marked: await markedFacts(world, base.tip, commits),
    reverts: revertFacts(commits),
    suspects: await suspectFacts(world, base.tip),
    ...beside,
  };
}

/** The base of dreams, since what stands there was merged; where there is none, HEAD. */
export async function baseOf(world: WorkWorld, ws: Workspace, config: Config): Promise<{ name: string; tip: ObjectId } | undefined> {
  try {
    return await baseBranch(world, ws, config);
  } catch {
    const { commit, ref = 'HEAD' } = await world.git.head();
    return commit === undefined ? undefined : { name: branchName(ref), tip: commit };
  }
}

/** The marked lines that commits brought and that still stand in the tree. */
async function markedFacts({ git }: WorkWorld, tip: ObjectId, commits: readonly Commit[]): Promise<MarkedFact[]> {
  const added = await git.addedLines(
    commits.filter(({ parents }) => parents.length < 2).map(({ id }) => id),
    { mostBytes: FILE_BYTES_MOST },
  );
  const found: (MarkedFact & { readonly line: string })[] = [];
  for (const { id, committedAtMs } of commits)
    for (const { path, lines } of added.get(id) ?? [])
      for (const line of path.startsWith(OWN_FOLDER) ? [] : lines) {
        const marked = markedLine(line);
        if (marked) found.push({ ...marked, path, line, commit: shortId(id), atMs: committedAtMs });
      }
  if (found.length === 0) return [];
  const tree = await git.readTree(tip, [...new Set(found.map(({ path }) => path))]);
  const blobs = await git.readBlobs([...new Set(tree.map(({ id }) => id))], { passLarge: true });
  const decoder = new TextDecoder();
  const standing = new Map(tree.map(({ path, id }) => [path, new Set(decoder.decode(blobs.get(id)).split(/\r?\n/))]));
  // A line that was moved within its file was brought twice: the newest commit tells of it.
  const newest = new Map<string, MarkedFact>();
  for (const { line, ...fact } of found)
    if (standing.get(fact.path)?.has(line.replace(/\r$/, '')) === true) newest.set(`${fact.path}\0${fact.text}`, fact);
  return [...newest.values()];
}

function revertFacts(commits: readonly Commit[]): WorkFacts['reverts'] {
  const { turns, endedBy, idle } = reversalsAmong(
    commits.map(({ id, subject, body }) => ({ key: id, commits: [shortId(id)], subject, body })),
  );
  return commits
    .filter(({ id }) => turns.has(id) && !endedBy.has(id) && !idle.has(id))
    .map(({ id, subject, committedAtMs }) => ({ commit: shortId(id), subject, atMs: committedAtMs }));
}

async function suspectFacts({ git }: WorkWorld, tip: ObjectId): Promise<WorkFacts['suspects']> {
  const { topics } = topicsIn((await memoryAt(git, tip)).files);
  const claims = topics.flatMap(({ slug, bullets }) =>
    bullets.flatMap((bullet) => (bullet.struck || bullet.about === undefined ? [] : [{ slug, bullet, about: bullet.about }])),
  );
  if (claims.length === 0) return [];
  const paths = [...new Set(claims.flatMap(({ about }) => about.map(({ path }) => path)))];
  const blobs = new Map((await git.readTree(tip, paths)).map(({ path, id }) => [path, shortId(id)]));
  return claims.flatMap(({ slug, bullet, about }) => {
    const changed = about.filter(({ path, blob }) => blobs.get(path) !== blob).map(({ path }) => path);
    return changed.length === 0 ? [] : [{ id: bullet.address, topic: slug, claim: bullet.claim, paths: changed }];
  });
}

async function reviewFact({ git }: WorkWorld): Promise<WorkFacts['review']> {
  const open = await openBranch({ git });
  if (!open) return undefined;
  const sinceMs = open.branch ? dayStartMs(open.branch.day) : open.commit === undefined ? undefined : await git.committedAtMs(open.commit);
  return sinceMs === undefined ? undefined : { branch: open.branch?.branch ?? REFS.openDream, sinceMs };
}

async function sessionFact(world: WorkWorld, ws: Workspace): Promise<WorkFacts['session']> {
  const gists = (await readRecords(world, ws)).flatMap(({ gist }) => (gist?.by === 'person' && gist.inputs > 0 ? [gist] : []));
  const last = gists.toSorted((a, b) => b.lastAtMs - a.lastAtMs)[0];
  if (!last || world.clock.now() - last.lastAtMs > SESSION_AGE_MOST_MS) return undefined;
  const left = leftOf(last).filter((text) => markingsIn(text).length === 0);
  return left.length === 0 ? undefined : { atMs: last.lastAtMs, about: last.about, left };
}
