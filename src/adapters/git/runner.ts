/**
 * The one place that starts git. Arguments come from constants and checked values; environment variables that steer git are removed; settings
 * of the repository that would start programs are overridden. It must not know what the verbs mean.
 */
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { GitPluginError, simpleGit } from 'simple-git';
import type { SimpleGit, SimpleGitOptions } from 'simple-git';
import { KairosError } from '../../base/errors.js';

export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  /** Exit codes besides 0 that are answers, not failures. */
  readonly accept?: readonly number[];
  /** Further `-c` settings, each `key=value`. */
  readonly config?: readonly string[];
  /** Path of another index than the work tree's own. */
  readonly indexFile?: string;
  /** Paths are pathspecs with magic: the caller escaped what a person typed. */
  readonly hasMagic?: boolean;
  /** Whom a new commit names, with dates as git takes them. */
  readonly by?: Readonly<Record<'author' | 'committer', { readonly name: string; readonly email: string; readonly date: string }>>;
  /** git says on stderr, in lines of JSON, which git it is. */
  readonly traced?: boolean;
}

/**
 * Each method throws KairosError `git-failed` when git fails or is not installed, `cancelled` on abort, `usage` for empty input; where the system starts no
 * more processes (EMFILE, EAGAIN, ...), its own error.
 */
export interface Runner {
  readonly root: string;
  run(args: readonly string[], options?: RunOptions): Promise<GitResult>;
  /** Output of a call that must succeed. */
  text(args: readonly string[], options?: RunOptions): Promise<string>;
  /** The output of `git cat-file`, as bytes. */
  catFile(args: readonly string[], input: string): Promise<Uint8Array>;
  /** As `run`, without the overrides, so that configuration reads as the user wrote it. Only for verbs that start no program. */
  plain(args: readonly string[], options?: RunOptions): Promise<GitResult>;
}

/** Events of config-defined hooks (git >= 2.54), which core.hooksPath does not reach. */
const HOOK_EVENTS = [
  'applypatch-msg',
  'commit-msg',
  'fsmonitor-watchman',
  'post-applypatch',
  'post-checkout',
  'post-commit',
  'post-index-change',
  'post-merge',
  'post-rewrite',
  'pre-applypatch',
  'pre-auto-gc',
  'pre-commit',
  'pre-merge-commit',
  'pre-push',
  'pre-rebase',
  'prepare-commit-msg',
  'reference-transaction',
];

const SAFE_DISCOVERY = ['safe.bareRepository=explicit'];

/** Each line keeps the repository's configuration from starting a program, or from changing what we read. */
const HARDENED = [
  ...SAFE_DISCOVERY,
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  ...HOOK_EVENTS.map((event) => `hook.${event}.enabled=false`),
  'core.pager=cat',
  'commit.gpgSign=false',
  'tag.gpgSign=false',
  'log.showSignature=false',
  'log.showRoot=true',
  'gc.auto=0',
  'maintenance.auto=false',
  // A partial clone must not fetch what is missing: that would call the remote, its ssh command or helper.
  'protocol.allow=never',
];

/** Variables that stay: where the user's configuration is, and bounds of discovery. All others that begin with GIT_ are dropped. */
const KEPT = new Set(['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM', 'GIT_CEILING_DIRECTORIES']);
const DROPPED = /^(?:GIT_.*|EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS)$/i;
/** No prompts, no optional locks, no fetches; pathspecs are literal; replace refs are ignored, so that an object is what its id says. */
const OURS = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_LITERAL_PATHSPECS: '1',
};

/** The events that git writes for whoever measures it; the first names its version. */
const TRACED = { GIT_TRACE2_EVENT: '1' };

/** As `namedBy` sets them. */
const NAMING = ['AUTHOR', 'COMMITTER'].flatMap((who) => ['NAME', 'EMAIL', 'DATE'].map((what) => `GIT_${who}_${what}`));

/** simple-git refuses these settings whatever their value; each is used above or in `disarm-config` with a constant that disarms it. */
const UNSAFE = {
  allowUnsafeFsMonitor: true,
  allowUnsafeHooksPath: true,
  allowUnsafePager: true,
  allowUnsafeFilter: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeConfigPaths: true,
} as const;

/** A call that prints nothing for so long is ended. None of ours needs it. */
const SILENT_LIMIT_MS = 300_000;

/**
 * A runner that works in the folder `root`.
 * @param ambient the environment to clean, usually `process.env`.
 * `signal` aborts running calls; `pinned` keeps git from looking for a repository above `root`. Throws nothing itself; see `Runner`.
 */
export function gitRunner(
  root: string,
  ambient: Readonly<Record<string, string | undefined>>,
  { signal, pinned }: { readonly signal?: AbortSignal; readonly pinned?: boolean } = {},
): Runner {
  const environment = cleanEnvironment(ambient);
  if (pinned) environment['GIT_CEILING_DIRECTORIES'] = root.replace(/\/[^/]*$/, '') || '/';

  async function call(
    args: readonly string[],
    config: readonly string[],
    { input, accept, config: more = [], indexFile, hasMagic = false, by, traced = false }: RunOptions,
    binary: boolean,
  ): Promise<{ code: number; stdout: string | Uint8Array; stderr: string }> {
    const verb = args[0] ?? '';
    // simple-git leaves stdin open when the input is empty, and a verb that reads it would never end.
    if (input?.length === 0) throw new KairosError('usage', `git ${verb} was given empty input`);
    let code = 0;
    let stderr = '';
    const settings: Partial<SimpleGitOptions> = {
      baseDir: root,
      config: [...config, ...more],
      completion: { onClose: true, onExit: false },
      timeout: { block: SILENT_LIMIT_MS },
      unsafe: UNSAFE,
      allowEnvironment: [...KEPT, ...Object.keys(OURS), ...Object.keys(TRACED), ...NAMING, 'GIT_INDEX_FILE'],
      ...(input === undefined ? {} : { input: () => (typeof input === 'string' ? input : Buffer.from(input)) }),
      ...(signal ? { abort: signal } : {}),
      errors(error, result) {
        code = result.exitCode;
        stderr = Buffer.concat(result.stdErr).toString('utf8');
        if (code === 0 || (accept?.includes(code) && !(error instanceof GitPluginError))) return undefined;
        return error ?? Buffer.from(stderr || `git ${verb} ended with ${code}`);
      },
    };
    const starts = watchStarts();
    try {
      const changed = {
        ...(indexFile ? { GIT_INDEX_FILE: indexFile } : {}),
        ...(hasMagic ? { GIT_LITERAL_PATHSPECS: '0' } : {}),
        ...(by ? namedBy(by) : {}),
        ...(traced ? TRACED : {}),
      };
      const git = quickly(simpleGit(settings).env({ ...environment, ...changed }));
      const stdout = binary ? await (git.binaryCatFile(args.slice(1)) as Promise<Uint8Array>) : await git.raw([...args]);
      return { code, stdout, stderr };
    } catch (cause) {
      throw (await starts.refused()) ?? failure(verb, code, stderr, cause, signal);
    } finally {
      starts.end();
    }
  }

  async function run(args: readonly string[], options: RunOptions = {}): Promise<GitResult> {
    return (await call(args, HARDENED, options, false)) as GitResult;
  }
  return {
    root,
    run,
    text: async (args, options) => (await run(args, options)).stdout,
    catFile: async (args, input) => (await call(['cat-file', ...args], HARDENED, { input }, true)).stdout as Uint8Array,
    plain: async (args, options = {}) => (await call(args, SAFE_DISCOVERY, options, false)) as GitResult,
  };
}

/** The variables by which git is told whom a commit names. */
function namedBy(by: NonNullable<RunOptions['by']>): Record<string, string> {
  const of = (who: 'author' | 'committer'): (readonly [string, string])[] =>
    Object.entries(by[who]).map(([what, value]) => [`GIT_${who.toUpperCase()}_${what.toUpperCase()}`, value]);
  return Object.fromEntries([...of('author'), ...of('committer')]);
}

function cleanEnvironment(ambient: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(ambient)) {
    if (value !== undefined && (!DROPPED.test(name) || KEPT.has(name))) kept[name] = value;
  }
  return { ...kept, ...OURS, LC_ALL: 'C' };
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

function failure(verb: string, code: number, stderr: string, cause: unknown, signal: AbortSignal | undefined): KairosError {
  if (signal?.aborted) return new KairosError('cancelled', `git ${verb} was cancelled`, { cause });
  const own = stderr.trim() || (cause instanceof Error ? cause.message.trim() : String(cause));
  if (/spawn .*ENOENT/.test(own)) {
    return new KairosError('git-failed', 'git was not found', { hint: 'install git 2.38 or newer and see that it is on the PATH', cause });
  }
  return new KairosError('git-failed', `git ${verb} ended with ${code}: ${own.slice(0, 2000)}`, { cause });
}
