/** The last lines of a file of lines, as many as are needed: a file that only grows is not read as a whole. */
import type { World } from '../world/world.js';

const PART_BYTES = 64 * 1024;
const NEWLINE = 10;

/**
 * The last lines of the file, in its order; none where there is no file. It is read from the end, part by part, until `isEnough` or the beginning.
 * @param isEnough is asked with all lines read so far.
 */
export async function linesFromEnd(
  { files }: Pick<World, 'files'>,
  path: string,
  isEnough: (lines: readonly string[]) => boolean,
): Promise<readonly string[]> {
  let from = (await files.stat(path))?.sizeBytes ?? 0;
  let bytes: Uint8Array = new Uint8Array(0);
  for (;;) {
    const part = Math.min(PART_BYTES, from);
    from -= part;
    bytes = joined((await files.readPart(path, from, part)) ?? new Uint8Array(0), bytes);
    // Not at the beginning: the first line may be the end of one.
    const start = from === 0 ? 0 : bytes.indexOf(NEWLINE) + 1;
    const lines = start === 0 && from > 0 ? [] : new TextDecoder().decode(bytes.subarray(start)).split('\n');
    if (from === 0 || isEnough(lines)) return lines;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
