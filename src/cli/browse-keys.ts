/** Shows lines that change with each key, at a terminal, and takes them away at the end. It knows nothing of what they say. */
import { emitKeypressEvents } from 'node:readline';
import type { Key } from './topic-browse.js';

export interface Shown {
  readonly lines: readonly string[];
  /** Where the cursor stands in the first line. */
  readonly cursor: number;
}

/**
 * Shows what `draw` gives, anew after each key, until `onKey` returns a value.
 * @param signal ends it, with `otherwise`.
 */
export async function byKeys<T>(draw: () => Shown, onKey: (key: Key) => T | undefined, signal: AbortSignal, otherwise: T): Promise<T> {
  const { stdin, stdout } = process;
  const show = (): void => {
    const { lines, cursor } = draw();
    const up = lines.length > 1 ? `\u001b[${lines.length - 1}A` : '';
    stdout.write(`\r\u001b[J${lines.join('\r\n')}${up}\r\u001b[${cursor}C`);
  };
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.resume();
  try {
    return await new Promise<T>((resolve) => {
      const end = (value: T): void => {
        stdin.off('keypress', keyed).off('end', left);
        signal.removeEventListener('abort', left);
        stdout.off('resize', show);
        resolve(value);
      };
      const left = (): void => end(otherwise);
      const keyed = (_text: string | undefined, key: Key): void => {
        const value = onKey(key);
        if (value === undefined) show();
        else end(value);
      };
      stdin.on('keypress', keyed);
      stdin.once('end', left);
      signal.addEventListener('abort', left);
      stdout.on('resize', show);
      show();
    });
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stdout.write('\r\u001b[J');
  }
}
