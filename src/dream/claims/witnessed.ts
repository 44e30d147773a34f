/**
 * Hears the tree of the base on every claim: what it and the history testify against together is not proposed, and struck where it stands; what the tree alone
 * does not show comes last. Notes of a person are left alone: what they speak of need not stand in a file. Pure.
 */
import type { Candidate } from '../report/candidate.js';
import type { CitedMessages } from './citable.js';
import { newestOf, type Finding } from './finding.js';
import type { Placed } from './known-claims.js';
import { strikeBy } from './strike.js';
import type { Testify } from './testimony.js';
import { unlabelled } from './topic-of-claim.js';

export interface Witnessed {
  /** In their order, those that are not seen marked so. */
  readonly standing: readonly Finding[];
  /** How many both witnesses speak against. */
  readonly gone: number;
}

/** The findings that may be proposed. @param isShown whether the tree bears out what a claim chose, and a manifest states it. */
export function witnessed(
  findings: readonly Finding[],
  testify: Testify,
  isShown: (claim: string) => 'stated' | 'shown' | undefined,
): Witnessed {
  const standing = findings.flatMap((finding): Finding[] => {
    if (finding.claim.message.commit === undefined) return [finding];
    const told = testify({ claim: finding.claim.text, sources: finding.sources, saidAtMs: newestOf(finding) });
    if (!told) {
      const shown = isShown(finding.claim.text);
      return [shown ? { ...finding, isShown: true, ...(shown === 'stated' && { isStated: true }) } : finding];
    }
    return told.removal || told.isGone ? [] : [{ ...finding, isUnseen: true }];
  });
  return { standing, gone: findings.length - standing.length };
}

/**
 * A strike for each bullet that both witnesses speak against, in the order of the bullets.
 * @param but ids of bullets that are struck for another reason.
 */
export function goneCandidates(
  bullets: readonly Placed[],
  { testify, citedBy, but }: { readonly testify: Testify; readonly citedBy: CitedMessages; readonly but: ReadonlySet<string> },
): Candidate[] {
  return bullets.flatMap(({ topic, bullet }): Candidate[] => {
    if (bullet.struck || bullet.id === undefined || but.has(bullet.id)) return [];
    const sources = citedBy(bullet.entries, bullet.commits);
    if (!sources.some(({ commit }) => commit !== undefined)) return [];
    const saidAtMs = Math.max(...sources.map(({ entry }) => entry.atMs));
    const told = testify({ claim: unlabelled(bullet.claim), sources, saidAtMs });
    if (!told?.removal) return [];
    const { by, why } = told.removal;
    return strikeBy(
      { topic, bullet },
      by,
      `${told.absent.map((name) => `"${name}"`).join(', ')} not seen in the tree, taken away by "${why}"`,
    );
  });
}
