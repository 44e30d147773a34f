/** `kairos init`: what it prints and writes, what it must not overwrite, and its questions at a terminal. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeOllama } from '../adapters/ollama-fake.js';
import { BIN, HISTORY, place, placeAt, type Place } from './kairos.js';
import { atTerminal, hasTerminal } from './terminal.js';

const places: Place[] = [];
afterEach(() => {
  for (const one of places.splice(0)) one.repo.cleanup();
});

function fresh(options: Parameters<typeof place>[0] = {}): Place {
  const one = place(options);
  places.push(one);
  return one;
}

const WRITES = [
  '.kairos/config.yaml',
  '.kairos/MEMORY.md',
  '.kairos/.gitignore',
  '.kairos/.gitattributes',
  '.git/info/exclude',
  '.git/kairos/writer',
];

describe('kairos init', () => {
  it('says what it will write, and without a terminal waits for no answer', () => {
    const shop = fresh();
    const { code, out, err } = shop.kairos(['init']);
    expect(code).toBe(3);
    for (const label of WRITES) expect(out).toContain(label);
    expect(err).toMatch(/hint: .*--yes/);
    expect(existsSync(join(shop.root, '.kairos'))).toBe(false);
    expect(shop.kairos(['trust', '--list']).out).toContain('nothing is trusted');
  });

  it('--yes writes exactly that, reads the history, installs no hook, commits nothing', () => {
    const shop = fresh();
    const head = shop.repo.git('rev-parse', 'HEAD');
    const out = shop.ok(['init', '--yes']);
    for (const label of WRITES) expect(out.indexOf(label)).toBeGreaterThan(-1);
    expect(out).toContain(`${HISTORY.length} commits noted`);
    expect(shop.repo.git('rev-parse', 'HEAD')).toBe(head);
    expect(shop.repo.git('status', '--porcelain', '-uall').split('\n').toSorted()).toEqual([
      '?? .kairos/.gitattributes',
      '?? .kairos/.gitignore',
      '?? .kairos/MEMORY.md',
      '?? .kairos/config.yaml',
    ]);
    expect(existsSync(join(shop.root, '.git/hooks/post-commit'))).toBe(false);
    expect(shop.kairos(['doctor']).code).toBe(0);
  });

  it('--commit commits what it wrote, and neither what else is staged nor what stands in .kairos beside it', () => {
    const shop = fresh();
    shop.repo.write('staged.txt', 'staged\n');
    shop.repo.git('add', 'staged.txt');
    shop.repo.write('.kairos/topics/mine.md', '# Mine\n');
    const head = shop.repo.git('rev-parse', 'HEAD');
    expect(shop.ok(['init', '--yes', '--commit'])).toMatch(/commit [0-9a-f]{12} on main: \.kairos\/\.gitattributes /);
    expect(shop.repo.git('rev-parse', 'HEAD^')).toBe(head);
    expect(shop.repo.git('status', '--porcelain', '-uall')).toBe('A  staged.txt\n?? .kairos/topics/mine.md');
    expect(shop.repo.git('for-each-ref', 'refs/kairos/accept/')).toBe('');
    expect(shop.ok(['init', '--yes'])).toContain('nothing to do');
  });

  it('says how to commit its files where it does not do so itself, and offers them again', () => {
    const shop = fresh();
    expect(shop.ok(['init', '--yes'])).toMatch(/^not committed: .*\n  kairos init --commit/m);
    expect(shop.ok(['init', '--yes'])).toContain('its files are not committed yet');
    expect(shop.ok(['init', '--commit'])).toMatch(/commit [0-9a-f]{12} on main: \.kairos\/\.gitattributes /);
    expect(shop.repo.git('status', '--porcelain')).toBe('');
    const unborn = fresh({ history: [] });
    const said = unborn.ok(['init', '--yes', '--commit']);
    expect(said).toContain('not committed, because there is no commit yet');
    const line = /git add \.kairos\/\S+ .*&& git commit -m "Set up kairos" -- .*/.exec(said)?.[0] ?? '';
    expect(spawnSync('sh', ['-c', line], { cwd: unborn.root, env: unborn.repo.env }).status).toBe(0);
    expect(unborn.repo.git('status', '--porcelain')).toBe('');
    const detached = fresh();
    detached.repo.git('checkout', '-q', '--detach');
    expect(detached.ok(['init', '--yes', '--commit'])).toContain('not committed, because HEAD is detached');
  });

  it('goes on without a home that it can write, and says what to set', () => {
    const shop = fresh();
    const home = join(shop.root, '../no-folder');
    writeFileSync(home, '');
    const { code, out, err } = shop.kairos(['init', '--yes'], { env: { HOME: home, XDG_CONFIG_HOME: join(home, 'config') } });
    expect([code, out, err]).toEqual([
      0,
      expect.stringContaining(`${HISTORY.length} commits noted`),
      expect.stringMatching(/not trusted: [^]*set XDG_CONFIG_HOME/),
    ]);
  });

  it('keeps attributes of a folder above from rewriting the memory: an encoding, a filter, keywords', () => {
    const shop = fresh();
    shop.repo.commit('Attributes', { '.gitattributes': '*.md working-tree-encoding=UTF-16 filter=cut ident\n' });
    shop.repo.git('config', 'filter.cut.smudge', 'head -c 3');
    shop.repo.git('config', 'filter.cut.clean', 'cat');
    shop.ok(['init', '--yes']);
    shop.repo.git('add', '.kairos');
    shop.repo.git('commit', '-q', '-m', 'kairos');
    shop.ok(['note', 'The integration tests need Redis on port 6380']);
    shop.ok(['dream', '--now']);
    shop.ok(['review', '--accept']);
    const claims = shop.ok(['topics']);
    expect(claims).not.toContain('0 claims');
    rmSync(join(shop.root, '.kairos/topics'), { recursive: true });
    shop.repo.git('checkout', '-q', '--', '.kairos/topics');
    expect(shop.ok(['topics'])).toBe(claims);
    expect(shop.repo.git('status', '--porcelain')).toBe('');
  });

  it('adds nothing when it runs again, and puts back what is missing without touching the rest', () => {
    const shop = fresh({ init: true });
    writeFileSync(join(shop.root, '.kairos/MEMORY.md'), 'mine\n');
    expect(shop.ok(['init', '--yes'])).toContain('nothing to do');
    writeFileSync(join(shop.root, '.git/info/exclude'), '# mine\n/.kairos/logs/\n');
    const out = shop.ok(['init', '--yes']);
    expect(out).toContain('.git/info/exclude');
    expect(out).not.toContain('MEMORY.md');
    const exclude = readFileSync(join(shop.root, '.git/info/exclude'), 'utf8');
    expect(exclude).toMatch(/^# mine\n\/\.kairos\/logs\/\n/);
    expect(exclude.match(/^\/\.kairos\/logs\/$/gm)).toHaveLength(1);
    expect(readFileSync(join(shop.root, '.kairos/MEMORY.md'), 'utf8')).toBe('mine\n');
  });

  it('works from a folder below the root', () => {
    const shop = fresh();
    mkdirSync(join(shop.root, 'deep/er'), { recursive: true });
    shop.ok(['init', '--yes'], { cwd: join(shop.root, 'deep/er') });
    expect(existsSync(join(shop.root, '.kairos/config.yaml'))).toBe(true);
    expect(shop.ok(['recall', 'redis'], { cwd: join(shop.root, 'deep') })).toContain('Keep sessions in Redis');
  });

  it('works before the first commit', () => {
    const empty = fresh({ history: [] });
    empty.ok(['init', '--yes']);
    expect(empty.ok(['note', 'The first thought'])).toContain('noted ^');
    expect(readFileSync(join(empty.root, '.kairos/config.yaml'), 'utf8')).toContain('base: main');
  });

  it('in a clone that tracks .kairos adds what a clone does not carry, and keeps what it does', () => {
    const shop = fresh({ init: true });
    const root = join(shop.root, '../clone');
    shop.repo.git('clone', '-q', shop.root, root);
    const clone = placeAt(shop.repo, root);
    const out = clone.ok(['init', '--yes']);
    expect(out).not.toMatch(/config\.yaml|MEMORY\.md|\.gitignore/);
    expect(out).toContain('.git/info/exclude');
    expect(clone.repo.git('-C', root, 'status', '--porcelain')).toBe('');
    expect(clone.kairos(['doctor']).code).toBe(0);
  });

  it('a clone where nobody ran init is protected before the first line is written', () => {
    const shop = fresh({ init: true });
    const root = join(shop.root, '../clone');
    shop.repo.git('clone', '-q', shop.root, root);
    const { code, err } = placeAt(shop.repo, root).kairos(['note', 'Written in the clone']);
    expect([code, err]).toEqual([0, expect.stringContaining('info/exclude')]);
    expect(readFileSync(join(root, '.git/info/exclude'), 'utf8')).toContain('/.kairos/logs/');
  });

  it('in a linked work tree takes the branch of the first one as base, and both read one another', () => {
    const shop = fresh();
    const root = join(shop.root, '../linked');
    shop.repo.git('worktree', 'add', '-q', '-b', 'feature', root);
    const linked = placeAt(shop.repo, root);
    linked.ok(['init', '--yes']);
    expect(readFileSync(join(root, '.kairos/config.yaml'), 'utf8')).toContain('base: main');
    shop.ok(['init', '--yes']);
    linked.ok(['note', 'A thought from the linked tree']);
    expect(shop.ok(['recall', 'thought linked'])).toContain('A thought from the linked tree');
    shop.ok(['note', 'A thought from the first tree']);
    expect(linked.ok(['recall', 'thought first'])).toContain('A thought from the first tree');
  });

  it('names a base branch that YAML would misread so that it is read as a name', () => {
    const shop = fresh();
    shop.repo.git('branch', '-m', '1.0');
    shop.ok(['init', '--yes']);
    expect(readFileSync(join(shop.root, '.kairos/config.yaml'), 'utf8')).toContain('base: "1.0"');
    expect(shop.kairos(['gates']).err).toBe('');
  });

  it('--embed leaves a process that status names at once, and that stop ends', () => {
    const shop = place();
    places.push(shop);
    shop.repo.commit('Keep sessions in Redis', { 'a.txt': 'a' });
    const [, pid = 'none'] = /^process (\d+) embeds; /m.exec(shop.ok(['init', '--yes', '--embed', '--no-hooks'])) ?? [];
    expect(shop.ok(['status'])).toMatch(new RegExp(`^warm +process ${pid} answers questions`, 'm'));
    expect(shop.ok(['stop'])).toContain(`the process that embedded (process ${pid}) has ended`);
    expect(shop.ok(['stop'])).toBe('no daemon is running here\n');
    expect(shop.ok(['status'])).not.toContain(`process ${pid}`);
  });

  it('--embedder sets what embeds in the settings of the user, and nothing else does', () => {
    const shop = fresh();
    const settings = join(shop.repo.env['XDG_CONFIG_HOME'] ?? '', 'kairos/config.yaml');
    shop.ok(['init', '--yes']);
    expect(existsSync(settings)).toBe(false);
    expect(shop.ok(['init', '--yes', '--embedder', 'none'])).toContain('recall embeds with nothing: by words only');
    expect(readFileSync(settings, 'utf8')).toBe('recall:\n  embedder: none\n');
    const { code, err } = shop.kairos(['init', '--yes', '--embedder', 'gpt']);
    expect([code, err]).toEqual([2, expect.stringContaining('is none of minilm, ollama, none')]);
    writeFileSync(settings, 'recall: [\n');
    expect(shop.kairos(['init', '--yes', '--embedder', 'minilm'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('embedder: minilm'),
    });
    expect(readFileSync(settings, 'utf8')).toBe('recall: [\n');
  });

  it('leaves a .kairos that is no folder alone', () => {
    const shop = fresh();
    writeFileSync(join(shop.root, '.kairos'), 'mine\n');
    const { code, err } = shop.kairos(['init', '--yes']);
    expect([code, err]).toEqual([3, expect.stringContaining('not a folder')]);
    expect(readFileSync(join(shop.root, '.kairos'), 'utf8')).toBe('mine\n');
  });
});

/** `kairos ARGS` at a terminal. No server of this machine may answer the look for one. */
const kairosAsks = (shop: Place, args: string, answers: readonly [string, string][], env: Readonly<Record<string, string>> = {}) =>
  atTerminal(`"${process.execPath}" "${BIN}" ${args}`, {
    cwd: shop.root,
    env: { ...shop.repo.env, OLLAMA_HOST: '127.0.0.1:9', ...env },
    answers,
  });

describe.runIf(hasTerminal)('kairos init at a terminal', () => {
  it('asks before it writes, then about hooks, history, embedding and commit, and takes Enter for yes', async () => {
    const shop = fresh();
    const { code, output } = await kairosAsks(shop, 'init', [
      ['write this? [Y/n]', '\r'],
      ['start nothing) [Y/n]', '\r'],
      ['into the journal? [Y/n]', '\r'],
      ['all other work) [Y/n]', 'n\r'],
      ['and nothing else? [Y/n]', '\r'],
    ]);
    expect(code).toBe(0);
    expect(output).toContain(`${HISTORY.length} commits noted`);
    expect(existsSync(join(shop.root, '.git/hooks/post-commit'))).toBe(true);
    expect(shop.ok(['recall', 'redis'])).toContain('Keep sessions in Redis');
    expect(shop.repo.git('show', '--format=%an %s', '--name-only', 'HEAD').split('\n').filter(Boolean)).toEqual([
      'Ann Set up kairos',
      '.kairos/.gitattributes',
      '.kairos/.gitignore',
      '.kairos/MEMORY.md',
      '.kairos/config.yaml',
    ]);
    expect(shop.repo.git('status', '--porcelain')).toBe('');
  });

  it('tells of a history that Ctrl+C cut off, as long as its rest is not read', async () => {
    const shop = fresh({ history: Array.from({ length: 1200 }, (_, n) => ({ message: `Step ${n}`, files: { 'step.txt': `${n}\n` } })) });
    const { code, output } = await kairosAsks(shop, 'init --yes', [['reading history', '\u0003']]);
    expect(code).toBe(130);
    expect(stripVTControlCharacters(output)).toMatch(/interrupted at [\d,]+ of 1,200 commits; "kairos observe --all" goes on from here/);
    expect(output).not.toContain('next:');
    expect(shop.ok(['status'])).toMatch(/history +[\d,]+ of 1,200 commits read; "kairos observe --all" goes on/);
    expect(shop.json(['status'])).toMatchObject({ history: { total: 1200 } });
    expect(shop.ok(['doctor'])).toMatch(/history .*commits read[^]*kairos observe --all/);
    shop.ok(['observe', '--all']);
    expect(shop.ok(['status'])).not.toContain('history');
  });

  it('offers an Ollama server that answers here, and writes only what was agreed to', async () => {
    const server = await fakeOllama([{ name: 'qwen3-embedding:0.6b', parameters: '595.78M' }]);
    try {
      const shop = fresh();
      const settings = join(shop.repo.env['XDG_CONFIG_HOME'] ?? '', 'kairos/config.yaml');
      const questions = (answer: string): [string, string][] => [
        ['write this? [Y/n]', 'y\r'],
        ['embed for recall, in all your repositories? (default: MiniLM, which comes with kairos) [y/N]', answer],
      ];
      const env = { OLLAMA_HOST: server.url };
      expect((await kairosAsks(shop, 'init --no-hooks --no-history --no-embed --no-commit', questions('n\r'), env)).code).toBe(0);
      expect(existsSync(settings)).toBe(false);
      rmSync(join(shop.root, '.kairos'), { recursive: true });
      mkdirSync(join(settings, '..'), { recursive: true });
      writeFileSync(settings, '# mine\ndream:\n  minHours: 30\n');
      const { code, output } = await kairosAsks(shop, 'init --no-hooks --no-history --no-embed --no-commit', questions('y\r'), env);
      expect([code, output]).toEqual([0, expect.stringContaining('let qwen3-embedding-0.6b of the Ollama server')]);
      expect(readFileSync(settings, 'utf8')).toBe('# mine\ndream:\n  minHours: 30\nrecall:\n  embedder: ollama\n');
      expect(server.embeds).toEqual([]);
    } finally {
      await server.close();
    }
  });

  it('writes nothing when the answer is no, and none of it after Ctrl+C or Ctrl+D', async () => {
    const shop = fresh();
    expect(await kairosAsks(shop, 'init', [['write this? [Y/n]', 'n\r']])).toMatchObject({
      code: 0,
      output: expect.stringContaining('nothing was written'),
    });
    expect(await kairosAsks(shop, 'init', [['write this? [Y/n]', '\u0003']])).toMatchObject({ code: 130 });
    expect(await kairosAsks(shop, 'init', [['write this? [Y/n]', '\u0004']])).toMatchObject({
      code: 1,
      output: expect.stringContaining('no answer was given'),
    });
    expect(existsSync(join(shop.root, '.kairos'))).toBe(false);
  });
});
