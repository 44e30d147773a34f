/** Tasks that come each second, in a real daemon: a command that runs, one that nobody approved, a task of the session, a kill, and a stop. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { place, until, writeSettings, type Place } from './kairos.js';

let shop: Place;
beforeAll(() => {
  shop = place({ init: true });
  writeSettings(shop.repo.env, 'recall:\n  embedder: none\nact: on\n');
});
afterAll(() => {
  shop.kairos(['stop']);
  shop.repo.cleanup();
});

it('run when they are due, once each, and say what they did', async () => {
  const { root, ok, kairos } = shop;
  const file = join(root, '.kairos/scheduled_tasks.json');
  const ran = join(root, '../ran');
  const lines = (): string[] => (existsSync(ran) ? readFileSync(ran, 'utf8').trim().split('\n') : []);
  ok(['task', 'add', '* * * * * *', '--command', `sh -c 'echo ran >> ${ran}'`, '--id', 'often', '--overlap', 'queue']);
  const evil = { id: 'evil', command: ['touch', join(root, '../evil')], schedule: '* * * * * *', colour: 'blue' };
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('"tasks": [', `"tasks": [\n    ${JSON.stringify(evil)},`));
  const daemon = shop.start(['run']);
  await daemon.said('evil is new, not approved');
  await until('it ran twice', () => lines().length >= 2);
  ok(['task', 'add', 'every 1h', 'Say so', '--session', '--id', 'passing']);
  expect(ok(['task', 'list'])).toMatch(/passing {2}every 1h {2}ends with the daemon {2}next in /);
  daemon.child.kill('SIGKILL');
  await daemon.ended();
  expect(ok(['task', 'list'])).toContain('passing  every 1h  ends with the daemon  no daemon runs: it goes when one starts');
  const again = shop.start(['run']);
  const before = lines().length;
  await until('it ran again', () => lines().length > before + 1);
  again.child.kill('SIGTERM');
  await again.ended();
  // Each run has its entry, and a second that was begun twice would have two of one time.
  const logs = join(root, '.kairos/logs');
  const days = readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  const log = days.map((name) => readFileSync(join(logs, name), 'utf8')).join('');
  const fired = [...log.matchAll(/fired often, planned (\S+Z)/g)].map(([, planned]) => planned);
  expect(new Set(fired).size).toBe(fired.length);
  expect(lines().length).toBeLessThanOrEqual(fired.length);
  expect(existsSync(join(root, '../evil'))).toBe(false);
  expect(existsSync(join(root, '.kairos/state/session-tasks.json'))).toBe(false);
  expect(readFileSync(file, 'utf8')).toContain(JSON.stringify(evil));
  expect(ok(['task', 'history', 'often'])).toMatch(/often {2}ran {2}job \w{8}, ended with code 0/);
  // What no command noted yet is part of the morning.
  shop.repo.git('commit', '-q', '--allow-empty', '-m', 'parser: read the last line');
  expect(ok(['task', 'run', 'morning-checkin'])).toContain('told: This morning: ');
  expect(ok(['inbox'])).toContain('parser: read the last line');
  expect(kairos(['task', 'run', 'evil'])).toMatchObject({ code: 3, err: expect.stringContaining('kairos task approve evil') as string });
}, 120_000);
