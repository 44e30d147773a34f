/** What every command is given: how to print and ask, what the terminal is like, and the signal of Ctrl+C. */
import type { Palette } from './print.js';

export interface Context {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly palette: Palette;
  /** Columns of the terminal, infinitely many where there is none: what is piped on is not cut. */
  readonly columns: number;
  readonly interactive: boolean;
  /** Aborts on Ctrl+C. */
  readonly signal: AbortSignal;
  /** A line for the reader, on standard output; broken at blanks where the terminal is narrower, so that a command can still be copied. */
  say(line: string): void;
  /** A line about the work, on standard error. */
  tell(line: string): void;
  /** For programs: of a list each item on a line of its own, as every reader that lists prints them; anything else as one text. */
  json(value: unknown): void;
  /** A yes-or-no question; Enter alone means no, or what `enter` says. Without a terminal: `needs-answer`, with the flag as a hint. */
  confirm(question: string, flag: string, enter?: 'yes'): Promise<boolean>;
  ask(question: string, flag: string): Promise<string>;
  /** Set by a command that ended without an error and yet not well, or for which a signal is the way to end. Left out: 0, or that of the signal. */
  exitCode?: number;
}
