import { expect, it } from 'vitest';
import { consolidate } from '../../src/dream/claims/consolidate.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { questionOf } from '../../src/recall/question/question.js';
import { recall } from '../../src/recall/recall.js';
import { noteEntry } from '../dream/entries.js';
import { bullet, logOf, SETTINGS, worldWith, WS } from '../recall/memory.js';
import { PAIRS, type Pair, type PairKind } from './pairs.js';

type Outcome = 'newer first' | 'older first' | 'one missing' | 'nothing';
type Mark = 'overruled' | 'see also' | 'unmarked';

/** What words alone answer from a memory of the two notes, and how the older one is marked where it is shown. */
async function outcomeOf({ older, newer, question }: Pair): Promise<{ outcome: Outcome; mark: Mark }> {
  const world = worldWith({
    [logOf('2026-09-03')]: bullet('2026-09-03T10:00:00.000Z', 'note@user', older),
    [logOf('2026-11-10')]: bullet('2026-11-10T10:00:00.000Z', 'note@user', newer),
  });
  const { hits } = await recall(world, WS, PLAIN_VIEW, questionOf(question, {}), { settings: SETTINGS, wordsOnly: true });
  const texts = hits.map(({ text }) => text);
  const [first] = texts;
  const was = hits.find(({ text }) => text === older);
  return {
    outcome: first === undefined ? 'nothing' : first === newer ? 'newer first' : texts.includes(newer) ? 'older first' : 'one missing',
    mark: was?.supersededBy ? 'overruled' : was?.seeAlso ? 'see also' : 'unmarked',
  };
}

it('of 60 pairs the newer stands first, the older says why, and what is of another thing is left alone', async () => {
  const table = new Map<PairKind, Record<string, number>>();
  for (const pair of PAIRS) {
    const row = table.get(pair.kind) ?? {};
    const { outcome, mark } = await outcomeOf(pair);
    for (const cell of [outcome, mark]) row[cell] = (row[cell] ?? 0) + 1;
    table.set(pair.kind, row);
  }
  expect(Object.fromEntries(table)).toEqual({
    negation: { 'newer first': 10, overruled: 9, unmarked: 1 },
    value: { 'newer first': 10, overruled: 3, 'see also': 7 },
    replacement: { 'newer first': 10, overruled: 10 },
    reversal: { 'newer first': 10, overruled: 10 },
    language: { 'newer first': 10, overruled: 9, unmarked: 1 },
    unrelated: { 'newer first': 10, unmarked: 10 },
  });
});

/** What a dream proposes of the two notes. */
function proposed({ older, newer }: Pair): 'newer' | 'pair to decide' | 'both' | 'other' {
  const entries = [noteEntry(older, { at: '2026-09-03T10:00:00Z' }), noteEntry(newer, { at: '2026-11-10T10:00:00Z' })];
  const { candidates } = consolidate({
    entries,
    reachable: new Set(),
    topics: [],
    verdicts: [],
    nowMs: Date.parse('2026-11-27T00:00:00Z'),
  });
  const [first] = candidates;
  if (candidates.length === 2) return 'both';
  if (first?.marked) return first.evidence.length === 2 ? 'pair to decide' : 'other';
  return first?.evidence.length === 1 && first.evidence[0]?.id === entries[1]?.id ? 'newer' : 'other';
}

it('of 60 pairs a dream proposes the newer, or both values as one to decide, and both of what is of another thing', () => {
  const table = new Map<PairKind, Record<string, number>>();
  for (const pair of PAIRS) {
    const row = table.get(pair.kind) ?? {};
    row[proposed(pair)] = (row[proposed(pair)] ?? 0) + 1;
    table.set(pair.kind, row);
  }
  expect(Object.fromEntries(table)).toEqual({
    negation: { newer: 9, both: 1 },
    value: { newer: 1, 'pair to decide': 7, both: 2 },
    replacement: { newer: 9, both: 1 },
    reversal: { newer: 8, both: 2 },
    language: { newer: 10 },
    unrelated: { both: 10 },
  });
});
