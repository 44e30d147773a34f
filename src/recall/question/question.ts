/** A question with its filters, checked before anything is opened. Pure. */
import { KairosError } from '../../base/errors.js';
import { boundsOf, type Bounds, type Filters } from './filters.js';

export interface Question {
  /** As it was asked; '' lists the newest that the filters let through. */
  readonly text: string;
  readonly filters: Filters;
  readonly bounds: Bounds;
}

/** For whoever asks for nothing. */
const ASK_SOMETHING =
  'kairos recall "how do the tests run"; or a filter alone, for the newest: --since, --until, --path, --author, --kind, --topic or --tier';

/**
 * @param hint instead of that: a surface says it in its own words.
 * @throws KairosError `usage` without question and filter or for a bad filter, `bad-date`.
 */
export function questionOf(text: string, filters: Filters, hint = ASK_SOMETHING): Question {
  const bounds = boundsOf(filters);
  if (text.trim() === '' && !bounds.any) throw new KairosError('usage', 'nothing to recall: neither a query nor a filter', { hint });
  return { text, filters, bounds };
}
