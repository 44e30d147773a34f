/**
 * The Files port for a command that ends soon: each log is looked at once, though several passes compare stamps (the journal, the index of words). Only what
 * stands is remembered, so that a file which comes later is found; what this process changes, and `lookAnew` after a lock was taken, end the memory of it.
 * A log that another process appends to meanwhile keeps its older stamp here, and the next command sees that it changed.
 */
import { remembers } from '../base/look-anew.js';
import type { Files, FileStat } from '../world/files.js';

/** @param folders below which stats are remembered, absolute. */
export function stattedOnce(files: Files, folders: readonly string[]): Files {
  const seen = new Map<string, FileStat>();
  const below = folders.map((folder) => `${folder}/`);
  const changing =
    <Rest extends readonly unknown[], Output>(verb: (path: string, ...rest: Rest) => Promise<Output>) =>
    async (path: string, ...rest: Rest): Promise<Output> => {
      try {
        return await verb(path, ...rest);
      } finally {
        seen.delete(path);
      }
    };
  const moving =
    <Rest extends readonly unknown[], Output>(verb: (...input: Rest) => Promise<Output>) =>
    async (...input: Rest): Promise<Output> => {
      try {
        return await verb(...input);
      } finally {
        // Whole folders may go.
        seen.clear();
      }
    };
  const once: Files = {
    ...files,
    stat: async (path) => {
      if (!below.some((folder) => path.startsWith(folder))) return files.stat(path);
      const known = seen.get(path);
      if (known) return known;
      const stat = await files.stat(path);
      if (stat?.kind === 'file') seen.set(path, stat);
      return stat;
    },
    write: changing(files.write),
    create: changing(files.create),
    append: changing(files.append),
    touch: changing(files.touch),
    remove: moving(files.remove),
    rename: moving(files.rename),
    link: moving(files.link),
  };
  remembers(once, () => seen.clear());
  return once;
}
