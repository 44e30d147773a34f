/** Vectors with some rows more that stand in no file: what a question had embedded for itself. It writes nothing. Pure. */
import { keyTable } from './key-table.js';
import { quantise, rowTable } from './kernel.js';
import { bytesOfHex, KEY_BYTES, type NewRow } from './shard.js';
import type { Vectors } from './vectors.js';

/** The rows are rounded as stored ones are, so that an answer does not change when they are stored. Rows whose key is there already are passed over. */
export function withMoreRows(vectors: Vectors, rows: readonly NewRow[]): Vectors {
  const distinct = new Map(rows.map((row) => [row.key, row]));
  const fresh = [...distinct.values()].filter(({ key }) => vectors.rowOf(key) < 0);
  if (fresh.length === 0) return vectors;
  const [table, keys] = [rowTable(vectors.dims), keyTable()];
  const scales = new Float32Array(fresh.length);
  const values = new Int8Array(fresh.length * vectors.dims);
  fresh.forEach(({ key, vector }, n) => {
    const { row, scale } = quantise(vector);
    values.set(row, n * vectors.dims);
    scales[n] = scale;
    keys.add(bytesOfHex(key), 0);
  });
  if (!table.append(values, scales)) return vectors;
  const after = (row: number): number => (row < 0 ? -1 : vectors.count + row);
  return {
    ...vectors,
    count: vectors.count + fresh.length,
    rowOf: (key) => (vectors.rowOf(key) < 0 ? after(keys.findHex(key)) : vectors.rowOf(key)),
    rowsOf: (asked) => vectors.rowsOf(asked).map((row, n) => (row < 0 ? after(keys.find(asked, n * KEY_BYTES)) : row)),
    scan: (query) => {
      const all = new Float32Array(vectors.count + fresh.length);
      all.set(vectors.scan(query));
      all.set(table.scan(query), vectors.count);
      return all;
    },
    vectorOf: (row) => (row < vectors.count ? vectors.vectorOf(row) : table.row(row - vectors.count)),
  };
}
