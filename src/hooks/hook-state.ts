/** Whether each hook stands, and all of them in half a line, for the daemon's header and for the status. Pure. */
import type { HookEvent } from './hook-block.js';

export interface HookState {
  readonly event: HookEvent;
  /** refused: it cannot be installed here without touching what is not kairos's. */
  readonly state: 'installed' | 'missing' | 'refused';
  /** Where it stands, or why not. */
  readonly detail?: string;
}

/** "hooks wake it at once" or what is missing. */
export function hooksText({ hooks }: { readonly hooks: readonly HookState[] }): string {
  const installed = hooks.filter(({ state }) => state === 'installed').length;
  if (installed === 0) return 'no hooks installed';
  return installed === hooks.length ? 'all hooks installed' : `${installed} of ${hooks.length} hooks installed`;
}
