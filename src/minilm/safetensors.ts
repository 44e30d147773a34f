/** Reads the list of tensors at the front of a safetensors file: where each stands, of what type and shape. It reads no numbers. Pure. */

export interface Tensor {
  /** The first byte, from the front of the file. */
  readonly at: number;
  readonly bytes: number;
}

/** Bytes of a file: `length` of them, from `at` on. */
export type ReadBytes = (at: number, length: number) => Uint8Array;

/** A list longer than this is no list. */
const LIST_MOST_BYTES = 1 << 20;

/**
 * A look-up of tensors of float16 by name and shape.
 * @throws Error, here or from the look-up, that names what is missing or different; the file may come from anywhere.
 */
export function openSafetensors(read: ReadBytes): (name: string, ...shape: readonly number[]) => Tensor {
  const front = read(0, 8);
  const length = new DataView(front.buffer, front.byteOffset, 8).getUint32(0, true);
  if (length > LIST_MOST_BYTES) throw new Error('the weights are no safetensors file');
  const list = JSON.parse(new TextDecoder().decode(read(8, length))) as Partial<Record<string, Row>>;
  return (name, ...shape) => {
    const { dtype, shape: found, data_offsets: [begin, end] = [0, 0] } = list[name] ?? {};
    const bytes = shape.reduce((product, size) => product * size, 2);
    if (dtype !== 'F16' || String(found) !== String(shape) || end - begin !== bytes)
      throw new Error(`the weights have no ${name} of ${shape.join(' x ')} float16`);
    return { at: 8 + length + begin, bytes };
  };
}

interface Row {
  readonly dtype?: string;
  readonly shape?: readonly number[];
  readonly data_offsets?: readonly [number, number];
}
