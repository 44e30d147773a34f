/** What became of one scenario, probe or check, and the exit code of a run of them. It formats nothing. Pure. */

/** Where something is written: a path as people type it, from the folder that they are in, line and column from 1. */
export interface WrittenAt {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

/** The first thing that is not as expected. */
export interface Difference {
  /** In words, on one line: what was looked at and what is wrong with it. */
  readonly what: string;
  /** What should be there; left out where `what` says it all. */
  readonly expected?: string;
  /** What is there instead. */
  readonly actual?: string;
  readonly at?: WrittenAt;
  /** What to do about it. */
  readonly hint?: string;
}

/** `error`: it could not be tried, for example because its file is not valid. */
export interface Outcome {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  /** Of one that failed, of an error, and of a skipped one: why. */
  readonly difference?: Difference;
  /** How much time passed in its world, in milliseconds; left out where none can. */
  readonly virtualMs?: number;
}

/** 0: all are as expected. 1: one is not. 2: one could not be tried. */
export function exitCodeOfOutcomes(outcomes: readonly Pick<Outcome, 'outcome'>[]): 0 | 1 | 2 {
  if (outcomes.some(({ outcome }) => outcome === 'error')) return 2;
  return outcomes.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
}
