/** The five layers as a person sees them, and as a daemon keeps them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { place, type Place } from './kairos.js';

interface Shown {
  readonly layers: readonly { readonly name: string; readonly open: boolean; readonly why: string }[];
  readonly rights: { readonly active: boolean; readonly on: readonly string[] };
}

let here: Place;
let server: Server;
let policy = '';
let address: string;
beforeAll(async () => {
  here = place({ init: true });
  server = createServer((_, response) => void (policy === '' ? response.writeHead(503).end() : response.end(policy)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/policy`;
});
afterAll(() => {
  here.kairos(['stop']);
  here.repo.cleanup();
  server.close();
});

const activate = async (env: Record<string, string> = {}, ...flags: string[]): Promise<Shown> => {
  const run = here.kairos(['activate', '--json', ...flags], { env });
  return JSON.parse(run.out) as Shown;
};
const closed = ({ layers }: Shown): string | undefined => layers.find(({ open }) => !open)?.name;

describe('kairos activate', () => {
  it('opens layer by layer, and says what opens the next', async () => {
    here.ok(['trust', '--remove']);
    expect(here.kairos(['activate']).code).toBe(3);
    expect(here.kairos(['activate']).out).toContain('next: kairos config set assistant true');
    here.ok(['config', 'set', 'assistant', 'true']);
    expect(closed(await activate())).toBe('trust');
    here.ok(['trust']);
    expect(closed(await activate())).toBeUndefined();
    expect(here.ok(['activate'])).toContain('the agent may be active here');
    expect(here.ok(['status'])).toMatch(/agent {5}active/);
  });

  it('names the layer that is closed where one tick was asked for, and no layer where none is', () => {
    const env = { KAIROS_FEATURES: '-KAIROS' };
    const row = 'layer features is closed   "kairos activate --explain" says why';
    expect(here.ok(['run', '--once'], { env })).toContain(row);
    expect(here.ok(['run', '--once', '--json'], { env }).split('\n', 1)[0]).toContain('"closed":"features"');
    expect(here.ok(['run', '--once'])).not.toContain('layer');
  });

  it('is closed by a flag, in the settings or in the environment', async () => {
    expect(closed(await activate({ KAIROS_FEATURES: 'KAIROS=off' }))).toBe('features');
    here.ok(['config', 'set', 'features.KAIROS', 'off']);
    expect(closed(await activate())).toBe('features');
    here.ok(['config', 'unset', 'features.KAIROS']);
    expect(here.kairos(['activate', '--explain'], { env: { KAIROS_FEATURES: 'KAIROZ' } }).out).toContain('KAIROZ: there is no such flag');
    for (const args of [['run', '--once'], ['run', '--detach'], ['run']])
      expect(here.kairos(args, { env: { KAIROS_FEATURES: '-KAIROZ' } })).toMatchObject({
        code: 2,
        err: expect.stringContaining('KAIROZ: there is no such flag'),
      });
  });

  it('names a flag that cannot be obeyed to whoever asks anything', () => {
    const env = { KAIROS_FEATURES: '-KAIROZ' };
    for (const args of [['status'], ['inbox'], ['queue', '--json'], ['work'], ['cost'], ['log'], ['tell', 'the release is on Friday']]) {
      const { code, out, err } = here.kairos(args, { env });
      expect([args[0], code, err]).toEqual([args[0], 0, expect.stringContaining('KAIROS_FEATURES: KAIROZ: there is no such flag')]);
      expect(out).not.toContain('KAIROZ');
    }
    expect(here.kairos(['status'], { env: { KAIROS_FEATURES: '-KAIROS' } }).err).not.toContain('KAIROS_FEATURES');
    expect(here.kairos(['activate'], { env }).err).toBe('');
  });

  it('is closed by a policy file that does not allow, or is not there; --assistant passes it by', async () => {
    const path = join(here.root, '../policy.yaml');
    const env = { KAIROS_POLICY: path };
    expect(closed(await activate(env))).toBe('gate');
    writeFileSync(path, 'allow: false\nreason: not before May\n');
    expect(here.kairos(['activate', '--explain'], { env }).out).toContain('not before May');
    expect(closed(await activate(env, '--assistant'))).toBeUndefined();
    writeFileSync(path, 'allow: true\n');
    expect(closed(await activate(env))).toBeUndefined();
  });

  it('is not opened by the settings of a repository', async () => {
    const path = join(here.root, '.kairos/config.yaml');
    const settings = readFileSync(path, 'utf8');
    here.ok(['config', 'unset', 'assistant']);
    writeFileSync(path, `${settings}assistant: true\n`);
    expect(closed(await activate())).toBe('assistant');
    writeFileSync(path, settings);
    here.ok(['config', 'set', 'assistant', 'true']);
  });

  it('is kept by the daemon for its session, with the worker type in its heartbeat', async () => {
    const heartbeat = (): { workerType?: string } =>
      JSON.parse(readFileSync(join(here.root, '.kairos/state/daemon.json'), 'utf8')) as { workerType?: string };
    here.ok(['run', '--detach']);
    expect(heartbeat().workerType).toBe('claude_code_assistant');
    here.ok(['config', 'set', 'assistant', 'false']);
    expect(here.ok(['status'])).toMatch(/agent {5}active/);
    expect(here.kairos(['activate']).out).toContain('keeps what held when it started');
    here.ok(['stop']);
    here.ok(['run', '--detach']);
    expect(heartbeat().workerType).toBeUndefined();
    expect(here.ok(['status'])).toContain('layer assistant is closed');
    here.ok(['stop']);
  });

  it('asks a server, which closes it while it does not answer', async () => {
    here.ok(['config', 'set', 'assistant', 'true']);
    const env = { KAIROS_POLICY: address };
    // The command runs to its end while this process answers, so it is not waited for synchronously.
    const asked = async (): Promise<number | null> => (await here.run(['activate'], env)).code;
    expect(await asked()).toBe(3);
    policy = 'allow: true\n';
    expect(await asked()).toBe(0);
    policy = '';
    expect(await asked()).toBe(0);
  });
});
