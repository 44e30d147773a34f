/** A hash table from 12-byte keys to numbers, in typed arrays: 20 bytes a key, where a Map of strings takes 130. Pure. */
import { bytesOfHex, KEY_BYTES } from './shard.js';

export interface KeyTable {
  readonly count: number;
  /** Gives the key the next number; false if it has one already. */
  add(keys: Uint8Array, at: number): boolean;
  /** The number of the key at this offset in `keys`, or -1. */
  find(keys: Uint8Array, at: number): number;
  /** The number of a key in 24 hexadecimal digits, or -1. */
  findHex(key: string): number;
  /** Makes room for so many more keys at once. */
  reserve(more: number): void;
}

/** An empty table. */
export function keyTable(): KeyTable {
  let [stored, places, count] = [new Uint8Array(0), new Int32Array(16).fill(-1), 0];
  // Keys are hashes already, so any four of their bytes are evenly distributed.
  const hash = (keys: Uint8Array, at: number): number =>
    ((keys[at] as number) | ((keys[at + 1] as number) << 8) | ((keys[at + 2] as number) << 16) | ((keys[at + 3] as number) << 24)) >>> 0;
  /** The place of the key, or the free place where it would go. */
  const bucketOf = (keys: Uint8Array, at: number): number => {
    const mask = places.length - 1;
    let place = hash(keys, at) & mask;
    for (let n = places[place] as number; n >= 0; n = places[place] as number) {
      const from = n * KEY_BYTES;
      let same = 0;
      while (same < KEY_BYTES && stored[from + same] === keys[at + same]) same++;
      if (same === KEY_BYTES) return place;
      place = (place + 1) & mask;
    }
    return place;
  };
  const reserve = (more: number): void => {
    const needed = count + more;
    if (needed * KEY_BYTES > stored.length) {
      const next = new Uint8Array((needed + (needed >> 3) + 16) * KEY_BYTES);
      next.set(stored.subarray(0, count * KEY_BYTES));
      stored = next;
    }
    if (needed * 2 <= places.length) return;
    let size = places.length;
    while (size < needed * 2) size *= 2;
    places = new Int32Array(size).fill(-1);
    for (let n = 0; n < count; n++) places[bucketOf(stored, n * KEY_BYTES)] = n;
  };
  return {
    get count() {
      return count;
    },
    reserve,
    add(keys, at) {
      reserve(1);
      const place = bucketOf(keys, at);
      if ((places[place] as number) >= 0) return false;
      stored.set(keys.subarray(at, at + KEY_BYTES), count * KEY_BYTES);
      places[place] = count++;
      return true;
    },
    find: (keys, at) => places[bucketOf(keys, at)] as number,
    findHex: (key) => (key.length === KEY_BYTES * 2 ? (places[bucketOf(bytesOfHex(key), 0)] as number) : -1),
  };
}
