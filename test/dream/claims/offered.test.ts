import { describe, expect, it } from 'vitest';
import { consolidateInParts, type Consolidation } from '../../../src/dream/claims/consolidate.js';
import { IN_ONE_GO } from '../../../src/dream/claims/parts.js';
import type { BroughtLine, Surviving } from '../../../src/dream/witness/surviving.js';
import type { Entry } from '../../../src/memory/entry.js';
import { commitEntry, reachableOf } from '../entries.js';

const WEAK = commitEntry({ subject: 'Rename the fshelper module to filesystem', sha: 'a00000000001' });
const RULE = commitEntry({
  subject: 'Never complete flags where their parsing is switched off',
  body: 'The command parses them itself then, because it asked for that.',
  sha: 'b00000000001',
});
const DROPPED = commitEntry({
  subject: 'Drop support for Windows XP',
  body: 'Nobody can test it, because no runner has it.',
  sha: 'c00000000001',
});

function filler(count: number): Entry[] {
  return Array.from({ length: count }, (_, n) => commitEntry({ subject: `Bump x to ${n}.0.1`, sha: `f${String(n).padStart(11, '0')}` }));
}

/** Twenty lines of which so much stands; they speak of nothing that a claim is about. */
function standing(share: number): BroughtLine[] {
  return Array.from({ length: 20 }, (_, at) => ({ line: `x${at}`, stands: at < share * 20 }));
}

/** A dream in which the tree answers so; what it was asked for, and what it came to. */
function dream(entries: readonly Entry[], surviving?: Surviving, worthLeast = 4.5): Consolidation & { asked: readonly string[] } {
  const steps = consolidateInParts(
    {
      entries,
      reachable: reachableOf(entries),
      topics: [],
      verdicts: [],
      nowMs: Date.UTC(2026, 10, 20),
      worthLeast,
    },
    IN_ONE_GO,
  );
  let asked: readonly string[] = [];
  for (let step = steps.next(); ;) {
    if (step.done) return { ...step.value, asked };
    const question = step.value !== undefined && 'surviving' in step.value ? step.value : undefined;
    if (question) asked = question.surviving;
    step = steps.next(question && surviving);
  }
}

const claims = ({ candidates }: Consolidation): string[] =>
  candidates.map(({ after = '' }) => after.replace(/[.(].*$/s, '').trim()).toSorted();

describe('what a dream offers', () => {
  it('of a long history only what gives enough, and it says how many do not', () => {
    const long = dream([WEAK, RULE, ...filler(100)]);
    expect(claims(long)).toEqual(['Never complete flags where their parsing is switched off']);
    expect(long.notes).toContain('1 claim gives too little to be worth a look (dream.worth)');
    expect(long.tally).toMatchObject({ weak: 1, rewritten: 0 });
  });

  it('all of a short history, and all where a person asks for it', () => {
    expect(claims(dream([WEAK, RULE, ...filler(20)]))).toHaveLength(2);
    expect(claims(dream([WEAK, RULE, ...filler(100)], new Map([['b00000000001', standing(0)]]), 0))).toHaveLength(2);
  });

  it.each([
    ['Always complete the words of Nushell', '', 'src/a.ts +9 -1', 1],
    // What it is narrowed from, or what it holds for, is not told.
    ['Only whole words are completed', '', 'src/a.ts +9 -1', 0],
    ['Always keep all settings', '', 'src/a.ts +9 -1', 0],
    ['Writers of the log must be buffered', '', 'src/a.ts +9 -1', 0],
    // Seen in the code, or by nobody.
    ['Avoid large reallocations of Nushell', '', 'src/a.ts +9 -1', 0],
    ['Always complete the words of Nushell', '', 'test/a.test.ts +9 -1', 0],
    // Of which first one it speaks is not told.
    ['Only the first is completed', '', 'src/a.ts +9 -1', 0],
    ['Always complete the words of Nushell', '', '.github/workflows/ci.yml +9 -1', 0],
    ['Rename the fshelper module to filesystem', '', 'src/a.ts +9 -1', 0],
  ])('of a commit that stands nearly whole also what gives less: "%s" %s in %s', (subject, body, paths, count) => {
    const entry = commitEntry({ subject, body, paths, sha: 'e00000000001' });
    expect(dream([entry, ...filler(100)], new Map([['e00000000001', standing(1)]])).candidates).toHaveLength(count);
    expect(dream([entry, ...filler(100)], new Map([['e00000000001', standing(0.6)]])).candidates).toHaveLength(0);
  });

  it.each([
    ['few lines stand', 0.35, 0],
    ['enough stands for what is worth much', 0.4, 1],
    ['nothing is known', undefined, 1],
  ])('of a commit of which %s', (_what, share, count) => {
    const { asked, ...told } = dream(
      [RULE, ...filler(20)],
      new Map([['d00000000001', standing(1)], ...(share === undefined ? [] : [['b00000000001', standing(share)] as const])]),
    );
    expect(asked).toEqual(['b00000000001']);
    expect(told.candidates).toHaveLength(count);
    expect(told.tally.rewritten).toBe(1 - count);
    const note = '1 claim is of commits of which few lines still stand, and may be outdated (dream.worth)';
    expect(told.notes.includes(note)).toBe(count === 0);
  });

  it('of a commit of which less than half stands only what is worth much more', () => {
    const weaker = commitEntry({ subject: 'Never complete flags of hidden commands', sha: 'b00000000003' });
    const surviving = new Map([
      ['b00000000001', standing(0.45)],
      ['b00000000003', standing(0.45)],
    ]);
    expect(claims(dream([RULE, weaker, ...filler(100)], surviving))).toEqual(['Never complete flags where their parsing is switched off']);
  });

  it('of a commit of which nothing is known where others are: nothing', () => {
    const surviving = new Map([['d00000000001', standing(1)]]);
    const weaker = commitEntry({ subject: 'Never complete flags of hidden commands', sha: 'b00000000003' });
    expect(claims(dream([RULE, weaker, ...filler(100)], surviving))).toEqual([]);
    expect(claims(dream([RULE, weaker, ...filler(100)], new Map()))).toHaveLength(2);
  });

  it('of what was dropped nothing needs to stand, and of what was said twice the saying of which most stands counts', () => {
    const again = commitEntry({
      subject: 'Never complete flags where their parsing is switched off',
      sha: 'b00000000002',
      at: '2026-04-01T10:00:00Z',
    });
    const surviving = new Map([
      ['b00000000001', standing(0)],
      ['b00000000002', standing(0.5)],
      ['c00000000001', standing(0)],
    ]);
    expect(dream([RULE, again, DROPPED, ...filler(100)], surviving).candidates).toHaveLength(2);
  });
});

describe('what is worth a look in a long history', () => {
  const WHY = 'A server of its own would be needed, because nobody watches the old one.';
  it.each([
    ['one thing for another, and why', 'Keep the index in SQLite instead of Solr', WHY, 1],
    ['what was given up, and why', 'Revert "Round prices half to even"', 'The tax office demands that totals must be rounded half up.', 1],
    ['a rule', 'Never store the numbers of cards', '', 1],
    ['what is served no more, and why', 'Drop support for Windows XP', 'Nobody can test it, because no runner has it.', 1],
    ['one call for another, and why', 'Use list.at(-1) instead of list[list.length - 1]', WHY, 0],
    ['a new name', 'Rename the fshelper module to filesystem', WHY, 0],
    ['one class for another, and why', 'Use ArgumentParser instead of the OptionParser', WHY, 0],
    ['what was given up for now', 'Revert "Merge pull request 12 from ann/one"', 'It leaks sockets, because nothing closes them.', 0],
    ['a sentence of the body that needs the others', 'Compare both', 'The check must never fail on a name of the other.', 0],
    ['a feature', 'Add a column for the price', 'This column shows what a customer pays, because they asked for it.', 0],
    ['a removal in code', 'Remove the cache of names', 'It is not in any hot path.', 0],
    [
      'a part of the code that went',
      'Remove constructors for FlatMapAccess',
      'They are used in one place each, so it is better to inline them.',
      0,
    ],
    ['what is narrowed without a reason', 'Only pin casts when the build runs under Miri', '', 0],
    ['what is narrowed, and why', 'Only pin casts under Miri', 'It must know them, because it follows each pointer.', 1],
    [
      'a rule of tests that are not named',
      'Do not run the tests if the feature is missing',
      'The option is missing then, because it is compiled out.',
      0,
    ],
    [
      'a standard that is cited',
      'Add an option for dates',
      'Where no clock is there section 7.1 of RFC 7231 stipulates that a server must not send a date.',
      0,
    ],
    ['a demand without a reason', 'Direct iteration should not apply sizes of chunks', '', 0],
    ['what must be done from now on', 'The marker `invalid` now must be imported from its own package', '', 1],
  ])('%s: "%s"', (_what, subject, body, count) => {
    expect(
      dream([commitEntry({ subject, body, sha: 'd00000000001' }), ...filler(100)], new Map([['d00000000001', standing(1)]])).candidates,
    ).toHaveLength(count);
  });
});
