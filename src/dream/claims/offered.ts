/**
 * What of the findings a dream offers: those that are worth a reviewer's time and of which the base still holds what their commit brought. The others are counted
 * and wait for a setting that asks for them. It decides an order and a bar, never what is true. Pure.
 */
import type { Surviving } from '../witness/surviving.js';
import type { ClaimKind } from '../reading/cues.js';
import type { Finding } from './finding.js';
import type { Steps } from './parts.js';
import { standingShare } from './standing-share.js';
import { beginsWithSubject, byWorth, isSmall, worthOf, type Later } from './worth.js';

export interface Offered {
  readonly findings: readonly Finding[];
  readonly worth: ReadonlyMap<Finding, number>;
  readonly counts: {
    /** How many are left out of a first proposal because the tree does not show what they name. */
    readonly unseen: number;
    /** How many because they give too little. */
    readonly weak: number;
    /** And how many because what their commit brought was written anew since. */
    readonly rewritten: number;
  };
}

/** What decides beside the findings themselves. */
export interface Bar {
  readonly later: Later;
  /** Of the whole history. */
  readonly commits: number;
  /** 0 offers all that may be true. */
  readonly worthLeast: number;
  /** What is taken from the worth of a finding besides. */
  readonly minus: (finding: Finding) => number;
  /** How many candidates stand beside the findings. */
  readonly beside: number;
  /** No dream told anything yet. */
  readonly isFirst: boolean;
}

/** A shorter history gives so few claims that all of them can be looked at. */
const SHORT_COMMITS = 100;
/** Of the worthiest so many are looked up in the tree: more are never proposed at once. */
const LOOKED_UP_MOST = 200;
/** A commit that changed more files moved or imported them. */
const FILES_MOST = 200;
/** Where less of what a commit brought still stands, it was written anew. */
const SURVIVING_LEAST = 0.4;
/** Where hardly more than half stands, what is told may be the other half: it must be worth so much more. */
const HALF = 0.6;
const LESS_COSTS = 3.5;
/** Of what stands nearly whole, or mostly, in words that need no others, so much less must be worth telling. */
const WHOLE = 0.9;
const WHOLE_GIVES = 2.5;
const MOSTLY = 0.7;
const MOSTLY_GIVES = 2;
/** Of so many lines that a commit brought few bear out one sentence of its body. */
const LINES_MOST = 90;
/** What such a claim tells of is rightly not there. */
const OF_NO_LINES: ReadonlySet<ClaimKind> = new Set(['dropped', 'stopped', 'note', 'decision']);

/** Asks once how much of the commits of those that are worthy still stands. */
export function* offered(findings: readonly Finding[], bar: Bar): Steps<Offered> {
  const unseen = bar.isFirst ? heldBack(findings, bar.beside) : new Set<Finding>();
  const seen = findings.filter((finding) => !unseen.has(finding));
  const worth = new Map(seen.map((finding) => [finding, worthOf(finding, bar.later)]));
  const isAll = bar.worthLeast === 0 || bar.commits < SHORT_COMMITS;
  const isWorth = (finding: Finding, least: number): boolean => isAll || isApart(finding) || (worth.get(finding) ?? 0) >= least;
  const worthy = seen.filter((finding) => isWorth(finding, bar.worthLeast - (standsAlone(finding) ? WHOLE_GIVES : 0)));
  const asked = bar.worthLeast === 0 ? [] : worthy.filter(isOfLines).toSorted(byWorth(worth)).slice(0, LOOKED_UP_MOST);
  const surviving = asked.length === 0 ? undefined : yield { surviving: [...new Set(asked.flatMap(commitsOf))] };
  const standing = worthy.filter((finding) => {
    if (finding.isShown === true) return true;
    const share = surviving && shareOf(finding, surviving);
    // Where nothing is known of any commit the tree is silent; else a claim that no line bears out has no witness.
    if (share === undefined) return (isAll || !surviving?.size || !isOfLines(finding)) && isWorth(finding, bar.worthLeast);
    if (share < SURVIVING_LEAST || isDrowned(finding, surviving)) return false;
    return isWorth(finding, bar.worthLeast + askedBy(share, finding));
  });
  return {
    findings: standing,
    worth: new Map(standing.map((finding) => [finding, (worth.get(finding) ?? 0) - bar.minus(finding)])),
    counts: { unseen: unseen.size, weak: seen.length - worthy.length, rewritten: worthy.length - standing.length },
  };
}

/** One sentence of the body of a commit that brought much: what stands of all that says nothing of it. What breaks for users is said of the whole. */
function isDrowned(finding: Finding, surviving: Surviving | undefined): boolean {
  const { claim } = finding;
  if (claim.kind === 'breaking' || beginsWithSubject(claim)) return false;
  return commitsOf(finding).every((commit) => (surviving?.get(commit)?.length ?? 0) > LINES_MOST);
}

/** How much more or less it must be worth. */
function askedBy(share: number, finding: Finding): number {
  if (share < HALF) return LESS_COSTS;
  if (!standsAlone(finding)) return 0;
  return share >= WHOLE ? -WHOLE_GIVES : share >= MOSTLY ? -MOSTLY_GIVES : 0;
}

/** It begins with what its message is about, points at nothing that was left out, and is not of the pipelines alone, of which few lines tell much. */
function standsAlone(finding: Finding): boolean {
  const { claim, sources, isShown } = finding;
  // One thing of the code in the place of another is seen there, however much of it stands.
  if (claim.kind === 'replaced' && isShown !== true) return false;
  if (isShown !== true && isSmall(finding)) return false;
  const isOfPipelines = sources.every(({ paths }) => paths.every((path) => PIPELINE.test(path)));
  return beginsWithSubject(claim) && !POINTING.test(claim.text) && !isOfPipelines;
}

const PIPELINE = /^(?:\.github|\.circleci|ci)\/|^\.?(?:travis|appveyor|gitlab-ci|azure-pipelines)\.ya?ml$/i;
const POINTING =
  /\b(?:in|from|to|of|into) the (?:file|function|method|class|module|test)\b|\b(?:the|only the|neither|both) (?:first|second|third|former|latter|others?)\b|\bboth of (?:them|these)\b/i;

/** What the tree does not show is in no first proposal: that shows a reviewer what it bears out. */
function heldBack(findings: readonly Finding[], beside: number): ReadonlySet<Finding> {
  const unseen = findings.filter(({ isUnseen }) => isUnseen === true);
  // Where there is nothing else they are the proposal: what waits for it would wait for ever.
  return new Set(unseen.length < findings.length + beside ? unseen : []);
}

/** What somebody noted, recorded or wrote into a document was worth it to them. */
function isApart({ claim }: Finding): boolean {
  return claim.message.commit === undefined || claim.kind === 'decision' || claim.document !== undefined;
}

function isOfLines(finding: Finding): boolean {
  const { claim, sources } = finding;
  return !isApart(finding) && !OF_NO_LINES.has(claim.kind) && sources.every(({ pathCount }) => pathCount <= FILES_MOST);
}

function commitsOf({ sources }: Finding): string[] {
  return sources.flatMap(({ commit }) => commit ?? []);
}

/** Of all that say it the one counts of which most stands; undefined where nothing is known, or nothing needs to stand. */
function shareOf(finding: Finding, surviving: Surviving): number | undefined {
  const shares = isOfLines(finding)
    ? commitsOf(finding).flatMap((commit) => standingShare(finding.claim, surviving.get(commit)) ?? [])
    : [];
  return shares.length === 0 ? undefined : Math.max(...shares);
}
