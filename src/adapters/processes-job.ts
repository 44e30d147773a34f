/**
 * The commands of jobs: each in a process group and session of its own, with its output in a file, so that nobody has to read it for it to go on. A
 * grandchild that makes a session of its own (`setsid`) leaves the group: all processes of a job are born with a marker in their environment, by which
 * they are found in /proc on Linux; elsewhere the group is all that is found. What clears its environment and leaves the group escapes.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { KairosError } from '../base/errors.js';
import type { CommandEnd, JobCommand, JobMark, ProcessIdentity, RunningCommand } from '../world/processes.js';
import { mayExist, ownIdentity, startOf } from './processes-identity.js';

/** The variable that bears the marker of a job. */
const MARKER_VARIABLE = 'KAIROS_JOB';
/** All that a command gets of our environment: no key, no token, no socket of an agent is among them. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'];
/** A command has no terminal and nobody who answers. */
const PLAIN = { TERM: 'dumb', CI: '1', GIT_TERMINAL_PROMPT: '0' };
const LOOK_EVERY_MS = 20;
const SIZE_EVERY_MS = 100;
/** How long killed processes may take to go: one that waits for a disk that does not answer goes later, or never. */
const KILL_MAX_MS = 2000;
const LINUX = process.platform === 'linux';

/** The groups of commands that this process started, by the pid of their leader; their marker. */
const started = new Map<number, string>();

/** Starts a command, as the port promises. */
export async function startCommand(command: JobCommand): Promise<RunningCommand> {
  const { argv, cwd, env, marker, outputPath, outputMaxBytes } = command;
  mkdirSync(dirname(outputPath), { recursive: true });
  const output = openSync(outputPath, 'ax', 0o600);
  try {
    const child = spawn(argv[0] ?? '', argv.slice(1), {
      cwd,
      detached: true,
      stdio: ['ignore', output, output],
      env: { ...plainEnvironment(), ...env, [MARKER_VARIABLE]: marker },
    });
    const { pid } = child;
    const leader = { ...ownIdentity(), pid: pid ?? 0, start: pid === undefined ? '' : (startOf(pid)?.start ?? '') };
    const ended = endOf(child, { marker, leader }, outputPath, outputMaxBytes);
    await new Promise<void>((resolve, reject) => void child.once('spawn', resolve).once('error', reject));
    return { leader, ended };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KairosError('cancelled', `${argv[0] ?? 'nothing'} could not be started: ${why}`, { cause });
  } finally {
    closeSync(output);
  }
}

function plainEnvironment(): Record<string, string> {
  const mine = PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  return { ...Object.fromEntries(mine), ...PLAIN };
}

/** Waits for `exit`: `close` would wait for whoever holds the output, a grandchild too. */
function endOf(child: ChildProcess, mark: JobMark, outputPath: string, outputMaxBytes: number): Promise<CommandEnd> {
  const { pid } = child;
  if (pid === undefined) {
    child.once('error', () => undefined);
    return Promise.resolve({ code: null, signal: null });
  }
  if (started.size === 0) process.on('exit', killStarted);
  started.set(pid, mark.marker);
  let isTooMuch = false;
  // It must not keep a process alive that has nothing else to do.
  const looks = setInterval(() => {
    if (isTooMuch || sizeOf(outputPath) <= outputMaxBytes) return;
    isTooMuch = true;
    signalAll(membersOf(mark), 'SIGKILL');
  }, SIZE_EVERY_MS).unref();
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      clearInterval(looks);
      const tooMuch = isTooMuch || sizeOf(outputPath) > outputMaxBytes;
      if (tooMuch) truncateSync(outputPath, outputMaxBytes);
      resolve({ code, signal, ...(tooMuch && { tooMuch: true as const }) });
    });
  });
}

/** Ends all processes of a job, as the port promises. */
export async function endJob(mark: JobMark, graceMs: number): Promise<boolean> {
  if (isElsewhere(mark)) return false;
  const told = membersOf(mark);
  signalAll(told, 'SIGTERM');
  for (let waitedMs = 0; told.length > 0 && waitedMs < graceMs && membersOf(mark).length > 0; waitedMs += LOOK_EVERY_MS) await pause();
  for (let waitedMs = 0; waitedMs <= KILL_MAX_MS; waitedMs += LOOK_EVERY_MS) {
    // Again and again: between a look and its signal one may have started another.
    const left = membersOf(mark);
    if (left.length === 0) return gone(mark);
    signalAll(left, 'SIGKILL');
    await pause();
  }
  return membersOf(mark).length === 0 && gone(mark);
}

function gone({ leader }: JobMark): true {
  if (leader && started.delete(leader.pid) && started.size === 0) process.off('exit', killStarted);
  return true;
}

/**
 * The pids of the processes of a job that run; without a /proc the number of its group, negative. A group whose leader we did not start, and whose leader is gone, may be
 * somebody else's by now: of it only those with the marker count.
 */
export function membersOf(mark: JobMark): number[] {
  const { leader, marker } = mark;
  if (isElsewhere(mark)) return [];
  const isOurs =
    leader !== undefined && (started.get(leader.pid) === marker || (isOfThisBoot(leader) && startOf(leader.pid)?.start === leader.start));
  const group = isOurs ? leader.pid : undefined;
  if (!LINUX) return group !== undefined && mayExist(-group) ? [-group] : [];
  const mine = `${MARKER_VARIABLE}=${marker}`;
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    return (groupOf(pid) === group && group !== undefined) || hasMarker(pid, mine) ? (startOf(pid)?.gone === false ? [pid] : []) : [];
  });
}

/** True where the leader ran on another host or in another container: nothing of it can be seen here. What ran before this boot is gone. */
function isElsewhere({ leader }: JobMark): boolean {
  const me = ownIdentity();
  if (!leader || isOfThisBoot(leader)) return false;
  return leader.host !== me.host || leader.bootId === me.bootId;
}

function isOfThisBoot({ bootId, namespace, host }: ProcessIdentity): boolean {
  const me = ownIdentity();
  return bootId === me.bootId && namespace === me.namespace && (bootId !== '' || host === me.host);
}

function groupOf(pid: number): number | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  return stat === undefined ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
}

/** Whether a process was born with the marker. That of another user cannot be read, and is none of ours. */
function hasMarker(pid: number, mine: string): boolean {
  return readIfThere(`/proc/${pid}/environ`)?.split('\0').includes(mine) ?? false;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function signalAll(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}

function killStarted(): void {
  for (const [pid, marker] of started) {
    signalAll([-pid], 'SIGKILL');
    signalAll(membersOf({ marker }), 'SIGKILL');
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Waits for processes to go, as long as something else keeps this one. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
