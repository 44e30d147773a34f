/** A count with its noun, in English. Pure. */

/** `1 line`, `3 lines`. @param many the plural, where it is not the noun with an s: `2 entries`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
