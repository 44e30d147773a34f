/** The invariants that can be looked at while a scenario is lived: their names, and what a look is given. It looks at nothing. Pure. */
import type { Happened } from './happened.js';
import type { Place, Stage } from './stage.js';

/** FORMAT.md says what each holds. */
export const INVARIANTS = [
  'acknowledged',
  'unmoved',
  'one-dreamer',
  'dated',
  'cited',
  'rejected',
  'forgotten',
  'memory',
  'external',
  'converges',
  'quiet',
  'sound',
  'equal',
] as const;
export type Invariant = (typeof INVARIANTS)[number];

export interface Broken {
  readonly invariant: Invariant;
  /** In words, on one line. */
  readonly what: string;
  readonly expected?: string;
  readonly actual?: string;
}

/** A step, before it is taken or after. */
export interface Moment {
  readonly stage: Stage;
  readonly place: Place;
  readonly verb: string;
  readonly happened: Happened;
  /** The step was a tick that came to its end, and nothing that was ordered or lasts is in its way: what it is to put in order is in order. */
  readonly isCalm: boolean;
  /** A process was killed in it. */
  readonly isCut: boolean;
  /** The machine lost its power in it: what was not synced may be as it was before. */
  readonly isDark: boolean;
}

/** What looks after one invariant or more, from the start of a life to its end. */
export interface Keeper {
  readonly before?: (moment: Moment) => void | Promise<void>;
  readonly after: (moment: Moment) => readonly Broken[] | Promise<readonly Broken[]>;
}
