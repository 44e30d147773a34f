/** The state of each hook, and a summary of all in half a line, for the daemon's header and for the status. Pure. */
import type { HookEvent } from './hook-block.js';

export interface HookState {
  readonly event: HookEvent;
  /** refused: it cannot be installed without changing what belongs to others. */
  readonly state: 'installed' | 'missing' | 'refused';
  /** Where it is installed, or why it is refused. */
  readonly detail?: string;
}

/** "all hooks installed", or how many are. */
export function hooksText({ hooks }: { readonly hooks: readonly HookState[] }): string {
  const installed = hooks.filter(({ state }) => state === 'installed').length;
  if (installed === 0) return 'no hooks installed';
  return installed === hooks.length ? 'all hooks installed' : `${installed} of ${hooks.length} hooks installed`;
}
