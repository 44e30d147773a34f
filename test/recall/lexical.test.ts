import * as fc from 'fast-check';
import MiniSearch from 'minisearch';
import { describe, expect, it } from 'vitest';
import { PLAIN_VIEW } from '../../src/memory/store.js';
import { boundsOf } from '../../src/recall/filters.js';
import { openLexical } from '../../src/recall/lexical.js';
import { planQuery } from '../../src/recall/query.js';
import { rank } from '../../src/recall/rank.js';
import { searchIndex, type Recalled } from '../../src/recall/recall.js';
import { indexTerms } from '../../src/recall/tokenize.js';
import type { LexicalIndex } from '../../src/recall/view.js';
import type { VirtualWorld } from '../../src/replay/virtual-world.js';
import { ask, bullet, idOf, idsFor, lay, textsFor, worldWith, WS } from './memory.js';

const DAY = 'logs/2026/11/2026-11-18.md';
const NEXT = 'logs/2026/11/2026-11-19.md';
const PEER = 'peers/abcdefgh/2026/11/2026-11-18.md';
const FOLDER = '/repo/.kairos/index/lexical';
const REDIS = bullet('2026-11-18T10:00:00.000Z', 'note@user', 'The tests need Redis on port 6380');
const LOCK = bullet('2026-11-18T11:00:00.000Z', 'commit@ann', '3f2a91c04d11 main: remove the lock file at exit (src/lock.ts +4 -1)');

const refuse = async (): Promise<never> => Promise.reject(new Error('EROFS: read-only file system'));

function withoutIndex(world: VirtualWorld): VirtualWorld {
  const files = Object.entries(world.files.snapshot('/repo/.kairos')).filter(([path]) => !path.startsWith('index/'));
  return worldWith(Object.fromEntries(files));
}

describe('the saved index', () => {
  it('finds an edit at once, whatever part of the file it is in', async () => {
    const world = worldWith({ [DAY]: REDIS });
    expect(await textsFor(world, 'lock')).toEqual([]);
    await world.files.append(`/repo/.kairos/${DAY}`, LOCK);
    expect(await textsFor(world, 'lock')).toHaveLength(1);
    lay(world, { [DAY]: LOCK });
    expect(await textsFor(world, 'redis')).toEqual([]);
  });

  it('notices a change of equal size within the same tick of the clock', async () => {
    const world = worldWith({});
    lay(world, { [DAY]: '- 10:00 alpha beta\n' });
    expect(await textsFor(world, 'alpha')).toHaveLength(1);
    const before = await world.files.stat(`/repo/.kairos/${DAY}`);
    world.volume.writeFileSync(`/repo/.kairos/${DAY}`, '- 10:00 gamma beta\n');
    await world.files.touch(`/repo/.kairos/${DAY}`, before?.mtimeMs ?? 0);
    expect(await world.files.stat(`/repo/.kairos/${DAY}`)).toEqual(before);
    expect(await textsFor(world, 'gamma')).toHaveLength(1);
  });

  it('reads no log again that did not change, and writes nothing then', async () => {
    const world = worldWith({ [DAY]: REDIS, [NEXT]: LOCK });
    await ask(world, 'redis');
    const before = world.files.snapshot(FOLDER);
    const read: string[] = [];
    const watched = { ...world, files: { ...world.files, read: (path: string) => (read.push(path), world.files.read(path)) } };
    expect(await textsFor(watched, 'redis')).toHaveLength(1);
    expect(read.filter((path) => path.endsWith('.md'))).toEqual([]);
    expect(world.files.snapshot(FOLDER)).toEqual(before);
  });

  it('a touched file with the same content is not indexed again', async () => {
    const world = worldWith({ [DAY]: REDIS });
    await ask(world, 'redis');
    const segments = (await world.files.list(FOLDER)).map(({ name }) => name);
    await world.files.touch(`/repo/.kairos/${DAY}`, world.clock.now() - 60_000);
    expect(await textsFor(world, 'redis')).toHaveLength(1);
    expect((await world.files.list(FOLDER)).map(({ name }) => name)).toEqual(segments);
  });

  it.each([
    ['cut in the middle', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['not JSON', () => 'hello\n'],
    ['of another version', (text: string) => text.replaceAll('"format":1', '"format":999')],
    ['with a changed byte', (text: string) => text.replaceAll('redi', 'xedi')],
    ['JSON of another shape', () => 'null\n'],
  ])('is made again without a word when %s', async (_name, damage) => {
    for (const only of [/head\.json$/, /\.segment$/]) {
      const world = worldWith({ [DAY]: REDIS });
      await ask(world, 'redis');
      for (const [name, text] of Object.entries(world.files.snapshot(FOLDER))) {
        if (only.test(name)) await world.files.write(`${FOLDER}/${name}`, damage(text));
      }
      const { hits, problems } = await ask(world, 'redis');
      expect(hits).toHaveLength(1);
      expect(problems).toEqual([]);
      expect(await ask(withoutIndex(world), 'redis')).toMatchObject({ hits: [{ id: hits[0]?.id, score: hits[0]?.score }] });
    }
  });

  it('works where nothing can be written', async () => {
    const world = worldWith({ [DAY]: REDIS });
    const sealed = { ...world, files: { ...world.files, write: refuse, create: refuse, remove: refuse, append: refuse, mkdir: refuse } };
    expect(await textsFor(sealed, 'redis')).toHaveLength(1);
    expect(await world.files.stat(FOLDER)).toBeUndefined();
  });

  it('hides itself from git where nobody ran init', async () => {
    const world = worldWith({ [DAY]: REDIS });
    await ask(world, 'redis');
    expect(await world.files.read(`${FOLDER}/.gitignore`)).toBe('*\n');
  });

  it('is neither read nor written where a checkout put files, or behind a link', async () => {
    const world = worldWith({ [DAY]: REDIS });
    await ask(world, 'redis');
    const head = `${FOLDER}/head.json`;
    await world.files.write(head, '{}\n');
    const view = { ...PLAIN_VIEW, hidden: new Set(['.kairos/index/lexical/head.json']) };
    expect(await textsFor(world, 'redis', {}, view)).toHaveLength(1);
    expect(await world.files.read(head)).toBe('{}\n');

    const linked = worldWith({ [DAY]: REDIS });
    linked.volume.mkdirSync('/elsewhere');
    linked.volume.symlinkSync('/elsewhere', '/repo/.kairos/index');
    expect(await textsFor(linked, 'redis')).toHaveLength(1);
    expect(linked.files.snapshot('/elsewhere')).toEqual({});
  });

  it('two readers that save at once leave an index that answers', async () => {
    const world = worldWith({ [DAY]: REDIS });
    await ask(world, 'redis');
    await world.files.append(`/repo/.kairos/${DAY}`, LOCK);
    const answers = await Promise.all([textsFor(world, 'lock'), textsFor(world, 'lock'), textsFor(world, 'redis')]);
    expect(answers.map((list) => list.length)).toEqual([1, 1, 1]);
    expect(await textsFor(world, 'lock')).toHaveLength(1);
  });

  it('segments that nothing refers to are swept after a minute, not before', async () => {
    const world = worldWith({ [DAY]: REDIS });
    const count = async (): Promise<number> => (await world.files.list(FOLDER)).filter(({ name }) => name.endsWith('.segment')).length;
    for (const text of ['one', 'two', 'three']) {
      lay(world, { [NEXT]: `- 10:00 ${text}\n` });
      await ask(world, text);
      world.clock.advance(10_000);
    }
    expect(await count()).toBe(3);
    world.clock.advance(120_000);
    lay(world, { [NEXT]: '- 10:00 four\n' });
    await ask(world, 'four');
    expect(await count()).toBe(1);
  });
});

describe('what is indexed', () => {
  it('hidden logs are not, the text that stands in for a file is', async () => {
    const world = worldWith({ [DAY]: REDIS, [NEXT]: LOCK });
    const view = { hidden: new Set([`.kairos/${DAY}`]), overlay: new Map([['logs/2026/11/2026-11-17.md', '- 09:00 from the journal\n']]) };
    expect(await textsFor(world, 'redis', {}, view)).toEqual([]);
    expect(await textsFor(world, 'lock', {}, view)).toHaveLength(1);
    expect(await textsFor(world, 'journal', {}, view)).toEqual(['from the journal']);
    expect(await textsFor(world, 'redis journal')).toHaveLength(1);
  });

  it("kinds that are no knowledge, dream reports and strangers' files are not", async () => {
    const world = worldWith({
      [DAY]: ['verdict@user', 'reinforce@user', 'dream', 'gate', 'daemon', 'forget', 'session@user', 'head']
        .map((kind, n) => bullet(`2026-11-18T10:00:0${n}.000Z`, kind, 'redis'))
        .join(''),
      'dreams/2026-11-18-k1.md': '- redis ^k7d0c1m2xq\n',
      'logs/notes.md': '- redis\n',
      'state/usage.jsonl': '{"query":"redis"}\n',
      'MEMORY.md': '- redis\n',
    });
    expect(await ask(world, 'redis')).toMatchObject({ hits: [], searched: 0 });
  });

  it('an entry that several writers have is found once, with our own file as source', async () => {
    const world = worldWith({ [DAY]: REDIS, [PEER]: REDIS + LOCK });
    const { hits, searched } = await ask(world, 'redis');
    expect(hits.map(({ source }) => source)).toEqual([`${DAY}:1`]);
    expect(searched).toBe(2);
    await world.files.remove(`/repo/.kairos/${DAY}`);
    expect((await ask(world, 'redis')).hits.map(({ source }) => source)).toEqual([`${PEER}:1`]);
  });

  it('an anchor that a person used twice leads to both bullets, under two ids', async () => {
    const world = worldWith({ [DAY]: '- 10:00 redis one ^a1\n', [NEXT]: '- 10:00 redis two ^a1\n' });
    const ids = await idsFor(world, 'redis');
    expect(new Set(ids).size).toBe(2);
    expect(ids).toContain('a1');
  });

  it('what was forgotten does not come back from a peer', async () => {
    const ws = {
      ...WS,
      hasGit: true,
      commonDir: '/repo/.git',
      forgotten: '/repo/.git/kairos/forgotten',
      writerFile: '/repo/.git/kairos/writer',
    };
    const world = worldWith({ [PEER]: REDIS });
    const id = idOf('note', '2026-11-18T10:00:00.000Z The tests need Redis on port 6380');
    await world.files.write(ws.forgotten, `${id}\n`);
    expect((await openLexical(world, ws, PLAIN_VIEW)).liveCount).toBe(0);
  });

  it('a torn bullet is reported at every reading and hides nothing else', async () => {
    const world = worldWith({ [DAY]: `- 10:00:00.000Z note@user torn redis\n${LOCK}` });
    for (let n = 0; n < 2; n++) {
      const { hits, problems } = await ask(world, 'redis lock');
      expect(hits).toHaveLength(1);
      expect(problems).toMatchObject([{ path: DAY, line: 1 }]);
    }
  });
});

const WORDS = ['redis', 'lock', 'parser', 'parseFile', 'src/lock.ts', 'renamed', '1.11', 'deadbeef1', 'café', 'the'];
const line = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
const log = fc
  .array(fc.tuple(line, fc.boolean()), { maxLength: 5 })
  .map((lines) => lines.map(([text, speaks], n) => `- 10:0${n} ${speaks ? '**Ann:** ' : ''}${text}\n`).join(''));
const path = fc.constantFrom(DAY, NEXT, PEER, 'logs/2026/11/2026-11-17.md');
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('write' as const), path, text: log, wait: fc.constantFrom(0, 5000) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('append' as const), path, text: log, wait: fc.constantFrom(0, 5000) }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('remove' as const), path, text: fc.constant(''), wait: fc.constantFrom(0, 5000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('write' as const),
      path: fc.constant('topics/locks.md'),
      wait: fc.constantFrom(0, 5000),
      text: line.map((text) => `---\ntopic: locks\n---\n# Locks\n\n- ${text} ^k9x0aa1b2c\n`),
    }),
  },
);
const QUERIES = ['redis lock', 'parse file ann', '1.11 deadbeef', 'lokc', 'the'];

describe('refreshing', () => {
  it('gives what an index made from nothing gives, after any sequence of changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const world = worldWith({ [DAY]: `${REDIS}${LOCK}` });
        await ask(world, 'redis');
        for (const { does, path: at, text, wait } of steps) {
          const file = `/repo/.kairos/${at}`;
          if (does === 'write') await world.files.write(file, text);
          else if (does === 'append') await world.files.append(file, text);
          else await world.files.remove(file);
          world.clock.advance(wait);
          const fresh = withoutIndex(world);
          fresh.clock.advance(world.clock.now() - fresh.clock.now());
          const [refreshed, rebuilt] = [await openLexical(world, WS, PLAIN_VIEW), await openLexical(fresh, WS, PLAIN_VIEW)];
          const answer = (index: LexicalIndex, query: string): Recalled => searchIndex(index, query, boundsOf({}), world.clock.now());
          for (const query of QUERIES) expect(answer(refreshed, query)).toEqual(answer(rebuilt, query));
        }
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it('scores as MiniSearch does over the same documents', async () => {
    const texts = ['redis lock parser', 'lock lock file', 'the parser of redis and of locks', 'nothing here', 'parser'];
    const world = worldWith({
      [DAY]: texts
        .slice(0, 3)
        .map((text) => `- ${text}\n`)
        .join(''),
    });
    await ask(world, 'redis');
    await world.files.append(
      `/repo/.kairos/${NEXT}`,
      texts
        .slice(3)
        .map((text) => `- ${text}\n`)
        .join(''),
    );
    const index = await openLexical(world, WS, PLAIN_VIEW);
    expect(index.segments.length).toBe(2);
    const oracle = new MiniSearch({ fields: ['text'], tokenize: (text) => indexTerms(text), processTerm: (term) => term });
    oracle.addAll(texts.map((text, id) => ({ id, text })));
    const expected = oracle
      .search('redis lock parser')
      .map(({ id, score, queryTerms }) => [texts[id as number], (score / queryTerms.length).toFixed(9)]);
    const found = rank(index, planQuery(index, 'redis lock parser'), () => true, 0).map(({ slot, parts }) => [
      texts[(index.line[slot] as number) - 1 + (index.path[slot] === NEXT ? 3 : 0)],
      (parts['words'] as number).toFixed(9),
    ]);
    expect(new Map(found as [string, string][])).toEqual(new Map(expected as [string, string][]));
  });
});
