/**
 * Lets V8 wait longer before it compiles again what is called often. In a command that ends after a tenth of a second the threads that do so cost more
 * than they win: a fifth of its CPU. It knows nothing of what runs.
 */
import { setFlagsFromString } from 'node:v8';

/** Bytes of code that a function runs before V8 thinks of optimizing it; eight times V8's own. What works for seconds reaches it at once. */
const BUDGET_BYTES = 1 << 20;

/** From now on, in this process. */
export function optimizeLate(): void {
  setFlagsFromString(`--interrupt-budget=${BUDGET_BYTES}`);
}
