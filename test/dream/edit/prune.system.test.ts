import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyToTopic } from '../../../src/dream/edit/apply.js';
import type { Candidate } from '../../../src/dream/report/candidate.js';
import { assertDreamPaths } from '../../../src/dream/tree/memory-files.js';
import { prune } from '../../../src/dream/edit/prune.js';
import { wordDiff } from '../../../src/dream/review/word-diff.js';
import { added, evidence, FLAKY, MEMORY, REDIS, RELEASE, superseded } from '../setting.js';
import { TESTS_TOPIC, TOPIC_PATH } from '../tests-topic.js';

const FILES = new Map([
  [TOPIC_PATH, TESTS_TOPIC],
  ['.kairos/MEMORY.md', MEMORY],
]);

function withBullets(count: number, struck: number): string {
  const bullets = Array.from({ length: count }, (_, at) => {
    const id = `b${String(at).padStart(9, '0')}`;
    return at < struck ? `- ~~Old ${at}.~~ superseded 2026-01-01 by (^x) ^${id}\n` : `- Bullet ${at}. ^${id}\n`;
  });
  return `# T\n\n${bullets.join('')}`;
}

function removal(at: number): Candidate {
  const id = `b${String(at).padStart(9, '0')}`;
  return { ...superseded(id, `Old ${at}.`, undefined), type: 'remove', evidence: [] };
}

describe('pruning', () => {
  it('leaves a memory alone for which nothing is proposed', () => {
    expect(prune(FILES, [])).toEqual({ candidates: [], files: FILES, notes: [], waiting: 0 });
  });

  it('leaves a protected topic alone, and says so', () => {
    const files = new Map([...FILES, [TOPIC_PATH, TESTS_TOPIC.replace('topic: ', 'protected: true\ntopic: ')]]);
    const { candidates, files: after, notes } = prune(files, [REDIS, FLAKY, RELEASE]);
    expect(candidates).toEqual([RELEASE]);
    expect(after.get(TOPIC_PATH)).toBe(files.get(TOPIC_PATH));
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(/^left out of integration-tests: .*, because the topic is protected$/);
  });

  it('leaves a protected claim alone, and adds to its topic', () => {
    const line = /^(- .*\^aaaaaaaaaa\n)/m;
    const files = new Map([...FILES, [TOPIC_PATH, TESTS_TOPIC.replace(line, '$1  protected: true\n')]]);
    expect(files.get(TOPIC_PATH)).not.toBe(TESTS_TOPIC);
    const { candidates, files: after, notes } = prune(files, [REDIS, FLAKY]);
    expect(candidates).toEqual([FLAKY]);
    expect(after.get(TOPIC_PATH)).toMatch(/^- .*\^aaaaaaaaaa\n {2}protected: true\n/m);
    expect(notes).toEqual([expect.stringMatching(/^left out of integration-tests: .*, because the claim is protected$/)]);
  });

  it.each([
    [8, 2, true],
    [8, 3, false],
    [12, 3, true],
    [12, 4, false],
    [7, 7, true],
  ])('of %i bullets lets %i removals through: %s', (bullets, removals, through) => {
    const files = new Map([[TOPIC_PATH, withBullets(bullets, removals)]]);
    const { candidates, notes } = prune(
      files,
      Array.from({ length: removals }, (_, at) => removal(at)),
    );
    expect(candidates).toHaveLength(through ? removals : 0);
    expect(notes.some((note) => note.includes('removals from the topic integration-tests were dropped'))).toBe(!through);
  });

  it.each([
    ['removes nothing that is not struck', { ...removal(5), target: 'bbbbbbbbbb', id: 'bbbbbbbbbb' }, 'is not struck'],
    ['strikes nothing that is not there', superseded('zzzzzzzzzz', 'x', 'y'), 'is not in the topic'],
    ['says nothing without a source', { ...FLAKY, evidence: [] }, 'it cites nothing'],
    ['adds no bullet twice', { ...FLAKY, id: 'bbbbbbbbbb' }, 'stands in the topic integration-tests already'],
    ['fills no topic over its limit', added('x'.repeat(15_000)), 'over the limit'],
  ] satisfies [string, Candidate, string][])('%s', (_what, candidate, why) => {
    // In a fence: of prose remark reads each sign.
    const full = `${TESTS_TOPIC}\n\`\`\`\n${'A line of a person that is kept whatever happens.\n'.repeat(5200)}\`\`\`\n`;
    const { candidates, notes } = prune(why === 'over the limit' ? new Map([[TOPIC_PATH, full]]) : FILES, [candidate]);
    expect(candidates).toEqual([]);
    expect(notes).toEqual([expect.stringContaining(why) as string]);
  });

  it('lets one bullet be touched once', () => {
    const { candidates, notes } = prune(FILES, [REDIS, superseded('aaaaaaaaaa', 'They use port 6379.', undefined)]);
    expect(candidates).toHaveLength(1);
    expect(notes).toEqual([expect.stringContaining('another proposal of this dream touches the same bullet') as string]);
  });

  it('gives way in MEMORY.md from the oldest topic on and says how many', () => {
    const many = Array.from({ length: 200 }, (_, at) => ({
      ...added(`Claim ${at} is so.`, `topic-${at}`),
      topicDescription: 'd'.repeat(150),
      evidence: [evidence('x')],
    }));
    const { files, notes } = prune(FILES, many);
    expect(new TextEncoder().encode(files.get('.kairos/MEMORY.md')).length).toBeLessThan(25_000);
    expect(notes).toEqual([
      expect.stringMatching(/^MEMORY\.md has room for \d+ of 202 claims, and names all but \d+ topics \(memory\.budget\)$/) as string,
    ]);
    expect(files.get('.kairos/MEMORY.md')).toContain('Ann wrote this.');
  });
});

describe('a candidate applied', () => {
  const apply = (candidate: Candidate, text = TESTS_TOPIC): string => {
    const { text: now, refused } = applyToTopic(candidate.topic, text, [candidate]);
    return refused[0]?.why ?? now ?? '';
  };

  const MERGED: Candidate = { ...added('They take ten minutes.'), id: 'bbbbbbbbbb', type: 'merge', target: 'aaaaaaaaaa', before: 'x' };
  const OTHERS: readonly Candidate[] = [
    FLAKY,
    added('They run on Node 22!'),
    added('Who mends them?'),
    REDIS,
    superseded('bbbbbbbbbb', 'They take ten minutes.', undefined),
    { ...FLAKY, type: 'update', target: 'bbbbbbbbbb', id: 'bbbbbbbbbb', before: 'x' },
    MERGED,
    { ...superseded('cccccccccc', 'Gone.', undefined), type: 'remove', evidence: [] },
    superseded('zzzzzzzzzz', 'not there', 'neither'),
    added('x'.repeat(17_000)),
  ];
  const GONE = '- ~~Gone.~~ superseded 2026-01-01 by (^x) ^cccccccccc\n';
  it.each([
    ['of ours', `${TESTS_TOPIC}${GONE}`],
    ['with a list of a person between', TESTS_TOPIC.replace('- They take', '\nProse.\n\n* mine\n\n- They take') + GONE],
    ['with CRLF', `${TESTS_TOPIC}${GONE}`.replaceAll('\n', '\r\n')],
    ['whose end is open', `${TESTS_TOPIC}${GONE}\n\`\`\`\nopen`],
    ['that is none yet', undefined],
  ])('with others gives the text that one after the other gives, in a topic %s', (_what, text) => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...OTHERS]), (candidates) => {
        const together = applyToTopic('integration-tests', text, candidates);
        let [one, touched] = [text, new Set<string>()];
        const applied: Candidate[] = [];
        for (const candidate of candidates) {
          const ids = [candidate.id, candidate.target ?? candidate.id];
          if (ids.some((id) => touched.has(id))) continue;
          const alone = applyToTopic('integration-tests', one, [candidate]);
          one = alone.text;
          applied.push(...alone.applied);
          if (alone.applied.length > 0) touched = new Set([...touched, ...ids]);
        }
        expect(together.text).toBe(one);
        expect(together.applied).toEqual(applied);
        expect(together.refused).toHaveLength(candidates.length - applied.length);
      }),
      { numRuns: 25 },
    );
  });

  it('with others that do not all fit lets those through that do', () => {
    const room = `\n\`\`\`\n${`${'word '.repeat(4700)}\n`.repeat(10)}\`\`\`\n`;
    const many = Array.from({ length: 5 }, (_, at) => added(`${at} ${'x'.repeat(9_000)}`));
    const { text, applied, refused } = applyToTopic('integration-tests', `${TESTS_TOPIC}${room}`, [...many, FLAKY]);
    expect(applied).toEqual([many[0], many[1], FLAKY]);
    expect(refused.map(({ why }) => why)).toEqual(many.slice(2).map(() => expect.stringContaining('over the limit') as string));
    expect(text).toContain('flaky');
  });

  it('strikes by the newest entry where nothing takes the place', () => {
    const newest = { ...evidence('x', 'newest0001'), atMs: Date.UTC(2026, 10, 21) };
    expect(apply({ ...superseded('bbbbbbbbbb', 'x', undefined), evidence: [newest, evidence('y')] })).toContain(
      'superseded 2026-11-20 by (^newest0001) ^bbbbbbbbbb',
    );
  });

  it('keeps the evidence that a bullet had', () => {
    expect(apply({ ...FLAKY, type: 'update', target: 'bbbbbbbbbb', before: 'They take ten minutes.' })).toContain(
      'evidence: (^e000000002) (^k81m2pp0zd)',
    );
  });

  it('merges one bullet into another, struck, with the evidence of both', () => {
    const merged = apply(MERGED);
    expect(merged).toContain('superseded 2026-11-20 by (^bbbbbbbbbb) ^aaaaaaaaaa');
    expect(merged).toContain('evidence: (^e000000002) (^e000000001) (^k81m2pp0zd)');
  });

  it('leaves every other byte of a topic as it was', () => {
    const odd = `\uFEFF${TESTS_TOPIC.replaceAll('\n', '\r\n')}\r\n<!-- mine -->\r\n\r\n\r\n| a |\r\n`;
    const text = apply(FLAKY, odd);
    expect(text.length).toBeGreaterThan(odd.length);
    expect(text.replace(/- The login test[^\r]*\r\n {2}evidence[^\r]*\r\n/, '')).toBe(odd);
  });

  it('makes a topic that is not there', () => {
    expect(applyToTopic('releases', undefined, [RELEASE]).text).toBe(
      `---\ntopic: releases\ndescription: About releases\n---\n# releases\n\n- Releases are cut from main (2026-11-20). ^${RELEASE.id}\n  evidence: (^k81m2pp0zd)\n`,
    );
  });
});

describe('the paths of a dream', () => {
  it.each(['.kairos/topics/a.md', '.kairos/MEMORY.md', '.kairos/dreams/2026-11-20-4mk2q0.md'])('may be %s', (path) => {
    expect(() => assertDreamPaths([path])).not.toThrow();
  });

  it.each([
    'src/a.ts',
    '.kairos/config.yaml',
    '.kairos/topics/../config.yaml',
    '.kairos/topics/a/b.md',
    '.kairos/topics/A.md',
    '.kairos/logs/2026/11/2026-11-20.md',
    '.kairos/dreams/x.sh',
  ])('may not be %s', (path) => {
    expect(() => assertDreamPaths(['.kairos/MEMORY.md', path])).toThrow(`a dream may not write ${path}`);
  });
});

describe('a word diff', () => {
  it('shows what changed', () => {
    expect(wordDiff('They use port 6379.', 'They need Redis on port 6380.')).toEqual([
      { kind: 'same', text: 'They' },
      { kind: 'removed', text: 'use' },
      { kind: 'added', text: 'need Redis on' },
      { kind: 'same', text: 'port' },
      { kind: 'removed', text: '6379.' },
      { kind: 'added', text: '6380.' },
    ]);
  });

  it('holds both texts, whatever they are', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 }).map((list) => list.join(' '));
    fc.assert(
      fc.property(words, words, (before, after) => {
        const side = (kind: 'removed' | 'added'): string =>
          wordDiff(before, after)
            .filter((part) => part.kind === 'same' || part.kind === kind)
            .map(({ text }) => text)
            .join(' ');
        expect([side('removed'), side('added')]).toEqual([before, after]);
      }),
    );
  });
});
