/**
 * The branches of a scenario that is being recorded: which recorded commit stands where, so that a later step can name it. What was there before the time
 * that is recorded is one commit, the start, on which every branch stands. Pure.
 */
import type { ObjectId } from '../../world/git-refs.js';

export interface Line {
  readonly name: string;
  /** The real ids of what became commits on it, oldest first; the start is below them. */
  ids: readonly ObjectId[];
}

export interface Lines {
  /** What is checked out. */
  here(): Line;
  /** The steps that check out a branch whose last commit is this one: one that there is, or a new one. Undefined is the start. */
  standOn(id: ObjectId | undefined): unknown[];
  /** The same for the recorded commit that begins with these digits; undefined if there is none. */
  standOnRecorded(digits: string): unknown[] | undefined;
  /** The whole id of a recorded commit that is still on a branch. */
  find(digits: string): ObjectId | undefined;
  /** The commits from the start up to this one, on any branch; [] for the start. */
  upTo(id: ObjectId | undefined): readonly ObjectId[];
  /** How a step names a commit: `main~2`. Undefined is the start. */
  revision(id: ObjectId | undefined): string;
}

/** One branch `main` at the start. */
export function recordedLines(): Lines {
  let here: Line = { name: 'main', ids: [] };
  const all = [here];
  const holder = (id: ObjectId | undefined): Line => all.find(({ ids }) => id !== undefined && ids.includes(id)) ?? here;
  const upTo: Lines['upTo'] = (id) => {
    const { ids } = holder(id);
    return id === undefined ? [] : ids.slice(0, ids.indexOf(id) + 1);
  };
  const revision: Lines['revision'] = (id) => {
    const { name, ids } = holder(id);
    const above = ids.length - upTo(id).length;
    return above === 0 ? name : `${name}~${above}`;
  };
  const checkout = (line: Line): unknown[] => {
    if (line === here) return [];
    here = line;
    return [{ checkout: line.name }];
  };
  const find: Lines['find'] = (digits) => all.flatMap(({ ids }) => ids).find((id) => id.startsWith(digits));
  const standOn: Lines['standOn'] = (id) => {
    const line = [here, ...all].find(({ ids }) => ids.at(-1) === id);
    if (line) return checkout(line);
    const made: Line = { name: `side-${all.length}`, ids: upTo(id) };
    const at = revision(id);
    all.push(made);
    here = made;
    return [{ branch: { name: made.name, at } }];
  };
  return {
    here: () => here,
    standOn,
    standOnRecorded: (digits) => {
      const id = find(digits);
      return id === undefined ? undefined : standOn(id);
    },
    find,
    upTo,
    revision,
  };
}
