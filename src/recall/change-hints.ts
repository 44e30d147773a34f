/** Hearing of changes on disk, so that a memory of very many files need not be looked at for each question. Hints only: whoever uses it looks all the same in a while. */
import type { World } from '../world/world.js';

export interface ChangeHints {
  open(): void;
  /** Whether what changes is heard. */
  isOpen(): boolean;
  /** False where a folder came, went or was replaced since they were opened: nothing is heard of what is in it. */
  isWhole(): Promise<boolean>;
  close(): Promise<void>;
}

/** @param heard called when something changed, and once they are open: what changed before was not heard. */
export function changeHintsOf(world: Pick<World, 'files'>, paths: readonly string[], heard: () => void): ChangeHints {
  let opening: Promise<() => Promise<void>> | undefined;
  let isOpen = false;
  let opened = '';
  return {
    open: () => {
      if (opening) return;
      const mine = standing(world, paths).then(async (now) => {
        opened = now;
        return world.files.watch(paths, heard);
      });
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
    isWhole: async () => opened === (await standing(world, paths)),
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

/** What stands at the paths. A file that is replaced stays heard. */
async function standing(world: Pick<World, 'files'>, paths: readonly string[]): Promise<string> {
  const found: string[] = [];
  for (const path of paths) {
    const stat = await world.files.stat(path);
    found.push(stat === undefined ? '' : stat.kind === 'directory' ? stat.inode : stat.kind);
  }
  return found.join('\n');
}
