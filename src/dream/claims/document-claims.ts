/**
 * Rules that a document of the base states, as claims of the commit that brought them to where they stand; and the end of those that no document states any
 * more. Pure.
 */
import { shortId } from '../../base/git-objects.js';
import { asBulletText } from '../../wording/sentence.js';
import { markingsIn } from '../reading/agent-orders.js';
import { SPECULATION } from '../reading/cues.js';
import type { Message } from '../reading/message.js';
import type { Candidate } from '../report/candidate.js';
import { documentNamed, withoutDocument, type DocumentRule, type Documents } from '../witness/documents.js';
import type { CitedMessages } from './citable.js';
import { SCORE_LEAST, type Claim } from './claims.js';
import type { Placed } from './known-claims.js';
import { strikeBy } from './strike.js';

/** So many rules of all documents are told: the rest is read there. */
const RULES_MOST = 8;
const SCORE_MOST = 8;

/** What makes a rule worth more than another: it forbids, it holds under a condition, it says why, it names a command. */
const WORTHY: readonly RegExp[] = [
  /\b(?:must|never|always|required|forbidden|not (?:allowed|permitted)|do not|don't|CI will fail)\b/i,
  /\b(?:must not|never|not (?:currently )?accept\w*|should not|do not|don't)\b/i,
  /\b(?:if|when|unless|before|after|once|only)\b/i,
  /\b(?:because|since|otherwise|so that|as otherwise)\b/i,
  /`[^`]+`/,
];

/** The claims of the worthiest rules; of those that no entry brought none. What speaks to agents is left to its file. */
export function documentClaims(rules: readonly DocumentRule[], citedBy: CitedMessages): Claim[] {
  const seen = new Set<string>();
  return rules
    .filter(({ text }) => !seen.has(text) && seen.add(text) && !SPECULATION.test(text) && markingsIn(text).length === 0)
    .map((rule, at) => ({ rule, at, worth: WORTHY.filter((pattern) => pattern.test(rule.text)).length }))
    .toSorted((a, b) => b.worth - a.worth || a.at - b.at)
    .slice(0, RULES_MOST)
    .flatMap(({ rule, worth }): Claim[] => {
      const message = rule.commit === undefined ? undefined : citedBy([], [rule.commit]).at(-1);
      if (!message) return [];
      const score = Math.min(SCORE_MOST, SCORE_LEAST + worth);
      const document = { path: rule.path, blob: shortId(rule.blob) };
      return [{ text: textOf(rule), kind: 'rule', score, message, speculative: false, document }];
    });
}

/** In the words of the document, with where it stands: the heading above it may say what it is about. */
function textOf({ text, path, heading }: Pick<DocumentRule, 'text' | 'path' | 'heading'>): string {
  return asBulletText(`${text.replace(/[.:;]+$/, '')} (${[path, ...(heading === undefined ? [] : [heading])].join(', ')})`);
}

/** Strikes of rules that no document states any more, in whatever way it is read, by the newest message that touched the document since. */
export function documentEnds(
  bullets: readonly Placed[],
  {
    documents,
    messages,
    citedBy,
  }: { readonly documents: Documents; readonly messages: readonly Message[]; readonly citedBy: CitedMessages },
): Candidate[] {
  const standing = new Set(documents.rules.map(({ text }) => bare(text)));
  return bullets.flatMap(({ bullet, topic }): Candidate[] => {
    const path = bullet.struck || bullet.slot !== undefined ? undefined : documentNamed(bullet.claim);
    if (path === undefined || bullet.id === undefined) return [];
    const said = withoutDocument(bullet.claim);
    if (standing.has(bare(said)) || documents.says(said)) return [];
    const since = Math.max(0, ...citedBy(bullet.entries, bullet.commits).map(({ entry }) => entry.atMs));
    const by = messages.findLast(({ paths, entry }) => entry.atMs > since && paths.includes(path));
    if (by === undefined) return [];
    return strikeBy({ topic, bullet }, by, `${path} says it no more`);
  });
}

function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
