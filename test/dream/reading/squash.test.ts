import { describe, expect, it } from 'vitest';
import { choicesOf } from '../../../src/dream/claims/choices.js';
import { claimsOf } from '../../../src/dream/claims/claims.js';
import { messageOf, type Message } from '../../../src/dream/reading/message.js';
import { isNoise } from '../../../src/dream/reading/noise.js';
import { messagesIn } from '../../../src/dream/reading/squash.js';
import { commitEntry } from '../entries.js';

const messageFrom = (subject: string, body = ''): Message => messageOf(commitEntry({ subject, body }))!;
const parts = (subject: string, body = '') =>
  messagesIn(messageFrom(subject, body)).map((part) => [part.subject, ...part.passages.map(({ text }) => text)]);
const claims = (subject: string, body = ''): string[] => claimsOf(messageFrom(subject, body)).map(({ text }) => text);
const CAUSE = 'The parser accepted null but fell through to the error branch, causing an exception in the loader.';

describe('a squash', () => {
  it('opens a part with each line that looks like a subject, to which the prose below belongs', () => {
    expect(
      parts(
        'Sort the report by date (#12)',
        `Reports are long.\n\n* Sort the report by date\n\nNewest first.\n\n* fix(parser): handle null\n\n${CAUSE}\n\n* the table of names\n`,
      ),
    ).toEqual([['handle null', CAUSE], ['the table of names'], ['Sort the report by date', 'Reports are long.', 'Newest first.']]);
  });

  it.each([
    ['* Sort the report by date\n\n* Handle null in the parser\n\n'],
    ['- Sort the report by date\n- Handle null in the parser\n\n'],
  ])('gives no subject the reason of another part: %j', (list) => {
    expect(claims('Sort the report by date (#12)', `${list}${CAUSE}`)).toEqual([`Handle null in the parser. ${CAUSE}`]);
  });

  it('takes a reason from the prose before the first line of the list', () => {
    expect(
      claims('Keep totals in cents', 'Floats cannot hold a tenth, because they are binary.\n\n* Add a column\n* Fix the tests\n'),
    ).toEqual(['Keep totals in cents. Why in 2026: Floats cannot hold a tenth, because they are binary.']);
  });

  it('tells what several of its messages decide', () => {
    expect(
      claims(
        'Rework the store (#40)',
        '* Drop support for Node 16\n\n* Never cache the token\n\nOtherwise a second user sees it.\n\n* fix lint\n\n* address review comments\n',
      ),
    ).toEqual(['Never cache the token. Otherwise a second user sees it.', 'Drop support for Node 16.']);
  });

  it('is no noise where a part is none', () => {
    expect(isNoise(messageFrom('Update dependencies (#9)', '* Update the lock file\n* Never cache the token\n'))).toBe(false);
    expect(isNoise(messageFrom('Update dependencies (#9)', '* Update the lock file\n* fix typo\n'))).toBe(true);
    expect(isNoise(messageFrom('Release 2.0.0', '* Never cache the token\n'))).toBe(true);
  });
});

describe('the last word inside a squash', () => {
  it('ends what an earlier part left', () => {
    const told = claims(
      'Remove the old exporter (#40)',
      '* Remove the old exporter. One file left because the tests still need it.\n\n* Remove the last file of the exporter too\n\nNothing needs it any more, because the tests use the new one.',
    );
    expect(told.join(' ')).not.toContain('One file left');
    expect(claims('Remove the old exporter', 'One file left because the tests need it.').join(' ')).toContain('One file left');
  });

  it.each([
    ['* Require Node 18 for the tests\n\n* Require Node 20 for the tests\n', 'Require Node 20 for the tests.', 'Node 18'],
    [
      '* Use rollup instead of webpack\n\nIt is faster, because it caches.\n\n* Use webpack instead of rollup\n\nrollup cannot split our styles.\n',
      'Use webpack instead of rollup',
      'Use rollup',
    ],
    [
      '* Warn about a missing pager\n\nBecause nobody sees why.\n\n* Never warn about a missing pager\n\nBecause scripts break.\n',
      'Never warn',
      '. Because nobody',
    ],
    [
      '* Make JSON the default format\n\nBecause other tools read it well.\n\n* Make text the default format\n\nBecause people have to read it.\n',
      'Make text',
      'Make JSON',
    ],
  ])('stands alone: %j', (body, last, earlier) => {
    const told = claims('Rework the build (#41)', body).join(' ');
    expect(told).toContain(last);
    expect(told).not.toContain(earlier);
  });

  it('is that of its title, which is written last', () => {
    const told = claims(
      'Set the timeout to 30s (#8)',
      '* Set the timeout to 10s\n\nBecause uploads are slow today.\n\n* Set the timeout to 30s\n\nBecause 10 s was not enough for slow uploads.\n',
    );
    expect(told).toEqual(['Set the timeout to 30s. Why in 2026: Because 10 s was not enough for slow uploads.']);
  });

  it('is read whatever its verb where the lines stand apart', () => {
    expect(
      claims(
        'New process (#44)',
        '* Tag from CI\n\nReleases made by hand lacked signatures, because nobody had the key.\n\n* Sign all files\n',
      ),
    ).toEqual(['Tag from CI. Why in 2026: Releases made by hand lacked signatures, because nobody had the key.']);
  });

  it('is the only one that chooses', () => {
    const message = messageFrom('Rework the build (#41)', '* Use rollup instead of webpack\n\n* Use esbuild instead of rollup\n');
    expect(choicesOf(message).map(({ adopted }) => adopted)).toEqual([['esbuild']]);
  });
});

describe('a subject of several sentences', () => {
  it('is as many messages', () => {
    expect(claims('Update dependencies. Drop support for Node.js before 18. Bump to 3.0.0')).toEqual([
      'Drop support for Node.js before 18.',
    ]);
    expect(parts('Use one queue. It is faster.', 'Writers must wait.')).toEqual([
      ['Use one queue.', 'It is faster.', 'Writers must wait.'],
    ]);
    expect(parts('Use one queue. Drop the table.', 'Writers must wait.')).toEqual([
      ['Use one queue.'],
      ['Drop the table.', 'Writers must wait.'],
    ]);
    expect(claims("Make the cache per user instead of per host. Two users on one host could read each other's tokens.")).toHaveLength(1);
  });
});
