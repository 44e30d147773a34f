/**
 * Work over many items that may be cut off after any of them. What was found out about an item is kept, so that the work goes on at the next one; the
 * result is the same as in one go. Pure: who keeps it, and when the work pauses, is decided by the caller.
 */

import type { Message } from '../reading/message.js';
import type { Surviving } from '../witness/surviving.js';

/** A place in a stage of the work: so many of its items are done. */
export interface At {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

/** What the work wants to know of commits before it goes on: what of that which they brought still stands. */
export interface Asked {
  /** By their twelve digits. */
  readonly surviving: readonly string[];
}

/** A piece of work that pauses at each `yield`, and may say where it is, or ask; where nobody answers nothing is known. */
export type Steps<Result> = Generator<At | Asked | undefined, Result, Surviving | undefined>;

/** The stages that take long, in their order. */
const STAGES = ['choices', 'claims', 'confirmations', 'overruled', 'bullets'];

/** How much of the whole work is done, from 0 to 1; undefined for a stage that is none of the long ones. Each stage counts as much as another. */
export function shareDone(step: At | Asked): number | undefined {
  if (!('stage' in step)) return undefined;
  const { stage, done, total } = step;
  const before = STAGES.indexOf(stage);
  return before === -1 || total === 0 ? undefined : (before + done / total) / STAGES.length;
}

/** Stage of the work -> what was found out about its first items, in their order; values that JSON holds. */
export type KeptParts = ReadonlyMap<string, readonly unknown[]>;

export interface Parts {
  /**
   * What was found out about an item: kept from before, or worked out now. The items of a stage are asked for in order, from 0.
   * @param work pure, and the same for the same item each time; its result must come back from JSON unchanged, so it is never undefined.
   */
  at<Result>(stage: string, place: number, work: () => Result): Result;
}

/** @param added is called with everything that is worked out, in order. */
export function partsOf(kept: KeptParts, added: (stage: string, result: unknown) => void): Parts {
  return {
    at: <Result>(stage: string, place: number, work: () => Result): Result => {
      const known = kept.get(stage);
      if (known && place < known.length) return known[place] as Result;
      const result = work();
      added(stage, result);
      return result;
    },
  };
}

/** Nothing is kept from before, and nothing of it is kept. */
export const IN_ONE_GO: Parts = partsOf(new Map(), () => undefined);

/** Does all steps without a pause. */
export function allOf<Result>(steps: Steps<Result>): Result {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** What was found out about each item. Pauses after each. */
export function* each<Item, Result>(parts: Parts, stage: string, items: readonly Item[], work: (item: Item) => Result): Steps<Result[]> {
  const results: Result[] = [];
  for (const [place, item] of items.entries()) {
    results.push(parts.at(stage, place, () => work(item)));
    yield { stage, done: place + 1, total: items.length };
  }
  return results;
}

/** What the messages hold, in their order; it is kept without the message itself. Pauses after each message. */
export function* ofEach<Found extends { readonly message: Message }>(
  parts: Parts,
  stage: string,
  messages: readonly Message[],
  work: (message: Message) => readonly Found[],
): Steps<Found[]> {
  const found = yield* each(parts, stage, messages, (one) => work(one).map(withoutMessage));
  return messages.flatMap((message, place) => (found[place] ?? []).map((rest) => ({ ...rest, message }) as Found));
}

function withoutMessage<Found extends { readonly message: Message }>(found: Found): Omit<Found, 'message'> {
  const { message: _, ...rest } = found;
  return rest;
}
