/** When this user last typed at a terminal of this machine: the system keeps the time of the last reading of each (Linux, to some seconds). */
import { lstatSync, readdirSync } from 'node:fs';

/** Folder -> which of its names are terminals. */
const PLACES = [
  ['/dev/pts', /^\d+$/],
  ['/dev', /^tty\d+$/],
] as const;

/** In milliseconds since 1970; undefined where the system does not tell, or this user has no terminal. */
export function typedAtMs(): number | undefined {
  const uid = process.getuid?.();
  if (process.platform !== 'linux' || uid === undefined) return undefined;
  let newest: number | undefined;
  for (const [folder, names] of PLACES) {
    for (const name of namesIn(folder)) {
      if (!names.test(name)) continue;
      const stat = lstatSync(`${folder}/${name}`, { throwIfNoEntry: false });
      if (stat?.isCharacterDevice() === true && stat.uid === uid) newest = Math.max(newest ?? 0, Math.floor(stat.atimeMs));
    }
  }
  return newest;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
