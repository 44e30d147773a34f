import { describe, expect, it } from 'vitest';
import { docsOfLog, searchable } from '../../../src/recall/text/document.js';
import { bullet, logOf } from '../memory.js';

const wordsOf = (kind: string, text: string): string => {
  const [doc] = docsOfLog(bullet('2026-11-20T14:03:22.123Z', kind, text), logOf('2026-11-20'), '2026-11-20').docs;
  return doc ? searchable(doc).words : '';
};

describe('what an entry is found by', () => {
  it.each([
    [
      'commit@ann',
      '3f2a91c04d11 main: fix it (#3) (app/(auth)/page.tsx +4 -1, "a, b.md" +1 -0, c.ts -> d.ts +1 -0 and 2 more, +9 -3)\nwhy (^k7d0c1m2xq)',
      '3f2a91c04d11 main: fix it (#3)\n3f2a91c04d11 main: fix it (#3) (app/(auth)/page.tsx, a, b.md, c.ts -> d.ts)\nwhy  ',
    ],
    ['amend@ann', '3f2a91c04d11 main: x\nreplaces b7e23ec29af2', '3f2a91c04d11 main: x\n3f2a91c04d11 main: x\nreplaces b7e23ec29af2'],
    ['tag', 'v1 created at 3f2a91c04d11 (fix it)', 'v1 created at 3f2a91c04d11\nv1 created at 3f2a91c04d11 (fix it)'],
  ])('%s: its subject twice, no counts, no references', (kind, text, words) => expect(wordsOf(kind, text)).toBe(words));

  it.each([
    [bullet('2026-11-20T14:03:22.123Z', 'note@user', 'the port is 6380'), ''],
    [bullet('2026-11-20T14:03:22.123Z', 'note@ann', 'the port is 6380'), 'ann'],
    ['- 14:03 **user:** the port is 6380\n', ''],
    ['- 14:03 **ann:** the port is 6380\n', 'ann'],
  ])('the name of a role is no word of an entry: %s', (line, name) => {
    const [doc] = docsOfLog(line, logOf('2026-11-20'), '2026-11-20').docs;
    const { words, context } = searchable(doc as NonNullable<typeof doc>);
    expect(/user|ann/.exec(`${words} ${context}`)?.[0] ?? '').toBe(name);
  });
});
