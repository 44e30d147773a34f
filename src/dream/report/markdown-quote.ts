/**
 * Quotes text of others in a Markdown report, by fences, code spans and escapes that the text cannot break out of; and reads it back. Pure.
 * A fence is longer than any run of backticks in it, so that headings, HTML, front matter and fences of the quoted text stay text.
 */

import { harmless } from '../../base/harmless-text.js';

/** Text as a report holds it: one kind of line end, nothing that steers a terminal or that nobody sees. */
export function plainText(text: string): string {
  return harmless(text.replace(/\r\n?/g, '\n'));
}

/** One line, trimmed. */
export function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** The text as a fenced block, verbatim. */
export function fenced(text: string, info: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${info}\n${text}\n${fence}\n`;
}

/** One line as a code span: nothing in it is a link, a mention or markup. */
export function span(text: string): string {
  const line = oneLine(text);
  const ticks = '`'.repeat(longestRun(line) + 1);
  const pad = line === '' || line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${line}${line === '' ? '' : pad}${ticks}`;
}

/** The contents of the code spans of a line, in order. */
export function spansOf(line: string): string[] {
  return [...line.matchAll(/(?<!`)(`+)(?!`)([^]*?)(?<!`)\1(?!`)/g)].map((match) => (match[2] ?? '').trim());
}

const ACTIVE = /[\\`*_{}[\]()<>#|~&!@$]/g;

/** One line of prose with everything that Markdown would act on escaped. */
export function escapeProse(text: string): string {
  return oneLine(text).replace(ACTIVE, '\\$&');
}

/** The inverse of `escapeProse`. */
export function unescapeProse(text: string): string {
  return text.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

/** A piece of a report: a line outside fences, or a whole fence. `line` counts from 0. */
export type Piece =
  | { readonly kind: 'line'; readonly line: number; readonly text: string }
  | { readonly kind: 'fence'; readonly line: number; readonly info: string; readonly text: string; readonly closed: boolean };

/** Cuts Markdown into lines and fences. Line ends may have become CRLF on the way. */
export function piecesOf(markdown: string): Piece[] {
  const lines = markdown.split('\n').map((line) => line.replace(/\r$/, ''));
  const pieces: Piece[] = [];
  for (let i = 0; i < lines.length; i++) {
    const open = /^(`{3,})([^`]*)$/.exec(lines[i] ?? '');
    if (!open) {
      pieces.push({ kind: 'line', line: i, text: lines[i] ?? '' });
      continue;
    }
    let last = i + 1;
    while (last < lines.length && lines[last]?.trimEnd() !== open[1]) last += 1;
    const closed = last < lines.length;
    pieces.push({ kind: 'fence', line: i, info: (open[2] ?? '').trim(), text: lines.slice(i + 1, last).join('\n'), closed });
    i = last;
  }
  return pieces;
}
