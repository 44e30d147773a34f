/** Reads the numbers of the gates, cheapest first, and records in the journal when a gate's result changes. gates.ts decides. */
import { isObject, jsonFile, parseObject } from '../../base/json.js';
import { HOUR_MS } from '../../dates/units.js';
import { aheadFromMs, utcDay } from '../../dates/day.js';
import type { World } from '../../world/world.js';
import type { Workspace } from '../../base/workspace.js';
import type { Config } from '../../config/config-shape.js';
import type { Entry } from '../../memory/entry.js';
import { untrackedFiles } from '../../memory/untracked-files.js';
import { appendEntries } from '../../memory/append.js';
import { daysOfLogs, readEntries } from '../../memory/read-logs.js';
import type { LogView } from '../../memory/log-view.js';
import { readTally } from '../../memory/tally.js';
import { activityGate, gateChanges, gateLine, gateResults, lockGate, timeGate, type Gate, type GateResults } from './gates.js';
import { dreamHolder, lastConsolidated } from './lock.js';
import { pressureOf } from './pressure.js';

type GateWorld = Pick<World, 'files' | 'clock' | 'random' | 'processes'>;

/**
 * The gates in their order. Without `all` the first closed one ends the look, so that a daemon that asks each tick pays for the time gate only;
 * with `all` every gate is read, for a person to see.
 */
export async function readGates(
  given: GateWorld,
  ws: Workspace,
  view: LogView,
  config: Config,
  options: { readonly all?: boolean } = {},
): Promise<Gate[]> {
  const world = { ...given, files: untrackedFiles(given.files, ws, view) };
  const nowMs = world.clock.now();
  const recent = await recentEntries(world, ws, view, nowMs - config.dream.minHours * HOUR_MS);
  let last = await lastConsolidated(world, ws, recent);
  const time = timeGate(last, config.dream.minHours, nowMs);
  if (!time.pass && !options.all) return [time];
  const tally = await readTally(world, ws, view);
  last = await lastConsolidated(world, ws, tally.told);
  const gates = [
    timeGate(last, config.dream.minHours, nowMs),
    activityGate(pressureOf(tally, last.atMs ?? -Infinity, aheadFromMs(nowMs)), config.dream.minSessions, last.atMs !== undefined),
  ];
  if (gates.some((gate) => !gate.pass) && !options.all) return gates;
  return [...gates, lockGate(await dreamHolder(world, ws))];
}

/** Entries of the days since `sinceMs`: enough to tell whether there was a dream within the gate's hours. */
async function recentEntries(world: GateWorld, ws: Workspace, view: LogView, sinceMs: number): Promise<readonly Entry[]> {
  const since = utcDay(Math.max(0, sinceMs));
  const days = await daysOfLogs(world, ws, view, since);
  return days.length === 0 ? [] : (await readEntries(world, ws, view, { days })).entries;
}

/** Writes the gates whose result changed since they were last noted into the journal, with their numbers. `skipped`: passed over on request. */
export async function noteGates(
  given: GateWorld,
  ws: Workspace,
  view: LogView,
  gates: readonly Gate[],
  options: { readonly skipped?: boolean } = {},
): Promise<Gate[]> {
  const world = { ...given, files: untrackedFiles(given.files, ws, view) };
  const skipped = options.skipped === true;
  const previous = await readResults(world, ws);
  const changed = gateChanges(previous, gates);
  const noted = skipped ? gates.filter((gate) => !gate.pass || changed.includes(gate)) : changed;
  const atMs = world.clock.now();
  await appendEntries(
    world,
    ws,
    view,
    noted.map((gate) => ({ kind: 'gate', atMs, text: gateLine(gate, skipped) })),
  );
  if (changed.length > 0) {
    await world.files.write(ws.gatesState, jsonFile({ format: 1, results: gateResults(previous, gates) }));
  }
  return noted;
}

async function readResults(world: GateWorld, ws: Workspace): Promise<GateResults> {
  const results = parseObject(await world.files.read(ws.gatesState))?.['results'];
  return isObject(results) ? results : {};
}
