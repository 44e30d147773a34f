/**
 * What a person decided about a claim, as a log entry, and when two claims are one. A rejection outlives its branch: it stands in the journal
 * (and in the report that landed), with the claim's normalised hash. Pure.
 *
 *   - 14:03:22.123Z verdict@user rejected (^k9x0aa1b2c) in integration-tests by dream 4mk2q0, claim 7z0c1m2xqk: They use port 6379. ^k0aa7f3b1c
 */
import { harmless } from '../../base/harmless-text.js';
import { shortHash } from '../../base/hash.js';
import { REFERENCE } from '../../base/ids.js';
import { memo } from '../../base/memo.js';
import type { EntryDraft } from '../../memory/entry.js';
import type { Mark } from '../../memory/outline.js';
import { readClaim } from '../../memory/topic-bullet.js';
import { isSamePolarity, polarityOf, type Polarity } from '../../wording/polarity.js';
import { similarity, stemsOf } from '../../wording/words.js';

export const DECISIONS = ['accepted', 'rejected', 'edited', 'undone'] as const;
export type Decision = (typeof DECISIONS)[number];

export interface Verdict {
  /** `reopened`: a person takes back that the claim was refused. It stands in the journal alone, never in a report. */
  readonly decision: Decision | 'reopened';
  readonly candidateId: string;
  readonly claimHash: string;
  /** As the dream proposed it, on one line, without a date behind it. */
  readonly claim: string;
  readonly topic: string;
  readonly dream: string;
  readonly atMs: number;
  /** How often the claim was reopened before. Left out: never. */
  readonly round?: number;
}

const VERDICT = new RegExp(
  `^(${[...DECISIONS, 'reopened'].join('|')}) ${REFERENCE} in ([a-z0-9._-]+) by dream ([a-z0-9-]+), claim ([a-z0-9]+): ([^]*)$`,
);

/**
 * Verdicts among entries, in their order. Only a person's count: `verdict@user`, written by us. Early ones quote the claim with its date, and have
 * the hash of that: by it they still know the very bullet that they spoke of.
 */
export function verdictsIn(entries: readonly Mark[]): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'verdict' || entry.actor !== 'user' || !entry.ours) continue;
    const match = VERDICT.exec(entry.text);
    if (!match) continue;
    const [, decision, candidateId, topic, dream, hash, claim] = match as unknown as [
      string,
      Verdict['decision'],
      string,
      string,
      string,
      string,
      string,
    ];
    verdicts.push({ decision, candidateId, claimHash: hash, claim: readClaim(claim).claim, topic, dream, atMs: entry.atMs });
  }
  return verdicts;
}

/** The log entry of a verdict. Its key is the verdict itself, so that the same decision noted twice, or on two clones, is one entry. */
export function verdictDraft(verdict: Verdict): EntryDraft {
  const { decision, candidateId, topic, dream, claimHash: hash, claim, atMs, round = 0 } = verdict;
  const line = claim.replace(/\s+/g, ' ').trim();
  return {
    kind: 'verdict',
    actor: 'user',
    atMs,
    text: `${decision} (^${candidateId}) in ${topic} by dream ${dream}, claim ${hash}: ${line}`,
    key: `${dream}:${candidateId}:${decision}${round === 0 ? '' : `:${round}`}${line === FORGOTTEN ? ':forgotten' : ''}`,
  };
}

/** What stands for the words of a claim that were forgotten; its hash still knows it. */
const FORGOTTEN = '(forgotten)';
/** So much of a claim's words must stand in an entry, since a label is put before it; of its numbers all, but for dates, which are made absolute. */
const QUOTED_LEAST = 0.75;
const NUMBER = /\d/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The same decision, without what the claim says. */
export function withoutWords(verdict: Verdict): Verdict {
  return { ...verdict, claim: FORGOTTEN };
}

/** True where the words of a claim stand in what an entry says. */
export function isQuotedFrom(claim: string, said: string): boolean {
  const words = new Set(normaliseClaim(said).split(' '));
  const own = normaliseClaim(claim)
    .split(' ')
    .filter((word) => word !== '');
  const missing = own.filter((word) => !words.has(word));
  if (missing.some((word) => NUMBER.test(word) && !DATE.test(word))) return false;
  return own.length > 0 && missing.length <= own.length * (1 - QUOTED_LEAST);
}

/** A claim without what does not change its meaning: case, markup, punctuation between words, its final mark and white space. Idempotent. */
export function normaliseClaim(text: string): string {
  return harmless(text)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[`*_~"'“”‘’]/g, '')
    .replace(/[^\p{L}\p{N}.@#+/:-]+/gu, ' ')
    .replace(/(?<=\s|^)[.:/-]+|[.:-]+(?=\s|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What verdicts know a claim by. @param text without a date behind it, as `readClaim` gives it. */
export function claimHash(text: string): string {
  return shortHash(['claim-text', normaliseClaim(text)]);
}

/** Where what stands before and what stands behind may not change places; each with the class that it counts as. */
const DIRECTIONS: readonly (readonly [RegExp, string])[] = [
  [/^(?:instead|rather|than|over|favou?r)$/, 'instead'],
  [/^before$/, 'before'],
  [/^after$/, 'after'],
  [/^(?:to|into|with|by)$/, 'to'],
];
/** Ways of saying the same that rejected claims came back in. Stems, to the one that stands for them. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['requir', 'need'],
  ['must', 'need'],
  ['should', 'need'],
  ['expect', 'need'],
  ['utilis', 'us'],
  ['util', 'us'],
  ['emploi', 'us'],
  ['begin', 'start'],
  ['launch', 'start'],
  ['listen', 'us'],
  ['alwai', ''],
  ['current', ''],
  ['actual', ''],
  ['simpli', ''],
  ['pleas', ''],
  ['onli', ''],
]);
/** |a and b| / |a or b| of the stems; tried on rewordings of claims in test/dream/report/verdict.test.ts. */
const SAME_LEAST = 0.6;
const WORDS_LEAST = 3;

/**
 * True when two texts make the same claim, also in slightly other words. Conservative: numbers, identifiers and negations must agree exactly,
 * and where words have a direction ("X instead of Y") what stands on either side too. Symmetric, deterministic. Takes claims without a date behind
 * them, as `readClaim` gives them.
 */
export function sameClaim(a: string, b: string): boolean {
  const [first, second] = [saidBy(a), saidBy(b)];
  if (first.normal === second.normal) return first.normal !== '';
  if (!isSamePolarity(first.polarity, second.polarity) || first.names !== second.names) return false;
  const [one, other] = [first.meaning, second.meaning];
  if (Math.min(one.size, other.size) < WORDS_LEAST || similarity(one, other) < SAME_LEAST) return false;
  return !isOfAnother(first, second) && directions(first.normal) === directions(second.normal);
}

/** "The router holds 3 workers", "the mailer holds 3 workers": each speaks of a thing that the other does not name. */
function isOfAnother(first: Said, second: Said): boolean {
  const [one, other] = [subjectOf(first.normal), subjectOf(second.normal)];
  return one !== undefined && other !== undefined && !second.meaning.has(one) && !first.meaning.has(other);
}

/** The stem of what stands behind the article with which a claim begins. */
function subjectOf(normal: string): string | undefined {
  const word = /^(?:the|our|its|an?|each|every) ([^ ]+) /.exec(normal)?.[1];
  return word === undefined ? undefined : meaning(word)[0];
}

/** What of a claim is compared with other claims. */
interface Said {
  readonly normal: string;
  readonly polarity: Polarity;
  readonly names: string;
  readonly meaning: ReadonlySet<string>;
}

/** Of all claims that are kept: each finding of a dream is compared with each rejected claim and each bullet. */
const KEPT_CHARACTERS = 256 * 1024;
const said = memo<Said>(KEPT_CHARACTERS);

function saidBy(text: string): Said {
  return said(text, text, () => {
    const normal = normaliseClaim(text);
    return { normal, polarity: polarityOf(text), names: names(text), meaning: new Set(meaning(normal)) };
  });
}

/**
 * True when two texts say one thing in the same words, up to their order and to other ways of saying the same: closer than `sameClaim`, which a
 * rejection wants wide. Of two such claims one is enough.
 */
export function isSaidAgain(a: string, b: string): boolean {
  const words = wordsSaid(a);
  return words !== '' && words === wordsSaid(b) && sameClaim(a, b);
}

/** What two texts have in common where one says the other again: the words that mean something, in no order of theirs. '' where none does. */
export function wordsSaid(text: string): string {
  return [...saidBy(text).meaning].toSorted().join(' ');
}

function meaning(claim: string): string[] {
  return stemsOf(claim)
    .map((stem) => SYNONYMS.get(stem) ?? stem)
    .filter((stem) => stem !== '');
}

/** Numbers, versions, paths and identifiers, from the text as it was written: what must be the same to the letter. */
function names(text: string): string {
  const words = text.match(/[\p{L}\p{N}_$][\p{L}\p{N}_$./@#:-]*/gu) ?? [];
  const kept = words.map((word) => word.replace(/[./:-]+$/, '')).filter((word) => /[\d_$./@#:]|\p{Ll}\p{Lu}/u.test(word));
  return [...new Set(kept.map((word) => word.toLowerCase()))].toSorted().join(' ');
}

/** The neighbours of each word that has a direction: "pnpm instead npm". A "to" or "by" between the same neighbours is one, wherever the rest went. */
function directions(claim: string): string {
  const marks: string[] = [];
  let left = '';
  let pending: string | undefined;
  for (const word of claim.split(' ')) {
    const direction = DIRECTIONS.find(([pattern]) => pattern.test(word))?.[1];
    const stem = direction === undefined ? meaning(word).at(-1) : undefined;
    if (direction !== undefined) pending ??= direction;
    if (stem === undefined) continue;
    if (pending !== undefined && pending !== 'to') marks.push(`${left} ${pending} ${stem}`);
    if (pending === 'to' && TURNING.test(claim)) marks.push(`${left} to ${stem}`);
    pending = undefined;
    left = stem;
  }
  return marks.toSorted().join('; ');
}

const TURNING = /\b(?:from|replac\w+|renam\w+|mov\w+|switch\w*|supersed\w+|chang\w+|convert\w*|migrat\w+)\b/;
