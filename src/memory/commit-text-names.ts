/**
 * Writes and reads the name of a changed path in the text of a commit's entry. Pure; of the line around it, it knows only the separators.
 *
 * A plain name has its parentheses in pairs, so that, read from the end of a line, an unpaired one is known to open the list. Every name that could
 * be mistaken for something else is written in double quotes, escaped as git escapes paths.
 */

/** Between the former name and the new one. */
export const ARROW = ' -> ';
/** Marks a name of which only the end is written. */
export const CUT = '…';
const NAME_CHARS = 160;

/** A name as it was read: where it begins in the line, and whether it is only the end of a longer one. */
export interface Name {
  readonly start: number;
  readonly name: string;
  readonly isCut: boolean;
}

/** The name that ends before `end`; undefined if no plain or quoted name ends there. */
export function nameBefore(line: string, end: number): Name | undefined {
  if (line[end - 1] === '"') {
    const open = openingQuote(line, end - 1);
    if (open < 0) return undefined;
    const written = line.slice(open + 1, end - 1);
    return { start: open, name: unescaped(written), isCut: written.startsWith(CUT) };
  }
  const start = plainStart(line, end);
  if (start === undefined || start >= end) return undefined;
  const name = line.slice(start, end);
  return { start, name, isCut: name.startsWith(CUT) };
}

function plainStart(line: string, end: number): number | undefined {
  let depth = 0;
  for (let at = end - 1; at >= 0; at--) {
    const char = line[at];
    if (char === '"' || char === '\\') return undefined;
    if (char === ')') depth += 1;
    if (char === '(') {
      if (depth === 0) return at + 1;
      depth -= 1;
    }
    if (char === ' ' && (line[at - 1] === ',' || line.startsWith(ARROW, at - ARROW.length + 1))) return depth === 0 ? at + 1 : undefined;
  }
  return undefined;
}

/** The place of the opening quote. A quote behind an odd number of backslashes is part of the name. */
function openingQuote(line: string, close: number): number {
  for (let at = line.lastIndexOf('"', close - 1); at >= 0; at = at === 0 ? -1 : line.lastIndexOf('"', at - 1)) {
    let slashes = 0;
    while (line[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

const ESCAPED = /["\\\p{Cc}\p{Zl}\p{Zp}]|^…/gu;
const LETTERS: Readonly<Record<string, string>> = {
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '"': '"',
  '\\': '\\',
};
const OF_LETTER = new Map(Object.entries(LETTERS).map(([char, letter]) => [letter, char]));

/** The end of a name that is written, 160 characters at most, and `…` as the mark where that is not the whole of it, else ''. */
export function endOfName(name: string): { readonly mark: string; readonly end: string } {
  if (name.length <= NAME_CHARS) return { mark: '', end: name };
  return { mark: CUT, end: name.slice(-NAME_CHARS).replace(/^[\udc00-\udfff]/, '') };
}

/** The written form of a name; of a longer one, `…` and its last 160 characters. */
export function formatName(name: string): string {
  const { mark, end } = endOfName(name);
  // The part behind the mark is escaped as if it were the whole name; the mark itself is not escaped.
  return isPlain(end) && end.length > 0 ? `${mark}${end}` : `"${mark}${end.replace(ESCAPED, escaped)}"`;
}

/** True if a name needs no quotes to be told from the text around it. */
function isPlain(name: string): boolean {
  if (name !== name.trim() || name.match(ESCAPED)) return false;
  if (/, | -> | \+\d+ -\d+/.test(` ${name} `)) return false;
  let depth = 0;
  for (const char of name) {
    if (char === '(') depth += 1;
    else if (char === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

function escaped(char: string): string {
  const letter = LETTERS[char];
  if (letter !== undefined) return `\\${letter}`;
  return Array.from(new TextEncoder().encode(char), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

function unescaped(written: string): string {
  return written.replace(/(?:\\[0-7]{3})+|\\([^])/g, (all, letter: string | undefined) => {
    if (letter !== undefined) return OF_LETTER.get(letter) ?? letter;
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(all.slice(1).split('\\'), (octal) => parseInt(octal, 8)));
  });
}
