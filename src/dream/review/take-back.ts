/** Takes an open dream back that quotes an entry which is to be forgotten: its claims and its report say what must stand nowhere. The next dream proposes the rest. */
import { KairosError } from '../../base/errors.js';
import type { Workspace } from '../../base/workspace.js';
import type { World } from '../../world/world.js';
import { closingRefs, findOpenDream } from '../branch/open-dream.js';
import { refuseForeignDream } from '../branch/propose.js';
import { deciding } from './landing.js';

/** A dream that quotes the entry, and what became of it. */
export interface Quoting {
  readonly branch: string;
  /** Why it still stands; left out: it was taken back. */
  readonly kept?: string;
}

/**
 * Closes the open dream where a claim of it rests on the entry; nothing of it counts as decided. A branch that came from elsewhere, that a person committed
 * on or has checked out, is the person's and stays. Undefined: no open dream quotes the entry. @throws KairosError `lock-held`, `ref-moved`, `damaged`.
 */
export async function takeBackQuoting(world: World, ws: Workspace, id: string): Promise<Quoting | undefined> {
  return deciding(world, ws, async () => {
    const dream = await findOpenDream(world.git);
    if (!dream?.report.candidates.some(({ evidence }) => evidence.some((cited) => cited.id === id))) return undefined;
    const { branch } = dream.report;
    try {
      await refuseForeignDream(world.git, dream);
    } catch (error) {
      if (error instanceof KairosError) return { branch, kept: dream.isLocal ? error.message : 'it came from elsewhere' };
      throw error;
    }
    await world.git.updateRefs(closingRefs(dream));
    return { branch };
  });
}
