import { describe, expect, it } from 'vitest';
import { claimsOf } from '../../../src/dream/claims/claims.js';
import { consolidate } from '../../../src/dream/claims/consolidate.js';
import { messageOf } from '../../../src/dream/reading/message.js';
import { commitEntry, noteEntry, reachableOf } from '../entries.js';

const claimsIn = (subject: string, body = '') => claimsOf(messageOf(commitEntry({ subject, body }))!).filter(({ isGuess }) => !isGuess);
const claims = (subject: string, body = ''): string[] => claimsIn(subject, body).map(({ text }) => text);

describe('a rule in a body', () => {
  it.each([
    ['To ensure that a later run can read the data, readers must load the snapshots first and only then the index.'],
    ['Entries that were deleted must never be read again.'],
    ['Always close the file before renaming it, otherwise Windows refuses.'],
    ['Writers must hold the lock until it returns.'],
    ['Never try to parse a line that was cut.'],
    ['The cache must be cleared, otherwise stale entries would be served.'],
    ['Imports must not overwrite existing files.'],
    ['Callers must retry as soon as the lock is free.'],
    ["We don't want hooks to rename the build, because that is how it is found."],
    ['The protocol demands that a writer must sync the data before the index.'],
    ["Don't hold the lock while a file is read."],
  ])('is told: "%s"', (sentence) => {
    expect(claims('reader: list snapshots', sentence).join(' ')).toContain(sentence);
  });

  it.each([
    ['The writer must be moved later.'],
    ['The index must be read in a later commit.'],
    ['The flag must stay until we have a parser.'],
    ['The lock had to be taken twice, which was never documented.'],
    ['It was never possible to read the index twice.'],
    ['The flag must stay until it is fixed.'],
    ['The last version brought a regression where lines are always cleared twice.'],
    ["We don't need the lexer in the reader any more."],
    ["Old terminals don't read the last key of a sequence."],
  ])('is none where it will pass or is over: "%s"', (sentence) => {
    expect(claims('Show the names', sentence)).toEqual([]);
  });
});

describe('what is no rule of the project', () => {
  it.each([
    ['We should look into a way to enable this option by default for all clients.'],
    ['It would be nice if the parser must never be restarted.'],
    ['Two handlers of one address must produce two series (fails if the name is dropped from the label).'],
    ['The previous commit only works when the readers do not take any of the body first.'],
    ['Last patch only works when the readers do not take any of the body first.'],
    ['TLS cannot be disabled on this endpoint.'],
    ['Users should use the reader with a callback instead.'],
    ['Do not resolve them by weakening the checks of the build.'],
    ['Do not succumb to that temptation of the reader.'],
    ['What both sides must share should be here.'],
  ])('"%s"', (sentence) => {
    expect(claims('Tidy up', sentence)).toEqual([]);
  });

  it.each([
    ['Never close a cursor in the reader, because others hold it.'],
    ['The reader must never need two passes over the same file.'],
    ['Do not use a ternary here, write an `if` block instead.'],
  ])('but "%s"', (sentence) => {
    expect(claims('Tidy up', sentence).join(' ')).toContain(sentence);
  });

  it('what never came', () => {
    const told = 'The server writes headers before any body, so the client never received the headers and the stream stalled.';
    expect(claims('Tidy up', told)).not.toContain(told);
  });

  it.each([
    ['Mention that --stats is always implied by --json'],
    ['Document that the cache must be warm'],
    ['Replace the options parser in the command line'],
    ['Revert the padding around the window'],
    ["fix: subscriptions don't reconnect after the timeout"],
    ['Drop support for unmaintained versions of Node.js'],
  ])('nor the subject "%s"', (subject) => {
    expect(claims(subject)).toEqual([]);
  });

  it('a replacement that says what takes the place is told', () => {
    expect(claims('Replace the options parser with lexopt', 'The old one could not read bytes, which is why names were lost.')).not.toEqual(
      [],
    );
  });
});

describe('a rule that leans on what stands before it', () => {
  it('is told with its subject', () => {
    const rule = 'For this use case failing to delete an old index MUST be treated as a fatal error.';
    expect(claims('prune: handle errors when deleting old index files', rule)).toEqual([
      `Handle errors when deleting old index files. ${rule}`,
    ]);
  });

  it('is told with the sentence above it', () => {
    expect(claims('Read packs', 'Large blobs are read in parts. For those blobs the builtin checks must be disabled.')).toEqual([
      'Large blobs are read in parts. For those blobs the builtin checks must be disabled.',
    ]);
  });

  it('is not told where it leans on nothing that is told', () => {
    expect(claims('Read packs', 'It is slow?\n\nFor those blobs the builtin checks must be disabled.')).toEqual([]);
    expect(claims('Tidy up', 'For those blobs the builtin checks must be disabled.')).toEqual([]);
  });
});

describe('a fix that explains its cause', () => {
  it('is told with the cause, and what holds now', () => {
    const [claim, ...others] = claimsIn(
      'Fix the count of a resumed copy',
      'The rate was computed from the start of the first run, because the counter was never reset. Only bytes copied after the resume are counted now.',
    );
    expect(others).toEqual([]);
    expect(claim).toMatchObject({
      kind: 'gotcha',
      text: 'Fix the count of a resumed copy. The rate was computed from the start of the first run, because the counter was never reset. Only bytes copied after the resume are counted now.',
    });
  });

  it.each([
    [
      'Fix lost updates in the queue',
      'Two workers read the same offset because the cursor was cached per process. The cursor is read from the table now.',
    ],
    ['fix: race on shutdown', 'The worker closed the channel before the producer had finished, which caused a panic on slow disks.'],
    ['Fix upload of empty files', 'The store rejects a part of zero bytes, so an empty file is sent in one request now.'],
  ])('is told whatever its subject says of it: "%s"', (subject, body) => {
    expect(claimsIn(subject, body)).toMatchObject([{ kind: 'gotcha', text: expect.stringContaining(body) }]);
  });

  it('does not tell the fault in the present', () => {
    expect(
      claims(
        'Fix the ETA of a resumed copy',
        'The displayed ETA is then unrealistic and never adapts, because the rate is computed from the start. Only bytes copied after the resume are counted.',
      ),
    ).toEqual(['Fix the ETA of a resumed copy. Only bytes copied after the resume are counted.']);
  });

  it('need not be called a fix where something went wrong', () => {
    const cause = 'The parser accepted null but fell through to the error branch, causing an exception in the loader.';
    expect(claims('Handle null in the parser', cause)).toEqual([`Handle null in the parser. ${cause}`]);
  });

  it.each([
    ['Show progress of uploads', 'The bar is never updated while a part is sent, so users think that it hangs.'],
    ['Fix the ETA of a resumed copy', 'The ETA was wrong.'],
    ['Fix the ETA of a resumed copy', 'It is ignored because the counter is never reset.'],
    ['Fix crash', 'It crashed because the list was empty.'],
    ['Sort the members of the list', 'They were sorted by name because the table was.'],
  ])('is none without one: "%s"', (subject, body) => {
    expect(claimsIn(subject, body).filter(({ kind }) => kind === 'gotcha')).toEqual([]);
  });
});

describe('a guess', () => {
  const guess = commitEntry({
    subject: 'Retry uploads',
    body: 'The proxy might close idle connections after a minute.',
    at: '2026-03-01T10:00:00Z',
  });
  const dream = (entries: Parameters<typeof consolidate>[0]['entries']) =>
    consolidate({ entries, reachable: reachableOf(entries), topics: [], verdicts: [], nowMs: Date.UTC(2026, 6, 1) });

  it('is told in the words of the fix that confirms it, with both as evidence', () => {
    const fix = commitEntry({
      subject: 'Fix uploads of large files',
      body: 'The proxy closes idle connections after a minute.',
      at: '2026-03-03T10:00:00Z',
    });
    const { candidates } = dream([guess, fix]);
    expect(candidates).toMatchObject([{ after: expect.stringContaining('The proxy closes idle connections after a minute.') }]);
    expect(candidates[0]?.evidence.map(({ id }) => id)).toEqual([guess.id, fix.id]);
  });

  it('is told in the words of a note that confirms it', () => {
    const note = noteEntry('The proxy closes idle connections after a minute, says its vendor.', { at: '2026-03-03T10:00:00Z' });
    const { candidates } = dream([guess, note]);
    expect(candidates.some(({ evidence }) => evidence.length === 2)).toBe(true);
  });

  it.each([
    ['The proxy keeps idle connections open.', 'Fix uploads'],
    ['The proxy closes idle connections after a minute.', 'Add a table of uploads'],
    ['The proxy probably closes idle connections after a minute.', 'Fix uploads'],
    ['A tiny fix: the proxy closes idle connections after a minute, will self-merge.', 'Fix uploads'],
    // Few of its words, by chance.
    ['The idle connections are counted.', 'Fix uploads'],
  ])('is dropped and counted where none does: "%s", "%s"', (body, subject) => {
    const { candidates, dropped } = dream([guess, commitEntry({ subject, body, at: '2026-03-03T10:00:00Z' })]);
    expect(candidates).toEqual([]);
    expect(dropped.speculation).toBeGreaterThan(0);
  });
});
