/** How a child process that is kairos itself is understood by its end. Pure. */
import type { ProcessResult } from '../world.js';

/** The last line that says something. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}

/** The error that it printed, '' if none. */
export function errorSaid({ stderr }: Pick<ProcessResult, 'stderr'>): string {
  return lastLine(stderr.replace(/^hint:.*$/gm, '')).replace(/^error: /, '');
}

/** `ended with code 1: disk full`. */
export function whyItEnded(result: ProcessResult): string {
  const { code, signal } = result;
  const why = errorSaid(result);
  return `ended ${code === null ? `by ${signal ?? 'a signal'}` : `with code ${code}`}${why === '' ? '' : `: ${why}`}`;
}
