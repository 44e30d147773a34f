/**
 * Measures whole commands in a repository of 1,700 days (fixed seed), without and with a dream that awaits review: git processes, calls that look
 * at or open files (where strace is installed), CPU seconds, and CPU and time as ratios to a bare `node -e 0` in
 * alternation. Medians of five.
 */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { COMMITS, makeShape, type Shape } from './shape.js';

const BIN = join(process.cwd(), 'bin/kairos.js');
const ROUNDS = 5;
/** What changed so short a while ago may change again under the same stamp, and is read anew by each command. */
const SETTLED_MS = 2_500;
const FILE_CALLS = 'trace=stat,lstat,newfstatat,statx,open,openat';

const scratch = mkdtempSync(join(tmpdir(), 'kairos-bench-'));
const shape = makeShape(BIN, Number(process.argv[2] ?? COMMITS));
try {
  measureAll(shape, 'no dream');
  const dream = timed(shape, ['dream', '--now']);
  print('no dream', 'dream --now', `${dream.cpuSeconds.toFixed(1)} s CPU`);
  measureAll(shape, 'open dream');
} finally {
  rmSync(scratch, { recursive: true, force: true });
  shape.repo.cleanup();
}

function measureAll(at: Shape, state: string): void {
  const id = /\^([a-z0-9]{10})\b/.exec(at.ok(['log']))?.[1] ?? '';
  const commands: readonly (readonly string[])[] = [
    ['--help'],
    ['recal'],
    ['recall', '--words', 'invoice rounding library'],
    ['note', 'The integration tests need Redis'],
    ['status'],
    ['show', id],
    ['log'],
    ['gates'],
    ['review'],
    ['topics'],
  ];
  at.ok(['recall', '--words', 'invoice']);
  for (const args of commands) {
    // A note must not stand there already.
    let noted = 0;
    const fresh = (): readonly string[] => (args[0] === 'note' ? [...args, String((noted += 1)), state] : args);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SETTLED_MS);
    if (args[0] !== 'note') timed(at, args);
    const cpu: number[] = [];
    const cpuRatios: number[] = [];
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const bare = timed(at, undefined);
      const run = timed(at, fresh());
      cpu.push(run.cpuSeconds);
      cpuRatios.push(run.cpuSeconds / bare.cpuSeconds);
      ratios.push(run.ms / bare.ms);
    }
    const files = fileCalls(at, fresh());
    const text = [
      `${gitCalls(at, fresh())} git`,
      files,
      `${median(cpu).toFixed(3)} s CPU`,
      `${median(cpuRatios).toFixed(1)} x the CPU and ${median(ratios).toFixed(1)} x the time of node -e 0`,
    ];
    print(state, args[0] ?? '', text.filter((part) => part !== undefined).join(', '));
  }
}

/** Undefined: `node -e 0`. The CPU is that of the process and of all that it waited for. */
function timed({ repo }: Shape, args: readonly string[] | undefined): { readonly ms: number; readonly cpuSeconds: number } {
  const times = join(scratch, 'times');
  const words = args === undefined ? ['-e', '0'] : [BIN, ...args];
  const begun = performance.now();
  spawnSync('bash', ['-c', `TIMEFORMAT='%U %S'; { time "$@" >/dev/null 2>&1; } 2>'${times}'`, 'bash', process.execPath, ...words], {
    cwd: repo.root,
    env: repo.env,
  });
  const ms = performance.now() - begun;
  const [user = 0, system = 0] = readFileSync(times, 'utf8').trim().split(' ').map(Number);
  return { ms, cpuSeconds: user + system };
}

function gitCalls({ repo }: Shape, args: readonly string[]): number {
  const list = join(scratch, 'calls');
  rmSync(list, { force: true });
  const path = repo.env['PATH'] ?? '';
  const real = path
    .split(delimiter)
    .map((part) => join(part, 'git'))
    .find((file) => existsSync(file));
  writeFileSync(join(scratch, 'git'), `#!/bin/sh\necho "$@" >> '${list}'\nexec '${real}' "$@"\n`);
  chmodSync(join(scratch, 'git'), 0o755);
  run(repo, [process.execPath, BIN, ...args], { PATH: `${scratch}${delimiter}${path}` });
  return existsSync(list) ? readFileSync(list, 'utf8').trimEnd().split('\n').length : 0;
}

/** Of the command itself, without what git and node's start look at. Undefined without strace. */
function fileCalls({ repo }: Shape, args: readonly string[]): string | undefined {
  const output = join(scratch, 'strace');
  rmSync(output, { force: true });
  run(repo, ['strace', '-o', output, '-e', FILE_CALLS, process.execPath, BIN, ...args]);
  if (!existsSync(output)) return undefined;
  const lines = readFileSync(output, 'utf8').split('\n');
  const inMemory = lines.filter((line) => line.includes(`${repo.root}/`));
  return `${inMemory.length} file calls in the repository, ${lines.length} in all`;
}

function run(repo: Shape['repo'], [program = '', ...args]: readonly string[], more = {}): SpawnSyncReturns<Buffer> {
  return spawnSync(program, args, { cwd: repo.root, env: { ...repo.env, ...more } });
}

function print(state: string, name: string, value: string): void {
  process.stdout.write(`commands  ${state.padEnd(10)}  ${name.padEnd(12)} ${value}\n`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
