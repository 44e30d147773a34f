/** What a value of a config file may be: each function gives the value in the unit of `Config`, and what is none shows (undefined, or NaN). Pure; no keys here. */
import { checkRef } from '../base/git-objects.js';

/** The number, if it is one from `least` to `most`. */
export function numberWithin(value: unknown, least: number, most: number): number | undefined {
  return typeof value === 'number' && value >= least && value <= most ? value : undefined;
}

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `270`, `270s`, `5m`, `1.5h` in the unit that is asked for; a bare number is in that unit already. NaN for what is none: no range holds it. */
export function durationIn(value: unknown, unit: 'ms' | 's' | 'm' | 'd'): number | undefined {
  if (typeof value === 'number') return value;
  const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?) ?(ms|[smhd])$/.exec(value) : null;
  const [, count, written] = match ?? [];
  const writtenMs = Object.entries(UNIT_MS).find(([name]) => name === written)?.[1] ?? NaN;
  return (Number(count) * writtenMs) / UNIT_MS[unit];
}

/** A duration as servers take it: without the blank, seconds where no unit stands. */
export function compactDuration(value: unknown): string {
  return typeof value === 'number' ? `${value}s` : String(value).replace(' ', '');
}

/** The address of a server: no name, password, query or fragment in it, which have no place in a settings file. */
export function serverUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '' && url.hostname !== '';
  return isPlain && /^https?:$/.test(url.protocol) ? `${url.origin}${url.pathname.replace(/\/+$/, '')}` : undefined;
}

/** A short name that git takes, cannot be read as an option or a full name, and is not one of our own branches. */
export function branchName(value: unknown): string | undefined {
  if (typeof value !== 'string' || /^(?:-|refs\/|HEAD$|kairos\/|kairos--dream)/.test(value)) return undefined;
  try {
    checkRef(`refs/heads/${value}`);
    return value;
  } catch {
    return undefined;
  }
}
