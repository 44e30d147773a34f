/**
 * The usage log: one JSON line for each question in `state/usage.jsonl`, with the ids that were returned. It is capped and may be deleted; a disk
 * that cannot be written fails no recall. It must not be indexed, serve as evidence, or reinforce entries.
 */
import { isoTime, parseTime } from '../dates/day.js';
import { jsonFile, parseObject } from '../base/json.js';
import { isTrackedIn, type LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

export const USAGE_FORMAT = 1;
/** Above this size the older half is removed. */
export const USAGE_LIMIT_BYTES = 1024 * 1024;
const QUERY_CHARACTERS = 1_000;

export interface Use {
  /** `kairos` for the command line, else the name that an MCP client gave. */
  readonly client: string;
  /** The question, with secrets replaced by the caller: this file stays for a long time. */
  readonly query: string;
  /** The ids of the hits, best first. */
  readonly ids: readonly string[];
  /** `words` or `words and meaning`, with how much was embedded. */
  readonly coverage: string;
}

/** Appends one line. Never throws. */
export async function recordUse(world: Pick<World, 'files' | 'clock'>, ws: Workspace, view: LogView, use: Use): Promise<void> {
  try {
    // A question must not create `.kairos`, and files there that a branch brought are left alone.
    if ((await world.files.stat(ws.kairos))?.kind !== 'directory') return;
    if (isTrackedIn(view, 'state')) return;
    const stat = await world.files.stat(ws.usage);
    // Without `kairos init` nothing else keeps git from adding it to a commit.
    if (!stat) await world.files.create(`${ws.state}/.gitignore`, '*\n');
    await world.files.append(ws.usage, lineOf(use, world.clock.now()));
    if (stat && stat.sizeBytes > USAGE_LIMIT_BYTES) await halve(world, ws);
  } catch {
    // Read-only or full disk, or no file at the path: the answer matters more than its record.
  }
}

/** The uses that were recorded, oldest first; lines that are none are passed over. Undefined where there is no such file. */
export async function readUses(
  world: Pick<World, 'files'>,
  ws: Workspace,
  view: LogView,
): Promise<readonly (Use & { readonly atMs: number })[] | undefined> {
  const text = isTrackedIn(view, 'state') ? undefined : await world.files.read(ws.usage);
  return text?.split('\n').flatMap((line) => {
    const { at, client, coverage, ids, query } = parseObject(line) ?? {};
    const atMs = typeof at === 'string' ? parseTime(at) : undefined;
    if (atMs === undefined || typeof client !== 'string' || typeof query !== 'string' || !Array.isArray(ids)) return [];
    return [{ atMs, client, query, ids: ids.map(String), coverage: String(coverage) }];
  });
}

function lineOf({ client, coverage, ids, query }: Use, atMs: number): string {
  const at = isoTime(atMs);
  return jsonFile({ at, client, coverage, format: USAGE_FORMAT, ids, query: query.slice(0, QUERY_CHARACTERS) });
}

/** Keeps the newer half, in whole lines. Lines that another process appends meanwhile may be lost. */
async function halve(world: Pick<World, 'files'>, ws: Workspace): Promise<void> {
  const text = (await world.files.read(ws.usage)) ?? '';
  const from = text.indexOf('\n', Math.floor(text.length / 2));
  await world.files.write(ws.usage, from < 0 ? '' : text.slice(from + 1));
}
