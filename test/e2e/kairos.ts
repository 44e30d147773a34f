/** Runs the built program in a temporary repository, as a person would. No setting of the machine reaches it. */
import { expect } from 'vitest';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { hermeticEnv, realRepo, type RealRepo, type TestCommit } from '../real-repo.js';

export const ROOT = resolve(import.meta.dirname, '../..');
export const BIN = process.env['KAIROS_BIN'] ?? join(ROOT, 'bin/kairos.js');

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Place {
  readonly repo: RealRepo;
  readonly root: string;
  /** Runs `kairos ARGS` to its end, without a terminal. */
  kairos(args: readonly string[], options?: RunOptions): Run;
  /** The same, for a command that must do well. Returns what it printed. */
  ok(args: readonly string[], options?: RunOptions): string;
  json<T>(args: readonly string[], options?: RunOptions): T;
  /** The same of a command that lists: one value a line. */
  rows<T>(args: readonly string[], options?: RunOptions): T[];
  /** Starts `kairos ARGS` and returns at once. */
  start(args: readonly string[]): Started;
  /** Starts it and waits for its end, while this process goes on (as a server, say). */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Run>;
  /** Everything of the user's that no command of ours may touch. */
  theirs(): string;
}

export interface Started {
  readonly child: ChildProcess;
  output(): string;
  /** Resolves when the output holds this, or the program has ended. */
  said(text: string): Promise<void>;
  ended(): Promise<number | null>;
}

/** A history with decisions in it, from which a dream makes claims. */
export const HISTORY: readonly TestCommit[] = [
  { message: 'Start the shop server', files: { 'src/server.js': 'listen();\n' } },
  {
    message: 'Keep sessions in memory\n\nA restart logs everybody out, which is fine while we are alone.',
    files: { 'src/session.js': 'memory\n' },
  },
  {
    message: 'Keep sessions in Redis instead of memory\n\nEvery deploy logged all customers out, because the process is replaced.',
    files: { 'src/session.js': 'redis\n' },
  },
  { message: 'Round prices half to even', files: { 'src/cart.js': 'even\n' } },
  {
    message: 'Revert "Round prices half to even"\n\nThe tax office requires commercial rounding, so that totals must be rounded half up.',
    files: { 'src/cart.js': 'up\n' },
  },
  {
    message: 'Drop support for Node 18\n\nIt reached its end of life, and the test runner cannot start on it.',
    files: { 'package.json': '{}\n' },
  },
  { message: 'fix typo', files: { 'README.md': 'Shop\n' } },
];

/** The user's own settings. */
export function writeSettings(env: Readonly<Record<string, string>>, text: string): void {
  const path = join(env['XDG_CONFIG_HOME'] ?? '', 'kairos/config.yaml');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A repository with that history; `init` runs `kairos init --yes` and commits what it wrote. */
export function place(options: { readonly history?: readonly TestCommit[]; readonly init?: boolean } = {}): Place {
  const history = options.history ?? HISTORY;
  const repo = options.init === true ? setUp(history) : bare(history);
  return placeAt(repo, repo.root);
}

function bare(history: readonly TestCommit[]): RealRepo {
  const repo = realRepo();
  if (history.length > 0) repo.repo(history);
  return repo;
}

/** History -> a repository that nobody works in. Set up once: half a second of a machine's work, hundreds of times. */
const settledOf = new Map<string, RealRepo>();
process.on('exit', () => settledOf.forEach((repo) => repo.cleanup()));

function setUp(history: readonly TestCommit[]): RealRepo {
  const key = JSON.stringify(history);
  const settled = settledOf.get(key) ?? bare(history);
  if (!settledOf.has(key)) {
    settledOf.set(key, settled);
    // No daemon of a test loads the model that comes with kairos; a test of embedding says what embeds.
    writeSettings(settled.env, 'recall:\n  embedder: none\n');
    placeAt(settled, settled.root).ok(['init', '--yes', '--no-hooks']);
    settled.git('add', '.kairos');
    settled.git('commit', '-q', '-m', 'Add the memory');
  }
  return copied(settled);
}

/** Ends the daemon and what a question left behind, where there may be any, and removes the repository. */
export function leave(one: Place): void {
  if (existsSync(join(one.root, '.kairos/state/daemon.json')) || existsSync(join(one.root, '.git/kairos/ask'))) one.kairos(['stop']);
  one.repo.cleanup();
}

/** A repository in the state in which this one is, which nothing is at work in. */
export function another({ repo }: Place): Place {
  const copy = copied(repo);
  return placeAt(copy, copy.root);
}

function copied(from: RealRepo): RealRepo {
  const repo = from.copy();
  // What the person trusts is known by its path.
  const trust = join(repo.env['XDG_CONFIG_HOME'] ?? '', 'kairos/trust.json');
  if (existsSync(trust)) writeFileSync(trust, readFileSync(trust, 'utf8').replaceAll(from.root, repo.root));
  repo.git('update-index', '-q', '--refresh');
  return repo;
}

/** Another folder (a clone, a linked work tree) with the same user. */
export function placeAt(repo: RealRepo, root: string): Place {
  const kairos: Place['kairos'] = (args, { cwd = root, input, env = {} } = {}) => {
    const run = spawnSync(process.execPath, [BIN, ...args], {
      cwd,
      env: { ...repo.env, ...env },
      input: input ?? '',
      encoding: 'utf8',
      timeout: 120_000,
      maxBuffer: 1 << 28,
    });
    if (run.error) throw run.error;
    return { code: run.status, out: run.stdout, err: run.stderr };
  };
  const ok: Place['ok'] = (args, runOptions) => {
    const { code, out, err } = kairos(args, runOptions);
    if (code !== 0) throw new Error(`kairos ${args.join(' ')} ended with ${code}: ${err}${out}`);
    return out;
  };
  return {
    repo,
    root,
    kairos,
    ok,
    json: (args, runOptions) => {
      const all = [...args, '--json'];
      // An answer without hits ends with 1, and is an answer.
      const { code, out } = args[0] === 'recall' ? kairos(all, runOptions) : { code: 0, out: ok(all, runOptions) };
      const read = JSON.parse(out);
      if (args[0] === 'recall') expect(code).toBe(read.hits.length > 0 ? 0 : 1);
      return read;
    },
    rows: (args, runOptions) =>
      ok([...args, '--json'], runOptions)
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    start: (args) => start([BIN, ...args], root, repo.env),
    run: async (args, env = {}) => {
      const { child, ended } = start([BIN, ...args], root, { ...repo.env, ...env });
      const text = { out: '', err: '' };
      child.stdout?.on('data', (chunk: Buffer) => (text.out += chunk.toString('utf8')));
      child.stderr?.on('data', (chunk: Buffer) => (text.err += chunk.toString('utf8')));
      return { code: await ended(), ...text };
    },
    theirs: () =>
      [['status', '--porcelain=v1', '-uall'], ['diff'], ['diff', '--cached'], ['stash', 'list'], ['symbolic-ref', 'HEAD']]
        .map((args) => repo.tryGit(['-C', root, ...args]).stdout)
        .join('\n----\n'),
  };
}

/** Before a test itself runs out of time, which would not tell what was printed instead. */
const SAID_WITHIN_MS = 90_000;

function start(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Started {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let isOver = false;
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const wake of waiting) wake();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      look();
    });
  }
  const ended = new Promise<number | null>((done) => {
    child.on('close', (code) => {
      isOver = true;
      look();
      done(code);
    });
  });
  return {
    child,
    output: () => output,
    said: (text) =>
      new Promise((done, fail) => {
        const late = setTimeout(() => fail(new Error(`waited in vain for "${text}" in:\n${output}`)), SAID_WITHIN_MS);
        const wake = (): void => {
          if (!isOver && !output.includes(text)) return;
          clearTimeout(late);
          waiting.delete(wake);
          done();
        };
        waiting.add(wake);
        wake();
      }),
    ended: () => ended,
  };
}

/** Asks again and again, for as long as a slow machine may take. `what` is told where it never becomes true. */
export async function until(what: string, isSo: () => boolean, withinMs = 40_000): Promise<void> {
  for (const endMs = Date.now() + withinMs; !isSo(); await new Promise((done) => setTimeout(done, 60))) {
    if (Date.now() > endMs) throw new Error(`waited in vain until ${what}`);
  }
}

/** An empty folder outside of every repository, with its environment. */
export function emptyFolder(): { readonly root: string; readonly env: Record<string, string>; dispose(): void } {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'kairos-e2e-')));
  return { root: base, env: hermeticEnv(join(base, 'home')), dispose: () => rmSync(base, { recursive: true, force: true, maxRetries: 3 }) };
}

/** The id that a line of output defines or names: `noted ^k81m2pp0zd in ...`. */
export function idIn(text: string): string {
  const id = /\^([a-z0-9]{10})\b/.exec(text)?.[1];
  if (id === undefined) throw new Error(`no id in: ${text}`);
  return id;
}
