/** A question to recall, checked before anything is opened. Pure. */
import { DEFAULT_LIMIT, LARGEST_LIMIT, type Filters } from '../recall/question/filters.js';
import { questionOf, type Question } from '../recall/question/question.js';

export type { Question } from '../recall/question/question.js';

/** How many hits an answer has, and may have. */
export const HITS = { usual: DEFAULT_LIMIT, most: LARGEST_LIMIT } as const;

/**
 * The question with its filters. @param hint for whoever asks for nothing, in the words of the surface.
 * @throws KairosError `usage` without question and filter or for a bad filter, `bad-date`.
 */
export function questionFrom(text: string, filters: Filters, hint?: string): Question {
  return questionOf(text, filters, hint);
}
