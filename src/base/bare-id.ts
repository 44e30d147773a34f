/** Ids as people and programs type them. Pure. */
import { KairosError } from './errors.js';

/**
 * The id of `^id`, `(^id)` or `id`; whether there is such an entry is not asked.
 * @param where one can look for ids, for the hint. @throws KairosError `usage`.
 */
export function bareId(given: string, where?: string): string {
  const id = /^(?:\(\^?([A-Za-z0-9-]+)\)|\^?([A-Za-z0-9-]+))$/.exec(given.trim());
  const bare = id?.[1] ?? id?.[2];
  if (bare !== undefined) return bare;
  throw new KairosError('usage', `"${given}" is not an id`, {
    hint: `an id looks like ^k81m2pp0zd${where === undefined ? '' : `; ${where}`}`,
  });
}
