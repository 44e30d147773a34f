/**
 * Dreams on real histories: npm run bench -- dream REPOSITORY..., or those of KAIROS_BENCH_REPOS; without any on one of fixed seed. Each is cloned first and never
 * written to. Prints what the first dream proposes (claims, facts, topics), the bytes of MEMORY.md and its topics, CPU seconds of the dream, and whether, once all
 * that waits is accepted, one more dream is quiet.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join, resolve } from 'node:path';
import { hermeticEnv } from '../real-repo.js';
import { COMMITS, makeShape } from './shape.js';

const BIN = join(process.cwd(), 'bin/kairos.js');
/** Later dreams propose fewer, and no history has so much to say. */
const DREAMS_MOST = 40;

interface Proposed {
  readonly items: readonly { readonly candidate: { readonly id: string; readonly topic: string; readonly slot?: string } }[];
}

const scratch = mkdtempSync(join(tmpdir(), 'kairos-bench-'));
const named = [...process.argv.slice(2), ...(process.env['KAIROS_BENCH_REPOS'] ?? '').split(delimiter)].filter((path) => path !== '');
try {
  print('repository', 'commits', 'claims', 'facts', 'topics', 'bytes', 'CPU s', 'dreams', 'then');
  for (const path of named) measureClone(resolve(path));
  if (named.length === 0) {
    const { repo } = makeShape(BIN, COMMITS);
    measure('fixed seed', repo.root, repo.env);
    repo.cleanup();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function measureClone(path: string): void {
  const root = join(scratch, basename(path));
  const env = { ...hermeticEnv(join(scratch, 'home')), GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' };
  run(scratch, env, 'git', ['clone', '-q', path, root]);
  run(root, env, process.execPath, [BIN, 'init', '--yes', '--no-hooks']);
  run(root, env, process.execPath, [BIN, 'observe', '--all']);
  measure(basename(path), root, env);
}

function measure(name: string, root: string, env: NodeJS.ProcessEnv): void {
  const kairos = (...args: string[]): string => run(root, env, process.execPath, [BIN, ...args]);
  const commits = run(root, env, 'git', ['rev-list', '--count', 'HEAD']).trim();
  let first: string[] = [];
  let dreams = 0;
  for (; dreams < DREAMS_MOST; dreams += 1) {
    const seconds = cpuSeconds(root, env, ['dream', '--now']);
    const review = JSON.parse(kairos('review', '--json')) as Proposed | null;
    if (review === null) break;
    const { items } = review;
    if (dreams === 0) first = [...countsOf(review), bytesOf(root, env), seconds.toFixed(1)];
    // By id, since what is marked is not accepted otherwise.
    kairos('review', '--accept', ...items.map(({ candidate }) => candidate.id));
  }
  print(name, commits, ...first, String(dreams), dreams < DREAMS_MOST ? 'quiet' : 'NOT QUIET');
}

function countsOf({ items }: Proposed): string[] {
  return [
    items.length,
    items.filter(({ candidate }) => candidate.slot !== undefined).length,
    new Set(items.map(({ candidate }) => candidate.topic)).size,
  ].map(String);
}

/** Of MEMORY.md and all topics on the branch of the dream. */
function bytesOf(root: string, env: NodeJS.ProcessEnv): string {
  const branch = run(root, env, 'git', ['for-each-ref', '--format=%(refname)', 'refs/heads/kairos']).trim().split('\n')[0] ?? '';
  const listed = run(root, env, 'git', ['ls-tree', '-r', '-l', branch, '--', '.kairos/MEMORY.md', '.kairos/topics']);
  return String(listed.split('\n').reduce((sum, line) => sum + Number(/\s(\d+)\t/.exec(line)?.[1] ?? 0), 0));
}

/** Of the command and of all that it waited for. */
function cpuSeconds(root: string, env: NodeJS.ProcessEnv, args: readonly string[]): number {
  const times = join(scratch, 'times');
  const timed = `TIMEFORMAT='%U %S'; { time "$@" >/dev/null 2>&1; } 2>'${times}'`;
  run(root, env, 'bash', ['-c', timed, 'bash', process.execPath, BIN, ...args]);
  const [user = 0, system = 0] = readFileSync(times, 'utf8').trim().split(' ').map(Number);
  return user + system;
}

/** @throws Error where it ends otherwise than with 0. */
function run(cwd: string, env: NodeJS.ProcessEnv, program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${program} ${args.slice(0, 4).join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

function print(...cells: readonly string[]): void {
  console.log(cells.map((cell, n) => (n === 0 ? cell.padEnd(16) : cell.padStart(9))).join(''));
}
