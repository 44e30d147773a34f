/**
 * The complete lines of a file from a byte on, read in parts, so that a file of any size takes the same memory. A last line without its newline waits
 * until it is whole. It writes nothing.
 */
import type { World } from '../world/world.js';

/** Bytes read at once. */
const PART_BYTES = 1 << 18;
/** A longer line (a picture, a whole file pasted) is passed over. */
const LINE_BYTES_MOST = 4 << 20;
const NEWLINE = 0x0a;

export interface LineAt {
  readonly text: string;
  /** The byte behind its newline. */
  readonly endsAt: number;
}

/** Yields lines until the file ends, without their newlines; of a line that is too long '' with where it ends. */
export async function* linesFrom({ files }: Pick<World, 'files'>, path: string, from: number): AsyncGenerator<LineAt> {
  const decoder = new TextDecoder();
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let isTooLong = false;
  for (let at = from; ;) {
    const part = await files.readPart(path, at, PART_BYTES);
    if (!part || part.length === 0) return;
    let start = 0;
    for (let end = part.indexOf(NEWLINE); end !== -1; end = part.indexOf(NEWLINE, start)) {
      const text = isTooLong ? '' : decoder.decode(joined(held, part.subarray(start, end)));
      [held, heldBytes, isTooLong] = [[], 0, false];
      start = end + 1;
      yield { text, endsAt: at + start };
    }
    const rest = part.subarray(start);
    isTooLong ||= heldBytes + rest.length > LINE_BYTES_MOST;
    if (isTooLong) [held, heldBytes] = [[], 0];
    // Parts may be views of a buffer that the next read reuses.
    else if (rest.length > 0) [held, heldBytes] = [[...held, rest.slice()], heldBytes + rest.length];
    at += part.length;
  }
}

function joined(held: readonly Uint8Array[], last: Uint8Array): Uint8Array {
  if (held.length === 0) return last;
  const whole = new Uint8Array(held.reduce((sum, { length }) => sum + length, last.length));
  let at = 0;
  for (const piece of [...held, last]) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
