import { describe, expect, it } from 'vitest';
import { consolidate, type ConsolidateInput } from '../../../src/dream/claims/consolidate.js';
import type { Entry } from '../../../src/memory/entry.js';
import { newTopicText } from '../../../src/memory/topic-edit.js';
import { parseTopic } from '../../../src/memory/topic.js';
import { commitEntry, noteEntry, reachableOf } from '../entries.js';

const nowMs = Date.parse('2026-11-20T00:00:00Z');
const WHY = 'Otherwise nobody sees it, because the log is long.';

function dream(entries: readonly Entry[], more: Partial<ConsolidateInput> = {}): ReturnType<typeof consolidate> {
  return consolidate({ entries, reachable: reachableOf(entries), topics: [], verdicts: [], nowMs, ...more });
}

const commit = (subject: string, year: number, body = WHY): Entry => commitEntry({ subject, body, at: `${year}-03-01T10:00:00Z` });
const ENABLE = commit('Enable windows-gnu again', 2022, 'All the referenced issues have been closed, so that nothing prevents it.');
const STOP = commit(
  'Stop building for windows-gnu which fails',
  2023,
  "Let's not build it until somebody needs it, because each build takes an hour.",
);
const subjects = (entries: readonly Entry[]): unknown[] =>
  dream(entries).candidates.map(({ after }) => after?.split('. ')[0]?.replace(/\.$/, ''));

describe('statements of commits that turn about what was said', () => {
  it('leave the last one, with the others as its evidence', () => {
    const { candidates } = dream([ENABLE, STOP]);
    expect(candidates.map(({ after }) => after)).toEqual([expect.stringMatching(/^Stop building for windows-gnu which fails\./)]);
    expect(candidates[0]?.evidence.map(({ id }) => id)).toEqual([STOP.id, ENABLE.id]);
    const again = commit('Enable windows-gnu again', 2024);
    expect(subjects([ENABLE, STOP, again])).toEqual(['Enable windows-gnu again']);
  });

  it('and the steps of one change leave the last step', () => {
    const steps = ['Always warn about missing headers', 'Only warn about missing headers', 'Never warn about missing headers'];
    const entries = steps.map((subject, n) => commit(subject, 2022 + n));
    expect(subjects(entries)).toEqual(['Never warn about missing headers']);
    expect(dream(entries).candidates[0]?.evidence).toHaveLength(3);
  });

  it('take the place of a claim that stands, and are quiet then', () => {
    const bullets = [{ id: 'k9x0aa1b2c', text: 'Enable windows-gnu again.', date: '2022-03-01', entries: [ENABLE.id], commits: [] }];
    const topics = [parseTopic(newTopicText({ slug: 'build', title: 'Build', description: 'Build', bullets }), 'topics/build.md').topic];
    expect(dream([ENABLE, STOP], { topics }).candidates).toMatchObject([
      { type: 'supersede', target: 'k9x0aa1b2c', after: expect.stringMatching(/^Stop building for windows-gnu/) as string },
    ]);
    expect(dream([ENABLE], { topics }).candidates).toEqual([]);
  });

  it.each([
    ['Enable windows-gnu again', 'Stop building for windows-msvc which fails'],
    ['Enable caching of compiled queries', 'Stop caching errors of the proxy'],
    ['Only warn about missing headers', 'Never warn about missing trailers'],
    ['Add x86_64-musl to the release', 'Drop nightly from x86_64-musl'],
    ['Allow utf-8 in names', 'Disallow utf-16 in names'],
  ])('of other things leave both: "%s", "%s"', (one, other) => {
    expect(new Set(subjects([commit(one, 2022), commit(other, 2023)]))).toEqual(new Set([one, other]));
  });

  it('are no match for what a person noted', () => {
    const note = noteEntry('Enable windows-gnu in every release', { at: '2022-03-01T10:00:00Z' });
    expect(dream([note, STOP]).candidates).toHaveLength(2);
  });
});
