/**
 * Measures the embedder that comes with kairos, as built: the CPU of a process up to its first vector, of a question and of texts of 30 and 200
 * tokens, and the memory of that process. Medians; one thread.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { minilm } from '../../src/adapters/embedders/minilm.js';

const STARTS = 5;
const ROUNDS = 7;
const WORDS =
  'the parser fails on an empty line when two people merge a branch and the lock of the index file is held by another process'.split(' ');

const local = minilm({ worker: pathToFileURL(join(process.cwd(), 'dist/cli/minilm-worker.js')) });

if (process.argv[2] === 'first') {
  await local.embedder.embed(['which port does redis use?'], { as: 'query' });
  process.stdout.write(String(cpuMs()));
} else {
  const bare = started(['-p', '(({ user, system }) => (user + system) / 1000)(process.cpuUsage())']);
  const first = started([process.argv[1] ?? '', 'first']);
  print('a start, to the first vector', `${first.toFixed(0)} ms of CPU, ${bare.toFixed(0)} of them Node's`);
  await texts(1, 12);
  print('a question', `${(await texts(1, 12)).toFixed(1)} ms of CPU`);
  print('texts of 30 tokens', `${(16_000 / (await texts(16, 30))).toFixed(1)} a second of CPU`);
  print('texts of 200 tokens', `${(4000 / (await texts(4, 200))).toFixed(1)} a second of CPU`);
  print('resident', `${Math.round(process.memoryUsage.rss() / 1e6)} MB`);
}
await local.close();

/** The CPU of a new process up to the number that it prints, in milliseconds. */
function started(args: readonly string[]): number {
  return median(Array.from({ length: STARTS }, () => Number(spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout)));
}

/** CPU for so many texts of so many tokens, in milliseconds. */
async function texts(count: number, tokens: number): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // No text twice; each of these words is one token, and a text has a mark at both ends.
    const some = Array.from({ length: count }, (_, n) =>
      Array.from({ length: tokens - 2 }, (_none, at) => WORDS[(round + n * 3 + at * 7) % WORDS.length]).join(' '),
    );
    const before = cpuMs();
    await local.embedder.embed(some, { as: count === 1 ? 'query' : 'document' });
    taken.push(cpuMs() - before);
  }
  return median(taken);
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function print(name: string, value: string): void {
  process.stdout.write(`embedding ${name.padEnd(29)} ${value}\n`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
