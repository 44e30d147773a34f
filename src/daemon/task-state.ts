/** The part of the reducer's state that is about tasks. Values. */

/** What the reducer knows of the tasks. */
export interface TaskState {
  readonly nextAtMs?: number;
  readonly isDreamDue: boolean;
  readonly hasDreamTask: boolean;
}

export const NO_TASK_STATE: TaskState = { isDreamDue: false, hasDreamTask: false };
