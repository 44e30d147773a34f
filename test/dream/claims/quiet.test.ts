/**
 * Quiet: what a person accepted stays as it is while nothing new is said. Every candidate is accepted, and dreams follow until none waits: no dream
 * on the way strikes, rewords or proposes again what an earlier one settled, and one more proposes nothing.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareText } from '../../../src/base/order.js';
import { topicPath } from '../../../src/base/memory-paths.js';
import { consolidate } from '../../../src/dream/claims/consolidate.js';
import { applyToTopic } from '../../../src/dream/edit/apply.js';
import { prune } from '../../../src/dream/edit/prune.js';
import type { SlotFact } from '../../../src/dream/witness/slots.js';
import type { TreeWitness } from '../../../src/dream/witness/tree-witness.js';
import type { Candidate } from '../../../src/dream/report/candidate.js';
import type { Entry } from '../../../src/memory/entry.js';
import { parseTopic, type Topic } from '../../../src/memory/topic.js';
import { commitEntry, noteEntry, reachableOf } from '../entries.js';

const THINGS = ['Redis', 'webpack', 'rollup', 'Node 18', 'Node 20', 'telemetry', 'the XML export', 'argon2', 'port 6380', 'port 6390'];
const PLACES = ['for sessions', 'in the tests', 'for the shop', 'on Fridays', 'by default', ''];
const REASONS = ['', 'It cannot be kept, because nobody maintains it.', 'Users must see one error, because logs are noisy otherwise.'];

const SAYINGS: readonly ((a: string, b: string, place: string) => string)[] = [
  (a, _, place) => `We use ${a} ${place}`,
  (a, _, place) => `We do not use ${a} ${place}`,
  (a, b, place) => `Use ${a} instead of ${b} ${place}`,
  (a, b) => `Replace ${a} with ${b}`,
  (a, _, place) => `Drop ${a} ${place}`,
  (a, _, place) => `Support ${a} ${place} again`,
  (a, _, place) => `Never require ${a} ${place}`,
  (a, _, place) => `Require ${a} at least ${place}`,
  (a) => `Require ${a}`,
  (a, b) => `Use ${a} instead of ${b} to bundle`,
  (a, b, place) => `Keep the state ${place} in ${a}, not in ${b}`,
  (a) => `Make ${a} the default format`,
  (a, _, place) => `The service listens on ${a} ${place}`,
  (a, b) => `Rename ${a} to ${b}`,
  (a) => `${a} is not allowed in production`,
  (a) => `${a} is allowed in production`,
];

const saying = fc
  .tuple(fc.constantFrom(...SAYINGS), fc.constantFrom(...THINGS), fc.constantFrom(...THINGS), fc.constantFrom(...PLACES))
  .map(([say, a, b, place]) => say(a, b, place).replace(/\s+/g, ' ').trim());
const step = fc.oneof(
  fc.record({ kind: fc.constant('note' as const), text: saying }),
  fc.record({ kind: fc.constant('commit' as const), text: saying, reason: fc.constantFrom(...REASONS) }),
  fc.record({ kind: fc.constant('revert' as const), of: fc.nat(20), byId: fc.boolean(), word: fc.constantFrom('Revert', 'Reapply') }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const HOUR_MS = 3_600_000;
const FIRST_MS = Date.parse('2026-03-01T10:00:00Z');

function entriesOf(steps: readonly Step[]): Entry[] {
  const subjects: string[] = [];
  const shas: string[] = [];
  return steps.map((one, n) => {
    const at = new Date(FIRST_MS + n * HOUR_MS).toISOString();
    if (one.kind === 'note') return noteEntry(one.text, { at });
    const place = one.kind === 'revert' ? one.of % Math.max(1, subjects.length) : 0;
    const [was, id] = [subjects[place] ?? 'nothing', shas[place] ?? '0'.repeat(12)];
    const subject = one.kind === 'revert' ? `${one.word} "${was}"` : one.text;
    const body =
      one.kind === 'revert' ? `${one.byId ? `This reverts commit ${id}.\n\n` : ''}It leaks, because nobody closes it.` : one.reason;
    const sha = `${'abcdef'[n % 6] ?? 'a'}${String(n).padStart(11, '7')}`;
    subjects.push(subject);
    shas.push(sha);
    return commitEntry({ subject, body, sha, at, paths: `src/p${n % 3}/a.ts +40 -12` });
  });
}

const FACTS: readonly SlotFact[] = (
  [
    ['node', '>= 20', '20'],
    ['bundler', 'rollup', 'rollup'],
  ] as const
).map(([slot, value, key]) => ({ slot, value, key, path: 'package.json', blob: 'ab'.repeat(20), said: value }));

/** A tree in which these things and folders stand. */
function treeWith(things: readonly string[], folders: readonly string[], facts: readonly SlotFact[]): TreeWitness {
  const words = new Set(things.flatMap((thing) => thing.toLowerCase().split(' ')));
  return {
    speaks: true,
    isWhole: true,
    stands: (path) => folders.some((folder) => path.startsWith(folder)),
    sees: (name) => words.has(name.toLowerCase()),
    holds: (name) => words.has(name.toLowerCase()),
    file: (path) => {
      const folder = folders.find((one) => path.startsWith(one));
      return folder === undefined ? undefined : { blob: 'cd'.repeat(20), words: { sees: (name) => words.has(name.toLowerCase()) } };
    },
    isMissing: () => false,
    pathNamed: () => undefined,
    facts,
    documents: { rules: [], says: () => false },
    pinned: new Map(),
  };
}

/** What one dream proposes. @param most so many at most, the best first; the others wait. */
function dream(entries: readonly Entry[], topics: ReadonlyMap<string, string>, most = Infinity, tree?: TreeWitness): readonly Candidate[] {
  const parsed: Topic[] = Array.from(topics, ([slug, text]) => parseTopic(text, `topics/${slug}.md`).topic);
  const nowMs = FIRST_MS + 60 * 24 * HOUR_MS;
  const shown = tree && { tree, paths: { has: tree.stands } };
  const { candidates, ranking } = consolidate({ entries, reachable: reachableOf(entries), topics: parsed, verdicts: [], nowMs, ...shown });
  const files = new Map(Array.from(topics, ([slug, text]) => [topicPath(slug), text]));
  return prune(files, candidates, { most, ...(ranking && { ranking }) }).candidates;
}

function accept(candidates: readonly Candidate[], topics: Map<string, string>): void {
  for (const slug of new Set(candidates.map(({ topic }) => topic))) {
    const { text } = applyToTopic(
      slug,
      topics.get(slug),
      candidates.filter(({ topic }) => topic === slug),
    );
    if (text !== undefined) topics.set(slug, text);
  }
}

/** Dreams to settle all at once; with a limit each may propose as little as that. */
const DREAMS_MOST = 8;
const CLAIMS_MOST = 40;

/** Dreams over what was told, and accepts all that is proposed, until a dream proposes nothing. */
function settle(told: readonly Entry[], topics: Map<string, string>, most = Infinity, tree?: TreeWitness): void {
  let settled = new Set<string>();
  for (let dreams = 0; ; dreams++) {
    const candidates = dream(told, topics, most, tree);
    if (candidates.length === 0) return;
    expect(candidates.length).toBeLessThanOrEqual(most);
    expect(dreams).toBeLessThan(most === Infinity ? DREAMS_MOST : CLAIMS_MOST);
    if (dreams > 0) expect(candidates.filter(({ id, target }) => settled.has(id) || settled.has(target ?? ''))).toEqual([]);
    settled = new Set([...settled, ...candidates.flatMap(({ id, target }) => [id, target ?? id])]);
    accept(candidates, topics);
  }
}

/** What stands in the end, whatever the order in which it came. */
function standing(topics: ReadonlyMap<string, string>): string[] {
  return Array.from(topics, ([slug, text]) => parseTopic(text, `topics/${slug}.md`).topic)
    .flatMap(({ slug, bullets }) => bullets.filter(({ struck }) => !struck).map(({ claim }) => `${slug}: ${claim}`))
    .toSorted(compareText);
}

const note = (text: string): Step => ({ kind: 'note', text });
const turn = (of: number): Step => ({ kind: 'revert', of, byId: false, word: 'Revert' });
const REDIS = 'We use Redis for sessions';

/** Histories that were not left alone once: the steps, and how many of them are dreamt first. */
const ONCE_LOUD: readonly (readonly [readonly Step[], number])[] = [
  [
    [
      note(REDIS),
      note(REDIS),
      { kind: 'commit', text: REDIS, reason: '' },
      turn(0),
      { kind: 'commit', text: 'We use port 6380 for sessions', reason: '' },
      note(REDIS),
      turn(4),
      turn(15),
      turn(0),
      turn(1),
      note(REDIS),
    ],
    9,
  ],
  [
    [
      note('We use port 6390 for sessions'),
      note('Use port 6390 instead of Node 20 for sessions'),
      note('Replace Redis with port 6390'),
      note(REDIS),
    ],
    0,
  ],
];

describe('a memory in which nothing new is said', () => {
  it.each(ONCE_LOUD)('is left alone where it once was not', (steps, cut) => {
    const entries = entriesOf(steps);
    const topics = new Map<string, string>();
    for (const told of [entries.slice(0, cut), entries]) settle(told, topics);
    expect(dream(entries, topics)).toEqual([]);
  });

  it.each([1, 2, 3])('is left alone where a dream proposes %i at most, and all that waits is proposed in the end', (most) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), fc.nat(13), (steps, cut) => {
        const entries = entriesOf(steps);
        const [few, all] = [new Map<string, string>(), new Map<string, string>()];
        for (const told of [entries.slice(0, cut), entries]) {
          settle(told, few, most);
          settle(told, all);
        }
        expect(standing(few)).toEqual(standing(all));
      }),
      { seed: 20_261_127 + most, numRuns: 30 },
    );
  });

  it('is left alone by every dream that follows', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), fc.nat(13), (steps, cut) => {
        const entries = entriesOf(steps);
        const topics = new Map<string, string>();
        // The first half is dreamt and accepted before the rest is said.
        for (const told of [entries.slice(0, cut), entries]) settle(told, topics);
      }),
      { seed: 20_261_127, numRuns: 100 },
    );
  });

  it('is left alone where a tree is heard as well', () => {
    const shown = fc.tuple(fc.subarray(THINGS), fc.subarray(['src/p0', 'src/p1', 'src/p2']), fc.subarray([...FACTS]));
    let isUnseen = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), fc.nat(13), shown, (steps, cut, [things, folders, facts]) => {
        const entries = entriesOf(steps);
        const topics = new Map<string, string>();
        const tree = treeWith(things, folders, facts);
        for (const told of [entries.slice(0, cut), entries]) settle(told, topics, Infinity, tree);
        if (dream(entries, topics).length > 0) isUnseen += 1;
      }),
      { seed: 20_261_127, numRuns: 100 },
    );
    // Else the tree decided nothing.
    expect(isUnseen).toBeGreaterThan(10);
  });

  it('loses no claim that waits: of two claims of one message, and of two that say nearly the same', () => {
    const entries = [
      commitEntry({
        subject: 'Replace Redis with PostgreSQL',
        body: 'One more server to watch is not worth it.\n\nThe sessions must never be written to the disk, because they hold tokens.',
        sha: 'a00000000001',
      }),
      noteEntry('The service listens on port 6380 on Fridays', { at: '2026-03-02T10:00:00Z' }),
      noteEntry('The service listens on port 6380 for sessions', { at: '2026-03-03T10:00:00Z' }),
    ];
    const [few, all] = [new Map<string, string>(), new Map<string, string>()];
    settle(entries, all);
    settle(entries, few, 1);
    expect(standing(all)).toHaveLength(4);
    expect(standing(few)).toEqual(standing(all));
    // A claim that was accepted in other words stays told.
    for (const [slug, text] of few)
      few.set(slug, text.replace('must never be written to the disk, because they hold tokens', 'hold tokens and stay in memory'));
    expect(dream(entries, few)).toEqual([]);
  });
});
