/** What a clock that ran a year ahead left behind: told, and the newest of nothing once the clock is right again. */
import { beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.js';
import { isAhead, isDayAhead } from '../../src/dates/day.js';
import { examine } from '../../src/desk/doctor.js';
import { daysAhead, readLog } from '../../src/desk/log.js';
import { readGates } from '../../src/dream/gate/gate-readings.js';
import { lastConsolidated } from '../../src/dream/gate/lock.js';
import { appendEntries } from '../../src/memory/append.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { questionOf } from '../../src/recall/question/question.js';
import { recall } from '../../src/recall/recall.js';
import type { Kind } from '../../src/memory/kinds.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

const DAY_MS = 86_400_000;
const { config } = parseConfig('format: 1\n');

let at: KairosClone;
let nowMs: number;
beforeEach(async () => {
  at = await kairosClone();
  at.world.clock.advance(3 * DAY_MS);
  nowMs = at.world.clock.now();
  await append('note', 'The billing service listens on port 7001', nowMs + 365 * DAY_MS);
  await append('note', 'The billing service listens on port 7002', nowMs - 60_000);
});

async function append(kind: Kind, text: string, atMs: number): Promise<void> {
  await appendEntries(at.world, at.ws, PLAIN_VIEW, [{ kind, actor: 'user', text, atMs }]);
}

const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

async function found(query: string, filters = {}): Promise<string[]> {
  const { hits } = await recall(at.world, at.ws, PLAIN_VIEW, questionOf(query, filters), { settings: config.recall });
  return hits.map(({ text }) => text.slice(-4));
}

describe('a day ahead of the clock', () => {
  it('is not in the log, unless there is no other, and is named', async () => {
    const inLog = async (): Promise<string[]> => {
      const { entries } = await readLog(at.world, at.ws, PLAIN_VIEW, { all: true, most: 9 });
      return entries.map(({ text }) => text.slice(-4));
    };
    expect(await inLog()).toEqual(['7002']);
    expect(await daysAhead(at.world, at.ws, PLAIN_VIEW)).toEqual([dayOf(nowMs + 365 * DAY_MS)]);
    await at.world.files.remove(`${at.ws.logs}/${dayOf(nowMs).slice(0, 4)}`);
    expect(await inLog()).toEqual(['7001']);
  });

  it('is told by doctor', async () => {
    const day = dayOf(nowMs + 365 * DAY_MS);
    expect((await examine(at.world, at.ws, [])).filter(({ what }) => what === 'clock')).toEqual([
      { what: 'clock', state: 'note', detail: expect.stringContaining(day), hint: `kairos log --day ${day}` },
    ]);
  });

  it('is found by words, but as the newest of nothing: neither by them, nor by a time, nor where the newest are listed', async () => {
    expect(await found('billing service port')).toEqual(['7002', '7001']);
    expect(await found('what happened since yesterday')).toEqual(['7002']);
    expect((await found('', { since: '2020-01-01' }))[0]).toBe('7002');
    expect(await found('billing', { since: dayOf(nowMs + 300 * DAY_MS) })).toEqual(['7001']);
  });

  it('opens no gate of the dream', async () => {
    const activity = async (): Promise<unknown> =>
      (await readGates(at.world, at.ws, PLAIN_VIEW, config, { all: true })).find(({ name }) => name === 'activity')?.value;
    const before = await activity();
    await append('commit', 'abcabcabcabc main: x', nowMs + 365 * DAY_MS);
    expect(await activity()).toBe(before);
    await append('dream', 'consolidated: 1 of 1', nowMs + 365 * DAY_MS);
    const { entries } = await readEntries(at.world, at.ws, PLAIN_VIEW);
    expect(await lastConsolidated(at.world, at.ws, entries)).toMatchObject({ atMs: undefined });
  });

  it('begins an hour from now: clocks of several machines differ', () => {
    expect([isAhead(nowMs + 3_600_000, nowMs), isAhead(nowMs + 3_600_001, nowMs)]).toEqual([false, true]);
    const midnightMs = Date.parse('2026-11-21T00:00:00Z');
    expect([isDayAhead('2026-11-21', midnightMs - 60_000), isDayAhead('2026-11-21', midnightMs - 2 * 3_600_000)]).toEqual([false, true]);
  });
});
