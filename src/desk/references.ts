/** References to entries and claims in the texts of answers. Pure; a server loads it before anything else. */
import { replaceReferences } from '../memory/references.js';

/** A text in which each reference to an entry or a claim is as `write` has it. */
export function withReferences(text: string, write: (id: string) => string): string {
  return replaceReferences(text, write);
}
