/**
 * The gates that a dream must pass before it starts: time, activity, lock, in the order of their cost. Pure; gate-readings.ts reads the numbers.
 * A gate reports its number, its threshold and the source of the number, also when it is skipped on request.
 */
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
  /** One line for people: "time: 3.2 of 24 hours since the last dream (mtime of .consolidate-lock)". */
  readonly said: string;
}

/** When memory was last consolidated, and what says so; `atMs` undefined = never. */
export interface LastConsolidated {
  readonly atMs: number | undefined;
  readonly source: string;
}

/** Hours since the last dream that succeeded. Never = passes. */
export function timeGate(last: LastConsolidated, minHours: number, nowMs: number): Gate {
  const base = { name: 'time', threshold: minHours, unit: 'hours', source: last.source } as const;
  if (last.atMs === undefined) return { ...base, pass: true, value: 0, said: `time: never dreamt before (${last.source})` };
  const hours = round(Math.max(0, nowMs - last.atMs) / HOUR_MS);
  const exact = (nowMs - last.atMs) / HOUR_MS;
  return {
    ...base,
    pass: exact >= minHours,
    value: hours,
    said: `time: ${hours} of ${minHours} hours since the last dream (${last.source})`,
  };
}

/** Sessions with a person's input since the last dream; days with commits where no session is known. */
export function activityGate(pressure: Pressure, minSessions: number): Gate {
  const isSessions = pressure.counted === 'sessions';
  const value = isSessions ? pressure.sessions : pressure.commitDays;
  const unit = isSessions ? 'sessions' : 'days with commits';
  const source = isSessions ? 'session entries of the journal' : 'commit entries of the journal, which holds no session';
  return {
    name: 'activity',
    pass: value >= minSessions,
    value,
    threshold: minSessions,
    unit,
    source,
    said: `activity: ${value} of ${minSessions} ${unit} since the last dream (${source})`,
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
    said: heldBy === undefined ? `lock: free (${source})` : `lock: held by ${heldBy} (${source})`,
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
