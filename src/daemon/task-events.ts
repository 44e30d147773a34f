/** The events, effects and facts of tasks that are due. Types only. */
import type { HistoryRow } from '../schedule/history.js';
import type { ToolCall } from './event.js';

/** What became of a run, for people. */
export interface TaskTold {
  readonly id: string;
  readonly text: string;
  readonly tone: 'good' | 'quiet' | 'warn';
}

/** A run of the task of dreams. */
export interface DreamRun {
  readonly id: string;
  readonly plannedMs: number;
}

export interface TaskEventData {
  /** The tasks were looked at, and what was due has begun, but for what the reducer starts. */
  readonly tasksLooked: {
    readonly told: readonly TaskTold[];
    /** Commands that are to run. One that finds no room is asked for again. */
    readonly calls: readonly ToolCall[];
    /** The task of dreams is due. */
    readonly isDreamDue: boolean;
    /** Which run of it that is. */
    readonly dreamRun?: DreamRun;
    /** There is a task of dreams that may run: with it nothing else begins one in a session that is active. */
    readonly hasDreamTask: boolean;
    /** When to look again; left out: when something changes. */
    readonly nextAtMs?: number;
    /** What is wrong with the files, and which tasks nobody approved: each with its place. */
    readonly problems: readonly string[];
  };
}

export interface TaskFactData {
  readonly task: TaskTold;
  readonly taskProblems: { readonly problems: readonly string[] };
  /** The task of dreams ran, and this came of it. */
  readonly dreamTask: { readonly text: string };
}

export interface TaskEffectData {
  /** Keep in the history what became of a run. */
  readonly noteTask: { readonly row: HistoryRow };
  /** Look at the tasks, and begin what is due. `running`: ids of tasks whose command runs. `isLast`: begin nothing, and tell what became of commands. */
  readonly lookAtTasks: { readonly running: readonly string[]; readonly once: boolean; readonly isLast?: true };
}
