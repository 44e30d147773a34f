/** References to memories in a text, `(^id)`: the one pattern of them, and what is made of it. Pure; it does not look whether an id exists. */

const REFERENCE = /\(\^([A-Za-z0-9-]+)\)/g;
const WITH_BLANKS = new RegExp(`[ \\t]*${REFERENCE.source}`, 'g');

/** The ids that a text refers to as `(^id)`, in order, each once. A bare `^id` at the end is a definition, not a reference. */
export function referencesIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(REFERENCE), (match) => match[1] as string))];
}

/** The text with something in place of each reference. @param by is given the id. */
export function replaceReferences(text: string, by: (id: string) => string): string {
  return text.replace(REFERENCE, (_reference, id: string) => by(id));
}

/** The text without references and the blanks before them. */
export function withoutReferences(text: string): string {
  return text.replace(WITH_BLANKS, '');
}
