/**
 * What the hooks of one session remember: which memories were shown to it, and what failed in it. One small file in the common git directory, where no branch
 * can bring one; it may be deleted.
 */
import { shortHash } from '../base/hash.js';
import { jsonFile, parseObject } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import { DAY_MS } from '../dates/units.js';
import type { World } from '../world/world.js';

export interface SessionState {
  /** Ids of entries and claims, the newest last. */
  readonly shown: readonly string[];
  /** How often what was tried failed, by a hash of it. */
  readonly failed: Readonly<Record<string, number>>;
  /** Failures that were noted. */
  readonly failures: number;
}

const STATE_FORMAT = 1;
const SHOWN_MOST = 500;
const FAILED_MOST = 50;
/** A person does not send the same prompt again so soon. */
const SAME_PROMPT_MS = 5_000;
/** A session that had no hook for so long is not resumed any more. */
const KEPT_MS = 60 * DAY_MS;

/** Nothing shown and nothing failed, where there is no file or one that cannot be read. */
export async function readSessionState({ files }: Pick<World, 'files'>, ws: Workspace, session: string): Promise<SessionState> {
  const value = parseObject(await files.read(pathOf(ws, session)));
  if (value?.['format'] !== STATE_FORMAT) return { shown: [], failed: {}, failures: 0 };
  const { shown, failed, failures } = value;
  return {
    shown: Array.isArray(shown) ? shown.filter((id) => typeof id === 'string') : [],
    failed: Object.fromEntries(Object.entries(failed ?? {}).filter((pair): pair is [string, number] => typeof pair[1] === 'number')),
    failures: typeof failures === 'number' ? failures : 0,
  };
}

/** @throws KairosError as `files.write`. */
export async function writeSessionState(
  { files }: Pick<World, 'files'>,
  ws: Workspace,
  session: string,
  state: SessionState,
): Promise<void> {
  const kept = {
    format: STATE_FORMAT,
    shown: state.shown.slice(-SHOWN_MOST),
    failed: Object.fromEntries(Object.entries(state.failed).slice(-FAILED_MOST)),
    failures: state.failures,
  };
  await files.write(pathOf(ws, session), jsonFile(kept));
}

/**
 * Whether this is the first to show something with a prompt: where a hook stands in the settings of the user and in those of the project, two processes answer
 * the same prompt at the same time. @throws KairosError as `files.create`.
 */
export async function isFirstToShow(
  { files, clock }: Pick<World, 'files' | 'clock'>,
  ws: Workspace,
  session: string,
  prompt: string,
): Promise<boolean> {
  const path = `${ws.hookedSessions}/${session}.prompt`;
  const mine = { prompt: shortHash(['prompt', prompt]), atMs: clock.now() };
  if (await files.create(path, jsonFile(mine))) return true;
  const there = parseObject(await files.read(path));
  // A file of no content is being written by the other.
  const isSame = there === undefined || (there['prompt'] === mine.prompt && mine.atMs - Number(there['atMs']) < SAME_PROMPT_MS);
  if (isSame) return false;
  await files.remove(path);
  return files.create(path, jsonFile(mine));
}

/** Removes what sessions left that ended long ago. @throws KairosError as `files.remove`. */
export async function sweepSessionStates({ files, clock }: Pick<World, 'files' | 'clock'>, ws: Workspace): Promise<void> {
  for (const [name, { mtimeMs }] of await files.stats(ws.hookedSessions))
    if (clock.now() - mtimeMs > KEPT_MS) await files.remove(`${ws.hookedSessions}/${name}`);
}

function pathOf({ hookedSessions }: Workspace, session: string): string {
  return `${hookedSessions}/${session}.json`;
}
