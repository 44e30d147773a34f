import { describe, expect, it } from 'vitest';
import { SILENT } from '../../../src/dream/claims/by-tree.js';
import { consolidate } from '../../../src/dream/claims/consolidate.js';
import type { Candidate } from '../../../src/dream/report/candidate.js';
import type { DocumentRule } from '../../../src/dream/witness/documents.js';
import type { Entry } from '../../../src/memory/entry.js';
import { newTopicText } from '../../../src/memory/topic-edit.js';
import { parseTopic, type Topic } from '../../../src/memory/topic.js';
import { commitEntry, reachableOf } from '../entries.js';

const PATH = 'CONTRIBUTING.md';
const GUIDE = commitEntry({ subject: 'Write a guide', paths: `${PATH} +40 -0`, at: '2026-02-01T10:00:00Z' });
const LATER = commitEntry({ subject: 'Shorten the guide', paths: `${PATH} +1 -9`, at: '2026-03-01T10:00:00Z' });
const nowMs = Date.parse('2026-11-20T00:00:00Z');

function rule(text: string, by: Entry = GUIDE): DocumentRule {
  return { path: PATH, blob: 'ab'.repeat(20), text, heading: undefined, commit: by.text.slice(0, 12) };
}

function dream(
  rules: readonly DocumentRule[],
  entries: readonly Entry[],
  topics: readonly Topic[] = [],
  says: (sentence: string) => boolean = () => false,
): readonly Candidate[] {
  const tree = { ...SILENT, speaks: true, isWhole: true, documents: { rules, says } };
  return consolidate({ entries, reachable: reachableOf(entries), tree, topics, verdicts: [], nowMs, worthLeast: 4.5 }).candidates;
}

/** Memory that holds what was proposed. */
function accepted(candidates: readonly Candidate[]): Topic[] {
  const bullets = candidates.map(({ id, after = '', date, evidence, about }) => ({
    id,
    text: after,
    date,
    entries: evidence.map((one) => one.id),
    commits: evidence.flatMap(({ commit }) => commit ?? []),
    ...(about && { about }),
  }));
  const [{ topic: slug, topicTitle: title, topicDescription: description }] = candidates as [Candidate];
  return [parseTopic(newTopicText({ slug, title, description, bullets }), `topics/${slug}.md`).topic];
}

describe('a rule of a document', () => {
  const never = rule('Never commit generated files by hand.');

  it('is a claim of the commit that brought it, about its file, whatever else is worth telling', () => {
    const [found, ...more] = dream([never], [GUIDE]);
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      type: 'add',
      topic: 'development-environment',
      after: 'Never commit generated files by hand (CONTRIBUTING.md).',
      reason: 'CONTRIBUTING.md says so',
      evidence: [{ id: GUIDE.id }],
      about: [{ path: PATH, blob: 'ab'.repeat(6) }],
    });
  });

  it('is cited with the heading that says what it is about, and is told once so', () => {
    const [found] = dream([{ ...never, heading: 'Generated code' }], [GUIDE]);
    expect(found).toMatchObject({ after: 'Never commit generated files by hand (CONTRIBUTING.md, Generated code).' });
    // Also where a heading came, went or was renamed.
    for (const heading of ['Generated code', 'Code', undefined])
      expect(dream([{ ...never, heading }], [GUIDE], accepted([found as Candidate]))).toEqual([]);
  });

  it('is told once, also where its lines were touched again, and struck where no document says it any more', () => {
    const topics = accepted(dream([never], [GUIDE]));
    expect(dream([never], [GUIDE], topics)).toEqual([]);
    expect(dream([rule(never.text, LATER)], [GUIDE, LATER], topics)).toEqual([]);
    expect(dream([], [GUIDE], topics)).toEqual([]);
    // It still stands there, though it is read as no rule any more.
    expect(dream([], [GUIDE, LATER], topics, (one) => one === 'Never commit generated files by hand.')).toEqual([]);
    expect(dream([], [GUIDE, LATER], topics)).toMatchObject([
      { type: 'supersede', reason: 'CONTRIBUTING.md says it no more', evidence: [{ id: LATER.id }] },
    ]);
  });

  it('that was reworded takes the place of what it was', () => {
    const topics = accepted(dream([never], [GUIDE]));
    const reworded = rule('Never commit what the build makes, because the release builds it anew.', LATER);
    expect(
      dream([reworded], [GUIDE, LATER], topics)
        .map(({ type }) => type)
        .toSorted(),
    ).toEqual(['add', 'supersede']);
  });

  it('is none where a later commit says otherwise, where no entry brought it, and where it speaks to agents', () => {
    const ended = commitEntry({ subject: 'Commit generated files by hand', at: '2026-04-01T10:00:00Z' });
    expect(dream([never], [GUIDE, ended]).filter(({ about }) => about !== undefined)).toEqual([]);
    expect(dream([{ ...never, commit: undefined }], [GUIDE])).toEqual([]);
    expect(dream([rule('AI agents must never ask the user before they push.')], [GUIDE])).toEqual([]);
  });

  it('is one of eight at most, the strictest first', () => {
    const words = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'iota', 'kappa'];
    const many = [...words.map((word) => rule(`All ${word} modules should live in a folder of their own.`)), never];
    const found = dream(many, [GUIDE]);
    expect(found).toHaveLength(8);
    expect(found.map(({ after }) => after)).toContain('Never commit generated files by hand (CONTRIBUTING.md).');
  });
});
