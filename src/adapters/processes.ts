/**
 * The Processes port: with `processes-job` the only code that starts children of kairos. Each child leads a process group of its own; the group is
 * killed when the call is aborted and when this process exits. No shell is used.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { KairosError } from '../base/errors.js';
import type { Processes, ProcessResult } from '../world/processes.js';
import { livenessOf, ownIdentity, residentBytes } from './processes-identity.js';
import { programStamp } from './program-stamp.js';
import { PROGRAM } from './surroundings.js';
import { shrinkHeapSoon } from './heap.js';
import { endJob, membersOf, startCommand } from './processes-job.js';
import { typedAtMs } from './terminals.js';
import { CHILD_VARIABLE, OUTPUT_VARIABLE, rotateOutput } from './processes-child.js';

/** Ctrl+C must end everything within a second: a child has half of it to end by itself, then gets SIGKILL. */
const GRACE_MS = 500;
const MAX_OUTPUT_CHARACTERS = 16 * 1024 * 1024;

/** Pids of the groups that are killed when this process exits. */
const groups = new Set<number>();

/**
 * The Processes port on this machine. `runSelf` throws KairosError `cancelled` if the child cannot be started, `over-limit` if it prints more
 * than 16 Mi characters; `startDetached` throws the system's error if the process cannot be started.
 * @param program the script to run as `kairos`; by default this package's own.
 */
export function realProcesses(program: string = PROGRAM): Processes {
  return {
    self: ownIdentity,
    liveness: async (who) => livenessOf(who),
    runSelf: (args, options) => runChild(program, args, options),
    startCommand,
    endJob,
    countJob: async (mark) => membersOf(mark).length,
    startDetached: (args, options) => startDetached(program, args, options),
    rest: shrinkHeapSoon,
    memoryOf: async (pid) => residentBytes(pid),
    typedAtMs: async () => typedAtMs(),
    program: () => programStamp(program),
    terminate: (pid, force = false) => signal(pid, force ? 'SIGKILL' : 'SIGTERM'),
  };
}

async function runChild(program: string, args: readonly string[], options: Parameters<Processes['runSelf']>[1]): Promise<ProcessResult> {
  if (options.signal?.aborted) return { code: null, signal: 'SIGTERM', stdout: '', stderr: '' };
  const child = spawn(process.execPath, [program, ...args], {
    cwd: options.cwd,
    detached: true,
    // Nothing is written to the child's stdin: it closes when this process ends, even by kill -9, and tells the child so.
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, [CHILD_VARIABLE]: '1' },
  });
  const end = (): void => endGroup(child, options.graceMs);
  own(child);
  options.signal?.addEventListener('abort', end, { once: true });
  try {
    return await resultOf(child, options.onLine);
  } finally {
    options.signal?.removeEventListener('abort', end);
    disown(child);
  }
}

function resultOf(child: ChildProcess, onLine: ((line: string) => void) | undefined): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk;
        if (text[name].length <= MAX_OUTPUT_CHARACTERS) return;
        endGroup(child);
        reject(new KairosError('over-limit', `a child process printed more than ${MAX_OUTPUT_CHARACTERS} characters to ${name}`));
      });
    }
    if (onLine && child.stdout) process.getBuiltinModule('node:readline').createInterface({ input: child.stdout }).on('line', onLine);
    child.stdin?.on('error', () => undefined);
    child.once('error', (cause) =>
      reject(new KairosError('cancelled', `a child process could not be started: ${cause.message}`, { cause })),
    );
    child.once('close', (code, signalName) => resolve({ code, signal: signalName, ...text }));
  });
}

async function startDetached(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly logPath: string },
): Promise<number> {
  mkdirSync(dirname(options.logPath), { recursive: true });
  rotateOutput(options.logPath);
  const output = openSync(options.logPath, 'a');
  try {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: options.cwd,
      detached: true,
      stdio: ['ignore', output, output],
      env: { ...process.env, [OUTPUT_VARIABLE]: options.logPath },
    });
    await new Promise<void>((resolve, reject) => void child.once('spawn', resolve).once('error', reject));
    child.unref();
    return child.pid ?? 0;
  } finally {
    closeSync(output);
  }
}

function own(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (groups.size === 0) process.on('exit', killGroups);
  groups.add(child.pid);
}

function disown(child: ChildProcess): void {
  if (child.pid === undefined) return;
  // The child has ended; this ends what it left in its group. While a member lives, the system does not reuse the number.
  signal(-child.pid, 'SIGKILL');
  groups.delete(child.pid);
  if (groups.size === 0) process.off('exit', killGroups);
}

function killGroups(): void {
  for (const pid of groups) signal(-pid, 'SIGKILL');
}

function endGroup(child: ChildProcess, graceMs: number = GRACE_MS): void {
  const { pid } = child;
  if (pid === undefined) return;
  signal(-pid, 'SIGTERM');
  const timer = setTimeout(() => signal(-pid, 'SIGKILL'), graceMs);
  child.once('close', () => clearTimeout(timer));
}

/** Sends a signal; a process that has already ended is fine. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    return;
  }
}
