/** Counts in English, with and without a noun. Pure. */

/** `12,345`. The system's own way to say it loads all languages first, which takes as long as half a start of node. @param count a whole number. */
export function grouped(count: number): string {
  return String(count).replace(/(?<=\d)(?=(?:\d{3})+$)/g, ',');
}

/** `1 line`, `3 lines`. @param many the plural, where it is not the noun with an s: `2 entries`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
