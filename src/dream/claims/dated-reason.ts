/** Why something was done, told with its year: it is true of that time, and the very commit or later ones may have ended it. Pure. */
import { utcDay } from '../../dates/day.js';

const DATED = /\bWhy in \d{4}: /g;

/** The sentence as the reason of its year. */
export function datedReason(sentence: string, atMs: number): string {
  return `Why in ${utcDay(atMs).slice(0, 4)}: ${sentence}`;
}

/** A claim in the words of its message alone. */
export function undated(text: string): string {
  return text.replace(DATED, '');
}
