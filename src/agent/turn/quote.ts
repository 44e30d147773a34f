/** Text of others in a prompt: each line behind a mark, so that no text can end its quotation. It informs the model and instructs nobody. Pure. */
import { harmless } from '../../base/harmless-text.js';

const LINE_CHARACTERS = 400;

/** The first lines of a text, quoted. @param most lines; further ones are left out, and that is said. */
export function quotedLines(text: string, most: number): string {
  const lines = harmless(text).trim().split('\n');
  const shown = lines.slice(0, most).map((line) => `> ${shortened(line)}`.trimEnd());
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`(${more} more lines)`] : [])].join('\n');
}

/** A whole text, quoted: what a tool of the memory answers is as short as it shall be. */
export function quotedText(text: string): string {
  return harmless(text)
    .trim()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

/** A text as one quoted line. */
export function quotedLine(text: string): string {
  return `> ${shortened(harmless(text).replace(/\s+/g, ' ').trim())}`;
}

function shortened(line: string): string {
  return line.length <= LINE_CHARACTERS ? line : `${line.slice(0, LINE_CHARACTERS - 1)}…`;
}
