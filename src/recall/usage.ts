/**
 * What was asked and what was answered: one JSON line each in `state/usage.jsonl`. Best effort: it is capped, may be deleted, and a disk that
 * takes nothing fails no recall. It is never indexed and never evidence; nothing of it reinforces.
 */
import { isoTime } from '../dates/day.js';
import type { LogView } from '../memory/store.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

export const USAGE_FORMAT = 1;
/** Above this the older half goes. */
export const USAGE_LIMIT_BYTES = 1024 * 1024;
const QUERY_CHARACTERS = 1_000;

export interface Use {
  /** `kairos` for the command line, else the name that an MCP client gave. */
  readonly client: string;
  /** Secrets are replaced already: this file is read by nobody but stays for a long time. */
  readonly query: string;
  /** What was returned, best first. */
  readonly ids: readonly string[];
  /** `words` or `words and meaning`, with how much was embedded. */
  readonly coverage: string;
}

/** Appends one line. Never throws. */
export async function recordUse(world: Pick<World, 'files' | 'clock'>, ws: Workspace, view: LogView, use: Use): Promise<void> {
  try {
    // Asking must not found a memory, and what a checkout put in its place is left alone.
    if ((await world.files.stat(ws.kairos))?.kind !== 'directory') return;
    if ([...view.hidden].some((path) => path === '.kairos/state' || path.startsWith('.kairos/state/'))) return;
    const stat = await world.files.stat(ws.usage);
    // Where nobody ran init, git must not offer it for a commit.
    if (!stat) await world.files.create(`${ws.state}/.gitignore`, '*\n');
    await world.files.append(ws.usage, lineOf(use, world.clock.now()));
    if (stat && stat.sizeBytes > USAGE_LIMIT_BYTES) await halve(world, ws);
  } catch {
    // Read-only, full, or something else stands there: the answer is what counts.
  }
}

function lineOf({ client, coverage, ids, query }: Use, atMs: number): string {
  const at = isoTime(atMs);
  return `${JSON.stringify({ at, client, coverage, format: USAGE_FORMAT, ids, query: query.slice(0, QUERY_CHARACTERS) })}\n`;
}

/** Keeps the newer half, from a whole line on. What another process appends meanwhile may be lost. */
async function halve(world: Pick<World, 'files'>, ws: Workspace): Promise<void> {
  const text = (await world.files.read(ws.usage)) ?? '';
  const from = text.indexOf('\n', Math.floor(text.length / 2));
  await world.files.write(ws.usage, from < 0 ? '' : text.slice(from + 1));
}
