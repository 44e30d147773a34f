import { describe, expect, test } from 'vitest';
import { ownDate } from '../../src/imports/own-date.js';
import { readYamlFront } from '../../src/memory/front-matter.js';

const NOW_MS = Date.parse('2026-11-20T15:00:00Z');
const COMMITTED = Date.parse('2026-03-01T08:00:00Z');
const WRITTEN = Date.parse('2026-04-01T08:00:00.5Z') + 0.25;

function dated(
  front: string,
  { inText, name = 'a.md', committed = true }: { inText?: string; name?: string; committed?: boolean } = {},
): string {
  const { data } = readYamlFront(front === '' ? '' : `---\n${front}\n---\n`);
  const committedAtMs = committed ? COMMITTED : undefined;
  return new Date(ownDate({ front: data, inText, fileName: name, committedAtMs, writtenAtMs: WRITTEN }, NOW_MS)).toISOString();
}

describe('the date of a file', () => {
  test.each([
    ['date: 2025-06-07', '2025-06-07T12:00:00.000Z'],
    ["date: '2025-06-07'", '2025-06-07T12:00:00.000Z'],
    ['date: 2025-06-07T08:30:00+02:00', '2025-06-07T06:30:00.000Z'],
    ['created: 2024-01-01\nupdated: 2025-01-01', '2025-01-01T12:00:00.000Z'],
    ['date: soon\ncreated: 2024-01-01', '2024-01-01T12:00:00.000Z'],
    ['date: 20250607', '2025-06-07T12:00:00.000Z'],
    // Today, before noon of UTC has come elsewhere: never ahead of the clock.
    ['date: 2026-11-20', '2026-11-20T12:00:00.000Z'],
  ])('is that of its front matter: %s', (front, at) => expect(dated(front, { inText: '2023-01-01', name: '2022-01-01.md' })).toBe(at));

  test('is else that of its text, of its name, of its last commit, of the file', () => {
    expect(dated('', { inText: '2023-01-02 (updated)', name: '2022-01-01.md' })).toBe('2023-01-02T12:00:00.000Z');
    expect(dated('', { name: 'notes-20220103.md' })).toBe('2022-01-03T12:00:00.000Z');
    expect(dated('', { name: '0042-x.md' })).toBe('2026-03-01T08:00:00.000Z');
    expect(dated('', { committed: false })).toBe('2026-04-01T08:00:00.500Z');
  });

  test.each(['date: 2026-11-21', 'date: 2099-01-01', "date: '2025-02-30'", 'date: 1960-01-01', 'date: [1, 2]', 'date: {a: 1}'])(
    'is no date that cannot be: %s',
    (front) => expect(dated(front)).toBe('2026-03-01T08:00:00.000Z'),
  );
});
