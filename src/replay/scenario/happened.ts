/** What the steps of a scenario brought, for its expectations to look at. A record, no logic. */
import type { DreamOutcome } from '../../daemon/event.js';
import type { Hit } from '../../desk/ask.js';

/** Since the beginning, or since the last expectation where that is said. */
export interface Happened {
  /** The answer to the last question; undefined where none was asked. */
  hits: readonly Hit[] | undefined;
  /** How the last dream that a step asked for ended. */
  dream: { readonly outcome: DreamOutcome | 'gated'; readonly detail: string } | undefined;
  /** The id of the last dream that was reviewed. */
  reviewed: string | undefined;
  /** Paths in which the last merge stopped. */
  conflicts: readonly string[];
  /** What was acknowledged since an invariant looked last, each with its place. */
  readonly noted: { readonly place: string; readonly text: string }[];
  /** Lines that a hand wrote into logs, and those that it took out. */
  readonly byHand: { readonly place: string; readonly line: string; readonly isGone: boolean }[];
  readonly forgotten: { readonly place: string; readonly id: string; readonly text: string; isDone: boolean }[];
  readonly verdicts: {
    readonly place: string;
    readonly dream: string;
    readonly claims: readonly string[];
    readonly is: 'rejected' | 'reopened';
  }[];
  /** Texts that a branch or a file in the queue brought. */
  readonly external: string[];
  /** Where the last expectation ended, in decisions and lines of the daemons and in calls of the ports. */
  since: { decided: number; lines: number; files: number; git: number; entries: number; requests: number };
}

export function nothingYet(): Happened {
  return {
    hits: undefined,
    dream: undefined,
    reviewed: undefined,
    conflicts: [],
    noted: [],
    byHand: [],
    forgotten: [],
    verdicts: [],
    external: [],
    since: { decided: 0, lines: 0, files: 0, git: 0, entries: 0, requests: 0 },
  };
}
