import { describe, expect, it } from 'vitest';
import { reasonFor } from '../../../src/dream/claims/reason.js';
import { messageOf } from '../../../src/dream/reading/message.js';
import { commitEntry } from '../entries.js';

/** The sentence that stands as the reason of this subject. */
function reason(subject: string, body: string): string | undefined {
  const message = messageOf(commitEntry({ subject, body }));
  return message && reasonFor(message, true)?.sentence;
}

describe('the reason of what is new', () => {
  it.each([
    ['Add a conversion of String', 'When a path is built, it is not possible to give a String, which is useful with format.'],
    ['Support sizes in blocks', 'Users cannot search for files by their number of blocks at the moment.'],
    ['Allow two configurations', 'There is no way to have one configuration for tests and one for the rest.'],
  ])('is not what could not be done without it: %s', (subject, body) => expect(reason(subject, body)).toBeUndefined());

  it.each([
    ['Add a limit of 4 MB to each upload', 'The proxy cannot hold more than that, because its memory is small.'],
    ['Remove the cache of sessions', 'It is not possible to keep it true with two servers at work.'],
  ])('is what holds as before: %s', (subject, body) => expect(reason(subject, body)).toBe(body));

  it.each([
    ['Support any expression in a field', 'The current API for fields is rather small, since it only accepts literals.'],
    [
      'Fix warnings without the standard library',
      'Now that our lowest version is 1.49, we can fix these warnings because it has the hint.',
    ],
    ['Skip padding of skipped fields', 'The current behaviour is to write padding, which results in extraneous blanks.'],
  ])('nor what was so before: %s', (subject, body) => expect(reason(subject, body)).toBeUndefined());
});
