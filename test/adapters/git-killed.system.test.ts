/** What a transaction of git leaves when it is killed together with kairos, and whose locks the next command removes: its own, and no others. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findRepository, openGit } from '../../src/adapters/git.js';
import type { Repository } from '../../src/world/git.js';
import { ownIdentity } from '../../src/adapters/processes-identity.js';
import { BIN, place, type Place } from '../e2e/kairos.js';

let shop: Place;
let folder: string;
beforeEach(() => {
  shop = place({ init: true });
  folder = mkdtempSync(join(tmpdir(), 'kairos-killed-'));
});
afterEach(() => {
  shop.repo.cleanup();
  rmSync(folder, { recursive: true, force: true });
});

const inGit = (path: string): string => join(shop.root, '.git', path);
const locks = (): string[] =>
  readdirSync(inGit(''), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.lock'))
    .sort();
const records = (): string[] => readdirSync(inGit('kairos')).filter((name) => name.startsWith('transaction-'));

async function until(holds: () => boolean): Promise<void> {
  for (const endMs = Date.now() + 20_000; !holds() && Date.now() < endMs;) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(holds()).toBe(true);
}

/** Runs the command with a git that stops in the middle of each transaction, with all its locks taken, and kills the whole group there. */
async function killedInside(...args: readonly string[]): Promise<void> {
  const real = (process.env['PATH'] ?? '').split(':').find((one) => existsSync(join(one, 'git')));
  const git = `"${join(real ?? '', 'git')}"`;
  const script = `#!/bin/sh\nfor word; do if [ "$word" = update-ref ]; then (sed '/^commit$/,$d'; sleep 60) | ${git} "$@"; exit; fi; done\nexec ${git} "$@"\n`;
  writeFileSync(join(folder, 'git'), script, { mode: 0o755 });
  const env = { ...shop.repo.env, PATH: `${folder}:${process.env['PATH']}` };
  const child = spawn(process.execPath, [BIN, ...args], { cwd: shop.root, env, detached: true, stdio: 'ignore' });
  await until(() => existsSync(inGit('packed-refs.lock')));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await ended;
  // The members of its group end one after the other; on a machine with much to do that takes a while.
  await until(() => !isGroup(child.pid ?? 0));
}

function isGroup(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

/** A record of a transaction whose process is gone, as it would be on the disk. */
function recordOfDead(startedMs: number, more: object): void {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const record = { format: 1, owner: { ...ownIdentity(), pid, start: '1' }, startedMs, locks: [], before: {}, ...more };
  writeFileSync(inGit(`kairos/transaction-${pid}-0a1b2c.json`), JSON.stringify(record));
}

it('the next command, though it only reads, removes the locks of a transaction that was killed', { timeout: 120_000 }, async () => {
  shop.ok(['note', 'Deploys wait for the tests, because a broken one costs an hour']);
  for (const args of [
    ['run', '--once'],
    ['dream', '--now'],
  ]) {
    shop.repo.git('branch', 'away');
    await killedInside(...args);
    expect(locks().length).toBeGreaterThan(1);
    expect(shop.repo.tryGit(['branch', '-D', 'away']).stderr).toContain('packed-refs.lock');
    expect(shop.kairos(['doctor']).out).toContain('packed-refs.lock was left by a process of kairos that was killed');
    shop.ok(['status']);
    expect([locks(), records()]).toEqual([[], []]);
    expect(shop.repo.git('for-each-ref', 'refs/kairos/tmp')).toBe('');
    shop.repo.git('branch', '-D', 'away');
    shop.repo.git('gc', '-q', '--prune=now');
    shop.ok(['doctor']);
  }
  expect(shop.ok(['dream', '--now'])).toContain('kairos review');
  await killedInside('review', '--accept');
  shop.ok(['status']);
  expect([locks(), records()]).toEqual([[], []]);
  expect(shop.ok(['doctor'])).not.toContain('accept');
});

it(
  'a scratch ref goes with the first write after its lock, though a git that was ending kept both at the first look',
  { timeout: 60_000 },
  async () => {
    shop.ok(['note', 'Deploys wait for the tests, because a broken one costs an hour']);
    await killedInside('run', '--once');
    const [scratch] = readdirSync(inGit('refs/kairos/tmp')).filter((name) => !name.endsWith('.lock'));
    expect(scratch).toBeDefined();
    const git = openGit((await findRepository(shop.root, shop.repo.env)) as Repository, { env: shop.repo.env });
    // As it stands for a moment: the git that held the locks has not ended.
    const holder = spawn('git', ['update-ref', '--stdin'], { cwd: shop.root, env: shop.repo.env, stdio: ['pipe', 'ignore', 'ignore'] });
    await git.sweep();
    expect(existsSync(inGit(`refs/kairos/tmp/${scratch}`))).toBe(true);
    const ended = new Promise((resolve) => holder.once('exit', resolve));
    holder.kill('SIGKILL');
    await ended;
    await git.updateRefs([{ ref: 'refs/kairos/theirs', old: undefined, new: shop.repo.git('rev-parse', 'HEAD') }]);
    expect([locks(), records(), shop.repo.git('for-each-ref', 'refs/kairos/tmp')]).toEqual([[], [], '']);
  },
);

it('a lock of another git stays, blocks no reading and no note, and is named with the line to type', { timeout: 60_000 }, () => {
  shop.ok(['note', 'The first note']);
  const lock = inGit('packed-refs.lock');
  writeFileSync(lock, '');
  utimesSync(lock, new Date(), new Date(Date.now() - 60_000));
  recordOfDead(Date.now() - 30_000, { locks: [lock] });
  const { code, err } = shop.kairos(['dream']);
  expect([code, err]).toEqual([3, expect.stringContaining(`rm ${lock}`)]);
  expect(err).toContain('another git command holds');
  shop.ok(['note', 'The second note']);
  shop.ok(['recall', 'note']);
  expect(existsSync(lock)).toBe(true);
  const doctor = shop.kairos(['doctor']);
  expect([doctor.code, doctor.out]).toEqual([1, expect.stringContaining(`rm ${lock}`)]);
});

it('a lock that stood before the record, or was made long after it, is not taken for ours', () => {
  const [before, after, ours] = ['refs/kairos/before.lock', 'refs/kairos/after.lock', 'refs/kairos/ours.lock'].map(inGit) as [
    string,
    string,
    string,
  ];
  mkdirSync(inGit('refs/kairos'), { recursive: true });
  const startedMs = Date.now() - 20_000;
  for (const [path, atMs] of [
    [before, startedMs - 1000],
    [after, startedMs + 15_000],
    [ours, startedMs + 500],
  ] as const) {
    writeFileSync(path, '');
    utimesSync(path, new Date(atMs), new Date(atMs));
  }
  recordOfDead(startedMs, { locks: [before, after, ours] });
  shop.ok(['status']);
  expect([before, after, ours].map((path) => existsSync(path))).toEqual([true, true, false]);
  expect(records()).toEqual([]);
});

it('a young lock stays while a git runs here that may hold it', { timeout: 30_000 }, async () => {
  const git = spawn('git', ['update-ref', '--stdin'], { cwd: shop.root, env: shop.repo.env, stdio: ['pipe', 'ignore', 'inherit'] });
  const startedMs = Date.now();
  git.stdin.write(`start\ncreate refs/kairos/theirs ${shop.repo.git('rev-parse', 'HEAD')}\nprepare\n`);
  const lock = inGit('refs/kairos/theirs.lock');
  await until(() => existsSync(lock));
  recordOfDead(startedMs, { locks: [lock] });
  shop.ok(['status']);
  expect([existsSync(lock), records().length]).toEqual([true, 1]);
  git.kill('SIGKILL');
  await new Promise((resolve) => git.once('exit', resolve));
  shop.ok(['status']);
  expect([existsSync(lock), records()]).toEqual([false, []]);
});

it('an index.lock that is our copy of the index goes, and any other stays', { timeout: 30_000 }, () => {
  const [lock, copy] = [inGit('index.lock'), inGit('kairos/index.1-aa')];
  const record = { copy: { path: copy, lock } };
  writeFileSync(copy, 'an index');
  linkSync(copy, lock);
  recordOfDead(Date.now(), record);
  shop.ok(['status']);
  expect([lock, copy].map((path) => existsSync(path))).toEqual([false, false]);
  writeFileSync(copy, 'an index');
  writeFileSync(lock, 'an index');
  recordOfDead(Date.now(), record);
  shop.kairos(['status']);
  expect([lock, copy].map((path) => existsSync(path))).toEqual([true, false]);
});
