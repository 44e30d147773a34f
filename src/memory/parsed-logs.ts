/**
 * The logs that were parsed last, so that a tick which reads today's log again and again parses it once. A memo of pure functions: what is kept holds
 * for the very text that it was made from. It reads no file, and keeps little, since a daemon lives for weeks.
 */
import { memo } from '../base/memo.js';
import { logBlocks, parseDailyLog, type LogBlock } from './daily-log.js';
import type { Entry, Problem } from './entry.js';

interface Parsed {
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}

/** Of all texts of one memo together. A busy day has some 20,000. */
const KEPT_CHARACTERS = 64 * 1024;

const parsed = memo<Parsed>(KEPT_CHARACTERS);
const blocks = memo<readonly LogBlock[]>(KEPT_CHARACTERS);

/** As `parseDailyLog`. The result is shared and must not be changed. */
export function parsedLog(text: string, meta: { readonly path: string; readonly day: string; readonly writer: string }): Parsed {
  return parsed(`${meta.writer} ${meta.path}`, text, () => parseDailyLog(text, meta));
}

/** As `logBlocks`. The result is shared and must not be changed. */
export function knownBlocks(text: string): readonly LogBlock[] {
  return blocks(text, text, () => logBlocks(text));
}
