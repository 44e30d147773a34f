/**
 * Finds the id of a message that is too long to be kept, so that its sender is told which of its calls was refused. Takes the line piece by piece and
 * keeps a few hundred bytes of it, however long it is. Pure.
 */
import { idOf, type MessageId } from './messages.js';

export interface LongLine {
  /** The next bytes of the line. */
  take(bytes: Uint8Array): void;
  /** The value of "id" in the outermost object; null if there is none. */
  id(): MessageId;
}

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);
/** A key or a value of the outermost object that is longer is no id of a client that means well. */
const PIECE_BYTES = 300;

/** Reads nothing yet. */
export function longLine(): LongLine {
  let [depth, isString, isEscaped] = [0, false, false];
  // What stands in the outermost object since the last comma or colon, without what is nested.
  let piece: number[] = [];
  let key = '';
  let id: MessageId = null;
  const read = (): string => {
    const text = new TextDecoder().decode(Uint8Array.from(piece)).trim();
    const isWhole = piece.length < PIECE_BYTES;
    piece = [];
    return isWhole ? text : '';
  };
  const endMember = (): void => {
    const text = read();
    if (key === '"id"') id = valueOf(text);
    key = '';
  };
  const steer = (byte: number): void => {
    if (OPENING.has(byte)) {
      depth += 1;
      if (depth === 1) piece = [];
    } else if (CLOSING.has(byte)) {
      depth -= 1;
      if (depth === 0) endMember();
    } else if (depth === 1 && byte === COLON) key = read();
    else if (depth === 1 && byte === COMMA) endMember();
    else if (depth === 1 && piece.length < PIECE_BYTES) piece.push(byte);
  };
  return {
    take: (bytes) => {
      for (const byte of bytes) {
        if (!isString && byte !== QUOTE) {
          steer(byte);
          continue;
        }
        if (depth === 1 && piece.length < PIECE_BYTES) piece.push(byte);
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) isString = !isString;
      }
    },
    id: () => id,
  };
}

function valueOf(text: string): MessageId {
  try {
    return idOf(JSON.parse(text));
  } catch {
    return null;
  }
}
