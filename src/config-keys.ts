/** Every key of `config.yaml`, as one table: the parser obeys it and the reference page is printed from it. Only what this version does. */
import { checkRef } from './git-objects.js';

export interface Config {
  readonly format: 1;
  readonly dream: {
    readonly minHours: number;
    readonly minSessions: number;
    /** A branch's short name; undefined: the remote's default branch, else the branch at init. */
    readonly base: string | undefined;
  };
  readonly tick: { readonly intervalSeconds: number };
  readonly journal: { readonly minMinutes: number };
}

export interface ConfigKey {
  /** As it is written in the file. */
  readonly key: string;
  /** What a value looks like, for people. */
  readonly type: string;
  /** The value where nobody sets one; undefined: see `doc`. */
  readonly fallback: number | string | undefined;
  /** What the repository's file may do to the user's value: only raise it, or set it where the user has not. */
  readonly repositoryMay: 'raise' | 'set';
  readonly doc: string;
  /** The value in the unit of `Config`, or undefined if it is none. */
  readonly parse: (value: unknown) => number | string | undefined;
}

export const CONFIG_KEYS: readonly ConfigKey[] = [
  {
    key: 'dream.base',
    type: 'branch name',
    fallback: undefined,
    repositoryMay: 'set',
    doc: "The branch that dreams read topics from and are accepted onto. Default: the remote's default branch, else the branch at `kairos init`.",
    parse: branchName,
  },
  {
    key: 'dream.minHours',
    type: 'hours, 0 to 8760',
    fallback: 24,
    repositoryMay: 'raise',
    doc: 'Hours that must have passed since the last dream.',
    parse: (value) => numberWithin(value, 0, 8760),
  },
  {
    key: 'dream.minSessions',
    type: 'whole number, 0 to 1000',
    fallback: 5,
    repositoryMay: 'raise',
    doc: 'Sessions with a person that must have ended since the last dream.',
    parse: (value) => (Number.isInteger(value) ? numberWithin(value, 0, 1000) : undefined),
  },
  {
    key: 'journal.interval',
    type: 'minutes, or with a unit (90m, 1h), 1 minute to 7 days',
    fallback: 60,
    repositoryMay: 'raise',
    doc: 'The daemon commits the journal at most this often; it also does so when it stops and before a dream.',
    parse: (value) => numberWithin(durationIn(value, 'm'), 1, 7 * 24 * 60),
  },
  {
    key: 'tick.interval',
    type: 'seconds, or with a unit (270s, 5m), 1 second to 1 day',
    fallback: 270,
    repositoryMay: 'raise',
    doc: 'The daemon looks around at least this often.',
    parse: (value) => numberWithin(durationIn(value, 's'), 1, 24 * 60 * 60),
  },
];

/** Sections that grant power: what acts, sends, spends or starts programs. No checkout may bring them. */
export const POWER_SECTIONS: ReadonlySet<string> = new Set(['act', 'backend', 'budget', 'embedder', 'forge', 'model', 'ollama', 'push']);

/** Builds the config from one value a key. */
export function configOf(values: ReadonlyMap<string, number | string | undefined>): Config {
  const number = (key: string): number => Number(values.get(key));
  const base = values.get('dream.base');
  return {
    format: 1,
    dream: {
      minHours: number('dream.minHours'),
      minSessions: number('dream.minSessions'),
      base: base === undefined ? undefined : String(base),
    },
    tick: { intervalSeconds: number('tick.interval') },
    journal: { minMinutes: number('journal.interval') },
  };
}

function numberWithin(value: unknown, least: number, most: number): number | undefined {
  return typeof value === 'number' && value >= least && value <= most ? value : undefined;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `270`, `270s`, `5m`, `1.5h` in seconds or minutes; a bare number is in that unit already. */
function durationIn(value: unknown, unit: 's' | 'm'): number | undefined {
  if (typeof value === 'number') return value;
  const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?) ?([smhd])$/.exec(value) : null;
  const [, count, written = ''] = match ?? [];
  return (Number(count) * (UNIT_SECONDS[written] ?? NaN)) / (unit === 'm' ? 60 : 1);
}

/** A short name that git takes, cannot be read as an option or a full name, and is not one of our own branches. */
function branchName(value: unknown): string | undefined {
  if (typeof value !== 'string' || /^(?:-|refs\/|HEAD$|kairos\/|kairos--dream)/.test(value)) return undefined;
  try {
    checkRef(`refs/heads/${value}`);
    return value;
  } catch {
    return undefined;
  }
}
