/**
 * The daemon's jobs: a dream, and embedding. Each runs in a child process, so that the daemon stays small and responsive. This file reads whether
 * a job is due, starts it, and interprets its end. It decides nothing: the reducer does.
 *
 * The children are `kairos __dream` and `kairos __index`. Each prints lines for people, and one line of JSON at the end:
 * {"outcome": "proposed", "detail": "12 claims on ..."}, and
 * {"outcome": "done", "detail": "12 texts embedded", "embedded": 12, "missing": 0}.
 */
import { isoTime } from '../dates/day.js';
import type { Workspace } from '../base/workspace.js';
import { REFS } from '../base/refs.js';
import { noteGates, readGates } from '../dream/gate/gate-readings.js';
import { retryAtMs } from '../dream/gate/run-record.js';
import type { LogView } from '../memory/log-view.js';
import type { ProcessResult } from '../world/processes.js';
import type { World } from '../world/world.js';
import type { DreamOutcome, GateReading, EmbeddingOutcome } from './event.js';
import { readConfig } from './preflight.js';
import { readMarks } from './watched-places.js';

export const DREAM_COMMAND = '__dream';
const DREAM_OUTCOMES: ReadonlySet<string> = new Set(['proposed', 'nothing', 'refused', 'failed', 'stopped'] satisfies DreamOutcome[]);

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

/**
 * Runs a dream in a child process until it ends or `signal` ends it. A failing child is an outcome.
 * @throws KairosError `cancelled` if no child can be started, `too-large` if it prints too much.
 */
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

/** The outcome of a finished child, from its last line. Without such a line its exit code decides: 0 nothing, 3 refused, others failed. */
export function outcomeOf(result: ProcessResult): { outcome: DreamOutcome; detail: string } {
  const { code, stdout } = result;
  const last = lastLine(stdout);
  try {
    const { outcome, detail } = JSON.parse(last) as { outcome?: unknown; detail?: unknown };
    if (code === 0 && typeof outcome === 'string' && DREAM_OUTCOMES.has(outcome))
      return { outcome: outcome as DreamOutcome, detail: String(detail) };
  } catch {
    // The last line is no JSON: the exit code decides.
  }
  if (code === 0) return { outcome: 'nothing', detail: last };
  if (code === 3) return { outcome: 'refused', detail: errorSaid(result) };
  return { outcome: 'failed', detail: `the dream ${whyItEnded(result)}` };
}

export const INDEX_COMMAND = '__index';
const EMBEDDING_OUTCOMES: ReadonlySet<string> = new Set(['done', 'none', 'busy', 'failed', 'stopped'] satisfies EmbeddingOutcome[]);

export interface Embedding {
  readonly outcome: EmbeddingOutcome;
  readonly detail: string;
  readonly embedded: number;
  readonly missing: number;
}

/**
 * Embeds in a child process until it ends or `signal` ends it; finished vectors are kept. A failing child is an outcome.
 * @throws KairosError `newer-format`, `cancelled` if no child can be started, `too-large` if it prints too much.
 */
export async function embed(
  world: Pick<World, 'files' | 'processes'>,
  ws: Workspace,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<Embedding> {
  const { config } = await readConfig(world, ws);
  if (config.recall.embedder === 'none') return { outcome: 'none', detail: 'recall.embedder is none', embedded: 0, missing: 0 };
  const result = await world.processes.runSelf([INDEX_COMMAND], {
    cwd: ws.root,
    signal,
    onLine: (line) => {
      if (line.trim() !== '' && !line.startsWith('{')) say(line);
    },
  });
  return signal.aborted
    ? { outcome: 'stopped', detail: 'stopped; what is embedded is kept', embedded: 0, missing: 0 }
    : embeddingOf(result);
}

/** The outcome of a finished child, from its last line. Without such a line every exit code but 0 is a failure. */
export function embeddingOf(result: ProcessResult): Embedding {
  const nothing = { embedded: 0, missing: 0 };
  try {
    const { outcome, detail, embedded, missing } = JSON.parse(lastLine(result.stdout)) as Partial<Record<keyof Embedding, unknown>>;
    if (result.code === 0 && typeof outcome === 'string' && EMBEDDING_OUTCOMES.has(outcome))
      return {
        outcome: outcome as EmbeddingOutcome,
        detail: String(detail),
        embedded: Number(embedded) || 0,
        missing: Number(missing) || 0,
      };
  } catch {
    // The last line is no JSON: the exit code decides.
  }
  if (result.code === 0) return { ...nothing, outcome: 'done', detail: lastLine(result.stdout) };
  return { ...nothing, outcome: 'failed', detail: `embedding ${whyItEnded(result)}` };
}

/** The last line of the text, without spaces around it. */
function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}

/** The error that the child printed; '' if none. */
function errorSaid({ stderr }: Pick<ProcessResult, 'stderr'>): string {
  return lastLine(stderr.replace(/^hint:.*$/gm, '')).replace(/^error: /, '');
}

/** `ended with code 1: disk full`. */
function whyItEnded(result: ProcessResult): string {
  const { code, signal } = result;
  const why = errorSaid(result);
  return `ended ${code === null ? `by ${signal ?? 'a signal'}` : `with code ${code}`}${why === '' ? '' : `: ${why}`}`;
}
