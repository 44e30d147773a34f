/** The context of every command: the terminal, the signal of Ctrl+C, and a function that opens the repository. */
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { stripVTControlCharacters } from 'node:util';
import { KairosError } from '../base/errors.js';
import type { Opened, OpenNeeds } from './opened.js';
import { jsonText, paletteOf, type Palette } from './print.js';

/** Columns of a terminal that does not tell its width. */
const COLUMNS = 100;
const COLUMNS_MIN = 40;

export interface Context {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly palette: Palette;
  /** Columns of the terminal, infinitely many where there is none: what is piped on is not cut. */
  readonly columns: number;
  readonly interactive: boolean;
  /** Aborts on Ctrl+C. */
  readonly signal: AbortSignal;
  /** A line for the reader, on standard output. */
  say(line: string): void;
  /** A line about the work, on standard error. */
  tell(line: string): void;
  json(value: unknown): void;
  /** A yes-or-no question. Without a terminal: `needs-answer`, with the flag as a hint. */
  confirm(question: string, flag: string): Promise<boolean>;
  ask(question: string, flag: string): Promise<string>;
  /** Set by a command that ended without an error and yet not well, or for which a signal is the way to end. Left out: 0, or that of the signal. */
  exitCode?: number;
}

/**
 * The context of one command.
 * @param signal aborts on Ctrl+C.
 * @returns a context whose `ask` throws KairosError `needs-answer` without a terminal and `cancelled` on Ctrl+C or Ctrl+D.
 */
export function contextOf(signal: AbortSignal): Context {
  const { stdout, stdin, stderr, env } = process;
  const interactive = stdin.isTTY === true && stdout.isTTY === true;
  const question = async (text: string, flag: string): Promise<string> => {
    if (!interactive)
      throw new KairosError('needs-answer', `this asks: ${text}`, { hint: `there is no terminal to answer at; say it with ${flag}` });
    const reader = createInterface({ input: stdin, output: stdout });
    // At a prompt readline receives Ctrl+C and Ctrl+D, and would leave the question open for ever.
    const left = new AbortController();
    reader.once('SIGINT', () => process.kill(process.pid, 'SIGINT')).once('close', () => left.abort());
    try {
      return await reader.question(`${text} `, { signal: AbortSignal.any([signal, left.signal]) });
    } catch (error) {
      throw signal.aborted ? error : new KairosError('cancelled', 'no answer was given');
    } finally {
      reader.close();
    }
  };
  return {
    cwd: process.cwd().replaceAll('\\', '/'),
    env,
    palette: paletteOf(isColoured(stdout, env)),
    columns: stdout.isTTY === true ? Math.max(COLUMNS_MIN, stdout.columns || COLUMNS) : Number.POSITIVE_INFINITY,
    interactive,
    signal,
    say: (line) => void stdout.write(`${line}\n`),
    tell: (line) => void stderr.write(`${isColoured(stderr, env) ? line : stripVTControlCharacters(line)}\n`),
    json: (value) => void stdout.write(`${jsonText(value)}\n`),
    confirm: async (text, flag) => /^y(?:es)?$/i.test((await question(`${text} [y/N]`, flag)).trim()),
    ask: question,
  };
}

/** Colours only at a terminal, and only if the person has not declined them (no-color.org). */
export function isColoured(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

/**
 * Opens the repository of the current folder and runs the chores that precede any reading: restores the journal, brings the journals of other work
 * trees up to date, finishes an accept that was killed, settles a dream that was merged elsewhere.
 * @throws KairosError `not-a-repository`, `no-kairos`.
 */
export async function open(context: Context, needs: OpenNeeds = {}): Promise<Opened> {
  // Loaded late, so that what needs no repository (help, a server's first message) does not wait for these modules.
  const { openHere } = await import('./open-here.js');
  return openHere(context, needs);
}
