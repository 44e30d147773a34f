/** References to memories in a text, `(^id)`, and what is made of them. Pure; it does not look whether an id exists. */
import { REFERENCE } from '../base/ids.js';

const ANY = new RegExp(REFERENCE, 'g');
const WITH_BLANKS = new RegExp(`[ \\t]*${REFERENCE}`, 'g');

/** The ids that a text refers to as `(^id)`, in order, each once. A bare `^id` at the end is a definition, not a reference. */
export function referencesIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(ANY), (match) => match[1] as string))];
}

/** The text with something in place of each reference. @param by is given the id. */
export function replaceReferences(text: string, by: (id: string) => string): string {
  return text.replace(ANY, (_reference, id: string) => by(id));
}

/** The text without references and the blanks before them. */
export function withoutReferences(text: string): string {
  return text.replace(WITH_BLANKS, '');
}
