import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortHash } from '../../../src/base/hash.js';
import { indexTerms, isObjectId, RULES, STOP_WORDS, WORD_RULES, wordsOf } from '../../../src/recall/text/tokenize.js';
import { SLOTS } from '../../../src/dream/witness/slots.js';
import { slotWords } from '../../../src/recall/text/slot-words.js';
import { SAMPLE } from '../../../src/recall/text/word-sample.js';

it('the rules of words are counted up when one of them changes', () => {
  // Whoever changes these terms raises the number in WORD_RULES, so that indexes are made anew.
  expect([RULES, WORD_RULES.split(' ')[0], shortHash(indexTerms(SAMPLE)), shortHash(SLOTS.map(slotWords))]).toEqual([
    3,
    '3',
    'n38scmh8th',
    'f4ys4sr1yd',
  ]);
});

describe('terms of a text', () => {
  it.each([
    ['words are stemmed, stop words go', 'Why did we drop the parsers?', ['drop', 'parser']],
    ['camelCase', 'parseFrontMatter', ['parsefrontmatter', 'pars', 'front', 'matter']],
    ['acronyms in camelCase', 'HTTPServer', ['httpserver', 'http', 'server']],
    ['snake_case', 'max_retry_count', ['max_retry_count', 'max', 'retri', 'count']],
    ['kebab-case', 'front-matter', ['front-matter', 'front', 'matter']],
    [
      'a path, its file, its parts',
      'src/parse/front-matter.ts',
      ['src/parse/front-matter.ts', 'front-matter.ts', 'src', 'pars', 'front', 'matter', 'ts'],
    ],
    ['a version and its minor', '1.11.2', ['1.11.2', '1.11']],
    ['a version of two numbers', 'v1.11', ['1.11']],
    ['a major version', 'v2.0.0', ['2.0.0', '2.0', 'v2']],
    ['a pre-release', '2.0.0-rc.1', ['2.0.0-rc.1', '2.0.0', '2.0', 'v2']],
    ['an object id of twelve digits', '3f2a91c04d11', ['3f2a91c04d11']],
    ['a full object id, cut to meet it', '3f2a91c04d11aabbccddeeff0011223344556677', ['3f2a91c04d11']],
    ['the beginning of an object id', '3f2a91c', ['3f2a91c']],
    ['a word and its number', 'node20', ['node20', 'node', '20']],
    ['a possessive', "Ann's parser", ['ann', 'parser']],
    ['a contraction is a stop word', "don't", []],
    ['typographic apostrophes', 'Ann’s', ['ann']],
    ['accents fold', 'café', ['cafe']],
    ['other scripts', 'Проверка παράδειγμα', ['проверка', 'παραδειγμα']],
    ['languages without spaces, by pairs', '日本語', ['日本語', '日本', '本語']],
    ['scripts are cut where they touch', '使用Redis队列，端口6380', ['使用', 'redi', '队列', '端口', '6380']],
    [
      'paths and versions among them',
      '在src/parse.ts中升级到v1.11版',
      ['在', 'src/parse.ts', 'parse.ts', 'src', 'pars', 'ts', '中升级到', '中升', '升级', '级到', '1.11', '版'],
    ],
    ['a long vowel is part of its word', 'サーバー', ['サーバー', 'サー', 'ーバ', 'バー']],
    ['Korean words by pairs, before their particles', '포트는', ['포트는', '포트', '트는']],
    ['Thai with its marks', 'พอร์ต6380', ['พอร์ต', 'พอ', 'อร', 'ร์', '์ต', '6380']],
    ['letters that decompose into nothing', 'Straße œuvre Łódź søk Ærø', ['strass', 'oeuvr', 'lodz', 'sok', 'aero']],
    ['irregular plurals', 'children indices matrices', ['child', 'index', 'matrix']],
    ['abbreviations', 'k8s i18n', ['k8s', 'kubernet', 'i18n', 'internation']],
    ['markup around a name', '**Ann:** (see #12)', ['ann', 'see', '12']],
    ['what cannot be seen', 'pass\u200bword so\u00adft', ['password', 'soft']],
    ['nothing', ' \t\n', []],
  ])('%s', (_name, text, terms) => {
    expect(indexTerms(text)).toEqual(terms);
  });

  it('a word of letters a to f alone is no object id', () => {
    expect([isObjectId('defaced'), isObjectId('deadbeef1'), isObjectId('1234567'), isObjectId('123456789012')]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it('a run too long for a word is left out, its neighbours stay', () => {
    expect(indexTerms(`before ${'x'.repeat(500)} lock`)).toEqual(['lock']);
  });

  it('a clause without blanks is found by its words however long it is', () => {
    const terms = indexTerms(`${'支付回调必须幂等并且可以重试'.repeat(20)}端口`);
    expect(terms).toContain('端口');
    expect(terms.every((term) => term.length <= 96)).toBe(true);
  });

  it('questions consist of stop words and what they ask for', () => {
    for (const word of ['why', 'when', 'did', 'was', 'how', 'is', 'we']) expect(STOP_WORDS).toContain(word);
  });

  it('any string has terms, without blanks or upper case, and the same ones with a memo', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string()), (text) => {
        const terms = indexTerms(text);
        expect(indexTerms(text, new Map())).toEqual(terms);
        for (const term of terms) expect(term).toMatch(/^[^\s\t\n]+$/u);
        for (const word of wordsOf(text)) expect(word.terms.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
