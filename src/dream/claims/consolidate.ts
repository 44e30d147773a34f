/**
 * The third stage of a dream: from entries and what long-term memory holds already to the candidates that a person shall review.
 * It cites what it proposes, proposes nothing twice, and decides nothing. Pure and stateless: what was consolidated is read off the topics.
 */
import { DAY_MS } from '../../dates/units.js';
import { compareText } from '../../base/order.js';
import { dayStartMs, utcDay } from '../../dates/day.js';
import { isTopicSlug } from '../../base/workspace.js';
import { kindRow } from '../../memory/kinds.js';
import type { Entry } from '../../memory/entry.js';
import { readClaim } from '../../memory/topic-bullet.js';
import type { Topic, TopicBullet } from '../../memory/topic.js';
import { areasOf, labelled, unlabelled, type Area } from './topic-of-claim.js';
import { candidateId, claimOf, claimSince, type Candidate, type Evidence } from '../report/candidate.js';
import type { ClaimKind } from '../reading/cues.js';
import { messageOf, type Message } from '../reading/message.js';
import { newestOf, overruledBy, revertedCommits, revertTargets, saidIn, select, type Finding } from './select.js';
import { signaturesOf } from './failure-signatures.js';
import { statementOf, turnsOf, type Turn } from './overruling.js';
import { claimHash, sameClaim, type Verdict } from '../report/verdict.js';

export interface ConsolidateInput {
  readonly entries: readonly Entry[];
  /** Twelve-digit ids of the commits that are reachable from the base; only they may be cited. */
  readonly reachable: ReadonlySet<string>;
  /** Every path of the base's tree; undefined where it is not known. */
  readonly paths?: ReadonlySet<string>;
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
}

/** At most this many claims for a hundred commits, over the whole life of a memory; notes of a person do not count. */
const CLAIMS_PER_HUNDRED = 3;
/** So that a young repository has something to review. */
const CLAIMS_LEAST = 3;
/** A struck bullet is proposed for removal after the half-life of long-term memory. */
const STRUCK_DAYS = 180;

const REASONS: Readonly<Record<ClaimKind, string>> = {
  breaking: 'it breaks for users',
  undone: 'it was tried and taken back',
  replaced: 'one thing took the place of another',
  dropped: 'it is no longer there',
  renamed: 'this is how it is called now',
  required: 'it is required',
  default: 'this is the default',
  rule: 'it is said as a rule',
  security: 'it guards against an attack',
  reason: 'the message says why',
  note: 'somebody noted it',
};

/** @throws never; bad entries were left out by the reader. Candidates come sorted by topic, then date, then id. */
export function consolidate(input: ConsolidateInput): Consolidation {
  const messages = evidenceMessages(input.entries, input.reachable);
  const { findings, speculation } = select(messages, input.paths);
  const turns = messages.flatMap((m) => turnsOf(m));
  const bullets = input.topics.flatMap((topic) => topic.bullets.map((bullet) => ({ topic, bullet })));
  const overruled = supersedeCandidates(bullets, messages, turns, findings);
  const usedMessages = new Set(overruled.flatMap((c) => c.evidence.map((e) => e.id)));
  const rejected = input.verdicts.filter((v) => v.decision === 'rejected' || v.decision === 'undone');
  const replaced = overruled.filter((candidate) => !wasRejected(candidate, rejected));
  const fresh: Finding[] = [];
  const counts = { known: 0, rejected: overruled.length - replaced.length };
  for (const finding of findings) {
    const { claim } = readClaim(finding.claim.text);
    if (finding.sources.some((s) => usedMessages.has(s.entry.id)) || isKnown(finding, claim, bullets)) counts.known += 1;
    else if (rejected.some((v) => v.claimHash === claimHash(claim) || saysTheSame(v.claim, claim))) counts.rejected += 1;
    else fresh.push(finding);
  }
  const commits = messages.filter((m) => m.commit !== undefined).length;
  const { chosen, left } = withinQuota(fresh, commits, spentOn(bullets, rejected));
  const candidates = [
    ...addCandidates(chosen, input.topics, revertTargets(messages)),
    ...replaced,
    ...mergeCandidates(
      bullets.filter(({ bullet }) => input.isArchived?.(bullet) !== true),
      messages,
    ),
    ...removeCandidates(bullets, input.nowMs),
  ];
  const notes = signaturesOf(messages);
  if (left > 0)
    notes.push(`${left} weaker ${left === 1 ? 'claim was' : 'claims were'} left out: at most ${CLAIMS_PER_HUNDRED} for a hundred commits`);
  return { candidates: inOrder(candidates), notes, dropped: { speculation, ...counts } };
}

/** Entries that may be cited, as messages, oldest first. A rewritten commit counts if the commit that it became is reachable. */
function evidenceMessages(entries: readonly Entry[], reachable: ReadonlySet<string>): Message[] {
  const rewritten = new Map<string, string>();
  for (const entry of entries) {
    if (entry.kind !== 'rebase' || !entry.ours) continue;
    for (const [, was, is] of entry.text.matchAll(/^\s*([0-9a-f]{12}) (?:->|→) ([0-9a-f]{12})\b/gm)) if (was && is) rewritten.set(was, is);
  }
  const messages: Message[] = [];
  for (const entry of entries) {
    if (!kindRow(entry.kind, entry.actor).evidence) continue;
    const message = messageOf(entry);
    if (!message) continue;
    if (message.commit === undefined || reachable.has(message.commit)) messages.push(message);
    else {
      let now: string | undefined = message.commit;
      for (let hops = 0; now !== undefined && !reachable.has(now) && hops < 20; hops++) now = rewritten.get(now);
      if (now !== undefined && reachable.has(now)) messages.push({ ...message, commit: now });
    }
  }
  return messages.toSorted((a, b) => a.entry.atMs - b.entry.atMs);
}

interface Placed {
  readonly topic: Topic;
  readonly bullet: TopicBullet;
}

/** A replacement was refused for what it says, a bare strike for what it strikes: the bullet as it is, whose text early verdicts hashed with its date. */
function wasRejected(candidate: Candidate, rejected: readonly Verdict[]): boolean {
  const { id, before, after, claimHash: hash } = candidate;
  const struck = claimHash(before ?? '');
  return rejected.some((v) =>
    after === undefined
      ? v.candidateId === id && (v.claimHash === hash || v.claimHash === struck)
      : v.claimHash === hash || saysTheSame(v.claim, claimOf(candidate)),
  );
}

function isKnown(finding: Finding, claim: string, bullets: readonly Placed[]): boolean {
  return bullets.some(
    ({ bullet }) =>
      finding.sources.some((s) => bullet.entries.includes(s.entry.id) || (s.commit !== undefined && bullet.commits.includes(s.commit))) ||
      saysTheSame(bullet.claim, claim),
  );
}

/** With the label of its component or without it. */
function saysTheSame(one: string, other: string): boolean {
  return sameClaim(one, other) || sameClaim(unlabelled(one), other);
}

function spentOn(bullets: readonly Placed[], rejected: readonly Verdict[]): number {
  return bullets.filter(({ bullet }) => bullet.commits.length > 0).length + rejected.length;
}

function withinQuota(findings: readonly Finding[], commits: number, spent: number): { chosen: Finding[]; left: number } {
  const quota = Math.max(0, Math.max(CLAIMS_LEAST, Math.floor((commits * CLAIMS_PER_HUNDRED) / 100)) - spent);
  const notes = findings.filter((f) => f.claim.kind === 'note' && f.claim.message.entry.origin === 'user');
  const rest = findings
    .filter((f) => !notes.includes(f))
    .toSorted((a, b) => b.claim.score - a.claim.score || newestOf(b) - newestOf(a) || compareText(a.claim.text, b.claim.text));
  return { chosen: [...notes, ...rest.slice(0, quota)], left: Math.max(0, rest.length - quota) };
}

function addCandidates(findings: readonly Finding[], topics: readonly Topic[], targets: ReadonlyMap<Message, Message>): Candidate[] {
  const existing: Area[] = topics.map(({ slug, title, description }) => ({ slug, title, description }));
  const areas = areasOf(
    findings.map((f) => f.claim),
    existing,
  );
  return findings.map((finding, i) => {
    const area = areas[i] as Area;
    const slug = isTopicSlug(area.slug) ? area.slug : 'decisions';
    const evidence = [...finding.sources, ...undoneSources(finding, targets)].map(evidenceOf);
    const { kind } = finding.claim;
    const date = utcDay(newestOf(finding));
    const after = claimSince(labelled(finding.claim, area), date);
    const claim = claimOf({ after });
    const said = finding.sources.length > 1 ? `, said ${finding.sources.length} times` : '';
    return {
      id: candidateId(slug, claim),
      type: 'add' as const,
      topic: slug,
      topicTitle: area.title,
      topicDescription: area.description,
      after,
      date,
      evidence,
      reason: `${REASONS[kind]}${said}${finding.note ? `; ${finding.note}` : ''}`,
      claimHash: claimHash(claim),
    };
  });
}

/** A revert is told together with what it took back. */
function undoneSources(finding: Finding, targets: ReadonlyMap<Message, Message>): Message[] {
  const first = targets.get(finding.claim.message);
  return first && !finding.sources.includes(first) ? [first] : [];
}

function evidenceOf({ entry, commit }: Message): Evidence {
  return {
    id: entry.id,
    atMs: entry.atMs,
    kind: entry.kind,
    ...(entry.actor === undefined ? {} : { actor: entry.actor }),
    origin: entry.origin,
    text: entry.text,
    ...(commit === undefined ? {} : { commit }),
  };
}

/** Bullets that a later turn, a later figure or a revert overrules. Where that was claimed in words, they take the bullet's place. */
function supersedeCandidates(
  bullets: readonly Placed[],
  messages: readonly Message[],
  turns: readonly Turn[],
  findings: readonly Finding[],
): Candidate[] {
  const targets = revertTargets(messages);
  const undone = revertedCommits(messages, targets);
  const later = { turns, findings, said: saidIn(messages.filter((m) => m.commit === undefined || !undone.has(m.commit))) };
  const out: Candidate[] = [];
  for (const { topic, bullet } of bullets) {
    if (bullet.struck || bullet.id === undefined) continue;
    const sources = messages.filter(
      (m) => bullet.entries.includes(m.entry.id) || (m.commit !== undefined && bullet.commits.includes(m.commit)),
    );
    const saidAt = sources.length > 0 ? Math.max(...sources.map((s) => s.entry.atMs)) : endOfDay(bullet.date);
    if (saidAt === undefined) continue;
    // A bullet that tells of the revert cites what was reverted, too, and is not overruled by what it tells.
    const isUndone = (m: Message): boolean => m.commit !== undefined && undone.has(m.commit) && sources.includes(m);
    const revert = [...targets].find(([by, target]) => isUndone(target) && !sources.includes(by))?.[0];
    const text = unlabelled(bullet.claim);
    const statement = statementOf(text, turnsOf(asMessage(text, saidAt, sources[0])));
    const end = revert ? { by: revert, why: revert.subject } : overruledBy(statement, saidAt, sources, later);
    if (!end) continue;
    const successor = findings.find((f) => f.sources.includes(end.by));
    const date = utcDay(end.by.entry.atMs);
    const after = successor && claimSince(successor.claim.text, date);
    const claim = after === undefined ? bullet.claim : claimOf({ after });
    const known = after !== undefined && bullets.some((b) => !b.bullet.struck && sameClaim(b.bullet.claim, claim));
    out.push({
      id: after === undefined || known ? bullet.id : candidateId(topic.slug, claim),
      type: 'supersede',
      topic: topic.slug,
      topicTitle: topic.title,
      topicDescription: topic.description,
      target: bullet.id,
      before: bullet.text,
      ...(after === undefined || known ? {} : { after }),
      date,
      evidence: [...new Set([end.by, ...(successor?.sources ?? [])])].map(evidenceOf),
      reason: `overruled by "${end.why}"`,
      claimHash: claimHash(claim),
    });
  }
  return onePerId(out);
}

function onePerId(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  // Two bullets with one successor: the first gives way to it, the second is only struck.
  return candidates.map((c) => {
    if (c.target === undefined || !seen.has(c.id)) {
      seen.add(c.id);
      return c;
    }
    const { after: _, ...rest } = c;
    return { ...rest, id: c.target };
  });
}

function endOfDay(date: string | undefined): number | undefined {
  const startMs = date === undefined ? undefined : dayStartMs(date);
  return startMs === undefined ? undefined : startMs + DAY_MS - 1;
}

function asMessage(text: string, atMs: number, source: Message | undefined): Message {
  const subject = text.replace(/\.\s.*$/s, '').replace(/\.$/, '');
  const entry = source?.entry ?? {
    id: '',
    defined: false,
    ours: false,
    kind: 'bullet',
    actor: undefined,
    atMs,
    text,
    source: { path: '', line: 0, writer: '' },
    origin: 'user' as const,
  };
  return {
    entry,
    commit: source?.commit,
    subject,
    scope: undefined,
    label: '',
    type: '',
    breaking: false,
    passages: [{ text, form: 'prose' }],
    paths: [],
    lines: 0,
    pathCount: 0,
    reverts: undefined,
  };
}

/** Two bullets of one meaning become the newer one, with the evidence of both. Archived ones are let lie; what overrules a claim strikes those, too. */
function mergeCandidates(bullets: readonly Placed[], messages: readonly Message[]): Candidate[] {
  const out: Candidate[] = [];
  const gone = new Set<string>();
  const live = bullets.filter(({ bullet }) => !bullet.struck && bullet.id !== undefined);
  for (const [i, a] of live.entries()) {
    for (const b of live.slice(i + 1)) {
      if (
        gone.has(a.bullet.id ?? '') ||
        gone.has(b.bullet.id ?? '') ||
        a.topic.slug !== b.topic.slug ||
        !sameClaim(a.bullet.claim, b.bullet.claim)
      )
        continue;
      const [older, newer] = (a.bullet.date ?? '') <= (b.bullet.date ?? '') ? [a, b] : [b, a];
      gone.add(older.bullet.id ?? '');
      const cited = messages.filter((m) => [older, newer].some(({ bullet }) => bullet.entries.includes(m.entry.id)));
      out.push({
        id: newer.bullet.id as string,
        type: 'merge',
        topic: newer.topic.slug,
        topicTitle: newer.topic.title,
        topicDescription: newer.topic.description,
        target: older.bullet.id as string,
        before: older.bullet.text,
        after: newer.bullet.claim,
        date: newer.bullet.date ?? older.bullet.date ?? '',
        evidence: cited.map(evidenceOf),
        reason: 'two bullets say the same',
        claimHash: claimHash(newer.bullet.claim),
      });
    }
  }
  return out.filter((c) => c.evidence.length > 0 && c.date !== '');
}

/** What was struck long ago is proposed for removal, as a candidate of its own. */
function removeCandidates(bullets: readonly Placed[], nowMs: number): Candidate[] {
  const limit = utcDay(nowMs - STRUCK_DAYS * DAY_MS);
  return bullets
    .filter(({ bullet }) => bullet.struck && bullet.id !== undefined && bullet.supersededOn !== undefined && bullet.supersededOn < limit)
    .map(({ topic, bullet }) => ({
      id: bullet.id as string,
      type: 'remove' as const,
      topic: topic.slug,
      topicTitle: topic.title,
      topicDescription: topic.description,
      target: bullet.id as string,
      before: bullet.text,
      date: bullet.supersededOn as string,
      evidence: [],
      reason: `superseded on ${bullet.supersededOn}, more than ${STRUCK_DAYS} days ago`,
      claimHash: claimHash(bullet.claim),
    }));
}

function inOrder(candidates: readonly Candidate[]): Candidate[] {
  const key = (c: Candidate): string => [c.topic, c.date, c.id].join('\0');
  return candidates.toSorted((a, b) => compareText(key(a), key(b)));
}
