/** `kairos demo`: runs the commands of kairos in a temporary repository and shows each as typed. It removes the repository at the end. */
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { gitVersion } from '../../adapters/git.js';
import { KairosError } from '../../base/errors.js';
import type { Context } from '../context.js';
import { programPath } from '../package-files.js';

interface DemoCommit {
  readonly day: string;
  readonly file: string;
  readonly message: string;
}

/** A small history with decisions in it, as a small team would leave it. */
const HISTORY: readonly DemoCommit[] = [
  { day: '2026-09-01', file: 'src/server.js', message: 'Start the shop server' },
  {
    day: '2026-09-03',
    file: 'src/session.js',
    message: 'Keep sessions in memory\n\nA restart logs everybody out, which is fine while we are alone.',
  },
  { day: '2026-09-07', file: 'package.json', message: 'Bump express from 4.18.0 to 4.18.1' },
  {
    day: '2026-09-12',
    file: 'src/session.js',
    message: 'Keep sessions in Redis instead of memory\n\nEvery deploy logged all customers out, because the process is replaced.',
  },
  { day: '2026-09-20', file: 'src/cart.js', message: 'Round prices half to even' },
  {
    day: '2026-09-22',
    file: 'src/cart.js',
    message: 'Revert "Round prices half to even"\n\nThe tax office requires commercial rounding, so that totals must be rounded half up.',
  },
  {
    day: '2026-10-02',
    file: 'package.json',
    message: 'Drop support for Node 18\n\nIt reached its end of life, and the test runner cannot start on it.',
  },
  { day: '2026-10-15', file: 'src/api.js', message: 'fix typo' },
];

const CLOSING_MS = 200;

export function addDemo(command: Command, context: Context): void {
  command
    .option('--keep', 'keep the repository, and say where it is')
    .addHelpText('after', '\nExamples:\n  $ kairos demo\n  $ kairos demo --keep')
    .action(async (options: { keep?: boolean }) => {
      // Before anything is made or shown: without a git it says what to install.
      await gitVersion(context.env);
      const folder = mkdtempSync(join(tmpdir(), 'kairos-demo-'));
      const clear = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: CLOSING_MS });
      // Also when a second Ctrl+C does not wait for the first.
      if (options.keep !== true) process.once('exit', clear);
      try {
        await play(context, folder);
      } finally {
        if (options.keep === true) context.say(`\nkept: ${folder}`);
        else clear();
      }
    });
}

async function play(context: Context, folder: string): Promise<void> {
  const home = join(folder, 'home');
  const shop = join(folder, 'shop');
  const env = {
    ...withoutGit(process.env),
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@example.invalid',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@example.invalid',
  };
  const bin = programPath();
  const git = (args: string[], day?: string): Promise<string> =>
    run(context, 'git', args, {
      cwd: day === undefined && args[0] === 'init' ? folder : shop,
      env: day === undefined ? env : { ...env, GIT_AUTHOR_DATE: `${day}T10:00:00Z`, GIT_COMMITTER_DATE: `${day}T10:00:00Z` },
      silent: true,
    });
  const kairos = async (shown: string, args: string[]): Promise<string> => {
    context.say(`\n${context.palette.bold(`$ ${shown}`)}`);
    return run(context, process.execPath, [bin, ...args], { cwd: shop, env, silent: false });
  };
  const comment = (text: string): void => context.say(`\n${context.palette.dim(`# ${text}`)}`);

  // Nothing stays when the folder goes.
  mkdirSync(join(home, 'kairos'), { recursive: true });
  writeFileSync(join(home, 'kairos/config.yaml'), 'recall:\n  keepWarm: 0\n');
  comment('a repository with a little history');
  await git(['init', '-q', '-b', 'main', shop]);
  for (const { day, file, message } of HISTORY) await commitFile(git, shop, day, file, message);
  context.say((await git(['log', '--oneline', '--format=%h %ad %s', '--date=short'])).trimEnd());

  comment('set it up; the history becomes the diary');
  await kairos('kairos init --yes', ['init', '--yes']);
  await git(['add', '.kairos/config.yaml', '.kairos/MEMORY.md', '.kairos/.gitignore', '.kairos/.gitattributes']);
  await git(['commit', '-q', '-m', 'Add the memory of kairos'], '2026-10-20');
  comment('ask it');
  await kairos('kairos recall "why are sessions in redis"', ['recall', 'why are sessions in redis', '--limit', '1']);
  comment('tell it what no commit says');
  await kairos('kairos note "The integration tests need Redis on port 6380"', ['note', 'The integration tests need Redis on port 6380']);
  comment('dream: what is worth keeping becomes a branch that you review, like any other');
  await kairos('kairos dream --now', ['dream', '--now']);
  await kairos('kairos review', ['review']);
  await kairos('kairos review --accept', ['review', '--accept']);
  await kairos('kairos topics', ['topics']);
  comment('work goes on: somebody commits, and the daemon looks (here once; "kairos run" stays)');
  await commitFile(
    git,
    shop,
    '2026-10-21',
    'src/mail.js',
    'Send mail from a queue, never from a request\n\nThe provider takes ten seconds at noon, so a request would time out.',
  );
  await kairos('kairos run --once', ['run', '--once']);
  comment('ask again: what you accepted comes with its topic, what is new from the diary');
  await kairos('kairos recall "node 18"', ['recall', 'node 18', '--limit', '2']);
  await kairos('kairos recall "mail queue"', ['recall', 'mail queue', '--limit', '1']);
  comment('your branch got the reviewed memory and nothing else; the diary lies beside it');
  context.say((await git(['log', '--oneline', '--stat', '-1', 'HEAD~1'])).trimEnd());
  context.say(context.palette.dim('\nnow in a repository of yours: kairos init'));
}

async function commitFile(
  git: (args: string[], day?: string) => Promise<string>,
  shop: string,
  day: string,
  file: string,
  message: string,
): Promise<void> {
  mkdirSync(join(shop, file, '..'), { recursive: true });
  appendFileSync(join(shop, file), `// ${message.split('\n')[0]}\n`);
  await git(['add', file]);
  await git(['commit', '-q', '-m', message], day);
}

function withoutGit(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_') && name !== 'KAIROS_NOW'));
}

/** Runs a command and waits for its end, also after Ctrl+C: it must not write after the folder is removed. */
function run(
  context: Context,
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; silent: boolean },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const output = options.silent ? 'pipe' : 'inherit';
    const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', output, output] });
    const stop = (): void => void child.kill('SIGTERM');
    if (context.signal.aborted) stop();
    context.signal.addEventListener('abort', stop, { once: true });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) => {
      context.signal.removeEventListener('abort', stop);
      if (context.signal.aborted) reject(new KairosError('cancelled', 'stopped'));
      else if (code === 0) resolve(said);
      else
        reject(
          new KairosError(
            'git-failed',
            `${command.split('/').pop()} ${args.slice(0, 3).join(' ')} ended with ${code}${said === '' ? '' : `: ${said.trim()}`}`,
          ),
        );
    });
  });
}
