/** Finds the dream that awaits review and reads it from its branch alone, so that any clone that has the branch can review it. Reads only. */
import { shortId } from '../../base/git-objects.js';
import { KairosError } from '../../base/errors.js';
import type { Git } from '../../world/git.js';
import type { Commit } from '../../world/git-history.js';
import type { ObjectId, Ref } from '../../world/git-refs.js';
import type { RefUpdate } from '../../world/git-write.js';
import { dreamOfPath, isBesideMemory, reportPath } from '../../base/memory-paths.js';
import { branchRef, GIT_REFS, isBranchRef, readDreamBranch, REFS } from '../../base/refs.js';
import { memoryAt, readAhead, type MemoryFiles } from '../tree/memory-files.js';
import { parseReport } from '../report/report-parse.js';
import type { Report } from '../report/report.js';

export const TRAILER = 'Kairos-Dream';
/** Marks the commit of a person's uncommitted edits. It is the dream's parent, so that the dream proposes against what they see. */
export const SNAPSHOT_TRAILER = 'Kairos-Snapshot';

export interface OpenDream {
  readonly id: string;
  /** As the branch's tip has it; candidates as they were proposed. */
  readonly report: Report;
  readonly reportText: string;
  readonly reportPath: string;
  /** Full name of the ref that holds it; undefined when the branch is gone and only our own ref remembers it. */
  readonly branchRef: string | undefined;
  /** True for a branch of this clone, false for one that was fetched. */
  readonly isLocal: boolean;
  /** Where the branch stands, with what people committed on it. */
  readonly tip: ObjectId;
  /** Where we left it: the value of `refs/kairos/dream/open`; undefined on other clones. */
  readonly openCommit: ObjectId | undefined;
  /** Memory that the dream stands on. */
  readonly snapshot: ObjectId;
  readonly before: MemoryFiles;
  /** Memory as the tip proposes it. */
  readonly after: MemoryFiles;
}

/** `refs/heads/main` of the dream's base. */
export function baseRefOf(dream: Pick<OpenDream, 'report'>): string {
  return branchRef(dream.report.base);
}

/**
 * The dream that is open in this clone; without one, a dream whose branch was fetched and has not landed; undefined if there is none.
 * @throws KairosError `damaged` when our own ref holds no dream that can be read.
 */
export async function findOpenDream(git: Git): Promise<OpenDream | undefined> {
  const open = (await git.refs([REFS.openDream])).find(({ name }) => name === REFS.openDream)?.commit;
  if (open !== undefined) return readOpenDream(git, open);
  const refs = await git.refs([GIT_REFS.branches, GIT_REFS.remotes]);
  const branches = refs.filter(({ name }) => readDreamBranch(name) !== undefined).toReversed();
  for (const ref of branches.toSorted((a, b) => Number(isBranchRef(b.name)) - Number(isBranchRef(a.name)))) {
    const dream = ref.commit === undefined ? undefined : await readBranch(git, ref.commit, ref);
    const base = dream && refs.find(({ name }) => name === baseRefOf(dream))?.commit;
    if (dream && base !== undefined && !(await hasLanded(git, dream, base))) return dream;
  }
  return undefined;
}

/** True when the base holds the dream: its tip is reachable, or its report stands there and does not say that part of it is still open. */
export async function hasLanded(git: Git, dream: OpenDream, baseTip: ObjectId): Promise<boolean> {
  if ((await git.reachable([dream.tip], baseTip)).has(dream.tip)) return true;
  const landed = parseReport((await memoryAt(git, baseTip)).files.get(dream.reportPath) ?? '').report;
  return landed !== undefined && landed.dream === dream.id && landed.state !== 'partial';
}

async function readOpenDream(git: Git, open: ObjectId): Promise<OpenDream> {
  const damaged = (why: string): KairosError =>
    new KairosError('damaged', `${REFS.openDream} at ${shortId(open)} ${why}`, { hint: `git update-ref -d ${REFS.openDream}` });
  const [commit] = await git.commits([open]);
  const id = commit && trailer(commit, TRAILER);
  if (!id) throw damaged('is no commit of a dream');
  // A dream on which nobody built stands on what it is compared with.
  readAhead(git, [open, ...commit.parents.slice(0, 1)]);
  const { files } = await memoryAt(git, open);
  const report = reportIn(files, id);
  if (!report) throw damaged(`holds no report of the dream ${id}`);
  const own = branchRef(report.branch);
  const ref =
    (await git.refs([own])).find(({ name }) => name === own) ??
    (await git.refs([GIT_REFS.remotes])).find(({ name }) => name.endsWith(`/${report.branch}`));
  return assemble(git, report, { tip: ref?.commit ?? open, branchRef: ref?.name, openCommit: open });
}

async function readBranch(git: Git, tip: ObjectId, ref: Ref): Promise<OpenDream | undefined> {
  const named = readDreamBranch(ref.name);
  const report = named && reportIn((await memoryAt(git, tip)).files, named.id);
  return report && assemble(git, { ...report, branch: named.branch }, { tip, branchRef: ref.name, openCommit: undefined });
}

function reportIn(files: MemoryFiles, id: string): Report | undefined {
  for (const [path, text] of files) {
    if (dreamOfPath(path) !== id) continue;
    const { report } = parseReport(text, path);
    if (report?.dream === id && path === reportPath(report)) return report;
  }
  return undefined;
}

async function assemble(git: Git, report: Report, where: Pick<OpenDream, 'tip' | 'branchRef' | 'openCommit'>): Promise<OpenDream> {
  const { files: after } = await memoryAt(git, where.tip);
  const path = reportPath(report);
  // A person may have taken the report out of the branch, or rewritten it: the candidates are those that we wrote.
  const atTip = parseReport(after.get(path) ?? '').report;
  const snapshot = await snapshotOf(git, report, where);
  const { files: before } = await memoryAt(git, snapshot);
  const own = where.openCommit === undefined ? undefined : (await memoryAt(git, where.openCommit)).files.get(path);
  return {
    ...where,
    id: report.dream,
    report: { ...report, marks: new Map([...(atTip?.marks ?? []), ...report.marks]) },
    reportText: after.get(path) ?? own ?? '',
    reportPath: path,
    isLocal: where.branchRef === undefined || isBranchRef(where.branchRef),
    snapshot,
    before,
    after,
  };
}

/** The parent of the dream's first commit; if a person rewrote the branch so that none is found, the base that the dream was made for. */
async function snapshotOf(git: Git, report: Report, where: Pick<OpenDream, 'tip' | 'openCommit'>): Promise<ObjectId> {
  for (const tip of [where.tip, where.openCommit]) {
    if (tip === undefined) continue;
    const commits = await git.commits(await git.between([tip], [report.baseCommit]));
    const first = commits.find(
      (commit) => trailer(commit, TRAILER) === report.dream && commit.paths.some(({ path }) => path === reportPath(report)),
    );
    if (first?.parents[0] !== undefined) return first.parents[0];
  }
  return report.baseCommit;
}

/** The value of a trailer in the last paragraph of a message. */
export function trailer(commit: Pick<Commit, 'body'>, name: string): string | undefined {
  const last =
    commit.body
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? '';
  return last.split('\n').flatMap((line) => (line.startsWith(`${name}: `) ? [line.slice(name.length + 2).trim()] : []))[0];
}

/** Paths that people's commits on the branch change outside of memory: an accept cannot carry them. */
export async function foreignPaths(git: Git, dream: OpenDream, baseTip: ObjectId): Promise<string[]> {
  const known = [dream.report.baseCommit, baseTip, ...(dream.openCommit === undefined ? [] : [dream.openCommit])];
  const commits = await git.commits(await git.between([dream.tip], known));
  return [...new Set(commits.flatMap((commit) => commit.paths.map(({ path }) => path)).filter((path) => !isBesideMemory(path)))].toSorted();
}

/** What goes when the dream closes: our own ref, and its branch where it is of this clone. */
export function closingRefs(dream: OpenDream): RefUpdate[] {
  const refs: RefUpdate[] = dream.openCommit === undefined ? [] : [{ ref: REFS.openDream, old: dream.openCommit, new: undefined }];
  if (dream.isLocal && dream.branchRef !== undefined) refs.push({ ref: dream.branchRef, old: dream.tip, new: undefined });
  return refs;
}
