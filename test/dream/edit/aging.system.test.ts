import { describe, expect, it } from 'vitest';
import { agingOf, archivedIn, type Aging } from '../../../src/dream/edit/aging.js';
import { consolidate } from '../../../src/dream/claims/consolidate.js';
import { prune } from '../../../src/dream/edit/prune.js';
import { topicsIn } from '../../../src/dream/tree/memory-files.js';
import type { Entry } from '../../../src/memory/entry.js';
import { parseTopic } from '../../../src/memory/topic.js';
import { noteEntry } from '../entries.js';
import { added, CONFIG, MEMORY } from '../setting.js';

const NOW = Date.UTC(2026, 10, 20);
const page = (slug: string, ...bullets: readonly string[]): [string, string] => [
  `.kairos/topics/${slug}.md`,
  `# ${slug}\n\n${bullets.join('\n')}\n`,
];
const FILES = new Map([
  ['.kairos/MEMORY.md', MEMORY],
  page('old', '- They used CVS (2015-03-01). ^kaaaaaaaa1', '- ~~Never.~~ superseded 2015-03-01 by (^kaaaaaaaa1) ^kaaaaaaaa2'),
  page('mixed', '- They used SVN (2016-03-01). ^kbbbbbbbb1', '- They use git (2026-10-01). ^kbbbbbbbb2'),
  page('undated', '- Ask Ann first. ^kcccccccc1'),
  page('prose', 'Only words of mine.'),
]);

function aging(entries: readonly Entry[] = []): Aging {
  return agingOf(entries, NOW, CONFIG.recall);
}

/** The slugs of topics of which some claim is not archived. */
function sampled(how: Aging): string[] {
  const isArchived = archivedIn(FILES, how);
  return topicsIn(FILES).topics.flatMap(({ slug, bullets }) =>
    bullets.some((bullet) => !bullet.struck && !isArchived(bullet)) ? [slug] : [],
  );
}

const reinforced = (id: string, at: string): Entry => ({ ...noteEntry(`(^${id}) still so`, { at }), kind: 'reinforce', actor: 'user' });
const verdict = (id: string, decision: string, at: string): Entry => ({
  ...noteEntry(`${decision} (^${id}) in old by dream 4mk2q0, claim 7z0c1m2xqk: They used CVS`, { at }),
  kind: 'verdict',
  actor: 'user',
});

describe('archived claims', () => {
  it('are those that are too weak by age', () => {
    expect(sampled(aging())).toEqual(['mixed', 'undated']);
  });

  it.each([
    ['was reinforced lately', [reinforced('kaaaaaaaa1', '2026-09-01T10:00:00Z')], true],
    ['was accepted lately', [verdict('kaaaaaaaa1', 'accepted', '2026-09-01T10:00:00Z')], true],
    ['was rejected lately', [verdict('kaaaaaaaa1', 'rejected', '2026-09-01T10:00:00Z')], false],
    ['was reinforced long ago', [reinforced('kaaaaaaaa1', '2017-09-01T10:00:00Z')], false],
  ])('and not one that %s: %s', (_what, entries, wanted) => {
    expect(sampled(aging(entries)).includes('old')).toBe(wanted);
  });

  it('obey half-life and threshold of the settings', () => {
    expect(sampled({ ...aging(), settings: { ...CONFIG.recall, archiveBelow: 0 } })).toContain('old');
    const soon = { ...aging(), settings: { ...CONFIG.recall, halfLife: { stmDays: 3, ltmDays: 1 } } };
    expect(sampled(soon)).toEqual(['undated']);
  });

  it('stand in MEMORY.md as long as there is room, since a claim may hold for years', () => {
    const { files } = prune(FILES, [{ ...added('They used CVS until 2016.', 'history'), date: '2016-02-01' }]);
    const memory = files.get('.kairos/MEMORY.md');
    for (const claim of ['They used CVS (2015-03-01).', 'They used SVN (2016-03-01).', 'They used CVS until 2016 (2016-02-01).'])
      expect(memory).toContain(`  - ${claim} ^`);
    expect(memory).not.toContain('Never.');
  });
});

describe('the sampling of a dream', () => {
  const topics = (date: string) => [
    parseTopic(
      `# T\n\n- The tests need Redis on port 6380 (${date}). ^kaaaaaaaa1\n  evidence: (^k81m2pp0zd)\n- Tests need Redis on port 6380 (${date}). ^kaaaaaaaa2\n  evidence: (^k81m2pp0zd)\n`,
      'topics/t.md',
    ).topic,
  ];
  const source = { ...noteEntry('The tests need Redis on port 6380', { at: '2026-03-01T10:00:00Z' }), id: 'k81m2pp0zd' };
  const dreamt = (date: string, isArchived: boolean): readonly string[] =>
    consolidate({
      entries: [source],
      reachable: new Set(),
      topics: topics(date),
      verdicts: [],
      nowMs: NOW,
      isArchived: () => isArchived,
    }).candidates.map(({ type }) => type);

  it('offers no archived claims for merging', () => {
    expect(dreamt('2026-03-01', false)).toEqual(['merge']);
    expect(dreamt('2026-03-01', true)).toEqual([]);
  });

  it('still strikes an archived claim that is overruled, and does not propose it anew', () => {
    const old = noteEntry('The integration tests need Redis on port 6379', { at: '2015-03-01T10:00:00Z' });
    const now = noteEntry('The integration tests need Redis on port 6380 instead of 6379', { at: '2026-11-01T10:00:00Z' });
    const text = `# T\n\n- The integration tests need Redis on port 6379 (2015-03-01). ^kaaaaaaaa1\n  evidence: (^${old.id})\n`;
    const { topic } = parseTopic(text, 'topics/t.md');
    const run = (entries: readonly Entry[]) =>
      consolidate({ entries, reachable: new Set(), topics: [topic], verdicts: [], nowMs: NOW, isArchived: () => true }).candidates;
    expect(run([old, now]).map(({ type, target }) => [type, target])).toContainEqual(['supersede', 'kaaaaaaaa1']);
    expect(run([old])).toEqual([]);
  });

  it('reads a history of years on the first day: no entry is too old to be proposed', () => {
    const entries = [noteEntry('Releases are cut from main and never from a branch', { at: '2015-03-01T10:00:00Z' })];
    const archived = archivedIn(new Map(), agingOf(entries, NOW, CONFIG.recall));
    const { candidates } = consolidate({ entries, reachable: new Set(), topics: [], verdicts: [], nowMs: NOW, isArchived: archived });
    expect(candidates.map(({ type }) => type)).toEqual(['add']);
  });
});
