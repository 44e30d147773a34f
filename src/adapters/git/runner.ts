/**
 * The one place that starts git. Arguments come from constants and checked values; environment variables that steer git are removed; settings
 * of the repository that would start programs are overridden. It must not know what the verbs mean.
 */
import { KairosError } from '../../base/errors.js';
import { runGit, startGit, type Ended } from './start-git.js';

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
  /** A call that prints more bytes is ended, and fails with the code ENOBUFS. For verbs that only read. */
  readonly mostBytes?: number;
  /** git says on stderr, in lines of JSON, which git it is. */
  readonly traced?: boolean;
}

/**
 * Each method throws KairosError `git-failed` when git fails or is not installed, `cancelled` on abort, `usage` for empty input; where the system starts no
 * more processes (EMFILE, EAGAIN, ...), its own error.
 */
export interface Runner {
  readonly root: string;
  /** Whom the environment names as the committer: a shell or a container may say it there. */
  readonly committer: { readonly name?: string; readonly email?: string };
  run(args: readonly string[], options?: RunOptions): Promise<GitResult>;
  /** Output of a call that must succeed. */
  text(args: readonly string[], options?: RunOptions): Promise<string>;
  /** The output of `git cat-file`, as bytes. */
  catFile(args: readonly string[], input: string, options?: Pick<RunOptions, 'mostBytes'>): Promise<Uint8Array>;
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

/** The variables that simple-git is told to let pass. */
const ALLOWED = [...KEPT, ...Object.keys(OURS), ...Object.keys(TRACED), ...NAMING, 'GIT_INDEX_FILE'];

/** A call that prints nothing for so long is ended. None of ours needs it. */
const SILENT_LIMIT_MS = 300_000;

/**
 * A runner that works in the folder `root`.
 * @param ambient the environment to clean, usually `process.env`.
 * `signal` aborts running calls; `waits` lets the process do nothing else while git reads; `pinned` keeps git from looking for a repository above `root`. Throws nothing itself; see `Runner`.
 */
export function gitRunner(
  root: string,
  ambient: Readonly<Record<string, string | undefined>>,
  { signal, pinned, waits = false }: { readonly signal?: AbortSignal; readonly pinned?: boolean; readonly waits?: boolean } = {},
): Runner {
  const environment = cleanEnvironment(ambient);
  if (pinned) environment['GIT_CEILING_DIRECTORIES'] = root.replace(/\/[^/]*$/, '') || '/';

  async function call(
    args: readonly string[],
    config: readonly string[],
    { input, accept, config: more = [], indexFile, hasMagic = false, by, mostBytes, traced = false }: RunOptions,
  ): Promise<{ code: number; stdout: Buffer; stderr: string }> {
    const verb = args[0] ?? '';
    // A verb that reads it would find its end at once: whoever has nothing to ask asks nothing.
    if (input?.length === 0) throw new KairosError('usage', `git ${verb} was given empty input`);
    const changed = {
      ...(indexFile ? { GIT_INDEX_FILE: indexFile } : {}),
      ...(hasMagic ? { GIT_LITERAL_PATHSPECS: '0' } : {}),
      ...(by ? namedBy(by) : {}),
      ...(traced ? TRACED : {}),
    };
    const settings = [...config, ...more];
    const options = {
      cwd: root,
      env: { ...environment, ...changed },
      input,
      signal,
      silentMs: SILENT_LIMIT_MS,
      ...(mostBytes !== undefined && { mostBytes }),
    };
    let ended: Ended;
    try {
      if (onlyReads(args)) {
        const words = [...settings.flatMap((setting) => ['-c', setting]), ...args];
        ended = waits && !signal ? runGit(words, options) : await startGit(words, options);
      } else {
        const { changeGit } = await import('./change-git.js');
        ended = await changeGit(args, { ...options, config: settings, allowed: ALLOWED });
      }
    } catch (cause) {
      throw isRefusal(cause) ? cause : failure(verb, { code: undefined, stderr: '' }, cause, signal);
    }
    const { code, stdout, stderr } = ended;
    if (signal?.aborted !== true && code !== undefined && (code === 0 || accept?.includes(code))) return { code, stdout, stderr };
    throw failure(verb, ended, undefined, signal);
  }

  async function run(args: readonly string[], config: readonly string[], options: RunOptions = {}): Promise<GitResult> {
    const ended = await call(args, config, options);
    return { ...ended, stdout: ended.stdout.toString('utf8') };
  }
  const { GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email } = ambient;
  return {
    root,
    committer: { ...(name && { name }), ...(email && { email }) },
    run: async (args, options) => run(args, HARDENED, options),
    text: async (args, options) => (await run(args, HARDENED, options)).stdout,
    catFile: async (args, input, options) => (await call(['cat-file', ...args], HARDENED, { ...options, input })).stdout,
    plain: async (args, options) => run(args, SAFE_DISCOVERY, options),
  };
}

/** Verbs that change nothing, whatever their arguments. */
const READERS: ReadonlySet<string> = new Set([
  '--version',
  'cat-file',
  'diff-files',
  'diff-tree',
  'for-each-ref',
  'log',
  'ls-files',
  'ls-tree',
  'rev-list',
  'rev-parse',
]);
/** Verbs that change nothing with these arguments. */
const READING = [
  ['config', /^--get(?:-regexp)?$/],
  ['symbolic-ref', /^-q$/],
  ['worktree', /^list$/],
] as const;

function onlyReads(args: readonly string[]): boolean {
  const [verb = ''] = args;
  return READERS.has(verb) || READING.some(([one, asking]) => one === verb && args.some((word) => asking.test(word)));
}

/** True where the system started no process for want of files, memory or processes. */
function isRefusal(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause && 'code' in cause && cause.code !== 'ENOENT';
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

function failure(
  verb: string,
  { code, stderr }: Pick<Ended, 'code' | 'stderr'>,
  cause: unknown,
  signal: AbortSignal | undefined,
): KairosError {
  const more = cause === undefined ? {} : { cause };
  if (signal?.aborted) return new KairosError('cancelled', `git ${verb} was cancelled`, more);
  const own = stderr.trim() || (cause instanceof Error ? cause.message.trim() : '');
  if (/spawn(?:Sync)? .*ENOENT/.test(own)) {
    return new KairosError('git-failed', 'git was not found', {
      hint: 'install git 2.38 or newer and see that it is on the PATH',
      ...more,
    });
  }
  const how = code === undefined && cause === undefined ? 'was ended by a signal' : `ended with ${code ?? 0}`;
  return new KairosError('git-failed', `git ${verb} ${how}: ${own.slice(0, 2000)}`, more);
}
