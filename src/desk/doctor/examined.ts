/** The rows of `kairos doctor`, and the functions that make them. Pure. */
import type { Workspace } from '../../base/workspace.js';
import type { ConfigProblem } from '../../config/config.js';
import type { Checkout } from '../../journal/checkout.js';
import type { LogView } from '../../memory/log-view.js';
import type { World } from '../../world/world.js';

/** One check and its result. */
export interface Examined {
  readonly what: string;
  readonly state: 'well' | 'note' | 'bad';
  readonly detail: string;
  readonly hint?: string;
}

/** What every section may look at. */
export interface Examination {
  readonly world: World;
  readonly ws: Workspace;
  /** Files that a branch brought under ignored names; none outside of git. */
  readonly checkout: Checkout;
  /** How logs are read while nothing is restored. */
  readonly view: LogView;
  readonly configProblems: readonly ConfigProblem[];
  /** Ends the wait for an embedder's server. */
  readonly signal: AbortSignal | undefined;
}

/** Of a list, so many are named. */
export const LISTED_MOST = 20;

export function well(what: string, detail: string): Examined {
  return { what, state: 'well', detail };
}

/** @param hint the next command. */
export function note(what: string, detail: string, hint?: string): Examined {
  return { what, state: 'note', detail, ...(hint === undefined ? {} : { hint }) };
}

/** @param hint the next command. */
export function bad(what: string, detail: string, hint?: string): Examined {
  return { what, state: 'bad', detail, ...(hint === undefined ? {} : { hint }) };
}

/** `a, b, and 3 more` */
export function listed(names: readonly string[]): string {
  const rest = names.length - LISTED_MOST;
  return `${names.slice(0, LISTED_MOST).join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
}
