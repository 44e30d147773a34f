/** The loader of the built program (bin/load.js): it takes what V8 compiled of this very source, and never what it compiled of another. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { BIN, emptyFolder, place } from './kairos.js';

const { root, dispose } = emptyFolder();
afterAll(dispose);
const CLI = join(root, 'dist/cli');
const CODE = join(root, `dist/code/${process.versions.v8}-${process.arch}`);

/** Runs `main` of the program in the folder, with what is kept of it. `isTaken`: what V8 had compiled was used. */
function run(keep = false): { said: string; isTaken: boolean } {
  const script = `
    const { load, loaded, CODE } = require('./bin/load.js');
    const said = load('main.js').main();
    const { script, code, digits } = loaded.get('main.js');
    if (${keep}) {
      require('fs').mkdirSync(CODE, { recursive: true });
      require('fs').writeFileSync(code, Buffer.concat([Buffer.from(digits), script.createCachedData()]));
    }
    console.log(JSON.stringify({ said, isTaken: script.cachedDataRejected === false }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as { said: string; isTaken: boolean };
}

function program(said: string, digits: string): void {
  writeFileSync(join(CLI, 'other.js'), `exports.said = ${JSON.stringify(said)};\n//# ${digits}\n`);
  writeFileSync(
    join(CLI, 'main.js'),
    `const { said } = require('./other.js'); exports.main = () => said + ${JSON.stringify(said)};\n//# ${digits}\n`,
  );
}

beforeEach(() => {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  mkdirSync(CLI, { recursive: true });
  cpSync(join(dirname(BIN), 'load.js'), join(root, 'bin/load.js'));
  program('one', '0123456789abcdef');
});

describe('the loader', () => {
  it('runs a program of which nothing was kept', () => {
    expect(run()).toEqual({ said: 'oneone', isTaken: false });
  });

  it('takes what was kept of this source', () => {
    run(true);
    expect(run()).toEqual({ said: 'oneone', isTaken: true });
  });

  it('leaves what was kept of another source of the same length', () => {
    run(true);
    program('two', 'fedcba9876543210');
    expect(run()).toEqual({ said: 'twotwo', isTaken: false });
  });

  it.each([
    ['cut off', (whole: Buffer) => whole.subarray(0, 40)],
    ['empty', () => Buffer.alloc(0)],
    ['of no use', (whole: Buffer) => Buffer.concat([whole.subarray(0, 16), Buffer.alloc(whole.length, 7)])],
  ])('compiles the source where what was kept is %s', (_, damage) => {
    run(true);
    const [file = ''] = readdirSync(CODE);
    writeFileSync(join(CODE, file), damage(readFileSync(join(CODE, file))));
    expect(run()).toEqual({ said: 'oneone', isTaken: false });
  });
});

describe('the build', () => {
  it('keeps what V8 compiled of the commands that people call most', () => {
    const kept = join(dirname(BIN), `../dist/code/${process.versions.v8}-${process.arch}`);
    for (const name of ['main.early', 'main', 'hook.early', 'ask', 'open-here', 'session-hooks']) {
      const source = readFileSync(join(dirname(BIN), `../dist/cli/${name.replace('.early', '')}.js`), 'latin1');
      expect(existsSync(join(kept, `${name}.code`))).toBe(true);
      expect(readFileSync(join(kept, `${name}.code`)).toString('latin1', 0, 16)).toBe(source.slice(-17, -1));
    }
  });
});

/** Of node: what takes long to compile. */
const MUCH =
  /^nothing|^NativeModule (?:crypto|os|net|tty|stream|child_process|readline|timers\/promises|internal\/(?:crypto|streams|child_process|readline)\b.*)$/;

describe('a command', () => {
  const { root: at, kairos, repo } = place({ init: true });
  afterAll(repo.cleanup);

  it.each([['gates'], ['log'], ['status'], ['topics'], ['note', 'The tests need Redis'], ['recall', '--words', 'sessions']])(
    'loads what it needs of node before it sets a flag of V8: %s',
    (...args) => {
      // Whatever is loaded later is compiled from its source: node keeps what V8 compiled for V8's own flags alone.
      const spy = join(at, '.git/spy.cjs');
      writeFileSync(
        spy,
        `const v8 = require('node:v8');
        const set = v8.setFlagsFromString;
        let before;
        v8.setFlagsFromString = (flag) => { before ??= new Set(process.moduleLoadList); set(flag); };
        process.on('exit', () => process.stderr.write('\\nlater:' + process.moduleLoadList.filter((name) => before && !before.has(name)).join('|')));`,
      );
      const { code, err } = kairos(args, { env: { NODE_OPTIONS: `--require=${spy}` } });
      expect(code).toBe(0);
      const later = err.split('\nlater:')[1]?.split('|') ?? ['nothing was told'];
      expect(later.filter((name) => MUCH.test(name))).toEqual([]);
    },
    60_000,
  );
});

describe('the hook of a prompt', () => {
  it('loads two files of the program, and of node what is loaded anyway', () => {
    const cli = join(dirname(BIN), '../dist/cli');
    const asked = (name: string): string[] => {
      const text = readFileSync(join(cli, name), 'utf8');
      return [...text.matchAll(/^(?:let|const) \w+ = require\("([^"]+)"\)/gm)].map(([, one = '']) => one);
    };
    expect(asked('hook.js').toSorted()).toEqual(['./base.js', 'node:fs', 'node:os', 'node:path']);
    expect(asked('base.js')).toEqual([]);
    expect(readFileSync(join(cli, 'hook.js')).length).toBeLessThan(32_000);
  });
});

describe('what the build kept', () => {
  const { root: at, kairos, repo } = place({ init: true });
  afterAll(repo.cleanup);

  it.each([
    [['gates']],
    [['status']],
    [['note', 'The cache needs Redis']],
    [['recall', '--words', 'sessions']],
    [['hook', 'SessionStart']],
    [['hook', 'Stop']],
    [['hook', 'UserPromptSubmit']],
    [['hook', 'UserPromptSubmit'], { KAIROS_NOW: '2026-11-20T10:00:00Z' }],
  ])(
    'takes of each file what the build kept, which is of the flags that it is loaded with: %j',
    (args, more: Readonly<Record<string, string>> = {}) => {
      const spy = join(at, '.git/taken.cjs');
      writeFileSync(
        spy,
        `const vm = require('node:vm');
        const made = [];
        vm.Script = class extends vm.Script {
          constructor(source, options) { super(source, options); made.push([options.filename, this.cachedDataRejected]); }
        };
        process.on('exit', () => process.stderr.write('\\nmade:' + JSON.stringify(made)));`,
      );
      const input = { session_id: 'loads', cwd: at, prompt: 'why do the sessions time out?' };
      const { code, err } = kairos(args, { env: { ...more, NODE_OPTIONS: `--require=${spy}` }, input: JSON.stringify(input) });
      expect(code).toBe(0);
      const made = JSON.parse(err.split('\nmade:')[1] ?? '[]') as [string, boolean | undefined][];
      expect(made.length).toBeGreaterThan(1);
      expect(made.filter(([path, isRejected]) => isRejected !== false && !path.endsWith('rolldown-runtime.js'))).toEqual([]);
    },
    60_000,
  );
});
