/** What V8 is told about how it compiles, for commands that end after a tenth of a second. It knows nothing of what runs. */
import { setFlagsFromString } from 'node:v8';

/** Bytes of code that a function runs before V8 thinks of optimizing it; eight times V8's own. What works for seconds reaches it at once. */
const BUDGET_BYTES = 1 << 20;

/**
 * For a process that reads short texts by hundreds of long patterns: each is compiled once, for good. V8 interprets a pattern first, and to make ready for that
 * takes three times as long. It counts for what is compiled from now on, in this process.
 */
export function compilePatternsOnce(): void {
  setFlagsFromString('--no-regexp-tier-up');
}

/**
 * Lets V8 wait longer before it compiles again what is called often, from now on, in this process: in a short command the threads that do so cost more than they
 * win, a fifth of its CPU.
 */
export function optimizeLate(): void {
  setFlagsFromString(`--interrupt-budget=${BUDGET_BYTES}`);
}
