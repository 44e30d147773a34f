/** What a look at the open dream tells: each claim cites what exists, MEMORY.md fits and is what the topics give, and the next dreams would be quiet. */
import { checkBranch, type Check } from '../../desk/check.js';
import { claimOf, type Candidate } from '../../dream/report/candidate.js';
import { findOpenDream } from '../../dream/branch/open-dream.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { Git } from '../../world/git.js';
import { command, onFork, placeAt } from './stage.js';
import { openDreamAt, reviewAt } from './on-disk.js';
import type { Broken, Invariant, Keeper } from './invariant.js';

const TELLS: Readonly<Record<Check, Invariant>> = {
  files: 'memory',
  probes: 'memory',
  'MEMORY.md': 'memory',
  citations: 'cited',
  protected: 'memory',
  removals: 'memory',
  'hidden text': 'memory',
  secrets: 'memory',
  quiet: 'quiet',
};

const NEEDS = { git: true, kairos: true };

/** Looks once at each new tip of an open dream, on a fork of the machine. */
export function openDreamKeeper(): Keeper {
  const looked = new Set<string>();
  return {
    after: async ({ stage, isCut, verb }) => {
      const broken: Broken[] = [];
      if (isCut || verb === 'crash' || stage.isDamaged || stage.ledger.isFull) return broken;
      for (const { name, ws, world } of stage.places.values()) {
        const tip = openDreamAt(placeAt(stage, name));
        // A dream is asked about where it was made: other work trees know other entries.
        if (tip === undefined || looked.has(tip) || (await world.files.stat(ws.dreamRuns)) === undefined) continue;
        looked.add(tip);
        const report = await onFork(stage, async (fork) =>
          command(fork, placeAt(fork, name), NEEDS, async (kept) => checkBranch(kept, {})),
        ).catch(() => 'killed' as const);
        if (report === 'killed') continue;
        const isRewound = !(await standsOnBase(world.git, report.base.commit));
        for (const { check, subject, message } of report.findings.filter((one) => !(isRewound && one.check === 'removals')))
          broken.push({ invariant: TELLS[check], what: `the open dream, asked in ${name}: ${check}: ${subject} ${message}` });
        const review = await reviewAt(stage, placeAt(stage, name));
        for (const { candidate } of review?.items ?? []) broken.push(...saysOtherwise(candidate));
      }
      return broken;
    },
  };
}

/** False where the person took back commits of the base on which the dream stands: its branch brings what these did, and a check is right to tell it. */
async function standsOnBase(git: Git, base: ObjectId): Promise<boolean> {
  const commit = (await findOpenDream(git))?.report.baseCommit;
  return commit === undefined || (await git.reachable([commit], base)).has(commit);
}

/** A new claim rests on no note that denies it, where nothing marks that two were noted. */
function saysOtherwise(candidate: Candidate): Broken[] {
  if (candidate.type !== 'add' || candidate.marked !== undefined) return [];
  const claim = claimOf(candidate);
  const words = affirmed(claim);
  const denial = candidate.evidence.find(
    ({ kind, text }) => kind === 'note' && text !== claim && isDenial(text) !== isDenial(claim) && affirmed(text) === words,
  );
  return denial
    ? [{ invariant: 'cited', what: `^${candidate.id} cites a note that says the contrary: ${claim}`, actual: denial.text }]
    : [];
}

const isDenial = (text: string): boolean => / not /.test(text);
/** Without its denial, and without what tells one note from its repetition. */
const affirmed = (text: string): string =>
  text
    .replace(/ does not (\w+)/, ' $1s')
    .replace(/ not /, ' ')
    .replace(/, as of build \d+\.$/, '.');
