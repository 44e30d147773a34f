/** The context of a command on this process's terminal. It opens no repository. */
import { isatty } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { KairosError } from '../base/errors.js';
import type { Context } from './context.js';
import { columnsOf, fitted } from './fit.js';
import { isColoured, jsonOutput, paletteOf } from './print.js';
import { withSlashes } from './typed-path.js';

/**
 * The context of one command.
 * @param signal aborts on Ctrl+C.
 * @returns a context whose `ask` throws KairosError `needs-answer` without a terminal and `cancelled` on Ctrl+C or Ctrl+D.
 */
export function contextOf(signal: AbortSignal): Context {
  const { stdout, stderr, env } = process;
  // Asked for when it is needed: most commands never look at standard input, and opening it takes a tenth of their start.
  // Not `process.stdin`, which makes a stream of it first.
  const isInteractive = (): boolean => stdout.isTTY === true && isatty(0);
  // Answers that were typed before their question: what one reader has read, the next one would not see.
  const ahead: string[] = [];
  const question = async (text: string, flag: string): Promise<string> => {
    if (!isInteractive())
      throw new KairosError('needs-answer', `this asks: ${text}`, { hint: `there is no terminal to answer at; say it with ${flag}` });
    const early = ahead.shift();
    if (early !== undefined) {
      stdout.write(`${text} ${early}\n`);
      return early;
    }
    const { createInterface } = await import('node:readline/promises');
    const reader = createInterface({ input: process.stdin, output: stdout });
    // At a prompt readline receives Ctrl+C and Ctrl+D, and would leave the question open for ever.
    const left = new AbortController();
    reader.on('line', (line) => void ahead.push(line));
    reader.once('SIGINT', () => process.kill(process.pid, 'SIGINT')).once('close', () => left.abort());
    try {
      return await reader.question(`${text} `, { signal: AbortSignal.any([signal, left.signal]) });
    } catch (error) {
      throw signal.aborted ? error : new KairosError('cancelled', 'no answer was given');
    } finally {
      reader.close();
    }
  };
  const columns = columnsOf(stdout);
  return {
    cwd: withSlashes(process.cwd()),
    env,
    palette: paletteOf(isColoured(stdout, env)),
    columns,
    get interactive() {
      return isInteractive();
    },
    signal,
    say: (line) => void stdout.write(`${fitted(line, columns)}\n`),
    tell: (line) => void stderr.write(`${fitted(isColoured(stderr, env) ? line : stripVTControlCharacters(line), columnsOf(stderr))}\n`),
    json: (value) => void stdout.write(jsonOutput(value)),
    confirm: async (text, flag, enter) => {
      const answer = (await question(`${text} ${enter === 'yes' ? '[Y/n]' : '[y/N]'}`, flag)).trim();
      return answer === '' ? enter === 'yes' : /^y(?:es)?$/i.test(answer);
    },
    ask: question,
  };
}
