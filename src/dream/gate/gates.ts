/**
 * The gates that a dream must pass before it starts: time, activity, lock, in the order of their cost. Pure; gate-readings.ts reads the numbers.
 * A gate reports its number, its threshold and the source of the number, also when it is skipped on request.
 */
import { grouped } from '../../base/plural.js';
import { HOUR_MS } from '../../dates/units.js';
import type { Pressure } from './pressure.js';

export const GATES = ['time', 'activity', 'lock'] as const;
export type GateName = (typeof GATES)[number];

export interface Gate {
  readonly name: GateName;
  readonly pass: boolean;
  /** Hours, sessions or days; for the lock 1 while it is held. */
  readonly value: number;
  readonly threshold: number;
  readonly unit: string;
  /** Where the number was read. */
  readonly source: string;
  /** One line for people: "time: 3.2 of 24 hours since the last dream (by the journal)". */
  readonly said: string;
}

/** When memory was last consolidated, and what says so; `atMs` undefined = never. */
export interface LastConsolidated {
  readonly atMs: number | undefined;
  readonly source: string;
}

const SINCE = ' since the last dream';

/** Hours since the last dream that succeeded. Never = passes. */
export function timeGate(last: LastConsolidated, minHours: number, nowMs: number): Gate {
  const base = { name: 'time', threshold: minHours, unit: 'hours', source: last.source } as const;
  if (last.atMs === undefined) return { ...base, pass: true, value: 0, said: 'time: never dreamt before' };
  const hours = round(Math.max(0, nowMs - last.atMs) / HOUR_MS);
  const exact = (nowMs - last.atMs) / HOUR_MS;
  return {
    ...base,
    pass: exact >= minHours,
    value: hours,
    said: `time: ${counted(hours, base, SINCE, last.source)}`,
  };
}

/** "0 of 5 sessions since the last dream (...)"; where it is more than enough, "262 of 5" would be nonsense. */
function counted(value: number, { threshold, unit }: Pick<Gate, 'threshold' | 'unit'>, since: string, source: string): string {
  const enough = `, where ${grouped(threshold)} ${threshold === 1 ? 'is' : 'are'} enough`;
  const [of, beyond] = value > threshold ? ['', enough] : [` of ${grouped(threshold)}`, ''];
  return `${grouped(value)}${of} ${unit}${since}${beyond} (${source})`;
}

/** Sessions with a person's input since the last dream; days with commits where no session is known. @param hasDreamt false: it counts all there are. */
export function activityGate(pressure: Pressure, minSessions: number, hasDreamt: boolean): Gate {
  const isSessions = pressure.counted === 'sessions';
  const value = isSessions ? pressure.sessions : pressure.commitDays;
  const unit = isSessions ? 'sessions' : 'days with commits';
  const source = isSessions ? 'sessions in the journal' : 'the journal tells of no session, so days count';
  const since = hasDreamt ? SINCE : '';
  return {
    name: 'activity',
    pass: value >= minSessions,
    value,
    threshold: minSessions,
    unit,
    source,
    said: `activity: ${counted(value, { threshold: minSessions, unit }, since, source)}`,
  };
}

/** The lock gate: closed while a dream runs. */
export function lockGate(heldBy: string | undefined): Gate {
  const source = '.kairos/.locks';
  return {
    name: 'lock',
    pass: heldBy === undefined,
    value: heldBy === undefined ? 0 : 1,
    threshold: 0,
    unit: 'holders',
    source,
    said: heldBy === undefined ? 'lock: no other dream is at work' : `lock: held by ${heldBy} (${source})`,
  };
}

function round(hours: number): number {
  return Math.round(hours * 10) / 10;
}

/** What is remembered of a gate, to tell when its result changes. */
export type GateResults = Readonly<Partial<Record<GateName, boolean>>>;

/** The gates whose result is not the one remembered; a gate that was not looked at before counts as changed. */
export function gateChanges(previous: GateResults, now: readonly Gate[]): Gate[] {
  return now.filter((gate) => previous[gate.name] !== gate.pass);
}

/** The results after these gates were looked at; gates that were not looked at keep theirs. */
export function gateResults(previous: GateResults, now: readonly Gate[]): GateResults {
  return { ...previous, ...Object.fromEntries(now.map((gate) => [gate.name, gate.pass])) };
}

/** The log line of a gate: its number, and what came of it. */
export function gateLine(gate: Gate, skipped: boolean): string {
  return `${gate.said}: ${gate.pass ? 'open' : skipped ? 'closed, passed over on request' : 'closed'}`;
}
