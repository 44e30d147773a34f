/** The hooks in half a line, for the daemon's header and for the status. */
import type { hooksStatus } from '../adapters/hooks.js';

/** "hooks wake it at once" or what is missing. */
export function hooksText({ hooks }: Awaited<ReturnType<typeof hooksStatus>>): string {
  const installed = hooks.filter(({ state }) => state === 'installed').length;
  if (installed === 0) return 'no hooks installed';
  return installed === hooks.length ? 'all hooks installed' : `${installed} of ${hooks.length} hooks installed`;
}
