/**
 * Ports that remember what they saw (short commands have them: one listing of the refs, one look at each log) forget it here. Whoever has waited for a
 * lock calls it: while it waited, another process may have changed what this one is about to decide on. Other ports remember nothing.
 */
const forgets = new WeakMap<object, () => void>();

/** Says how a port forgets. */
export function remembers(port: object, forget: () => void): void {
  forgets.set(port, forget);
}

/** Says that a port made around another forgets what that one remembers. */
export function remembersAs(port: object, inner: object): void {
  forgets.set(port, () => forgets.get(inner)?.());
}

/** The next questions about refs and logs are answered by git and the disk. */
export function lookAnew({ git, files }: { readonly git: object; readonly files: object }): void {
  for (const port of [git, files]) forgets.get(port)?.();
}
