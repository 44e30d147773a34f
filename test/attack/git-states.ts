/** Commands in every state that git can be in: none of them fails as a defect, changes what is the person's, or loses a note that it acknowledged. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HISTORY, place, placeAt, type Place } from '../e2e/kairos.js';
import { realRepo } from '../real-repo.js';
import { countsInLogs, wrongWith } from './watched.js';

/** Brings the repository into the state; returns where the commands run, if that is elsewhere. */
type State = (shop: Place) => Place | void;

const git = (shop: Place, ...args: string[]): void => void shop.repo.tryGit(args);
/** Two branches that change the same lines. */
function forked(shop: Place, path = 'src/server.js'): void {
  shop.repo.git('checkout', '-q', '-b', 'side');
  shop.repo.commit('Listen on two ports', { [path]: 'side\n' });
  shop.repo.git('checkout', '-q', 'main');
  shop.repo.commit('Listen on three ports', { [path]: 'main\n' });
}
const hook = (shop: Place, name: string): void => {
  mkdirSync(join(shop.root, '.git/hooks'), { recursive: true });
  writeFileSync(join(shop.root, '.git/hooks', name), '#!/bin/sh\necho no >&2\nexit 1\n', { mode: 0o755 });
};
const cloned = (shop: Place, ...options: string[]): Place => {
  const root = join(shop.root, '../clone');
  shop.repo.git('clone', '-q', ...options, `file://${shop.root}`, root);
  const clone = placeAt(shop.repo, root);
  clone.kairos(['init', '--yes', '--no-hooks']);
  return clone;
};

export const STATES: Readonly<Record<string, State>> = {
  plain: () => undefined,
  'detached HEAD': (shop) => git(shop, 'checkout', '-q', '--detach'),
  'a merge with conflicts': (shop) => {
    forked(shop);
    git(shop, 'merge', 'side');
  },
  'a rebase with conflicts': (shop) => {
    forked(shop);
    git(shop, 'rebase', 'side');
  },
  'a cherry-pick with conflicts': (shop) => {
    forked(shop);
    git(shop, 'cherry-pick', 'side');
  },
  'a revert with conflicts': (shop) => {
    forked(shop);
    git(shop, 'revert', '--no-edit', 'HEAD~2');
  },
  'a bisect': (shop) => {
    git(shop, 'bisect', 'start');
    git(shop, 'bisect', 'bad');
    git(shop, 'bisect', 'good', 'HEAD~4');
  },
  'conflicts in MEMORY.md': (shop) => {
    forked(shop, '.kairos/MEMORY.md');
    git(shop, 'merge', 'side');
  },
  'conflicts in the config': (shop) => {
    forked(shop, '.kairos/config.yaml');
    git(shop, 'merge', 'side');
  },
  'an index.lock that is held': (shop) => writeFileSync(join(shop.root, '.git/index.lock'), ''),
  'packed refs': (shop) => git(shop, 'pack-refs', '--all', '--prune'),
  'a packed and pruned history': (shop) => git(shop, 'gc', '-q', '--aggressive', '--prune=now'),
  'a gc under way': (shop) => writeFileSync(join(shop.root, '.git/gc.pid'), `${process.pid} elsewhere`),
  'hooks that fail': (shop) =>
    ['pre-commit', 'commit-msg', 'post-commit', 'reference-transaction', 'pre-push', 'update'].forEach((name) => hook(shop, name)),
  'commits that must be signed, and cannot be': (shop) => {
    git(shop, 'config', 'commit.gpgSign', 'true');
    git(shop, 'config', 'gpg.program', '/bin/false');
  },
  'core.fileMode false': (shop) => {
    git(shop, 'config', 'core.fileMode', 'false');
    chmodSync(join(shop.root, 'README.md'), 0o755);
  },
  'core.autocrlf true': (shop) => git(shop, 'config', 'core.autocrlf', 'true'),
  'core.ignoreCase true': (shop) => git(shop, 'config', 'core.ignoreCase', 'true'),
  'core.quotePath and strange names': (shop) => shop.repo.write('tab\there "ünd" so.txt', 'x\n'),
  'replace refs': (shop) => git(shop, 'replace', 'HEAD~1', 'HEAD~2'),
  grafts: (shop) => writeFileSync(join(shop.root, '.git/info/grafts'), `${shop.repo.git('rev-parse', 'HEAD~1')}\n`),
  'alternates that are gone': (shop) => writeFileSync(join(shop.root, '.git/objects/info/alternates'), '/nowhere/objects\n'),
  'an index of version 4 that is split': (shop) => {
    git(shop, 'update-index', '--index-version', '4');
    git(shop, 'update-index', '--split-index');
  },
  'a sparse checkout': (shop) => git(shop, 'sparse-checkout', 'set', 'src'),
  'a submodule': (shop) => {
    const other = realRepo();
    other.commit('first', { a: '1\n' });
    git(shop, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', other.root, 'vendor/other');
    shop.repo.git('commit', '-q', '-m', 'Take in the other one');
  },
  'a linked work tree': (shop) => {
    const root = join(shop.root, '../beside');
    shop.repo.git('worktree', 'add', '-q', '-b', 'beside', root);
    return placeAt(shop.repo, root);
  },
  'a shallow clone': (shop) => cloned(shop, '--depth', '2'),
  'a partial clone': (shop) => cloned(shop, '--filter=blob:none'),
  'a branch with no commit': (shop) => git(shop, 'checkout', '-q', '--orphan', 'empty'),
  'an unreadable reflog': (shop) => writeFileSync(join(shop.root, '.git/logs/HEAD'), Buffer.from([0xff, 0xfe, 0x0a, 0x00, 0x0a])),
  'a HEAD of a branch that is gone': (shop) => git(shop, 'symbolic-ref', 'HEAD', 'refs/heads/gone'),
  'a git directory that cannot be written': (shop) => {
    if (process.getuid?.() !== 0) chmodSync(join(shop.root, '.git'), 0o555);
  },
  'an assume-unchanged memory': (shop) => git(shop, 'update-index', '--assume-unchanged', '.kairos/MEMORY.md'),
  'intent to add': (shop) => {
    shop.repo.write('later.txt', 'x\n');
    git(shop, 'add', '-N', 'later.txt');
  },
  'an am under way': (shop) => {
    mkdirSync(join(shop.root, '.git/rebase-apply'));
    writeFileSync(join(shop.root, '.git/rebase-apply/applying'), '');
  },
};

/** Repositories of another kind, made anew. */
const KINDS: Readonly<Record<string, () => Place>> = {
  sha256: () => {
    const repo = realRepo({ sha256: true });
    for (const one of HISTORY) repo.commit(one.message, one.files);
    const shop = placeAt(repo, repo.root);
    shop.ok(['init', '--yes', '--no-hooks']);
    return shop;
  },
  unborn: () => {
    const repo = realRepo();
    const shop = placeAt(repo, repo.root);
    shop.ok(['init', '--yes', '--no-hooks']);
    return shop;
  },
  bare: () => {
    const repo = realRepo({ bare: true });
    return placeAt(repo, repo.root);
  },
};

const COMMANDS: readonly (readonly string[])[] = [
  ['observe', '--all'],
  ['recall', 'redis sessions'],
  ['log'],
  ['status'],
  ['run', '--once'],
  ['dream', '--now'],
  ['review'],
  ['index'],
  ['doctor'],
  ['restore'],
];

/** What is the person's, byte by byte: HEAD, index, stash, refs, and what differs in the work tree. */
function theirs(at: Place): string {
  const ask = (...args: string[]): string => at.repo.tryGit(['-C', at.root, ...args]).stdout;
  return [
    ask('symbolic-ref', '-q', 'HEAD') || ask('rev-parse', 'HEAD'),
    ask('ls-files', '-s'),
    ask('stash', 'list'),
    ask('for-each-ref', 'refs/heads', 'refs/tags')
      .split('\n')
      .filter((line) => !line.includes('refs/heads/kairos/'))
      .join('\n'),
    ask('diff'),
  ].join('\n----\n');
}

/** Runs all commands in all states. Returns what was wrong. */
export async function attackInStates(
  only: readonly string[] | undefined,
  tell: (line: string) => void,
): Promise<{ states: number; runs: number; broken: string[] }> {
  const broken: string[] = [];
  let [states, runs] = [0, 0];
  const all: readonly (readonly [string, () => Place])[] = [
    ...Object.entries(KINDS),
    ...Object.entries(STATES).map(
      ([name, state]) =>
        [
          name,
          () => {
            const shop = place({ init: true });
            return state(shop) ?? shop;
          },
        ] as const,
    ),
  ];
  for (const [name, make] of all.filter(([one]) => only === undefined || only.includes(one))) {
    const at = make();
    states += 1;
    const wrong: string[] = [];
    try {
      const before = theirs(at);
      const said: string[] = [];
      for (const [n, args] of [['note', `note-state-1 in ${name}`], ...COMMANDS, ['note', `note-state-2 in ${name}`]].entries()) {
        const { code, err, out } = at.kairos(args);
        runs += 1;
        if (args[0] === 'note' && code === 0) said.push(n === 0 ? 'note-state-1' : 'note-state-2');
        if (code === null || /defect of kairos|^\s+at /m.test(err + out))
          wrong.push(`${args.join(' ')} ended with ${code}: ${(err + out).slice(0, 300)}`);
      }
      if (theirs(at) !== before) wrong.push('changed what is the person’s');
      if (name.includes('index.lock')) rmSync(join(at.root, '.git/index.lock'), { force: true });
      if (name !== 'bare' && !name.startsWith('alternates') && !name.startsWith('an unreadable'))
        wrong.push(...wrongWith(at).filter((one) => !one.includes('index.lock')));
      for (const [note, count] of countsInLogs([at.root], said)) if (count !== 1) wrong.push(`${note} stands ${count} times`);
      tell(`${name}: ${said.length} notes taken, ${wrong.length === 0 ? 'right' : wrong.join('; ')}`);
    } catch (error) {
      wrong.push(`threw ${String(error).slice(0, 200)}`);
    }
    broken.push(...wrong.map((one) => `${name}: ${one}`));
    at.repo.cleanup();
  }
  return { states, runs, broken };
}
