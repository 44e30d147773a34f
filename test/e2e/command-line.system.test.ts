/** What every command has in common: help, exit codes, JSON, and folders where there is nothing to do. */
import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BIN, emptyFolder, place, placeAt, ROOT } from './kairos.js';

const shop = place({ init: true });
const bare = place({ history: [{ message: 'One', files: { a: 'a\n' } }] });
const outside = emptyFolder();
const out = placeAt({ ...shop.repo, env: outside.env }, outside.root);
afterAll(() => {
  shop.repo.cleanup();
  bare.repo.cleanup();
  outside.dispose();
});

const COMMANDS = [
  'init',
  'observe',
  'recall',
  'index',
  'note',
  'reinforce',
  'log',
  'log seal',
  'topics',
  'show',
  'blame',
  'run',
  'status',
  'stop',
  'pause',
  'resume',
  'dream',
  'dream undo',
  'review',
  'gates',
  'session',
  'session start',
  'session end',
  'forget',
  'restore',
  'doctor',
  'hooks',
  'hooks status',
  'hooks install',
  'hooks uninstall',
  'trust',
  'config',
  'config list',
  'config get',
  'config set',
  'config unset',
  'completion',
  'import',
  'demo',
];
const READERS = [
  ['recall', 'redis'],
  ['log'],
  ['topics'],
  ['show', 'ID'],
  ['blame', 'ID'],
  ['status'],
  ['review'],
  ['gates'],
  ['restore'],
  ['doctor'],
  ['hooks', 'status'],
  ['trust', '--list'],
  ['config'],
  ['config', 'get', 'tick.interval'],
  ['observe'],
  ['stop'],
  ['jobs'],
  ['queue'],
  ['inbox'],
  ['work'],
  ['cost'],
  ['activate', '--explain'],
  ['task', 'list'],
  ['task', 'history'],
  ['task', 'simulate'],
  ['probe', 'list'],
  ['blame', 'package.json'],
];

/** Of these each line is an object; what the others print is one. */
const LISTS = /^(?:log|topics|gates|doctor|trust --list|jobs|queue|inbox|work|task history|probe list|blame package.json)$/;

describe('help', () => {
  it('is what kairos alone prints, and lists every command', () => {
    const { code, out: text } = out.kairos([]);
    expect(code).toBe(0);
    for (const name of COMMANDS.filter((command) => !command.includes(' '))) expect(text).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    expect(text).toContain('Exit codes: 0 done, 1 failed or nothing found, 2 wrong use, 3 refused, 130 ended');
    expect(text).not.toContain('__');
  });

  it('has an example for every command', () => {
    const without = COMMANDS.filter((command) => {
      const { code, out: text } = out.kairos([...command.split(' '), '--help']);
      return code !== 0 || !new RegExp(`^Examples?:\\n  \\$ .*${command}`, 'm').test(text);
    });
    expect(without).toEqual([]);
  });

  it('answers "help COMMAND" and --version', () => {
    expect(out.ok(['help', 'recall'])).toContain('Usage: kairos recall');
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(out.ok(['--version']).trim()).toBe(version);
  });
});

describe('a short answer', () => {
  it.each([[['--help']], [[]], [['--version']], [['recal']]])('%j loads no library, and few files of ours', (args) => {
    const coverage = join(outside.root, `coverage-${args.join('')}`);
    out.kairos(args, { env: { NODE_V8_COVERAGE: coverage } });
    const loaded = readdirSync(coverage).flatMap((file) => {
      const { result } = JSON.parse(readFileSync(join(coverage, file), 'utf8')) as { result: readonly { url: string }[] };
      return result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
    });
    expect(loaded.filter((url) => url.includes('node_modules') && !url.includes('/picocolors/'))).toEqual([]);
    expect(loaded.length).toBeGreaterThan(1);
    expect(loaded.length).toBeLessThan(14);
  });
});

describe('wrong use', () => {
  const wrong: [string[], RegExp][] = [
    [['recal', 'x'], /unknown command "recal"[^]*hint: did you mean recall\?/],
    [['frobnicate'], /unknown command "frobnicate"[^]*hint: kairos --help/],
    [['recall', '--frob', 'x'], /unknown option "--frob"[^]*hint: kairos recall --help/],
    [['log', 'sael'], /unknown command "sael" for "kairos log"[^]*did you mean seal\? See kairos log --help/],
    [['hooks', 'nope'], /unknown command "nope" for "kairos hooks"[^]*hint: kairos hooks --help/],
    [['dream', 'undo'], /missing required argument "id"[^]*hint: kairos dream undo --help/],
    [['log', 'seal', 'x'], /too many arguments[^]*hint: kairos log seal --help/],
    [['help', 'nope'], /unknown command "nope"/],
    [['session', 'frob'], /unknown command "frob"/],
    [['note'], /missing required argument "text"/],
    [['note', '  '], /an empty note says nothing/],
    [['recall'], /nothing to recall/],
    [['recall', ' ', '--limit', '3', '--min-score', '0'], /nothing to recall[^]*hint: kairos recall "[^]*--path/],
    [['recall', 'x', '--tier', 'mtm'], /--tier is journal or memory/],
    [['recall', 'x', '--limit', '0'], /--limit takes a number/],
    [['recall', 'x', '--since', 'soon'], /not a day/],
    [['log', '--day', 'soon'], /--day soon: not a day or a time/],
    [['recall', 'x', '--utc'], /--utc goes with --since or --until/],
    [['observe', '--utc'], /--utc goes with --since/],
    [['log', '-n', '0'], /--limit is a whole number/],
    [['log', '--day', 'today', '--since', 'today'], /--day is a time of its own/],
    [['log', '--day', '2026-02-31'], /2026-02-31/],
    [['show', '^a b'], /not an id/],
    [['run', '--once', '--detach'], /exclude each other/],
    [['task', 'simulate', '--asleep', '22:00-22:00'], /ends where it begins/],
    [['observe', '--all', '--since', 'x'], /exclude each other/],
    [['observe', '--since', 'HEAD'], /not a day or a time[^]*hint: kairos observe --after HEAD/],
    [['review', '--text', 'x'], /--text goes with --edit/],
    [['review', '--accept', '--reject'], /cannot be accepted and rejected/],
    [['session', 'end', '--inputs', '-1'], /--inputs/],
    [['trust', '--list', '--remove'], /--list goes alone/],
  ];
  it.each(wrong)('kairos %j ends with 2 and a hint', (args, message) => {
    const { code, out: text, err } = shop.kairos(args);
    expect(err).toMatch(message);
    expect([code, text]).toEqual([2, '']);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('lists the tasks of a file that cannot be read with its place, and ends with 1', () => {
    const path = join(shop.repo.root, '.kairos/scheduled_tasks.json');
    const before = readFileSync(path);
    writeFileSync(path, '{ "format": 1, broken');
    try {
      for (const args of [
        ['task', 'list'],
        ['task', 'list', '--json'],
      ]) {
        const { code, out: text } = shop.kairos(args);
        expect([code, text.includes('scheduled_tasks.json')]).toEqual([1, true]);
      }
    } finally {
      writeFileSync(path, before);
    }
    expect(shop.kairos(['task', 'list']).code).toBe(0);
  });

  const unknown: [string[], RegExp][] = [
    [['show', 'zzzzzzzzzz'], /there is no entry or claim \^zzzzzzzzzz/],
    [['blame', '^zzzzzzzzzz'], /there is no entry or claim/],
    [['reinforce', '^zzzzzzzzzz'], /there is no entry or claim \^zzzzzzzzzz[^]*hint: kairos recall/],
    [['forget', '(^zzzzzzzzzz)', '--yes'], /there is no entry/],
    [['topics', 'zebra'], /there is no topic "zebra"/],
    [['dream', 'undo', 'zzzzzz'], /no dream zzzzzz/],
    [['observe', '--after', 'v9.9'], /"v9.9" names no commit/],
    [['review', '--accept'], /no dream awaits review/],
  ];
  it.each(unknown)('kairos %j ends with 1: there is no such thing', (args, message) => {
    const { code, err } = shop.kairos(args);
    expect(err).toMatch(message);
    expect(code).toBe(1);
  });
});

describe('output', () => {
  it('is JSON alone on standard output for every reader', () => {
    const id = JSON.parse(shop.ok(['log', '--json']).split('\n')[0] ?? '').id as string;
    for (const args of READERS) {
      const { code, out: text } = shop.kairos([...args.map((arg) => (arg === 'ID' ? id : arg)), '--json']);
      expect([args, code]).toEqual([args, 0]);
      const lines = text.split('\n').filter((line) => line !== '');
      for (const part of LISTS.test(args.join(' ')) ? lines : [text]) {
        expect(() => JSON.parse(part), args.join(' ')).not.toThrow();
        expect(Array.isArray(JSON.parse(part)), args.join(' ')).toBe(false);
      }
    }
  });

  it('has no colours where no terminal is', () => {
    // eslint-disable-next-line no-control-regex -- that is what is looked for
    for (const args of [['recall', 'redis'], ['status'], ['doctor'], ['nonsense']])
      expect(JSON.stringify(shop.kairos(args))).not.toMatch(/\\u001b|\[3[0-9]m/);
  });

  it('may be cut off by its reader', () => {
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['-c', `set -o pipefail; "${process.execPath}" "${BIN}" recall --since 2026-01-01 --limit 100 --explain | head -1`],
      { cwd: shop.root, env: shop.repo.env, encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toHaveLength(2);
  });

  it('gives nothing of a repository to the terminal to obey', () => {
    shop.ok(['note', 'red \u001b[31malarm\u001b[0m and a title \u001b]0;owned\u0007 \u202etxt.exe']);
    for (const args of [['recall', 'alarm'], ['log'], ['log', '--json']]) expect(shop.ok(args)).not.toMatch(/[\u001b\u0007\u202e]/);
  });
});

describe('where kairos was never set up', () => {
  const needed = [
    ['observe'],
    ['note', 'x'],
    ['reinforce', 'abcdefghij'],
    ['status'],
    ['dream', '--now'],
    ['review'],
    ['gates'],
    ['session', 'start'],
    ['run', '--once'],
    ['hooks', 'install'],
    ['forget', 'abcdefghij', '--yes'],
  ];

  it('everything that writes names the command that is missing, and writes nothing', () => {
    for (const args of needed) {
      const { code, err } = bare.kairos(args);
      expect([args, code, err]).toEqual([args, 1, expect.stringMatching(/not set up[^]*hint: kairos init/)]);
    }
    expect(existsSync(join(bare.root, '.kairos'))).toBe(false);
  });

  it('asking founds no memory', () => {
    const hint = 'kairos is not set up here; "kairos init" does it\n';
    expect(bare.kairos(['recall', 'one'])).toEqual({ code: 1, out: `nothing found for "one" in 0 entries\n${hint}`, err: '' });
    expect(bare.ok(['log'])).toBe(hint);
    expect(bare.ok(['topics'])).toBe(hint);
    expect(existsSync(join(bare.root, '.kairos'))).toBe(false);
    expect(bare.repo.git('status', '--porcelain')).toBe('');
  });

  it("outside of git, commands say so; what is the user's own is listed all the same", () => {
    for (const args of [['init', '--yes'], ['note', 'x'], ['recall', 'x'], ['doctor'], ['trust']]) {
      expect([args, out.kairos(args)]).toEqual([
        args,
        { code: 1, out: '', err: expect.stringMatching(/not in a git repository[^]*hint: /) },
      ]);
    }
    expect(out.ok(['trust', '--list'])).toContain('nothing is trusted');
  });

  it('recall works in any folder that holds logs', () => {
    const folder = emptyFolder();
    try {
      mkdirSync(join(folder.root, '.kairos/logs/2026/11'), { recursive: true });
      writeFileSync(join(folder.root, '.kairos/logs/2026/11/2026-11-20.md'), '- 13:56 **Ann:** the deploy key is in the safe ^anchor\n');
      const text = execFileSync(process.execPath, [BIN, 'recall', 'deploy key'], { cwd: folder.root, env: folder.env, encoding: 'utf8' });
      expect(text).toContain('the deploy key is in the safe');
      expect(text).toContain('logs/2026/11/2026-11-20.md:1');
    } finally {
      folder.dispose();
    }
  });
});

describe("the user's list of trust", () => {
  it('takes and loses folders, also one that is gone', () => {
    expect(bare.ok(['trust'])).toContain(`trusted: ${bare.root}`);
    expect(bare.ok(['trust'])).toContain('trusted already');
    expect(bare.rows<{ path: string }>(['trust', '--list']).map(({ path }) => path)).toEqual([bare.root]);
    expect(bare.ok(['trust', '--remove'])).toContain('no longer trusted');
    expect(bare.ok(['trust', '--remove'])).toContain('was not trusted');
    const env = { XDG_CONFIG_HOME: join(outside.root, 'config') };
    mkdirSync(join(outside.root, 'config/kairos'), { recursive: true });
    writeFileSync(
      join(outside.root, 'config/kairos/trust.json'),
      '{"format":1,"trusted":[{"at":"2026-01-01T00:00:00.000Z","path":"/gone/away"}]}\n',
    );
    expect(out.ok(['trust', '/gone/away', '--remove'], { env })).toContain('no longer trusted: /gone/away');
    expect(out.ok(['trust', '--list'], { env })).toContain('nothing is trusted');
  });
});

describe('a system that sets limits', () => {
  it('a folder whose name holds a backslash is itself, and not the folder that a separator would make of it', () => {
    const parent = emptyFolder();
    const [slash, backslash] = ['back/slash', 'back\\slash'].map((name) => {
      const root = join(parent.root, name);
      mkdirSync(root, { recursive: true });
      execFileSync('git', ['init', '-q', root], { env: parent.env });
      const here = placeAt({ ...shop.repo, env: parent.env }, root);
      here.ok(['init', '--yes']);
      return here;
    });
    backslash?.ok(['note', 'Written in the folder with the backslash']);
    expect(backslash?.ok(['log'])).toContain('Written in the folder');
    expect(slash?.ok(['log'])).not.toContain('Written in the folder');
    parent.dispose();
  });

  it('too few files: says which limit was reached, and that it is no defect', () => {
    // How many it needs changes with what it reads: the highest limit that is too low.
    const within = (most: number): SpawnSyncReturns<string> =>
      spawnSync('sh', ['-c', `ulimit -n ${most}; exec "$0" "$@"`, process.execPath, BIN, 'status'], {
        cwd: shop.root,
        env: shop.repo.env,
        encoding: 'utf8',
      });
    const result = [26, 25, 24, 23, 22, 21, 20, 19].map(within).find(({ status }) => status !== 0);
    assert(result);
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/^error: .*EMFILE\)\nhint: .*ulimit -n 1024.*\n$/);
  });

  it('too few files to load the program: says that in one line with its hint, from the first number at which node reads the entry', () => {
    const said = new Set<string>();
    for (let files = 15; files < 25; files += 1) {
      const { status, stderr } = spawnSync('sh', ['-c', `ulimit -n ${files}; exec "$0" "$@"`, process.execPath, BIN, 'status'], {
        cwd: shop.root,
        env: shop.repo.env,
        encoding: 'utf8',
      });
      // With fewer, node itself does not start, or cannot open the entry.
      if (status !== 1 || stderr.includes(`open '${BIN}'`)) continue;
      said.add(stderr.replace(/ulimit.*/, ''));
      expect(stderr).toMatch(/^error: .*EMFILE\).*\nhint: .*ulimit -n 1024.*\n$/);
    }
    expect(said.size).toBeGreaterThan(0);
  });
});
