/** The numbers of a running system: each counts what was recorded, and what was not has none. */
import { expect, it } from 'vitest';
import { metricLines } from '../../src/cli/metrics-text.js';
import { readMetrics } from '../../src/desk/metrics.js';
import { reserve, settle } from '../../src/agent/ledger/ledger.js';
import { DAY_MS } from '../../src/dates/units.js';
import { isoTime } from '../../src/dates/day.js';
import { appendEntries } from '../../src/memory/append.js';
import { PLAIN_VIEW as view } from '../../src/memory/log-view.js';
import { cloneWith } from '../check/clone.js';

const use = (atMs: number, ...ids: string[]): string =>
  `${JSON.stringify({ at: isoTime(atMs), client: 'kairos', coverage: 'words', format: 1, ids, query: 'q' })}\n`;

it('a clone without state has no metrics, and a state without records no zeros', async () => {
  const { world, ws, write } = await cloneWith({ 'README.md': 'x\n' });
  expect(await readMetrics(world, ws, view)).toBeUndefined();
  expect(metricLines(undefined, 0)).toEqual(['no metrics here: this clone has no .kairos/state']);
  write('.kairos/state/other.json', '{}\n');
  const metrics = await readMetrics(world, ws, view);
  expect(metrics).toEqual({ dreamLag: { entries: 0 }, notRecorded: { cost: 'no language model was called in the last day' } });
  expect(metricLines(metrics, world.clock.now()).join('\n')).not.toMatch(/\b0 %|\b0 a day|NaN/);
});

it('counts recalls, what of them is cited, decisions, claims that nobody found, and the lag of dreams', async () => {
  const { world, ws, write } = await cloneWith();
  const nowMs = world.clock.now();
  const verdict = (decision: string, id: string): { kind: 'verdict'; actor: string; atMs: number; text: string } => ({
    kind: 'verdict',
    actor: 'user',
    atMs: nowMs - 5 * DAY_MS,
    text: `${decision} (^${id}) in integration-tests by dream 4mk2q0, claim 7z0c1m2xqk: They say ${id}.`,
  });
  await appendEntries(world, ws, view, [
    verdict('accepted', 'aaaaaaaaaa'),
    verdict('rejected', 'ccccccccc1'),
    verdict('rejected', 'ccccccccc2'),
    verdict('reopened', 'ccccccccc2'),
    { kind: 'dream', atMs: nowMs - 4 * DAY_MS, text: 'consolidated in dream 4mk2q0: 1 added' },
    { kind: 'note', actor: 'user', atMs: nowMs - DAY_MS, text: 'The tests are faster now' },
  ]);
  write(
    '.kairos/state/usage.jsonl',
    `${use(nowMs - 4 * DAY_MS, 'aaaaaaaaaa', 'e000000001')}no line\n${use(nowMs - DAY_MS, 'aaaaaaaaaa', 'zzzzzzzzz1', 'zzzzzzzzz2')}`,
  );
  expect(await readMetrics(world, ws, view)).toEqual({
    // The claim by its verdict; its evidence is in no log here, and so is known to nobody.
    recalls: { count: 2, days: 4, perDay: 0.5, found: 4, cited: 1 },
    promotions: 1,
    rejections: 1,
    claims: { holding: 2, neverRecalled: 1 },
    dreamLag: { entries: 1, lastAtMs: nowMs - 4 * DAY_MS },
    notRecorded: { cost: 'no language model was called in the last day' },
  });
});

it('counts what models used in the last day, by the ledger', async () => {
  const { world, ws, write } = await cloneWith({ 'README.md': 'x\n' });
  write('.kairos/state/other.json', '{}\n');
  const amount = { calls: 10, tokens: 10_000 };
  const budget = { turn: amount, hour: amount, day: amount };
  const wish = { tokensIn: 100, tokensOut: 50, tokensOutLeast: 10 };
  const granted = await reserve(world, ws, budget, { turn: 't1', reason: 'tick', model: 'm' }, wish);
  if (granted.is !== 'granted') throw new Error(granted.is);
  await settle(world, ws, granted.id, { outcome: 'reply', usage: { in: 80, cached: 0, out: 7 } });
  const metrics = await readMetrics(world, ws, view);
  expect(metrics).toEqual({ cost: { calls: 1, tokens: 87 }, dreamLag: { entries: 0 }, notRecorded: {} });
  expect(metricLines(metrics, world.clock.now()).at(-1)).toMatch(/^ {2}cost +1 call of language models in the last day, 87 tokens$/);
});
