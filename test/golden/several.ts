/** Runs several commands of the built program in one process (`driver.mjs`), each with its own fixed time; piped, or at a terminal. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { BIN, type Place } from '../e2e/kairos.js';
import { atTerminal } from '../e2e/terminal.js';

export interface Command {
  readonly name: string;
  readonly args: readonly string[];
  /** What the clock shows all the while. */
  readonly now: string;
}

const DRIVER = join(import.meta.dirname, 'driver.mjs');
const ENDS = /^([^]*?)\u001e(\S+) (\d+)\r?\n/;
const ROWS = 50;

/** Output by name. @throws Error where a command says anything on standard error, or does not end well. */
export function several(place: Place, commands: readonly Command[]): Map<string, string> {
  const run = spawnSync(process.execPath, argsFor(commands), {
    cwd: place.root,
    env: place.repo.env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.error) throw run.error;
  if (run.status !== 0 || run.stderr !== '') throw new Error(`ended with ${run.status}: ${run.stderr}${run.stdout}`);
  return outputs(run.stdout, commands);
}

/** The same at a terminal `columns` wide: as it got it, standard error and colours among it. */
export async function severalAtTerminal(place: Place, commands: readonly Command[], columns: number): Promise<Map<string, string>> {
  const quoted = [process.execPath, ...argsFor(commands)].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const line = `stty cols ${columns} rows ${ROWS} && exec ${quoted.join(' ')}`;
  const { code, output } = await atTerminal(line, { cwd: place.root, env: place.repo.env });
  if (code !== 0) throw new Error(`ended with ${code}: ${output}`);
  return outputs(output, commands);
}

function argsFor(commands: readonly Command[]): string[] {
  return [DRIVER, join(dirname(BIN), '../dist/cli/main.js'), JSON.stringify(commands)];
}

function outputs(text: string, commands: readonly Command[]): Map<string, string> {
  const found = new Map<string, string>();
  let rest = text;
  for (const { name } of commands) {
    const [whole = '', output = '', ended, code] = ENDS.exec(rest) ?? [];
    if (ended !== name || code !== '0') throw new Error(`${name} ended with ${code}: ${rest}`);
    found.set(name, output);
    rest = rest.slice(whole.length);
  }
  return found;
}
