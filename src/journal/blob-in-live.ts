/**
 * The journal's text of a day that only grew since is what the day's log begins with. Its id proves it, so that git, which would be started to read a text that
 * stands in the work tree, need not be asked. Pure.
 */
import { isBlob } from '../base/hash.js';
import type { ObjectId } from '../world/git-refs.js';

/** To hash more than so many bytes takes as long as to ask git. */
const HASHED_MOST_BYTES = 1 << 20;
const NEWLINE = 10;

/** The bytes of the blob, if the log begins with them and a line ends there; undefined: git has to be asked. */
export function blobInLive(live: Uint8Array, id: ObjectId): Uint8Array | undefined {
  let left = HASHED_MOST_BYTES;
  for (let end = live.length; end > 0 && left > end; end = live.lastIndexOf(NEWLINE, end - 2) + 1) {
    const begin = live.subarray(0, end);
    if (isBlob(begin, id)) return begin;
    left -= end;
  }
  return undefined;
}
