/** `kairos index` and the daemon's embedding as a person uses them, with an embedding server on loopback. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { realRepo } from '../real-repo.js';
import { embeddingServer, type EmbeddingServer } from './embedding-server.js';
import { place, placeAt, until, writeSettings, type Place, type Started } from './kairos.js';

interface Result {
  readonly embedded: number;
  readonly total: number;
  readonly missing: number;
  readonly tier: string;
  readonly skipped?: string;
}

const places: Place[] = [];
const started: Started[] = [];
let server: EmbeddingServer;
beforeAll(async () => {
  server = await embeddingServer();
});
afterAll(() => server.close());
afterEach(async () => {
  server.holdUp = undefined;
  for (const one of started.splice(0)) {
    one.child.kill('SIGKILL');
    await one.ended();
  }
  for (const one of places.splice(0)) one.repo.cleanup();
  server.embeds.length = 0;
});

function logs(count: number): string {
  return Array.from({ length: count }, (_, n) => `- 13:${String(n % 60).padStart(2, '0')} **Ann:** remark ${n} on the tide tables\n`).join(
    '',
  );
}

/** Logs laid down by hand: no init, no trust, no config. */
function byHand(count: number, git = true): Place {
  const repo = realRepo(git ? {} : { init: false });
  const here = placeAt(repo, repo.root);
  places.push(here);
  server.serve(repo.env);
  mkdirSync(join(here.root, '.kairos/logs/2026/11'), { recursive: true });
  writeFileSync(join(here.root, '.kairos/logs/2026/11/2026-11-20.md'), logs(count));
  return here;
}

const json = async (here: Place, ...args: string[]): Promise<Result> =>
  JSON.parse((await here.run(['index', '--json', ...args])).out) as Result;

/** Answers wait until this is called. */
function gate(after = 0): () => void {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let asked = 0;
  server.holdUp = () => ((asked += 1) > after ? opened : Promise.resolve());
  return open;
}

describe('kairos index', () => {
  it.each([
    ['a git repository', true],
    ['a plain folder', false],
  ])('embeds logs that were laid by hand in %s, and nothing twice', async (_, git) => {
    const here = byHand(40, git);
    const first = await here.run(['index']);
    expect(first).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+ texts embedded by all-minilm-l6 in /) });
    const asked = server.texts().length;
    expect(new Set(server.texts()).size).toBe(asked);
    expect(await here.run(['index', '--wait'])).toMatchObject({ code: 0, out: `up to date: ${asked} texts embedded\n` });
    expect(server.texts()).toHaveLength(asked);
    if (git) expect(here.repo.git('status', '--porcelain')).not.toContain('index');
  });

  it('embeds only what is new, and all of it again after rm -r .kairos/index', async () => {
    const here = byHand(30);
    const first = await json(here);
    expect(first).toMatchObject({ embedded: first.total, missing: 0, tier: 'ollama', wanted: 'ollama', model: { name: 'all-minilm-l6' } });
    writeFileSync(join(here.root, '.kairos/logs/2026/11/2026-11-21.md'), '- 09:00 The lock gate opens at dawn\n');
    expect(await json(here)).toMatchObject({ embedded: 1, total: first.total + 1, missing: 0 });
    rmSync(join(here.root, '.kairos/index'), { recursive: true });
    expect(await json(here)).toMatchObject({ embedded: first.total + 1, missing: 0 });
  });

  it('keeps what is done at Ctrl+C, says so, and goes on from there', async () => {
    const here = byHand(200);
    const open = gate(4);
    const one = here.start(['index']);
    started.push(one);
    await until('it is in the midst', () => server.embeds.length > 4);
    one.child.kill('SIGINT');
    expect(await one.ended()).toBe(130);
    expect(one.output()).toMatch(/interrupted with \d+ texts to go; what is done is kept/);
    open();
    const rest = await json(here, '--wait');
    expect(rest).toMatchObject({ missing: 0 });
    expect(rest.embedded).toBeGreaterThan(0);
    expect(rest.embedded).toBeLessThan(rest.total);
  });

  it('beside another that embeds names it and ends; with --wait it waits, and both embed nothing twice', async () => {
    const here = byHand(60);
    const open = gate(1);
    const one = here.start(['index']);
    started.push(one);
    await until('it holds the lock', () => server.texts().length > 0);
    const busy = await here.run(['index']);
    expect(busy).toMatchObject({
      code: 0,
      out: expect.stringMatching(new RegExp(`^process ${one.child.pid} embeds already; \\d+ texts of`)),
    });
    const waiting = here.start(['index', '--wait']);
    started.push(waiting);
    await waiting.said('waiting until it has ended');
    open();
    expect([await one.ended(), await waiting.ended()]).toEqual([0, 0]);
    expect(waiting.output()).toContain('up to date');
    expect(server.texts()).toHaveLength(new Set(server.texts()).size);
  });

  it('with recall.embedder none has nothing to do', () => {
    const here = byHand(3);
    writeSettings(here.repo.env, 'recall:\n  embedder: none\n');
    expect(here.kairos(['index', '--wait'])).toMatchObject({
      code: 0,
      out: 'recall.embedder is none: nothing to embed, recall goes by words\n',
    });
    expect(here.json(['index'])).toMatchObject({ skipped: 'no-embedder', tier: 'none', wanted: 'none' });
  });

  it('fails where the embedder fails in the midst, and keeps what was embedded', async () => {
    const here = byHand(100);
    server.holdUp = async () => {
      if (server.texts().length > 48) throw new Error('the model crashed');
    };
    const usual = server.answer['/api/embed'];
    server.answer['/api/embed'] = async (request, response) => {
      try {
        await usual?.(request, response);
      } catch {
        response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"the model crashed"}');
      }
    };
    try {
      expect(await here.run(['index', '--wait'])).toMatchObject({ code: 1, err: expect.stringContaining('the model crashed') });
    } finally {
      server.answer['/api/embed'] = usual;
    }
    server.holdUp = undefined;
    const rest = await json(here);
    expect(rest).toMatchObject({ missing: 0 });
    expect(rest.total - rest.embedded).toBeGreaterThanOrEqual(16);
  });

  it('leaves alone what a branch put where vectors stand, and says so', async () => {
    const here = byHand(3);
    mkdirSync(join(here.root, '.kairos/index/vectors'), { recursive: true });
    writeFileSync(join(here.root, '.kairos/index/vectors/x'), 'x');
    here.repo.git('add', '-f', '.kairos/index');
    here.repo.git('commit', '-q', '-m', 'an index');
    expect(await here.run(['index'])).toMatchObject({ code: 1, err: expect.stringContaining('git tracks files in .kairos/index') });
  });

  it('where a link stands in the way, fails with its place and writes nothing elsewhere', async () => {
    const here = byHand(3);
    const elsewhere = join(here.root, 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(here.root, '.kairos/index'));
    const { code, err } = await here.run(['index']);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringMatching(/^error: [^\n]*index/m) });
    expect(readdirSync(elsewhere)).toEqual([]);
    expect((await here.run(['recall', 'tide tables'])).code).toBe(0);
  });

  it('without a memory has nothing to do, and founds none', async () => {
    const repo = realRepo();
    const here = placeAt(repo, repo.root);
    places.push(here);
    server.serve(repo.env);
    expect(await here.run(['index', '--wait'])).toMatchObject({ code: 0, out: 'kairos is not set up here; "kairos init" does it\n' });
    expect(existsSync(join(here.root, '.kairos'))).toBe(false);
  });
});

describe('nobody waits for vectors', () => {
  it('neither init nor observe embeds anything', async () => {
    const here = place({});
    places.push(here);
    server.serve(here.repo.env);
    gate();
    expect((await here.run(['init', '--yes', '--no-hooks'])).code).toBe(0);
    expect((await here.run(['observe', '--all'])).code).toBe(0);
    expect((await here.run(['run', '--once'])).code).toBe(0);
    expect(server.texts()).toEqual([]);
  });
});

describe('the daemon', () => {
  it('embeds in the background, also what comes later, and status says how far it is', async () => {
    const here = place({});
    places.push(here);
    server.serve(here.repo.env);
    expect((await here.run(['init', '--yes', '--no-hooks'])).code).toBe(0);
    const open = gate(1);
    const daemon = here.start(['run']);
    started.push(daemon);
    await until('it embeds', () => server.texts().length > 0);
    const { recall } = JSON.parse((await here.run(['status', '--json'])).out) as { recall: { embeddingPid?: number } };
    expect(recall.embeddingPid).toBeGreaterThan(0);
    expect(recall.embeddingPid).not.toBe(daemon.child.pid);
    expect((await here.run(['status'])).out).toMatch(/^recall {4}words only: .*process \d+ embeds now$/m);
    open();
    await daemon.said('texts embedded');
    expect((await here.run(['status'])).out).toMatch(/^recall {4}words and meaning; (\d+) of \1 embedded; Ollama, all-minilm-l6$/m);
    expect((await here.run(['doctor'])).out).toMatch(/^ok {3}vectors {4}\d+ vectors in 1 file of all-minilm-l6-/m);
  });

  it('stops in the midst of it and leaves no child', async () => {
    const here = place({});
    places.push(here);
    server.serve(here.repo.env);
    expect((await here.run(['init', '--yes', '--no-hooks'])).code).toBe(0);
    gate(1);
    const daemon = here.start(['run']);
    started.push(daemon);
    await until('it embeds', () => server.texts().length > 0);
    const { recall } = JSON.parse((await here.run(['status', '--json'])).out) as { recall: { embeddingPid: number } };
    daemon.child.kill('SIGINT');
    expect(await daemon.ended()).toBe(0);
    expect(() => process.kill(recall.embeddingPid, 0)).toThrow(/ESRCH/);
    expect(readdirSync(join(here.root, '.kairos/state'))).not.toContain('daemon.json');
  });

  it('embeds nothing while it is paused', async () => {
    const here = place({});
    places.push(here);
    server.serve(here.repo.env);
    expect((await here.run(['init', '--yes', '--no-hooks'])).code).toBe(0);
    expect((await here.run(['pause'])).code).toBe(0);
    const daemon = here.start(['run']);
    started.push(daemon);
    await daemon.said('waits for "kairos resume"');
    expect(server.texts()).toEqual([]);
    expect((await here.run(['resume'])).code).toBe(0);
    await daemon.said('texts embedded');
    expect(readFileSync(join(here.root, '.git/info/exclude'), 'utf8')).toContain('.kairos/index');
  });
});
