/** The part of the reducer's state that is about tasks. Values. */

import type { DreamRun } from './task-events.js';

/** What the reducer knows of the tasks. */
export interface TaskState {
  readonly nextAtMs?: number;
  readonly isDreamDue: boolean;
  readonly hasDreamTask: boolean;
  /** The run of it of which nobody knows yet what became. */
  readonly dreamRun?: DreamRun;
  /** A command of a task began in the one tick of `run --once`: how it ended is told before the end. */
  readonly hasBegun?: true;
  /** That is being told. */
  readonly isLast?: true;
}

export const NO_TASK_STATE: TaskState = { isDreamDue: false, hasDreamTask: false };
