import { describe, expect, it } from 'vitest';
import { parseTopic } from '../../../src/memory/topic.js';
import { docAt } from '../../../src/recall/lexical/segment.js';
import { boundsOf, type Filters } from '../../../src/recall/question/filters.js';
import { docsOfLog, docsOfTopic } from '../../../src/recall/text/document.js';
import { bullet, logOf } from '../memory.js';
import { segmentOf } from '../segments.js';

const admits = (filters: Filters, kind: string, text: string): boolean => {
  const [doc] = docsOfLog(bullet('2026-11-20T14:03:22.123Z', kind, text), logOf('2026-11-20'), '2026-11-20').docs;
  return doc !== undefined && boundsOf(filters).admitsDoc(doc);
};
const commit = (path: string, paths: string): boolean => admits({ path }, 'commit@ann', `3f2a91c04d11 main: fix it (${paths})`);
const note = (path: string, text: string): boolean => admits({ path }, 'note@user', text);

describe('a commit has to do with a path', () => {
  it.each([
    ['app/(shop)/cart/page.tsx', 'app/(shop)/cart/page.tsx +1 -0, routes/[id]/+page.svelte +1 -0'],
    ['app/(shop)', 'app/(shop)/cart/page.tsx +1 -0'],
    ['./app/(shop)/', 'app/(shop)/cart/page.tsx +1 -0'],
    ['routes/[id]', 'a +1 -0, routes/[id]/+page.svelte +1 -0'],
    ['docs/{lang}/a, b.md', '"docs/{lang}/a, b.md" +1 -0'],
    ['docs/{lang}/a, b.md', 'docs/{lang}/a, b.md +1 -0'],
    ['src/old.ts', 'src/old.ts -> lib/new.ts +0 -0'],
    ['lib', 'src/old.ts -> lib/new.ts +0 -0'],
    [`${'d/'.repeat(80)}x.ts`, `…${'d/'.repeat(78)}x.ts +1 -0`],
    ['app/*/page.tsx', 'app/(shop)/page.tsx +1 -0'],
    ['app/**/*.tsx', 'app/(shop)/cart/page.tsx +1 -0'],
    ['+page.*', 'routes/[id]/+page.svelte +1 -0'],
    ['back\\slash', '"back\\\\slash" +1 -0'],
    ['.', 'a +1 -0'],
  ])('%s: %s', (path, paths) => expect(commit(path, paths)).toBe(true));

  it.each([
    ['src/a', 'src/ab.ts +1 -0'],
    ['src/a', 'lib/src/a +1 -0'],
    ['cart', 'app/(shop)/cart/page.tsx +1 -0'],
    ['b.md', '"docs/{lang}/a, b.md" +1 -0'],
    ['app/*.tsx', 'app/(shop)/page.tsx +1 -0'],
    ['main', 'src/ab.ts +1 -0'],
  ])('not %s: %s', (path, paths) => expect(commit(path, paths)).toBe(false));

  it('that its author speaks of', () => {
    expect(admits({ path: 'src/a' }, 'commit@ann', '3f2a91c04d11 main: Move src/a (x +1 -0)')).toBe(true);
    expect(admits({ path: 'src/a' }, 'commit@ann', '3f2a91c04d11 main: Move it (x +1 -0)\nIt was in src/a.')).toBe(true);
  });

  it('that it touches, whatever its entry names', () => {
    const filters = { path: 'src/small.ts', touching: new Set(['3f2a91c04d11']) };
    const text = 'main: x (a +9 -0, b +9 -0, c +9 -0 and 1 more, +28 -0)';
    expect(admits(filters, 'commit@ann', `3f2a91c04d11 ${text}`)).toBe(true);
    expect(admits(filters, 'commit@ann', `4f2a91c04d11 ${text}`)).toBe(false);
    // A tag there is no change of the file.
    expect(admits(filters, 'tag', 'v1 created at 3f2a91c04d11 (x)')).toBe(false);
    expect(admits(filters, 'note@user', '3f2a91c04d11 broke it')).toBe(false);
  });

  it('any of several', () => {
    expect(admits({ path: ['src/a', 'lib'] }, 'commit@ann', '3f2a91c04d11 main: x (lib/y +1 -0)')).toBe(true);
    expect(admits({ path: ['src/a', 'lib'] }, 'note@user', 'see src/a')).toBe(true);
    expect(admits({ path: ['src/a', 'lib'] }, 'commit@ann', '3f2a91c04d11 main: x (src/b +1 -0)')).toBe(false);
  });
});

describe('a note names a path', () => {
  it.each([
    ['src/a', 'The parser is src/a.'],
    ['src/a', 'src/a/b.ts holds it'],
    ['src/a.ts', 'See `src/a.ts`, line 3'],
    ['src/a.ts', '(./src/a.ts:12)'],
    ['app/(shop)/page.tsx', 'Never touch app/(shop)/page.tsx without a test'],
    ['docs/a, b.md', 'It stands in "docs/a, b.md".'],
    ['*.ts', 'It is src/a.ts.'],
  ])('%s: %s', (path, text) => expect(note(path, text)).toBe(true));

  it.each([
    ['src/a', 'src/ab.ts'],
    ['src/a', 'lib/src/a'],
    ['src/a', 'src/a.ts'],
    ['src/a', 'src/a-b'],
    ['a.ts', 'src/a.ts'],
    ['*.md', 'It is src/a.ts.'],
  ])('not %s: %s', (path, text) => expect(note(path, text)).toBe(false));
});

it('a claim has to do with the paths of every commit that it cites', () => {
  const { topic } = parseTopic(
    '# Cart\n\n- It rounds half up. ^k9x0aa1b2c\n  evidence: commit 3f2a91c04d11, commit 4f2a91c04d11\n- Other. ^k9x0aa1b2d\n  evidence: commit 5f2a91c04d11\n',
    'topics/cart.md',
  );
  const docs = docsOfTopic(topic);
  // As an index gives it back.
  const saved = docs.map((_, at) => docAt(segmentOf(docs), at));
  expect(saved).toEqual(docs);
  const found = (id: string): string[] =>
    saved.filter((doc) => boundsOf({ path: 'src/cart.ts', touching: new Set([id]) }).admitsDoc(doc)).map((doc) => doc.id);
  expect([found('3f2a91c04d11'), found('4f2a91c04d11'), found('5f2a91c04d11'), found('6f2a91c04d11')]).toEqual([
    ['k9x0aa1b2c'],
    ['k9x0aa1b2c'],
    ['k9x0aa1b2d'],
    [],
  ]);
});
