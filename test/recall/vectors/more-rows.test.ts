/** Rows that stand in no file answer as stored ones do, beside them. */
import { describe, expect, it } from 'vitest';
import { PLAIN_VIEW } from '../../../src/memory/log-view.js';
import { virtualWorld } from '../../../src/replay/virtual-world.js';
import { withMoreRows } from '../../../src/recall/vectors/more-rows.js';
import { bytesOfHex, type NewRow } from '../../../src/recall/vectors/shard.js';
import { appendVectors, preparePlace } from '../../../src/recall/vectors/shard-files.js';
import { openVectors, type Vectors } from '../../../src/recall/vectors/vectors.js';
import { sha256 } from '../../../src/base/hash.js';
import { seeded } from '../../bench/corpus.js';
import { WS } from '../memory.js';

const MODEL = { name: 'some', digest: '0123456789ab', dimensions: 33 };
const random = seeded(33);
const unit = (): Float32Array => {
  const vector = Float32Array.from({ length: MODEL.dimensions }, () => random() - 0.5);
  return vector.map((value) => value / Math.hypot(...vector));
};
const ROWS: NewRow[] = Array.from({ length: 12 }, (_, n) => ({ key: sha256(String(n)).slice(0, 24), vector: unit() }));
const KEYS = new Uint8Array([...ROWS.map(({ key }) => key), 'f'.repeat(24)].flatMap((key) => [...bytesOfHex(key)]));

async function stored(rows: readonly NewRow[]): Promise<Vectors> {
  const world = virtualWorld();
  world.files.lay({ [`${WS.kairos}/logs/x`]: '' });
  await preparePlace(world, WS, MODEL);
  if (rows.length > 0) await appendVectors(world, WS, MODEL, rows);
  return openVectors(world, WS, PLAIN_VIEW, MODEL);
}

/** By key: what a scan gives, and the row itself. */
function seen(vectors: Vectors, query: Float32Array): unknown[] {
  const scores = vectors.scan(query).slice();
  const rows = vectors.rowsOf(KEYS);
  expect(Array.from(rows)).toEqual([...ROWS.map(({ key }) => vectors.rowOf(key)), -1]);
  expect([...rows].filter((row) => row >= 0).toSorted((a, b) => a - b)).toEqual(Array.from({ length: vectors.count }, (_, n) => n));
  return Array.from(rows.subarray(0, ROWS.length), (row) => [scores[row], vectors.vectorOf(row)]);
}

describe('rows beside those that are stored', () => {
  it.each([0, 5, 12])('answer as if they were stored, beside %i', async (count) => {
    const whole = await stored(ROWS);
    const more = withMoreRows(await stored(ROWS.slice(0, count)), ROWS.slice(Math.max(0, count - 2)));
    expect([more.count, more.model, more.dims]).toEqual([whole.count, MODEL, MODEL.dimensions]);
    const query = unit();
    expect(seen(more, query)).toEqual(seen(whole, query));
  });

  it('count once where they come twice', async () => {
    const twice = [...ROWS, ...ROWS.slice(3, 6)];
    expect(seen(withMoreRows(await stored([]), twice), ROWS[0]!.vector)).toEqual(seen(await stored(ROWS), ROWS[0]!.vector));
  });

  it('are none where none is new: the same vectors', async () => {
    const whole = await stored(ROWS);
    expect(withMoreRows(whole, ROWS.slice(4))).toBe(whole);
  });
});
