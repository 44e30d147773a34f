/** Sets one key in the text of a config file and keeps everything else, comments included. It reads and writes no file. */
import { isMap, parseDocument } from 'yaml';

/**
 * The text with `key` set, whether the file writes it nested or with dots; undefined where the text cannot be read as settings and a person
 * has to mend it.
 * @param text undefined where there is no file yet.
 */
export function withSetting(text: string | undefined, key: string, value: string | number): string | undefined {
  const document = parseDocument(text ?? '', { prettyErrors: false, logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  if (document.contents !== null && !isMap(document.contents)) return undefined;
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
