/**
 * Three-way merge of two texts of a task file, task by task by its id: what one side changed is taken, and where both changed the same field, the file's
 * own word holds. So whoever writes puts in what it changed and takes back nothing of others, however many write at once and whatever lock failed. Pure.
 */
import { rawTasks, taskFileOf, withoutTask, withTask, type RawTask } from './task-file.js';

/**
 * The text to write: `theirs`, which stands in the file now, with what `ours` changed of `base`. Undefined: `theirs` cannot be read, and nothing may be
 * written over it. @param base what the file held when we read it; left out: there was none. @param theirs left out: there is none now.
 */
export function mergeTaskTexts(base: string | undefined, ours: string, theirs: string | undefined): string | undefined {
  if (theirs === base || theirs === ours) return ours;
  const now = theirs ?? taskFileOf([]);
  const [before, wanted, there] = [rawTasks(base ?? taskFileOf([])), rawTasks(ours), rawTasks(now)];
  if (!there) return undefined;
  if (!before || !wanted) return now;
  let text = now;
  for (const id of new Set([...before.keys(), ...wanted.keys()])) {
    const merged = mergeTask(before.get(id), wanted.get(id), there.get(id));
    if (merged === there.get(id)) continue;
    text = merged === undefined ? withoutTask(text, id) : withTask(text, id, merged);
  }
  return text;
}

/** One task: undefined where it does not stand. What was changed on one side is not lost by a removal on the other. */
function mergeTask(base: RawTask | undefined, ours: RawTask | undefined, theirs: RawTask | undefined): RawTask | undefined {
  if (isSame(base, ours)) return theirs;
  if (ours === undefined) return isSame(essenceOf(base), essenceOf(theirs)) ? undefined : theirs;
  if (theirs === undefined) return base === undefined || !isSame(essenceOf(base), essenceOf(ours)) ? ours : undefined;
  const merged: Record<string, unknown> = { ...theirs };
  for (const name of new Set([...Object.keys(base ?? {}), ...Object.keys(ours)])) {
    const [was, is, stands] = [base?.[name], ours[name], theirs[name]];
    if (isSame(was, is) || !isSame(was, stands)) continue;
    if (is === undefined) delete merged[name];
    else merged[name] = is;
  }
  return isSame(merged, theirs) ? theirs : merged;
}

/** A task without what kairos itself notes in it. */
function essenceOf(task: RawTask | undefined): RawTask | undefined {
  if (!task) return undefined;
  const { lastRun: _noted, ...rest } = task;
  return rest;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
