/** Formats output for a terminal: colours, errors, JSON, wrapped and cut lines. Text of a repository passes `harmless` first. */
import { sortedJson } from '../base/json.js';
import { grouped } from '../base/plural.js';
import { DAY_MS, MINUTE_MS } from '../dates/units.js';
import pc from 'picocolors';
import { KairosError } from '../base/errors.js';
import { harmless, replaceHarmful } from '../base/harmless-text.js';
import { columnsOf, fitted, widthOf } from './fit.js';

export interface Palette {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly strike: (text: string) => string;
}

/** Colours, or the same functions doing nothing. */
export function paletteOf(coloured: boolean): Palette {
  const { bold, dim, red, green, yellow, cyan, strikethrough } = pc.createColors(coloured);
  return { bold, dim, red, green, yellow, cyan, strike: strikethrough };
}

/** "error: ..." with its hint, and the cause where that says more. */
export function errorReport(error: unknown, palette: Palette): string {
  const report = (message: string, hint?: string): string =>
    `${palette.red('error:')} ${harmless(message)}${hint === undefined ? '' : `\n${palette.dim('hint:')} ${harmless(hint)}`}`;
  if (error instanceof KairosError) return report(error.message, error.hint);
  const limit = limitReached(error);
  if (limit !== undefined) return report(...limit);
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return report(message, 'this is a defect of kairos; "kairos doctor" shows what state it left');
}

const LIMITS: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  EMFILE: ['this process may not open as many files as it needs (EMFILE)', '"ulimit -n" shows how many it may; "ulimit -n 1024" is enough'],
  ENFILE: ['the system has too many files open (ENFILE)', 'end a program, or raise fs.file-max'],
  ENOMEM: ['the system has no memory left (ENOMEM)', 'end a program, then run the command again'],
  EAGAIN: ['the system starts no more processes (EAGAIN)', '"ulimit -u" shows how many you may have'],
};

/** Which limit of the system was reached, if one was: that is no defect. EAGAIN means one only where a process was to start. */
function limitReached(error: unknown): readonly [message: string, hint: string] | undefined {
  const { code, syscall } = (error ?? {}) as { readonly code?: unknown; readonly syscall?: unknown };
  if (code === 'EAGAIN' && !String(syscall).startsWith('spawn')) return undefined;
  return LIMITS[String(code)];
}

/** Colours only at a terminal, and only if the person has not declined them (no-color.org). */
export function isColoured(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

/** The report of an error, on standard error. */
export function sayError(error: unknown): void {
  const { stderr, env } = process;
  const report = errorReport(error, paletteOf(isColoured(stderr, env)));
  stderr.write(`${fitted(report, columnsOf(stderr))}\n`);
}

/** JSON for programs: sorted keys, two spaces, a final newline is the printer's. */
export function jsonText(value: unknown): string {
  return escaped(sortedJson(value, 2));
}

/** The same on one line, for programs that read line by line. */
export function jsonLine(value: unknown): string {
  return escaped(sortedJson(value));
}

/** What `--json` prints: of a list each item on a line of its own, anything else as one text; with the newline at its end. */
export function jsonOutput(value: unknown): string {
  const texts = Array.isArray(value) ? value.map(jsonLine) : [jsonText(value)];
  return texts.map((text) => `${text}\n`).join('');
}

/** The same value, with escapes for what JSON leaves as it is although a terminal acts on it or nobody can see it. */
function escaped(json: string): string {
  return replaceHarmful(json, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** "1 commit", "3 commits". */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : many}`;
}

/** One line of at most `width` columns, cut with an ellipsis. */
export function clip(text: string, width: number): string {
  const line = text.replace(/\s*\n\s*/g, ' ');
  if (widthOf(line) <= width) return line;
  let [cut, taken] = ['', 0];
  for (const letter of line) {
    taken += widthOf(letter);
    if (taken > Math.max(1, width - 1)) break;
    cut += letter;
  }
  return `${cut}…`;
}

/** Words of one paragraph in lines of at most `width` columns. A word that is longer stands alone: an address or a path must stay whole. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((w) => w !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** "just now", "5 min ago", "3 h ago", "12 days ago". */
export function agoText(atMs: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - atMs) / MINUTE_MS);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return `${Math.floor(minutes / 1440)} days ago`;
}

/** The age of what a day is enough for: "today", "yesterday", "12 days ago", "5 months ago", "3 years ago". By days of the calendar in UTC. */
export function ageText(atMs: number, nowMs: number): string {
  const days = Math.floor(nowMs / DAY_MS) - Math.floor(atMs / DAY_MS);
  if (days < 0) return days === -1 ? 'tomorrow' : `in ${-days} days`;
  if (days < 2) return days === 0 ? 'today' : 'yesterday';
  const [count, unit] = days < 60 ? [days, 'day'] : days < 730 ? [Math.floor(days / 30.44), 'month'] : [Math.floor(days / 365.25), 'year'];
  return `${plural(count, unit)} ago`;
}
