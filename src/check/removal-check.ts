/** Bullets that a branch takes out of its topics. Pure. */
import { MEMORY } from '../base/memory-paths.js';
import { plural } from '../base/plural.js';
import { REMOVALS_FROM_BULLETS, REMOVALS_MOST } from '../dream/edit/prune.js';
import { topicsIn } from '../dream/tree/memory-files.js';
import type { Compared, Finding } from './finding.js';

/**
 * The topics that lose more than a quarter of their bullets. A dream removes nothing but what was struck, and from a small topic that may be more than a
 * quarter of it; where a claim that held goes, the size is no excuse.
 */
export function removalFindings({ known, was, is }: Compared): Finding[] {
  const stillThere = known
    .slice(1)
    .map((files) => new Set(topicsIn(files).topics.flatMap(({ bullets }) => bullets.map(({ address }) => address))));
  const topics = new Map([...was.claims.values()].map(({ topic }) => [topic.slug, topic]));
  return [...topics.values()].flatMap(({ slug, path, bullets }): Finding[] => {
    // What the base took out itself is no removal of the branch's.
    const gone = bullets.filter(({ address }) => !is.claims.has(address) && stillThere.every((ids) => ids.has(address)));
    const isSmall = bullets.length < REMOVALS_FROM_BULLETS && gone.every(({ struck }) => struck);
    if (gone.length <= bullets.length * REMOVALS_MOST || isSmall) return [];
    const ids = gone.slice(0, 3).map(({ address }) => `^${address}`);
    return [
      {
        check: 'removals',
        subject: path,
        message: `${gone.length} of ${plural(bullets.length, 'bullet')} are gone from the topic ${slug}, more than a quarter: ${ids.join(', ')}${gone.length > 3 ? ', ...' : ''}`,
        path: `${MEMORY.root}/${path}`,
        hint: 'strike what no longer holds; a dream removes it later, a little at a time',
      },
    ];
  });
}
