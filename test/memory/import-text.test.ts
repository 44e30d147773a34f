import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatImportText, IMPORT_SOURCES, readImportText } from '../../src/memory/import-text.js';

const word = fc.string({ unit: 'binary', minLength: 1 });
const id = fc.stringMatching(/^[0-9a-z]{10}$/);

test('what was written is read back, whatever names and texts hold', () => {
  fc.assert(
    fc.property(
      fc.record(
        { body: fc.string(), path: word, section: word, source: fc.constantFrom(...IMPORT_SOURCES), inPlaceOf: id, supersededBy: id },
        { requiredKeys: ['body', 'path', 'source'] },
      ),
      (text) => {
        expect(readImportText(formatImportText(text))).toEqual(text);
        expect(formatImportText({ ...text, body: '' })).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u200b\u2028]/);
      },
    ),
    { seed: 7, numRuns: 500 },
  );
});

test.each(['', 'imported from x', 'a\nimported from a b (nothing)', 'imported from x (note)\nmore', 'imported from "x (note)'])(
  'any other text is none: %j',
  (text) => expect(readImportText(text)).toBeUndefined(),
);

test('is readable', () => {
  expect(formatImportText({ body: 'Use Redis.', path: 'docs/my adr.md', source: 'adr', section: 'A "b"', inPlaceOf: 'k81m2pp0zd' })).toBe(
    'Use Redis.\nimported from docs/my adr.md, "A \\"b\\"" (adr), in place of (^k81m2pp0zd)',
  );
});
