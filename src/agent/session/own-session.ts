/**
 * The session of the agent in a work tree: a file of its turns in `.kairos/state/sessions`, named by the session's id, which lies in the git directory. It goes
 * on after a restart, and ends where a person asks for a fresh one; the file stays.
 */
import type { Workspace } from '../../base/workspace.js';
import { linesFromEnd } from '../../base/lines-from-end.js';
import { jsonFile, parseObject } from '../../base/json.js';
import { isoTime } from '../../dates/day.js';
import { byteLength } from '../../memory/entry.js';
import { isTrackedIn, type LogView } from '../../memory/log-view.js';
import { sealKeyOf, sealKeyOrNone } from '../../memory/seal-key.js';
import { replaceSecrets } from '../../observe/secrets.js';
import type { ModelMessage } from '../../world/model.js';
import type { World } from '../../world/world.js';
import { strangeLines, turnLine, turnsOf, type Turn } from './turn-line.js';
import { WINDOW_BYTES, windowOf, type Window } from './window.js';

const FORMAT = 1;
const ID_LENGTH = 20;
const ID = /^[0-9a-hjkmnp-tv-z]{20}$/;
/** What is longer is cut where it is kept: a tool may have printed much. */
const TEXT_CHARACTERS_MOST = 8_000;

type SessionWorld = Pick<World, 'files' | 'clock' | 'random'>;

/** The window as it was read. */
export interface ReadWindow extends Window {
  /** Lines beside it that this clone did not write: they are left out. */
  readonly strange: number;
}

const NOTHING: ReadWindow = { messages: [], turns: 0, bytes: 0, strange: 0 };

/**
 * Writes a turn down at its end, without secrets, for the next turns to begin with.
 * @returns false where it is not kept: a branch brought files under `state`, which are left alone.
 * @throws KairosError as `files.append` and `sealKeyOf`.
 */
export async function appendTurn(world: SessionWorld, ws: Workspace, view: LogView, turn: Omit<Turn, 'n' | 'endedAtMs'>): Promise<boolean> {
  if (isTrackedIn(view, 'state')) return false;
  const key = await sealKeyOf(world, ws);
  const session = (await sessionId(world, ws)) ?? (await startFresh(world, ws));
  const [last] = (await readTurns(world, ws, session, key, (turns) => turns.length > 0)).turns.slice(-1);
  const messages = await Promise.all(turn.messages.map(kept));
  const whole = { ...turn, n: (last?.n ?? 0) + 1, endedAtMs: world.clock.now(), messages };
  await world.files.append(fileOf(ws, session), turnLine(whole, session, key), { synced: true });
  return true;
}

/** What the next turn begins with. @param bytesMost of JSON. */
export async function readWindow(
  world: Pick<World, 'files'>,
  ws: Workspace,
  view: LogView,
  bytesMost: number = WINDOW_BYTES,
): Promise<ReadWindow> {
  const session = await sessionId(world, ws);
  if (session === undefined || isTrackedIn(view, 'state')) return NOTHING;
  const key = await sealKeyOrNone(world, ws);
  if (key === undefined) return NOTHING;
  const read = (turns: readonly Turn[]): Window => windowOf(turns, bytesMost, byteLength);
  const { turns, strange } = await readTurns(world, ws, session, key, (found) => read(found).turns < found.length);
  return { ...read(turns), strange };
}

/** Begins a new session: its window is empty. What was said before stays in its own file. @returns the id. */
export async function startFresh(world: SessionWorld, ws: Workspace): Promise<string> {
  const id = world.random.base32(ID_LENGTH);
  await world.files.write(ws.agentSession, jsonFile({ format: FORMAT, id, startedAt: isoTime(world.clock.now()) }));
  return id;
}

/** How much the files of all sessions hold. */
export async function sizeOfSessions(
  { files }: Pick<World, 'files'>,
  ws: Workspace,
): Promise<{ readonly sessions: number; readonly bytes: number }> {
  const all = [...(await files.stats(ws.agentSessions))].filter(([name]) => ID.test(name.replace(/\.jsonl$/, '')));
  return { sessions: all.length, bytes: all.reduce((sum, [, { sizeBytes }]) => sum + sizeBytes, 0) };
}

async function sessionId({ files }: Pick<World, 'files'>, ws: Workspace): Promise<string | undefined> {
  const { format, id } = parseObject(ws.hasGit ? await files.read(ws.agentSession) : undefined) ?? {};
  return format === FORMAT && typeof id === 'string' && ID.test(id) ? id : undefined;
}

async function readTurns(
  world: Pick<World, 'files'>,
  ws: Workspace,
  session: string,
  key: string,
  isEnough: (turns: readonly Turn[]) => boolean,
): Promise<{ readonly turns: readonly Turn[]; readonly strange: number }> {
  const turns = (lines: readonly string[]): readonly Turn[] => turnsOf(lines, session, key);
  const read = await linesFromEnd(world, fileOf(ws, session), (lines) => isEnough(turns(lines)));
  return { turns: turns(read), strange: strangeLines(read, session, key) };
}

async function kept(message: ModelMessage): Promise<ModelMessage> {
  const { text } = await replaceSecrets(message.text);
  const shown = text.length <= TEXT_CHARACTERS_MOST ? text : `${text.slice(0, TEXT_CHARACTERS_MOST)}… (${text.length} characters)`;
  if (message.role !== 'assistant' || !message.calls) return { ...message, text: shown };
  const calls = await Promise.all(message.calls.map(async (call) => ({ ...call, input: await withoutSecrets(call.input) })));
  return { ...message, text: shown, calls };
}

async function withoutSecrets(value: unknown): Promise<unknown> {
  if (typeof value === 'string') return (await replaceSecrets(value)).text;
  if (Array.isArray(value)) return Promise.all(value.map(withoutSecrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([key, one]) => [key, await withoutSecrets(one)] as const)));
}

function fileOf({ agentSessions }: Workspace, session: string): string {
  return `${agentSessions}/${session}.jsonl`;
}
