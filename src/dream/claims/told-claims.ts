/**
 * Tells which findings the bullets of memory stand for, by the messages that these cite. One message may give several claims of which a dream proposes only
 * some: then each bullet stands for one of them, so that the others are not lost. Pure.
 */
import { stemsOf, similarity } from '../../wording/words.js';
import { readClaim, type TopicBullet } from '../../memory/topic-bullet.js';
import type { Finding } from './finding.js';

/** How a bullet and a finding are compared, and what a person decided. */
export interface Telling {
  readonly saysTheSame: (bullet: string, claim: string) => boolean;
  /** True for a finding that a person refused: no bullet stands for it. */
  readonly isRejected: (finding: Finding) => boolean;
  /** True for a finding that a person accepted in other words. */
  readonly isEdited: (finding: Finding) => boolean;
}

/** A bullet that says so little of a claim in the same words is another claim of the message. */
const REWORDED = 0.25;

/**
 * The findings that are told.
 * @param findings all of them, those that were overruled too: a bullet may stand for one that holds no longer.
 */
export function toldAmong(findings: readonly Finding[], bullets: readonly TopicBullet[], telling: Telling): ReadonlySet<Finding> {
  const told = new Set<Finding>();
  const citing = bulletsBySource(bullets);
  const bySource = new Map<string, Finding[]>();
  for (const finding of findings) {
    for (const key of new Set(finding.sources.map(({ entry }) => entry.id))) bySource.set(key, [...(bySource.get(key) ?? []), finding]);
  }
  for (const [id, all] of bySource) {
    const commit = all[0]?.sources.find(({ entry }) => entry.id === id)?.commit;
    const cited = [...new Set([...(citing.get(id) ?? []), ...(commit === undefined ? [] : (citing.get(commit) ?? []))])];
    if (cited.length === 0) continue;
    if (all.length === 1) told.add(all[0] as Finding);
    else for (const finding of matched(all, cited, telling)) told.add(finding);
  }
  return told;
}

function bulletsBySource(bullets: readonly TopicBullet[]): Map<string, TopicBullet[]> {
  const citing = new Map<string, TopicBullet[]>();
  for (const bullet of bullets) {
    for (const key of new Set([...bullet.entries, ...bullet.commits.map((commit) => commit.slice(0, COMMIT_LENGTH))]))
      citing.set(key, [...(citing.get(key) ?? []), bullet]);
  }
  return citing;
}

const COMMIT_LENGTH = 12;

/** Pairs bullets with claims of one message: first those that say the same, then what a person reworded, then what is nearest. */
function matched(findings: readonly Finding[], bullets: readonly TopicBullet[], { saysTheSame, isRejected, isEdited }: Telling): Finding[] {
  const free = new Set(bullets);
  const told: Finding[] = [];
  const open: Finding[] = [];
  for (const finding of findings) {
    const same = [...free].find(({ claim }) => saysTheSame(claim, readClaim(finding.claim.text).claim));
    if (same) free.delete(same);
    if (same) told.push(finding);
    else if (!isRejected(finding)) open.push(finding);
  }
  const pairs = open.flatMap((finding, at) => {
    const stems = new Set(stemsOf(finding.claim.text));
    const least = isEdited(finding) ? 0 : REWORDED;
    return [...free].map((bullet) => ({
      finding,
      at,
      bullet,
      least,
      edited: least === 0,
      near: similarity(stems, new Set(stemsOf(bullet.claim))),
    }));
  });
  for (const { finding, bullet, near, least } of pairs.toSorted(
    (a, b) => Number(b.edited) - Number(a.edited) || b.near - a.near || a.at - b.at,
  )) {
    if (near < least || !free.has(bullet) || told.includes(finding)) continue;
    free.delete(bullet);
    told.push(finding);
  }
  return told;
}
