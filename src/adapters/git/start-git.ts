/**
 * Starts one process of git that only reads, and collects what it prints. simple-git does this for verbs that change the repository; to load it and to
 * ask it costs a short command more than all of git. It knows neither verbs nor settings, and judges no exit code.
 */
import { spawn, spawnSync } from 'node:child_process';
import { codeOf } from '../files-guard.js';

export interface Ended {
  /** Undefined where a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface StartOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input: string | Uint8Array | undefined;
  /** Ends the process. */
  readonly signal: AbortSignal | undefined;
  /** It is ended when it has printed nothing for so long, in milliseconds. */
  readonly silentMs: number;
  /** It is ended when it has printed more than so many bytes. */
  readonly mostBytes?: number;
}

/**
 * The same for a process that does nothing else meanwhile: without streams and events a start costs a third. Ctrl+C reaches git itself; a signal of ours is
 * not obeyed before it ends. @throws the error of the system where none could be started, and one with the code ENOBUFS where it printed too much.
 */
export function runGit(args: readonly string[], { cwd, env, input, silentMs, mostBytes }: Omit<StartOptions, 'signal'>): Ended {
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    cwd,
    env,
    input,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    maxBuffer: mostBytes ?? Infinity,
    timeout: silentMs,
    windowsHide: true,
  });
  if (error && codeOf(error) !== 'ETIMEDOUT') throw error;
  return { code: status ?? undefined, stdout, stderr: stderr.toString('utf8') };
}

/** Resolves when the process has ended, also where it was killed. @throws as `runGit`. */
export async function startGit(
  args: readonly string[],
  { cwd, env, input, signal, silentMs, mostBytes = Infinity }: StartOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const git = spawn('git', args, { cwd, env, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'], windowsHide: true });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let bytes = 0;
    const end = (): void => void git.kill('SIGINT');
    const silence = setTimeout(end, silentMs);
    const done = (): void => {
      clearTimeout(silence);
      signal?.removeEventListener('abort', end);
    };
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
    git.once('error', (error) => {
      done();
      reject(error);
    });
    git.once('close', (code) => {
      done();
      resolve({ code: code ?? undefined, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8') });
    });
    for (const [stream, chunks] of [
      [git.stdout, stdout],
      [git.stderr, stderr],
    ] as const)
      // Undefined where the system started no process.
      stream?.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        // As spawnSync says it.
        if (bytes > mostBytes) {
          reject(Object.assign(new Error('git printed too much'), { code: 'ENOBUFS', syscall: 'spawn git' }));
          end();
        }
        silence.refresh();
      });
    // A git that refuses its arguments closes its input before all is written; its exit code tells.
    git.stdin?.on('error', () => undefined).end(input);
  });
}
