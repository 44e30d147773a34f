/**
 * Keeps the JavaScript heap of a process that stays open small. By itself V8 lets the heap of a daemon that read 2,000 commits grow by 40 MB, and
 * keeps that for hours if little is allocated. It knows nothing of what is in the heap.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** A collection takes some 20 ms: for less growth of the heap than this it is not worth it. */
const GROWTH_BYTES = 2 * 1024 * 1024;
/** So long after the last work, so that nothing of it is held any more by what just ends. */
const SETTLED_MS = 2_000;

let heldBytes = 0;
let collect: (() => void) | undefined;
let settling: NodeJS.Timeout | undefined;

/**
 * From now on the space for new objects does not grow: up to 32 MB of it would never be given back, garbage or not. Nor does V8 compile again what is
 * called often: the threads that do it keep 6 to 9 MB of the system's memory. More collections and slower loops are the price, so it is for a process
 * that mostly waits and has children for what takes long.
 */
export function keepHeapSmall(): void {
  keepYoungSmall();
  setFlagsFromString('--no-opt');
}

/** The first half of it, for a process that answers: what is called often is compiled again, and garbage is collected in steps, since questions wait for it. */
export function keepYoungSmall(): void {
  setFlagsFromString('--incremental-marking');
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Collects garbage in 2 s, so that V8 shrinks the heap, unless the heap has hardly grown since the last time. It keeps no process alive. */
export function shrinkHeapSoon(): void {
  clearTimeout(settling);
  settling = setTimeout(shrinkHeap, SETTLED_MS).unref();
}

function shrinkHeap(): void {
  const beforeBytes = getHeapStatistics().total_physical_size;
  if (beforeBytes < heldBytes + GROWTH_BYTES) return;
  collect ??= collector();
  collect();
  heldBytes = getHeapStatistics().total_physical_size;
  // The space for new objects shrinks with the first collection after which nothing much was allocated.
  if (heldBytes < beforeBytes - GROWTH_BYTES) {
    heldBytes = 0;
    shrinkHeapSoon();
  }
}

/** V8 offers its collection to a new context only, once the flag is set. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
}
