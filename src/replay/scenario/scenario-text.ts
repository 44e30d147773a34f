/** Writes steps that were made in memory as the text of a scenario, which reads back as the same steps. Pure. */
import { stringify } from 'yaml';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../dates/units.js';
import type { Invariant } from './invariant.js';
import type { Scenario, Step, Together } from './scenario.js';

export interface WrittenStep {
  readonly step: Step | Together;
  /** The code with which it ends. */
  readonly fails?: string;
}

export interface WrittenScenario {
  readonly name: string;
  readonly about: string;
  readonly holds: readonly Invariant[];
  readonly start: Scenario['start'];
  readonly steps: readonly WrittenStep[];
}

const LINE_WIDTH = 150;
/** What takes a length of time, by its verb: for itself, or under these keys. */
const DURATIONS: Readonly<Record<string, readonly string[]>> = { advance: [''], clock: ['back', 'ahead'], slow: ['by'] };

export function scenarioText({ name, about, holds, start, steps }: WrittenScenario): string {
  const plain = { scenario: name, about, holds: holds.length === 1 ? holds[0] : holds, start: plainOf(start), steps: steps.map(plainStep) };
  return stringify(plain, { lineWidth: LINE_WIDTH, flowCollectionPadding: true, collectionStyle: 'any' });
}

function plainStep({ step, fails }: WrittenStep): unknown {
  const { verb, args, in: place } = step;
  const value =
    verb === 'together'
      ? (args as readonly { readonly value: Together }[]).map(({ value: one }) => plainStep({ step: one }))
      : argsOf(verb, args);
  const isBare = value === null && place === undefined && fails === undefined;
  return isBare ? verb : { [verb]: value, ...(place !== undefined && { in: place }), ...(fails !== undefined && { fails }) };
}

function argsOf(verb: string, args: unknown): unknown {
  const keys = DURATIONS[verb];
  if (keys?.includes('')) return durationText(args as number);
  const plain = plainOf(args);
  if (plain === null || typeof plain !== 'object' || Array.isArray(plain)) return plain;
  const pairs = Object.entries(plain).map(([key, value]) => [key, keys?.includes(key) ? durationText(value as number) : value] as const);
  // A crash of all takes braces; what takes nothing has none.
  return pairs.length === 0 && verb !== 'crash' ? null : Object.fromEntries(pairs);
}

function plainOf(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, plainOf(one)]));
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plainOf(one)]));
}

/** `2d`, `90m`, `45s`: in the largest unit that has no rest. */
function durationText(ms: number): string {
  const [unit, per] = (
    [
      ['d', DAY_MS],
      ['h', HOUR_MS],
      ['m', MINUTE_MS],
    ] as const
  ).find(([, one]) => ms % one === 0) ?? ['s', 1000];
  return `${ms / per}${unit}`;
}
