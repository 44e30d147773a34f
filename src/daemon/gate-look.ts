/** Reads whether a dream is due: the gates, and what stands in its way. It reads and notes; it decides nothing and starts nothing. */
import { isoTime } from '../dates/day.js';
import type { Workspace } from '../base/workspace.js';
import { REFS } from '../base/refs.js';
import { noteGates, readGates } from '../dream/gate/gate-readings.js';
import { retryAtMs } from '../dream/gate/run-record.js';
import type { LogView } from '../memory/log-view.js';
import type { World } from '../world/world.js';
import type { GateReading } from './event.js';
import { readConfig } from './preflight.js';
import { readMarks } from './watched-places.js';

export interface GateLook {
  readonly gates: readonly GateReading[];
  readonly open: boolean;
  /** Identifies the state that was read: the stamps of logs and configs. */
  readonly key: string;
}

/**
 * Reads the gates and notes those that changed. Returns `last` if its closed gate can only be opened by activity or a review and neither has come
 * since, so that an idle daemon does not read the journal again and again.
 * @throws KairosError `newer-format`, and what reading the journal throws.
 */
export async function lookAtGates(world: World, ws: Workspace, view: LogView, last?: GateLook): Promise<GateLook> {
  const { config } = await readConfig(world, ws);
  const logs = async (): Promise<string> => JSON.stringify([...(await readMarks(world.files, ws, [ws.logs, ws.config, ws.userConfig]))]);
  const closed = last?.gates.find(({ open }) => !open)?.name;
  const holds = closed === 'activity' || (closed === 'review' && (await awaitsReview(world)));
  if (last && holds && last.key === (await logs())) return last;
  const gates = await readGates(world, ws, view, config);
  await noteGates(world, ws, view, gates);
  const readings: GateReading[] = gates.map(({ name, pass, said, source }) => ({
    name,
    open: pass,
    detail: said.replace(`${name}: `, '').replace(` (${source})`, ''),
  }));
  // Obstacles that the dream itself would find only after its start.
  if (readings.every(({ open }) => open)) readings.push(...(await obstacles(world, ws)));
  return { gates: readings, open: readings.every(({ open }) => open), key: await logs() };
}

async function obstacles(world: World, ws: Workspace): Promise<GateReading[]> {
  const retry = await retryAtMs(world, ws);
  return [
    ...((await awaitsReview(world)) ? [{ name: 'review', open: false, detail: 'the last dream awaits it' }] : []),
    ...(retry === undefined ? [] : [{ name: 'retry', open: false, detail: `after a failure, not before ${isoTime(retry)}` }]),
  ];
}

async function awaitsReview(world: Pick<World, 'git'>): Promise<boolean> {
  return (await world.git.refs([REFS.openDream])).some(({ name }) => name === REFS.openDream);
}
