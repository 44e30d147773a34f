/**
 * A forget that is under way, as a file in the common git directory: written and synced before the first step, removed after the last, so that what a
 * kill or an error cut short is finished by the next command. It knows the file alone, not the steps.
 */
import { sha256 } from '../base/hash.js';
import { jsonFile, parseObject } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

export interface ForgetIntent {
  readonly id: string;
  /** For a bullet without an id of its own: its text, as byte text. */
  readonly text?: string;
}

/** What a write of the file leaves when it is killed may hold the text, too. It is removed when it is this old. */
const LEFT_MS = 60_000;

/** Writes the intent. @throws KairosError `disk-full`, `not-writable`: then nothing was begun. */
export async function writeForgetIntent(world: Pick<World, 'files'>, ws: Workspace, intent: ForgetIntent): Promise<void> {
  await world.files.write(
    pathOf(ws, intent.id),
    jsonFile({ format: 1, id: intent.id, ...(intent.text !== undefined && { text: intent.text }) }),
  );
}

/** Removes the intent: nothing is left to do. */
export async function removeForgetIntent(world: Pick<World, 'files'>, ws: Workspace, { id }: ForgetIntent): Promise<void> {
  await world.files.remove(pathOf(ws, id));
}

/** The forgets that were begun and not finished, by file name. Costs one look at a folder that is seldom there. */
export async function forgetIntents(world: Pick<World, 'files' | 'clock'>, ws: Workspace): Promise<readonly ForgetIntent[]> {
  if (!ws.hasGit) return [];
  const found: ForgetIntent[] = [];
  for (const { name } of await world.files.list(ws.forgetIntents)) {
    const path = `${ws.forgetIntents}/${name}`;
    const intent = name.endsWith('.json') ? parseObject(await world.files.read(path)) : undefined;
    const { id, text } = intent ?? {};
    if (typeof id === 'string') found.push({ id, ...(typeof text === 'string' && { text }) });
    else if (world.clock.now() - ((await world.files.stat(path))?.mtimeMs ?? 0) > LEFT_MS)
      await world.files.remove(path).catch(() => undefined);
  }
  return found;
}

function pathOf(ws: Workspace, id: string): string {
  return `${ws.forgetIntents}/${sha256(id).slice(0, 24)}.json`;
}
