/** What an operation of a life is made of: steps, and what is known when they are made up. Pure. */
import type { Placed } from '../../config/yaml-reader.js';
import type { Step, StepOf, Together } from '../scenario/scenario.js';
import type { Dice } from './dice.js';
import type { KnownPlace } from './known.js';
import type { Sayings } from './sayings.js';

/** The verbs of steps, each with what it takes. */
export type Said = { [V in Step['verb']]: { readonly verb: V; readonly args: StepOf<V>['args'] } }[Step['verb']];

export interface Living {
  readonly dice: Dice;
  readonly say: Sayings;
  /** All places, the first one first. */
  readonly known: readonly KnownPlace[];
  /** Where it happens. */
  readonly here: KnownPlace;
  /** Texts that can be forgotten, or repeated. */
  readonly notes: { readonly place: string; readonly text: string }[];
  readonly count: { names: number };
}

export type Operation = (living: Living) => readonly Said[] | undefined;

/** The first place needs no name. */
export function inPlace(said: Said, name: string, known: readonly KnownPlace[]): Step {
  return name === known[0]?.name ? said : { ...said, in: name };
}

export function placed(steps: readonly (Said & { readonly in?: string })[]): readonly Placed<Together>[] {
  return steps.map((value) => ({ value, at: { path: '' }, way: [] }));
}

export const note = ({ say, notes, here }: Living): Said => {
  const text = say.note();
  notes.push({ place: here.name, text });
  return { verb: 'note', args: text };
};
export const commit = ({ say }: Living): Said => ({ verb: 'commit', args: say.commit() });
export const newName = ({ count }: Living, word: string): string => `${word}-${(count.names += 1)}`;

export const forget: Operation = ({ dice, notes, here }) => {
  const mine = notes.filter(({ place }) => place === here.name);
  if (mine.length === 0) return undefined;
  const one = dice.pick(mine);
  notes.splice(notes.indexOf(one), 1);
  return [{ verb: 'forget', args: one.text }];
};
