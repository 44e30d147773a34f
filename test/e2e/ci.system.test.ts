/** `kairos init --ci`, typed: what it lays down, what it leaves, and that the steps of the laid files do what they say in a clone as CI makes it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BIN, place, type Place } from './kairos.js';

const ACTION = '.github/actions/kairos/action.yml';
const WORKFLOW = '.github/workflows/kairos.yml';
const GITLAB = '.gitlab/kairos.yml';

let shop: Place;
beforeAll(() => {
  shop = place({ init: true });
});
afterAll(() => shop.repo.cleanup());
const text = (path: string): string => readFileSync(join(shop.root, path), 'utf8');

describe('kairos init --ci', () => {
  it('shows what it will write and asks before it does', () => {
    const { code, out } = shop.kairos(['init', '--ci', 'github']);
    expect([code, out]).toEqual([3, expect.stringMatching(/kairos will write[^]*action\.yml[^]*kairos\.yml/)]);
    expect(shop.repo.git('status', '--porcelain')).toBe('');
  });

  it('lays down the files of a forge, commits them where it is told to, and nothing else', () => {
    shop.repo.write('mine.txt', 'mine\n');
    shop.repo.git('add', 'mine.txt');
    shop.ok(['init', '--yes', '--ci', 'github']);
    expect(shop.kairos(['init']).out).toContain('its files are not committed yet');
    shop.ok(['init', '--commit']);
    expect(shop.repo.git('show', '--name-only', '--format=', 'HEAD').split('\n')).toEqual([ACTION, WORKFLOW]);
    expect(shop.repo.git('status', '--porcelain')).toBe('A  mine.txt');
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
    expect(parse(text(ACTION))).toMatchObject({ inputs: { package: { default: `kairos-git@${version}` } }, runs: { using: 'composite' } });
    expect(parse(text(WORKFLOW))).toMatchObject({ on: { push: { branches: ['main'] } }, permissions: { contents: 'read' } });
  });

  it('never writes over a file that is there, and says so', () => {
    shop.repo.write(WORKFLOW, 'mine\n');
    shop.repo.write(GITLAB, 'mine, too\n');
    expect(shop.ok(['init', '--yes', '--ci', 'github'])).toContain(`${WORKFLOW} is there already and stays as it is`);
    expect(shop.ok(['init', '--yes', '--ci', 'gitlab', '--commit'])).toContain(`${GITLAB} is there already`);
    expect([text(WORKFLOW), text(GITLAB)]).toEqual(['mine\n', 'mine, too\n']);
    shop.repo.git('checkout', '-q', '--', WORKFLOW);
    shop.repo.git('clean', '-fdq', '.gitlab');
    expect(shop.kairos(['init', '--ci', 'jenkins']).code).toBe(2);
  });

  it('knows a forge by its files or its remote', () => {
    shop.repo.write('.gitlab-ci.yml', 'include: []\n');
    shop.ok(['init', '--yes', '--ci']);
    expect(parse(text(GITLAB))).toMatchObject({ kairos: { script: expect.any(Array) } });
  });
});

describe('the laid steps', () => {
  it.each<[forge: string, script: () => string, env: Record<string, string>]>([
    [
      'github',
      () => {
        const { runs } = parse(text(ACTION)) as { runs: { steps: { run?: string; name?: string }[] } };
        return runs.steps.flatMap(({ run, name }) => (run === undefined || name === 'Install kairos' ? [] : [run])).join('\n');
      },
      { BASE: 'main' },
    ],
    [
      'gitlab',
      () => (parse(text(GITLAB)) as { kairos: { script: string[] } }).kairos.script.join('\n'),
      { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' },
    ],
  ])('of %s pass for a sound branch, and fail for a damaged one', (forge, script, env) => {
    shop.repo.git('switch', '-q', '-C', `work-${forge}`, 'main');
    const bin = join(shop.repo.env['HOME'] as string, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'kairos'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`);
    chmodSync(join(bin, 'kairos'), 0o755);
    const folder = join(shop.repo.env['HOME'] as string, forge);
    const run = (): { code: number | null; out: string } => {
      shop.repo.git('clone', '-q', '--no-local', '--branch', `work-${forge}`, shop.root, folder);
      const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', script()], {
        cwd: folder,
        env: { ...shop.repo.env, ...env, PATH: `${bin}:${shop.repo.env['PATH']}` },
        encoding: 'utf8',
      });
      spawnSync('rm', ['-rf', folder]);
      return { code: status, out: stdout + stderr };
    };
    shop.repo.commit('Work', { 'work.txt': 'x\n' });
    const sound = run();
    expect([sound.code, sound.out]).toEqual([0, expect.stringContaining('ok    MEMORY.md')]);
    shop.repo.commit('Damage', { '.kairos/topics/new.md': '# New\n\n- Nobody said this. ^zzzzzzzzz1\n' });
    const damaged = run();
    expect([damaged.code, damaged.out]).toEqual([1, expect.stringContaining('citations: ^zzzzzzzzz1')]);
    shop.repo.git('switch', '-q', 'main');
  });
});
