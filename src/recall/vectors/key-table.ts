/** A hash table from 12-byte keys to numbers, in typed arrays: 20 bytes a key, where a Map of strings takes 130. Pure. */
import { bytesOfHex, KEY_BYTES } from './shard.js';

export interface KeyTable {
  readonly count: number;
  /** Gives the key the next number; false if it has one already. */
  add(keys: Uint8Array, at: number): boolean;
  /** Gives each key of the array that is new the next number, in their order. Returns how many were new, and by key whether it was. */
  addAll(keys: Uint8Array): { readonly added: number; readonly isNew: Uint8Array };
  /** The number of the key at this offset in `keys`, or -1. */
  find(keys: Uint8Array, at: number): number;
  /** The numbers of all keys of the array, -1 where there is none. */
  findAll(keys: Uint8Array): Int32Array;
  /** The number of a key in 24 hexadecimal digits, or -1. */
  findHex(key: string): number;
}

/** A key is three words: it is compared and kept as such, which is a quarter of the work of its bytes. */
const WORDS = KEY_BYTES / 4;

/** An empty table. */
export function keyTable(): KeyTable {
  let [stored, places, count] = [new Int32Array(0), new Int32Array(16).fill(-1), 0];

  /** The place of the key, or the free place where it would go. Keys are hashes already, so that any of their words is evenly distributed. */
  function placeOf(keys: Int32Array, at: number): number {
    // Not as a pattern: a command runs this some ten thousand times before V8 compiles it.
    const a = keys[at] as number;
    const b = keys[at + 1] as number;
    const c = keys[at + 2] as number;
    const mask = places.length - 1;
    let place = a & mask;
    for (let n = places[place] as number; n >= 0; n = places[place] as number) {
      const from = n * WORDS;
      if (stored[from] === a && stored[from + 1] === b && stored[from + 2] === c) return place;
      place = (place + 1) & mask;
    }
    return place;
  }
  function reserve(more: number): void {
    const needed = count + more;
    if (needed * WORDS > stored.length) {
      const next = new Int32Array((needed + (needed >> 3) + 16) * WORDS);
      next.set(stored.subarray(0, count * WORDS));
      stored = next;
    }
    if (needed * 2 <= places.length) return;
    let size = places.length;
    while (size < needed * 2) size *= 2;
    places = new Int32Array(size).fill(-1);
    for (let n = 0; n < count; n++) places[placeOf(stored, n * WORDS)] = n;
  }
  function addWords(keys: Int32Array, at: number): boolean {
    const place = placeOf(keys, at);
    if ((places[place] as number) >= 0) return false;
    const to = count * WORDS;
    stored[to] = keys[at] as number;
    stored[to + 1] = keys[at + 1] as number;
    stored[to + 2] = keys[at + 2] as number;
    places[place] = count;
    count += 1;
    return true;
  }
  return {
    get count() {
      return count;
    },
    add(keys, at) {
      reserve(1);
      return addWords(wordsOf(keys.subarray(at, at + KEY_BYTES)), 0);
    },
    addAll(keys) {
      const words = wordsOf(keys);
      const isNew = new Uint8Array(words.length / WORDS);
      const before = count;
      reserve(isNew.length);
      for (let n = 0; n < isNew.length; n++) if (addWords(words, n * WORDS)) isNew[n] = 1;
      return { added: count - before, isNew };
    },
    find: (keys, at) => places[placeOf(wordsOf(keys.subarray(at, at + KEY_BYTES)), 0)] as number,
    findAll(keys) {
      const words = wordsOf(keys);
      const found = new Int32Array(words.length / WORDS);
      for (let n = 0; n < found.length; n++) found[n] = places[placeOf(words, n * WORDS)] as number;
      return found;
    },
    findHex: (key) => (key.length === KEY_BYTES * 2 ? (places[placeOf(wordsOf(bytesOfHex(key)), 0)] as number) : -1),
  };
}

/** The whole keys in the bytes, as words; a copy where the bytes do not begin at a multiple of four. */
function wordsOf(keys: Uint8Array): Int32Array {
  const length = Math.floor(keys.length / KEY_BYTES) * WORDS;
  if (keys.byteOffset % 4 === 0) return new Int32Array(keys.buffer, keys.byteOffset, length);
  return new Int32Array(new Uint8Array(keys.subarray(0, length * 4)).buffer);
}
