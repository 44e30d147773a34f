/** The line under an answer that says what it was made from: words and meaning, or words only and why. Pure. */

export interface Coverage {
  /** Live entries whose chunks all have a vector. */
  readonly embedded: number;
  /** All live entries. */
  readonly entries: number;
}

/**
 * `words and meaning; 8,412 of 10,000 embedded`, or `words only: the embedder is warming up; ...`.
 * @param without why meaning was not searched; undefined if it was.
 */
export function coverageText(coverage: Coverage, without?: string): string {
  return `${without === undefined ? 'words and meaning' : `words only: ${without}`}; ${countText(coverage)}`;
}

/** A question embeds so many entries for itself: half a second of CPU for commits, a second for turns and code. */
export const OWN_MOST = 50;

/** What embeds the rest, in the words of the command line. */
export const EMBEDS_ALL = ' ("kairos index" embeds all)';

/** The same where a question had no time to embed any for itself. */
export const EMBEDS_FIRST = ' ("kairos index" does it)';

/** The same where no vector is stored, and a question embeds so many entries for itself. */
export function likeliestText(coverage: Coverage, count: number, how = EMBEDS_ALL): string {
  return `words, and the meaning of the ${grouped(count)} likeliest${how}; ${countText(coverage)}`;
}

function countText({ embedded, entries }: Coverage): string {
  return `${grouped(embedded)} of ${grouped(entries)} embedded`;
}

/** The number with a comma before every three digits; without Intl, whose output depends on how Node was built. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
