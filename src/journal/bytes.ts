/**
 * Bytes as text with one character a byte (`byte text`), so that logs are cut, compared and joined byte for byte whatever their encoding is.
 * Byte text never leaves this room: what others read is decoded as UTF-8 first.
 */

/** Byte text of a file or blob. Lossless. */
export function byteTextOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The bytes of byte text. */
export function bytesOf(byteText: string): Uint8Array {
  return Buffer.from(byteText, 'latin1');
}

/** What a reader sees: the bytes as UTF-8, damaged places as U+FFFD. */
export function readableOf(byteText: string): string {
  return Buffer.from(byteText, 'latin1').toString('utf8');
}

/** The bytes as UTF-8, or undefined if that would not give the same bytes again. */
export function exactTextOf(byteText: string): string | undefined {
  const bytes = Buffer.from(byteText, 'latin1');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
}

/** "1 line", "2 lines". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** How many lines begin in a text. */
export function lineCount(text: string): number {
  let lines = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
