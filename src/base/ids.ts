/**
 * Ids of memories: how they are spelled in a text, and how they are typed. Every other pattern that holds an id is built from these. Pure; it does
 * not look whether an id exists.
 */
import { KairosError } from './errors.js';

/** How many characters an id has that kairos makes. */
export const ID_LENGTH = 10;

/** The source of a pattern for one id, ours or one that a person made up. */
export const ID = '[A-Za-z0-9-]+';

/** The source of a pattern for a reference, `(^id)`. It captures the id. */
export const REFERENCE = `\\(\\^(${ID})\\)`;

/** The source of a pattern for a definition: `^id` behind a blank, at the end of a line. It captures the id. */
export const ANCHOR = `(?:^|[ \\t])\\^(${ID})[ \\t]*$`;

/** The source of a pattern for the name of an agent's session: one word, by the grammar of the log. */
export const SESSION_NAME = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';

const SESSION = new RegExp(`^${SESSION_NAME}$`);
const OURS = new RegExp(`^[0-9a-z]{${ID_LENGTH}}$`);
const ANY = new RegExp(`^${ID}$`);
const MARKED = new RegExp(`^\\^${ID}$`);
const TYPED = new RegExp(`^(?:\\(\\^?(${ID})\\)|\\^?(${ID}))$`);

/** True for an id as kairos writes it: ten characters, digits and lower-case letters. */
export function isEntryId(id: string): boolean {
  return OURS.test(id);
}

/** True for the name of a session. */
export function isSessionName(name: string): boolean {
  return SESSION.test(name);
}

/** True for an id, ours or one that a person made up. */
export function isAnyId(id: string): boolean {
  return ANY.test(id);
}

/** True for `^id` and nothing else. */
export function isMarkedId(word: string): boolean {
  return MARKED.test(word);
}

/** A pattern that finds `^id` in a text, but not in a longer id. @param id digits, letters and hyphens. */
export function mentionOf(id: string): RegExp {
  return new RegExp(`\\^${id}(?!${ID})`);
}

/**
 * The id in `^id`, `(^id)` or `id`.
 * @param where how to find ids, added to the hint of the error.
 * @throws KairosError `usage` for text that is no id.
 */
export function bareId(given: string, where?: string): string {
  const id = TYPED.exec(given.trim());
  const bare = id?.[1] ?? id?.[2];
  if (bare !== undefined) return bare;
  throw new KairosError('usage', `"${given}" is not an id`, {
    hint: `an id looks like ^k81m2pp0zd${where === undefined ? '' : `; ${where}`}`,
  });
}
