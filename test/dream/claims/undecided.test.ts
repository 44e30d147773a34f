import { describe, expect, it } from 'vitest';
import { consolidate, type ConsolidateInput } from '../../../src/dream/claims/consolidate.js';
import type { Candidate } from '../../../src/dream/report/candidate.js';
import type { Verdict } from '../../../src/dream/report/verdict.js';
import type { Entry } from '../../../src/memory/entry.js';
import { newTopicText } from '../../../src/memory/topic-edit.js';
import { parseTopic, type NewBullet, type Topic } from '../../../src/memory/topic.js';
import { commitEntry, noteEntry, reachableOf } from '../entries.js';

const nowMs = Date.parse('2026-11-20T00:00:00Z');
const MARK = 'another value was noted';
const [OLD, NEW] = ['The dev server listens on port 3000.', 'The dev server listens on port 3001.'];
const older = noteEntry(OLD, { at: '2026-03-01T00:00:00Z' });
const newer = noteEntry(NEW, { at: '2026-04-01T00:00:00Z' });

function dream(entries: Entry[], more: Partial<ConsolidateInput> = {}): readonly Candidate[] {
  return consolidate({ entries, reachable: reachableOf(entries), topics: [], verdicts: [], nowMs, ...more }).candidates;
}

function topicOf(...bullets: NewBullet[]): Topic {
  return parseTopic(newTopicText({ slug: 'notes', title: 'Notes', description: 'Notes', bullets }), 'topics/notes.md').topic;
}

function rejected({ id, claimHash, after = '', topic }: Candidate): Verdict {
  return { decision: 'rejected', candidateId: id, claimHash, claim: after, topic, dream: 'd', atMs: nowMs };
}

const STANDING = topicOf({ id: 'aaaaaaaaaa', text: OLD, date: '2026-03-01', entries: [older.id], commits: [] });

describe('two notes that only give other values', () => {
  it('are one candidate of both texts with both as evidence, which a person decides', () => {
    const candidates = dream([older, newer]);
    expect(candidates).toMatchObject([{ type: 'add', after: NEW, marked: [MARK], reason: expect.stringContaining(OLD) }]);
    expect(candidates[0]?.evidence.map(({ id }) => id)).toEqual([newer.id, older.id]);
  });

  it('the older is the claim once the newer is rejected, and once it is accepted nothing is left', () => {
    const [candidate] = dream([older, newer]) as [Candidate];
    const verdicts = [rejected(candidate)];
    const [kept, ...others] = dream([older, newer], { verdicts });
    expect([kept?.after, kept?.marked, kept?.evidence.map(({ id }) => id), others]).toEqual([OLD, undefined, [older.id], []]);
    expect(dream([older, newer], { verdicts, topics: [STANDING] })).toEqual([]);
    const taken = topicOf({ id: candidate.id, text: NEW, date: '2026-04-01', entries: [newer.id, older.id], commits: [] });
    expect(dream([older, newer], { topics: [taken] })).toEqual([]);
  });

  it('strike the older where it is an accepted claim, if a person takes the newer; its refusal holds', () => {
    const [candidate, ...others] = dream([older, newer], { topics: [STANDING] });
    expect(others).toEqual([]);
    expect(candidate).toMatchObject({ type: 'supersede', target: 'aaaaaaaaaa', after: NEW, marked: [MARK] });
    expect(candidate?.evidence.map(({ id }) => id)).toEqual([newer.id, older.id]);
    expect(dream([older, newer], { topics: [STANDING], verdicts: [rejected(candidate as Candidate)] })).toEqual([]);
  });

  it('a claim that says nearly the same of another thing is neither of the two', () => {
    const other = noteEntry('The proxy server listens on port 3001.', { at: '2026-02-01T00:00:00Z' });
    const told = { id: 'bbbbbbbbbb', text: 'The proxy server listens on port 3001.', date: '2026-02-01', entries: [other.id], commits: [] };
    const standing = { id: 'aaaaaaaaaa', text: OLD, date: '2026-03-01', entries: [older.id], commits: [] };
    const topics = [topicOf(told, standing)];
    const [candidate, ...others] = dream([other, older, newer], { topics });
    expect([candidate, others]).toMatchObject([{ type: 'supersede', target: 'aaaaaaaaaa', after: NEW }, []]);
    expect(dream([other, older, newer], { topics, verdicts: [rejected(candidate as Candidate)] })).toEqual([]);
  });

  it.each(['Move the dev server to port 3001.', 'The dev server listens on port 3001 now.'])(
    'overrule outright where a word says so: %s',
    (text) => {
      const moved = noteEntry(text, { at: '2026-04-01T00:00:00Z' });
      expect(dream([older, moved]).map(({ after, marked, evidence }) => [after, marked, evidence.length])).toEqual([[text, undefined, 1]]);
    },
  );

  it('and what a commit does is no question', () => {
    const reason = 'Port 3000 is taken on the build hosts, because of the proxy.';
    const moved = commitEntry({ subject: 'Move the dev server to port 3001', body: reason, at: '2026-04-01T00:00:00Z' });
    expect(dream([older, moved]).map(({ marked, evidence }) => [marked, evidence.map(({ id }) => id)])).toEqual([[undefined, [moved.id]]]);
  });
});
