import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDailyLog } from '../../src/memory/daily-log.js';
import { ENTRY_LIMIT_BYTES, byteLength, entryId, formatEntry, normalizeText } from '../../src/memory/entry.js';
import { isEntryId } from '../../src/base/ids.js';
import { riskyText } from './risky-text.js';

const AT = Date.UTC(2026, 10, 20, 14, 5, 11, 20);
const META = { path: 'logs/2026/11/2026-11-20.md', day: '2026-11-20', writer: 'aaaaaaaa' };
const ID = 'k81m2pp0zd';
const note = (text: string, actor: string | undefined = 'user') => formatEntry({ atMs: AT, kind: 'note', actor, text, id: ID });

describe('the grammar of an entry, byte for byte', () => {
  it.each([
    ['one line', 'fix parser', 'user', '- 14:05:11.020Z note@user fix parser ^k81m2pp0zd\n'],
    ['no actor', 'fix parser', undefined, '- 14:05:11.020Z note fix parser ^k81m2pp0zd\n'],
    ['two lines', 'a,\nb', 'user', '- 14:05:11.020Z note@user a,\n  b ^k81m2pp0zd\n'],
    ['a blank line inside', 'a\n\nb', 'user', '- 14:05:11.020Z note@user a\n\n  b ^k81m2pp0zd\n'],
    ['CRLF and lone CR', 'a\r\nb\rc', 'user', '- 14:05:11.020Z note@user a\n  b\n  c ^k81m2pp0zd\n'],
    ['NUL and escape dropped, tab kept', 'a\0\u001bb\tc', 'user', '- 14:05:11.020Z note@user ab\tc ^k81m2pp0zd\n'],
    ['sequences go whole', 'a\u001b[2J\u009b31mb\u001b]0;owned\u0007 \u007fc', 'user', '- 14:05:11.020Z note@user ab c ^k81m2pp0zd\n'],
    ['text that ends like an id', 'see ^abc', 'user', '- 14:05:11.020Z note@user see ^abc ^k81m2pp0zd\n'],
    ['lines that look like bullets', 'x\n- y\n  - z', 'user', '- 14:05:11.020Z note@user x\n  - y\n    - z ^k81m2pp0zd\n'],
    ['nothing', '', 'user', '- 14:05:11.020Z note@user ^k81m2pp0zd\n'],
  ] as const)('%s', (_name, text, actor, expected) => {
    expect(formatEntry({ atMs: AT, kind: 'note', actor, text, id: ID })).toBe(expected);
  });

  it('any text comes back from a log as its normalised form', () => {
    fc.assert(
      fc.property(riskyText, fc.constantFrom(undefined, 'user', 'a1'), (text, actor) => {
        const bullet = formatEntry({ atMs: AT, kind: 'note', actor, text, id: ID });
        const { entries, problems } = parseDailyLog(
          `# A heading\n${bullet}${note('after')}`.replace(/(?<=after )\^k81m2pp0zd/, '^k7d0c1m2xq'),
          META,
        );
        expect(problems).toEqual([]);
        expect(entries).toHaveLength(2);
        expect(entries[0]).toMatchObject({ id: ID, defined: true, ours: true, kind: 'note', actor, atMs: AT, text: normalizeText(text) });
        expect(entries[1]).toMatchObject({ text: 'after' });
      }),
      { numRuns: 500 },
    );
  });

  it('normalising twice is normalising once', () => {
    fc.assert(fc.property(riskyText, (text) => normalizeText(normalizeText(text)) === normalizeText(text)));
  });

  it('a tear at any byte is never an entry', () => {
    fc.assert(
      fc.property(
        // Without text that itself ends in a whole id: a tear exactly there cannot be told from an end.
        riskyText.filter((text) => !/\^[0-9a-z]{10}/.test(text)),
        fc.nat(),
        (text, at) => {
          const bullet = note(text);
          const torn = bullet.slice(0, 1 + (at % (bullet.length - 2)));
          const healed = `${torn}${torn.endsWith('\n') ? '' : '\n'}- 15:00:00.000Z note@user next ^k7d0c1m2xq\n`;
          const { entries, problems } = parseDailyLog(healed, META);
          expect(entries.map(({ text: read }) => read)).toEqual(['next']);
          expect(problems.map(({ line }) => line)).toEqual([1]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('limits and refusals', () => {
  it('refuses an entry over 16 KB and says so', () => {
    expect(() => note('x'.repeat(ENTRY_LIMIT_BYTES))).toThrow(/over the limit of 16384/);
    expect(() => note('漢'.repeat(ENTRY_LIMIT_BYTES / 3))).toThrow(/over the limit/);
    expect(byteLength(note('x'.repeat(ENTRY_LIMIT_BYTES - byteLength(note('')) - 1)))).toBe(ENTRY_LIMIT_BYTES);
  });

  it.each([
    [{ kind: 'Note' }, /not a kind/],
    [{ kind: 'note x' }, /not a kind/],
    [{ actor: 'a b' }, /not an actor/],
    [{ id: 'short' }, /not an id/],
    [{ atMs: Number.NaN }, /not a time/],
    [{ atMs: -1 }, /not a time/],
    [{ atMs: Date.UTC(10_000, 0) }, /not a time/],
  ])('refuses %j', (part, message) => {
    expect(() => formatEntry({ atMs: AT, kind: 'note', actor: 'user', text: 'x', id: ID, ...part })).toThrow(message);
  });
});

describe('ids', () => {
  it('an id depends on kind and key alone', () => {
    expect(entryId('commit', 'abc:commit')).toBe(entryId('commit', 'abc:commit'));
    expect(entryId('commit', 'abc:commit')).not.toBe(entryId('merge', 'abc:commit'));
    expect(isEntryId(entryId('commit', 'abc:commit'))).toBe(true);
  });
});
