/**
 * The agent's state and the talk of its turn on the disk, in the git directory, where no branch can put one: by them a new daemon goes on with a turn that
 * was cut off, sleeps on, and asks a model that failed not before its time. The daemon of the work tree alone writes them.
 *
 *     loop.json   {"format":1,"turns":12,"turn":{...},"sleep":{...}}
 *     talk.json   {"format":1,"turn":"t12","messages":[...]}
 */
import { isObject, jsonFile, parseObject } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import type { ModelMessage } from '../world/model.js';
import type { World } from '../world/world.js';
import type { KeptLoop } from './turn-state.js';

const FORMAT = 1;

type Disk = Pick<World, 'files'>;

/** What was said in the turn under way. */
export interface Talk {
  readonly turn: string;
  readonly messages: readonly ModelMessage[];
}

/** What the last daemon kept; undefined where there is nothing, or nothing that can be read. */
export async function readLoop({ files }: Disk, ws: Workspace): Promise<KeptLoop | undefined> {
  const { format, ...kept } = parseObject(await files.read(ws.loopFile)) ?? {};
  const isWhole =
    format === FORMAT && Array.isArray(kept['finished']) && ['turns', 'idle', 'quiet'].every((key) => typeof kept[key] === 'number');
  return isWhole ? (kept as unknown as KeptLoop) : undefined;
}

/** Keeps the agent's state. */
export async function writeLoop({ files }: Disk, ws: Workspace, kept: KeptLoop): Promise<void> {
  await files.write(ws.loopFile, jsonFile({ ...kept, format: FORMAT }));
}

/** The talk of this turn; undefined where none was kept. */
export async function readTalk({ files }: Disk, ws: Workspace, turn: string): Promise<Talk | undefined> {
  const { format, turn: whose, messages } = parseObject(await files.read(ws.talkFile)) ?? {};
  if (format !== FORMAT || whose !== turn || !Array.isArray(messages) || !messages.every(isObject)) return undefined;
  return { turn, messages: messages as unknown as readonly ModelMessage[] };
}

/** Keeps the talk of the turn under way. */
export async function writeTalk({ files }: Disk, ws: Workspace, talk: Talk): Promise<void> {
  await files.write(ws.talkFile, jsonFile({ ...talk, format: FORMAT }));
}

/** The turn has ended. */
export async function endTalk({ files }: Disk, ws: Workspace): Promise<void> {
  await files.remove(ws.talkFile);
}
