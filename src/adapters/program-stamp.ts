/** The stamp of the installed program, by which a process that stays notices that another build was put in its place. It reads no code. */
import { statSync } from 'node:fs';

/** What a build or an installation replaces, from the folder of `bin/kairos.js`. */
const PARTS = ['../package.json', '../dist/cli/main.js'] as const;

/** @param program the path of the script that runs as `kairos`. */
export function programStamp(program: string): string {
  const folder = program.slice(0, program.lastIndexOf('/'));
  return PARTS.map((part) => {
    const found = statSync(`${folder}/${part}`, { throwIfNoEntry: false });
    return found === undefined ? 'none' : `${found.size} ${Math.floor(found.mtimeMs)} ${found.ino}`;
  }).join(' ');
}
