/**
 * Parsers for values of a config file. Each returns the value in the unit of `Config`; an invalid value gives undefined, or NaN where stated.
 * Pure; it knows no keys.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../dates/units.js';
import { branchRef, isReservedBranch } from '../base/refs.js';
import { checkRef } from '../base/git-objects.js';

/** The number, if it is one from `least` to `most`. */
export function numberWithin(value: unknown, least: number, most: number): number | undefined {
  return typeof value === 'number' && value >= least && value <= most ? value : undefined;
}

const UNIT_MS = { ms: 1, s: 1000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS } as const;

/** Reads `270`, `270s`, `5m` or `1.5h` and returns it in `unit`; a bare number is in that unit already. NaN if invalid, which no range holds. */
export function durationIn(value: unknown, unit: 'ms' | 's' | 'm' | 'd'): number | undefined {
  if (typeof value === 'number') return value;
  const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?) ?(ms|[smhd])$/.exec(value) : null;
  const [, count, written] = match ?? [];
  const writtenMs = Object.entries(UNIT_MS).find(([name]) => name === written)?.[1] ?? NaN;
  return (Number(count) * writtenMs) / UNIT_MS[unit];
}

/** A duration in the form that the Ollama server takes: no blank, and seconds where no unit is written. */
export function compactDuration(value: unknown): string {
  return typeof value === 'number' ? `${value}s` : String(value).replace(' ', '');
}

/** The address of a server, or undefined. Names, passwords, queries and fragments are refused: a settings file is no place for secrets. */
export function serverUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '' && url.hostname !== '';
  return isPlain && /^https?:$/.test(url.protocol) ? `${url.origin}${url.pathname.replace(/\/+$/, '')}` : undefined;
}

/** A short branch name that git accepts, that cannot be read as an option or a full name, and that is not one of our own branches. */
export function branchName(value: unknown): string | undefined {
  if (typeof value !== 'string' || /^(?:-|refs\/|HEAD$)/.test(value) || isReservedBranch(value)) return undefined;
  try {
    checkRef(branchRef(value));
    return value;
  } catch {
    return undefined;
  }
}

/** `true` or `false`, as YAML or a person at the command line writes it. */
export function truth(value: unknown): string | undefined {
  return value === true || value === 'true' ? 'true' : value === false || value === 'false' ? 'false' : undefined;
}
