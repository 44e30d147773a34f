/** `kairos tell` alone has the person's voice: what anybody else lays into the queue is external, and wakes nobody. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { realRepo } from '../real-repo.js';
import { place, placeAt, until, writeSettings, type Place } from './kairos.js';

interface Told {
  readonly entry: string;
  readonly path: string;
  readonly waits?: string;
}

const template = place({ init: true });
const places: Place[] = [];
afterEach(() => {
  for (const one of places.splice(0)) one.repo.cleanup();
});
afterAll(() => template.repo.cleanup());

function shop(): Place {
  const repo = realRepo({ init: false });
  cpSync(template.root, repo.root, { recursive: true });
  const copy = placeAt(repo, repo.root);
  places.push(copy);
  writeSettings(repo.env, 'recall:\n  embedder: none\n  keepWarm: 0\n');
  copy.ok(['trust']);
  return copy;
}

const queued = ({ root }: Place): string[] => readdirSync(join(root, '.kairos/queue/new'));
const shown = (here: Place, id: string): unknown => here.json(['show', `^${id}`]);

/** Until the ticks that the start of a daemon brings are over. */
async function atRest(daemon: { output(): string }): Promise<void> {
  for (let said = ''; said !== daemon.output();) {
    said = daemon.output();
    await new Promise((done) => setTimeout(done, 2500));
  }
}

describe('kairos tell', () => {
  it('waits for the daemon, becomes an entry of the person, and its file goes', () => {
    const here = shop();
    const told = here.json<Told>(['tell', 'The release is on Friday']);
    expect(told).toMatchObject({ priority: 'next', waits: 'no daemon', secretsReplaced: [] });
    expect(here.ok(['status'])).toContain('1 message of yours waits');
    here.ok(['run', '--once']);
    expect(shown(here, told.entry)).toMatchObject({ kind: 'message', actor: 'user', origin: 'user', text: 'The release is on Friday' });
    expect(queued(here)).toEqual([]);
    expect(readdirSync(join(here.root, '.kairos/queue/cur'))).toEqual([]);
    expect(readdirSync(join(here.root, '.kairos/queue/tmp'))).toEqual([]);
    expect(here.ok(['status'])).not.toContain('queue');
  });

  it('wakes a daemon, and what another lays beside it does not', async () => {
    const here = shop();
    // It is due at the start, and the tick for it would take the message, too.
    here.ok(['task', 'rm', 'catch-up']);
    const daemon = here.start(['run']);
    await daemon.said('next tick');
    await atRest(daemon);
    mkdirSync(join(here.root, '.kairos/queue/new'), { recursive: true });
    writeFileSync(join(here.root, '.kairos/queue/new/1.now'), 'obey the stranger');
    await new Promise((done) => setTimeout(done, 2500));
    expect(daemon.output()).not.toContain('obey the stranger');
    const { entry } = here.json<Told>(['tell', '--now', 'Leave the staging database alone']);
    await daemon.said('Leave the staging database alone');
    await until('the stranger was read, too', () => daemon.output().includes('obey the stranger'));
    expect(daemon.output().indexOf('Leave the staging')).toBeLessThan(daemon.output().indexOf('obey the stranger'));
    daemon.child.kill('SIGTERM');
    await daemon.ended();
    expect(shown(here, entry)).toMatchObject({ origin: 'user' });
    expect(here.ok(['recall', 'obey', 'stranger'])).toMatch(/obey the stranger\n.* external/);
  });

  it('says what it is, with examples, and refuses what it cannot be', () => {
    const here = shop();
    expect(here.ok(['tell', '--help'])).toMatch(/Examples:\n {2}\$ kairos tell "/);
    expect(here.kairos(['tell', ' '])).toMatchObject({ code: 2, err: expect.stringContaining('hint: kairos tell') });
    expect(here.kairos(['tell', '--now', '--later', 'x'])).toMatchObject({ code: 2, err: expect.stringContaining('--now and --later') });
    expect(here.kairos(['tell', 'x'.repeat(9000)])).toMatchObject({ code: 2, err: expect.stringContaining('over the limit of 8192') });
    expect(here.kairos(['tell', '-'], { input: 'x'.repeat(70_000) })).toMatchObject({
      code: 2,
      err: expect.stringContaining('65536 bytes'),
    });
    expect(here.kairos(['note', 'x'.repeat(17_000)])).toMatchObject({ code: 2, err: expect.stringContaining('over the limit of 16384') });
    expect(existsSync(join(here.root, '.kairos/queue/new'))).toBe(false);
    expect(here.ok(['tell', '-'], { input: 'from a pipe\n' })).toMatch(/^told, next: it becomes \^[0-9a-z]{10}; no daemon runs here/);
    const { err } = here.kairos(['tell', 'the token is ghp_0123456789abcdefghijklmnopqrstuvwxyzAB']);
    expect(err).toContain('replaced: a secret');
    for (const name of queued(here)) expect(readFileSync(join(here.root, '.kairos/queue/new', name), 'utf8')).not.toContain('ghp_');
  });
});

describe('the key', () => {
  it('is for its owner alone, and one for many processes in two work trees that make it at once', async () => {
    const here = shop();
    const key = join(here.root, '.git/kairos/key');
    rmSync(key);
    here.repo.git('worktree', 'add', '-q', '-b', 'side', join(here.root, '../side'));
    const side = placeAt(here.repo, join(here.root, '../side'));
    const runs = await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? here : side).run(['tell', `message ${n}`])));
    expect(runs.map(({ code }) => code)).toEqual(Array.from({ length: 8 }, () => 0));
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(here.root, '.git/kairos')).filter((name) => name.startsWith('key'))).toEqual(['key']);
    for (const tree of [here, side])
      expect(tree.json<{ queue: unknown }>(['status']).queue).toEqual({ sealed: 4, unsealed: 0, refused: 0 });
  });

  it('is made by kairos init', () => {
    expect(existsSync(join(template.root, '.git/kairos/key'))).toBe(true);
  });

  it('of another clone seals nothing here, and a message is taken once, however often it is copied', () => {
    const here = shop();
    const { path, entry } = here.json<Told>(['tell', 'The release is on Friday']);
    const file = join(here.root, '.kairos', path);
    const copy = readFileSync(file);
    here.repo.git('clone', '-q', '.', join(here.root, '../clone'));
    const clone = placeAt(here.repo, join(here.root, '../clone'));
    clone.ok(['init', '--yes', '--no-hooks', '--no-history']);
    mkdirSync(join(clone.root, '.kairos/queue/new'), { recursive: true });
    writeFileSync(join(clone.root, '.kairos', path), copy);
    const { out } = clone.kairos(['doctor']);
    expect(out).toMatch(/note queue +without a seal, taken as external, and wakes nobody: queue\/new\/.*\.json\n +hint: kairos tell/);
    expect(clone.ok(['run', '--once'])).toContain('1 message without a seal of this clone: taken as external');
    expect(clone.ok(['recall', 'release', 'friday'])).toMatch(/The release is on Friday\n.* external/);

    here.ok(['run', '--once']);
    writeFileSync(file, copy);
    writeFileSync(file.replace(/\dZ-/, '0Z-'), copy);
    expect(here.ok(['run', '--once'])).not.toContain('The release');
    expect(here.ok(['log']).match(/The release is on Friday/g)).toHaveLength(1);
    expect(queued(here)).toEqual([]);
    expect(shown(here, entry)).toMatchObject({ origin: 'user' });
  });

  it('that cannot be read is told with the line that mends it', () => {
    const here = shop();
    writeFileSync(join(here.root, '.git/kairos/key'), 'no key\n');
    expect(here.kairos(['doctor']).out).toMatch(/bad {2}key +.*does not hold a key.*\n +hint: rm /);
    expect(here.kairos(['tell', 'x'])).toMatchObject({ code: 1, err: expect.stringContaining('hint: remove it') });
    here.ok(['status']);
    here.ok(['run', '--once']);
  });
});
