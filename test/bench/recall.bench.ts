/**
 * Measures recall by words on generated memories (fixed seed): npm run bench, or recall.bench.js ENTRIES DAYS for another size. Medians;
 * processes as ratios to a bare `node -e 0`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, appendFileSync, writeFileSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { realClock } from '../../src/adapters/clock.js';
import { realFiles } from '../../src/adapters/files.js';
import { parseConfig } from '../config/parse-config.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { boundsOf } from '../../src/recall/question/filters.js';
import { openLexical, savedLexical } from '../../src/recall/lexical/open-lexical.js';
import { planQuery } from '../../src/recall/question/query.js';
import { searchIndex } from '../../src/recall/search.js';
import { listSources } from '../../src/recall/text/sources.js';
import type { LexicalIndex } from '../../src/recall/lexical/lexical-index.js';
import { matchWords } from '../../src/recall/ranking/bm25.js';
import { workspaceOf, type Workspace } from '../../src/base/workspace.js';
import { makeCorpus, type Corpus } from './corpus.js';

interface Place {
  readonly root: string;
  readonly ws: Workspace;
  readonly corpus: Corpus;
  open(previous?: LexicalIndex): Promise<LexicalIndex>;
}

const SETTINGS = parseConfig('').config.recall;
const [entries, days] = process.argv.slice(2).map(Number);
const sizes =
  entries === undefined
    ? [
        { entries: 12_000, days: 600 },
        { entries: 100_000, days: 3650 },
      ]
    : [{ entries, days: days ?? 600 }];
const bare = median(await timed(9, async () => void execFileSync(process.execPath, ['-e', '0'])));
for (const size of sizes) await measure(size.entries, size.days);

async function measure(entries: number, days: number): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'kairos-bench-'));
  try {
    const corpus = makeCorpus(entries, days, 20_261_120);
    const anHourAgo = Date.now() / 1000 - 3600;
    for (const [path, text] of corpus.files) {
      const file = join(root, '.kairos', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      utimesSync(file, anHourAgo, anHourAgo);
    }
    const ws = workspaceOf({ root, gitDir: '', commonDir: '' }, join(root, 'home'));
    const world = { files: realFiles([root]), clock: realClock() };
    const place: Place = { root, ws, corpus, open: (previous) => openLexical(world, ws, PLAIN_VIEW, previous) };
    print('entries', `${entries} in ${corpus.files.size} files`);
    await building(place, entries);
    print('look at the files', `${median(await timed(9, () => listSources(world, ws, PLAIN_VIEW))).toFixed(1)} ms`);
    await asking(place);
    await editing(place);
    await processes(place);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function building({ ws, open }: Place, entries: number): Promise<void> {
  const builds = await timed(entries > 50_000 ? 1 : 3, async () => {
    rmSync(ws.lexicalIndex, { recursive: true, force: true });
    await open();
  });
  const bytes = readdirSync(ws.lexicalIndex).reduce((sum, name) => sum + statSync(join(ws.lexicalIndex, name)).size, 0);
  print('build and save', `${median(builds).toFixed(0)} ms  (${Math.round(entries / (median(builds) / 1000))} entries/s)`);
  print('index on disk', `${(bytes / 1e6).toFixed(2)} MB  (${Math.round(bytes / entries)} bytes an entry)`);
  print('load', `${median(await timed(9, open)).toFixed(1)} ms`);
}

async function asking({ corpus, open }: Place): Promise<void> {
  const index = await open();
  print('look, nothing changed', `${median(await timed(9, () => open(index))).toFixed(1)} ms`);
  const kinds: [string, readonly string[]][] = [
    ['2-3 words', corpus.short],
    ['8-12 words', corpus.long],
  ];
  for (const [name, questions] of kinds) {
    const words: number[] = [];
    const answers: number[] = [];
    for (let round = 0; round < 4; round++) {
      for (const question of questions) {
        words.push(...(await timed(1, async () => matchWords(index, planQuery(index, question)))));
        answers.push(...(await timed(1, async () => searchIndex(index, question, boundsOf({}), { nowMs: 0, settings: SETTINGS }))));
      }
      // The first round is for the compiler.
      if (round === 0) words.length = answers.length = 0;
    }
    print(`${name}: matching`, spread(words));
    print(`${name}: whole answer`, spread(answers));
  }
}

async function editing({ root, corpus, open }: Place): Promise<void> {
  const lastLog = join(root, '.kairos', [...corpus.files.keys()].filter((path) => path.startsWith('logs/')).at(-1) as string);
  const edit = (): void => appendFileSync(lastLog, '- 23:00 one more line\n');
  let index = await open();
  const warm: number[] = [];
  for (let n = 0; n < 9; n++) {
    edit();
    warm.push(...(await timed(1, async () => (index = await open(index)))));
    await savedLexical(index);
  }
  print('edit, index open', `${median(warm).toFixed(1)} ms`);
  const cold = await timed(5, async () => {
    edit();
    await open();
  });
  print('edit, index loaded', `${median(cold).toFixed(1)} ms`);
}

async function processes({ root, ws, corpus }: Place): Promise<void> {
  const script = (name: string): string => join(import.meta.dirname, name);
  const questions = [...corpus.short.slice(0, 10), ...corpus.long.slice(0, 10)];
  const resident = execFileSync(process.execPath, ['--expose-gc', script('resident.js'), root, ...questions], { encoding: 'utf8' });
  const [before, opened, after] = resident.split(' ');
  print('resident, index open', `${after} MB after 20 questions, ${opened} MB before them, ${before} MB without an index`);
  const memory: number[] = [];
  const ask = async (): Promise<void> =>
    void memory.push(Number(execFileSync(process.execPath, [script('cold.js'), root, corpus.long[0] as string], { encoding: 'utf8' })));
  await ask();
  print('process, saved index', `${ratio(median(await timed(9, ask)))}, ${median(memory).toFixed(0)} MB`);
  rmSync(ws.lexicalIndex, { recursive: true, force: true });
  memory.length = 0;
  print('process, no index', `${ratio(median(await timed(1, ask)))}, ${median(memory).toFixed(0)} MB`);
}

function ratio(ms: number): string {
  return `${ms.toFixed(0)} ms  (${(ms / bare).toFixed(1)} x node -e 0 at ${bare.toFixed(0)} ms)`;
}

function print(name: string, value: string): void {
  process.stdout.write(`recall  ${name.padEnd(27)} ${value}\n`);
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

function spread(values: readonly number[]): string {
  return `${median(values).toFixed(2)} ms, p95 ${quantile(values, 0.95).toFixed(2)} ms`;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN;
}
