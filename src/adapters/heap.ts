/**
 * Keeps the JavaScript heap of a process that stays open small. By itself V8 lets the heap of a daemon that read 2,000 commits grow by 40 MB, and
 * keeps that for hours if little is allocated. It knows nothing of what is in the heap.
 */
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';

/** A collection takes some 20 ms: for less growth of the heap than this it is not worth it. */
const GROWTH_BYTES = 2 * 1024 * 1024;
/** The space for new objects as it is when it has shrunk, and how often that is tried: V8 shrinks none of which much is held. */
const YOUNG_BYTES = 2 * 1024 * 1024;
const TRIES_MOST = 5;
/** So long after the last work, so that nothing of it is held any more by what just ends. */
const SETTLED_MS = 2_000;

let heldBytes = 0;
/** How often it was collected since the last work, without an end. */
let tries = 0;
let isCompact = false;
let collect: (() => void) | undefined;
let settling: NodeJS.Timeout | undefined;

/**
 * From now on the space for new objects does not grow: up to 32 MB of it would never be given back, garbage or not. Nor does V8 compile to machine code
 * what is called often: the code takes 2 to 4 MB, the threads that make it 6 to 9 MB of the system's memory. And each collection that `shrinkHeapSoon` asks for
 * moves what is left together, or a quarter of the old space would be gaps. More collections and slower loops are the price, so it is for a process that mostly
 * waits and has children for what takes long.
 */
export function keepHeapSmall(): void {
  keepYoungSmall();
  setFlagsFromString('--no-opt');
  setFlagsFromString('--no-sparkplug');
  isCompact = true;
}

/** The first half of it, for a process that answers: what is called often is compiled again, and garbage is collected in steps, since questions wait for it. */
export function keepYoungSmall(): void {
  setFlagsFromString('--incremental-marking');
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Collects garbage in 2 s, and every 2 s until that gives nothing back any more, so that V8 shrinks the heap; unless the heap has hardly grown since the last
 * time. It keeps no process alive.
 */
export function shrinkHeapSoon(): void {
  clearTimeout(settling);
  settling = setTimeout(shrinkHeap, SETTLED_MS).unref();
}

function shrinkHeap(): void {
  const beforeBytes = getHeapStatistics().total_physical_size;
  if (beforeBytes < heldBytes + GROWTH_BYTES) return;
  collect ??= collector();
  collect();
  tries += 1;
  const afterBytes = getHeapStatistics().total_physical_size;
  const gaveNothing = tries > 1 && afterBytes >= beforeBytes - GROWTH_BYTES;
  const isDone = tries >= TRIES_MOST || (gaveNothing && youngBytes() <= YOUNG_BYTES);
  heldBytes = isDone ? afterBytes : 0;
  if (isDone) tries = 0;
  else shrinkHeapSoon();
}

/** The space for new objects shrinks with the first collection before which nothing much was allocated for some five seconds. */
function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.physical_space_size ?? 0;
}

/** V8 offers its collection to a new context only, once the flag is set. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
  if (!isCompact) return gc;
  return () => {
    setFlagsFromString('--compact-on-every-full-gc');
    gc();
    // What V8 collects by itself, in the midst of work, need not.
    setFlagsFromString('--no-compact-on-every-full-gc');
  };
}
