/** The last line of an entry that comes from a session of a coding agent: which session it was. Written and read here alone. Pure. */
import { SESSION_NAME } from '../base/ids.js';

const LINE = new RegExp(`\\nsession (${SESSION_NAME})$`);

/** The text with that line behind it. */
export function withSessionLine(text: string, session: string): string {
  return `${text}\nsession ${session}`;
}

/** The session that the text names, and the text without that line. */
export function readSessionLine(text: string): { readonly text: string; readonly session?: string } {
  const match = LINE.exec(text);
  return match?.[1] === undefined ? { text } : { text: text.slice(0, match.index), session: match[1] };
}
