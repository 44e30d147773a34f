/** Measures the vector kernel against plain JavaScript: 100,000 rows of 384 int8. Medians; generated vectors from a fixed seed. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realClock } from '../../src/adapters/clock.js';
import { realFiles } from '../../src/adapters/files.js';
import { realProcesses } from '../../src/adapters/processes.js';
import { realRandom } from '../../src/adapters/random.js';
import { sha256 } from '../../src/base/hash.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { rowTable } from '../../src/recall/vectors/kernel.js';
import { bytesOfHex, encodeShard, KEY_BYTES, shardName, type NewRow } from '../../src/recall/vectors/shard.js';
import { appendVectors, folderOf, spaceOf } from '../../src/recall/vectors/shard-files.js';
import { openVectors, type Vectors } from '../../src/recall/vectors/vectors.js';
import { workspaceOf } from '../../src/base/workspace.js';
import { seeded } from './corpus.js';

const ROWS = 100_000;
const MODEL = { name: 'bench', digest: '000000000000', dimensions: 384 };
const random = seeded(20_261_120);
const root = mkdtempSync(join(tmpdir(), 'kairos-bench-'));
try {
  const values = Int8Array.from({ length: ROWS * MODEL.dimensions }, () => Math.floor(random() * 255) - 127);
  const scales = new Float32Array(ROWS).fill(0.0008);
  const query = Float32Array.from({ length: MODEL.dimensions }, () => random() - 0.5);
  const scan = async (plain: boolean): Promise<{ kind: string; ms: number }> => {
    const table = rowTable(MODEL.dimensions, plain);
    table.append(values, scales);
    return { kind: table.kind, ms: median(await timed(plain ? 20 : 200, async () => void table.scan(query))) };
  };
  const [fast, plain] = [await scan(false), await scan(true)];

  const names = Array.from({ length: ROWS }, (_, n) => sha256(String(n)).slice(0, 24)).sort();
  const keys = new Uint8Array(ROWS * KEY_BYTES);
  names.forEach((key, n) => keys.set(bytesOfHex(key), n * KEY_BYTES));
  const ws = workspaceOf({ root, gitDir: '', commonDir: '' }, join(root, 'home'));
  const clock = realClock();
  const world = { files: realFiles([root]), clock, random: realRandom(), processes: realProcesses() };
  mkdirSync(ws.kairos);
  const bytes = encodeShard(spaceOf(MODEL), { keys, scales, values });
  await world.files.write(`${folderOf(ws, spaceOf(MODEL))}/${shardName(bytes)}`, bytes);
  const open = (previous?: Vectors): Promise<Vectors> => openVectors(world, ws, PLAIN_VIEW, MODEL, previous);
  const opens = median(await timed(7, () => open()));
  let vectors = await open();
  const unchanged = median(await timed(50, () => open(vectors)));
  const joins = median(await timed(5, async () => void vectors.rowsOf(keys.slice())));
  const more: number[] = [];
  const refreshes: number[] = [];
  for (let n = 0; n < 7; n++) {
    const rows: NewRow[] = Array.from({ length: 256 }, (_, at) => ({
      key: sha256(`more ${n} ${at}`).slice(0, 24),
      vector: Float32Array.from({ length: MODEL.dimensions }, () => random() - 0.5),
    }));
    more.push(...(await timed(1, () => appendVectors(world, ws, MODEL, rows))));
    refreshes.push(...(await timed(1, async () => void (vectors = await open(vectors)))));
  }

  const rows: [string, string][] = [
    ['rows', `${ROWS} x ${MODEL.dimensions} int8, ${(bytes.length / 1e6).toFixed(1)} MB on disk`],
    [`scan, ${fast.kind}`, `${fast.ms.toFixed(2)} ms`],
    [`scan, ${plain.kind}`, `${plain.ms.toFixed(1)} ms  (${(plain.ms / fast.ms).toFixed(1)} x)`],
    ['open, cold', `${opens.toFixed(0)} ms`],
    ['open, nothing new', `${unchanged.toFixed(2)} ms`],
    ['keys to rows, all', `${joins.toFixed(1)} ms`],
    ['append 256 rows', `${median(more).toFixed(1)} ms`],
    ['open after an append', `${median(refreshes).toFixed(1)} ms`],
  ];
  for (const [name, value] of rows) process.stdout.write(`vectors ${name.padEnd(27)} ${value}\n`);
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function timed(times: number, action: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < times; n++) {
    const begun = performance.now();
    await action();
    taken.push(performance.now() - begun);
  }
  return taken;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
