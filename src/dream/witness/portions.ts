/** Divides what is to be read, so that no more of a tree is in memory than is worked on. Pure. */
import type { ObjectId } from '../../world/git-refs.js';

const READ_AT_ONCE_BYTES = 16 * 1024 * 1024;

/** The ids in their order, as many at a time as have 16 MB together. @param sizes in bytes. */
export function* portions(sizes: ReadonlyMap<ObjectId, number>): Generator<ObjectId[]> {
  let ids: ObjectId[] = [];
  let bytes = 0;
  for (const [id, size] of sizes) {
    if (bytes + size > READ_AT_ONCE_BYTES && ids.length > 0) {
      yield ids;
      [ids, bytes] = [[], 0];
    }
    ids.push(id);
    bytes += size;
  }
  if (ids.length > 0) yield ids;
}
