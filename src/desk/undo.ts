/** Reverts an accepted dream with a commit on the base, on a person's request. */
import { undoDream, type Undone } from '../dream/review/undo.js';
import { keepJournal } from './keep-journal.js';
import type { Decider } from './review.js';

/** Takes back what a dream brought; later edits of the same claims stay. @throws KairosError as `undoDream`. */
export async function undo(decider: Decider, dreamId: string): Promise<Undone> {
  const { world, ws, view, config } = decider;
  const undone = await undoDream(world, ws, view, config, dreamId);
  await keepJournal(decider);
  return undone;
}
