/**
 * The daemon's dealings with embedding: it goes on in a process of its own, so that neither the model's memory nor its work is the daemon's.
 *
 * The child is `kairos __index`. It prints lines for people, and last one line of JSON: {"outcome": "done", "detail": "12 texts embedded",
 * "embedded": 12, "missing": 0}.
 */
import type { Workspace } from '../workspace.js';
import type { ProcessResult, World } from '../world.js';
import { lastLine, whyItEnded } from './child.js';
import type { EmbeddingOutcome } from './event.js';
import { readConfig } from './survey.js';

export const INDEX_COMMAND = '__index';
const OUTCOMES: ReadonlySet<string> = new Set(['done', 'none', 'busy', 'failed', 'stopped'] satisfies EmbeddingOutcome[]);

export interface Embedding {
  readonly outcome: EmbeddingOutcome;
  readonly detail: string;
  readonly embedded: number;
  readonly missing: number;
}

/** Embeds in a child process until it ends or `signal` ends it; what is done by then is kept. Never throws for what the child does. */
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

/** What a finished child tells. Without its last line, all but code 0 is a failure. */
export function embeddingOf(result: ProcessResult): Embedding {
  const nothing = { embedded: 0, missing: 0 };
  try {
    const { outcome, detail, embedded, missing } = JSON.parse(lastLine(result.stdout)) as Partial<Record<keyof Embedding, unknown>>;
    if (result.code === 0 && typeof outcome === 'string' && OUTCOMES.has(outcome))
      return {
        outcome: outcome as EmbeddingOutcome,
        detail: String(detail),
        embedded: Number(embedded) || 0,
        missing: Number(missing) || 0,
      };
  } catch {
    // No such line: it ended otherwise.
  }
  if (result.code === 0) return { ...nothing, outcome: 'done', detail: lastLine(result.stdout) };
  return { ...nothing, outcome: 'failed', detail: `embedding ${whyItEnded(result)}` };
}
