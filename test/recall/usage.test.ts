import { expect, test } from 'vitest';
import { KairosError } from '../../src/base/errors.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { recordUse, USAGE_LIMIT_BYTES, type Use } from '../../src/recall/usage.js';
import { virtualWorld } from '../../src/replay/virtual-world.js';
import { worldWith, WS } from './memory.js';

const USE: Use = { client: 'kairos', query: 'redis port', ids: ['k81m2pp0zd', 'k7d0c1m2xq'], coverage: 'words only' };

test('each question is one line, keys sorted, in a folder that git ignores', async () => {
  const world = worldWith({ 'config.yaml': 'format: 1\n' });
  await recordUse(world, WS, PLAIN_VIEW, USE);
  await recordUse(world, WS, PLAIN_VIEW, { ...USE, query: 'line\nbreak', ids: [] });
  expect(await world.files.read(WS.usage)).toBe(
    '{"at":"2026-11-20T13:00:00.000Z","client":"kairos","coverage":"words only","format":1,"ids":["k81m2pp0zd","k7d0c1m2xq"],"query":"redis port"}\n' +
      '{"at":"2026-11-20T13:00:00.000Z","client":"kairos","coverage":"words only","format":1,"ids":[],"query":"line\\nbreak"}\n',
  );
  expect(await world.files.read(`${WS.state}/.gitignore`)).toBe('*\n');
});

test('above the limit the older half goes, at a whole line', async () => {
  const world = worldWith({ 'config.yaml': 'format: 1\n' });
  const old = Array.from({ length: 22_000 }, (_, n) => `{"old":${n},"pad":"${'x'.repeat(30)}"}\n`).join('');
  await world.files.write(WS.usage, old);
  await recordUse(world, WS, PLAIN_VIEW, USE);
  const kept = (await world.files.read(WS.usage)) as string;
  expect(kept.length).toBeLessThan(USAGE_LIMIT_BYTES * 0.75);
  const lines = kept.trimEnd().split('\n');
  expect(lines.every((line) => JSON.parse(line) !== undefined)).toBe(true);
  expect(lines.at(-1)).toContain('redis port');
});

test('asking founds no memory', async () => {
  const world = virtualWorld();
  await recordUse(world, WS, PLAIN_VIEW, USE);
  expect(await world.files.stat(WS.kairos)).toBeUndefined();
});

test('a file that a branch brought is left alone', async () => {
  const world = worldWith({ 'config.yaml': 'format: 1\n', 'state/usage.jsonl': 'theirs\n' });
  await recordUse(world, WS, { hidden: new Set(['.kairos/state/usage.jsonl']), overlay: new Map() }, USE);
  expect(await world.files.read(WS.usage)).toBe('theirs\n');
});

test('a disk that takes nothing fails nobody', async () => {
  const world = worldWith({ 'config.yaml': 'format: 1\n' });
  const refuse = async (): Promise<never> => {
    throw new KairosError('not-writable', 'read-only');
  };
  const files = { ...world.files, append: refuse, create: refuse, write: refuse };
  await expect(recordUse({ ...world, files }, WS, PLAIN_VIEW, USE)).resolves.toBeUndefined();
});
