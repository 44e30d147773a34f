import { describe, expect, it } from 'vitest';
import { PLAIN_VIEW } from '../../../src/memory/log-view.js';
import { edgesStep } from '../../../src/recall/ranking/edges-step.js';
import { openLexical } from '../../../src/recall/lexical/open-lexical.js';
import type { Ranked } from '../../../src/recall/ranking/order.js';
import { idOf, slotOf, type LexicalIndex } from '../../../src/recall/lexical/lexical-index.js';
import { bullet, worldWith, WS } from '../memory.js';

const topic = (slug: string, relates: string, ...bullets: readonly string[]): Record<string, string> => ({
  [`topics/${slug}.md`]: `# ${slug}\n\n${relates === '' ? '' : `relates: ${relates}\n\n`}${bullets.join('\n')}\n`,
});
const FILES = {
  ...topic('redis', 'ci, gone', '- Redis is on port 6380 (2026-11-02). ^k00000000r'),
  ...topic(
    'ci',
    'hosts',
    '- Old hosts run Debian (2026-11-01). ^k0000000c1',
    '- The hosts hold 6379 (2026-11-03). ^k0000000c2',
    '- ~~They hold 6381.~~ superseded 2026-11-03 by (^k0000000c2) ^k0000000c3',
    '- The runner is shared (2026-11-02). ^k0000000c4',
  ),
  ...topic('hosts', '', '- There are four hosts (2026-11-01). ^k00000000h'),
  ...topic('cache', 'redis', '- The cache is Redis, too (2026-11-01). ^k00000000k'),
  ...topic('tests', '(^k0000000c1), redis', '- The tests need it (2026-11-01). ^k00000000t'),
  ...topic('alone', '', '- Nobody asks for this (2026-11-01). ^k00000000a'),
  'logs/2026/11/2026-11-18.md': bullet('2026-11-18T10:00:00.000Z', 'note@user', 'Redis again'),
};

const indexed = async (): Promise<LexicalIndex> => openLexical(worldWith(FILES), WS, PLAIN_VIEW);
const hit = (index: LexicalIndex, id: string, score: number): Ranked => ({
  slot: slotOf(index, id),
  score,
  parts: { words: score },
  matched: 1,
});
const every = (): boolean => true;

function step(
  index: LexicalIndex,
  hits: readonly Ranked[],
  found: readonly Ranked[] = hits,
  allowed: (slot: number) => boolean = every,
): string[] {
  return edgesStep(index, hits, found, allowed).map(({ slot, score, via }) => `${idOf(index, slot)} ${score} via ${via}`);
}

describe('one step along approved edges', () => {
  it('brings what related topics say, both ways, and goes no further', async () => {
    const index = await indexed();
    expect(step(index, [hit(index, 'k00000000r', 0.8)])).toEqual([
      'k0000000c2 0.4 via redis',
      'k0000000c4 0.4 via redis',
      'k00000000t 0.4 via redis',
      'k00000000k 0.4 via redis',
    ]);
  });

  it('brings of a topic what was found best, with its own score where that is more', async () => {
    const index = await indexed();
    const found = [hit(index, 'k00000000r', 0.8), hit(index, 'k0000000c1', 0.6), hit(index, 'k0000000c4', 0.1)];
    const brought = edgesStep(index, found.slice(0, 1), found, every);
    expect(brought.slice(0, 2).map(({ slot, score, parts }) => [idOf(index, slot), score, parts])).toEqual([
      ['k0000000c1', 0.6, { words: 0.6 }],
      ['k0000000c4', 0.4, { words: 0.1, edge: 0.3 }],
    ]);
  });

  it('follows an edge to a claim to that claim alone', async () => {
    const index = await indexed();
    expect(step(index, [hit(index, 'k00000000t', 0.8)])).toEqual(['k00000000r 0.4 via tests', 'k0000000c1 0.4 via tests']);
  });

  it('brings nothing that is shown already, struck, or kept out by a filter', async () => {
    const index = await indexed();
    const hits = [
      hit(index, 'k00000000r', 0.8),
      hit(index, 'k0000000c2', 0.5),
      hit(index, 'k00000000k', 0.4),
      hit(index, 'k00000000t', 0.3),
    ];
    const out = slotOf(index, 'k0000000c4');
    expect(step(index, hits, hits, (slot) => slot !== out)).toEqual(['k0000000c1 0.4 via redis', 'k00000000h 0.25 via ci']);
  });

  it('begins at topics only', async () => {
    const index = await indexed();
    const note = Array.from({ length: index.slots }, (_, slot) => slot).find((slot) => index.longTerm[slot] !== 1) as number;
    expect(step(index, [{ slot: note, score: 1, parts: {}, matched: 1 }, hit(index, 'k00000000a', 0.9)])).toEqual([]);
    expect(edgesStep({ ...index, relates: new Map() }, [hit(index, 'k00000000r', 1)], [], every)).toEqual([]);
  });
});
