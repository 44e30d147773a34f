/**
 * The Files port for a command that ends soon: each log is looked at once, though several passes compare stamps (the journal, the index of words). Of single
 * files only what stands is remembered, so that one which comes later is found; what this process changes, and `lookAnew` after a lock was taken, end the memory of it.
 * A log that another process appends to meanwhile keeps its older stamp here, and the next command sees that it changed.
 */
import { remembers } from '../base/look-anew.js';
import type { Files, FileStat } from '../world/files.js';

/** @param folders below which stats are remembered, absolute. */
export function stattedOnce(files: Files, folders: readonly string[]): Files {
  const seen = new Map<string, FileStat>();
  /** What whole folders hold, and the paths in them that were changed here since. */
  const listed = new Map<string, { readonly stats: ReadonlyMap<string, FileStat>; readonly changed: Set<string> }>();
  const forget = (path: string): void => {
    seen.delete(path);
    for (const [folder, { changed }] of listed) if (path.startsWith(`${folder}/`)) changed.add(path.slice(folder.length + 1));
  };
  const forgetAll = (): void => {
    seen.clear();
    listed.clear();
  };
  const known = (path: string): FileStat | undefined => {
    for (const [folder, { stats, changed }] of listed) {
      if (!path.startsWith(`${folder}/`)) continue;
      const name = path.slice(folder.length + 1);
      if (!changed.has(name) && stats.has(name)) return stats.get(name);
    }
    return seen.get(path);
  };
  const below = folders.map((folder) => `${folder}/`);
  const then =
    <Input extends readonly unknown[], Output>(verb: (...input: Input) => Promise<Output>, forgetting: (...input: Input) => void) =>
    async (...input: Input): Promise<Output> => {
      try {
        return await verb(...input);
      } finally {
        forgetting(...input);
      }
    };
  const once: Files = {
    ...files,
    stat: async (path) => {
      if (!below.some((folder) => path.startsWith(folder))) return files.stat(path);
      const before = known(path);
      if (before) return before;
      const stat = await files.stat(path);
      if (stat?.kind === 'file') seen.set(path, stat);
      return stat;
    },
    stats: async (folder) => {
      if (!below.some((one) => `${folder}/`.startsWith(one))) return files.stats(folder);
      const before = listed.get(folder);
      if (before?.changed.size === 0) return before.stats;
      const stats = new Map(before ? before.stats : await files.stats(folder));
      for (const path of before?.changed ?? []) {
        const stat = await files.stat(`${folder}/${path}`);
        if (stat && stat.kind !== 'directory') stats.set(path, stat);
        else stats.delete(path);
      }
      listed.set(folder, { stats, changed: new Set() });
      return stats;
    },
    write: then(files.write, forget),
    create: then(files.create, forget),
    append: then(files.append, forget),
    touch: then(files.touch, forget),
    // Whole folders may go.
    remove: then(files.remove, forgetAll),
    rename: then(files.rename, forgetAll),
    link: then(files.link, forgetAll),
  };
  remembers(once, forgetAll);
  return once;
}
