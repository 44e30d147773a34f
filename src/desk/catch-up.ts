/**
 * Runs the chores of `daemon/chores.ts` in their order, after the journal is restored and before anything is read. Commands and the MCP server share
 * it. It returns what it found; each surface words that itself.
 */
import { errorText, isUnwritable } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { CHORES, doChore, passAfter, type ChoreName, type ChorePass, type ChoreResults } from '../daemon/chores.js';
import type { Settled } from '../dream/review/settle.js';
import type { Restoration } from '../journal/restore.js';
import { PLAIN_VIEW, type LogView } from '../memory/log-view.js';
import type { CommandWorld, World } from '../world/world.js';

export type { Restoration } from '../journal/restore.js';
export type { Settled } from '../dream/review/settle.js';

export interface CaughtUp {
  /** An accept that was cut short, and what became of it. */
  readonly finished?: NonNullable<ChoreResults['finishAccept']>;
  readonly settled?: Settled;
  /** Why what happened since the last look could not be noted. */
  readonly trouble?: string;
  /** Why edits by hand could not be committed to the journal; they stand in their files, and the next command tries again. */
  readonly unkept?: string;
}

type Done = { [Name in ChoreName]?: ChoreResults[Name] | undefined };

/**
 * The first of the chores: finishes forgets that were cut short, and restores what git, an editor or a crash took from the logs. @throws KairosError as
 * `restore`.
 */
export async function restoreLogs(world: World, ws: Workspace): Promise<Restoration> {
  const restoration = await CHORES.restore.run({ world, ws, view: PLAIN_VIEW, unsaved: [] });
  if (ws.hasGit && (await world.files.stat(ws.staleVectors))) await removeStaleVectors(world, ws, restoration.view);
  return restoration;
}

/** Removes the vectors of forgotten text, which the daemon's chores cannot do. */
async function removeStaleVectors(world: World, ws: Workspace, view: LogView): Promise<void> {
  const { forgetVectors } = await import('../recall/embedding/embed-missing.js');
  try {
    await forgetVectors(world, ws, view);
    await world.files.remove(ws.staleVectors);
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    // A disk that cannot be written: the next command tries again.
  }
}

/** Runs the other chores. With `look`, it also observes git; if that fails, the caller reads on without the newest events. */
export async function catchUp(
  world: CommandWorld,
  ws: Workspace,
  restoration: Pick<Restoration, 'view' | 'unsaved'>,
  { look }: { readonly look: boolean },
): Promise<CaughtUp> {
  const pass = passAfter(world, ws, restoration, world);
  const done: Done = {};
  let trouble: string | undefined;
  for (const name of Object.keys(CHORES) as ChoreName[]) {
    if (name === 'restore' || (name === 'observe' && !look)) continue;
    try {
      await doInto(done, name, pass);
    } catch (error) {
      if (name !== 'observe') throw error;
      trouble = errorText(error);
    }
  }
  const { finishAccept: finished, settle: settled, keepEdits } = done;
  return {
    ...(finished && { finished }),
    ...(settled && { settled }),
    ...(trouble !== undefined && { trouble }),
    ...(keepEdits?.why !== undefined && { unkept: keepEdits.why }),
  };
}

async function doInto<Name extends ChoreName>(done: Done, name: Name, pass: ChorePass): Promise<void> {
  done[name] = await doChore(name, pass);
}
