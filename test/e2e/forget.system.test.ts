/** `kairos forget` that is killed with kill -9 between its steps, in a real repository. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { place, until, type Place } from './kairos.js';

const SECRET = 'TOPSECRET-4711';

let shop: Place;
let folder: string;
beforeEach(() => {
  shop = place({ init: true });
  folder = mkdtempSync(join(tmpdir(), 'kairos-forget-'));
});
afterEach(() => {
  shop.repo.cleanup();
  rmSync(folder, { recursive: true, force: true });
});

/** A path on which git kills who started it at the first `verb`, and does nothing. */
function killingAt(verb: string): Record<string, string> {
  const real = (process.env['PATH'] ?? '').split(':').find((one) => existsSync(join(one, 'git')));
  const script = `#!/bin/sh\nfor word; do if [ "$word" = ${verb} ]; then kill -9 $PPID; exit 1; fi; done\nexec "${join(real ?? '', 'git')}" "$@"\n`;
  writeFileSync(join(folder, 'git'), script, { mode: 0o755 });
  return { PATH: `${folder}:${process.env['PATH']}` };
}

/** Files of the work tree and of git, and objects, that hold the secret once git has collected. */
function stands(): string[] {
  shop.repo.git('gc', '-q', '--prune=now');
  const files = readdirSync(shop.root, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(shop.root, name);
    return statSync(path).isFile() && readFileSync(path).includes(SECRET);
  });
  const objects = shop.repo.git('cat-file', '--batch-all-objects', '--batch-check').split('\n');
  const ids = objects.filter((line) => !line.includes(' tree ')).map((line) => line.split(' ')[0] as string);
  return [...files, ...ids.filter((id) => shop.repo.git('cat-file', '-p', id).includes(SECRET))];
}

it.each(['fast-import', 'update-ref', 'worktree'])('killed at git %s it is finished by the next command', { timeout: 60_000 }, (verb) => {
  shop.repo.git('config', 'core.logAllRefUpdates', 'always');
  shop.ok(['note', 'The first note']);
  const [, id = ''] = /\^([0-9a-z]{10})/.exec(shop.ok(['note', `${SECRET} opens the vault`])) ?? [];
  shop.ok(['run', '--once']);
  shop.ok(['note', 'The last note']);
  shop.ok(['recall', 'vault']);
  expect(shop.kairos(['forget', `^${id}`, '--yes'], { env: killingAt(verb) }).code).toBeNull();
  const doctor = shop.kairos(['doctor']).out;
  expect(doctor).toContain(`the forget of ^${id} was cut short; the next command finishes it`);
  const { out, err } = shop.kairos(['recall', 'vault note']);
  expect(err).toContain(`finished the forget of ^${id} that was cut short`);
  expect(out).not.toContain(SECRET);
  expect(stands()).toEqual([]);
  const log = shop.ok(['log']);
  for (const line of ['The first note', 'The last note']) expect(log).toContain(line);
  expect(shop.ok(['forget', `^${id}`])).toContain('was forgotten before');
  expect(shop.kairos(['doctor']).out).not.toMatch(/^(?:bad|note) +forget/m);
});

it('takes the line out of the output of a running daemon, which goes on writing there', async () => {
  shop.ok(['trust']);
  shop.ok(['run', '--detach']);
  const path = join(shop.root, '.kairos/state/daemon.log');
  const output = (): string => readFileSync(path, 'utf8');
  const [, id = ''] = /\^([0-9a-z]{10})/.exec(shop.ok(['note', `${SECRET} opens the vault`])) ?? [];
  await until('the daemon has told of the note', () => output().includes(SECRET));
  const quoting = output();
  shop.ok(['forget', `^${id}`, '--yes']);
  expect(output()).not.toContain(SECRET);
  shop.ok(['note', 'The last note']);
  await until('it goes on', () => output().includes('The last note'));
  shop.ok(['stop']);
  expect(stands()).toEqual([]);
  expect(shop.kairos(['doctor']).out).not.toMatch(/^(?:bad|note) +forget/m);
  writeFileSync(`${path}.1`, quoting);
  expect(shop.kairos(['doctor']).out).toMatch(/^bad +forget.*daemon\.log\.1/m);
  shop.ok(['forget', `^${id}`, '--yes']);
  expect(stands()).toEqual([]);
});
