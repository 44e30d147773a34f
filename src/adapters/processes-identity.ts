/**
 * Identifies processes: tells one from a later one with the same number, and says whether it still runs. It changes no process; the signal 0
 * that it sends only asks whether the number is taken.
 */
import type { ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ProcessIdentity } from '../world/processes.js';

let own: ProcessIdentity | undefined;

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  own ??= {
    pid: process.pid,
    start: startOf(process.pid)?.start ?? '',
    bootId: bootId(),
    namespace: attempt(() => readlinkSync('/proc/self/ns/pid')) ?? '',
    host: hostname(),
  };
  return own;
}

/**
 * Whether a process still runs. 'unknown' on another host or in another PID namespace, where its number means nothing here, and where another
 * user's process hides its start time.
 */
export function livenessOf(who: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  const me = ownIdentity();
  if (who.bootId === me.bootId && who.namespace === me.namespace && (me.bootId !== '' || who.host === me.host)) return livenessHere(who);
  return who.host === me.host && who.bootId !== me.bootId ? 'dead' : 'unknown';
}

function livenessHere(who: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (!Number.isSafeInteger(who.pid) || who.pid <= 0) return 'dead';
  const found = startOf(who.pid);
  if (!found) return mayExist(who.pid) ? 'unknown' : 'dead';
  if (who.start !== '' && found.start !== who.start) return 'dead';
  return found.gone ? 'dead' : 'alive';
}

interface Found {
  readonly start: string;
  readonly gone: boolean;
}

/** When the process began, and whether it has ended but not gone; undefined if there is none that can be looked at. */
export function startOf(pid: number): Found | undefined {
  return process.platform === 'linux' ? startByProc(pid) : startByPs(pid);
}

/**
 * From /proc. A killed main thread is a zombie while its other threads still run and write, so a zombie counts as gone only when no other task
 * is left. (Taking every zombie for dead gave 403 double holders in a stress test of the lock.)
 */
function startByProc(pid: number): Found | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === undefined) return undefined;
  // The second field is the name in brackets, which may itself hold blanks and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ended = fields[0] === 'Z' || fields[0] === 'X';
  return { start: fields[19] ?? '', gone: ended && (attempt(() => readdirSync(`/proc/${pid}/task`)) ?? []).length <= 1 };
}

/** The memory that a process holds now, in bytes; undefined where there is none, or no /proc to ask. */
export function residentBytes(pid: number): number | undefined {
  const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(attempt(() => readFileSync(`/proc/${pid}/status`, 'utf8')) ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** From `ps`. It prints local time, so the zone is fixed: every process must read the same text. */
function startByPs(pid: number): Found | undefined {
  const line = attempt(() =>
    execFile('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim(),
  );
  const match = /^(\S+)\s+(.+)$/.exec(line ?? '');
  return match ? { start: match[2] ?? '', gone: match[1]?.startsWith('Z') ?? false } : undefined;
}

/** True if some process has the number. */
export function mayExist(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function bootId(): string {
  const linux = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  return (
    linux ??
    attempt(() => execFile('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()) ??
    ''
  );
}

/** Loaded where there is no /proc alone: it takes a twentieth of a start. */
function execFile(...call: [string, string[], ExecFileSyncOptionsWithStringEncoding]): string {
  return process.getBuiltinModule('node:child_process').execFileSync(...call);
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
