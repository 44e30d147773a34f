/** Fits lines into a terminal: breaks them at blanks, below where their text began. Colours count for nothing, wide letters for two columns. Pure. */
import { stripVTControlCharacters } from 'node:util';

// oxlint-disable-next-line no-control-regex -- letters of ASCII alone take one column each
const NARROW = /^[\u0020-\u007e]*$/;
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
/** Marks that stand on the letter before them. */
const NONE = /\p{Mn}|\u200d|\ufe0f/u;
/** A name and at least two blanks before the text: `memory    427 entries`. */
const LABEL = /^ *(?:\S+ )*\S+ {2,}(?=\S)/;
/** How much further in than its beginning a line goes on. */
const HANGING = 2;

/** Columns of a terminal that does not tell its width, and the fewest that lines are broken for. */
const COLUMNS = 100;
const COLUMNS_MIN = 40;

/** Columns of the terminal behind a stream, infinitely many where there is none: what is piped on is not cut. */
export function columnsOf(stream: { readonly isTTY?: boolean; readonly columns?: number }): number {
  return stream.isTTY === true ? Math.max(COLUMNS_MIN, stream.columns || COLUMNS) : Number.POSITIVE_INFINITY;
}

/** The columns that a text takes at a terminal. */
export function widthOf(text: string): number {
  if (NARROW.test(text)) return text.length;
  let width = 0;
  for (const letter of stripVTControlCharacters(text)) width += NONE.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1;
  return width;
}

/** The text in lines of at most `columns`; a word that is longer stands whole, since it may be an address or a path. */
export function fitted(text: string, columns: number): string {
  if (!Number.isFinite(columns)) return text;
  return text
    .split('\n')
    .map((line) => (widthOf(line) <= columns ? line : broken(line, columns)))
    .join('\n');
}

/** What is copied as one: a quoted command, or one with its options. */
const PART = /"(?:kairos|git) [^"]*"\S*|\bkairos [a-z]+(?: --?[a-z][a-z-]*)+\S*|\S+| +/g;
/** A line that is a command and nothing else. */
const COMMAND = /^ {2,}(?:kairos|git) (?!.*\S {2,}\S)/;

function broken(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  const label = widthOf(LABEL.exec(plain)?.[0] ?? '');
  const margin = plain.length - plain.trimStart().length;
  const indent = label > 0 && label <= columns / 2 ? label : Math.min(margin + HANGING, Math.floor(columns / 2));
  // A shell takes a command up again behind such an end.
  const end = COMMAND.test(plain) ? ' \\' : '';
  const lines: string[] = [];
  let [current, blanks] = ['', ''];
  for (const [part] of line.matchAll(PART)) {
    if (part.startsWith(' ')) {
      blanks += part;
      continue;
    }
    const isFirst = lines.length === 0 && current.trim() === '';
    if (!isFirst && widthOf(current) + blanks.length + widthOf(part) > columns - end.length) {
      lines.push(`${current}${end}`);
      current = `${' '.repeat(indent)}${part}`;
    } else current += `${blanks}${part}`;
    blanks = '';
  }
  return [...lines, current].join('\n');
}
