/** The order of text in all listings: by code unit, so that it is the same on every machine. Nothing may sort by locale. Pure. */

/** A comparer for `sort`: -1, 0 or 1. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Makes a comparer by a text of each item: `files.sort(byText((file) => file.path))`. */
export function byText<T>(textOf: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => compareText(textOf(a), textOf(b));
}

/** A comparer of entries by their keys: `[...map].sort(byKey)`. */
export function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return compareText(a, b);
}
