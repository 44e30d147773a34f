/**
 * The logs that were parsed last, so that a tick which reads today's log again and again parses it once. A memo of pure functions: what is kept holds
 * for the very text that it was made from. It reads no file, and keeps little, since a daemon lives for weeks.
 */
import { logBlocks, parseDailyLog, type LogBlock } from './daily-log.js';
import type { Entry, Problem } from './entry.js';

interface Parsed {
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}

/** Of all texts of one memo together. A busy day has some 20,000. */
const KEPT_CHARACTERS = 64 * 1024;

const parsed = memo<Parsed>();
const blocks = memo<readonly LogBlock[]>();

/** As `parseDailyLog`. The result is shared and must not be changed. */
export function parsedLog(text: string, meta: { readonly path: string; readonly day: string; readonly writer: string }): Parsed {
  return parsed(`${meta.writer} ${meta.path}`, text, () => parseDailyLog(text, meta));
}

/** As `logBlocks`. The result is shared and must not be changed. */
export function knownBlocks(text: string): readonly LogBlock[] {
  return blocks(text, text, () => logBlocks(text));
}

/** Keeps one value a key, with the text that it was made from, and forgets those that were not used the longest. */
function memo<Value>(): (key: string, text: string, make: () => Value) => Value {
  const kept = new Map<string, { readonly text: string; readonly value: Value }>();
  let characters = 0;
  return (key, text, make) => {
    const known = kept.get(key);
    if (known) {
      kept.delete(key);
      if (known.text === text) {
        kept.set(key, known);
        return known.value;
      }
      characters -= known.text.length;
    }
    const value = make();
    if (text.length > KEPT_CHARACTERS) return value;
    kept.set(key, { text, value });
    characters += text.length;
    for (const [oldest, { text: old }] of kept) {
      if (characters <= KEPT_CHARACTERS) break;
      kept.delete(oldest);
      characters -= old.length;
    }
    return value;
  };
}
