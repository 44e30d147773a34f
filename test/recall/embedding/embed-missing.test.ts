/** Embedding missing chunks: each text once, the newest first, one process at a time; finished vectors are never lost. */
import { beforeEach, describe, expect, it } from 'vitest';
import { KairosError } from '../../../src/base/errors.js';
import { acquire, isHeld } from '../../../src/base/lock.js';
import { PLAIN_VIEW, type LogView } from '../../../src/memory/log-view.js';
import { bringVectorsUpToDate, forgetVectors, type Indexed, type IndexingOptions } from '../../../src/recall/embedding/embed-missing.js';
import { coverage } from '../../../src/recall/embedding/missing-chunks.js';
import { openLexical } from '../../../src/recall/lexical/open-lexical.js';
import { embeddingLocks } from '../../../src/recall/vectors/embedding-locks.js';
import { folderOf, listShards, spaceOf } from '../../../src/recall/vectors/shard-files.js';
import { openVectors } from '../../../src/recall/vectors/vectors.js';
import { VIRTUAL_MODEL } from '../../../src/replay/virtual-embedders.js';
import type { VirtualWorld } from '../../../src/replay/virtual-world.js';
import type { World } from '../../../src/world/world.js';
import { bullet, lay, worldWith, WS } from '../memory.js';

const DAY = 'logs/2026/11/2026-11-19.md';
const EARLIER = 'logs/2026/11/2026-11-18.md';
const FOLDER = folderOf(WS, spaceOf(VIRTUAL_MODEL));

/** So many bullets of a person, each a text of its own. */
function bullets(count: number, word = 'note'): string {
  return Array.from({ length: count }, (_, n) => `- ${String(n % 24).padStart(2, '0')}:00 The ${word} number ${n} ^${word}-${n}\n`).join(
    '',
  );
}

let world: VirtualWorld;
const bring = (options: IndexingOptions = {}, view: LogView = PLAIN_VIEW): Promise<Indexed> =>
  bringVectorsUpToDate(world, WS, view, options);
const texts = (): string[] => world.embedders.embedded.map(({ text }) => text);
async function covered(): Promise<{ embedded: number; entries: number }> {
  const [index, vectors] = [await openLexical(world, WS, PLAIN_VIEW), await openVectors(world, WS, PLAIN_VIEW, VIRTUAL_MODEL)];
  return coverage(index, vectors);
}

beforeEach(() => {
  world = worldWith({ [DAY]: bullets(40), [EARLIER]: bullets(10, 'older') });
});

describe('bringing vectors up to date', () => {
  it('embeds every entry as a document, and then has nothing to do', async () => {
    const steps: [number, number][] = [];
    const done = await bring({ onProgress: (at, total) => void steps.push([at, total]) });
    expect(done).toEqual({ embedded: 50, total: 50, missing: 0 });
    expect(steps).toEqual([
      [0, 50],
      [16, 50],
      [32, 50],
      [48, 50],
      [50, 50],
    ]);
    expect(new Set(world.embedders.embedded.map((one) => one.as))).toEqual(new Set(['document']));
    expect(await covered()).toEqual({ embedded: 50, entries: 50 });
    expect(await bring()).toEqual({ embedded: 0, total: 50, missing: 0, skipped: 'nothing' });
    expect(texts()).toHaveLength(50);
  });

  it('begins with topics, then goes from the newest entry to the oldest', async () => {
    lay(world, { 'topics/tests.md': '# Tests\n\n- They need Redis. ^t1\n' });
    await bring();
    expect(texts()[0]).toBe('Tests: They need Redis.');
    expect(texts().slice(1, 4)).toEqual(['The note number 39', 'The note number 38', 'The note number 37']);
    expect(texts().at(-1)).toBe('The older number 0');
  });

  it('embeds a text once, in how many entries, files or branches it may stand', async () => {
    lay(world, { [DAY]: '- 10:00 Twice. ^a1\n- 11:00 Twice. ^a2\n- 12:00 Once. ^a3\n', [EARLIER]: '- 10:00 Twice. ^b1\n' });
    expect(await bring()).toEqual({ embedded: 2, total: 2, missing: 0 });
    lay(world, { [DAY]: '- 10:00 New. ^a9\n' });
    await bring();
    lay(world, { [DAY]: '- 09:00 Once. ^c7\n', [EARLIER]: '- 10:00 Twice. ^b1\n' });
    expect(await bring()).toMatchObject({ embedded: 0, missing: 0, skipped: 'nothing' });
    expect(texts().toSorted()).toEqual(['New.', 'Once.', 'Twice.']);
  });

  it('gives a turn a window, and makes only that anew when the next turn comes', async () => {
    const talk = '- 10:00 **Ann:** Where? ^a1\n- 10:01 **Bob:** In Lyon. ^a2\n';
    lay(world, { [DAY]: talk, [EARLIER]: '' });
    await bring();
    expect(texts().toSorted()).toEqual(['Ann: Where?', 'Ann: Where?\nBob: In Lyon.', 'Bob: In Lyon.']);
    lay(world, { [DAY]: `${talk}- 10:02 **Ann:** Nice. ^a3\n` });
    await bring();
    expect(texts().slice(3)).toEqual(['Ann: Nice.', 'Bob: In Lyon.\nAnn: Nice.', 'Ann: Where?\nBob: In Lyon.\nAnn: Nice.']);
    expect(await covered()).toEqual({ embedded: 3, entries: 3 });
  });

  it('embeds our own entries with all their kinds', async () => {
    const day = [
      bullet('2026-11-19T10:00:00.000Z', 'commit@ann', '3f2a91c04d11 main: fix the parser (src/parse.ts +4 -1)\nIt read past the end.'),
      bullet('2026-11-19T11:00:00.000Z', 'note@user', 'Redis listens on 6380.'),
      bullet('2026-11-19T12:00:00.000Z', 'daemon', 'started'),
    ];
    lay(world, { [DAY]: day.join(''), [EARLIER]: '' });
    expect(await bring()).toEqual({ embedded: 2, total: 2, missing: 0 });
    expect(texts()[0]).toBe('note by user, 2026-11-19: Redis listens on 6380.');
  });

  it('says what it does not do: without an embedder, without a memory, where a checkout brought the index', async () => {
    world.embedders.become({ works: undefined });
    expect(await bring()).toEqual({ embedded: 0, total: 50, missing: 50, skipped: 'no-embedder' });
    world.embedders.become({ works: 'minilm' });
    const tracked = { ...PLAIN_VIEW, hidden: new Set([`.kairos/index/vectors/x.shard`]) };
    expect(await bring({}, tracked)).toMatchObject({ embedded: 0, missing: 50, skipped: 'tracked' });
    expect(await world.files.stat(WS.vectorIndex)).toBeUndefined();
    await world.files.remove('/repo/.kairos');
    expect(await bring()).toEqual({ embedded: 0, total: 0, missing: 0, skipped: 'nothing' });
    expect(await world.files.stat('/repo/.kairos')).toBeUndefined();
    expect(texts()).toEqual([]);
  });

  it('makes vectors of each model in a folder of its own', async () => {
    await bring();
    const other = { name: 'other-model', digest: '0000000000aa', dimensions: 32 };
    world.embedders.become({ model: other });
    expect(await bring()).toMatchObject({ embedded: 50, missing: 0 });
    for (const model of [VIRTUAL_MODEL, other]) expect((await openVectors(world, WS, PLAIN_VIEW, model)).count).toBe(50);
  });
});

describe('one process at a time', () => {
  it('embeds; another says who does', async () => {
    const held = await acquire(world, embeddingLocks(WS), 'embed');
    expect(await bring()).toMatchObject({ embedded: 0, missing: 50, skipped: 'busy', heldBy: world.processes.self() });
    if (isHeld(held)) await held.release();
    expect(await bring()).toMatchObject({ embedded: 50 });
  });

  it('gives the lock back, also after a failure', async () => {
    world.embedders.failNext('no server', 100);
    await expect(bring()).rejects.toMatchObject({ code: 'embedder-failed' });
    const after = await acquire(world, embeddingLocks(WS), 'embed');
    expect(isHeld(after)).toBe(true);
  });

  it('embeds nothing that another embedded while it waited for the lock', async () => {
    const [one, other] = await Promise.all([bring(), bring()]);
    expect(one.embedded + other.embedded).toBe(50);
    expect(texts()).toHaveLength(50);
  });
});

describe('what is done', () => {
  /** An embedder that calls `before` ahead of each batch. */
  function withHook(before: (batch: number) => void): World {
    let batch = 0;
    return {
      ...world,
      embedders: {
        ...world.embedders,
        choose: async (signal) => {
          const chosen = await world.embedders.choose(signal);
          const { embedder } = chosen;
          if (!embedder) return chosen;
          return {
            ...chosen,
            embedder: {
              ...embedder,
              embed: (asked, options) => {
                before(batch++);
                return embedder.embed(asked, options);
              },
            },
          };
        },
      },
    };
  }

  it('is kept when it is interrupted between two batches', async () => {
    const abort = new AbortController();
    const done = await bring({ signal: abort.signal, onProgress: (at) => void (at === 32 && abort.abort()) });
    expect(done).toEqual({ embedded: 32, total: 50, missing: 18 });
    expect(await covered()).toEqual({ embedded: 32, entries: 50 });
    expect(await bring()).toMatchObject({ embedded: 18, missing: 0 });
    expect(texts()).toHaveLength(50);
  });

  it('is kept when it is interrupted in the middle of a batch', async () => {
    const abort = new AbortController();
    const hooked = withHook((batch) => void (batch === 1 && abort.abort()));
    expect(await bringVectorsUpToDate(hooked, WS, PLAIN_VIEW, { signal: abort.signal })).toEqual({ embedded: 16, total: 50, missing: 34 });
  });

  it('is kept when the embedder fails for good, and the failure is told', async () => {
    const hooked = withHook((batch) => void (batch === 2 && world.embedders.failNext('the server is away', 100)));
    await expect(bringVectorsUpToDate(hooked, WS, PLAIN_VIEW)).rejects.toThrow('the server is away');
    expect(await covered()).toEqual({ embedded: 32, entries: 50 });
  });

  it('goes on after one text that the model cannot take, and leaves that one', async () => {
    const hooked = withHook((batch) => {
      // The first batch as a whole, then its third text alone.
      if (batch === 0 || batch === 3) world.embedders.failNext('cannot read that');
    });
    expect(await bringVectorsUpToDate(hooked, WS, PLAIN_VIEW)).toEqual({ embedded: 49, total: 50, missing: 1 });
    expect(await covered()).toEqual({ embedded: 49, entries: 50 });
    expect(await bring()).toMatchObject({ embedded: 1, missing: 0 });
  });

  it('is saved every 256 vectors, so that a kill costs little', async () => {
    lay(world, { [DAY]: bullets(600) });
    const files: number[] = [];
    const hooked = withHook(() => void files.push(world.volume.existsSync(FOLDER) ? world.volume.readdirSync(FOLDER).length : 0));
    await bringVectorsUpToDate(hooked, WS, PLAIN_VIEW);
    expect([files[15], files[16], files[32]]).toEqual([0, 1, 2]);
  });

  it('is saved every quarter of a minute, so that a slow model loses no hour', async () => {
    const files: number[] = [];
    const hooked = withHook(() => {
      files.push(world.volume.existsSync(FOLDER) ? world.volume.readdirSync(FOLDER).length : 0);
      world.clock.advance(10_000);
    });
    await bringVectorsUpToDate(hooked, WS, PLAIN_VIEW);
    expect(files).toEqual([0, 0, 1, 1]);
  });

  it('is no more than what was promised: other vectors than the model has are refused', async () => {
    const lying: World = {
      ...world,
      embedders: {
        ...world.embedders,
        choose: async () => ({
          wanted: 'ollama',
          embedder: {
            tier: 'ollama',
            isQuick: false,
            model: VIRTUAL_MODEL,
            embed: async (asked) => asked.map(() => new Float32Array(63).fill(0.1)),
          },
        }),
      },
    };
    await expect(bringVectorsUpToDate(lying, WS, PLAIN_VIEW)).rejects.toMatchObject({ code: 'embedder-failed' });
    expect(await listShards(world, FOLDER)).toEqual([]);
  });

  it('may be deleted in the middle, and is made again', async () => {
    const hooked = withHook((batch) => void (batch === 20 && world.volume.rmSync('/repo/.kairos/index', { recursive: true })));
    lay(world, { [DAY]: bullets(600) });
    await bringVectorsUpToDate(hooked, WS, PLAIN_VIEW);
    expect((await covered()).embedded).toBe(610 - 256);
    expect(await bring()).toMatchObject({ embedded: 256, missing: 0 });
    expect(await covered()).toEqual({ embedded: 610, entries: 610 });
  });

  it('ends when another took the lock over, with what is done', async () => {
    const hooked = withHook((batch) => {
      if (batch === 1) world.files.lay({ [`${embeddingLocks(WS)}/embed.000000000099`]: '{"pid":1}\n' });
    });
    await expect(bringVectorsUpToDate(hooked, WS, PLAIN_VIEW)).rejects.toBeInstanceOf(KairosError);
    expect((await covered()).embedded).toBe(32);
  });
});

describe('the place of the vectors', () => {
  it('is seen to before anything is embedded', async () => {
    world.volume.mkdirSync('/elsewhere');
    world.volume.symlinkSync('/elsewhere', '/repo/.kairos/index');
    await expect(bring()).rejects.toMatchObject({ code: 'bad-path' });
    expect(texts()).toEqual([]);
    expect(world.volume.readdirSync('/elsewhere')).toEqual([]);
  });

  it.each([
    ['a folder where a shard must stand', (shard: string) => ({ remove: shard, make: () => world.volume.mkdirSync(shard) })],
    ['a file where the folder of the space must stand', () => ({ remove: FOLDER, make: () => world.volume.writeFileSync(FOLDER, 'x') })],
    [
      'a file where all vectors must stand',
      () => ({ remove: WS.vectorIndex, make: () => world.volume.writeFileSync(WS.vectorIndex, 'x') }),
    ],
  ])('is made again from %s', async (_, harm) => {
    await bring();
    const { remove, make } = harm(`${FOLDER}/${(await listShards(world, FOLDER))[0] ?? ''}`);
    await world.files.remove(remove);
    make();
    expect(await covered()).toEqual({ embedded: 0, entries: 50 });
    expect(await bring()).toEqual({ embedded: 50, total: 50, missing: 0 });
    expect(await covered()).toEqual({ embedded: 50, entries: 50 });
  });
});

describe('coverage', () => {
  it('counts an entry when all its chunks have a vector', async () => {
    const long = `- 10:00 ${'The parser reads one line after the other. '.repeat(60)}^long\n`;
    lay(world, { [DAY]: long, [EARLIER]: '' });
    expect(await covered()).toEqual({ embedded: 0, entries: 1 });
    await bring();
    const index = await openLexical(world, WS, PLAIN_VIEW);
    expect(index.chunkKeys.length / 12).toBeGreaterThan(1);
    expect(await covered()).toEqual({ embedded: 1, entries: 1 });
    expect(coverage(index, undefined)).toEqual({ embedded: 0, entries: 1 });
  });
});

describe('forgetting', () => {
  const talk = ['- 10:00 **Ann:** The code is 4711. ^a1\n', '- 10:01 **Bob:** Thanks. ^a2\n', '- 18:00 Unrelated. ^a3\n'];

  it('takes out the vectors of an entry, and of the windows that its text was in', async () => {
    lay(world, { [DAY]: talk.join(''), [EARLIER]: '' });
    await bring();
    lay(world, { [DAY]: talk.slice(1).join('') });
    await forgetVectors(world, WS, PLAIN_VIEW);
    const vectors = await openVectors(world, WS, PLAIN_VIEW, VIRTUAL_MODEL);
    // Bob's own and the unrelated one; his window had Ann's text in it.
    expect(vectors.count).toBe(2);
    expect(await covered()).toEqual({ embedded: 2, entries: 2 });
  });

  it('takes out what a write left that was killed, since the rows are in it', async () => {
    await bring();
    const [shard = ''] = await listShards(world, FOLDER);
    world.volume.writeFileSync(`${FOLDER}/${shard}.123-abc.tmp`, world.volume.readFileSync(`${FOLDER}/${shard}`));
    lay(world, { [EARLIER]: '' });
    await forgetVectors(world, WS, PLAIN_VIEW);
    expect(world.volume.readdirSync(FOLDER)).toHaveLength(1);
    expect(await covered()).toEqual({ embedded: 40, entries: 40 });
  });

  it('takes all vectors out where it cannot be done one by one', async () => {
    await bring();
    await acquire(world, embeddingLocks(WS), 'vectors');
    await forgetVectors(world, WS, PLAIN_VIEW);
    expect(await world.files.stat(WS.vectorIndex)).toBeUndefined();
  });

  it('keeps no vector of what was forgotten while it was being embedded', async () => {
    const inGit = { ...WS, hasGit: true, daemonLocks: '/git/kairos/locks', forgotten: '/git/kairos/forgotten' };
    lay(world, { [DAY]: talk.join(''), [EARLIER]: '' });
    let forgotten = false;
    const done = await bringVectorsUpToDate(world, inGit, PLAIN_VIEW, {
      onProgress: () => {
        if (!forgotten) world.files.lay({ '/git/kairos/forgotten': 'a1\n' });
        forgotten = true;
      },
    });
    expect(done.total).toBe(4);
    expect((await openVectors(world, inGit, PLAIN_VIEW, VIRTUAL_MODEL)).count).toBe(2);
  });

  it('tidies up what no entry refers to when it is most of all and old', async () => {
    lay(world, { [DAY]: bullets(5000), [EARLIER]: '' });
    await bring();
    lay(world, { [DAY]: bullets(300, 'newer') });
    await bring();
    expect((await openVectors(world, WS, PLAIN_VIEW, VIRTUAL_MODEL)).count).toBe(5300);
    world.clock.advance(31 * 24 * 60 * 60 * 1000);
    lay(world, { [DAY]: bullets(301, 'newer') });
    await bring();
    expect((await openVectors(world, WS, PLAIN_VIEW, VIRTUAL_MODEL)).count).toBe(301);
  });
});
