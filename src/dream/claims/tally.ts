/** Where the entries that a dream read went, and the claims that they made: facts, and one line that says them. Pure. */
import { plural } from '../../base/plural.js';

/** What the messages came to, before anything of it is compared with what is known. */
export interface SelectionTally {
  /** Messages that a later commit took back. */
  readonly undone: number;
  /** Merges, releases, bumps of dependencies, typing errors. */
  readonly noise: number;
  /** Messages that give no decision, rule or reason. */
  readonly silent: number;
  /** Of those: commits in another language than English in which no table found a decision with its reason. */
  readonly foreign: number;
  /** What the other messages claim, and of these: */
  readonly claims: number;
  /** about files that are all gone, */
  readonly gone: number;
  /** said with doubt and not borne out since, */
  readonly speculation: number;
  /** said more than once, */
  readonly repeated: number;
  /** overruled since. */
  readonly overruled: number;
}

export interface Tally extends SelectionTally {
  readonly entries: number;
  /** Entries of kinds that are no evidence (branches, tags, sessions), and of commits that the base does not reach. */
  readonly other: number;
  /** Claims that a topic holds or cites. */
  readonly known: number;
  readonly rejected: number;
  /** Claims about what one claim tells as a manifest states it. */
  readonly stated: number;
  /** Claims about what is not seen in the tree, which wait. */
  readonly unseen: number;
  /** Claims that give too little, and claims of commits that were written anew since. */
  readonly weak: number;
  readonly rewritten: number;
  /** Claims beyond the quota. */
  readonly quota: number;
}

/** Why nothing was proposed: "6 entries: 2 without a decision, ...; of 4 claims 3 known already, 1 rejected before". */
export function tallyText(tally: Tally): string {
  const entries = counted([
    [tally.other, 'not a note or a commit of this branch', 'not notes or commits of this branch'],
    [tally.undone, 'reverted'],
    [tally.noise, 'a merge, release or chore', 'merges, releases and chores'],
    [tally.silent, 'without a decision, rule or reason'],
  ]);
  const claims = counted([
    [tally.known, 'known already'],
    [tally.rejected, 'rejected before'],
    [tally.overruled, 'overruled since'],
    [tally.speculation, 'said with doubt'],
    [tally.gone, 'about files that are gone'],
    [tally.repeated, 'said twice'],
    [tally.stated, 'of what a manifest states'],
    [tally.unseen, 'not seen in the tree'],
    [tally.weak, 'that give too little'],
    [tally.rewritten, 'of lines that were rewritten'],
    [tally.quota, 'beyond the quota'],
  ]);
  const read = plural(tally.entries, 'entry', 'entries');
  const ofEntries = entries === '' ? read : `${read}: ${entries}`;
  return claims === '' ? ofEntries : `${ofEntries}; of ${plural(tally.claims, 'claim')} ${claims}`;
}

function counted(rows: readonly (readonly [count: number, one: string, many?: string])[]): string {
  return rows
    .filter(([count]) => count > 0)
    .map(([count, one, many = one]) => `${count} ${count === 1 ? one : many}`)
    .join(', ');
}
