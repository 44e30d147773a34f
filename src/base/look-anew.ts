/**
 * Ports that remember what they saw (short commands have them: one listing of the refs, one look at each log) forget it here. Whoever has waited for a
 * lock calls it: while it waited, another process may have changed what this one is about to decide on. Other ports remember nothing.
 */
const forgets = new WeakMap<object, () => void>();

/** Says how a port forgets. */
export function remembers(port: object, forget: () => void): void {
  forgets.set(port, forget);
}

/** The next questions about refs and logs are answered by git and the disk. */
export function lookAnew({ git, files }: { readonly git: object; readonly files: object }): void {
  for (const port of [git, files]) forgets.get(port)?.();
}
