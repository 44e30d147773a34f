/**
 * Takes back what a dream brought: its bullets become again what they were before it, three-way, so that what people changed later stays. Lands like an
 * accept, as a commit on the base, and what was undone is not proposed again. Called only by a command that a person runs.
 */
import { utcDay } from '../../dates/day.js';
import { dreamOfPath, MEMORY, reportPath, topicPath } from '../../base/memory-paths.js';
import { KairosError } from '../../base/errors.js';
import type { Config } from '../../config/config-shape.js';
import { readEntries, readForgotten } from '../../memory/read-logs.js';
import { appendEntries } from '../../memory/append.js';
import type { LogView } from '../../memory/log-view.js';
import { mergeTopics } from '../../memory/topic-merge.js';
import type { Workspace } from '../../base/workspace.js';
import type { Git } from '../../world/git.js';
import type { Commit } from '../../world/git-history.js';
import type { RefUpdate } from '../../world/git-write.js';
import type { CommandWorld } from '../../world/world.js';
import { topicOf, touchedBy, withBulletsFrom } from '../edit/bullets.js';
import { refusalsIn } from '../report/standing.js';
import { verdictDraft, verdictsIn, type Verdict } from '../report/verdict.js';
import { baseBranch, type BaseBranch } from '../tree/base-branch.js';
import type { Candidate } from '../report/candidate.js';
import { marksOf, verdictOn, withoutForgotten } from './candidate-state.js';
import { dreamIdIn, nothingLanded } from './dream-names.js';
import { reopening } from './reopen.js';
import { deciding, land } from './landing.js';
import { memoryHere } from '../tree/memory-here.js';
import { memoryAt, type MemoryFiles } from '../tree/memory-files.js';
import { closingRefs, findOpenDream, trailer, TRAILER } from '../branch/open-dream.js';
import { withIndex } from '../edit/with-index.js';
import { noteMarks, parseReport } from '../report/report-parse.js';
import type { Report } from '../report/report.js';

export const UNDO_TRAILER = 'Kairos-Undo';

export interface Undone {
  readonly dream: string;
  readonly base: string;
  /** Absent for a dream of which nothing had landed: its rejections are taken back, and there is nothing to commit. */
  readonly commit?: string;
  /** Claims that were rejected, and that the next dream may propose again. */
  readonly reopened: readonly Verdict[];
  /** Claims that were taken back. */
  readonly candidates: readonly Candidate[];
  /** Bullets that were changed since, and stay as they are. */
  readonly kept: readonly string[];
  readonly carried: readonly string[];
}

/**
 * Undoes an accepted dream, or takes back what was rejected of one of which nothing was accepted. @param typed its id, or a name that holds it.
 * @throws KairosError `not-found`, `usage` when it is open with nothing landed or nothing of it is left, and as `land`: nothing has changed then.
 */
export async function undoDream(world: CommandWorld, ws: Workspace, view: LogView, config: Config, typed: string): Promise<Undone> {
  return deciding(world, ws, async () => {
    const id = dreamIdIn(typed);
    const base = await baseBranch(world, ws, config);
    const { committed: baseFiles, laid, edits } = await memoryHere(world, ws, base);
    const open = await findOpenDream(world.git);
    const { entries } = await readEntries(world, ws, view);
    const landed = reportOf(baseFiles, id);
    const verdicts = verdictsIn(entries);
    const refused = open?.id === id ? [] : refusalsIn(verdicts).filter(({ dream, decision }) => dream === id && decision === 'rejected');
    if (landed === undefined || (refused.length > 0 && refused.length === landed.report.candidates.length)) {
      if (refused.length === 0) throw nothingLanded(id, { open, base, files: baseFiles, verdicts });
      await appendEntries(world, ws, view, refused.map(reopening(verdicts, world.clock.now())).map(verdictDraft));
      return { dream: id, base: base.name, candidates: [], kept: [], carried: [], reopened: refused };
    }
    const { report, path } = landed;
    const undone = await takeBack(world.git, { report, path, base, baseFiles, edits });
    if (undone.files.size === 0) {
      throw new KairosError('usage', `nothing of the dream ${id} stands on ${base.name} as it brought it`, {
        hint: 'kairos topics shows what stands',
      });
    }
    const atMs = world.clock.now();
    const taken = report.candidates.filter(
      ({ id: claim }) => report.marks.get(claim)?.decision !== 'rejected' && !undone.kept.includes(claim),
    );
    const marks = marksOf(new Map(taken.map((candidate) => [candidate.id, 'undone'])), utcDay(atMs));
    const changed = new Map(undone.files).set(path, noteMarks(baseFiles.get(path) ?? '', marks, 'decided'));
    const files = withMemory(baseFiles, edits, changed, config.memory.budgetBytes);
    const carried = new Map([...edits].filter(([edited]) => files.has(edited)));
    const refs: RefUpdate[] = open?.id === id ? closingRefs(open) : [];
    const commit = await land(world, ws, view, {
      dream: id,
      base,
      commit: { message: `Undo dream ${id}\n\n${UNDO_TRAILER}: ${id}\n`, files, carried, laid, before: baseFiles },
      refs,
      verdicts: withoutForgotten(
        taken.map((candidate) => verdictOn(candidate, 'undone', { dream: id, atMs })),
        taken,
        await readForgotten(world, ws),
      ),
    });
    return { dream: id, base: base.name, commit, candidates: taken, kept: undone.kept, carried: [...carried.keys()], reopened: [] };
  });
}

function reportOf(files: MemoryFiles, id: string): { report: Report; path: string } | undefined {
  for (const [path, text] of files) {
    if (dreamOfPath(path) !== id) continue;
    const { report } = parseReport(text, path);
    if (report && report.dream === id && reportPath(report) === path) return { report, path };
  }
  return undefined;
}

interface Undoing {
  readonly report: Report;
  readonly path: string;
  readonly base: BaseBranch;
  readonly baseFiles: MemoryFiles;
  readonly edits: MemoryFiles;
}

/** Topics without what the dream's commits brought, newest commit first. Later edits of the same bullets win and are named. */
async function takeBack(
  git: Git,
  { report, path, base, baseFiles, edits }: Undoing,
): Promise<{ files: Map<string, string | undefined>; kept: string[] }> {
  const commits = (await git.commits(await git.between([base.tip], [report.baseCommit])))
    .filter((commit) => brought(commit, report.dream, path))
    .toReversed();
  const now = new Map<string, string | undefined>([...baseFiles, ...edits]);
  const kept = new Set<string>();
  for (const commit of commits) {
    const { files: after } = await memoryAt(git, commit.id);
    const { files: before } = await memoryAt(git, commit.parents[0] as string);
    for (const slug of new Set(report.candidates.map((candidate) => candidate.topic))) {
      const file = topicPath(slug);
      const [was, is, ours] = [before.get(file), after.get(file), now.get(file)];
      if (is === undefined || is === was || ours === undefined) continue;
      const ids = [...new Set(report.candidates.filter((candidate) => candidate.topic === slug).flatMap(touchedBy))];
      const merged = mergeTopics(is, ours, withBulletsFrom(is, was, slug, ids));
      for (const conflict of merged.conflicts) if (conflict.id !== '') kept.add(conflict.id);
      // A topic that the dream made goes when its last bullet goes, unless somebody wrote more into it.
      const isOurs = was === undefined && topicOf(merged.text, slug).bullets.length === 0 && ours === is;
      now.set(file, isOurs ? undefined : merged.text);
    }
  }
  const changed = [...now].filter(([file, text]) => text !== (edits.get(file) ?? baseFiles.get(file)));
  return { files: new Map(changed), kept: [...kept].toSorted() };
}

/** Commits that put something of the dream onto the base: ours by their trailer, a squash or a rebase by the report that it holds. */
function brought(commit: Commit, dream: string, path: string): boolean {
  if (commit.parents.length !== 1 || trailer(commit, UNDO_TRAILER) !== undefined) return false;
  return trailer(commit, TRAILER) === dream || commit.paths.some((changed) => changed.path === path);
}

function withMemory(
  baseFiles: MemoryFiles,
  edits: MemoryFiles,
  files: ReadonlyMap<string, string | undefined>,
  budgetBytes: number,
): Map<string, string | undefined> {
  const next = new Map([...baseFiles, ...[...edits].filter(([path]) => files.has(path) || path === MEMORY.index)]);
  for (const [path, text] of files) {
    if (text === undefined) next.delete(path);
    else next.set(path, text);
  }
  const made = withIndex(next, budgetBytes).files.get(MEMORY.index);
  const all = new Map(files);
  if (made !== undefined && made !== (edits.get(MEMORY.index) ?? baseFiles.get(MEMORY.index))) all.set(MEMORY.index, made);
  return all;
}
