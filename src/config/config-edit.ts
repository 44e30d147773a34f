/** Sets one key in the text of a config file, or takes it out, and keeps everything else, comments included. It reads and writes no file. */
import { isMap, parseDocument, type Document } from 'yaml';

/**
 * The text with `key` set, whether the file writes it nested or with dots; undefined where the text cannot be read as settings and a person
 * has to mend it.
 * @param text undefined where there is no file yet.
 */
export function withSetting(text: string | undefined, key: string, value: string | number | boolean): string | undefined {
  const document = documentOf(text ?? '');
  if (document === undefined) return undefined;
  keepBelow(document, key);
  const path = pathOf(document, key);
  const [section = key] = path;
  // An empty section is made anew.
  if (path.length > 1 && !isMap(document.get(section)) && document.has(section)) document.delete(section);
  document.setIn(path, value);
  return document.toString({ lineWidth: 0 });
}

/** The text without `key`, the same text where it does not stand there; undefined as above. Sections that are empty then go with it. */
export function withoutSetting(text: string, key: string): string | undefined {
  const document = documentOf(text);
  if (document === undefined) return undefined;
  if (isMap(document.get(key))) return text;
  const path = pathOf(document, key);
  const [section = key] = path;
  if (path.length > 1 && !isMap(document.get(section))) return text;
  if (!document.deleteIn(path)) return text;
  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const below: unknown = document.getIn(path.slice(0, depth));
    if (isMap(below) && below.items.length === 0) document.deleteIn(path.slice(0, depth));
  }
  // A document without keys is written as `{}` or `null`, which no person would write.
  return isMap(document.contents) && document.contents.items.length === 0 ? remarksOf(text) : document.toString({ lineWidth: 0 });
}

/** Where a key stands, or is to stand: with dots where its section is a key with a value of its own (`act: on`, `act.network: true`). */
function pathOf(document: Document, key: string): readonly string[] {
  const path = key.split('.');
  const below: unknown = document.get(path[0] ?? key);
  const isValue = path.length > 1 && below !== undefined && below !== null && !isMap(below);
  return document.has(key) || isValue ? [key] : path;
}

/** A key that is to have a value, and is a section so far: what stands below it is written with dots. */
function keepBelow(document: Document, key: string): void {
  const below: unknown = document.get(key);
  if (!isMap(below)) return;
  document.delete(key);
  for (const { key: name, value } of below.items) document.set(`${key}.${String(name)}`, value);
}

function documentOf(text: string): Document | undefined {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  return document.errors.length > 0 || (document.contents !== null && !isMap(document.contents)) ? undefined : document;
}

function remarksOf(text: string): string {
  return text
    .split('\n')
    .filter((line) => /^\s*(?:#|$)/.test(line))
    .join('\n');
}
