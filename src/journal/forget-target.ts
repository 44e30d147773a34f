/** What a forget takes out of a text: which blocks, and a quick test for the texts that have none. Pure. */
import type { LogBlock } from '../memory/daily-log.js';
import type { ForgetIntent } from './forget-intent.js';
import { withoutBlocks } from './reconcile.js';

/** The blocks to delete: a test, and a text that occurs in every file with such a block, so that other files need not be parsed. */
export interface Target {
  readonly needle: string;
  drop(block: LogBlock): boolean;
}

/** The blocks with the id, or, for a bullet without one, those with its text. */
export function targetOf({ id, text }: ForgetIntent): Target {
  if (text === undefined) return { needle: `^${id}`, drop: (block) => block.id === id };
  return { needle: text, drop: (block) => block.id === undefined && block.text.trimEnd() === text };
}

/** The text without its blocks; the same text where there are none. */
export function without(text: string, target: Target): string {
  return text.includes(target.needle) ? withoutBlocks(text, target.drop) : text;
}
