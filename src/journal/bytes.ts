/**
 * Byte text: bytes as a string with one character a byte, so that logs are cut, compared and joined byte for byte whatever their encoding.
 * Byte text must not leave this room; text for others is decoded as UTF-8 first.
 */

// A byte order mark is text like any other: what was there must come back.
const READABLE = new TextDecoder('utf-8', { ignoreBOM: true });
const EXACT = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
const ENCODER = new TextEncoder();
/** Two bytes a character, in the order of this machine: bytes that were widened to 16 bits are their own characters. */
const WIDENED = new TextDecoder(new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 'utf-16le' : 'utf-16be', { ignoreBOM: true });

/** Byte text of a file or blob. Lossless. */
export function byteTextOf(bytes: Uint8Array): string {
  return WIDENED.decode(new Uint16Array(bytes));
}

/** The bytes of byte text. */
export function bytesOf(byteText: string): Uint8Array {
  const plain = ENCODER.encode(byteText);
  // One byte a character: there is none beyond ASCII.
  if (plain.length === byteText.length) return plain;
  const bytes = new Uint8Array(byteText.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = byteText.charCodeAt(at);
  return bytes;
}

/** The bytes decoded as UTF-8, invalid sequences as U+FFFD: the text for readers. */
export function readableOf(byteText: string): string {
  return READABLE.decode(bytesOf(byteText));
}

/** The bytes decoded as UTF-8, or undefined if encoding that text would not give the same bytes. */
export function exactTextOf(byteText: string): string | undefined {
  try {
    return EXACT.decode(bytesOf(byteText));
  } catch {
    return undefined;
  }
}

/** The number of lines in a text; a last line without a newline counts. */
export function lineCount(text: string): number {
  let lines = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
