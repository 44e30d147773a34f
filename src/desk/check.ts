/** Checks the branch of a dream against its base: finds both, reads both by git, and says what cannot be judged in this clone. It changes nothing. */
import { shortId } from '../base/git-objects.js';
import { branchName, branchRef, GIT_REFS } from '../base/refs.js';
import { KairosError } from '../base/errors.js';
import { dreamOfPath, MEMORY } from '../base/memory-paths.js';
import { plural } from '../base/plural.js';
import type { Workspace } from '../base/workspace.js';
import { checkTrees, comparedOf, type CheckInput } from '../check/check.js';
import { CHECKS, type Check, type Compared, type Finding } from '../check/finding.js';
import { forkOf } from '../check/fork.js';
import { branchNamed, revisionNamed, type NamedCommit } from '../check/revisions.js';
import { shownText } from '../check/shown-text.js';
import { treeAt } from '../check/tree-at.js';
import type { Config } from '../config/config.js';
import { baseRefOf, findOpenDream } from '../dream/branch/open-dream.js';
import { entriesReadBy } from '../dream/gate/run-record.js';
import { disturbing } from '../dream/quiet.js';
import { claimOf } from '../dream/report/candidate.js';
import { reportsIn } from '../dream/report/reports.js';
import { tipOf } from '../dream/tree/base-branch.js';
import { liveMemory, type MemoryFiles } from '../dream/tree/memory-files.js';
import type { LogView } from '../memory/log-view.js';
import { readEntries, readForgotten } from '../memory/read-logs.js';
import { knownWriter } from '../memory/writer.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { ObjectId } from '../world/git-refs.js';
import type { World } from '../world/world.js';
import { probesOf } from './probe.js';

export { CHECKS } from '../check/finding.js';
export type { Check, Finding } from '../check/finding.js';

export interface CheckReport {
  readonly branch: NamedCommit;
  readonly base: NamedCommit;
  /** True: the base has all of the branch, and nothing was compared. */
  readonly landed: boolean;
  readonly findings: readonly Finding[];
  /** What could not be judged here, and why. */
  readonly notJudged: readonly { readonly check: Check | 'fork' | 'settings'; readonly why: string }[];
}

export interface CheckWishes {
  /** A branch, a dream's id or a revision; left out: the open dream, else what is checked out. */
  readonly branch?: string | undefined;
  readonly base?: string | undefined;
}

/** What a request is asked with. */
interface Here {
  readonly world: World;
  readonly ws: Workspace;
  readonly view: LogView;
  readonly config: Config;
}

/**
 * Checks a branch.
 * @throws KairosError `not-found` for a branch or a base that is not here, `bad-config` where the probes of the base are wrong, and as git.
 */
export async function checkBranch(here: Here, wishes: CheckWishes): Promise<CheckReport> {
  const { world } = here;
  const { base: own, ...branch } = await branchToCheck(world, wishes.branch);
  const base = await baseOf(here, branch, wishes.base ?? own);
  const fork = await forkOf(world.git, base.commit, branch.commit);
  if (fork.is === 'landed') return { branch, base, landed: true, findings: [], notJudged: [] };
  const baseTree = await treeAt(world.git, base.commit);
  const input: CheckInput = {
    base: baseTree,
    before: fork.is === 'known' ? await treeAt(world.git, fork.commit) : baseTree,
    branch: await treeAt(world.git, branch.commit),
    live: await liveOn(here, base.commit),
    probes: probesOf(baseTree.probes, ` (of ${base.name})`),
    sources: await sourcesOf(here, base.commit),
  };
  const { findings, failing, unproved } = await checkTrees(world.git, input);
  const quiet = await quietFindings(here, { from: fork.is === 'known' ? fork.commit : base.commit, to: branch.commit }, comparedOf(input));
  const { isShallow } = input.sources;
  const notJudged: { check: Check | 'fork' | 'settings'; why: string }[] = [];
  const skip = (check: Check | 'fork' | 'settings', why: string): unknown => notJudged.push({ check, why });
  if (fork.is === 'unknown')
    skip(
      'fork',
      `where the branch left ${base.name} is not in this clone, so it is compared with ${base.name} as it is now; git fetch --unshallow brings it`,
    );
  if (await changesOwnRules(world, branch.commit, [base.commit, ...(fork.is === 'known' ? [fork.commit] : [])]))
    skip('settings', `the branch changes its settings or probes: those of ${base.name} were used`);
  if (baseTree.probes === undefined) skip('probes', `${base.name} has no ${MEMORY.probes}`);
  for (const question of failing) skip('probes', `${base.name} fails it, too: ${question}`);
  if (isShallow && unproved.commits > 0)
    skip(
      'citations',
      `${plural(unproved.commits, 'cited commit')} may lie behind the end of this shallow clone; git fetch --unshallow brings them`,
    );
  if (unproved.entries > 0)
    skip(
      'citations',
      `${plural(unproved.entries, 'cited entry', 'cited entries')}: only a report quotes them, no journal of this clone has them`,
    );
  if (quiet === undefined) skip('quiet', 'whether the next dream leaves all of it alone: that needs the journal, and this clone has none');
  return { branch, base, landed: false, findings: await shown(inOrder([...findings, ...(quiet ?? [])])), notJudged };
}

function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check));
}

/** A finding quotes what the branch says, and no log of CI may hold a secret. */
async function shown(findings: readonly Finding[]): Promise<Finding[]> {
  return Promise.all(findings.map(async (finding) => ({ ...finding, message: (await replaceSecrets(finding.message)).text })));
}

/** `base`: of a dream that was made in this clone, which knows where it is to land. */
async function branchToCheck({ git }: Pick<World, 'git'>, wanted: string | undefined): Promise<NamedCommit & { readonly base?: string }> {
  if (wanted !== undefined) {
    try {
      return await branchNamed(git, wanted);
    } catch (error) {
      if (!(error instanceof KairosError) || error.code !== 'not-found' || (await git.resolve(wanted)) === undefined) throw error;
      return revisionNamed(git, wanted);
    }
  }
  const open = await findOpenDream(git);
  if (open) {
    const hasBase = open.openCommit !== undefined && (await tipOf(git, baseRefOf(open))) !== undefined;
    const name = open.branchRef === undefined ? open.report.branch : branchName(open.branchRef);
    return { name, commit: open.tip, ...(hasBase && { base: open.report.base }) };
  }
  const head = await git.head();
  if (head.commit === undefined)
    throw new KairosError('not-found', 'no dream is open and nothing is committed', { hint: 'kairos check BRANCH' });
  return { name: head.ref === undefined ? 'HEAD' : branchName(head.ref), commit: head.commit };
}

/** The base that is named; else that of the settings, unless the branch itself is checked out and brings them; else the remote's default branch. */
async function baseOf({ world: { git }, config }: Here, branch: NamedCommit, wanted: string | undefined): Promise<NamedCommit> {
  if (wanted !== undefined) return branchNamed(git, wanted).catch(async () => revisionNamed(git, wanted));
  const head = await git.head();
  const names = head.commit === branch.commit || config.dream.base === undefined ? [] : [config.dream.base];
  const refs = await git.refs([GIT_REFS.branches, GIT_REFS.remotes]);
  const remote = `${GIT_REFS.remotes}origin/`;
  for (const ref of [
    ...names.flatMap((name) => [branchRef(name), `${remote}${name}`]),
    `${remote}HEAD`,
    branchRef('main'),
    branchRef('master'),
  ]) {
    const commit = refs.find(({ name }) => name === ref)?.commit;
    if (commit !== undefined)
      return { name: ref.startsWith(GIT_REFS.remotes) ? ref.slice(GIT_REFS.remotes.length) : branchName(ref), commit };
  }
  throw new KairosError('not-found', `this clone does not say which branch ${branch.name} is to land on`, {
    hint: 'kairos check --base main',
  });
}

/** Memory in the work tree, where that stands on the base: what a person changed and did not commit is no change of the branch's. */
async function liveOn({ world, ws }: Here, base: ObjectId): Promise<ReadonlyMap<string, string> | undefined> {
  return (await world.git.head()).commit === base ? (await liveMemory(world, ws)).files : undefined;
}

async function sourcesOf({ world, ws, view }: Here, base: ObjectId): Promise<CheckInput['sources']> {
  const isShallow = (await world.files.stat(`${ws.commonDir}/shallow`)) !== undefined;
  const hasJournal = (await knownWriter(world, ws)) !== undefined;
  const journal = hasJournal ? new Set((await readEntries(world, ws, view)).entries.map(({ id }) => id)) : undefined;
  return { base, isShallow, journal, forgotten: await readForgotten(world, ws) };
}

/** True where the branch has other settings or probes than its base has or had. */
async function changesOwnRules({ git }: Pick<World, 'git'>, branch: ObjectId, known: readonly ObjectId[]): Promise<boolean> {
  const idsAt = async (commit: ObjectId): Promise<string> =>
    (await git.readTree(commit, [MEMORY.config, MEMORY.probes])).map(({ path, id, mode }) => `${path} ${id} ${mode}`).join('\n');
  const own = await idsAt(branch);
  for (const commit of known) if ((await idsAt(commit)) === own) return false;
  return true;
}

/** Undefined where there is no journal to dream of. */
async function quietFindings(
  { world, ws, view }: Here,
  { from, to: commit }: { readonly from: ObjectId; readonly to: ObjectId },
  compared: Compared,
): Promise<Finding[] | undefined> {
  if ((await knownWriter(world, ws)) === undefined) return undefined;
  const { before, after, is, config } = compared;
  const rawOf = (files: ReadonlyMap<string, string>, path: string): string => files.get(`${MEMORY.root}/${path}`) ?? '';
  const settled = [...is.claims].filter(
    ([, { bullet, topic }]) => !rawOf(before, topic.path).includes(topic.text.slice(bullet.start, bullet.end).trimEnd()),
  );
  const ids = new Set(settled.map(([id]) => id));
  const brought = reportsOf(after, { before, ids });
  const untilMs = (await world.git.committedAtMs(await dreamtIn(world.git, from, commit, brought))) ?? world.clock.now();
  const found = await disturbing(world, ws, view, {
    commit,
    before,
    files: after,
    settled: ids,
    read: await readByAll(world, ws, brought),
    untilMs,
    config,
  });
  return found.map(({ candidate, round }) => ({
    check: 'quiet',
    subject: `^${candidate.target ?? candidate.id}`,
    message: `${round === 1 ? 'the next dream' : `the dream after ${round} others`} would ${candidate.type} in ${candidate.topic} what this one settles: ${shownText(claimOf(candidate))}`,
    path: `${MEMORY.topics}/${candidate.topic}.md`,
    hint: `it says why: ${shownText(candidate.reason)}; branch ${shortId(commit)}`,
  }));
}

/** Paths of the reports of the dreams that a branch is of: those that it brings, and where some of a dream has landed, the one that tells the rest. */
function reportsOf(after: MemoryFiles, { before, ids }: { readonly before: MemoryFiles; readonly ids: ReadonlySet<string> }): string[] {
  const telling = new Set(
    reportsIn(after).flatMap(({ dream, state, candidates }) =>
      state !== 'decided' && candidates.some(({ id, target = '' }) => ids.has(id) || ids.has(target)) ? [dream] : [],
    ),
  );
  return [...after.keys()].filter((path) => {
    const dream = dreamOfPath(path);
    return dream !== undefined && (!before.has(path) || telling.has(dream));
  });
}

/**
 * The commit of a branch that brought the last of its reports; the tip where it brings none. What a person decides on the branch comes later, and so may notes
 * that the dream did not know: they are news for the next one.
 */
async function dreamtIn(git: World['git'], from: ObjectId, tip: ObjectId, brought: readonly string[]): Promise<ObjectId> {
  if (brought.length === 0) return tip;
  for (const id of await git.between([tip], [from])) {
    const there = new Set((await git.readTree(id, [MEMORY.dreams])).map(({ path }) => path));
    if (brought.every((path) => there.has(path))) return id;
  }
  return tip;
}

/** The entries that the dreams of these reports read: what somebody noted while one was computed is news, whatever its time. Undefined where one is not known. */
async function readByAll(world: World, ws: Workspace, reports: readonly string[]): Promise<ReadonlySet<string> | undefined> {
  const all = new Set<string>();
  for (const path of reports) {
    const read = await entriesReadBy(world, ws, dreamOfPath(path) ?? '');
    if (!read) return undefined;
    for (const id of read) all.add(id);
  }
  return reports.length === 0 ? undefined : all;
}
