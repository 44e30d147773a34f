/** Typed arrays that grow, for filling them before the size is known. Pure. */

const ENCODER = new TextEncoder();

/** The texts as UTF-8, one behind the other. Writes the offset of each into `starts`, and the end last. */
export function encodeAll(texts: readonly string[], starts: Uint32Array): Uint8Array {
  let bytes = new Uint8Array(1024 + texts.reduce((sum, text) => sum + text.length, 0));
  let end = 0;
  for (const [n, text] of texts.entries()) {
    starts[n] = end;
    if (bytes.length - end < text.length * 3) bytes = grown(bytes, end + text.length * 3);
    end += ENCODER.encodeInto(text, bytes.subarray(end)).written;
  }
  starts[texts.length] = end;
  return bytes.subarray(0, end);
}

/** A copy with room for at least `atLeast` elements, and half as many again as before. */
export function grown<T extends Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(array: T, atLeast: number): T {
  const larger = new (array.constructor as new (length: number) => T)(Math.max(atLeast, array.length * 1.5));
  larger.set(array);
  return larger;
}
