/** JSON as kairos writes and reads it: equal values are equal texts, and what is no object reads as none. Pure; it knows no format. */
import { byKey } from './order.js';

/** The text with the keys of all objects in order; a Map is the object of its entries. @param indent spaces a level; without it all is one line. */
export function sortedJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, sortedKeys, indent);
}

/** The object that a text is in JSON; undefined for every other text, and for none. */
export function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** True for what JSON calls an object: no array, no null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  return isObject(value) ? Object.fromEntries(Object.entries(value).sort(byKey)) : value;
}
