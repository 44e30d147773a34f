/** Messages of the queue as text for the model: only what was sealed as the person's is in the person's voice, all else is quoted. Pure. */
import { harmless } from '../../base/harmless-text.js';
import { isoTime } from '../../dates/day.js';
import type { Origin } from '../../memory/kinds.js';
import { quotedLines } from './quote.js';

export interface TurnMessage {
  readonly priority: string;
  readonly origin: Origin;
  readonly atMs: number;
  readonly text: string;
}

const QUOTED_LINES = 120;

/** The messages, in their order. */
export function messagesText(messages: readonly TurnMessage[]): string {
  return messages.map(messageText).join('\n\n');
}

function messageText({ priority, origin, atMs, text }: TurnMessage): string {
  const head = `<message from="${origin}" priority="${priority}" at="${isoTime(atMs)}">`;
  const body = origin === 'user' ? harmless(text).replace(/<(?=\/?message\b)/g, '< ') : quotedLines(text, QUOTED_LINES);
  return `${head}\n${body}\n</message>`;
}
