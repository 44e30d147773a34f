/** Finishes or reverts a landing that was killed between its first step and its last. Every command calls it before its own work. */
import { REFS } from '../../base/refs.js';
import { errorText, KairosError } from '../../base/errors.js';
import type { Workspace } from '../../base/workspace.js';
import type { LogView } from '../../memory/log-view.js';
import type { CommandWorld, World } from '../../world/world.js';
import { branchAt, tipOf } from '../tree/base-branch.js';
import { memoryAt, type MemoryFiles } from '../tree/memory-files.js';
import { complete, forget, move, readIntent, type Intent } from './landing-intent.js';
import { deciding, refuseUnreachableBase } from './landing.js';

type Finished = { readonly dream: string; readonly outcome: 'finished' | 'undone' };

/**
 * Finishes an accept or undo that was killed, or reverts it if the person has continued working on the branch. Without one it does nothing. It never
 * throws for an obstacle: that is a warning, and the next command tries again.
 */
export async function finishAccept(world: CommandWorld, ws: Workspace, view: LogView): Promise<Finished | undefined> {
  return finishing(world, ws, () => finish(world, ws, view));
}

/** The same for the daemon, which may not move a branch: a landing that was killed before that step waits for the next command. */
export async function finishLanded(world: World, ws: Workspace, view: LogView): Promise<Finished | undefined> {
  return finishing(world, ws, async () => {
    const intent = readIntent(await world.files.read(ws.acceptIntent));
    if (!intent || !(await stands(world, intent))) return undefined;
    await complete(world, ws, view, intent);
    return { dream: intent.dream, outcome: 'finished' };
  });
}

async function finishing(world: World, ws: Workspace, action: () => Promise<Finished | undefined>): Promise<Finished | undefined> {
  if (!ws.hasGit) return undefined;
  if ((await world.files.stat(ws.acceptIntent)) === undefined) {
    await sweepPins(world, ws);
    return undefined;
  }
  try {
    return await deciding(world, ws, action);
  } catch (error) {
    // Another command holds the lock: the accept on disk is probably its own.
    if (error instanceof KairosError && error.code === 'lock-held') return undefined;
    world.log.warn(`an accept that was cut short waits to be finished: ${errorText(error)}`);
    return undefined;
  }
}

/** Removes pins without an intent: a kill between the two left them, and nothing had begun. Pins of other work trees' intents stay. */
async function sweepPins(world: World, ws: Workspace): Promise<void> {
  if ((await world.git.refs([REFS.acceptPins])).length === 0) return;
  try {
    await deciding(world, ws, async () => {
      for (const { gitDir } of await world.git.worktrees()) if (await world.files.stat(`${gitDir}/kairos/accept.json`)) return;
      const pins = await world.git.refs([REFS.acceptPins]);
      if (pins.length > 0) await world.git.updateRefs(pins.map(({ name, id }) => ({ ref: name, old: id, new: undefined })));
    });
  } catch (error) {
    if (!(error instanceof KairosError)) throw error;
    // Somebody is deciding at this moment; the next command looks again.
  }
}

async function finish(world: CommandWorld, ws: Workspace, view: LogView): Promise<Finished | undefined> {
  const intent = readIntent(await world.files.read(ws.acceptIntent));
  if (!intent) {
    await world.files.remove(ws.acceptIntent);
    return undefined;
  }
  if ((await stands(world, intent)) || ((await tipOf(world.git, intent.ref)) === intent.old && (await again(world, ws, intent)))) {
    await complete(world, ws, view, intent);
    return { dream: intent.dream, outcome: 'finished' };
  }
  await forget(world, ws, intent);
  return { dream: intent.dream, outcome: 'undone' };
}

async function stands(world: World, intent: Intent): Promise<boolean> {
  const tip = await tipOf(world.git, intent.ref);
  return tip !== undefined && (await world.git.reachable([intent.to], tip)).has(intent.to);
}

/** Tries the move once more; false where the person's files are in the way now, which then stay as they are. */
async function again(world: CommandWorld, ws: Workspace, intent: Intent): Promise<boolean> {
  const base = await branchAt(world.git, intent.ref);
  const [{ files: from }, { files: to }] = [await memoryAt(world.git, intent.from), await memoryAt(world.git, intent.to)];
  try {
    await refuseUnreachableBase(world, base);
    if (base.isHere) await mendTorn(world, ws, from, to);
    await move(world, intent, base.isHere, new Map(intent.staged.map((path) => [path, from.get(path) ?? ''])));
    return true;
  } catch (error) {
    if (error instanceof KairosError && error.code !== 'git-busy') return false;
    throw error;
  }
}

/** Completes files that a kill cut short while git wrote them: they are neither the old text nor the new, but the beginning of the new. */
async function mendTorn(world: World, ws: Workspace, from: MemoryFiles, to: MemoryFiles): Promise<void> {
  for (const [path, text] of to) {
    const before = from.get(path);
    if (text === before) continue;
    const live = await world.files.read(`${ws.root}/${path}`);
    if (live !== undefined && live !== before && live !== text && text.startsWith(live))
      await world.files.write(`${ws.root}/${path}`, text);
  }
}
