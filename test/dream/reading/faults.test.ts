import { describe, expect, it } from 'vitest';
import { claimsOf } from '../../../src/dream/claims/claims.js';
import { messageOf } from '../../../src/dream/reading/message.js';
import { commitEntry } from '../entries.js';

const claims = (subject: string, body: string): string[] => claimsOf(messageOf(commitEntry({ subject, body }))!).map(({ text }) => text);

describe('the fault that a commit removes', () => {
  it.each([
    ['Fix the ETA of a resumed copy', 'The displayed ETA is then unrealistic and never adapts.'],
    ['fix(eta): count new bytes', 'The displayed ETA never adapts to the speed.'],
    ['Count only new bytes in the ETA', 'The displayed ETA is always wrong.'],
    ['Fix the order of results', 'Results should be sorted by date but are always returned as found.'],
    ['Pass the limit of the form', 'When a file is read the limit of the form is never used.'],
    ['Split short flags', 'Short flags are not handled correctly, and always end the line.'],
    ['Print the loop once', 'Today the loop should always print one value for each line.'],
    ['Repair the lock', 'The second writer is never refused and corrupts the index.'],
    ['Fix resizing', 'An alternate buffer always follows the terminal size, so resizing it leads to flicker.'],
    ['Fix the reading of versions', 'Since the tracking of variables is still unstable, the compiler never learns of them.'],
  ])('is no rule: "%s"', (subject, body) => {
    expect(claims(subject, body)).toEqual([]);
  });

  it.each([
    ['Fix the ETA of a resumed copy', 'Bytes of another run must never be counted.'],
    ['Count only new bytes in the ETA', 'Readers must never see a wrong figure.'],
    ['Fix the lock', 'A second writer is now always refused.'],
  ])('is told from what holds: "%s"', (subject, body) => {
    expect(claims(subject, body)).toEqual([body]);
  });

  it('is no reason of a fix', () => {
    const subject = 'Fix: ensure the prefix is in upper case';
    expect(claims(subject, 'The prefix is converted, then lost again.').join(' ')).not.toContain('lost');
  });
});

describe('what is no reason', () => {
  it.each([
    ['Use the new router by default', 'Like it should have always been.'],
    ['Use the new router by default', 'Because the old one is a fucking mess of callbacks.'],
    ['Use the new router by default', 'The router.go:12:4: says it must be.'],
    // Lines of a list that nobody marked as one.
    [
      'Use the new router by default',
      'only close connections of old clients if the length is missing the header already tells the server to close it the base of the server already sets the date handles the timeout and knows the version so that nothing must be overridden in it',
    ],
  ])('is left out: "%s", "%s"', (subject, body) => {
    expect(claims(subject, body)).toEqual(['Use the new router by default.']);
  });

  it('has no claim of what does not work yet', () => {
    expect(claims('Middleware tests. That dont quite work yet because the mock is missing', '')).toEqual([]);
  });
});

describe('a rule that leans on a fault', () => {
  it('is not told', () => {
    expect(
      claims('Split short flags', 'Flags such as `-asd` are not handled correctly by the completion. They should be treated as many.'),
    ).toEqual([]);
  });
});

describe('what is no claim', () => {
  it.each([
    ['a question', 'Why must the cache never be used?', ''],
    ['a fragment', 'Only if properties is set', ''],
    ['a fragment', 'Remove due to merge conflict', ''],
    ['a version that is not named', 'Go install requires a specific version', ''],
  ])('%s: "%s"', (_what, subject, body) => {
    expect(claims(subject, body)).toEqual([]);
  });

  it('a hedge waits for what bears it out', () => {
    for (const subject of ['Readers should be able to never cache it', 'Never cache, which is a little sketchy'])
      expect(claimsOf(messageOf(commitEntry({ subject }))!).filter(({ speculative }) => !speculative)).toEqual([]);
  });
});
