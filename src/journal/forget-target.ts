/** What a forget takes out of a text: which blocks, and a quick test for the texts that have none. Pure. */
import type { LogBlock } from '../memory/daily-log.js';
import type { ForgetIntent } from './forget-intent.js';
import { BEGINNING, withoutBlocks } from './reconcile.js';

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

/**
 * The text without its blocks; the same text where there are none. A crash may have left the beginning of such a line beside the whole one, which was
 * restored: it goes as well.
 */
export function without(text: string, target: Target): string {
  if (!text.includes(target.needle)) return text;
  const whole: string[] = [];
  withoutBlocks(text, (block) => target.drop(block) && whole.push(block.text) === 0);
  const isTorn = (block: LogBlock): boolean => {
    const part = block.text.trimEnd();
    return block.id === undefined && BEGINNING.test(part) && whole.some((one) => one.startsWith(part));
  };
  return withoutBlocks(text, (block) => target.drop(block) || isTorn(block));
}
