import { expect, test } from 'vitest';
import { askedFile, readAsked } from '../../../src/desk/door/asked.js';
import { questionFrom } from '../../../src/desk/question.js';

test('a question arrives with every filter that it was asked with', () => {
  const filters = {
    topic: 'tests',
    tier: 'memory',
    since: '2026-01-01',
    until: '2026-02-01',
    path: 'src',
    author: 'Ann',
    kind: 'note',
    limit: '5',
    minScore: 0.2,
  };
  const asked = { root: '/r', cwd: '/r', question: questionFrom('a', filters), wordsOnly: false, edges: false, settings: 's', client: 'c' };
  expect(readAsked(JSON.stringify(askedFile(asked)))?.question.filters).toEqual(filters);
});
