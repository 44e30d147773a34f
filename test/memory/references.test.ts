import { expect, it } from 'vitest';
import { referencesIn, replaceReferences, withoutReferences } from '../../src/memory/references.js';

const TEXT = '(^b) and (^a-1), (^b) but not ^c or (^) ^d';

it('finds references once each, and no definitions', () => {
  expect(referencesIn(TEXT)).toEqual(['b', 'a-1']);
});

it('puts something in the place of each', () => {
  expect(replaceReferences(TEXT, (id) => `($&${id})`)).toBe('($&b) and ($&a-1), ($&b) but not ^c or (^) ^d');
});

it('leaves them out with the blanks before them', () => {
  expect(withoutReferences(`see \t(^b)(^a-1), ${TEXT}`)).toBe('see, and, but not ^c or (^) ^d');
});
