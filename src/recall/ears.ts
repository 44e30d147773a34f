/** Hearing of changes on disk, so that a memory of very many files need not be looked at for each question. Hints only: whoever uses it looks all the same in a while. */
import type { World } from '../world.js';

export interface Ears {
  open(): void;
  /** Whether what changes is heard. */
  isOpen(): boolean;
  close(): Promise<void>;
}

/** @param heard called when something changed, and once they are open: what changed before was not heard. */
export function earsOf(world: Pick<World, 'files'>, paths: readonly string[], heard: () => void): Ears {
  let opening: Promise<() => Promise<void>> | undefined;
  let isOpen = false;
  return {
    open: () => {
      if (opening) return;
      const mine = world.files.watch(paths, heard);
      opening = mine;
      mine.then(
        () => {
          isOpen = opening === mine;
          heard();
        },
        () => undefined,
      );
    },
    isOpen: () => isOpen,
    close: async () => {
      const mine = opening;
      opening = undefined;
      isOpen = false;
      await (
        await mine?.catch(() => undefined)
      )?.();
    },
  };
}
