/**
 * The output file of a detached process. It is opened by its starter, and somebody may take it away while the process runs (`git clean`, `mv`): what is said from
 * then on goes into a new file of the same name, so that who looks there finds it.
 */
import { constants, fstatSync, lstatSync, mkdirSync, openSync, realpathSync, closeSync, writeSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
const STANDARD_OUTPUT = 1;

export interface OwnOutput {
  /** Says that the name is that of the file that is written to; makes the file anew before, where it is gone. Never throws. */
  stands(): boolean;
}

/** Lets both streams of this process write to the file of this name, whatever becomes of the one that it was started with. */
export function followOutput(path: string): OwnOutput {
  const folder = dirname(path);
  // Where the process began: a link that takes the place of a folder is not followed.
  const home = placeOf(dirname(folder));
  let fd = STANDARD_OUTPUT;

  const stands = (): boolean => {
    try {
      const there = lstatSync(path, { throwIfNoEntry: false });
      if (there && isSame(there, fstatSync(fd))) return true;
      // Something else of this name is left alone, but for an empty file, as who rotates logs makes it.
      if (there && !(there.isFile() && there.size === 0)) return false;
      if (home === undefined || placeOf(dirname(folder)) !== home) return false;
      mkdirSync(folder, { recursive: true });
      if (placeOf(folder) !== `${home}${folder.slice(dirname(folder).length)}`) return false;
      const next = openSync(path, O_WRONLY | O_APPEND | O_NOFOLLOW | (there ? 0 : O_CREAT | O_EXCL), 0o644);
      if (fd !== STANDARD_OUTPUT) closeSync(fd);
      fd = next;
      return true;
    } catch {
      return false;
    }
  };
  for (const stream of [process.stdout, process.stderr]) stream.write = writerOf(stream, () => (stands(), fd));
  return { stands };
}

/** The stream's own way until its file is another one. */
function writerOf(stream: NodeJS.WriteStream, fdNow: () => number): NodeJS.WriteStream['write'] {
  const before = stream.write.bind(stream) as (chunk: string | Uint8Array, ...more: unknown[]) => boolean;
  return (chunk: string | Uint8Array, ...more: unknown[]): boolean => {
    const fd = fdNow();
    if (fd === STANDARD_OUTPUT) return before(chunk, ...more);
    try {
      if (typeof chunk === 'string') writeSync(fd, chunk);
      else writeSync(fd, chunk);
    } catch {
      // As with a full disk before: nobody reads it then.
    }
    const done = more.find((one) => typeof one === 'function') as (() => void) | undefined;
    if (done) process.nextTick(done);
    return true;
  };
}

function isSame(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

function placeOf(folder: string): string | undefined {
  try {
    return realpathSync.native(folder);
  } catch {
    return undefined;
  }
}
