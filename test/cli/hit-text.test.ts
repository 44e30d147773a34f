import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hitJson, hitText, scoreText } from '../../src/cli/hit-text.js';
import { paletteOf } from '../../src/cli/print.js';
import type { Hit } from '../../src/recall/hits.js';

const PLAIN = {
  palette: paletteOf(false),
  columns: Number.POSITIVE_INFINITY,
  nowMs: Date.UTC(2026, 10, 27, 9),
  explain: false,
};
const HIT: Hit = {
  id: 'k81m2pp0zd',
  text: 'The tests need Redis\n\nbecause of sessions',
  tier: 'stm',
  source: 'logs/2026/11/2026-11-20.md:2',
  kind: 'note',
  actor: 'user',
  origin: 'user',
  atMs: Date.UTC(2026, 10, 20),
  score: 0.7,
  parts: { recency: 0.05, words: 0.3, meaning: 0.35 },
};

describe('a hit in a terminal', () => {
  it('says when, what and where', () => {
    expect(hitText(HIT, PLAIN)).toEqual([
      '2026-11-20 The tests need Redis',
      '           because of sessions',
      '           ^k81m2pp0zd  7 days ago  by user  journal logs/2026/11/2026-11-20.md:2',
    ]);
  });

  it('says how many say the same, what replaced it, and whose it is if not a person’s', () => {
    const replaced = { id: 'k9x0aa1b2c', text: 'They need port 6380\nnow', why: 'same-subject' } as unknown as Hit['supersededBy'];
    expect(
      hitText({ ...HIT, text: 'x', archived: true, copies: 10, origin: 'model', ...(replaced ? { supersededBy: replaced } : {}) }, PLAIN),
    ).toEqual([
      '2026-11-20 x',
      '           superseded by ^k9x0aa1b2c: They need port 6380',
      '           ^k81m2pp0zd  7 days ago  by user  journal logs/2026/11/2026-11-20.md:2  origin model  said 10 times',
    ]);
  });

  it('names what gives another value, and when', () => {
    const others = [
      { id: 'k9x0aa1b2c', text: 'They need port 6380\nnow', atMs: Date.UTC(2026, 10, 21) },
      { id: 'k2aa0b1c3d', text: 'They need port 6381', atMs: 0 },
    ];
    expect(hitText({ ...HIT, text: 'x', seeAlso: others }, PLAIN).slice(1, 3)).toEqual([
      '           see also ^k9x0aa1b2c of 2026-11-21: They need port 6380',
      '           see also ^k2aa0b1c3d: They need port 6381',
    ]);
  });

  it('names what a squash took in, three at most, and what a commit was before a rebase', () => {
    const took = [1, 2, 3, 4, 5].map((n) => ({ id: `k9x0aa1b2${n}`, text: `step ${n}\nmore` }));
    const lines = hitText({ ...HIT, text: 'x', took, rebasedFrom: 'c094ed812d47' }, PLAIN);
    expect(lines.slice(1, 5)).toEqual([
      '           took in ^k9x0aa1b21: step 1',
      '           took in ^k9x0aa1b22: step 2',
      '           took in ^k9x0aa1b23: step 3',
      '           ... and 2 more',
    ]);
    expect(lines.join(' ')).toContain('was c094ed812d47');
  });

  it('names the files of a claim that changed since', () => {
    expect(hitText({ ...HIT, text: 'x', suspect: ['src/a.js', 'src/b.js'] }, PLAIN)[1]).toBe(
      '           suspect: src/a.js, src/b.js changed since',
    );
  });

  it('shows the beginning of a long text', () => {
    const lines = hitText({ ...HIT, text: Array.from({ length: 9 }, (_, n) => `line ${n}`).join('\n') }, PLAIN);
    expect(lines.at(-2)).toBe('           ... 4 more lines: kairos show k81m2pp0zd');
    expect(lines).toHaveLength(7);
  });

  it.each([40, 60, 80])('has no line that %s columns break, and loses no word', (columns) => {
    const text = 'The tests need Redis because sessions would otherwise live in a file that two workers write at once\nand so on';
    const lines = hitText({ ...HIT, text, origin: 'model', copies: 10 }, { ...PLAIN, columns, explain: true });
    expect(lines.filter((line) => line.length > columns && line.trim().includes(' ') && !line.includes('logs/'))).toEqual([]);
    for (const word of text.split(/\s/)) expect(lines.join(' ')).toContain(word);
  });

  it('lets nothing of the text command the terminal', () => {
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    expect(hitText({ ...HIT, text: 'a\u001b[2Jb\u001b]0;t\u0007c\u202ed' }, { ...PLAIN, explain: true }).join('\n')).not.toMatch(
      /[\u0007\u001b\u202e]/,
    );
  });

  it('is undated where a claim says no date, also as JSON', () => {
    expect(hitText({ ...HIT, tier: 'ltm', atMs: 0 }, PLAIN)[0]).toBe('undated    The tests need Redis');
    expect(hitJson({ ...HIT, tier: 'ltm', atMs: 0 })).not.toHaveProperty('at');
    expect(hitJson(HIT)).toMatchObject({ at: '2026-11-20T00:00:00.000Z' });
  });
});

describe('what a score is made of', () => {
  it.each([
    [0.7, { recency: 0.05, words: 0.3, meaning: 0.35 }, 'score 0.700 = words 0.300 + meaning 0.350 + recency 0.050'],
    [0.4, { words: 0.5, replaced: -0.1 }, 'score 0.400 = words 0.500 - replaced 0.100'],
    [0.25, { words: 0.25, who: 0, when: 0.0001 }, 'score 0.250 = words 0.250'],
    [0, {}, 'score 0.000'],
  ])('%s of %j', (score, parts, text) => {
    expect(scoreText({ score, parts })).toBe(text);
  });

  it('adds up as it is shown', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -200_000, max: 900_000 }), { minLength: 1, maxLength: 7 }), (millionths) => {
        const names = ['words', 'meaning', 'who', 'when', 'weight', 'recency', 'newer'];
        const parts = Object.fromEntries(millionths.map((part, n) => [names[n] as string, part / 1e6]));
        const text = scoreText({ score: millionths.reduce((sum, part) => sum + part, 0) / 1e6, parts });
        const [head = '', sum = ''] = text.replace('score ', '').split(' = ');
        const terms = [...sum.matchAll(/(^|[-+] |-)\w+ (\d\.\d{3})/g)].map(
          ([, sign = '', value]) => (sign.includes('-') ? -1 : 1) * Number(value),
        );
        expect(Math.round(terms.reduce((a, b) => a + b, 0) * 1000)).toBe(Math.round(Number(head) * 1000));
      }),
    );
  });
});
