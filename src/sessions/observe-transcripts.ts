/**
 * Observes the transcripts of Claude Code: each from where it was read last, and only sessions of this repository. It reads transcripts and writes none; what it
 * learns it writes as entries, without secrets. A transcript of any size takes the same memory.
 */
import { isSessionName } from '../base/ids.js';
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { LogView } from '../memory/log-view.js';
import type { World } from '../world/world.js';
import type { Gist } from './gist.js';
import { recordPath } from './record.js';
import { SILENT_MS, TranscriptReading, type ObservedSessions } from './transcript-reading.js';
import { transcriptsUnder, workTreeRoots } from './transcript-places.js';

export type { ObservedSessions } from './transcript-reading.js';

/** A record that was written so shortly after its transcript may have missed what came in the same moment. */
const RACY_MS = 2_000;

type Observing = Pick<World, 'clock' | 'files' | 'random'>;

export interface TranscriptOptions {
  /** Ends it after the portion under way; the next call goes on from there. */
  readonly signal?: AbortSignal;
  /** About how much is read in one call; left out, all. */
  readonly bytesMost?: number;
}

/**
 * Writes what the transcripts say since the last call: the begin of each session with a person, their prompts, failures of tools; and the summary of a session of
 * which nothing was heard for six hours. Without git it does nothing. @throws KairosError as appending entries.
 */
export async function observeTranscripts(
  world: Observing,
  ws: Workspace,
  view: LogView,
  { signal, bytesMost = Infinity }: TranscriptOptions = {},
): Promise<ObservedSessions> {
  const observed: ObservedSessions = { written: [], secretsReplaced: 0 };
  if (!ws.hasGit) return observed;
  const roots = await workTreeRoots(world, ws);
  const found = await transcriptsUnder(world, ws.transcripts, roots);
  if (found.length === 0) return observed;
  const stats = await world.files.stats(ws.transcriptRecords);
  let left = bytesMost;
  for (const file of found) {
    if (left <= 0 || signal?.aborted === true) break;
    const known = stats.get(recordPath(ws, file.name).slice(ws.transcriptRecords.length + 1));
    const isRead = known !== undefined && known.mtimeMs > file.stat.mtimeMs + RACY_MS;
    const silentMs = world.clock.now() - file.stat.mtimeMs;
    if (isRead && (silentMs < SILENT_MS || known.mtimeMs > file.stat.mtimeMs + SILENT_MS)) continue;
    const reading = new TranscriptReading({ world, ws, view, roots, file }, observed);
    left -= await reading.read(left, signal);
    await reading.closeIfSilent();
  }
  return observed;
}

/**
 * Reads one transcript to its end, and writes the summary of what is in none yet.
 * @param ends the session ends now, and the entry of its end is written.
 * @returns the gist, undefined for a transcript that is not of this repository. @throws KairosError as appending entries.
 */
export async function summariseTranscript(
  world: Observing,
  ws: Workspace,
  view: LogView,
  path: string,
  when: 'never' | 'now' | 'end',
): Promise<ObservedSessions & { readonly gist?: Gist }> {
  const observed: ObservedSessions = { written: [], secretsReplaced: 0 };
  const stat = await world.files.stat(path);
  if (!ws.hasGit || stat?.kind !== 'file' || !path.endsWith('.jsonl')) return observed;
  const folder = (await world.files.realPath(ws.transcripts)) ?? ws.transcripts;
  const real = (await world.files.realPath(path)) ?? path;
  const name = real.startsWith(`${folder}/`) ? real.slice(folder.length + 1) : real.split('/').slice(-2).join('/');
  const roots = await workTreeRoots(world, ws);
  const reading = new TranscriptReading({ world, ws, view, roots, file: { path: real, name, stat } }, observed);
  await reading.read(Infinity);
  if (when !== 'never') await reading.summarise(when === 'end');
  return { ...observed, ...(reading.gist && { gist: reading.gist }) };
}

/** Says of a session that our own worker began it, so that its prompts are taken for a model's. @throws KairosError `usage` for an id that is not one word. */
export async function markOwnSession({ files }: Pick<World, 'files'>, ws: Workspace, session: string): Promise<void> {
  if (!isSessionName(session)) throw new KairosError('usage', `"${session}" is not a session id`);
  await files.create(`${ws.ownSessions}/${session}`, '');
}
