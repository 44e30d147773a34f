/** Vectors on disk and in memory: added once, found by key, merged; unusable files do no harm. */
import { beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/base/hash.js';
import { PLAIN_VIEW } from '../../../src/memory/log-view.js';
import { bytesOfHex, formatShard, KEY_BYTES, shardName, type NewRow } from '../../../src/recall/vectors/shard.js';
import { appendVectors, folderOf, keepVectors, listShards, spaceOf } from '../../../src/recall/vectors/shard-files.js';
import { openVectors, type Vectors } from '../../../src/recall/vectors/vectors.js';
import { virtualWorld, type VirtualWorld } from '../../../src/replay/virtual-world.js';
import type { EmbedderModel } from '../../../src/world/embedders.js';
import { seeded } from '../../bench/corpus.js';
import { WS } from '../memory.js';

const MODEL: EmbedderModel = { name: 'test-model', digest: '0123456789ab', dimensions: 20 };
const FOLDER = folderOf(WS, spaceOf(MODEL));

function rowAt(n: number): NewRow {
  const random = seeded(n);
  const raw = Float32Array.from({ length: MODEL.dimensions }, () => random() - 0.5);
  const norm = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0));
  return { key: sha256(`text ${n}`).slice(0, 24), vector: raw.map((value) => value / norm) };
}

function rowsAt(from: number, end: number): NewRow[] {
  return Array.from({ length: end - from }, (_, n) => rowAt(from + n));
}

let world: VirtualWorld;
/** Paths whose content was read, and folders that were listed. */
let reads: string[];

beforeEach(() => {
  world = virtualWorld();
  world.files.lay({ '/repo/.kairos/MEMORY.md': '' });
  reads = [];
  const readBytes = world.files.readBytes;
  Object.assign(world.files, {
    readBytes: (path: string) => {
      reads.push(path);
      return readBytes(path);
    },
  });
});

const append = (rows: readonly NewRow[]): Promise<void> => appendVectors(world, WS, MODEL, rows);
const open = (previous?: Vectors): Promise<Vectors> => openVectors(world, WS, PLAIN_VIEW, MODEL, previous);
const shards = (): Promise<string[]> => listShards(world, FOLDER);

/** Every row is there and is the nearest to its own vector. */
function expectRows(vectors: Vectors, from: number, end: number): void {
  for (let n = from; n < end; n++) {
    const { key, vector } = rowAt(n);
    const row = vectors.rowOf(key);
    expect(row, `row ${n}`).toBeGreaterThanOrEqual(0);
    const scores = vectors.scan(vector);
    expect(scores).toHaveLength(vectors.count);
    expect(scores[row]).toBeGreaterThan(0.98);
    expect(Math.max(...scores)).toBe(scores[row]);
  }
}

describe('vectors', () => {
  it('are none where there is no index', async () => {
    const vectors = await open();
    expect([vectors.count, vectors.rowOf(rowAt(0).key), vectors.scan(rowAt(0).vector).length]).toEqual([0, -1, 0]);
  });

  it('are found by key after they were added, and no others are', async () => {
    await append(rowsAt(0, 30));
    const vectors = await open();
    expect([vectors.count, vectors.kind, vectors.dims]).toEqual([30, 'simd', 20]);
    expectRows(vectors, 0, 30);
    expect(vectors.rowOf(rowAt(30).key)).toBe(-1);
    expect(vectors.rowOf('')).toBe(-1);
    vectors.vectorOf(vectors.rowOf(rowAt(7).key)).forEach((value, at) => expect(value).toBeCloseTo(rowAt(7).vector[at] as number, 2));
  });

  it('score the same without WebAssembly', async () => {
    await append(rowsAt(0, 30));
    const [fast, plain] = [await open(), await openVectors(world, WS, PLAIN_VIEW, MODEL, undefined, { plain: true })];
    expect(plain.kind).toBe('plain');
    expect([...plain.scan(rowAt(3).vector)]).toEqual([...fast.scan(rowAt(3).vector)]);
  });

  it('join many keys at once, and remember the answer for as long as they stay the same', async () => {
    await append(rowsAt(0, 3));
    const keys = new Uint8Array(4 * KEY_BYTES);
    [2, 9, 0, 1].forEach((n, at) => keys.set(bytesOfHex(rowAt(n).key), at * KEY_BYTES));
    const vectors = await open();
    const rows = vectors.rowsOf(keys);
    expect([...rows]).toEqual([2, 9, 0, 1].map((n) => vectors.rowOf(rowAt(n).key)));
    expect(rows[1]).toBe(-1);
    expect(vectors.rowsOf(keys)).toBe(rows);
    await append(rowsAt(9, 10));
    expect((await open(vectors)).rowsOf(keys)[1]).toBe(3);
  });

  it('that were opened before are the same while nothing changes, and read no file again', async () => {
    await append(rowsAt(0, 10));
    const first = await open();
    reads = [];
    expect(await open(first)).toBe(first);
    expect(reads).toEqual([]);
    await append(rowsAt(10, 12));
    reads = [];
    const second = await open(first);
    expect(reads).toHaveLength(1);
    expectRows(second, 0, 12);
    expect([first.count, first.rowOf(rowAt(11).key), first.scan(rowAt(0).vector).length]).toEqual([10, -1, 10]);
  });

  it('of many small files are merged into few, without losing or doubling a row', async () => {
    let vectors: Vectors | undefined;
    for (let n = 0; n < 60; n++) {
      await append(rowsAt(n * 3, n * 3 + 4));
      vectors = await open(vectors);
      expect(vectors.count).toBe(n * 3 + 4);
      expect((await shards()).length).toBeLessThan(16);
    }
    expectRows(vectors as Vectors, 0, 181);
    expectRows(await open(), 0, 181);
  });

  it('do not come back from memory when the folder was deleted', async () => {
    await append(rowsAt(0, 5));
    const first = await open();
    await world.files.remove('/repo/.kairos/index');
    expect((await open(first)).count).toBe(0);
    await append(rowsAt(3, 5));
    expectRows(await open(first), 3, 5);
  });

  it('stay whole for a reader whose files are merged away between listing and reading', async () => {
    for (let n = 0; n < 7; n++) await append(rowsAt(n, n + 1));
    const readBytes = world.files.readBytes;
    let merged = false;
    Object.assign(world.files, {
      readBytes: async (path: string) => {
        if (!merged && path.endsWith('.shard')) {
          merged = true;
          await append(rowsAt(7, 8));
        }
        return readBytes(path);
      },
    });
    expectRows(await open(), 0, 8);
    expect(await shards()).toHaveLength(1);
  });

  it('makes no folder that would lie in the way of a stash', async () => {
    const reflog = { [`${WS.commonDir}/logs/refs/stash`]: '' };
    world.files.lay(reflog);
    await append(rowsAt(0, 3));
    expect(await world.files.stat(WS.vectorIndex)).toBeUndefined();
    world.files.lay({ [`${WS.logs}/2026/11/2026-11-20.md`]: '' });
    await append(rowsAt(0, 3));
    expect((await open()).count).toBe(3);
  });

  it('found no memory where there is none', async () => {
    await world.files.remove('/repo/.kairos');
    await append(rowsAt(0, 2));
    expect(await world.files.stat('/repo/.kairos')).toBeUndefined();
  });

  it('are kept from git where nobody ran init', async () => {
    await append(rowsAt(0, 2));
    expect(await world.files.read('/repo/.kairos/index/vectors/.gitignore')).toBe('*\n');
  });

  it('of a model whose name is a path have no place', async () => {
    await expect(openVectors(world, WS, PLAIN_VIEW, { ...MODEL, name: '../../x' })).rejects.toMatchObject({ code: 'bad-path' });
  });

  it('that a checkout brought are not read', async () => {
    await append(rowsAt(0, 2));
    const view = { ...PLAIN_VIEW, hidden: new Set([`.kairos/index/vectors/x/y.shard`]) };
    expect((await openVectors(world, WS, view, MODEL)).count).toBe(0);
  });
});

describe('a file that is no good shard', () => {
  const other = { model: { ...MODEL, dimensions: 24 }, chunker: 'c1' };
  const otherRows = [{ key: rowAt(0).key, vector: new Float32Array(24).fill(0.2) }];
  const good = formatShard(spaceOf(MODEL), rowsAt(5, 8));
  const cases: [string, string, Uint8Array][] = [
    ['torn', shardName(good), good.subarray(0, good.length - 1)],
    ['empty', shardName(good), new Uint8Array(0)],
    ['text', shardName(good), new TextEncoder().encode('# not a shard\n')],
    ['of another dimension', shardName(formatShard(other, otherRows)), formatShard(other, otherRows)],
    ['of another chunker', shardName(good), formatShard({ model: MODEL, chunker: 'c0' }, rowsAt(5, 8))],
    ['under the name of another', `${'0'.repeat(24)}.shard`, good],
    ['with a name that is not ours', 'mine.shard', good],
  ];
  it.each(cases)('%s, is as if it were not there', async (_, name, bytes) => {
    await append(rowsAt(0, 3));
    await world.files.write(`${FOLDER}/${name}`, bytes);
    const vectors = await open();
    expect(vectors.count).toBe(3);
    expectRows(vectors, 0, 3);
    reads = [];
    expect(await open(vectors)).toBe(vectors);
    expect(reads, 'and is read once').toEqual([]);
    for (let n = 3; n < 20; n++) await append(rowsAt(n, n + 1));
    expectRows(await open(vectors), 0, 20);
  });

  it('is replaced by the next adding of the same rows, and then read', async () => {
    await append(rowsAt(0, 3));
    const [name] = await shards();
    await world.files.write(`${FOLDER}/${name}`, 'torn');
    const vectors = await open();
    expect(vectors.count).toBe(0);
    await append(rowsAt(0, 3));
    expectRows(await open(vectors), 0, 3);
  });

  it('is no link and no folder', async () => {
    await append(rowsAt(0, 3));
    await world.files.mkdir(`${FOLDER}/${'1'.repeat(24)}.shard`);
    world.volume.symlinkSync('/etc/passwd', `${FOLDER}/${'2'.repeat(24)}.shard`);
    expectRows(await open(), 0, 3);
  });
});

describe('two processes that add at once', () => {
  it('lose no row, whatever they merge', async () => {
    await Promise.all(
      Array.from({ length: 4 }, async (_, who) => {
        for (let n = 0; n < 12; n++) await append(rowsAt(who * 100 + n * 3, who * 100 + n * 3 + 3));
      }),
    );
    const vectors = await open();
    expect(vectors.count).toBe(4 * 36);
    for (let who = 0; who < 4; who++) expectRows(vectors, who * 100, who * 100 + 36);
  });
});

describe('taking rows out', () => {
  const without = (gone: number) => (keys: Uint8Array, at: number) =>
    Buffer.from(keys.subarray(at, at + KEY_BYTES)).toString('hex') !== rowAt(gone).key;

  it('leaves no byte of them, in any space of ours, and what cannot be judged goes whole', async () => {
    const second = { ...MODEL, name: 'second-model' };
    await append(rowsAt(0, 6));
    await appendVectors(world, WS, second, rowsAt(3, 5));
    const old = `${WS.vectorIndex}/test-model-0123456789ab-20-c0`;
    const unusable = `${FOLDER}/${'3'.repeat(24)}.shard`;
    world.files.lay({ [`${old}/x.shard`]: 'x', [unusable]: 'torn' });
    await keepVectors(world, WS, without(4));
    expect([await world.files.stat(old), await world.files.stat(unusable)]).toEqual([undefined, undefined]);
    for (const { model, from, end } of [
      { model: MODEL, from: 0, end: 6 },
      { model: second, from: 3, end: 5 },
    ]) {
      const vectors = await openVectors(world, WS, PLAIN_VIEW, model);
      expect(vectors.rowOf(rowAt(4).key)).toBe(-1);
      for (let n = from; n < end; n++) expect(vectors.rowOf(rowAt(n).key) >= 0).toBe(n !== 4);
    }
    const left = await Promise.all((await shards()).map((name) => world.files.readBytes(`${FOLDER}/${name}`)));
    expect(
      left.some((bytes) =>
        Buffer.from(bytes as Uint8Array)
          .toString('hex')
          .includes(rowAt(4).key),
      ),
    ).toBe(false);
  });

  it('removes a file of which nothing stays', async () => {
    await append(rowsAt(4, 5));
    await keepVectors(world, WS, without(4));
    expect(await shards()).toEqual([]);
  });

  it('leaves young files and foreign ones alone when it only tidies up', async () => {
    await append(rowsAt(0, 6));
    const unusable = `${FOLDER}/${'3'.repeat(24)}.shard`;
    world.files.lay({ [unusable]: 'torn' });
    const atMs = world.clock.now();
    await keepVectors(world, WS, without(4), atMs);
    expectRows(await open(), 0, 6);
    await keepVectors(world, WS, without(4), atMs + 1);
    expect((await open()).count).toBe(5);
    expect(await world.files.stat(unusable)).toBeDefined();
  });

  it('is not undone by rows that were refused while they waited', async () => {
    await appendVectors(world, WS, MODEL, rowsAt(0, 3), () => Promise.resolve(({ key }) => key !== rowAt(1).key));
    expect((await open()).count).toBe(2);
  });
});
