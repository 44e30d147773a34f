import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/base/hash.js';
import { workspaceOf } from '../../../src/base/workspace.js';
import { PLAIN_VIEW, type LogView } from '../../../src/memory/log-view.js';
import { openLexical, savedLexical } from '../../../src/recall/lexical/open-lexical.js';
import { planQuery } from '../../../src/recall/question/query.js';
import { chunkKey, docOf, idOf, pathOf, slotOf, type LexicalIndex } from '../../../src/recall/lexical/lexical-index.js';
import { matchWords } from '../../../src/recall/ranking/bm25.js';
import type { VirtualWorld } from '../../../src/replay/virtual-world.js';
import type { World } from '../../../src/world/world.js';
import { bullet, idOf as idMade, lay, worldWith, WS } from '../memory.js';

const DAY = 'logs/2026/11/2026-11-18.md';
const NEXT = 'logs/2026/11/2026-11-19.md';
const PEER = 'peers/abcdefgh/2026/11/2026-11-18.md';
const FOLDER = '/repo/.kairos/index/lexical';
const REDIS = bullet('2026-11-18T10:00:00.000Z', 'note@user', 'The tests need Redis on port 6380');
const LOCK = bullet('2026-11-18T11:00:00.000Z', 'commit@ann', '3f2a91c04d11 main: remove the lock file at exit (src/lock.ts +4 -1)');

type Disk = Pick<World, 'files' | 'clock'>;

/** Ids of what has any of the words, best first. */
function idsIn(index: LexicalIndex, query: string): string[] {
  const { slots, score } = matchWords(index, planQuery(index, query));
  const found = [...slots].map((slot, n): [string, number] => [idOf(index, slot), score[n] as number]);
  return found.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([id]) => id);
}

async function idsFor(world: Disk, query: string, view: LogView = PLAIN_VIEW): Promise<string[]> {
  return idsIn(await openLexical(world, WS, view), query);
}

async function textsFor(world: Disk, query: string, view: LogView = PLAIN_VIEW): Promise<string[]> {
  const index = await openLexical(world, WS, view);
  return idsIn(index, query).map((id) => docOf(index, slotOf(index, id)).text.split('\n')[0] as string);
}

/** All that an index says of its live documents, in an order that no layout changes. */
function contentsOf(index: LexicalIndex): unknown {
  const slots = Array.from({ length: index.slots }, (_, slot) => slot).filter((slot) => index.live[slot] === 1);
  const docs = slots.map((slot) => {
    const [first, end] = [index.chunkStart[slot] as number, index.chunkStart[slot + 1] as number];
    const doc = docOf(index, slot);
    expect(doc).toMatchObject({
      id: idOf(index, slot),
      path: pathOf(index, slot),
      line: index.line[slot],
      atMs: index.atMs[slot],
      actor: index.actors[index.actorNumber[slot] as number],
      kind: index.kinds[index.kind[slot] as number],
      turn: index.turn[slot] === 1,
      tier: index.longTerm[slot] === 1 ? 'ltm' : 'stm',
    });
    expect(slotOf(index, doc.id)).toBe(slot);
    const keys = Array.from({ length: end - first }, (_, n) => chunkKey(index, first + n));
    return { ...doc, keys, flags: index.flags[slot], length: index.length[slot], says: index.says[slot] };
  });
  return {
    docs: docs.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1)),
    averageLength: index.averageLength,
    superseded: [...index.superseded],
    bySlot: [index.supersededAt, index.strengthAt].map((slots) => new Map([...slots].map(([slot, value]) => [idOf(index, slot), value]))),
    strength: index.strength,
    relates: [...index.relates],
    versions: index.versions,
    problems: index.problems,
  };
}

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
    await idsFor(world, 'redis');
    const before = world.files.snapshot(FOLDER);
    const read: string[] = [];
    const watched = { ...world, files: { ...world.files, read: (path: string) => (read.push(path), world.files.read(path)) } };
    expect(await textsFor(watched, 'redis')).toHaveLength(1);
    expect(read.filter((path) => path.endsWith('.md'))).toEqual([]);
    expect(world.files.snapshot(FOLDER)).toEqual(before);
  });

  it('a touched file with the same content is not indexed again', async () => {
    const world = worldWith({ [DAY]: REDIS });
    await idsFor(world, 'redis');
    const segments = async (): Promise<string[]> =>
      (await world.files.list(FOLDER)).map(({ name }) => name).filter((name) => name.endsWith('.segment'));
    const before = await segments();
    await world.files.touch(`/repo/.kairos/${DAY}`, world.clock.now() - 60_000);
    expect(await textsFor(world, 'redis')).toHaveLength(1);
    expect(await segments()).toEqual(before);
  });

  describe('where all sources stand as they did', () => {
    const OTHER = REDIS.replace('6380', '6381');
    const NEXT_TOPIC = 'topics/redis.md';
    const read: string[] = [];
    /** What a new command finds; fills `read`. */
    const asked = async (world: VirtualWorld, query: string): Promise<string[]> => {
      read.length = 0;
      const files = {
        ...world.files,
        read: async (path: string) => {
          read.push(path);
          return world.files.read(path);
        },
      };
      return textsFor({ ...world, files }, query);
    };
    const settled = async (): Promise<VirtualWorld> => {
      const world = worldWith({ [DAY]: REDIS, [NEXT]: LOCK, [NEXT_TOPIC]: '# Redis\n\n- It is quick ^kquick00001\n' });
      world.clock.advance(70_000);
      await asked(world, 'redis');
      expect(await asked(world, '6380')).toHaveLength(1);
      expect(read.filter((path) => /\.md$|rows\.json$/.test(path))).toEqual([]);
      return world;
    };

    it.each([
      [
        'a log was edited in place, at the same length',
        async (world: VirtualWorld) => world.files.write(`/repo/.kairos/${DAY}`, OTHER),
        '6380',
        0,
      ],
      ['a log is gone', async (world: VirtualWorld) => world.files.remove(`/repo/.kairos/${DAY}`), '6380', 0],
      [
        'a log came',
        async (world: VirtualWorld) => lay(world, { [PEER]: bullet('2026-11-18T12:00:00.000Z', 'note@user', 'on port 6380, too') }),
        '6380',
        2,
      ],
      [
        'a topic was edited',
        async (world: VirtualWorld) => lay(world, { [NEXT_TOPIC]: '# Redis\n\n- Port 6380 ^kquick00001\n' }),
        '6380',
        2,
      ],
    ])('no source and no stamp is read, and all is found when %s', async (_what, change, query, found) => {
      const world = await settled();
      await change(world);
      for (let n = 0; n < 3; n++) {
        expect(await asked(world, query)).toHaveLength(found);
        world.clock.advance(70_000);
      }
      expect(read.filter((path) => /\.md$|rows\.json$/.test(path))).toEqual([]);
    });
  });

  it.each([
    ['cut in the middle', (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2)],
    ['empty', () => new Uint8Array()],
    ['something else', () => new TextEncoder().encode('hello\n')],
    ['JSON of another shape', () => new TextEncoder().encode('null\n')],
    ['with a changed byte', (bytes: Uint8Array) => bytes.map((byte, at) => (at === bytes.length - 40 ? byte ^ 1 : byte))],
  ])('is made again without a word when %s', async (_name, damage) => {
    for (const only of [/head\.json$/, /\.segment$/, /\.rows\.json$/]) {
      const world = worldWith({ [DAY]: REDIS });
      await idsFor(world, 'redis');
      for (const { name } of await world.files.list(FOLDER)) {
        const bytes = (await world.files.readBytes(`${FOLDER}/${name}`)) as Uint8Array;
        if (only.test(name)) await world.files.write(`${FOLDER}/${name}`, damage(bytes));
      }
      const index = await openLexical(world, WS, PLAIN_VIEW);
      expect(idsIn(index, 'redis')).toHaveLength(1);
      expect(contentsOf(index)).toEqual(contentsOf(await openLexical(withoutIndex(world), WS, PLAIN_VIEW)));
    }
  });

  it.each([
    ['a text', () => new TextEncoder().encode('{"format":1}\n\n')],
    ['of another format', (bytes: Uint8Array) => bytes.map((byte, at) => (at === 4 ? byte + 1 : byte))],
    ['too short for its sections', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 8)],
  ])('a segment that is named by its content and is %s is made again', async (_name, change) => {
    const world = worldWith({ [DAY]: REDIS });
    await idsFor(world, 'redis');
    const head = JSON.parse((await world.files.read(`${FOLDER}/head.json`)) as string) as { segments: string[] };
    const bytes = change((await world.files.readBytes(`${FOLDER}/${head.segments[0]}`)) as Uint8Array);
    head.segments = [`${sha256(bytes).slice(0, 24)}.segment`];
    await world.files.write(`${FOLDER}/${head.segments[0]}`, bytes);
    await world.files.write(`${FOLDER}/head.json`, JSON.stringify(head));
    expect(await textsFor(world, 'redis')).toHaveLength(1);
  });

  it.each([
    ['chunker', '"chunker":"c0"'],
    ['words', '"words":"0000000000"'],
  ])('an index whose texts were cut by other rules (%s) is made again', async (field, other) => {
    const world = worldWith({ [DAY]: REDIS });
    await idsFor(world, 'redis');
    const path = `${FOLDER}/head.json`;
    const right = (await world.files.read(path)) as string;
    await world.files.write(path, right.replace(new RegExp(`"${field}":"[^"]*"`), other));
    expect(await world.files.read(path)).not.toBe(right);
    await idsFor(world, 'redis');
    expect(await world.files.read(path)).toBe(right);
  });

  it.each([
    ['the sample is cut otherwise, it is made again', '"sample":"0000000000"', true],
    ['the sample is cut alike, it stays', undefined, false],
  ] as const)('of an index of another Unicode: where %s', async (_name, sample, isMadeAgain) => {
    const world = worldWith({ [DAY]: REDIS });
    await idsFor(world, 'redis');
    const path = `${FOLDER}/head.json`;
    const right = (await world.files.read(path)) as string;
    const foreign = right.replace(/"words":"(\d+) [^"]*"/, '"words":"$1 9.0 57.1"');
    const head = sample === undefined ? foreign : foreign.replace(/"sample":"[^"]*"/, sample);
    expect(head).not.toBe(sample === undefined ? right : foreign);
    await world.files.write(path, head);
    await idsFor(world, 'redis');
    expect(await world.files.read(path)).toBe(isMadeAgain ? right : head);
  });

  it('the files of a former format are made again and swept', async () => {
    const old = '0123456789abcdef01234567.segment';
    const world = worldWith({
      [DAY]: REDIS,
      'index/lexical/head.json': `{"files":{},"format":1,"segments":["${old}"],"superseded":{}}\n`,
      [`index/lexical/${old}`]: '{"format":1}\n\n',
    });
    expect(await textsFor(world, 'redis')).toHaveLength(1);
    expect((await world.files.list(FOLDER)).map(({ name }) => name)).not.toContain(old);
  });

  it('works where nothing can be written', async () => {
    const world = worldWith({ [DAY]: REDIS });
    const sealed = { ...world, files: { ...world.files, write: refuse, create: refuse, remove: refuse, append: refuse, mkdir: refuse } };
    expect(await textsFor(sealed, 'redis')).toHaveLength(1);
    expect(await world.files.stat(FOLDER)).toBeUndefined();
  });

  it('hides itself from git where nobody ran init', async () => {
    const world = worldWith({ [DAY]: REDIS });
    await idsFor(world, 'redis');
    expect(await world.files.read(`${FOLDER}/.gitignore`)).toBe('*\n');
  });

  it('is neither read nor written where a checkout put files, or behind a link', async () => {
    const world = worldWith({ [DAY]: REDIS });
    await idsFor(world, 'redis');
    const head = `${FOLDER}/head.json`;
    await world.files.write(head, '{}\n');
    const view = { ...PLAIN_VIEW, hidden: new Set(['.kairos/index/lexical/head.json']) };
    expect(await textsFor(world, 'redis', view)).toHaveLength(1);
    expect(await world.files.read(head)).toBe('{}\n');

    const linked = worldWith({ [DAY]: REDIS });
    linked.volume.mkdirSync('/elsewhere');
    linked.volume.symlinkSync('/elsewhere', '/repo/.kairos/index');
    expect(await textsFor(linked, 'redis')).toHaveLength(1);
    expect(linked.files.snapshot('/elsewhere')).toEqual({});
  });

  it('of a repository is not believed from the work tree alone, whatever it says of the files that stand there', async () => {
    const ws = workspaceOf({ root: '/repo', gitDir: '/repo/.git', commonDir: '/repo/.git' }, '/home/kairos');
    const topic = (claim: string): string => `---\ntopic: a\ndescription: d\n---\n# A\n\n- ${claim} (2026-11-18). ^k9x0aa1b2c\n`;
    const found = async (world: Disk): Promise<string[]> => {
      const index = await openLexical(world, ws, PLAIN_VIEW);
      return idsIn(index, 'redis').map((id) => docOf(index, slotOf(index, id)).text);
    };
    const theirs = worldWith({ 'topics/a.md': topic('Redis is evil') });
    expect(await found(theirs)).toEqual(['Redis is evil (2026-11-18).']);
    const head = JSON.parse((await theirs.files.read(ws.lexicalHead)) as string) as { rows: string; stand: string };
    const ours = worldWith({ 'topics/a.md': topic('Redis is good') });
    await found(ours);
    const right = JSON.parse((await ours.files.read(ws.lexicalHead)) as string) as typeof head;
    for (const { name } of await theirs.files.list(FOLDER))
      await ours.files.write(`${FOLDER}/${name}`, (await theirs.files.readBytes(`${FOLDER}/${name}`)) as Uint8Array);
    await ours.files.write(`${FOLDER}/head.json`, JSON.stringify({ ...head, rows: right.rows, stand: right.stand }));
    expect(await found(ours)).toEqual(['Redis is good (2026-11-18).']);
    await ours.files.remove(ws.lexicalHead);
    expect(await found(ours)).toEqual(['Redis is good (2026-11-18).']);
  });

  it('two readers that save at once leave an index that answers', async () => {
    const world = worldWith({ [DAY]: REDIS });
    await idsFor(world, 'redis');
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
      await idsFor(world, text);
      world.clock.advance(10_000);
    }
    expect(await count()).toBe(3);
    world.clock.advance(120_000);
    lay(world, { [NEXT]: '- 10:00 four\n' });
    await idsFor(world, 'four');
    expect(await count()).toBe(1);
  });
});

describe('what is indexed', () => {
  it('hidden logs are not, the text that stands in for a file is', async () => {
    const world = worldWith({ [DAY]: REDIS, [NEXT]: LOCK });
    const view = { hidden: new Set([`.kairos/${DAY}`]), overlay: new Map([['logs/2026/11/2026-11-17.md', '- 09:00 from the journal\n']]) };
    expect(await textsFor(world, 'redis', view)).toEqual([]);
    expect(await textsFor(world, 'lock', view)).toHaveLength(1);
    expect(await textsFor(world, 'journal', view)).toEqual(['from the journal']);
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
    expect(await openLexical(world, WS, PLAIN_VIEW)).toMatchObject({ slots: 0, liveCount: 0 });
  });

  it('an entry that several writers have is found once, with our own file as source', async () => {
    const world = worldWith({ [DAY]: REDIS, [PEER]: REDIS + LOCK });
    const index = await openLexical(world, WS, PLAIN_VIEW);
    const sourceOf = (one: LexicalIndex): string[] => idsIn(one, 'redis').map((id) => pathOf(one, slotOf(one, id)));
    expect(sourceOf(index)).toEqual([DAY]);
    expect(index.liveCount).toBe(2);
    await world.files.remove(`/repo/.kairos/${DAY}`);
    expect(sourceOf(await openLexical(world, WS, PLAIN_VIEW))).toEqual([PEER]);
  });

  it('an anchor that a person used twice leads to both bullets, under two ids', async () => {
    const world = worldWith({ [DAY]: '- 10:00 redis one ^a1\n', [NEXT]: '- 10:00 redis two ^a1\n' });
    const ids = await idsFor(world, 'redis');
    expect(new Set(ids).size).toBe(2);
    expect(ids).toContain('a1');
  });

  it('an id of an entry of ours leads to that entry, though a bullet on an earlier day has it, too', async () => {
    const id = idMade('note', '2026-11-18T10:00:00.000Z The tests need Redis on port 6380');
    const before = 'logs/2026/10/2026-10-01.md';
    const world = worldWith({ [before]: `- 10:00 redis evil ^${id}\n`, [DAY]: REDIS });
    const index = await openLexical(world, WS, PLAIN_VIEW);
    expect(pathOf(index, slotOf(index, id))).toBe(DAY);
    expect(idsIn(index, 'redis')).toHaveLength(2);
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
    const id = idMade('note', '2026-11-18T10:00:00.000Z The tests need Redis on port 6380');
    await world.files.write(ws.forgotten, `${id}\n`);
    expect((await openLexical(world, ws, PLAIN_VIEW)).liveCount).toBe(0);
  });

  it('a torn bullet is reported at every reading and hides nothing else', async () => {
    const world = worldWith({ [DAY]: `- 10:00:00.000Z note@user torn redis\n${LOCK}` });
    for (let n = 0; n < 2; n++) {
      const index = await openLexical(world, WS, PLAIN_VIEW);
      expect(idsIn(index, 'redis lock')).toHaveLength(1);
      expect(index.problems).toMatchObject([{ path: DAY, line: 1 }]);
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
const QUERIES = ['redis lock', 'parse file ann', '1.11 deadbeef', 'lokc', 'redi'];

describe('refreshing', () => {
  it('gives what an index made from nothing gives, after any sequence of changes, with and without the one before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const world = worldWith({ [DAY]: `${REDIS}${LOCK}` });
        const alone = worldWith({ [DAY]: `${REDIS}${LOCK}` });
        await openLexical(world, WS, PLAIN_VIEW);
        let warm = await openLexical(alone, WS, PLAIN_VIEW);
        for (const { does, path: at, text, wait } of steps) {
          for (const one of [world, alone]) {
            const file = `/repo/.kairos/${at}`;
            if (does === 'write') await one.files.write(file, text);
            else if (does === 'append') await one.files.append(file, text);
            else await one.files.remove(file);
            one.clock.advance(wait);
          }
          warm = await openLexical(alone, WS, PLAIN_VIEW, warm);
          const refreshed = await openLexical(world, WS, PLAIN_VIEW);
          const rebuilt = await openLexical(withoutIndex(world), WS, PLAIN_VIEW);
          for (const index of [refreshed, warm]) {
            expect(contentsOf(index)).toEqual(contentsOf(rebuilt));
            for (const query of QUERIES) expect(idsIn(index, query)).toEqual(idsIn(rebuilt, query));
          }
        }
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it('of an open index nothing is read where nothing changed, and it is the same one', async () => {
    const world = worldWith({ [DAY]: REDIS, [NEXT]: LOCK, 'topics/redis.md': '# Redis\n\n- on port 6380 ^k9x0aa1b2c\n' });
    const read: string[] = [];
    const watched = {
      ...world,
      files: {
        ...world.files,
        read: (path: string) => (read.push(path), world.files.read(path)),
        readBytes: (path: string) => (read.push(path), world.files.readBytes(path)),
      },
    };
    const index = await openLexical(watched, WS, PLAIN_VIEW);
    read.length = 0;
    expect(await openLexical(watched, WS, PLAIN_VIEW, index)).toBe(index);
    expect(read).toEqual([]);
    await world.files.append(`/repo/.kairos/${NEXT}`, '- 12:00 gamma\n');
    const next = await openLexical(watched, WS, PLAIN_VIEW, index);
    expect(read).toEqual([`/repo/.kairos/${NEXT}`]);
    expect(idsIn(next, 'gamma')).toHaveLength(1);
    expect(idsIn(index, 'gamma')).toEqual([]);
  });

  const headIn = async (world: VirtualWorld): Promise<Record<string, unknown>> =>
    JSON.parse((await world.files.read(`${FOLDER}/head.json`)) ?? '{}') as Record<string, unknown>;

  it('an open index stays the same one when only stamps changed', async () => {
    const world = worldWith({ [DAY]: REDIS });
    const index = await openLexical(world, WS, PLAIN_VIEW);
    await world.files.touch(`/repo/.kairos/${DAY}`, world.clock.now() - 60_000);
    expect(await openLexical(world, WS, PLAIN_VIEW, index)).toBe(index);
    await savedLexical(index);
    const head = await headIn(world);
    await openLexical(world, WS, PLAIN_VIEW);
    // A command adds how the sources stand, a server does not look.
    expect(await headIn(world)).toEqual({ ...head, stand: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('what an open index learnt is on disk afterwards, also where the folder was removed meanwhile', async () => {
    const world = worldWith({ [DAY]: REDIS });
    const index = await openLexical(world, WS, PLAIN_VIEW);
    await world.files.remove('/repo/.kairos/index');
    lay(world, { [NEXT]: LOCK });
    world.clock.advance(5000);
    const next = await openLexical(world, WS, PLAIN_VIEW, index);
    await savedLexical(next);
    const before = { ...world.files.snapshot(FOLDER), head: await headIn(world) };
    expect(Object.keys(before)).toHaveLength(6);
    expect(await textsFor(world, 'lock redis')).toHaveLength(2);
    const after = { ...world.files.snapshot(FOLDER), head: { ...(await headIn(world)), stand: '' } };
    const [headFile = ''] = Object.keys(before).filter((path) => path.endsWith('head.json'));
    expect({ ...after, [headFile]: '' }).toEqual({ ...before, [headFile]: '' });
  });

  it('of several states that wait to be saved the latest is', async () => {
    const world = worldWith({ [DAY]: REDIS });
    let index = await openLexical(world, WS, PLAIN_VIEW);
    for (const word of ['one', 'two', 'three']) {
      await world.files.append(`/repo/.kairos/${NEXT}`, `- ${word}\n`);
      index = await openLexical(world, WS, PLAIN_VIEW, index);
    }
    world.clock.advance(5000);
    await savedLexical(index);
    const sealed = { ...world, files: { ...world.files, write: refuse } };
    const saved = await openLexical(sealed, WS, PLAIN_VIEW);
    expect(saved.segments.map(({ bytes }) => sha256(bytes))).toEqual(index.segments.map(({ bytes }) => sha256(bytes)));
  });

  it('sees in an open index, too, what was forgotten and what a checkout hides', async () => {
    const ws = {
      ...WS,
      hasGit: true,
      commonDir: '/repo/.git',
      forgotten: '/repo/.git/kairos/forgotten',
      writerFile: '/repo/.git/kairos/writer',
    };
    const world = worldWith({ [DAY]: REDIS, [NEXT]: LOCK });
    const index = await openLexical(world, ws, PLAIN_VIEW);
    await world.files.write(ws.forgotten, `${idsIn(index, 'redis')[0]}\n`);
    const without = await openLexical(world, ws, PLAIN_VIEW, index);
    expect(idsIn(without, 'redis lock')).toHaveLength(1);
    const view = { ...PLAIN_VIEW, hidden: new Set([`.kairos/${NEXT}`]) };
    expect((await openLexical(world, ws, view, without)).liveCount).toBe(0);
  });

  it('a line more in the log of the day copies nothing but that day, however much the day and the days before it hold', async () => {
    const lines = (count: number, word: string): string => Array.from({ length: count }, (_, n) => `- 10:00 ${word}${n}\n`).join('');
    const THIRD = 'logs/2026/11/2026-11-20.md';
    const world = worldWith({ [DAY]: lines(300, 'past'), [PEER]: REDIS });
    let index = await openLexical(world, WS, PLAIN_VIEW);
    const after = async (path: string, text: string): Promise<[boolean, number | undefined]> => {
      const base = index.segments[0];
      world.clock.advance(5000);
      await world.files.append(`/repo/.kairos/${path}`, text);
      index = await openLexical(world, WS, PLAIN_VIEW, index);
      expect(contentsOf(index)).toEqual(contentsOf(await openLexical(withoutIndex(world), WS, PLAIN_VIEW)));
      return [index.segments[0] === base, index.segments[1]?.count];
    };
    expect(await after(NEXT, lines(450, 'first'))).toEqual([true, 450]);
    expect(await after(NEXT, lines(350, 'more'))).toEqual([true, 800]);
    expect(await after(NEXT, '- 11:00 one\n')).toEqual([true, 801]);
    // The day is over: it is moved once, and is not copied again.
    expect(await after(THIRD, '- 10:00 two\n')).toEqual([false, 1]);
    expect(await after(THIRD, '- 10:01 three\n')).toEqual([true, 2]);
    // An old day that goes on leaves the base once, and stays out of it.
    expect(await after(NEXT, '- 12:00 four\n')).toEqual([false, 802]);
    expect(await after(NEXT, '- 12:01 five\n')).toEqual([true, 803]);
  });

  it('what changed becomes one segment with the rest when it is much, equal to one that is made at once', async () => {
    const world = worldWith({ [DAY]: `${REDIS}- 12:00 **Ann:** in the middle\n- 12:01 **Ben:** of a talk\n`, [PEER]: REDIS });
    await idsFor(world, 'redis');
    lay(world, { [NEXT]: Array.from({ length: 501 }, (_, n) => `- 10:00 number${n} word\n`).join('') });
    const merged = await openLexical(world, WS, PLAIN_VIEW);
    const rebuilt = await openLexical(withoutIndex(world), WS, PLAIN_VIEW);
    expect(merged.segments).toHaveLength(1);
    expect(contentsOf(merged)).toEqual(contentsOf(rebuilt));
    expect(merged.segments[0]?.bytes).toEqual(rebuilt.segments[0]?.bytes);
  });
});

describe('what an index knows beside words', () => {
  it('which entries were spoken for, by entries that no question finds, and by topics', async () => {
    const id = idMade('note', '2026-11-18T10:00:00.000Z The tests need Redis on port 6380');
    const world = worldWith({
      [DAY]: REDIS,
      [NEXT]: bullet('2026-11-19T10:00:00.000Z', 'reinforce@user', `(^${id}) session s1: it did`),
      'topics/redis.md': `# Redis\n\n- Redis is on port 6380 (2026-11-20). ^k9x0aa1b2c\n  evidence: (^${id})\n`,
    });
    const { strength, liveCount } = await openLexical(world, WS, PLAIN_VIEW);
    expect(liveCount).toBe(2);
    const [createdAtMs, cited, reinforced] = ['2026-11-18T10:00:00Z', '2026-11-20', '2026-11-19T10:00:00Z'].map((time) => Date.parse(time));
    expect([...strength]).toEqual([[id, { createdAtMs, citedAtMs: [cited], reinforcedAtMs: [reinforced] }]]);
  });

  it('which topics are related, and when a version was committed', async () => {
    const world = worldWith({
      [DAY]: LOCK,
      [NEXT]:
        bullet('2026-11-19T10:00:00.000Z', 'tag@ann', 'v2.0 created at 3f2a91c04d11 "remove the lock file"') +
        bullet('2026-11-19T11:00:00.000Z', 'tag@ann', 'v2.1 created at aaaaaaaaaaa1 "not here"'),
      'topics/redis.md': '# Redis\n\nrelates: ci-hosts\n\n- on port 6380 ^k9x0aa1b2c\n',
    });
    const { relates, versions } = await openLexical(world, WS, PLAIN_VIEW);
    expect([...relates]).toEqual([['redis', ['ci-hosts']]]);
    expect([...versions]).toEqual([
      ['v2.0', Date.parse('2026-11-18T11:00:00Z')],
      ['v2.1', Date.parse('2026-11-19T11:00:00Z')],
    ]);
  });
});
