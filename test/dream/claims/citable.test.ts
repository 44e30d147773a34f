import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { citableMessages, citedIn } from '../../../src/dream/claims/citable.js';
import { consolidate } from '../../../src/dream/claims/consolidate.js';
import { applyToTopic } from '../../../src/dream/edit/apply.js';
import type { Entry } from '../../../src/memory/entry.js';
import { parseTopic } from '../../../src/memory/topic.js';
import { commitEntry, noteEntry, reachableOf } from '../entries.js';

describe('what is cited', () => {
  const entries = [
    noteEntry('The integration tests need Redis on port 6380', { at: '2026-03-04T10:00:00Z' }),
    ...Array.from({ length: 6 }, (_, day) =>
      commitEntry({ subject: `Change number ${day}`, sha: `${day % 4}`.repeat(12), at: `2026-03-0${9 - day}T10:00:00Z` }),
    ),
  ];
  const messages = citableMessages(entries, reachableOf(entries));

  it('is found by entry and by commit, each message once, oldest first, as by looking at every message', () => {
    const ids = fc.subarray([...messages.map(({ entry }) => entry.id), 'unknown000'], { minLength: 0 });
    const commits = fc.subarray([...new Set(messages.flatMap(({ commit }) => commit ?? [])), 'ffffffffffff'], { minLength: 0 });
    fc.assert(
      fc.property(ids, commits, (cited, by) => {
        const looked = messages.filter(({ entry, commit }) => cited.includes(entry.id) || (commit !== undefined && by.includes(commit)));
        expect(citedIn(messages)([...cited, ...cited], by)).toEqual(looked);
      }),
    );
  });

  it('never takes the id of an entry for a commit', () => {
    const [message] = messages;
    expect(citedIn(messages)([], [message?.entry.id ?? ''])).toEqual([]);
    expect(citedIn(messages)(['333333333333'], [])).toEqual([]);
  });
});

describe('a claim that is said very often', () => {
  const often = (count: number, body: (n: number) => string) =>
    Array.from({ length: count }, (_, n) =>
      commitEntry({
        subject: 'Use rollup instead of webpack in the shop',
        body: body(n),
        sha: n.toString(16).padStart(12, 'a'),
        at: new Date(Date.UTC(2020, 0, 1) + n * 3_600_000).toISOString(),
      }),
    );
  const dream = (entries: readonly Entry[], text?: string) =>
    consolidate({
      entries,
      reachable: reachableOf(entries),
      topics: text === undefined ? [] : [parseTopic(text, 'topics/decisions.md').topic],
      verdicts: [],
      nowMs: Date.UTC(2026, 1, 1),
    }).candidates;

  it('cites the first and the newest, says how often, and is known by its words', () => {
    const entries = often(1000, () => 'webpack leaks memory, because it never closes its watchers.');
    const [candidate, ...others] = dream(entries);
    expect(others).toEqual([]);
    expect(candidate?.evidence.map(({ id }) => id)).toEqual([...entries.slice(0, 2), ...entries.slice(-6)].map(({ id }) => id));
    expect(candidate?.reason).toContain('said 1000 times');
    const { text = '' } = applyToTopic('decisions', undefined, [candidate!]);
    expect(text.length).toBeLessThan(2000);
    expect(dream(entries, text)).toEqual([]);
    expect(
      dream([...entries, ...often(1001, () => 'webpack leaks memory, because it never closes its watchers.').slice(1000)], text),
    ).toEqual([]);
  });

  it('stays where the newest that it cites are taken back and another says it still', () => {
    const entries = often(20, () => 'webpack leaks memory, because it never closes its watchers.');
    const { text = '' } = applyToTopic('decisions', undefined, dream(entries));
    const cited = [...entries.slice(0, 2), ...entries.slice(-6)];
    const reverts = cited.map((entry, n) =>
      commitEntry({
        subject: 'Revert "Use rollup instead of webpack in the shop"',
        body: `This reverts commit ${entry.text.slice(0, 12)}.`,
        sha: n.toString(16).padStart(12, 'b'),
        at: new Date(Date.UTC(2021, 0, 1) + n * 3_600_000).toISOString(),
      }),
    );
    expect(dream([...entries, ...reverts], text).filter(({ type }) => type === 'supersede')).toEqual([]);
  });
});
