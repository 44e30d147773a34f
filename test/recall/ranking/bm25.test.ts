import * as fc from 'fast-check';
import MiniSearch, { type SearchOptions } from 'minisearch';
import SearchableMap from 'minisearch/SearchableMap';
import { describe, expect, it } from 'vitest';
import type { Doc } from '../../../src/recall/text/document.js';
import { termsNear } from '../../../src/recall/question/misspelt.js';
import { planQuery } from '../../../src/recall/question/query.js';
import { termsOf } from '../../../src/recall/lexical/segment.js';
import { indexTerms } from '../../../src/recall/text/tokenize.js';
import { idOf, termsBeginning, type LexicalIndex } from '../../../src/recall/lexical/lexical-index.js';
import { matchWords } from '../../../src/recall/ranking/bm25.js';
import { docOfText, indexOf, segmentOf } from '../segments.js';

const OTHER = 'logs/2026/11/2026-11-19.md';

/** Id -> score, to nine digits. */
function ours(index: LexicalIndex, query: string): Map<string, string> {
  const { slots, score } = matchWords(index, planQuery(index, query));
  return new Map([...slots].map((slot, n) => [idOf(index, slot), (score[n] as number).toFixed(9)]));
}

function miniSearch(docs: readonly Doc[], query: string, options: SearchOptions = {}): Map<string, string> {
  const engine = new MiniSearch({ fields: ['text'], tokenize: (text) => indexTerms(text), processTerm: (term) => term });
  engine.addAll(docs.map(({ id, text }) => ({ id, text })));
  const found = engine.search(query, { ...options, bm25: { k: 1.2, b: 0.8, d: 0.5 } });
  // MiniSearch multiplies by the number of terms that matched; `covered` says the same better.
  return new Map(found.map(({ id, score, queryTerms }) => [id as string, (score / queryTerms.length).toFixed(9)]));
}

const word = fc.constantFrom('redis', 'lock', 'parser', 'parseFile', 'src/lock.ts', 'renamed', '1.11', 'deadbeef1', 'café', 'the', '緩存');
const text = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));
const KNOWN = ['redis lock', 'parser parseFile café', 'src/lock.ts 1.11', 'deadbeef1 緩存 renamed redis', 'lock'];

describe('words', () => {
  it('score as MiniSearch does, also where some stand in a second segment and former states of files are dead', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 20 }), fc.array(text, { maxLength: 8 }), (before, after) => {
        const base = [...before.map((one, n) => docOfText(one, n)), ...before.map((one, n) => docOfText(one, 500 + n, { path: OTHER }))];
        const later = after.map((one, n) => docOfText(one, 900 + n, { path: OTHER }));
        const index = indexOf(base, later);
        const living = after.length === 0 ? base : [...base.filter(({ path }) => path !== OTHER), ...later];
        for (const query of KNOWN) {
          const words = query.split(' ').filter((one) => living.some((doc) => doc.text.split(' ').includes(one)));
          if (words.length > 0) expect(ours(index, words.join(' '))).toEqual(miniSearch(living, words.join(' ')));
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['beginnings', 'zorb', { prefix: true }],
    ['misspellings of short words', 'lokc', { fuzzy: 1 }],
    ['misspellings of long words', 'kolmtaxo', { fuzzy: 2 }],
  ] as const)('score %s as MiniSearch does', (_name, query, options) => {
    const texts = [
      'zorbax and zorbinax of locks',
      'zorbinax lock zorbax',
      'look at the kolmitaxo',
      'loki and lok',
      'kolmitax and kalmitaxo',
    ];
    const docs = texts.map((one, n) => docOfText(one, n));
    const term = indexTerms(query)[0] as string;
    const found = ours(indexOf(docs), query);
    expect(found.size).toBeGreaterThan(0);
    expect(found).toEqual(miniSearch(docs, term, { ...options, tokenize: (asked) => [asked] }));
  });

  it('that are misspelt are found as MiniSearch finds them', () => {
    const spelling = fc
      .array(fc.constantFrom('o', 'k', 'x', 'é', '緩', '😀'), { minLength: 4, maxLength: 9 })
      .map((letters) => `k${letters.join('')}`);
    fc.assert(
      fc.property(fc.array(spelling, { minLength: 1, maxLength: 30 }), spelling, fc.constantFrom(1, 2), (terms, asked, edits) => {
        const segment = segmentOf(terms.map((one, n) => docOfText(one, n)));
        const expected = SearchableMap.from(termsOf(segment).map((term): [string, string] => [term, term])).fuzzyGet(asked, edits);
        const near = [...expected].filter(([term]) => term[0] === 'k' && term !== asked);
        expect(new Map(termsNear(segment, asked, edits).map(({ term, distance }) => [term, distance]))).toEqual(
          new Map(near.map(([term, [, distance]]) => [term, distance])),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('say which words each entry has, how many have each, and what share of the question that is', () => {
    const index = indexOf(['redis', 'redis lock', 'lock', 'lock file', 'nothing'].map((one, n) => docOfText(one, n)));
    const { asked, frequency, idf, slots, covered, matched } = matchWords(index, planQuery(index, 'redis lock unheard'));
    expect(asked).toEqual(['lock', 'redi', 'unheard']);
    expect([...frequency]).toEqual([3, 2, 0]);
    expect(idf[2]).toBeGreaterThan(idf[1] as number);
    expect(idf[1]).toBeGreaterThan(idf[0] as number);
    expect([...slots]).toEqual([0, 1, 2, 3]);
    expect([...matched]).toEqual([0b10, 0b11, 0b01, 0b01]);
    const known = (idf[0] as number) + (idf[1] as number);
    expect([...covered].map((share) => share.toFixed(9))).toEqual(
      [idf[1], known, idf[0], idf[0]].map((sum) => ((sum as number) / known).toFixed(9)),
    );
  });

  it('count in `covered` beyond the thirty-one that `matched` has room for', () => {
    const letter = (n: number): string => String.fromCharCode(97 + n);
    const words = Array.from({ length: 80 }, (_, n) => `q${letter(Math.floor(n / 9))}${letter(n % 9)}x`);
    const index = indexOf([words.join(' '), words.slice(0, 40).join(' '), 'qihx'].map((one, n) => docOfText(one, n)));
    const { asked, covered, matched } = matchWords(index, planQuery(index, words.join(' ')));
    expect(asked).toHaveLength(80);
    expect(covered[0]).toBe(1);
    expect(covered[1]).toBeLessThan(1);
    expect(covered[2]).toBeGreaterThan(0);
    expect(matched[0]).toBe(2 ** 31 - 1);
    expect(matched[2]).toBe(0);
  });

  it('leave nothing behind for the next question', () => {
    const index = indexOf(['redis lock', 'lock file'].map((one, n) => docOfText(one, n)));
    const first = ours(index, 'lock file');
    ours(index, 'redis');
    expect(ours(index, 'lock file')).toEqual(first);
  });

  it('are counted to 255 in one entry', () => {
    const [many, most] = [300, 255].map((times) => indexOf([docOfText('lock '.repeat(times), 0)]));
    expect(ours(many as LexicalIndex, 'lock')).toEqual(ours(most as LexicalIndex, 'lock'));
  });

  it('that begin alike are found in every script, in one order', () => {
    const index = indexOf([docOfText('𝒜bc 𝒜bd ﬀab ｚulu zebra 緩存器 緩存', 0)], [docOfText('緩存池 zeal 𝒜be', 1, { path: OTHER })]);
    expect(termsBeginning(index, 'ze')).toEqual(['zeal', 'zebra']);
    expect(termsBeginning(index, '緩存').sort()).toEqual(['緩存', '緩存器', '緩存池'].sort());
    for (const term of ['zulu', 'zebra', '緩存器', 'ffab']) expect([...ours(index, term).keys()]).toContain('0000000000');
  });
});
