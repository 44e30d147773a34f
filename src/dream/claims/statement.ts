/** A statement in the form in which it is compared with later ones: its words, and what it adopted and dropped. Pure. */
import { stemsOf } from '../reading/words.js';
import { changesIn, type Change } from './turns.js';

/** An earlier statement that a later turn may overrule. */
export interface Statement {
  readonly text: string;
  readonly stems: ReadonlySet<string>;
  /** What it adopted, in order; [] where it adopts nothing. */
  readonly adopted: readonly (readonly string[])[];
  readonly dropped: readonly (readonly string[])[];
}

/** @param changes what the text changed when it was said. */
export function statementOf(text: string, changes: readonly Pick<Change, 'adopted' | 'dropped'>[]): Statement {
  return {
    text,
    stems: new Set(stemsOf(text)),
    adopted: changes.map((c) => c.adopted).filter((a) => a.length > 0),
    dropped: changes.map((c) => c.dropped).filter((d) => d.length > 0),
  };
}

/** A claim of a topic as a statement: its first sentence is what a message would have as its subject. @param isNote where no commit said it. */
export function statementIn(claim: string, isNote: boolean): Statement {
  const subject = claim.replace(/\.\s.*$/s, '').replace(/\.$/, '');
  return statementOf(claim, changesIn({ subject, passages: [claim], isNote }));
}
