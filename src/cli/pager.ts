/** Sends more than a screenful to the person's pager, as git does. Where the output is no terminal, it is printed as it is. */
import { spawnSync } from 'node:child_process';
import type { Context } from './context.js';

export interface Pager {
  readonly say: (line: string) => void;
  /** Prints what was said. */
  end(): Promise<void>;
}

/** What git gives to `less`: end where all fits, colours as they are, leave the screen as it was. */
const LESS = 'FRX';

/** Collects lines; undefined where nobody sits at a terminal, or where the pager is `cat` or nothing. */
export function pagerOf({ env, say }: Pick<Context, 'env' | 'say'>): Pager | undefined {
  const { stdout } = process;
  const command = (env['KAIROS_PAGER'] ?? env['PAGER'] ?? 'less').trim();
  if (stdout.isTTY !== true || command === '' || command === 'cat') return undefined;
  const lines: string[] = [];
  return {
    say: (line) => void lines.push(line),
    end: async () => {
      const isShort = lines.length < (stdout.rows || Infinity);
      // The newest line stands last, and is what the person asked for.
      const atEnd = /^less(?:\s|$)/.test(command) ? `${command} +G` : command;
      // The person's own setting, which may hold arguments: the shell splits it, as git lets it.
      const run = isShort
        ? undefined
        : spawnSync('sh', ['-c', atEnd], {
            input: `${lines.join('\n')}\n`,
            stdio: ['pipe', 'inherit', 'inherit'],
            env: { ...env, LESS: env['LESS'] ?? LESS },
          });
      // 127: there is no such program.
      if (!run || run.error || run.status === 127) for (const line of lines) say(line);
    },
  };
}
