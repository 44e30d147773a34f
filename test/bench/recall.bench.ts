/** Figures of recall on a made-up memory (fixed seed): npm run bench [-- ENTRIES]. Medians; processes as ratios to a bare `node -e 0`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, appendFileSync, writeFileSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { realClock } from '../../src/adapters/clock.js';
import { realFiles } from '../../src/adapters/files.js';
import { PLAIN_VIEW } from '../../src/memory/store.js';
import { boundsOf } from '../../src/recall/filters.js';
import { openLexical } from '../../src/recall/lexical.js';
import { searchIndex } from '../../src/recall/recall.js';
import { workspaceOf } from '../../src/workspace.js';
import { makeCorpus } from './corpus.js';

const entries = Number(process.argv[2] ?? 12_000);
const { files, questions } = makeCorpus(entries, 20_261_120);
const root = mkdtempSync(join(tmpdir(), 'kairos-bench-'));
try {
  const anHourAgo = Date.now() / 1000 - 3600;
  for (const [path, text] of files) {
    const file = join(root, '.kairos', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    utimesSync(file, anHourAgo, anHourAgo);
  }
  const ws = workspaceOf({ root, gitDir: '', commonDir: '' }, join(root, 'home'));
  const world = { files: realFiles([root]), clock: realClock() };
  const open = (): ReturnType<typeof openLexical> => openLexical(world, ws, PLAIN_VIEW);

  const builds = await timed(3, async () => {
    rmSync(ws.lexicalIndex, { recursive: true, force: true });
    await open();
  });
  const bytes = readdirSync(ws.lexicalIndex).reduce((sum, name) => sum + statSync(join(ws.lexicalIndex, name)).size, 0);
  const loads = await timed(9, open);
  const index = await open();
  const queries: number[] = [];
  for (const question of questions) queries.push(...(await timed(3, async () => searchIndex(index, question, boundsOf({}), 0))));
  const lastLog = join(root, '.kairos', [...files.keys()].filter((path) => path.startsWith('logs/')).at(-1) as string);
  const edits = await timed(5, async () => {
    appendFileSync(lastLog, '- 23:00 one more line\n');
    await open();
  });

  const bare = median(await timed(9, async () => void execFileSync(process.execPath, ['-e', '0'])));
  const memory: number[] = [];
  const cold = join(import.meta.dirname, 'cold.js');
  const ask = async (): Promise<void> =>
    void memory.push(Number(execFileSync(process.execPath, [cold, root, questions[0] as string], { encoding: 'utf8' })));
  await ask();
  const colds = await timed(9, ask);
  const megabytes = median(memory);
  const news = await timed(3, async () => {
    rmSync(ws.lexicalIndex, { recursive: true, force: true });
    await ask();
  });

  const ratio = (ms: number): string => `${ms.toFixed(0)} ms  (${(ms / bare).toFixed(1)} x node -e 0 at ${bare.toFixed(0)} ms)`;
  const rows: [string, string][] = [
    ['entries', `${entries} in ${files.size} files`],
    ['build and save', `${median(builds).toFixed(0)} ms  (${Math.round(entries / (median(builds) / 1000))} entries/s)`],
    ['index on disk', `${(bytes / 1e6).toFixed(2)} MB  (${Math.round(bytes / entries)} bytes an entry)`],
    ['load', `${median(loads).toFixed(1)} ms`],
    ['question', `${median(queries).toFixed(2)} ms`],
    ['load after one edited line', `${median(edits).toFixed(1)} ms`],
    ['process, saved index', `${ratio(median(colds))}, ${megabytes.toFixed(0)} MB`],
    ['process, no index', ratio(median(news))],
  ];
  for (const [name, value] of rows) process.stdout.write(`recall  ${name.padEnd(27)} ${value}\n`);
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
