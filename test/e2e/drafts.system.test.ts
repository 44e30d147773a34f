/** A command that is killed between the writing of a file and its rename: what it leaves git does not see, and the next daemon removes. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { draftPath } from '../../src/base/draft-file.js';
import { BIN, leave, place, type Place } from './kairos.js';

let shop: Place;
beforeAll(() => (shop = place({ init: true })));
afterAll(() => leave(shop));

/** Runs a command that is killed, as by kill -9, when it renames a draft to a file of this name. */
function killedAt(file: string, args: readonly string[]): void {
  const hook = join(shop.root, '../killed.cjs');
  writeFileSync(
    hook,
    `const fs = require('node:fs'); const rename = fs.renameSync;
fs.renameSync = (from, to) => { if (to.endsWith(${JSON.stringify(file)})) process.kill(process.pid, 'SIGKILL'); rename(from, to); };
require('node:module').syncBuiltinESMExports();`,
  );
  const { signal } = spawnSync(process.execPath, ['--require', hook, BIN, ...args], { cwd: shop.root, env: shop.repo.env });
  expect(signal).toBe('SIGKILL');
}

function drafts(): string[] {
  return readdirSync(join(shop.root, '.kairos'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'));
}

it('is ignored in a workspace of before, too, and goes with the next run; no other file does', async () => {
  const { root, ok, repo } = shop;
  // Laid down before there was a pattern for drafts.
  for (const path of ['.git/info/exclude', '.kairos/.gitignore'].map((name) => join(root, name)))
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^.*\.tmp\n/m, ''));
  repo.git('commit', '-q', '-am', 'as it was');
  const tasks = join(root, '.kairos/scheduled_tasks.json');
  const before = readFileSync(tasks, 'utf8');
  killedAt('scheduled_tasks.json', ['task', 'add', 'every 20m', 'Say so', '--id', 'often']);
  killedAt('kairos/config.yaml', ['config', 'set', 'dream.minHours', '40']);
  killedAt('.kairos/config.yaml', ['config', 'set', '--repository', 'dream.minHours', '30']);
  expect(readFileSync(tasks, 'utf8')).toBe(before);
  expect(drafts().map((name) => name.replace(/\d+-\w+/, 'N'))).toEqual(
    expect.arrayContaining(['scheduled_tasks.json.N.tmp', 'config.yaml.N.tmp']),
  );
  expect(repo.git('status', '--porcelain')).toBe('');

  const mine = join(root, '.kairos/notes.tmp');
  const alive = draftPath(join(root, '.kairos/MEMORY.md'), process.pid, drafts()[0]?.slice(-20, -14) ?? '', 'a'.repeat(10));
  const elsewhere = draftPath(join(root, '.kairos/MEMORY.md'), 2 ** 22 + 1, '000000', 'b'.repeat(10));
  const tracked = draftPath(join(root, '.kairos/MEMORY.md'), 2 ** 22 + 1, alive.slice(-20, -14), 'c'.repeat(10));
  for (const path of [mine, alive, elsewhere, tracked]) writeFileSync(path, 'one\n');
  repo.git('add', '-f', tracked);
  const own = join(repo.env['XDG_CONFIG_HOME'] ?? '', 'kairos');
  expect(readdirSync(own).filter((name) => name.endsWith('.tmp'))).toHaveLength(1);
  ok(['run', '--once']);
  expect(readdirSync(own).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(drafts().map((name) => join(root, '.kairos', name))).toEqual([alive, elsewhere, tracked, mine].toSorted());
});
