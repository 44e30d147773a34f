/**
 * Runs the tools of turns, each as a command in a process group of its own. What it tells it has written down before: a daemon that is killed at any
 * moment leaves a record by which the next one ends what still runs, and tells what was not told. It decides nothing; the reducer does.
 */
import { errorText } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { Effect, ToolEnd, ToolEndWhy } from './event.js';
import { createRecord, markOf, outputBytes, outputPath, wasKilled, writeRecord, type JobRecord } from './job-record.js';
import { TOOL_GRACE_MS, TOOL_OUTPUT_MAX_BYTES } from './job-table.js';

/** After so long it is looked again whether the last process of a job is gone, which waits for a disk that does not answer, say. */
const LOOK_AGAIN_MS = 1000;

type ToolWorld = Pick<World, 'files' | 'clock' | 'random' | 'processes' | 'log'>;

/** A tool that runs, or of whose end nobody has learnt yet. */
export interface ToolRun {
  /** Aborting ends it; the reason is why. */
  readonly stop: AbortController;
  /** Resolves when no process of it is left and its end is written. Never rejects. */
  readonly ended: Promise<void>;
  /** The id of its record; undefined before it has one. */
  record(): string | undefined;
  /** Adds to its record, after what was written before. Never rejects: what cannot be written is logged. */
  change(change: Partial<Pick<JobRecord, 'place' | 'told'>>): Promise<void>;
}

interface Tells {
  readonly started: (record: string) => void;
  /** A process of it goes on, not even killed. */
  readonly stays: (record: string) => void;
  /** `record` is left out where none could be written. */
  readonly ended: (end: ToolEnd, record?: string) => void;
}

/** Starts a tool and does not wait for it. Whatever happens to it comes by `tells`, its end always, and once. */
export function runTool(world: ToolWorld, ws: Workspace, { call, place }: Extract<Effect, { type: 'startTool' }>, tells: Tells): ToolRun {
  const stop = new AbortController();
  let record: JobRecord | undefined;
  let written: Promise<void> = Promise.resolve();
  const change = (more: Partial<JobRecord>): Promise<void> => {
    written = written.then(async () => {
      if (!record) return;
      record = { ...record, ...more };
      try {
        await writeRecord(world, ws, record);
      } catch (error) {
        world.log.warn(`job ${record.id}: ${errorText(error)}`);
      }
    });
    return written;
  };
  const notStarted = (error: unknown): ToolEnd => ({ ...nothing(world), why: 'not-started', detail: errorText(error) });
  const run = async (): Promise<ToolEnd> => {
    try {
      record = await createRecord(world, ws, {
        tool: call.tool,
        title: call.title,
        place,
        ...(call.task !== undefined && { task: call.task }),
      });
    } catch (error) {
      return notStarted(error);
    }
    const { id, marker } = record;
    try {
      if (stop.signal.aborted) return { ...nothing(world), why: 'stopped' };
      const { argv, cwd = ws.root, env } = call;
      const command = { argv, cwd, marker, outputPath: outputPath(ws, id), outputMaxBytes: TOOL_OUTPUT_MAX_BYTES, ...(env && { env }) };
      const { leader, ended } = await world.processes.startCommand(command);
      await change({ leader });
      tells.started(id);
      await Promise.race([ended, whenAborted(stop.signal)]);
      const mark = markOf({ leader, marker });
      // Also after an end of its own: what it left behind is a part of it, and is not told as ended while it runs.
      while (!(await world.processes.endJob(mark, TOOL_GRACE_MS))) {
        tells.stays(id);
        await world.clock.sleep(LOOK_AGAIN_MS);
      }
      const { code, signal, tooMuch } = await ended;
      const why = await whyEnded(tooMuch === true, stop.signal, async () => wasKilled(world, ws, id));
      return { atMs: world.clock.now(), why, code, signal, outputBytes: await outputBytes(world, ws, id) };
    } catch (error) {
      return notStarted(error);
    }
  };
  const ended = run().then(async (end) => {
    await change({ end });
    tells.ended(end, record?.id);
  });
  return { stop, ended, record: () => record?.id, change };
}

async function whyEnded(isTooMuch: boolean, stop: AbortSignal, isKilled: () => Promise<boolean>): Promise<ToolEndWhy> {
  if (isTooMuch) return 'too-much';
  if (await isKilled()) return 'killed';
  if (!stop.aborted) return 'exited';
  return stop.reason === 'too-long' ? 'too-long' : 'stopped';
}

function nothing(world: Pick<World, 'clock'>): Omit<ToolEnd, 'why'> {
  return { atMs: world.clock.now(), code: null, signal: null, outputBytes: 0 };
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
