/**
 * How the entry of a ref says from which commit to which it moved, and the entry of a rebase which commit became which: `3f2a91c04d11 -> 5b0057d8eee9`.
 * Written and read here alone. Pure.
 */
import { shortId } from '../base/git-objects.js';
import type { ObjectId } from '../world/git-refs.js';

/** A line that begins with a move. A person who edits a log may indent it or write an arrow. */
const LINE = /^\s*([0-9a-f]{12}) (?:->|→) ([0-9a-f]{12})\b/gm;

/** Twelve digits of each commit. */
export interface CommitMove {
  readonly was: string;
  readonly is: string;
}

/** `<twelve digits> -> <twelve digits>`. */
export function formatMove(was: ObjectId, is: ObjectId): string {
  return `${shortId(was)} -> ${shortId(is)}`;
}

/** The moves with which lines of a text begin, in their order. */
export function movesIn(text: string): CommitMove[] {
  return Array.from(text.matchAll(LINE), ([, was = '', is = '']) => ({ was, is }));
}

const WITHIN = /\b([0-9a-f]{12}) -> ([0-9a-f]{12})\b/;

/** The move that the first line of the entry of a ref tells: `main: moved back, <was> -> <is>: 1 commit dropped`; undefined if it tells none. */
export function moveOfRef(text: string): CommitMove | undefined {
  const [, was, is] = WITHIN.exec(text.split('\n', 1)[0] ?? '') ?? [];
  return was === undefined || is === undefined ? undefined : { was, is };
}
