/** JSON as kairos writes and reads it: equal values give equal texts, and only objects are read. Pure; it knows no format of a file. */
import { byKey } from './order.js';

/** The text with the keys of all objects sorted; a Map becomes an object. @param indent spaces for each level; without it one line. */
export function sortedJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, sortedKeys, indent);
}

/**
 * The text of a JSON file, or of one line in a file of lines: `sortedJson` with a newline at the end. Every JSON file of kairos is written by it.
 * @param indent spaces for each level; without it one line.
 */
export function jsonFile(value: unknown, indent?: number): string {
  return `${sortedJson(value, indent)}\n`;
}

/** The object that a JSON text holds; undefined for any other text, and for none. */
export function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** True for an object in the sense of JSON: no array, no null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortedKeys(_key: string, value: unknown): unknown {
  const record: unknown = value instanceof Map ? Object.fromEntries(value) : value;
  if (!isObject(record)) return value;
  // Large files are built in order, and a copy of each of their objects would double the time.
  const isSorted = Object.keys(record).every((key, at, keys) => at === 0 || (keys[at - 1] as string) < key);
  return isSorted ? record : Object.fromEntries(Object.entries(record).sort(byKey));
}
