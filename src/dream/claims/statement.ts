/** A statement in the form in which it is compared with later ones: its words, and what it adopted and dropped. Pure. */
import { stemsOf } from '../../wording/words.js';
import { coresOf } from '../../wording/core.js';
import { polarityOf } from '../../wording/polarity.js';
import { withoutDocument } from '../witness/documents.js';
import { choicesIn, type Choice } from './choices.js';

/** What one sentence states, without the reason: only this can be overruled. */
export interface Core {
  readonly text: string;
  readonly stems: ReadonlySet<string>;
  readonly denies: boolean;
}

/** An earlier statement that a later choice may overrule. */
export interface Statement {
  readonly text: string;
  readonly stems: ReadonlySet<string>;
  /** What each of its sentences states, without why. */
  readonly cores: readonly Core[];
  /** What it adopted, in order; [] where it adopts nothing. */
  readonly adopted: readonly (readonly string[])[];
  readonly dropped: readonly (readonly string[])[];
}

/** Where a rule is written down is no part of what it says. @param choices what the text chose when it was said. @param isNote where no commit said it. */
export function statementOf(text: string, choices: readonly Pick<Choice, 'adopted' | 'dropped'>[], isNote: boolean): Statement {
  const said = withoutDocument(text);
  return {
    text: said,
    stems: new Set(stemsOf(said)),
    cores: coresOf(said, isNote).map((core) => ({
      text: core,
      stems: new Set(stemsOf(core)),
      denies: polarityOf(core).denials % 2 === 1,
    })),
    adopted: choices.map((c) => c.adopted).filter((a) => a.length > 0),
    dropped: choices.map((c) => c.dropped).filter((d) => d.length > 0),
  };
}

/** A claim of a topic as a statement: its first sentence is what a message would have as its subject. @param isNote where no commit said it. */
export function statementIn(claim: string, isNote: boolean): Statement {
  const subject = claim.replace(/\.\s.*$/s, '').replace(/\.$/, '');
  return statementOf(claim, choicesIn({ subject, passages: [claim], isNote }), isNote);
}
