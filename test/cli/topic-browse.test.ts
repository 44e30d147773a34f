/** Finding a claim while somebody types: keys in, lines out. */
import { expect, it } from 'vitest';
import { widthOf } from '../../src/cli/fit.js';
import { paletteOf } from '../../src/cli/print.js';
import { afterKey, linesOf, rowsFor, START, type Browse, type Choice, type Key } from '../../src/cli/topic-browse.js';
import { claimSearch } from '../../src/desk/topic-search.js';
import type { TopicRow } from '../../src/desk/topics.js';
import { parseTopic } from '../../src/memory/topic.js';

const DEPLOYMENT = `# Deployment

- Deploy on Mondays before noon. ^k9x0aa1b2c
- Redis listens on port 6380, because 6379 is taken by 検索 on the CI hosts. ^k2aa0b1c3d
`;
const topics = [parseTopic(DEPLOYMENT, 'topics/deployment.md').topic];
const search = claimSearch(topics);
const listed: TopicRow[] = [{ slug: 'deployment', title: 'Deployment', description: 'when', claims: 2, struck: 0 }];
const rows = (browse: Browse): ReturnType<typeof rowsFor> => rowsFor(listed, search, browse, 10);

/** The state after these keys, or what they chose. */
function after(...keys: readonly (string | Key)[]): Browse | Choice {
  let state: Browse = START;
  for (const key of keys) {
    const next = afterKey(state, rows(state), typeof key === 'string' ? { sequence: key } : key);
    if (typeof next === 'string' || !('typed' in next)) return next;
    state = next;
  }
  return state;
}
const typed = (...keys: readonly (string | Key)[]): string => (after(...keys) as Browse).typed;
const texts = (words: string): string[] =>
  rows({ typed: words, chosen: -1 }).map((row) => (row.is === 'claim' ? row.claim.id : row.topic.slug));

it('lists topics until something is typed, then claims, by prefixes and mistyped words', () => {
  expect(texts('')).toEqual(['deployment']);
  expect(texts('red')).toEqual(['k2aa0b1c3d']);
  expect(texts('mondas')).toEqual(['k9x0aa1b2c']);
  expect(texts('zzz')).toEqual([]);
});

it('takes letters, and takes them back', () => {
  expect(typed('r', 'e', 'd', ' ', 'p')).toBe('red p');
  expect(typed('é', { name: 'backspace' }, 'a')).toBe('a');
  expect(typed('a b', { name: 'w', ctrl: true }, 'c')).toBe('a c');
  expect(typed('a', { name: 'u', ctrl: true })).toBe('');
  expect(typed('a', { sequence: '\u001b[15~', name: 'f5' }, { sequence: '\u0007' })).toBe('a');
});

it('chooses all, one, or leaves', () => {
  const enter = { name: 'return' };
  expect(after('red', enter)).toEqual({ all: 'red' });
  expect(after(enter)).toEqual({ all: '' });
  expect(after('red', { name: 'down' }, { name: 'down' }, enter)).toMatchObject({ one: { is: 'claim', claim: { id: 'k2aa0b1c3d' } } });
  expect(after({ name: 'down' }, enter)).toMatchObject({ one: { is: 'topic', topic: { slug: 'deployment' } } });
  expect(after({ name: 'down' }, { name: 'up' }, enter)).toEqual({ all: '' });
  expect([after({ name: 'escape' }), after({ name: 'c', ctrl: true })]).toEqual(['left', 'interrupted']);
});

it.each([40, 60, 100])('shows lines that %i columns hold, and the cursor behind the words', (columns) => {
  const long: Browse = { typed: 'redis '.repeat(30), chosen: 0 };
  for (const browse of [START, { typed: 'red', chosen: 0 }, { typed: 'zzz', chosen: -1 }, long]) {
    const { lines, cursor } = linesOf(browse, rows(browse), { columns, palette: paletteOf(false) });
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    expect(cursor).toBe(widthOf(lines[0] ?? ''));
  }
});
