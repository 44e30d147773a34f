/**
 * Whether a text is a file of tasks at all: JSON, an object, of a format that this program knows, with a list of tasks. What stands in the list is read by
 * `schedule/task-file`; the journal asks this alone. Pure.
 */
import { itemOf, placeAt, readJsonText, type JsonFault, type JsonItem, type JsonNode } from '../base/json-text.js';

export const TASKS_FORMAT = 1;
/** A larger file is no list of tasks. */
export const TASKS_FILE_MAX_BYTES = 1 << 20;

export interface TaskShape {
  /** The list of tasks. */
  readonly list: JsonNode;
  /** The second of two items of the file with one name. */
  readonly twice?: JsonItem;
}

/** The list of a file of tasks, or the place that says why no part of it can be read. */
export function taskShapeOf(text: string): TaskShape | { readonly fault: JsonFault } {
  const read = readJsonText(text);
  if ('fault' in read) return read;
  const fault = (node: Pick<JsonNode, 'start'>, message: string): { readonly fault: JsonFault } => ({
    fault: { ...placeAt(text, node.start), message },
  });
  const { root } = read;
  if (root.kind !== 'object') return fault(root, 'it must be an object: { "format": 1, "tasks": [] }');
  const twice = doubledItem(root);
  if (twice?.name === 'format' || twice?.name === 'tasks') return fault(twice, `"${twice.name}" stands twice in the file`);
  const format = itemOf(root, 'format')?.value;
  const written = format && text.slice(format.start, format.end);
  if (format && written !== String(TASKS_FORMAT)) return fault(format, `"format" is ${written}; this kairos reads ${TASKS_FORMAT} alone`);
  const list = itemOf(root, 'tasks')?.value;
  if (list?.kind !== 'array') return fault(list ?? root, '"tasks" must be a list');
  return { list, ...(twice && { twice }) };
}

/** True for a text of which tasks can be read. */
export function isTaskText(text: string): boolean {
  return text.length <= TASKS_FILE_MAX_BYTES && !('fault' in taskShapeOf(text));
}

/** The second of two items of an object with one name. JSON allows it, and what it means is left to chance. */
export function doubledItem({ items }: JsonNode): JsonItem | undefined {
  const names = new Set<string>();
  return items.find(({ name }) => {
    if (name === undefined) return false;
    const isSecond = names.has(name);
    names.add(name);
    return isSecond;
  });
}
