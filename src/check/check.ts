/**
 * Checks what a branch makes of the memory, against the base that it is to land on: by values alone, but for the commits that claims cite. Probes, settings
 * and what is protected are those of the base; nothing of the branch says how it is checked.
 */
import { MEMORY } from '../base/memory-paths.js';
import type { MemoryFiles } from '../dream/tree/memory-files.js';
import type { Problem } from '../memory/entry.js';
import type { Git } from '../world/git.js';
import { citationFindings, type Sources } from './citation-check.js';
import type { Compared, Finding } from './finding.js';
import { hiddenFindings, secretFindings } from './hidden-check.js';
import { indexFindings } from './index-check.js';
import { whenLanded } from './landed.js';
import { personFindings } from './person-check.js';
import { probeFindings } from './probe-check.js';
import type { Probe } from './probe.js';
import { removalFindings } from './removal-check.js';
import type { MemoryTree } from './tree-at.js';
import { treeIndex } from './tree-index.js';

export interface CheckInput {
  readonly base: MemoryTree;
  /** Memory where the branch left the base. */
  readonly before: MemoryTree;
  readonly branch: MemoryTree;
  /** The work tree's, where the base is checked out. */
  readonly live: MemoryFiles | undefined;
  readonly probes: readonly Probe[];
  readonly sources: Sources;
}

export interface Checked {
  /** In the order of the checks. */
  readonly findings: readonly Finding[];
  /** Questions that the base fails, too. */
  readonly failing: readonly string[];
  readonly unproved: { readonly commits: number; readonly entries: number };
}

/** All checks but that of later dreams, which needs the journal. */
export async function checkTrees(git: Git, input: CheckInput): Promise<Checked> {
  const compared = comparedOf(input);
  const { base, before, branch } = input;
  const landed = treeIndex(whenLanded(before.files, branch.files, base.files));
  const probes = probeFindings(treeIndex(base.files), landed, input.probes, base.config.recall);
  const citations = await citationFindings(git, compared, input.sources);
  const findings = [
    ...fileFindings(input, compared),
    ...probes.findings,
    ...indexFindings(compared),
    ...citations.findings,
    ...personFindings(compared),
    ...removalFindings(compared),
    ...hiddenFindings(compared),
    ...(await secretFindings(compared)),
  ];
  return { findings, failing: probes.failing, unproved: citations.unproved };
}

/** The two states, read. */
export function comparedOf({ base, before, branch, live }: Pick<CheckInput, 'base' | 'before' | 'branch' | 'live'>): Compared {
  const known = [before.files, base.files, ...(live ? [live] : [])];
  return {
    before: before.files,
    known,
    after: branch.files,
    was: treeIndex(before.files),
    is: treeIndex(branch.files),
    config: base.config,
  };
}

/** What is not read on the branch, and was read before. */
function fileFindings({ before, branch }: Pick<CheckInput, 'before' | 'branch'>, { was, is }: Compared): Finding[] {
  const key = ({ path, message }: Problem): string => `${path}\0${message}`;
  const stood = new Set([...before.problems, ...was.problems].map(key));
  return [...branch.problems, ...is.problems]
    .filter((problem) => !stood.has(key(problem)))
    .map(({ path, line, message }) => ({
      check: 'files',
      subject: path,
      message,
      path: `${MEMORY.root}/${path}`,
      ...(line > 0 && { line }),
    }));
}
