/** Reads ids as people and programs type them. Pure; it does not look whether an id exists. */
import { KairosError } from './errors.js';

/**
 * The id in `^id`, `(^id)` or `id`.
 * @param where how to find ids, added to the hint of the error.
 * @throws KairosError `usage` for text that is no id.
 */
export function bareId(given: string, where?: string): string {
  const id = /^(?:\(\^?([A-Za-z0-9-]+)\)|\^?([A-Za-z0-9-]+))$/.exec(given.trim());
  const bare = id?.[1] ?? id?.[2];
  if (bare !== undefined) return bare;
  throw new KairosError('usage', `"${given}" is not an id`, {
    hint: `an id looks like ^k81m2pp0zd${where === undefined ? '' : `; ${where}`}`,
  });
}
