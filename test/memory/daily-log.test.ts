import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bulletAddress, logBlocks, parseDailyLog } from '../../src/memory/daily-log.js';
import { riskyText } from './risky-text.js';

const META = { path: 'logs/2026/11/2026-11-20.md', day: '2026-11-20', writer: 'aaaaaaaa' };
const read = (text: string) => parseDailyLog(text, META);
const at = (time: string) => Date.parse(`2026-11-20T${time}Z`);

describe('bullets that a person or an importer wrote', () => {
  it.each([
    [
      'with time, name and anchor',
      '- 13:56 **Ann:** We moved to Berlin ^conv-26-D1-3',
      { id: 'conv-26-D1-3', defined: true, atMs: at('13:56:00.000'), text: '**Ann:** We moved to Berlin', actor: undefined },
    ],
    ['with a star', '* plain text', { defined: false, atMs: at('00:00:00.000'), text: 'plain text' }],
    ['with a plus and seconds', '+ 08:01:02 early ^a', { id: 'a', atMs: at('08:01:02.000'), text: 'early' }],
    ['with a zoned time', '- 08:01Z early', { atMs: at('08:01:00.000'), text: 'early' }],
    ['with one digit of hour', '- 8:01 early', { atMs: at('08:01:00.000'), text: 'early' }],
    ['with an impossible time', '- 25:01 odd', { atMs: at('00:00:00.000'), text: '25:01 odd' }],
    [
      'with our time but no kind of ours',
      '- 08:01:02.003Z Ann said so ^x1',
      { id: 'x1', ours: false, kind: 'bullet', atMs: at('08:01:02.003'), text: 'Ann said so' },
    ],
    [
      'with a kind that is unknown, an actor and an id',
      '- 08:01:02.003Z slack@ann said so ^k7d0c1m2xq',
      { id: 'k7d0c1m2xq', ours: true, kind: 'slack', actor: 'ann', origin: 'external', text: 'said so' },
    ],
    ['with a check box', '- [ ] to do', { text: '[ ] to do' }],
    ['with nested bullets', '- parent\n  - child\n\n    deep', { text: 'parent\n- child\n\n  deep' }],
    ['with a tab before the nested line', '- parent\n\tchild', { text: 'parent\nchild' }],
    ['slightly indented', '  - text ^b', { id: 'b', text: 'text' }],
  ])('%s', (_name, text, expected) => {
    const { entries, problems } = read(text);
    expect(problems).toEqual([]);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject(expected);
  });

  it('a bullet without a time has that of the entry above', () => {
    expect(read('- 09:00 a\n- b\n- 08:00 c\n- d').entries.map(({ atMs }) => atMs)).toEqual([
      at('09:00:00.000'),
      at('09:00:00.000'),
      at('08:00:00.000'),
      at('08:00:00.000'),
    ]);
  });

  it('headings, prose, rules and a front matter block are passed over', () => {
    const text =
      '---\ntags:\n- not an entry\n---\n# Title\n\nprose\n- one\nprose right below\n\n* * *\n- - -\n1. numbered\n> - quoted\n- two\n';
    expect(read(text).entries.map(({ text: said, source }) => [said, source.line])).toEqual([
      ['one', 8],
      ['two', 15],
    ]);
  });

  it('a rule that opens a file hides nothing', () => {
    expect(read('---\n- one\n---\n- two\n').entries.map(({ text }) => text)).toEqual(['one', 'two']);
  });

  it('a code fence or a comment that was never closed hides nothing', () => {
    expect(read('```\n- one ^a\n<!--\n- 14:05:11.020Z note two ^k81m2pp0zd\n').entries.map(({ id }) => id)).toEqual(['a', 'k81m2pp0zd']);
  });

  it('the same words twice have two addresses, the same in the copy of a peer', () => {
    const own = read('- same\n- same\n').entries;
    expect(own.map(({ id }) => id)).toEqual([bulletAddress(META.day, 'same', 0), bulletAddress(META.day, 'same', 1)]);
    const peer = parseDailyLog('- same\n', { ...META, path: `peers/bbbbbbbb/2026/11/2026-11-20.md`, writer: 'bbbbbbbb' }).entries;
    expect(peer[0]?.id).toBe(own[0]?.id);
  });
});

describe('files as editors and disks leave them', () => {
  const text = '# Day\n- 14:05:11.020Z note@user a,\n  b ^k81m2pp0zd\n\n- 14:06 c ^x\n';
  it.each([
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${text}`],
    ['no final newline', text.trimEnd()],
  ])('%s', (_name, variant) => {
    const { entries, problems } = read(variant);
    expect(problems).toEqual([]);
    expect(entries.map(({ id, text: said, source }) => [id, said, source.line])).toEqual([
      ['k81m2pp0zd', 'a,\nb', 2],
      ['x', 'c', 5],
    ]);
  });

  it('a byte order mark right before a bullet', () => {
    expect(read('\uFEFF- one ^a\n').entries.map(({ id }) => id)).toEqual(['a']);
  });

  it.each(['2026-02-31', '2026-13-01', 'yesterday', ''])('%j is not a day: a problem, no entries', (day) => {
    const { entries, problems } = parseDailyLog('- one', { ...META, day });
    expect(entries).toEqual([]);
    expect(problems).toHaveLength(1);
  });

  it('a bullet over 16 KB is reported with its line and passed over', () => {
    const { entries, problems } = read(`- one\n- ${'x'.repeat(1024 * 1024)} ^big\n- three\n`);
    expect(entries.map(({ text: said }) => said)).toEqual(['one', 'three']);
    expect(problems).toEqual([{ path: META.path, line: 2, message: 'the bullet is over the limit of 16384 bytes and is not read' }]);
  });

  it('an empty file is an empty day', () => {
    expect(read('')).toEqual({ entries: [], problems: [] });
  });
});

describe('torn bullets', () => {
  it.each([
    ['at the end of the file', '- 14:05:11.020Z note@user The integ'],
    ['in the middle, closed by the next append', '- 14:05:11.020Z note@user The integ\n- 15:00:00.000Z note@user next ^k7d0c1m2xq\n'],
    ['within its id', '- 14:05:11.020Z note@user text ^k81m2p\n'],
    ['between its lines', '- 14:05:11.020Z note@user one,\n  two\n'],
    ['within its kind', '- 14:05:11.020Z com\n'],
    ['before its actor', '- 14:05:11.020Z commit@\n'],
    ['within its time', '- 14:05:1\n'],
    ['right behind the dash', '- \n'],
  ])('%s: reported with file and line, never an entry', (_name, text) => {
    const { entries, problems } = read(text);
    expect(entries.filter(({ text: said }) => said !== 'next')).toEqual([]);
    expect(problems.map(({ path, line }) => [path, line])).toEqual([[META.path, 1]]);
  });

  it('a person who writes "note" as a word is not torn', () => {
    expect(read('- note that Redis moved\n- 14:05 note that it moved\n').problems).toEqual([]);
  });
});

describe('the pieces of a log', () => {
  it('joined again they are the log, and ids are those that parsing finds', () => {
    const line = fc.oneof(
      riskyText,
      fc.constantFrom(
        '- 14:05:11.020Z note@user x ^k81m2pp0zd\n',
        '- 14:05:11.020Z note@user torn\n',
        '- a ^b\n',
        '  more\n',
        '\n',
        '\r\n',
        '* c\r\n',
        '\uFEFF- d ^e\n',
        '---\nk: v\n',
        '---\n',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }).map((lines) => lines.join('')),
        (text) => {
          const blocks = logBlocks(text);
          expect(blocks.map((block) => block.text).join('')).toBe(text);
          for (const block of blocks) expect(text.slice(block.start, block.end)).toBe(block.text);
          const defined = read(text).entries.filter((entry) => entry.defined);
          expect(blocks.flatMap(({ id, line: at1 }) => (id === undefined ? [] : [[id, at1]]))).toEqual(
            defined.map(({ id, source }) => [id, source.line]),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('a log cut as bytes, one character each, has the same ids', () => {
    const bytes = new TextEncoder().encode(`\uFEFF- 14:05:11.020Z note@user ${'漢'.repeat(5000)} ^k81m2pp0zd\n- ß ^b\n`);
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    expect(logBlocks(text).map(({ id }) => id)).toEqual(['k81m2pp0zd', 'b']);
  });
});

it('reads a file of tens of thousands of bullets in one pass', () => {
  const many = Array.from({ length: 30_000 }, (_, i) => `- 13:56 **Ann:** words about thing ${i} ^conv-26-D1-${i}`).join('\n');
  expect(read(many).entries).toHaveLength(30_000);
  // Each of these would take minutes if any pattern looked back over the line.
  for (const bad of [
    ' '.repeat(500_000),
    `- ${' '.repeat(500_000)}x`,
    '-\n'.repeat(100_000),
    '\n'.repeat(500_000),
    `- a\n${'\n'.repeat(300_000)}b`,
  ])
    read(bad);
});
