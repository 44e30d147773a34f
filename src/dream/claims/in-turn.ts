/**
 * Puts claims into the order in which a reviewer gets them: the best of each topic first, then what is best of the rest, not too much of one topic. Pure.
 */

/** What one more claim of a topic costs it: so a topic of forty does not fill a proposal. */
const CROWDED = 0.5;
/** The best of a topic come first only where they are worth so much: a topic of nothing but steps and names has no claim on a place. */
const WORTHY = 4;
/** So many of a topic that is new come together: a topic of one claim helps nobody. */
const TOGETHER = 3;

export interface Turns<T> {
  readonly topicOf: (item: T) => string;
  readonly worthOf: (item: T) => number;
  /** True for a topic that memory does not have yet. */
  readonly isNew: (topic: string) => boolean;
}

/** The items in turn; equal ones stay in the order given. @param ranked the best first. */
export function inTurn<T>(ranked: readonly T[], { topicOf, worthOf, isNew }: Turns<T>): T[] {
  const before = new Map<string, T[]>();
  const placed = ranked.map((item, at) => {
    const topic = topicOf(item);
    const others = before.get(topic) ?? [];
    before.set(topic, [...others, item]);
    const nth = others.length;
    const worth = worthOf(item);
    const isFirst = nth < (isNew(topic) ? TOGETHER : 1) && worth >= WORTHY;
    // The first of a topic bring the others of their round along.
    const own = isFirst ? worthOf(others[0] ?? item) : worth - CROWDED * nth;
    return { item, at, isFirst, own, topic };
  });
  return placed
    .toSorted(
      (a, b) =>
        Number(b.isFirst) - Number(a.isFirst) ||
        b.own - a.own ||
        (a.isFirst && a.topic < b.topic ? -1 : a.isFirst && a.topic > b.topic ? 1 : 0) ||
        a.at - b.at,
    )
    .map(({ item }) => item);
}
