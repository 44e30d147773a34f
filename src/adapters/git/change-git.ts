/**
 * Runs one verb that changes the repository, by simple-git, whose checks refuse arguments and settings that would start programs. Verbs that only
 * read go by `start-git`. It knows neither verbs nor settings, and judges no exit code.
 */
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { GitPluginError, simpleGit } from 'simple-git';
import type { SimpleGit, SimpleGitOptions } from 'simple-git';
import type { Ended, StartOptions } from './start-git.js';

/** simple-git refuses these settings whatever their value; each is used by the runner or in `disarm-config` with a constant that disarms it. */
const UNSAFE = {
  allowUnsafeFsMonitor: true,
  allowUnsafeHooksPath: true,
  allowUnsafePager: true,
  allowUnsafeFilter: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeConfigPaths: true,
} as const;

/**
 * As `startGit`.
 * @param options.allowed the variables whose names begin with `GIT_` that the environment may hold.
 * @throws the error of the system where no process could be started, and that of simple-git where it refuses an argument.
 */
export async function changeGit(
  args: readonly string[],
  {
    cwd,
    env,
    config,
    input,
    signal,
    silentMs,
    allowed,
  }: StartOptions & { readonly config: readonly string[]; readonly allowed: readonly string[] },
): Promise<Ended> {
  let ended: Ended | undefined;
  const settings: Partial<SimpleGitOptions> = {
    baseDir: cwd,
    config: [...config],
    completion: { onClose: true, onExit: false },
    timeout: { block: silentMs },
    unsafe: UNSAFE,
    allowEnvironment: [...allowed],
    ...(input === undefined ? {} : { input: () => (typeof input === 'string' ? input : Buffer.from(input)) }),
    ...(signal ? { abort: signal } : {}),
    errors(error, { exitCode, stdOut, stdErr }) {
      if (error instanceof GitPluginError) return error;
      ended = { code: exitCode, stdout: Buffer.concat(stdOut), stderr: Buffer.concat(stdErr).toString('utf8') };
      return exitCode === 0 ? undefined : (error ?? Buffer.from(`ended with ${exitCode}`));
    },
  };
  const starts = watchStarts();
  try {
    const stdout = await quickly(simpleGit(settings).env({ ...env })).raw([...args]);
    return ended ?? { code: 0, stdout: Buffer.from(stdout), stderr: '' };
  } catch (cause) {
    const refused = await starts.refused();
    if (refused) throw refused;
    if (ended && !(cause instanceof GitPluginError)) return ended;
    throw cause;
  } finally {
    starts.end();
  }
}

/**
 * Removes a wait of simple-git 4: after a command that printed nothing it waits 50 ms for late output. An empty chunk at the end of the output
 * stream counts as output and ends that wait (measured: 54 ms become 4).
 */
function quickly(git: SimpleGit): SimpleGit {
  return git.outputHandler((_command, stdout) => {
    stdout.once('end', () => stdout.emit('data', Buffer.alloc(0)));
  });
}

/**
 * Hears of processes that the system did not start for want of files or memory. Such a one has no pipes, so that simple-git fails before it listens for
 * the error, which nobody would catch then.
 */
function watchStarts(): { refused(): Promise<Error | undefined>; end(): void } {
  let error: Error | undefined;
  const watch = (message: unknown): void => {
    (message as { process: ChildProcess }).process.once('error', (reason: NodeJS.ErrnoException) => {
      if (reason.code !== 'ENOENT') error = reason;
    });
  };
  subscribe('child_process', watch);
  return {
    refused: async () => {
      // The event comes after the call.
      await new Promise((resolve) => setImmediate(resolve));
      return error;
    },
    end: () => void unsubscribe('child_process', watch),
  };
}
