/**
 * The third stage of a dream: from entries and what long-term memory holds already to the candidates that a person shall review.
 * It cites what it proposes, proposes nothing twice, and decides nothing. Pure and stateless: what was consolidated is read off the topics.
 */
import { plural } from '../../base/plural.js';
import { compareText } from '../../base/order.js';
import type { Entry } from '../../memory/entry.js';
import { readClaim } from '../../memory/topic-bullet.js';
import type { Topic, TopicBullet } from '../../memory/topic.js';
import type { Message } from '../reading/message.js';
import { allMarkings } from '../reading/agent-orders.js';
import { markingsOf, type Candidate } from '../report/candidate.js';
import { refusalsIn } from '../report/standing.js';
import type { Verdict } from '../report/verdict.js';
import { addCandidates } from './add-candidates.js';
import { renewals } from './anchors.js';
import { byTree, SILENT } from './by-tree.js';
import { citableMessages, citedIn, type CitedMessages } from './citable.js';
import { signaturesOf } from './failure-signatures.js';
import { documentClaims, documentEnds } from './document-claims.js';
import type { Finding } from './finding.js';
import { importEdits } from './import-edits.js';
import { knownClaims, type Placed } from './known-claims.js';
import { mergeCandidates } from './merge-candidates.js';
import { namesIn, newAuthorsIn } from './new-authors.js';
import { offered } from './offered.js';
import { allOf, IN_ONE_GO, type Parts, type Steps } from './parts.js';
import { removeCandidates } from './remove-candidates.js';
import { behindAll, CLAIMS_PER_HUNDRED, rankingOf, spentOn, withinQuota } from './quota.js';
import { revertsIn, type Reverts } from './reverts.js';
import { select } from './select.js';
import type { Testify } from './testimony.js';
import type { Tally } from './tally.js';
import type { TreeWitness } from '../witness/tree-witness.js';
import { goneCandidates } from './witnessed.js';
import { supersedeCandidates } from './supersede-candidates.js';
import { laterAmong } from './worth.js';

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
  /** What the project calls itself, in lower case, without marks between words; left out: nothing. */
  readonly names?: readonly string[];
  readonly topics: readonly Topic[];
  readonly verdicts: readonly Verdict[];
  readonly nowMs: number;
  /** Claims that are too weak by age to be sampled; left out: none is. */
  readonly isArchived?: (bullet: TopicBullet) => boolean;
  /** What a claim must be worth to be proposed; 0: all are, also what was written anew since. Left out: 0. */
  readonly worthLeast?: number;
}

export interface Consolidation {
  readonly candidates: readonly Candidate[];
  /** Their ids, the best first: a dream proposes so many of them as a reviewer can look at. Left out: in the order of the candidates. */
  readonly ranking?: readonly string[];
  /** For the report: failure signatures, and what was left out. */
  readonly notes: readonly string[];
  readonly dropped: { readonly speculation: number; readonly rejected: number; readonly known: number };
  /** What became of the entries and of what they claim. */
  readonly tally: Tally;
}

/** @throws never; bad entries were left out by the reader. Candidates come sorted by topic, then date, then id. */
export function consolidate(input: ConsolidateInput): Consolidation {
  return allOf(consolidateInParts(input, IN_ONE_GO));
}

/** As `consolidate`, with a pause after each message, claim and bullet; goes on from the parts that were kept. */
export function* consolidateInParts(
  { entries, reachable, paths, tree, authors, names, topics, verdicts, nowMs, isArchived, worthLeast = 0 }: ConsolidateInput,
  parts: Parts,
): Steps<Consolidation> {
  const messages = citableMessages(entries, reachable);
  const citedBy = citedIn(messages);
  const reverts = revertsIn(messages);
  const bullets = topics.flatMap((topic) => topic.bullets.map((bullet) => ({ topic, bullet })));
  const rejected = refusalsIn(verdicts);
  const edited = verdicts.filter(({ decision }) => decision === 'edited');
  const known = knownClaims(bullets, messages, { rejected, edited }, reverts);
  const isRejected = ({ claim }: Finding): boolean => known.isRejected(readClaim(claim.text).claim);
  const live = messages.filter(({ commit }) => commit === undefined || !reverts.undone.has(commit));
  const shown = tree ?? SILENT;
  const stated = documentClaims(shown.documents.rules, citedBy);
  const { findings: all, overruled: past, choices, tally: selected } = yield* select(messages, reverts, paths, parts, isRejected, stated);
  const seen = byTree(shown, { messages: live, choices, findings: all, bullets, citedBy, nowMs });
  const { findings, facts, open, testify } = seen;

  const against = { messages, citedBy, reverts, findings, choices, isRejected, editOf: importEdits(entries, messages) };
  const overruled = yield* supersedeCandidates(open, against, parts);
  const ended = [...facts, ...overruled, ...endedByTree(open, overruled, shown, { live, testify, citedBy })];
  const replaced = ended.filter((candidate) => !known.wasRejected(candidate));
  const used = new Set(overruled.flatMap((candidate) => candidate.evidence.map((evidence) => evidence.id)));
  const isKnown = known.knownAmong([...findings, ...withoutThose(all, findings), ...past.map(({ finding }) => finding)]);
  const { fresh, old, rejected: refused } = sift(findings, { isKnown, isRejected, used });
  const commits = messages.filter((m) => m.commit !== undefined).length;
  const isFirst = verdicts.length === 0 && !bullets.some(({ bullet }) => bullet.entries.length + bullet.commits.length > 0);
  const bar = { later: laterAmong(messages), commits, worthLeast, minus: behindAll, beside: facts.length, isFirst };
  const { findings: worthy, worth, counts } = yield* offered(fresh, bar);
  const { chosen, left } = withinQuota(worthy, worth, { commits, spent: spentOn(bullets, rejected) });
  const sampled = bullets.filter(({ bullet }) => isArchived?.(bullet) !== true);
  const told = addCandidates(chosen, old, topics, reverts, { beside: facts, ...(names && { names }) });
  const again = new Set(told.map(({ target }) => target));
  const merging = [...mergeCandidates(sampled, citedBy), ...removeCandidates(bullets, nowMs).filter(({ target }) => !again.has(target))];
  const changing = [...told, ...replaced, ...merging];
  const renewed = renewals(untouched(bullets, changing), { tree: shown, citedBy, isAlone: changing.length === 0 });
  const tidying = [...merging, ...renewed.candidates.filter((candidate) => !known.wasRejected(candidate))];
  const candidates = [...told, ...replaced, ...tidying];
  const ranking = rankingOf(
    topics,
    replaced,
    told,
    chosen.map((finding) => worth.get(finding) ?? 0),
    tidying,
  );
  const notes = [...signaturesOf(messages), ...leftOut({ foreign: selected.foreign, left, ...counts }, shown), ...renewed.notes];
  const tally: Tally = {
    ...selected,
    gone: selected.gone + seen.gone,
    stated: seen.stated,
    ...counts,
    entries: entries.length,
    other: entries.length - messages.length,
    known: old.length,
    rejected: refused,
    quota: left,
  };
  const dropped = { speculation: selected.speculation, known: old.length, rejected: refused + ended.length - replaced.length };
  const marked = candidates.map(marking(newAuthorsIn(authors ?? namesIn(messages)), reverts));
  return { candidates: inOrder(marked), ranking, notes, dropped, tally };
}

/** Strikes of bullets for the sake of what the tree shows no more, of which no message told. */
function endedByTree(
  bullets: readonly Placed[],
  told: readonly Candidate[],
  shown: TreeWitness,
  { live, testify, citedBy }: { readonly live: readonly Message[]; readonly testify: Testify; readonly citedBy: CitedMessages },
): Candidate[] {
  const targets = new Set(told.map(({ target = '' }) => target));
  const unsaid = shown.speaks && shown.isWhole ? documentEnds(bullets, { documents: shown.documents, messages: live, citedBy }) : [];
  const untold = unsaid.filter(({ id }) => !targets.has(id));
  const but = new Set([...targets, ...untold.map(({ id }) => id)]);
  return [...untold, ...goneCandidates(bullets, { testify, citedBy, but })];
}

/** The findings that became none of the others. */
function withoutThose(findings: readonly Finding[], others: readonly Finding[]): Finding[] {
  const claims = new Set(others.map(({ claim }) => claim));
  return findings.filter(({ claim }) => !claims.has(claim));
}

/** What a dream passed over or leaves to the next, one sentence each. */
function leftOut(
  { foreign, left, unseen, weak, rewritten }: Readonly<Record<'foreign' | 'left' | 'unseen' | 'weak' | 'rewritten', number>>,
  { silence }: TreeWitness,
): string[] {
  const notes: string[] = [];
  if (foreign > 0)
    notes.push(`${plural(foreign, 'commit')} in other languages than English: no table of their decisions fits, passed over`);
  if (left > 0)
    notes.push(`${plural(left, 'weaker claim was', 'weaker claims were')} left out: at most ${CLAIMS_PER_HUNDRED} for a hundred commits`);
  if (unseen > 0)
    notes.push(`${plural(unseen, 'claim names', 'claims name')} what is not seen in the tree, and no first dream proposes such`);
  if (weak > 0) notes.push(`${plural(weak, 'claim gives', 'claims give')} too little to be worth a look (dream.worth)`);
  if (rewritten > 0)
    notes.push(
      `${plural(rewritten, 'claim is', 'claims are')} of commits of which few lines still stand, and may be outdated (dream.worth)`,
    );
  if (silence !== undefined) notes.push(silence);
  return notes;
}

/** Bullets that no candidate changes. */
function untouched(bullets: readonly Placed[], candidates: readonly Candidate[]): Placed[] {
  const touched = new Set(candidates.flatMap(({ id, target }) => [id, target ?? id]));
  return bullets.filter(({ bullet }) => !touched.has(bullet.id ?? ''));
}

/** The findings that are new, and those that are not. @param is.used ids of entries that a strike tells of already. */
function sift(
  findings: readonly Finding[],
  is: {
    readonly isKnown: (finding: Finding) => boolean;
    readonly isRejected: (finding: Finding) => boolean;
    readonly used: ReadonlySet<string>;
  },
): { fresh: Finding[]; old: Finding[]; rejected: number } {
  const [fresh, old]: [Finding[], Finding[]] = [[], []];
  let rejected = 0;
  for (const finding of findings) {
    if (finding.sources.some((s) => is.used.has(s.entry.id)) || is.isKnown(finding)) old.push(finding);
    else if (is.isRejected(finding)) rejected += 1;
    else fresh.push(finding);
  }
  return { fresh, old, rejected };
}

/** What was taken back is cited with its revert and says nothing of who claims it. */
function marking(isNew: (commit: string) => boolean, { undone }: Reverts): (candidate: Candidate) => Candidate {
  return (candidate) => {
    const byNew = candidate.evidence.some(({ commit }) => commit !== undefined && !undone.has(commit) && isNew(commit));
    const marked = allMarkings(markingsOf(candidate), byNew ? ['author new to the base'] : []);
    return marked.length === 0 ? candidate : { ...candidate, marked };
  };
}

function inOrder(candidates: readonly Candidate[]): Candidate[] {
  const key = (c: Candidate): string => [c.topic, c.date, c.id].join('\0');
  return candidates.toSorted((a, b) => compareText(key(a), key(b)));
}
