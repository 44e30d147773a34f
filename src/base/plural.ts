/** Numbers of things in words. Pure. */

/** `1 line`, `3 lines`; a noun with a plural of its own gives it: `2 entries`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
