/**
 * The one place that starts git. Argument vectors come from constants and checked values; the environment loses everything that steers git;
 * configuration of the repository that would start programs is overridden. It must not know what the verbs mean.
 */
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
  /** Exit codes that are answers, not failures; [0] if left out. */
  readonly accept?: readonly number[];
  /** More `-c key=value`. */
  readonly config?: readonly string[];
  /** Another index than the work tree's own. */
  readonly indexFile?: string;
}

export interface Runner {
  readonly root: string;
  run(args: readonly string[], options?: RunOptions): Promise<GitResult>;
  /** Output of a call that must succeed. */
  text(args: readonly string[], options?: RunOptions): Promise<string>;
  /** `git cat-file` with input, undecoded. */
  catFile(args: readonly string[], input: string): Promise<Uint8Array>;
  /** As `text`, but showing the user's configuration as it is. For verbs that start no program. */
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

/** Each line takes a way of starting a program away from the repository's configuration, or a way of changing what we read. */
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

/** The user's own places of configuration, and bounds of discovery. Everything else that begins with GIT_ goes. */
const KEPT = new Set(['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM', 'GIT_CEILING_DIRECTORIES']);
const DROPPED = /^(?:GIT_.*|EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS)$/i;
/** Paths are paths, not patterns; objects are what their id says, not what a replace ref puts in their place. */
const OURS = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_LITERAL_PATHSPECS: '1',
};

/** simple-git refuses these also where the value disarms; each is used above or in `advance` with a constant, harmless value. */
const UNSAFE = {
  allowUnsafeFsMonitor: true,
  allowUnsafeHooksPath: true,
  allowUnsafePager: true,
  allowUnsafeFilter: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeConfigPaths: true,
} as const;

/** No git call of ours is silent for so long. */
const SILENT_LIMIT_MS = 300_000;

/**
 * A runner with its working folder pinned to `root`.
 * @param ambient the environment to clean, usually `process.env`.
 * `signal` aborts running calls; `pinned` keeps git from looking for a repository above `root`.
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
    { input, accept, config: more = [], indexFile }: RunOptions,
    binary: boolean,
  ): Promise<{ code: number; stdout: string | Uint8Array; stderr: string }> {
    const verb = args[0] ?? '';
    // simple-git leaves stdin open when the input is empty, and a verb that reads it would wait for ever.
    if (input?.length === 0) throw new KairosError('usage', `git ${verb} was given empty input`);
    let code = 0;
    let stderr = '';
    const settings: Partial<SimpleGitOptions> = {
      baseDir: root,
      config: [...config, ...more],
      completion: { onClose: true, onExit: false },
      timeout: { block: SILENT_LIMIT_MS },
      unsafe: UNSAFE,
      allowEnvironment: [...KEPT, ...Object.keys(OURS), 'GIT_INDEX_FILE'],
      ...(input === undefined ? {} : { input: () => (typeof input === 'string' ? input : Buffer.from(input)) }),
      ...(signal ? { abort: signal } : {}),
      errors(error, result) {
        code = result.exitCode;
        stderr = Buffer.concat(result.stdErr).toString('utf8');
        if (code === 0 || (accept?.includes(code) && !(error instanceof GitPluginError))) return undefined;
        return error ?? Buffer.from(stderr || `git ${verb} ended with ${code}`);
      },
    };
    try {
      const git = quickly(simpleGit(settings).env(indexFile ? { ...environment, GIT_INDEX_FILE: indexFile } : environment));
      const stdout = binary ? await (git.binaryCatFile(args.slice(1)) as Promise<Uint8Array>) : await git.raw([...args]);
      return { code, stdout, stderr };
    } catch (cause) {
      throw failure(verb, code, stderr, cause, signal);
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

function cleanEnvironment(ambient: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(ambient)) {
    if (value !== undefined && (!DROPPED.test(name) || KEPT.has(name))) kept[name] = value;
  }
  return { ...kept, ...OURS, LC_ALL: 'C' };
}

/**
 * simple-git 4 waits 50 ms after every command that printed nothing, in case output is still to come. The end of the output stream says that
 * none is, so an empty chunk is announced there, and the wait does not happen (measured: 54 ms become 4).
 */
function quickly(git: SimpleGit): SimpleGit {
  return git.outputHandler((_command, stdout) => {
    stdout.once('end', () => stdout.emit('data', Buffer.alloc(0)));
  });
}

function failure(verb: string, code: number, stderr: string, cause: unknown, signal: AbortSignal | undefined): KairosError {
  if (signal?.aborted) return new KairosError('cancelled', `git ${verb} was cancelled`, { cause });
  const own = stderr.trim() || (cause instanceof Error ? cause.message.trim() : String(cause));
  if (/spawn .*ENOENT/.test(own)) {
    return new KairosError('git-failed', 'git was not found', { hint: 'install git 2.38 or newer and see that it is on the PATH', cause });
  }
  return new KairosError('git-failed', `git ${verb} ended with ${code}: ${own.slice(0, 2000)}`, { cause });
}
