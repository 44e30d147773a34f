/** Bad surroundings: an old Node, no git, a server for embedding that is away or dies. Each is told in words that help, and nothing is lost. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { embeddingServer } from './embedding-server.js';
import { BIN, place, ROOT, type Place } from './kairos.js';

const places: Place[] = [];
afterEach(() => {
  for (const one of places.splice(0)) one.repo.cleanup();
});

function shop(): Place {
  const one = place({ init: true });
  places.push(one);
  return one;
}

describe('a Node that is too old', () => {
  it('says in one line what is needed, before anything is loaded', () => {
    const preload = join(shop().root, '../old.cjs');
    writeFileSync(
      preload,
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } });
       const { Module } = require('node:module');
       const load = Module._load;
       Module._load = (name, ...more) => { if (name.includes('dist')) throw new Error('loaded ' + name); return load(name, ...more); };`,
    );
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', preload, BIN, 'status'], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^error: kairos needs Node 20\.19 or newer, and this is 18\.20\.8 \(.*\)\n$/);
  });

  it('can read the script, and the script asks for what the package asks for', () => {
    const script = readFileSync(join(ROOT, 'bin/kairos.js'), 'utf8');
    const code = script.replace(/^#!.*$|^\s*\/\/.*$/gm, '');
    expect(code).not.toMatch(/=>|`|\?\?|\?\.|\b(?:const|let|class|async|await|import|of)\b/);
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { engines: { node: string } };
    expect(`>=${/needed = \[(\d+), (\d+)\]/.exec(code)?.slice(1).join('.')}`).toBe(engines.node);
  });
});

describe('no git on the PATH', () => {
  const INSTALL = /git was not found[^]*install git/;

  it.each([
    ['note', 'x'],
    ['init'],
    ['demo'],
    ['status'],
    ['dream', '--now'],
    ['review'],
    ['observe'],
    ['trust'],
    ['hooks'],
    ['run', '--once'],
  ])('kairos %s says to install it', (...args) => {
    const here = shop();
    const path = join(here.root, '../only-node');
    mkdirSync(path);
    symlinkSync(process.execPath, join(path, 'node'));
    const { code, err, out } = here.kairos(args, { env: { PATH: path } });
    expect([code !== 0, `${out}${err}`]).toEqual([true, expect.stringMatching(INSTALL)]);
    expect(`${out}${err}`).not.toMatch(/not in a git repository|defect/);
  });

  it('leaves what lies there to be read, and says so', () => {
    const here = shop();
    here.ok(['note', 'The tests need Redis']);
    const path = join(here.root, '../only-node');
    mkdirSync(path);
    symlinkSync(process.execPath, join(path, 'node'));
    expect(here.kairos(['recall', 'redis'], { env: { PATH: path } })).toMatchObject({
      code: 0,
      out: expect.stringContaining('The tests need Redis'),
      err: expect.stringMatching(INSTALL),
    });
    expect(here.kairos(['doctor'], { env: { PATH: path } })).toMatchObject({
      code: 1,
      out: expect.stringMatching(/bad +git +git was not found/),
    });
  });
});

describe('an Ollama server', () => {
  it('that is away is told by recall and index, and nothing is embedded anew by the other model', async () => {
    const [here, server] = [shop(), await embeddingServer()];
    server.serve(here.repo.env);
    expect((await here.run(['index'])).code).toBe(0);
    await server.close();
    const recalled = await here.run(['recall', 'redis']);
    expect(recalled.err).toMatch(/Ollama at .*; MiniLM stands in/);
    expect(recalled.err).not.toContain('kairos index');
    const { code, err } = await here.run(['index']);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/nothing embedded: Ollama at .*; what all-minilm-l6 embedded is kept, and counts again once ollama answers/),
    ]);
    expect(JSON.parse((await here.run(['index', '--json'])).out)).toMatchObject({ embedded: 0, skipped: 'stand-in', wanted: 'ollama' });
    expect(err).toContain('kairos init --yes --embedder minilm');
    expect((await here.run(['init', '--yes', '--embedder', 'minilm'])).code).toBe(0);
    expect(await here.run(['index'])).toMatchObject({ code: 0, out: expect.stringContaining('embedded by minilm') });
  });

  it('that dies while it embeds costs what it had in work: what is kept is told', async () => {
    const [here, server] = [
      place({ init: true, history: Array.from({ length: 200 }, (_, n) => ({ message: `Step ${n}`, files: { a: `${n}` } })) }),
      await embeddingServer(),
    ];
    places.push(here);
    server.serve(here.repo.env);
    let asked = 0;
    server.holdUp = async () => {
      asked += 1;
      if (asked > 6) await server.close();
    };
    const { code, err } = await here.run(['index', '--wait']);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^(?!0 )\d+ of \d+ texts were embedded and are kept; "kairos index" goes on from there$/m),
    ]);
  });
});

describe('what status says to do next', () => {
  const next = (one: Place): string => /^next +(.*)$/m.exec(one.ok(['status']))?.[1] ?? '';

  it('is to resolve the conflict that a merge left in the memory, and nothing of one in other files', () => {
    const one = shop();
    const memory = (text: string): Record<string, string> => ({ '.kairos/MEMORY.md': `# Memory\n\n${text}\n` });
    one.repo.commit('Lay down', { ...memory('ours'), 'src/a.js': '1\n' });
    one.repo.git('switch', '-qc', 'side');
    one.repo.commit('Here', { ...memory('here'), 'src/a.js': '2\n' });
    one.repo.git('switch', '-q', 'main');
    one.repo.commit('There', { ...memory('there'), 'src/a.js': '3\n' });
    expect(() => one.repo.git('merge', '-q', 'side')).toThrow();
    expect(next(one)).toBe('resolve the conflict in .kairos/MEMORY.md, then git add it and go on');
    one.repo.git('add', '.kairos/MEMORY.md');
    expect(next(one)).not.toContain('resolve');
  });

  it('is to install a newer kairos where one wrote the settings', () => {
    const one = shop();
    one.repo.write('.kairos/config.yaml', 'format: 9\n');
    expect(next(one)).toBe('install a newer kairos: one wrote .kairos/config.yaml');
  });
});
