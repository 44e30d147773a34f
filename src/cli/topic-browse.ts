/** Finding a claim while somebody types: what a key does, and the lines that the terminal then shows. Pure: it reads no key and prints nothing. */
import { harmless } from '../base/harmless-text.js';
import type { ClaimSearch, FoundClaim } from '../desk/topic-search.js';
import type { TopicRow } from '../desk/topics.js';
import { widthOf } from './fit.js';
import { clip, type Palette, plural } from './print.js';

export interface Browse {
  readonly typed: string;
  /** The row that Enter prints; -1: none, Enter prints all that are found. */
  readonly chosen: number;
}

/** A key as `node:readline` names it. */
export interface Key {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly meta?: boolean | undefined;
}

/** What is shown below the words: topics while nothing is typed, then claims. */
export type Row = { readonly is: 'topic'; readonly topic: TopicRow } | { readonly is: 'claim'; readonly claim: FoundClaim };

/** What a person ended with: all that is shown, one row, or nothing. */
export type Choice = { readonly all: string } | { readonly one: Row } | 'left' | 'interrupted';

export const START: Browse = { typed: '', chosen: -1 };
const PROMPT = 'find: ';
const HELP = 'arrows choose one; Enter prints it, or all; Esc leaves';

/** The rows for what is typed, `most` at most. */
export function rowsFor(topics: readonly TopicRow[], search: ClaimSearch, { typed }: Browse, most: number): Row[] {
  if (typed.trim() !== '') return search(typed, most).map((claim) => ({ is: 'claim', claim }));
  return topics.slice(0, most).map((topic) => ({ is: 'topic', topic }));
}

/** The state after a key, or what was chosen by it. */
export function afterKey(browse: Browse, rows: readonly Row[], { name, sequence = '', ctrl = false, meta = false }: Key): Browse | Choice {
  const { typed, chosen } = browse;
  if (ctrl) {
    if (name === 'c') return 'interrupted';
    if (name === 'd') return 'left';
    if (name === 'u') return START;
    if (name === 'w') return { typed: typed.replace(/\S*\s*$/, ''), chosen: -1 };
    return browse;
  }
  if (name === 'escape') return 'left';
  if (name === 'return' || name === 'enter') {
    const row = rows[chosen];
    return row ? { one: row } : { all: typed.trim() };
  }
  if (name === 'down' || name === 'tab') return { typed, chosen: Math.min(chosen + 1, rows.length - 1) };
  if (name === 'up') return { typed, chosen: Math.max(chosen - 1, -1) };
  if (name === 'backspace') return { typed: Array.from(typed).slice(0, -1).join(''), chosen: -1 };
  const letters = harmless(sequence);
  return meta || letters === '' || letters !== sequence || /[\t\r\n]/.test(letters) ? browse : { typed: typed + letters, chosen: -1 };
}

/** The lines, the first with the words; none is wider than `columns`. @returns also the column of the cursor in the first one. */
export function linesOf(
  browse: Browse,
  rows: readonly Row[],
  { columns, palette }: { readonly columns: number; readonly palette: Palette },
): { readonly lines: readonly string[]; readonly cursor: number } {
  // The end of long words is what is being typed.
  const room = columns - PROMPT.length - 1;
  let shown = harmless(browse.typed);
  while (widthOf(shown) > room) shown = Array.from(shown).slice(1).join('');
  const found = rows.map((row, n) => {
    const line = clip(`${n === browse.chosen ? '> ' : '  '}${textOf(row)}`, columns - 1);
    return n === browse.chosen ? palette.bold(line) : row.is === 'claim' && row.claim.struck ? palette.strike(line) : line;
  });
  const nothing = rows.length === 0 && browse.typed.trim() !== '' ? [palette.dim('  no claim has these words')] : [];
  const help = palette.dim(clip(HELP, columns - 1));
  return { lines: [`${palette.bold(PROMPT)}${shown}`, ...found, ...nothing, help], cursor: PROMPT.length + widthOf(shown) };
}

function textOf(row: Row): string {
  if (row.is === 'topic') return harmless(`${row.topic.slug}  ${plural(row.topic.claims, 'claim')}  ${row.topic.description}`);
  return harmless(`${row.claim.text}  (${row.claim.topic})`).replace(/\s+/g, ' ');
}
