/**
 * The kinds of jobs, in one table: what child does the work, how long it may take, what happens then, how its end is read, and when it is tried again
 * after a failure. Values and pure functions: `jobs` runs the children, the rules decide.
 *
 * The children are `kairos __dream` and `kairos __index`. Each prints lines for people, and one line of JSON at the end:
 * {"outcome": "proposed", "detail": "12 claims on ..."}, and
 * {"outcome": "done", "detail": "12 texts embedded", "embedded": 12, "missing": 0}.
 */
import type { ProcessResult } from '../world/processes.js';
import type { DreamOutcome, EmbeddingOutcome, JobEnd, JobKind } from './event.js';
import { MINUTE_MS } from '../dates/units.js';
import { dreamRetry, embedRetry } from './pace.js';

export const DREAM_COMMAND = '__dream';
export const INDEX_COMMAND = '__index';

export interface JobRow {
  /** Of the child, `kairos ARGS`. */
  readonly args: readonly string[];
  /**
   * `save`: past the deadline the child is told to end, which it does after its stage; the job goes on from there later. `none`: it has no deadline,
   * since it saves what it has done all the time.
   */
  readonly atDeadline: 'save' | 'none';
  /** How long a child that is told to end may take before it is killed, in milliseconds. */
  readonly graceMs: number;
  /** `stays`: the child goes on answering questions when it has told its end, and ends by itself when nobody asks. */
  readonly afterEnd: 'ends' | 'stays';
  /** Before this time it is not tried again after its `failures`-th failure in a row. */
  readonly retryAtMs: (nowMs: number, failures: number) => number;
  /** How a finished child ended, from its last line. Without such a line its exit code decides. */
  readonly endOf: (result: ProcessResult) => JobEnd;
}

export const JOBS: Readonly<Record<JobKind, JobRow>> = {
  dream: {
    args: [DREAM_COMMAND],
    atDeadline: 'save',
    graceMs: 1000,
    afterEnd: 'ends',
    retryAtMs: dreamRetry,
    endOf: outcomeOf,
  },
  embedding: {
    args: [INDEX_COMMAND],
    atDeadline: 'none',
    graceMs: 500,
    afterEnd: 'stays',
    retryAtMs: embedRetry,
    endOf: embeddingOf,
  },
};

/** Tools are jobs as well, whose child is any command: nothing is read from its end, and none is tried again. So many run at once in a work tree. */
export const TOOLS_MAX = 4;
/** A tool that runs longer is ended. */
export const TOOL_RUN_MAX_MS = 30 * MINUTE_MS;
/** A tool that prints more is killed. */
export const TOOL_OUTPUT_MAX_BYTES = 4 * 1024 * 1024;
/** How long a tool that is told to end may take before it is killed. All of it must fit into the second in which the daemon ends. */
export const TOOL_GRACE_MS = 400;

const DREAM_OUTCOMES: ReadonlySet<string> = new Set(['proposed', 'nothing', 'refused', 'failed', 'stopped'] satisfies DreamOutcome[]);
const EMBEDDING_OUTCOMES: ReadonlySet<string> = new Set(['done', 'none', 'busy', 'failed', 'stopped'] satisfies EmbeddingOutcome[]);

/** The end of a dream. Without a last line of its own its exit code decides: 0 nothing, 3 refused, others failed. */
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

export interface Embedding {
  readonly outcome: EmbeddingOutcome;
  readonly detail: string;
  readonly embedded: number;
  readonly missing: number;
}

/** The end of embedding. Without a last line of its own every exit code but 0 is a failure. */
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
