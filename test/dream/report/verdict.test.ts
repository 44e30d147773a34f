import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  claimHash,
  isQuotedFrom,
  normaliseClaim,
  sameClaim,
  verdictDraft,
  verdictsIn,
  withoutWords,
  type Verdict,
} from '../../../src/dream/report/verdict.js';
import { readClaim } from '../../../src/memory/topic-bullet.js';
import type { Entry } from '../../../src/memory/entry.js';

const VERDICT: Verdict = {
  decision: 'rejected',
  candidateId: 'k9x0aa1b2c',
  claimHash: claimHash('They use port 6379.'),
  claim: 'They use port 6379.',
  topic: 'integration-tests',
  dream: '4mk2q0',
  atMs: Date.UTC(2026, 10, 20),
};

function entryOf(verdict: Verdict, change: Partial<Entry> = {}): Entry {
  const draft = verdictDraft(verdict);
  return {
    id: 'k0aa7f3b1c',
    defined: true,
    ours: true,
    kind: draft.kind,
    actor: draft.actor,
    atMs: draft.atMs,
    text: draft.text,
    source: { path: 'logs/2026/11/2026-11-20.md', line: 1, writer: 'local' },
    origin: 'user',
    ...change,
  };
}

describe('verdicts', () => {
  it('are known without their words, which were forgotten, as another entry', () => {
    const bare = withoutWords(VERDICT);
    expect(verdictsIn([entryOf(bare)])).toEqual([{ ...VERDICT, claim: '(forgotten)' }]);
    expect(verdictDraft(bare).key).not.toBe(verdictDraft(VERDICT).key);
    expect(verdictDraft(bare).text).not.toContain('6379');
  });

  it.each([
    ['They use port 6379.', 'note: they use port 6379, since the other one was taken', true],
    ['redis: They use port 6379.', 'They use port 6379.', true],
    ['They use port 6380.', 'They use port 6379.', false],
    ['The fair of 2026-11-21 is over.', 'The fair of tomorrow is over.', true],
    ['The mailer keeps letters.', 'They use port 6379.', false],
  ])('quote an entry or not: %s', (claim, said, isQuoted) => {
    expect(isQuotedFrom(claim, said)).toBe(isQuoted);
  });

  it('survive the way through the log', () => {
    expect(verdictsIn([entryOf(VERDICT)])).toEqual([VERDICT]);
  });

  it.each([
    ['a bullet that we did not write', { ours: false }],
    ['one that a model wrote', { actor: 'model' }],
    ['another kind', { kind: 'note' }],
    ['text that only looks like one', { text: 'rejected (^k9x0aa1b2c) because of claim' }],
  ] satisfies [string, Partial<Entry>][])('do not come from %s', (_what, change) => {
    expect(verdictsIn([entryOf(VERDICT, change)])).toEqual([]);
  });
});

describe('one claim', () => {
  it.each([
    ['They use port 6379.', 'they use **port 6379**'],
    ['The integration tests need Redis on port 6380.', 'Integration tests require Redis on port 6380.'],
    ['We dropped Go 1.11 because modules broke there.', 'Go 1.11 was dropped: modules broke there.'],
    ['The mailer holds 3 workers.', 'Our mailer always holds 3 workers.'],
    ['Use pnpm instead of npm in CI.', 'In CI use pnpm instead of npm.'],
    ['Releases are cut from main every Friday.', 'We cut releases from main on each Friday.'],
  ])('is said twice: %s / %s', (a, b) => {
    expect(sameClaim(a, b)).toBe(true);
    expect(sameClaim(b, a)).toBe(true);
  });

  it.each(['.', '!', '?', ''])('is said twice with and without its date, whatever its mark: %j', (mark) => {
    const said = 'The integration tests need Redis on port 6380';
    const { claim } = readClaim(`${said} (2026-11-20)${mark}`);
    expect(sameClaim(claim, `${said}.`)).toBe(true);
    expect(claimHash(claim)).toBe(claimHash(said));
  });

  it.each([
    ['They use port 6379.', 'They use port 6380.'],
    ['The parser accepts empty front matter.', 'The parser does not accept empty front matter.'],
    ['Use npm instead of pnpm in the CI scripts.', 'Use pnpm instead of npm in the CI scripts.'],
    ['parseTopic reads the front matter of topics.', 'parseLog reads the front matter of topics.'],
    ['Support for Go 1.11 stays until spring.', 'Support for Go 1.12 stays until spring.'],
    ['The daemon writes logs.', 'The daemon reads the queue.'],
    ['The router holds 3 workers.', 'The mailer holds 3 workers.'],
    ['The unit tests need Redis on port 6380.', 'The integration tests need Redis on port 6380.'],
    ['Tests run.', 'Tests ran.'],
    ['', ''],
  ])('is not made by %s / %s', (a, b) => {
    expect(sameClaim(a, b)).toBe(false);
    expect(sameClaim(b, a)).toBe(false);
  });

  it('is the same with characters that nobody sees in it', () => {
    expect(claimHash('They need Re\u200bdis\u{e0061}.')).toBe(claimHash('They need Redis.'));
  });

  it('is symmetric and its normal form is stable, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(normaliseClaim(normaliseClaim(a))).toBe(normaliseClaim(a));
        expect(sameClaim(a, b)).toBe(sameClaim(b, a));
      }),
    );
  });
});
