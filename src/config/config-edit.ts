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
  const path = document.has(key) ? [key] : key.split('.');
  const [section = key] = path;
  const below: unknown = document.get(section);
  // A section that holds something else than keys cannot take one; an empty section is made anew.
  if (path.length > 1 && !isMap(below)) {
    if (below !== undefined && below !== null) return undefined;
    if (document.has(section)) document.delete(section);
  }
  document.setIn(path, value);
  return document.toString({ lineWidth: 0 });
}

/** The text without `key`, the same text where it does not stand there; undefined as above. Sections that are empty then go with it. */
export function withoutSetting(text: string, key: string): string | undefined {
  const document = documentOf(text);
  if (document === undefined) return undefined;
  const path = document.has(key) ? [key] : key.split('.');
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
