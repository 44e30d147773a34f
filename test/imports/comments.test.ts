import { expect, test } from 'vitest';
import { withoutComments } from '../../src/imports/comments.js';

test.each([
  ['a <!-- b --> c', 'a  c'],
  ['a\n<!-- kairos:index -->\nours\n<!-- x -->\n<!-- /kairos:index -->\nb', 'a\n\nb'],
  ['<!-- kairos: "kairos disconnect" takes it out -->\nours\n<!-- kairos: end -->\nb', '\nb'],
  ['<!-- kairos:a -->\nkept\n<!-- /kairos:b -->', '\nkept\n'],
  ['<!-- kairos: end -->\nkept', '\nkept'],
  ['<!-- kairos:a -->1<!-- /kairos:a -->2<!-- kairos:a -->3<!-- /kairos:a -->', '2'],
  ['a <!-- without an end', 'a <!-- without an end'],
])('comments and marked blocks go: %j', (text, left) => expect(withoutComments(text)).toBe(left));

test('a file made to take long takes no longer than another', () => {
  const begin = performance.now();
  for (const part of ['<!--', '<!-- kairos:a -->\n', '<!-- kairos: a -->\n', '<!-- kairos:', ' \n<!--'])
    withoutComments(part.repeat(250_000 / part.length));
  expect(performance.now() - begin).toBeLessThan(1_000);
});
