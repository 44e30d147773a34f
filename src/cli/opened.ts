/** Types of an opened repository and of the options of opening it. */
import type { OpenedWorld } from '../compose.js';
import type { LogView, Needs } from '../desk/prepare.js';

/** A repository that was found, before anything in it is read. */
export type OpenedPlace = Pick<OpenedWorld, 'world' | 'ws' | 'config' | 'problems' | 'likeness'>;

export interface Opened extends OpenedPlace {
  readonly view: LogView;
  /** True: the logs lie in a stash. Only commands that asked for `evenStashed` are opened then. */
  readonly isStashed: boolean;
}

export interface OpenNeeds extends Needs {
  /** The command reads and ends: refs are listed once for all its questions, and each log is looked at once. */
  readonly brief?: boolean;
  /** Say nothing of what was restored (machine-readable output). */
  readonly quiet?: boolean;
  /** Say nothing at all: the process that started this one says it. */
  readonly silent?: boolean;
}
