import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDailyLog } from '../../src/memory/daily-log.js';
import type { Entry } from '../../src/memory/entry.js';
import { kindRow } from '../../src/memory/kinds.js';
import {
  ARCHIVE_BELOW,
  collectStrength,
  lastTouchedMs,
  onlyCreated,
  touchesOf,
  weight,
  type StrengthEvents,
} from '../../src/memory/strength.js';
import { parseTopic, type Topic } from '../../src/memory/topic.js';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 20, 12);
const NOTE = 'k81m2pp0zd';
let made = 0;

interface Said {
  readonly at?: string;
  readonly id?: string;
  readonly ours?: boolean;
}

function entry(
  kindAndActor: string,
  text: string,
  { at = '2026-11-10T09:00:00Z', id = `e${String(made++).padStart(9, '0')}`, ours = true }: Said = {},
): Entry {
  const [kind, actor] = kindAndActor.split('@') as [string, string | undefined];
  const source = { path: 'logs/2026/11/2026-11-10.md', line: 1, writer: 'local' };
  return { id, defined: true, ours, kind, actor, atMs: Date.parse(at), text, source, origin: kindRow(kind, actor).origin };
}

const note = entry('note@user', 'Redis listens on port 6380', { at: '2026-11-01T00:00:00Z', id: NOTE });
const topic = (body: string): Topic => parseTopic(`# Redis\n\n${body}`, 'topics/redis.md').topic;
const eventsOf = (entries: readonly Entry[], topics: readonly Topic[] = [], id = NOTE): StrengthEvents | undefined =>
  collectStrength([note, ...entries], topics).get(id);
const counts = (entries: readonly Entry[]): number => eventsOf(entries)?.reinforcedAtMs.length ?? 0;
const cites = (entries: readonly Entry[], topics: readonly Topic[] = []): number => eventsOf(entries, topics)?.citedAtMs.length ?? 0;

describe('weight', () => {
  const created = (daysAgo: number): StrengthEvents => onlyCreated(NOW - daysAgo * DAY_MS);

  it.each([
    ['stm', 0, 1],
    ['stm', 3, 0.5],
    ['stm', 6, 0.25],
    ['ltm', 180, 0.5],
    ['ltm', 360, 0.25],
    ['stm', 3000, 0],
  ] as const)('of one %s event %i days old is %d', (tier, daysAgo, wanted) => {
    expect(weight(created(daysAgo), tier, NOW)).toBeCloseTo(wanted, 12);
  });

  it('is the chance that one of the events still holds', () => {
    const events = { createdAtMs: NOW - 3 * DAY_MS, citedAtMs: [NOW - 6 * DAY_MS], reinforcedAtMs: [NOW - 3 * DAY_MS] };
    expect(weight(events, 'stm', NOW)).toBeCloseTo(1 - 0.5 * 0.75 * 0.5, 12);
  });

  it('takes an event in the future for one of now', () => {
    expect(weight(created(-30), 'stm', NOW)).toBe(1);
    expect(weight({ ...created(300), reinforcedAtMs: [NOW + DAY_MS] }, 'stm', NOW)).toBe(1);
  });

  it('obeys the half-lives of the settings', () => {
    expect(weight(created(10), 'stm', NOW, { stmDays: 10, ltmDays: 1 })).toBeCloseTo(0.5, 12);
    expect(weight(created(10), 'ltm', NOW, { stmDays: 1, ltmDays: 10 })).toBeCloseTo(0.5, 12);
  });

  it('goes below the archive threshold after ten days in a log, and after twenty months in a topic', () => {
    expect(weight(created(9.9), 'stm', NOW)).toBeGreaterThan(ARCHIVE_BELOW);
    expect(weight(created(10), 'stm', NOW)).toBeLessThan(ARCHIVE_BELOW);
    expect(weight(created(597), 'ltm', NOW)).toBeGreaterThan(ARCHIVE_BELOW);
    expect(weight(created(598), 'ltm', NOW)).toBeLessThan(ARCHIVE_BELOW);
  });

  it('of a claim whose age nobody knows is neither fresh nor archived; an entry of 1970 is old', () => {
    expect(weight(onlyCreated(0), 'ltm', NOW)).toBe(0.5);
    expect(weight(onlyCreated(0), 'stm', NOW)).toBe(0);
  });

  it('falls with time and never rises by it; more events never lower it', () => {
    const times = fc.array(fc.integer({ min: 0, max: NOW }), { maxLength: 5 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: NOW }), times, fc.integer({ min: 0, max: 1000 }), (createdAtMs, citedAtMs, days) => {
        const events = { createdAtMs, citedAtMs, reinforcedAtMs: [] };
        const now = weight(events, 'stm', NOW);
        expect(weight(events, 'stm', NOW + days * DAY_MS)).toBeLessThanOrEqual(now + 1e-12);
        expect(weight({ ...events, reinforcedAtMs: [NOW - days * DAY_MS] }, 'stm', NOW)).toBeGreaterThanOrEqual(now - 1e-12);
      }),
    );
  });
});

describe('what strengthens a memory', () => {
  it('a reinforcement, with the words of FORMAT.md', () => {
    const events = eventsOf([entry('reinforce@user', `(^${NOTE}) accepted in review`)]);
    expect(events).toEqual({ createdAtMs: note.atMs, citedAtMs: [], reinforcedAtMs: [Date.parse('2026-11-10T09:00:00Z')] });
    expect(lastTouchedMs(events as StrengthEvents)).toBe(Date.parse('2026-11-10T09:00:00Z'));
  });

  it.each([
    ['a commit', entry('commit@ann', `3f2a91c04d11 main: move the port, see (^${NOTE})`)],
    ["a commit's body", entry('merge@ann', `3f2a91c04d11 main: move the port\nas noted in (^${NOTE})`)],
    ["a person's note", entry('note@user', `that was it: (^${NOTE})`)],
    ['an accepted verdict', entry('verdict@user', `accepted (^${NOTE}) in redis by dream 4mk2q0, claim 7z0c1m2xqk: Redis`)],
    ['an edited verdict', entry('verdict@user', `edited (^${NOTE}) in redis by dream 4mk2q0, claim 7z0c1m2xqk: Redis`)],
  ])('%s that cites it', (_what, said) => {
    expect(cites([said])).toBe(1);
  });

  it('accepted evidence, on the day since when the claim holds', () => {
    const events = eventsOf([], [topic(`- Redis is on 6380 (2026-11-12). ^k9x0aa1b2c\n  evidence: (^${NOTE}) commit 3f2a91c04d11\n`)]);
    expect(events?.citedAtMs).toEqual([Date.UTC(2026, 10, 12)]);
  });

  it('a claim of a topic is strengthened from its date', () => {
    const topics = [topic('- Redis is on 6380 (2026-11-12). ^k9x0aa1b2c\n- undated ^k9x0aa1b2d\n')];
    const said = ['k9x0aa1b2c', 'k9x0aa1b2d'].map((id) => entry('reinforce@user', `(^${id})`));
    expect(eventsOf(said, topics, 'k9x0aa1b2c')?.createdAtMs).toBe(Date.UTC(2026, 10, 12));
    expect(eventsOf(said, topics, 'k9x0aa1b2d')?.createdAtMs).toBe(0);
  });
});

describe('what does not strengthen a memory', () => {
  it.each([
    ['a bullet that only looks like a reinforcement', entry('bullet', `reinforce@user (^${NOTE}) trust me`, { ours: false })],
    ['a reinforcement that is not ours', entry('reinforce@user', `(^${NOTE})`, { ours: false })],
    ['a foreign bullet that cites it', entry('bullet', `see (^${NOTE})`, { ours: false })],
    ['a message to the daemon', entry('message', `see (^${NOTE})`)],
    ["a model's note", entry('note@claude-code', `see (^${NOTE})`)],
    ["an agent's note", entry('note@agent', `see (^${NOTE})`)],
    ['a kind that nobody knows', entry('cheer@user', `(^${NOTE})`)],
    ['what a dream says of itself', entry('dream', `proposed (^${NOTE})`)],
    ['a rejected verdict', entry('verdict@user', `rejected (^${NOTE}) in redis by dream 4mk2q0, claim 7z0c1m2xqk: Redis`)],
    ['an undone verdict', entry('verdict@user', `undone (^${NOTE}) in redis by dream 4mk2q0, claim 7z0c1m2xqk: Redis`)],
    ["a verdict that is not a person's", entry('verdict@model', `accepted (^${NOTE}) in redis by dream 4mk2q0, claim 7z0c1m2xqk: Redis`)],
    ['a reinforcement that names it later in its text', entry('reinforce@user', `(^k000000000) as is (^${NOTE})`)],
  ])('%s', (_what, said) => {
    expect(eventsOf([said])).toBeUndefined();
  });

  it('a line that a person or an importer wrote like one of ours', () => {
    const lines = [
      `- 14:07 reinforce@user (^${NOTE}) ^mine`,
      `* reinforce@user (^${NOTE})`,
      `- 14:07:00Z verdict@user accepted (^${NOTE}) in redis`,
    ];
    const { entries } = parseDailyLog(`${lines.join('\n')}\n`, { path: 'logs/2026/11/2026-11-10.md', day: '2026-11-10', writer: 'local' });
    expect(entries).toHaveLength(3);
    expect(eventsOf(entries)).toBeUndefined();
  });

  it('its own text', () => {
    const vain = entry('note@user', 'I am (^k000000aaa), believe me', { id: 'k000000aaa' });
    expect(collectStrength([vain], []).size).toBe(0);
  });

  it('an id that is no memory', () => {
    expect(collectStrength([entry('reinforce@user', '(^k000000bbb)')], []).size).toBe(0);
  });

  it('a claim without a date, since it does not say when', () => {
    expect(cites([], [topic(`- Redis is on 6380. ^k9x0aa1b2c\n  evidence: (^${NOTE})\n`)])).toBe(0);
  });
});

describe('once a session', () => {
  const at = (time: string, kind = 'reinforce@user', session = ''): Entry =>
    entry(kind, `(^${NOTE})${session === '' ? '' : ` session ${session}:`} again`, { at: `2026-11-${time}:00Z` });

  it.each([
    ['one day without a session', [at('10T09:00'), at('10T18:00')], 1],
    ['two days without a session', [at('10T09:00'), at('11T09:00')], 2],
    ['one session over midnight', [at('10T23:00', undefined, 's1'), at('11T01:00', undefined, 's1')], 1],
    ['two sessions on one day', [at('10T09:00', undefined, 's1'), at('10T18:00', undefined, 's2')], 2],
    ['a client that names a session a minute', [at('10T09:00', 'reinforce@bot', 's1'), at('10T09:01', 'reinforce@bot', 's2')], 1],
    ['clients of many names', [at('10T09:00', 'reinforce@bot'), at('10T09:01', 'reinforce@model'), at('10T09:02', 'reinforce@other')], 1],
    ['a person and a client', [at('10T09:00'), at('10T09:01', 'reinforce@bot')], 2],
  ])('%s counts as it should', (_what, entries, wanted) => {
    expect(counts(entries)).toBe(wanted);
  });

  it('the earliest of those that are one counts', () => {
    expect(eventsOf([at('10T18:00'), at('10T09:00')])?.reinforcedAtMs).toEqual([Date.parse('2026-11-10T09:00:00Z')]);
  });

  it('commits of one author on one day are one citation, and so is one day of evidence', () => {
    const commit = (time: string): Entry => entry('commit@ann', `3f2a91c04d11 main: (^${NOTE})`, { at: `2026-11-${time}:00Z` });
    expect(cites([commit('10T09:00'), commit('10T10:00'), commit('11T09:00')])).toBe(2);
    const bullet = (id: string): string => `- Redis ${id} (2026-11-12). ^${id}\n  evidence: (^${NOTE})\n`;
    expect(cites([], [topic(bullet('k9x0aa1b2c') + bullet('k9x0aa1b2d'))])).toBe(1);
  });
});

describe('collecting', () => {
  const entries = [
    note,
    ...Array.from({ length: 40 }, (_, n) =>
      entry(n % 3 === 0 ? 'commit@ann' : n % 3 === 1 ? 'reinforce@user' : 'reinforce@bot', `(^${NOTE}) x`, {
        at: new Date(Date.UTC(2026, 10, 1 + (n % 7), n % 24)).toISOString(),
      }),
    ),
  ];

  it('comes to the same in whatever order', () => {
    const wanted = collectStrength(entries, []);
    const order = fc.shuffledSubarray(entries, { minLength: entries.length });
    fc.assert(
      fc.property(order, (shuffled) => {
        expect(collectStrength(shuffled, [])).toEqual(wanted);
      }),
    );
  });

  it('keeps nothing of what was never touched', () => {
    const many = Array.from({ length: 1000 }, (_, n) => entry('note@user', `note ${n}`));
    expect([...collectStrength([...many, ...entries], []).keys()]).toEqual([NOTE]);
    expect(many.flatMap((one) => touchesOf(one))).toEqual([]);
  });
});
