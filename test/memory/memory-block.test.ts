import fc from 'fast-check';
import { remark } from 'remark';
import { describe, expect, it } from 'vitest';
import { compareText } from '../../src/base/order.js';
import { byteLength } from '../../src/memory/entry.js';
import { blockOf, INDEX_END, isBlockLine } from '../../src/memory/memory-block.js';
import type { Acceptance } from '../../src/memory/memory-claims.js';
import { deriveIndex } from '../../src/memory/memory-index.js';
import { newTopicText } from '../../src/memory/topic-edit.js';
import { parseTopic, type Topic } from '../../src/memory/topic.js';
import { riskyText } from './risky-text.js';

function page(slug: string, ...lines: readonly string[]): Topic {
  return parseTopic(`---\ndescription: About ${slug}\n---\n# ${slug}\n\n${lines.join('\n')}\n`, `topics/${slug}.md`).topic;
}

function linesOf(topics: readonly Topic[], roomBytes = 12_000, accepted: readonly Acceptance[] = []): string[] {
  return blockOf(topics, accepted, roomBytes, '\n').text.split('\n').slice(2, -2);
}

const id = (n: number): string => `k${String(n).padStart(9, '0')}`;
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

describe('what MEMORY.md shows of the topics', () => {
  const topics = [
    page(
      'tests',
      `- They need Redis on port 6380, not 6379 (2026-11-20). ^${id(1)}`,
      '  evidence: (^k81m2pp0zd) commit 3f2a91c04d11',
      `- ~~They use port 6379.~~ superseded 2026-11-20 by (^${id(1)}) ^${id(2)}`,
      `- They take ten minutes (2026-11-03). ^${id(3)}`,
      `- The suite runs on vitest (2026-10-01). ^${id(4)}`,
      '  slot: tests',
      `- Ask Ann before a migration. ^${id(5)}`,
    ),
    page(
      'build',
      `- Releases are cut`,
      '  from main, never from a branch (2026-11-20). ^k00000000b',
      '  - nested words of mine',
      '  about: a.js@1',
    ),
    page('versions', `- Node 22.11 is the minimum. (2026-11-19) ^${id(9)}`, '  slot: Node'),
    page('prose'),
  ];
  const WHOLE = [
    `- node: Node 22.11 is the minimum (2026-11-19). ^${id(9)}`,
    `- tests: The suite runs on vitest (2026-10-01). ^${id(4)}`,
    '- [build](topics/build.md): About build (1 claim, 2026-11-20)',
    '  - Releases are cut from main, never from a branch (2026-11-20). ^k00000000b',
    '- [prose](topics/prose.md): About prose (0 claims)',
    '- [tests](topics/tests.md): About tests (4 claims, 2026-11-20)',
    `  - Ask Ann before a migration. ^${id(5)}`,
    `  - They take ten minutes (2026-11-03). ^${id(3)}`,
    `  - They need Redis on port 6380, not 6379 (2026-11-20). ^${id(1)}`,
    '- [versions](topics/versions.md): About versions (1 claim, 2026-11-19)',
  ];

  it('the value of a manifest behind the name of its fact, once', () => {
    const facts = [
      page('a', `- Rust >= 1.88 (Cargo.toml). Bump MSRV to 1.88 (2025-03-01). ^${id(1)}`, '  slot: rust'),
      page('b', `- Package manager: pnpm (package.json) (2025-03-01). ^${id(2)}`, '  slot: package manager'),
      page(
        'c',
        `- Build: \`npm run build\` runs \`del-cli out && tsc --project x.json\` (package.json) (2025-03-01). ^${id(3)}`,
        '  slot: build',
      ),
    ];
    expect(linesOf(facts).slice(0, 3)).toEqual([
      `- build: \`npm run build\` runs \`del-cli out && tsc --project x.json\` (package.json) (2025-03-01). ^${id(3)}`,
      `- package manager: pnpm (package.json) (2025-03-01). ^${id(2)}`,
      `- rust: >= 1.88 (Cargo.toml). Bump MSRV to 1.88 (2025-03-01). ^${id(1)}`,
    ]);
  });

  it('facts with one current value first, then each topic by name with its claims by date and id', () => {
    expect(linesOf(topics)).toEqual(WHOLE);
  });

  it('gives a bullet without an id the address by which it is found', () => {
    const topic = page('t', '- A bullet of my own');
    expect(linesOf([topic])[1]).toBe(`  - A bullet of my own ^${topic.bullets[0]?.address}`);
  });

  it('is the same in whatever order the topics come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(topics, { minLength: topics.length }), (shuffled) => {
        expect(linesOf(shuffled)).toEqual(WHOLE);
      }),
      { numRuns: 20, seed: 11 },
    );
  });

  it('cuts a long claim and says nothing of an empty one', () => {
    const [, long, ...none] = linesOf([page('t', `- ${'word '.repeat(200)}^${id(1)}`, `- ^${id(2)}`)]);
    expect(long).toMatch(/^ {2}- (?:word )+\S*… \^k000000001$/);
    expect(long?.length).toBeLessThan(400);
    expect(none).toEqual([]);
  });
});

describe('what has no room in MEMORY.md', () => {
  const claims = (slug: string, count: number, year: number): Topic =>
    page(
      slug,
      ...Array.from(
        { length: count },
        (_, n) =>
          `- Claim ${n} of ${slug} (${year}-${String((n % 12) + 1).padStart(2, '0')}-05). ^${slug}${String(n).padStart(9 - slug.length + 1, '0')}`,
      ),
    );

  it('is told by counts: each topic keeps its line and its strongest claims', () => {
    const lines = linesOf([claims('a', 30, 2026), claims('b', 30, 2020)], 1000);
    const heads = lines.filter((line) => line.startsWith('- ['));
    const shown = (slug: string): string[] => lines.filter((line) => line.startsWith('  - ') && line.includes(` of ${slug} `));
    expect(heads).toEqual([
      `- [a](topics/a.md): About a (30 claims, ${shown('a').length} here, 2026-12-05)`,
      `- [b](topics/b.md): About b (30 claims, ${shown('b').length} here, 2020-12-05)`,
    ]);
    expect(shown('b').length).toBeGreaterThan(3);
    expect(Math.abs(shown('a').length - shown('b').length)).toBeLessThan(2);
    // The newest are the strongest, and stand by date all the same.
    expect(shown('a').at(-1)).toContain('2026-12-05');
    expect(shown('a').join('\n')).not.toContain('2026-01-05');
    const days = shown('a').map((line) => /\((.*)\)/.exec(line)?.[1] ?? '');
    expect(days).toEqual(days.toSorted(compareText));
  });

  it.each([300, 700, 1000, 3000, 12_000, 24_999])('takes %i bytes at most, and all that claims can use', (room) => {
    const topics = [
      ...Array.from({ length: 40 }, (_, n) => claims(`t${String(n).padStart(2, '0')}`, 1 + (n % 7), 2000 + n)),
      page('empty'),
    ];
    const { text, shown, claims: all, leftOut } = blockOf(topics, [], room, '\r\n');
    expect(byteLength(text)).toBeLessThanOrEqual(room);
    expect(all).toBe(topics.reduce((sum, { bullets }) => sum + bullets.length, 0));
    if (shown < all || leftOut > 0) expect(byteLength(text)).toBeGreaterThan(room - 130);
    else expect(room).toBeGreaterThan(10_000);
  });

  it('shows claims also where the lines of the topics alone would fill it', () => {
    const topics = Array.from({ length: 300 }, (_, n) => claims(`t${String(n).padStart(3, '0')}`, 2, 2000 + (n % 20)));
    const { shown, leftOut } = blockOf(topics, [], 12_000, '\n');
    expect(shown).toBeGreaterThan(80);
    expect(leftOut).toBeGreaterThan(100);
  });

  const long = 'x'.repeat(130);
  const rivals = (...lines: readonly string[]): Topic => page('t', `- First ${long} (2026-03-01). ^${id(1)}`, ...lines);
  const survivor = (topic: Topic, accepted: readonly Acceptance[] = []): string | undefined =>
    linesOf([topic, page('now', `- ${'n'.repeat(300)} (2026-11-20). ^${id(7)}`)], 490, accepted).find((line) => line.startsWith('  - '));

  it.each([
    ['an older claim', rivals(`- Other ${long} (2026-02-01). ^${id(2)}`), [], id(1)],
    ['a newer claim', rivals(`- Other ${long} (2026-04-01). ^${id(2)}`), [], id(2)],
    ['an older claim with three sources', rivals(`- Other ${long} (2026-02-01). ^${id(2)}`, '  evidence: (^aa) (^bb) (^cc)'), [], id(2)],
    [
      'an older claim that another cites',
      rivals(`- Other ${long} (2026-02-01). ^${id(2)}`, `- Third ${long}${long} (2026-01-01). ^${id(3)}`, `  evidence: (^${id(2)})`),
      [],
      id(2),
    ],
    [
      'an older claim that was accepted',
      rivals(`- Other ${long} (2026-02-01). ^${id(2)}`),
      [{ id: id(2), atMs: day('2026-06-01') }],
      id(2),
    ],
    [
      'claims accepted together after the newest of all',
      rivals(`- Other ${long} (2026-02-01). ^${id(2)}`),
      [
        { id: id(2), atMs: day('2027-06-01') },
        { id: id(1), atMs: day('2027-06-01') },
      ],
      id(1),
    ],
    ['a claim of the same day', rivals(`- Other ${long} (2026-03-01). ^${id(0)}`), [], id(0)],
  ] satisfies [string, Topic, Acceptance[], string][])('goes by strength: %s', (_what, topic, accepted, wins) => {
    expect(survivor(topic, accepted)).toContain(`^${wins}`);
  });
});

describe('a claim in MEMORY.md is data', () => {
  const lineOf = (claim: string): string =>
    linesOf([
      parseTopic(
        newTopicText({ slug: 't', title: 'T', description: '', bullets: [{ id: id(1), text: claim, entries: [], commits: [] }] }),
        'topics/t.md',
      ).topic,
    ])[1] ?? '';

  it.each([
    ['plain words of `code` and *weight*', 'plain words of `code` and *weight*'],
    ['Use `<details>` for a < b', 'Use `<details>` for a < b'],
    ['Use <details> and </b>', 'Use \\<details> and \\</b>'],
    ['hide <!-- this', 'hide <\\!-- this'],
    ['# a title', '\\# a title'],
    ['- nested', '\\- nested'],
    ['1. numbered', '1\\. numbered'],
    ['> quoted', '\\> quoted'],
    ['``` open', '\\``` open'],
    ['~~~ open', '\\~~~ open'],
    ['[x] done', '\\[x] done'],
    ['[ref]: https://example.org', '\\[ref\\]: https://example.org'],
    [
      'see [docs](topics/docs.md) and ![pixel](https://example.org/p.png)',
      'see [docs\\](topics/docs.md) and \\![pixel\\](https://example.org/p.png)',
    ],
    ['wh\u200bat it is', 'what it is'],
  ])('%s', (claim, shown) => {
    expect(lineOf(claim)).toBe(`  - ${shown} ^${id(1)}`);
  });

  it('whatever its text: one item of the list and nothing else, no line of it for a person’s, settled at once', () => {
    const parts = fc.oneof(
      riskyText,
      fc.constantFrom('<b>', '<!--', '](', '![', '`', '``', '[a]: b', '***', '===', INDEX_END, '| a | b |', '\\'),
    );
    const text = fc.array(parts, { maxLength: 6 }).map((all) => all.join(''));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (texts) => {
        const topic = parseTopic(
          `# T\n\n${texts.map((one, n) => `- a${one.replace(/\s+/g, ' ')} ^${id(n)}\n- ${one.replace(/\s+/g, ' ')}\n`).join('')}`,
          'topics/t.md',
        ).topic;
        const { text: block, shown } = blockOf([topic], [], 12_000, '\n');
        const lines = block.split('\n').slice(1, -2);
        expect(lines.filter((line) => !isBlockLine(line))).toEqual([]);
        expect(lines.filter((line) => line.startsWith('  - '))).toHaveLength(shown);
        const kinds: string[] = [];
        const walk = (node: { type: string; children?: unknown }): void => {
          kinds.push(node.type);
          for (const child of (node.children ?? []) as { type: string }[]) walk(child);
        };
        walk(remark().parse(lines.slice(1).join('\n')));
        expect(
          kinds.filter((kind) =>
            ['html', 'code', 'heading', 'blockquote', 'image', 'definition', 'thematicBreak', 'linkReference'].includes(kind),
          ),
        ).toEqual([]);
        expect(kinds.filter((kind) => kind === 'listItem')).toHaveLength(shown + 1);
        const whole = deriveIndex('mine\n', [topic]).text;
        expect(deriveIndex(whole, [topic])).toMatchObject({ text: whole, problems: [] });
      }),
      { numRuns: 200, seed: 11 },
    );
  });
});
