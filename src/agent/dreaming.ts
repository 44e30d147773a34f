/**
 * The daemon's dealings with dreams: it looks at the gates, starts a dream in a process of its own, and notices what became of the last
 * one.
 *
 * The child is `kairos __dream`. It prints lines for people, and last one line of JSON: {"outcome": "proposed", "detail": "12 claims on
 * ..."}.
 */
import { noteGates, readGates } from '../dream/gate-readings.js';
import { OPEN_REF } from '../dream/open-dream.js';
import { retryAtMs } from '../dream/run-record.js';
import { settle as settleOpen } from '../dream/settle.js';
import type { LogView } from '../memory/store.js';
import type { Workspace } from '../workspace.js';
import type { ProcessResult, World } from '../world.js';
import { errorSaid, lastLine, whyItEnded } from './child.js';
import type { DreamOutcome, GateReading } from './event.js';
import { readMarks } from './surroundings.js';
import { readConfig } from './survey.js';

export const DREAM_COMMAND = '__dream';
const OUTCOMES: ReadonlySet<string> = new Set(['proposed', 'nothing', 'refused', 'failed', 'stopped'] satisfies DreamOutcome[]);

export interface GateLook {
  readonly gates: readonly GateReading[];
  readonly open: boolean;
  /** What the reading stood on: the logs, and the first closed gate. */
  readonly key: string;
}

/**
 * Reads the gates and notes those that changed. Where only activity or a review could open the one that was closed, and nothing of
 * either came since `last`, that reading still holds: an idle daemon does not read the journal again and again.
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
  // What a dream would find out only after it had started.
  if (readings.every(({ open }) => open)) readings.push(...(await obstacles(world, ws)));
  return { gates: readings, open: readings.every(({ open }) => open), key: await logs() };
}

async function obstacles(world: World, ws: Workspace): Promise<GateReading[]> {
  const retry = await retryAtMs(world, ws);
  return [
    ...((await awaitsReview(world)) ? [{ name: 'review', open: false, detail: 'the last dream awaits it' }] : []),
    ...(retry === undefined
      ? []
      : [{ name: 'retry', open: false, detail: `after a failure, not before ${new Date(retry).toISOString()}` }]),
  ];
}

async function awaitsReview(world: Pick<World, 'git'>): Promise<boolean> {
  return (await world.git.refs([OPEN_REF])).some(({ name }) => name === OPEN_REF);
}

/** Dreams in a child process until it ends or `signal` kills it. Never throws for what the child does. */
export async function dream(
  world: Pick<World, 'processes'>,
  ws: Workspace,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<{ outcome: DreamOutcome; detail: string }> {
  const result = await world.processes.runSelf([DREAM_COMMAND], {
    cwd: ws.root,
    signal,
    onLine: (line) => {
      if (line.trim() !== '' && !line.startsWith('{')) say(line);
    },
  });
  return signal.aborted ? { outcome: 'stopped', detail: 'stopped in the midst; nothing was written' } : outcomeOf(result);
}

/** What a finished child tells. Without its last line, its exit code speaks: 3 is a refusal, all else but 0 a failure. */
export function outcomeOf(result: ProcessResult): { outcome: DreamOutcome; detail: string } {
  const { code, stdout } = result;
  const last = lastLine(stdout);
  try {
    const { outcome, detail } = JSON.parse(last) as { outcome?: unknown; detail?: unknown };
    if (code === 0 && typeof outcome === 'string' && OUTCOMES.has(outcome))
      return { outcome: outcome as DreamOutcome, detail: String(detail) };
  } catch {
    // No such line: it ended otherwise.
  }
  if (code === 0) return { outcome: 'nothing', detail: last };
  if (code === 3) return { outcome: 'refused', detail: errorSaid(result) };
  return { outcome: 'failed', detail: `the dream ${whyItEnded(result)}` };
}

/** What became of the open dream on the base branch; [] if nothing did. */
export async function settle(world: World, ws: Workspace, view: LogView): Promise<string[]> {
  const settled = await settleOpen(world, ws, view);
  return settled ? [settled.message] : [];
}
