/**
 * The text of `scheduled_tasks.json` and of `state/session-tasks.json`: tasks and problems out of it, and changes into it that leave every other byte as it
 * is. A person edits it by hand, so that nothing is written anew that was not changed. Pure.
 *
 *     { "format": 1, "tasks": [ { "id": "standup", "prompt": "Say what waits", "schedule": "0 9 * * 1-5" } ] }
 */
import { withItem, withoutItem } from '../base/json-edit.js';
import { itemOf, placeAt, readJsonText, type JsonNode } from '../base/json-text.js';
import { doubledItem, TASKS_FORMAT, taskShapeOf } from '../memory/task-shape.js';
import type { Zone } from './rule.js';
import { readTask, type Task, type TaskProblem } from './task.js';

/** The most tasks that a file may hold; those behind them are told and do nothing. */
export const TASKS_MOST = 50;

/** From 1. */
export type TaskPlace = Pick<TaskProblem, 'line' | 'column'>;

export interface TaskFile {
  readonly tasks: readonly Task[];
  /** Where the task with this id begins. */
  readonly placeOf: (id: string) => TaskPlace;
  readonly problems: readonly TaskProblem[];
  /** No part of it can be read, and none may be changed: no JSON, another shape, or a later format. */
  readonly isBroken: boolean;
}

/** A task as it stands in the file: its fields, known or not. */
export type RawTask = Readonly<Record<string, unknown>>;

/** All tasks that can be read, and the places of what cannot. @param zone of this machine. @param isOfSession it is the file of tasks that end with the daemon. */
export function readTaskFile(text: string, zone: Zone, isOfSession = false): TaskFile {
  const shape = taskShapeOf(text);
  if ('fault' in shape) return brokenFile(shape.fault);
  const { list, twice } = shape;
  const at = (node: Pick<JsonNode, 'start'>, message: string, id?: string): TaskProblem => ({
    ...placeAt(text, node.start),
    ...(id !== undefined && { id }),
    message,
  });
  const problems: TaskProblem[] = twice ? [at(twice, `"${twice.name}" stands twice in the file`)] : [];
  const tasks: Task[] = [];
  const places = new Map<string, JsonNode>();
  for (const [index, { value: node }] of list.items.entries()) {
    const id = idOf(node);
    const blame = (where: Pick<JsonNode, 'start'> | undefined, message: string): void => void problems.push(at(where ?? node, message, id));
    if (index >= TASKS_MOST) {
      blame(node, `more than ${TASKS_MOST} tasks: this one and those behind it do nothing`);
      break;
    }
    const above = id === undefined ? undefined : places.get(id);
    if (id !== undefined && !above) places.set(id, node);
    const name = doubledItem(node);
    if (name) blame(name, `"${name.name}" stands twice in this task, which does nothing`);
    const task = name ? undefined : readTask(node, text, zone, blame);
    // Whoever changes a task of this name changes the first, be it sound or not.
    if (task && above)
      blame(node, `there is a task "${id}" above already, in line ${placeAt(text, above.start).line}; this one does nothing`);
    // The other file says so of all that stand in it.
    else if (task && !task.durable && !isOfSession)
      blame(itemOf(node, 'durable')?.value, '"durable" is false: such a task stands in state/session-tasks.json (--session)');
    else if (task) tasks.push(task);
  }
  const placeOf = (id: string): TaskPlace => placeAt(text, places.get(id)?.start ?? 0);
  return { tasks, problems, isBroken: false, placeOf };
}

/** The tasks of a text as they stand there, by their ids; of two with one id the first. Undefined: no part of it can be read. */
export function rawTasks(text: string): ReadonlyMap<string, RawTask> | undefined {
  const list = listOf(text);
  if (!list) return undefined;
  const tasks = new Map<string, RawTask>();
  for (const { value } of list.items) {
    const id = idOf(value);
    if (value.kind === 'object' && id !== undefined && !tasks.has(id))
      tasks.set(id, JSON.parse(text.slice(value.start, value.end)) as RawTask);
  }
  return tasks;
}

/** The text with this task in place of the one with its id, field by field, or at its end. The text must be one that `rawTasks` reads. */
export function withTask(text: string, id: string, task: RawTask): string {
  const index = indexOf(text, id);
  if (index === -1) {
    const list = listOf(text) as JsonNode;
    return list.items.length === 0 ? withFirst(text, list, task) : withItem(text, list, undefined, task);
  }
  let next = text;
  const before = rawTasks(text)?.get(id) ?? {};
  for (const name of Object.keys(before)) if (!(name in task)) next = withoutField(next, id, name);
  for (const [name, value] of Object.entries(task))
    if (JSON.stringify(value) !== JSON.stringify(before[name])) next = withField(next, id, name, value);
  return next;
}

/** The text without the task. */
export function withoutTask(text: string, id: string): string {
  const index = indexOf(text, id);
  const list = listOf(text);
  if (index === -1 || !list) return text;
  // The list stays where its last task goes.
  if (list.items.length === 1) return `${text.slice(0, list.start)}[]${text.slice(list.end)}`;
  return withoutItem(text, ['tasks', index]) ?? text;
}

/** A whole file with these tasks. */
export function taskFileOf(tasks: readonly RawTask[]): string {
  const empty = `{\n  "format": ${TASKS_FORMAT},\n  "tasks": []\n}\n`;
  return tasks.reduce<string>((text, task) => withTask(text, String(task['id']), task), empty);
}

function withField(text: string, id: string, name: string, value: unknown): string {
  const node = listOf(text)?.items[indexOf(text, id)]?.value as JsonNode;
  const there = itemOf(node, name)?.value;
  if (there) return `${text.slice(0, there.start)}${JSON.stringify(value)}${text.slice(there.end)}`;
  return withItem(text, node, name, value);
}

function withoutField(text: string, id: string, name: string): string {
  return withoutItem(text, ['tasks', indexOf(text, id), name]) ?? text;
}

/** The first task of a list: in lines of its own, indented as the file is. */
function withFirst(text: string, list: JsonNode, task: RawTask): string {
  const line = text.slice(text.lastIndexOf('\n', list.start - 1) + 1, list.start);
  const margin = /^[ \t]*/.exec(line)?.[0] ?? '';
  const unit = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  const breaks = text.includes('\r\n') ? '\r\n' : '\n';
  const shown = JSON.stringify(task, undefined, unit).replaceAll('\n', `\n${margin}${unit}`).replaceAll('\n', breaks);
  return `${text.slice(0, list.start)}[${breaks}${margin}${unit}${shown}${breaks}${margin}]${text.slice(list.end)}`;
}

function indexOf(text: string, id: string): number {
  return listOf(text)?.items.findIndex(({ value }) => idOf(value) === id) ?? -1;
}

/** The name of a task. One that says two is none of both. */
function idOf(node: JsonNode): string | undefined {
  const [id, second] = node.items.filter(({ name }) => name === 'id');
  return second ? undefined : id?.value.value;
}

function listOf(text: string): JsonNode | undefined {
  const read = readJsonText(text);
  const list = 'fault' in read ? undefined : itemOf(read.root, 'tasks')?.value;
  return list?.kind === 'array' ? list : undefined;
}

/** What is read of a file of which no part can be read. */
export function brokenFile(problem: TaskProblem): TaskFile {
  const { line, column, message } = problem;
  return { tasks: [], problems: [{ line, column, message }], isBroken: true, placeOf: () => ({ line, column }) };
}
