/** A text as a message quotes it: one line, not long. Pure. */

const MOST = 80;

/** The beginning of a text. */
export function shownText(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= MOST ? line : `${line.slice(0, MOST - 3)}...`;
}
