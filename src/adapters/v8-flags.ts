/** What V8 is told about how it compiles, for commands that end after a tenth of a second. It knows nothing of what runs. */
import { setFlagsFromString } from 'node:v8';

/** Bytes of code that a function runs before V8 thinks of optimizing it; eight times V8's own. What works for seconds reaches it at once. */
const BUDGET_BYTES = 1 << 20;

/** What nearly every command, and each hook but that of a prompt, loads of node: it starts git. */
const LOADED = ['crypto', 'os', 'tty', 'child_process', 'timers/promises'] as const;

/**
 * Lets V8 wait longer before it compiles again what is called often, from now on, in this process, and collect garbage in one thread and in one go: in a short
 * command the threads that do so cost more than they win, a fifth of its CPU, and what V8 marks step by step is seldom collected before the end. A process that
 * stays takes the latter back (see `keepYoungSmall`). Patterns are compiled for the machine at once, and not for V8's interpreter first: nearly all are matched
 * twice, and then V8 compiles both, a fifteenth of a question. What it needs of node is loaded first: node keeps what V8 compiled of it for V8's own flags
 * alone, and under others V8 compiles it from its source, a tenth of a command.
 */
export function optimizeLate(): void {
  for (const name of LOADED) process.getBuiltinModule(name);
  setFlagsFromString(`--interrupt-budget=${BUDGET_BYTES}`);
  setFlagsFromString('--no-parallel-scavenge');
  setFlagsFromString('--no-incremental-marking');
  setFlagsFromString('--no-regexp-tier-up');
}
