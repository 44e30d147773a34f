/**
 * The third stage of a dream: from entries and what long-term memory holds already to the candidates that a person shall review.
 * It cites what it proposes, proposes nothing twice, and decides nothing. Pure and stateless: what was consolidated is read off the topics.
 */
import { plural } from '../../base/plural.js';
import { compareText } from '../../base/order.js';
import type { Entry } from '../../memory/entry.js';
import { readClaim } from '../../memory/topic-bullet.js';
import type { Topic, TopicBullet } from '../../memory/topic.js';
import { allMarkings, markingsIn } from '../reading/agent-orders.js';
import { markingsOf, type Candidate } from '../report/candidate.js';
import { refusalsIn } from '../report/standing.js';
import type { Verdict } from '../report/verdict.js';
import { addCandidates } from './add-candidates.js';
import { citableMessages, citedIn } from './citable.js';
import { signaturesOf } from './failure-signatures.js';
import { newestOf, type Finding } from './finding.js';
import { knownClaims, type KnownClaims, type Placed } from './known-claims.js';
import { mergeCandidates } from './merge-candidates.js';
import { namesIn, newAuthorsIn } from './new-authors.js';
import { allOf, IN_ONE_GO, type Parts, type Steps } from './parts.js';
import { removeCandidates } from './remove-candidates.js';
import { revertsIn, type Reverts } from './reverts.js';
import { select } from './select.js';
import type { Tally } from './tally.js';
import { testifying } from './testimony.js';
import type { TreeWitness } from '../witness/tree-witness.js';
import { goneCandidates, witnessed } from './witnessed.js';
import { supersedeCandidates } from './supersede-candidates.js';

export interface ConsolidateInput {
  readonly entries: readonly Entry[];
  /** Twelve-digit ids of the commits that are reachable from the base; only they may be cited. */
  readonly reachable: ReadonlySet<string>;
  /** Which paths stand in the base's tree; undefined where it is not known. */
  readonly paths?: Pick<ReadonlySet<string>, 'has'>;
  /** What the base's tree shows; left out: it says nothing. */
  readonly tree?: TreeWitness;
  /** Who wrote each commit of the base, by its twelve digits, as `whoIs` tells them apart; left out: the names of the entries tell. */
  readonly authors?: ReadonlyMap<string, string>;
  readonly topics: readonly Topic[];
  readonly verdicts: readonly Verdict[];
  readonly nowMs: number;
  /** Claims that are too weak by age to be sampled; left out: none is. */
  readonly isArchived?: (bullet: TopicBullet) => boolean;
}

export interface Consolidation {
  readonly candidates: readonly Candidate[];
  /** For the report: failure signatures, and what was left out. */
  readonly notes: readonly string[];
  readonly dropped: { readonly speculation: number; readonly rejected: number; readonly known: number };
  /** What became of the entries and of what they claim. */
  readonly tally: Tally;
}

const SILENT: TreeWitness = { speaks: false, isWhole: false, stands: () => true, sees: () => true };

/** At most this many claims for a hundred commits, over the whole life of a memory; notes of a person and recorded decisions do not count. */
const CLAIMS_PER_HUNDRED = 3;
/** So that a young repository has something to review. */
const CLAIMS_LEAST = 3;
/** Of recorded decisions this many in one dream, the newest first: the next one has the others. */
const DECISIONS_MOST = 20;

/** @throws never; bad entries were left out by the reader. Candidates come sorted by topic, then date, then id. */
export function consolidate(input: ConsolidateInput): Consolidation {
  return allOf(consolidateInParts(input, IN_ONE_GO));
}

/** As `consolidate`, with a pause after each message, claim and bullet; goes on from the parts that were kept. */
export function* consolidateInParts(
  { entries, reachable, paths, tree, authors, topics, verdicts, nowMs, isArchived }: ConsolidateInput,
  parts: Parts,
): Steps<Consolidation> {
  const messages = citableMessages(entries, reachable);
  const citedBy = citedIn(messages);
  const reverts = revertsIn(messages);
  const bullets = topics.flatMap((topic) => topic.bullets.map((bullet) => ({ topic, bullet })));
  const rejected = refusalsIn(verdicts);
  const known = knownClaims(bullets, messages, rejected, reverts);
  const isRejected = ({ claim }: Finding): boolean => known.isRejected(readClaim(claim.text).claim);
  const live = messages.filter(({ commit }) => commit === undefined || !reverts.undone.has(commit));
  const { findings, choices, tally: selected } = yield* select(messages, reverts, paths, parts, isRejected);

  const overruled = yield* supersedeCandidates(bullets, { messages, citedBy, reverts, findings, choices, isRejected }, parts);
  const testify = testifying(tree ?? SILENT, live, choices);
  const targets = new Set(overruled.map(({ target = '' }) => target));
  const ended = [...overruled, ...goneCandidates(bullets, { testify, citedBy, but: targets })];
  const replaced = ended.filter((candidate) => !known.wasRejected(candidate));
  const used = new Set(overruled.flatMap((candidate) => candidate.evidence.map((evidence) => evidence.id)));
  const { fresh: sifted, ...counts } = sift(findings, known, used);
  const { standing, gone } = witnessed(sifted, testify);
  // A first proposal shows a reviewer what the tree bears out.
  const isFirst = verdicts.length === 0 && !bullets.some(({ bullet }) => bullet.entries.length + bullet.commits.length > 0);
  const waiting = isFirst ? standing.filter(({ isUnseen }) => isUnseen === true) : [];
  const fresh = standing.filter((finding) => !waiting.includes(finding));
  const commits = messages.filter((m) => m.commit !== undefined).length;
  const { chosen, left, leftDecisions } = withinQuota(fresh, commits, spentOn(bullets, rejected));
  const sampled = bullets.filter(({ bullet }) => isArchived?.(bullet) !== true);
  const told = addCandidates(chosen, topics, reverts);
  const again = new Set(told.map(({ target }) => target));
  const candidates = [
    ...told,
    ...replaced,
    ...mergeCandidates(sampled, citedBy),
    ...removeCandidates(bullets, nowMs).filter(({ target }) => !again.has(target)),
  ];
  const notes = signaturesOf(messages);
  if (selected.foreign > 0)
    notes.push(`${plural(selected.foreign, 'commit')} in other languages than English: no table of their decisions fits, passed over`);
  if (left > 0)
    notes.push(`${plural(left, 'weaker claim was', 'weaker claims were')} left out: at most ${CLAIMS_PER_HUNDRED} for a hundred commits`);
  if (waiting.length > 0)
    notes.push(`${plural(waiting.length, 'claim names', 'claims name')} what is not seen in the tree, and no first dream proposes such`);
  if (tree?.silence !== undefined) notes.push(tree.silence);
  if (leftDecisions > 0)
    notes.push(
      `${plural(leftDecisions, 'recorded decision was', 'recorded decisions were')} left to the next dream: at most ${DECISIONS_MOST} at once`,
    );
  const dropped = {
    speculation: selected.speculation,
    known: counts.known,
    rejected: counts.rejected + ended.length - replaced.length,
  };
  const tally = {
    ...selected,
    gone: selected.gone + gone,
    unseen: waiting.length,
    entries: entries.length,
    other: entries.length - messages.length,
    ...counts,
    quota: left + leftDecisions,
  };
  return { candidates: inOrder(candidates.map(marking(newAuthorsIn(authors ?? namesIn(messages)), reverts))), notes, dropped, tally };
}

/** The findings that are new, and how many are not. @param used ids of entries that a strike tells of already. */
function sift(
  findings: readonly Finding[],
  claims: KnownClaims,
  used: ReadonlySet<string>,
): { fresh: Finding[]; known: number; rejected: number } {
  const fresh: Finding[] = [];
  let [known, rejected] = [0, 0];
  for (const finding of findings) {
    const { claim } = readClaim(finding.claim.text);
    if (finding.sources.some((s) => used.has(s.entry.id)) || claims.isKnown(finding, claim)) known += 1;
    else if (claims.isRejected(claim)) rejected += 1;
    else fresh.push(finding);
  }
  return { fresh, known, rejected };
}

/** What was taken back is cited with its revert and says nothing of who claims it. */
function marking(isNew: (commit: string) => boolean, { undone }: Reverts): (candidate: Candidate) => Candidate {
  return (candidate) => {
    const byNew = candidate.evidence.some(({ commit }) => commit !== undefined && !undone.has(commit) && isNew(commit));
    const marked = allMarkings(markingsOf(candidate), byNew ? ['author new to the base'] : []);
    return marked.length === 0 ? candidate : { ...candidate, marked };
  };
}

function spentOn(bullets: readonly Placed[], rejected: readonly Verdict[]): number {
  return bullets.filter(({ bullet }) => bullet.commits.length > 0).length + rejected.length;
}

function withinQuota(
  findings: readonly Finding[],
  commits: number,
  spent: number,
): { chosen: Finding[]; left: number; leftDecisions: number } {
  const quota = Math.max(0, Math.max(CLAIMS_LEAST, Math.floor((commits * CLAIMS_PER_HUNDRED) / 100)) - spent);
  const marked = new Set(findings.filter((f) => markingsIn(f.claim.text).length > 0));
  const notes = findings.filter((f) => f.claim.kind === 'note' && f.claim.message.entry.origin === 'user');
  const decisions = findings.filter((f) => f.claim.kind === 'decision' && !marked.has(f)).toSorted((a, b) => newestOf(b) - newestOf(a));
  const apart = new Set([...notes, ...decisions]);
  const rest = findings
    .filter((f) => !apart.has(f))
    // What speaks to agents has the words of a rule and of its reason; it takes no place from a claim of the project.
    .toSorted(
      (a, b) =>
        Number(marked.has(a)) - Number(marked.has(b)) ||
        Number(a.isUnseen === true) - Number(b.isUnseen === true) ||
        b.claim.score - a.claim.score ||
        newestOf(b) - newestOf(a) ||
        compareText(a.claim.text, b.claim.text),
    );
  return {
    chosen: [...notes, ...decisions.slice(0, DECISIONS_MOST), ...rest.slice(0, quota)],
    left: Math.max(0, rest.length - quota),
    leftDecisions: Math.max(0, decisions.length - DECISIONS_MOST),
  };
}

function inOrder(candidates: readonly Candidate[]): Candidate[] {
  const key = (c: Candidate): string => [c.topic, c.date, c.id].join('\0');
  return candidates.toSorted((a, b) => compareText(key(a), key(b)));
}
