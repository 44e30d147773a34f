/**
 * Which notes overrule an earlier statement by the rule that recall follows, too: whatever the words, where both speak of one thing beyond doubt. Only what
 * people noted is read so: subjects of commits are short and many. Pure.
 */
import { relationOf, saidIn, type Related, type Said } from '../../wording/relation.js';
import { ascending, ByStem } from './by-stem.js';
import type { Finding } from './finding.js';
import type { Statement } from './statement.js';

export interface Noted {
  /** The notes among the findings that speak of what a noted statement speaks of, and what each does to it if it is the newer, in their order. */
  about(statement: Statement): readonly (Related & { readonly finding: Finding })[];
}

const saids = new WeakMap<Statement, Said>();

function saidBy(statement: Statement): Said {
  let said = saids.get(statement);
  if (!said) saids.set(statement, (said = saidIn(statement.text)));
  return said;
}

/**
 * What two notes do to each other; undefined where they speak of different things. How many others have their words counts for nothing: what was settled must
 * not change with what else is noted.
 */
export function relationBetween(older: Statement, newer: Statement): Related | undefined {
  return relationOf(saidBy(older), saidBy(newer), { having: () => Infinity });
}

/** @param findings in the order in which they are asked. */
export function notedAmong(findings: readonly Finding[]): Noted {
  const notes = findings.filter(({ claim }) => claim.message.commit === undefined);
  const byStem = new ByStem();
  for (const [place, { statement }] of notes.entries()) byStem.add(place, saidBy(statement).topics);
  return {
    about: (statement) => {
      const near = saidBy(statement)
        .topics.map((stem) => byStem.having(stem))
        .filter(({ size }) => size <= COMMON);
      return ascending(near.flatMap((places) => [...places])).flatMap((place) => {
        const finding = notes[place];
        const related = finding && finding.statement !== statement ? relationBetween(statement, finding.statement) : undefined;
        return finding && related && isClear(related, statement) ? [{ ...related, finding }] : [];
      });
    },
  };
}

/** So many words must be shared where nothing but a yes against a no speaks against the older one: else the rule of stances says better what is denied. */
const DENIED_LEAST = 4;
const VALUED_LEAST = 2;

function isClear({ relation, sure, byDenial, shared }: Related, older: Statement): boolean {
  if (!sure || relation === 'same') return false;
  if (relation === 'other value') return shared >= VALUED_LEAST;
  // "Never keep sessions in Redis", "keep them in PostgreSQL instead of Redis".
  return byDenial ? shared >= DENIED_LEAST : !saidBy(older).denies;
}

/** A word of so many notes leads to nothing that a rarer one does not lead to. */
const COMMON = 60;
