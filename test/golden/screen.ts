/** Turns the output of a program for a terminal into the text that a person sees. Pure. */
import { stripVTControlCharacters } from 'node:util';

/** Stands where the terminal broke a line that was too long for it. */
const BROKEN = '↩';
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** The screen that these bytes make, `columns` wide; colours are left out. */
export function screenOf(output: string, columns: number): string {
  return stripVTControlCharacters(output)
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => broken(line, columns))
    .join('\n');
}

function broken(line: string, columns: number): string {
  let out = '';
  let at = 0;
  for (const character of line) {
    const width = WIDE.test(character) ? 2 : 1;
    if (at + width > columns) {
      out += `${BROKEN}\n`;
      at = 0;
    }
    out += character;
    at += width;
  }
  return out;
}
