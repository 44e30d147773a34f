/** What of a session the next turn begins with: the newest turns that fit, oldest dropped first. Pure. */
import { sortedJson } from '../../base/json.js';
import type { ModelMessage } from '../../world/model.js';
import type { Turn } from './turn-line.js';

/** The most that the window holds, in bytes of JSON. */
export const WINDOW_BYTES = 24_000;

export interface Window {
  /** In the order in which they were said. A reply that calls a tool stands with what came of it, or not at all. */
  readonly messages: readonly ModelMessage[];
  /** How many turns they are of. */
  readonly turns: number;
  readonly bytes: number;
}

/**
 * The window of some turns. Whole turns are dropped, the oldest first; of a newest turn that is too large alone its end is left, from a message that can stand
 * first.
 * @param bytesOf the bytes of a text.
 */
export function windowOf(turns: readonly Turn[], bytesMost: number, bytesOf: (text: string) => number): Window {
  let window: Window = { messages: [], turns: 0, bytes: 0 };
  for (const { messages } of turns.toReversed()) {
    const bytes = sizeOf(messages, bytesOf);
    if (window.bytes + bytes > bytesMost) {
      if (window.turns > 0) break;
      const end = endOf(messages, bytesMost, bytesOf);
      return end.length === 0 ? window : { messages: end, turns: 1, bytes: sizeOf(end, bytesOf) };
    }
    window = { messages: [...messages, ...window.messages], turns: window.turns + 1, bytes: window.bytes + bytes };
  }
  return window;
}

/** The longest end of a turn that fits and begins with no result of a call that is left out. */
function endOf(messages: readonly ModelMessage[], bytesMost: number, bytesOf: (text: string) => number): readonly ModelMessage[] {
  const starts = messages.flatMap(({ role }, n) => (role === 'tool' ? [] : [n]));
  const start = starts.find((n) => sizeOf(messages.slice(n), bytesOf) <= bytesMost);
  return start === undefined ? [] : messages.slice(start);
}

function sizeOf(messages: readonly ModelMessage[], bytesOf: (text: string) => number): number {
  return messages.reduce((sum, message) => sum + bytesOf(sortedJson(message)), 0);
}
