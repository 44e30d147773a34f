/**
 * Regular expressions over texts in lower case, in two forms: for plain ASCII, and with the letters of Latin, Greek and Cyrillic. Each is made when it is first
 * needed, and without the Unicode classes: a long one with those takes the engine most of a second to compile. Pure.
 */

import { isAscii, type Formed } from '../base/two-forms.js';

/** Letters of alphabets that put blanks between words. */
const LETTERS = 'a-z\\u00aa-\\u024f\\u0370-\\u052f\\u1e00-\\u1fff';

/** @param source classes of letters and digits as `\p{L}` and `\p{N}`, each within brackets. Matches are global. */
export function patternOf(source: string): Formed {
  let ascii: RegExp | undefined;
  let any: RegExp | undefined;
  return (text) =>
    isAscii(text)
      ? (ascii ??= new RegExp(source.replaceAll('\\p{L}', 'a-z').replaceAll('\\p{N}', '0-9'), 'g'))
      : (any ??= new RegExp(source.replaceAll('\\p{L}', LETTERS).replaceAll('\\p{N}', '0-9'), 'g'));
}

/** The words as a source, standing alone. */
export function alone(words: string): string {
  return `(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`;
}
