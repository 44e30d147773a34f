/** The one order of text: by code unit, so that a listing is the same on every machine. Nothing sorts by locale. Pure. */

/** -1, 0 or 1: a comparer for `sort`. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** A comparer by one text of each item: `files.sort(byText((file) => file.path))`. */
export function byText<T>(textOf: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => compareText(textOf(a), textOf(b));
}

/** A comparer of entries by their keys: `[...map].sort(byKey)`. */
export function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return compareText(a, b);
}
