/** The lines of a commit that say that something is to be done, and until when: `TODO(2026-12-01)`, `FIXME by 2026-12-01`. Pure. */
import { harmless } from '../../base/harmless-text.js';
import { isRealDay } from '../../dates/day.js';

export interface MarkedLine {
  readonly word: 'TODO' | 'FIXME';
  /** From the word on, on one line. */
  readonly text: string;
  /** YYYY-MM-DD; undefined where the line names none. */
  readonly due?: string;
}

const CHARACTERS_MOST = 160;
/** A line of a bundle or of data is nobody's remark. */
const LINE_MOST = 500;
const MARKED = /(?:^|[^\w`'"])(TODO|FIXME)(?:\(([^()\n]{1,60})\))?(?=[\s:.,!]|$)/;
const DAY = /\b(\d{4}-\d{2}-\d{2})\b/;
const BY = /^[\s:]*(?:by|until|before|on|due|from)?\s*(\d{4}-\d{2}-\d{2})\b/i;
const END_OF_COMMENT = /\s*(?:\*\/|-->|#\}|\}\})\s*$/;

/** What a line says is to be done; undefined for any other line. */
export function markedLine(line: string): MarkedLine | undefined {
  if (line.length > LINE_MOST) return undefined;
  const found = MARKED.exec(line);
  if (!found) return undefined;
  const [whole, word, inside = ''] = found;
  const start = found.index + whole.indexOf(word as string);
  const day = DAY.exec(inside)?.[1] ?? BY.exec(line.slice(found.index + whole.length))?.[1];
  const text = harmless(line.slice(start)).replace(END_OF_COMMENT, '').replace(/\s+/g, ' ').trim().slice(0, CHARACTERS_MOST);
  return { word: word as MarkedLine['word'], text, ...(day !== undefined && isRealDay(day) && { due: day }) };
}
