/** Real git repositories for tests: temporary, hermetic, with fixed dates, so that object ids are exact. Never used by `src`. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** 2026-03-02T09:00:00Z; each commit without a time of its own comes one minute after the one before. */
export const FIRST_COMMIT_MS = Date.UTC(2026, 2, 2, 9);
const MINUTE_MS = 60_000;

export type TestFiles = Readonly<Record<string, string | Uint8Array | undefined>>;

export interface TestCommit {
  readonly message: string;
  /** `undefined` removes a path. */
  readonly files: TestFiles;
  readonly atMs?: number;
  /** "Name <email>" */
  readonly author?: string;
}

export interface RealRepo {
  /** Absolute, links resolved. */
  readonly root: string;
  /** The environment that every call runs in. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs git in the root and returns its output without the final newline. Throws with git's own words when it fails. */
  git(...args: string[]): string;
  /** As `git`, with input and without throwing. */
  tryGit(args: readonly string[], input?: string | Uint8Array): { code: number | null; stdout: string; stderr: string };
  /** Writes a file of the work tree, making folders. */
  write(path: string, content: string | Uint8Array): void;
  /** Writes the files, stages exactly them, and commits as a person does (hooks, reflog). Returns the full id. */
  commit(message: string, files: TestFiles, options?: { at?: number; author?: string }): string;
  /** Puts many commits onto `branch` in one `git fast-import`; brings index and work tree along if it is checked out. Returns the ids. */
  repo(commits: readonly TestCommit[], branch?: string): string[];
  /** Another one that stands as this one does, with the folder of its user. Programs know files by more than their bytes, and take these for new ones. */
  copy(): RealRepo;
  cleanup(): void;
}

/** An environment in which git knows nothing of the machine or of the person who runs the tests. */
export function hermeticEnv(home: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
    TZ: 'UTC',
  };
}

/** An empty repository on `main` with a user of its own. `bare` and `sha256` as git's flags; `init: false` leaves a plain folder. */
export function realRepo(options: { bare?: boolean; sha256?: boolean; init?: boolean } = {}): RealRepo {
  const base = newBase();
  mkdirSync(join(base, 'repo'));
  mkdirSync(join(base, 'home'));
  const made = repoAt(base, 0);
  if (options.init !== false) {
    made.git('init', '-q', '-b', 'main', ...(options.bare ? ['--bare'] : []), ...(options.sha256 ? ['--object-format=sha256'] : []));
    // Background maintenance would race with the cleanup. One write instead of four processes: every test starts here.
    appendFileSync(
      join(made.root, options.bare ? 'config' : '.git/config'),
      '[user]\n\tname = Ann\n\temail = ann@example.invalid\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n',
    );
  }
  return made;
}

const newBase = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'kairos-repo-')));

/** What stands in this folder. @param commits how many it has that were given no time */
function repoAt(base: string, commits: number): RealRepo {
  const root = join(base, 'repo');
  const env = hermeticEnv(join(base, 'home'));

  const tryGit: RealRepo['tryGit'] = (args, input) => {
    const run = spawnSync('git', [...args], { cwd: root, env, input, maxBuffer: 1 << 28 });
    if (run.error) throw run.error;
    return { code: run.status, stdout: run.stdout.toString('utf8'), stderr: run.stderr.toString('utf8') };
  };
  const checked = (args: readonly string[], input?: string | Uint8Array): string => {
    const { code, stdout, stderr } = tryGit(args, input);
    if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
    return stdout.replace(/\n$/, '');
  };
  const git: RealRepo['git'] = (...args) => checked(args);
  const write: RealRepo['write'] = (path, content) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const nextMs = (): number => FIRST_COMMIT_MS + MINUTE_MS * commits++;

  return {
    root,
    env,
    git,
    tryGit,
    write,
    commit(message, files, { at = nextMs(), author = 'Ann <ann@example.invalid>' } = {}) {
      for (const [path, content] of Object.entries(files)) {
        if (content === undefined) rmSync(join(root, path), { recursive: true, force: true });
        else write(path, content);
      }
      const paths = Object.keys(files);
      if (paths.length > 0) git('add', '-A', '-f', '--', ...paths);
      const [, name = 'Ann', email = ''] = /^(.*?) <(.*)>$/.exec(author) ?? [];
      const when = `${Math.floor(at / 1000)} +0000`;
      const dated = {
        GIT_AUTHOR_DATE: when,
        GIT_COMMITTER_DATE: when,
        GIT_AUTHOR_NAME: name,
        GIT_AUTHOR_EMAIL: email,
        GIT_COMMITTER_NAME: name,
        GIT_COMMITTER_EMAIL: email,
      };
      const run = spawnSync('git', ['commit', '-q', '--allow-empty', '--allow-empty-message', '-F', '-'], {
        cwd: root,
        env: { ...env, ...dated },
        input: message,
      });
      if (run.status !== 0) throw new Error(`git commit ended with ${run.status}: ${run.stderr.toString()}`);
      return git('rev-parse', 'HEAD');
    },
    repo(list, branch = 'main') {
      const ref = `refs/heads/${branch}`;
      const old = tryGit(['rev-parse', '--verify', '-q', ref]).stdout.trim();
      const stream: Buffer[] = [];
      const put = (text: string | Uint8Array): unknown => stream.push(Buffer.from(text));
      const data = (content: string | Uint8Array): void => {
        const bytes = Buffer.from(content);
        put(`data ${bytes.length}\n`);
        put(bytes);
        put('\n');
      };
      list.forEach((commit, index) => {
        const when = `${Math.floor((commit.atMs ?? nextMs()) / 1000)} +0000`;
        const author = commit.author ?? 'Ann <ann@example.invalid>';
        put(`commit ${ref}\nmark :${index + 1}\nauthor ${author} ${when}\ncommitter ${author} ${when}\n`);
        data(commit.message);
        if (index > 0) put(`from :${index}\n`);
        else if (old !== '') put(`from ${old}\n`);
        for (const [path, content] of Object.entries(commit.files)) {
          if (content === undefined) put(`D ${JSON.stringify(path)}\n`);
          else {
            put(`M 100644 inline ${JSON.stringify(path)}\n`);
            data(content);
          }
        }
        put('\n');
      });
      list.forEach((_, index) => put(`get-mark :${index + 1}\n`));
      const ids = checked(['fast-import', '--quiet'], Buffer.concat(stream)).split('\n');
      if (tryGit(['symbolic-ref', '-q', 'HEAD']).stdout.trim() === ref && existsSync(join(root, '.git'))) git('reset', '-q', '--hard');
      return ids;
    },
    copy() {
      const next = newBase();
      cpSync(base, next, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
      return repoAt(next, commits);
    },
    cleanup: () => removeWhole(base),
  };
}

/** Removes a folder in which a process may still be ending: Node tries again to remove the folder, but not what came into it meanwhile. */
function removeWhole(folder: string): void {
  for (let triesLeft = 5; ; triesLeft -= 1) {
    try {
      return rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
    } catch (error) {
      if (triesLeft === 0 || (error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    }
  }
}
