/**
 * Puts a value into a JSON text and takes it out, and changes nothing else: the text that is left is the one that was there before. Pure.
 *
 * Where a value goes into an empty object or array of somebody's, it stands right behind the bracket; in one that it brings along, behind a blank or a line
 * break. So taking it out knows whose an empty object is, without a record.
 */
import { itemOf, readJsonText, type JsonNode } from './json-text.js';

/** The text with the value at the end of an object or array. @param name in an object. @param node of this very text. */
export function withItem(text: string, node: JsonNode, name: string | undefined, value: unknown): string {
  const last = node.items.at(-1);
  if (!last) {
    const at = node.start + 1;
    return `${text.slice(0, at)}${named(name, inLine(value))}${text.slice(at)}`;
  }
  const end = last.value.end;
  const isInLines = text.slice(node.start, last.start).includes('\n');
  if (!isInLines) return `${text.slice(0, end)}, ${named(name, inLine(value))}${text.slice(end)}`;
  const margin = marginAt(text, last.start);
  const item = (name === undefined ? inLine(value) : inLines(name, value, unitOf(text))).replaceAll('\n', `\n${margin}`);
  return `${text.slice(0, end)}${inLinesOf(text, `,\n${margin}${item}`)}${text.slice(end)}`;
}

/** The items to take out of a text, by their places. */
export type Path = readonly (string | number)[];

/** The text without what lies at the path, and without what only held it: undefined where nothing but that is left. */
export function withoutItem(text: string, path: Path): string | undefined {
  const read = readJsonText(text);
  if ('fault' in read) return text;
  const held = heldAlong(read.root, path);
  for (let depth = path.length; depth > 0; depth--) {
    const owner = held[depth - 1] as JsonNode;
    const index = indexIn(owner, path[depth - 1] as string | number);
    if (owner.items.length > 1) return cut(text, owner, index);
    // Right behind the bracket: it was empty before.
    if (owner.items[index]?.start === owner.start + 1)
      return `${text.slice(0, owner.start + 1)}${text.slice(owner.items[index].value.end)}`;
  }
  return undefined;
}

function heldAlong(root: JsonNode, path: Path): JsonNode[] {
  const held = [root];
  for (const step of path) {
    const at = held.at(-1) as JsonNode;
    held.push((typeof step === 'number' ? at.items[step]?.value : itemOf(at, step)?.value) as JsonNode);
  }
  return held;
}

function indexIn(owner: JsonNode, step: string | number): number {
  return typeof step === 'number' ? step : owner.items.findLastIndex(({ name }) => name === step);
}

function cut(text: string, { items }: JsonNode, index: number): string {
  const [before, item, after] = [items[index - 1], items[index], items[index + 1]];
  if (before) return `${text.slice(0, before.value.end)}${text.slice(item?.value.end)}`;
  return `${text.slice(0, item?.start)}${text.slice(after?.start)}`;
}

/** A whole file with one value by its name. */
export function jsonFileOf(name: string, value: unknown): string {
  return `{\n  ${inLines(name, value, '  ').replaceAll('\n', '\n  ')}\n}\n`;
}

/** A line for each part of an object. */
function inLines(name: string, value: unknown, unit: string): string {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return named(name, inLine(value));
  const parts = Object.entries(value).map(([part, inner]) => `\n${unit}${named(part, inLine(inner))}`);
  return named(name, `{${parts.join(',')}\n}`);
}

/** The value in one line, with a blank behind each bracket. */
function inLine(value: unknown): string {
  if (Array.isArray(value)) return `[ ${value.map(inLine).join(', ')} ]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, part]) => named(name, inLine(part)))
    .join(', ')} }`;
}

function named(name: string | undefined, value: string): string {
  return name === undefined ? value : `${JSON.stringify(name)}: ${value}`;
}

/** What stands before it on its line. */
function marginAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** One step of the text's indentation. */
function unitOf(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
}

function inLinesOf(text: string, added: string): string {
  return text.includes('\r\n') ? added.replaceAll('\n', '\r\n') : added;
}
