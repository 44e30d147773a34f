/** What `prepare` does where an install brings no compiler. A small program stands in for npm, so that no network is needed. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { emptyFolder, ROOT, type Run } from './kairos.js';

const folder = emptyFolder();
afterAll(() => folder.dispose());

/** Writes down how it was called; `ci` lays down what checks and what joins the sources, which write down that they were called. */
const NPM = `
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
const aims = Object.keys(process.env).filter((name) => /^npm_config_(global|prefix|omit)$|^NODE_ENV$/.test(name));
appendFileSync('calls', process.argv.slice(2).join(' ') + aims.map((name) => ' ' + name).join('') + '\\n');
if (process.env.NO_REGISTRY) process.exit(7);
mkdirSync('node_modules/typescript/bin', { recursive: true });
writeFileSync('node_modules/typescript/bin/tsc', "require('node:fs').appendFileSync('calls', 'tsc\\\\n');");
mkdirSync('node_modules/rolldown', { recursive: true });
writeFileSync('node_modules/rolldown/index.js', \`
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
exports.rolldown = async () => ({
  async write({ dir }) {
    mkdirSync(dir, { recursive: true });
    writeFileSync(dir + '/main.js', '');
    writeFileSync(dir + '/gone.js', '');
    appendFileSync('calls', 'rolldown\\\\n');
    return { output: [{ fileName: 'main.js', moduleIds: ['/clone/src/main.ts'] }] };
  },
  async close() {},
});
\`);
writeFileSync('node_modules/rolldown/utils.js', '');
writeFileSync('node_modules/rolldown/parse.js', 'exports.parseAst = () => ({ body: [] });');
writeFileSync('node_modules/rolldown/package.json', '{ "exports": { ".": "./index.js", "./utils": "./utils.js", "./parseAst": "./parse.js" } }');
`;

let clones = 0;
/** A clone that was just made: the scripts, and nothing installed. */
function clone(): { root: string; node: (script: string, env?: Record<string, string>) => Run; calls: () => string[] } {
  const root = join(folder.root, `clone-${clones++}`);
  mkdirSync(root);
  cpSync(join(ROOT, 'scripts'), join(root, 'scripts'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(root, 'npm.cjs'), NPM);
  for (const name of ['package-lock.json', 'tsconfig.json']) writeFileSync(join(root, name), '{}\n');
  for (const [name, file] of [
    ['src', 'main.ts'],
    ['bin', 'kairos.js'],
  ] as const) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, file), '');
  }
  return {
    root,
    node: (script, env = {}) => {
      const all = { ...folder.env, npm_execpath: join(root, 'npm.cjs'), ...env };
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script)], { cwd: root, env: all, encoding: 'utf8' });
      return { code: status, out: stdout, err: stderr };
    },
    calls: () => (existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : []),
  };
}

const QUIET = '--ignore-scripts --no-audit --no-fund --loglevel=error';

describe('prepare', () => {
  it('is what npm runs at the end of an install', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    expect(scripts['prepare']).toBe('node scripts/prepare.js');
  });

  it('installs into a folder that is only linked, as `npm install -g .` leaves it, and then builds', () => {
    const { node, calls } = clone();
    expect(node('scripts/prepare.js', { npm_config_global: 'true', npm_config_prefix: '/elsewhere' }).code).toBe(0);
    expect(calls()).toEqual([`ci --include=dev ${QUIET}`, 'tsc', 'rolldown']);
  });

  it('only builds where the compiler is there, and only what is not built of these sources', () => {
    const { node, calls, root } = clone();
    const again = (): number => {
      expect(node('scripts/prepare.js', { npm_config_global: 'true' }).code).toBe(0);
      return calls().filter((call) => call === 'rolldown').length;
    };
    node('scripts/prepare.js');
    expect(calls()).toEqual([`ci --include=dev ${QUIET}`, 'tsc', 'rolldown']);
    expect(again()).toBe(1);
    writeFileSync(join(root, 'src/main.ts'), 'export {};\n');
    expect(again()).toBe(2);
    rmSync(join(root, 'dist/cli/main.js'));
    expect(again()).toBe(3);
    writeFileSync(join(root, 'package-lock.json'), '{ "packages": {} }\n');
    expect(again()).toBe(4);
    expect(again()).toBe(4);
  });

  it('keeps nothing that this build did not write', () => {
    const { node, root } = clone();
    node('scripts/prepare.js');
    expect(new Set(readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' }))).toEqual(
      new Set(['cli', 'cli/main.js', 'code', 'code/built.json', 'licenses.txt', 'package.json']),
    );
  });

  it.each([{ npm_config_omit: 'optional dev' }, { NODE_ENV: 'production' }])('takes away again what was not wanted: %j', (env) => {
    const { node, calls } = clone();
    expect(node('scripts/prepare.js', env).code).toBe(0);
    expect(calls()).toEqual([`ci --include=dev ${QUIET}`, 'tsc', 'rolldown', `prune --omit=dev ${QUIET}`]);
  });

  it('fails as npm fails, and builds nothing then', () => {
    const { node, calls } = clone();
    expect(node('scripts/prepare.js', { NO_REGISTRY: '1' }).code).toBe(7);
    expect(calls()).toHaveLength(1);
  });
});

describe('build and start', () => {
  it('say what to type where nothing is installed', () => {
    const { node, root } = clone();
    expect(node('scripts/build.js')).toMatchObject({ code: 1, err: expect.stringContaining('hint: npm install\n') });
    expect(node('scripts/start.js')).toMatchObject({ code: 1, err: expect.stringContaining('hint: npm install && npm start\n') });
    expect(existsSync(join(root, 'node_modules'))).toBe(false);
  });
});
