/** Gives tests a real terminal, by script(1) of util-linux. */
import { spawn, spawnSync } from 'node:child_process';

/** False where there is no such program (or another one of its name). */
export const hasTerminal = spawnSync('script', ['-qec', 'true', '/dev/null'], { encoding: 'utf8' }).status === 0;

export interface AtTerminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Each answer is given when its question stands there. */
  readonly answers?: readonly (readonly [question: string, answer: string])[];
}

/** Runs a line of shell at a terminal. `output` is what the terminal got, standard error among it; lines end as it got them. */
export function atTerminal(line: string, { cwd, env, answers = [] }: AtTerminal): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['-qec', line, '/dev/null'], { cwd, env: { TERM: 'xterm', SHELL: '/bin/sh', ...env } });
    const left = [...answers];
    let output = '';
    let seen = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const [next] = left;
      const at = next === undefined ? -1 : output.indexOf(next[0], seen);
      if (next === undefined || at === -1) return;
      seen = at + next[0].length;
      left.shift();
      child.stdin.write(next[1]);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
