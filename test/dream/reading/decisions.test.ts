import { describe, expect, it } from 'vitest';
import { choicesIn } from '../../../src/dream/claims/choices.js';
import { claimsOf } from '../../../src/dream/claims/claims.js';
import { decisionIn } from '../../../src/dream/reading/decisions.js';
import { messageOf } from '../../../src/dream/reading/message.js';
import { commitEntry } from '../entries.js';

describe('what a verb does in its sentence', () => {
  it.each([
    ['Stop timers where they are started', 'rule'],
    ['Drop the user into a shell on failure', 'rule'],
    ['Stop retrying when the server says no', 'rule'],
    ['Remove the lock file once the run is over', 'rule'],
    ['Drop privileges before the first read', 'rule'],
    ['Disable the pager if the output is no terminal', 'rule'],
    ['Delete the socket on exit', 'rule'],
    ['Stop the spinner on Ctrl+C', 'rule'],
    ['Stop using the monotonic clock', 'stopped'],
    ['Stop using the pool when idle', 'stopped'],
    ['Stop building for windows-gnu which fails', 'stopped'],
    ['Drop support for Node 18 after its end of life', 'dropped'],
    ['Drop Python 2 support', 'dropped'],
    ['Remove the importer from the build', 'dropped'],
    ['Drop jsxPure because nobody calls it when building', 'dropped'],
    ['Deprecate the old callbacks', 'deprecated'],
    ['Disable the cache', 'disabled'],
    ['Disable colours by default', 'default'],
  ])('tells "%s"', (sentence, kind) => {
    expect(decisionIn(sentence)?.kind).toBe(kind);
  });

  it('announces nothing where a noun only has the word in it', () => {
    expect(decisionIn('deprecation notice appears at the front of help')).toBeUndefined();
  });

  it('chooses nothing where it only says what is done', () => {
    const told = (subject: string) => choicesIn({ subject, passages: [], isNote: false });
    expect(told('Drop the user into a shell on failure')).toEqual([]);
    expect(told('Drop the shell')).toMatchObject([{ how: 'dropped', dropped: ['shell'] }]);
  });
});

describe('a policy without its figure', () => {
  const claims = (subject: string, body = ''): string[] => claimsOf(messageOf(commitEntry({ subject, body }))!).map(({ text }) => text);

  it.each([
    ['Updated minimum version of Rust', ''],
    ['Raise the minimum supported Go version', 'The new one has generics, because the parser needs them.'],
    ['Drop end of life python versions', ''],
    ['Bump MSRV', 'The lexer needs it.'],
    ['Note minimum Rust version', ''],
  ])('is no claim: "%s"', (subject, body) => {
    expect(claims(subject, body)).toEqual([]);
  });

  it.each([
    ['Raise the minimum Rust version', 'Rust 1.70 has the cell that the cache needs.'],
    ['Bump minimum supported Go version to 1.22', ''],
    ['Check the minimum version without default features', 'Otherwise the check fails, because a default feature needs a newer compiler.'],
  ])('is one where the figure is said, or none is set: "%s"', (subject, body) => {
    expect(claims(subject, body)).toHaveLength(1);
  });
});
