import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, byteTextOf, exactTextOf, lineCount } from '../../src/journal/bytes.js';
import { expectedText, missingBlocks, reconcile, withoutBlocks, withoutIds, type DayTexts } from '../../src/journal/reconcile.js';
import { logBlocks } from '../../src/memory/daily-log.js';

const A = '- 10:00:00.000Z note@user alpha ^aaaaaaaaa1\n';
const B = '- 11:00:00.000Z note@user beta\n  in two lines ^bbbbbbbbb1\n';
const C = '- 12:00:00.000Z note@user gamma ^ccccccccc1\n';
const D = '- 13:00:00.000Z note@user delta ^ddddddddd1\n';
const OWN = '- a line of my own\n';
const B_CHANGED = B.replace('beta', 'BETA');

const none: DayTexts = { committed: undefined, tails: [], live: undefined };

interface Row extends Partial<DayTexts> {
  readonly name: string;
  readonly wanted: string | undefined;
  readonly edited?: string;
  readonly isEdited?: boolean;
  readonly lines?: number;
  readonly why?: 'missing' | 'vanished';
}

const ROWS: readonly Row[] = [
  { name: 'nothing anywhere', wanted: undefined },
  { name: 'a log that nobody journaled yet', live: OWN, wanted: OWN },
  { name: 'a log in our shape that nobody journaled', live: A + OWN, wanted: A + OWN, isEdited: true },
  { name: 'a line in our shape that nobody journaled', committed: A, tails: [B], live: A + B + C, wanted: A + B + C, isEdited: true },
  { name: 'a log as it was committed', committed: A + B, live: A + B, wanted: A + B },
  { name: 'a log that has grown', committed: A, tails: [B], live: A + B, wanted: A + B },
  { name: 'lines appended in another order than the tail has them', committed: A, tails: [B + C], live: A + C + B, wanted: A + C + B },
  { name: 'lines that a person added at the end', committed: A, live: A + OWN, wanted: A + OWN },
  { name: 'a log that is gone', committed: A + B, tails: [C], live: undefined, wanted: A + B + C, lines: 4, why: 'missing' },
  { name: 'a log that is gone before it was ever committed', tails: [A, B], live: undefined, wanted: A + B, lines: 3, why: 'missing' },
  { name: 'an empty log', committed: A, live: '', wanted: A, lines: 1, why: 'vanished' },
  { name: 'an empty log, where no line has an id to be missed by', committed: OWN, live: '', wanted: OWN, lines: 1, why: 'vanished' },
  { name: 'a kill between tail and live log', committed: A, tails: [B], live: A, wanted: A + B, lines: 2, why: 'vanished' },
  {
    name: 'a live log torn in its last line',
    committed: A,
    tails: [C],
    live: A + C.slice(0, -6),
    wanted: A + C,
    lines: 1,
    why: 'vanished',
  },
  { name: 'a live log torn in a time', committed: A, tails: [C], live: A + C.slice(0, 5), wanted: A + C, lines: 1, why: 'vanished' },
  {
    name: 'a torn line on which others followed',
    committed: A,
    tails: [C + D],
    live: `${A + C.slice(0, 30)}\n${D}`,
    wanted: A + D + C,
    lines: 1,
    why: 'vanished',
  },
  {
    name: 'a line of ours without its end that a person wrote on',
    committed: A,
    tails: [C],
    live: `${A + C.slice(0, 30)}, they said\n`,
    wanted: `${A + C.slice(0, 30)}, they said\n${C}`,
    lines: 1,
    why: 'vanished',
  },
  { name: 'a stale buffer saved unchanged', committed: A + B + C, live: A, wanted: A + B + C, lines: 3, why: 'vanished' },
  {
    name: 'a fresh log begun after a cleaning',
    committed: A + OWN + B,
    tails: [C],
    live: C,
    wanted: A + OWN + B + C,
    lines: 4,
    why: 'vanished',
  },
  { name: 'a log cut in the middle of a line', committed: A + B, live: (A + B).slice(0, 60), wanted: A + B, lines: 1, why: 'vanished' },
  {
    name: 'what a kill left of a line in a fresh log',
    committed: A,
    tails: [B + C],
    live: `${B.slice(0, 30)}\n${C}`,
    wanted: A + B + C,
    lines: 2,
    why: 'vanished',
  },
  { name: 'a line of ours deleted in the middle', committed: A + B + C, live: A + C, wanted: A + B + C, lines: 2, why: 'vanished' },
  { name: 'a line of ours changed', committed: A + B + C, live: A + B_CHANGED + C, wanted: A + B_CHANGED + C, isEdited: true },
  {
    name: 'a stale buffer saved with a change: every byte stays, ours go to the end',
    committed: A + B + C,
    tails: [D],
    live: `${OWN}${A}`,
    wanted: `${OWN}${A}${B}${C}${D}`,
    isEdited: true,
    lines: 4,
    why: 'vanished',
  },
  {
    name: 'a changed log without a final newline',
    committed: A + B,
    live: `# mine\n${A.trimEnd()}`,
    wanted: `# mine\n${A}${B}`,
    isEdited: true,
    lines: 2,
    why: 'vanished',
  },
  { name: "a person's own committed line, deleted by the person", committed: A + OWN, live: A, wanted: A, isEdited: true },
  {
    name: 'CRLF put in by an editor',
    committed: A + C,
    live: (A + C).replaceAll('\n', '\r\n'),
    wanted: (A + C).replaceAll('\n', '\r\n'),
    isEdited: true,
  },
  {
    name: 'an edited log that is gone',
    committed: A + B,
    edited: A + B_CHANGED,
    tails: [C],
    wanted: A + B_CHANGED + C,
    isEdited: true,
    lines: 4,
    why: 'missing',
  },
  {
    name: 'an edited log that is gone and begun anew',
    committed: A + B,
    edited: A + B_CHANGED,
    tails: [C],
    live: C,
    wanted: A + B_CHANGED + C,
    isEdited: true,
    lines: 3,
    why: 'vanished',
  },
  {
    name: 'an empty edited version, which is no edit but what a crash left',
    committed: A + OWN,
    edited: '',
    tails: [C],
    wanted: A + OWN + C,
    lines: 3,
    why: 'missing',
  },
  { name: 'an edit that was undone', committed: A + B, edited: A + B_CHANGED, live: A + B, wanted: A + B },
  {
    name: 'a BOM that an editor put first',
    committed: A + C,
    live: byteTextOf(new TextEncoder().encode(`\uFEFF${A}${C}`)),
    wanted: byteTextOf(new TextEncoder().encode(`\uFEFF${A}${C}`)),
    isEdited: true,
  },
  { name: 'leftovers of a tail that is committed', committed: A + B, tails: [A, B + C], live: A + B + C, wanted: A + B + C },
  { name: 'a torn line at the end of a tail', committed: A, tails: [`${B}- 12:00:00.000Z note@us`], live: A + B, wanted: A + B },
  {
    name: 'a torn line closed by the next append',
    tails: [`- 12:00:00.000Z note@us\n${B}`],
    live: undefined,
    wanted: B,
    lines: 2,
    why: 'missing',
  },
  { name: 'a forgotten line in a stale buffer', committed: A + C, live: A + B + C, forgotten: new Set(['bbbbbbbbb1']), wanted: A + C },
  {
    name: 'a forgotten line that a fetch brought back',
    committed: A + B,
    tails: [B + C],
    live: undefined,
    forgotten: new Set(['bbbbbbbbb1']),
    wanted: A + C,
    lines: 2,
    why: 'missing',
  },
];

describe('what a day should hold', () => {
  it.each(ROWS.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const { name: _name, wanted, isEdited = false, lines = 0, why, ...texts } = row;
    const result = reconcile({ ...none, ...texts });
    expect({ wanted: result.wanted, edited: result.edited, lines: result.lines, why: result.why }).toEqual({
      wanted,
      edited: isEdited,
      lines,
      why,
    });
  });

  it('a log that was put right stays as it is', () => {
    for (const { name, wanted, isEdited = false, ...texts } of ROWS) {
      const again = reconcile({ ...none, ...texts, live: wanted });
      expect([name, again.wanted, again.edited, again.lines]).toEqual([name, wanted, isEdited, 0]);
    }
  });

  it('no line with an id is ever lost, and no text that the journal does not hold', () => {
    const lines = [A, B, C, D, OWN, B_CHANGED, '\n', '# title\n', '- ünï ✓ ^other\n'].map((text) =>
      byteTextOf(new TextEncoder().encode(text)),
    );
    const log = fc.array(fc.constantFrom(...lines), { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        log,
        fc.option(log, { nil: undefined }),
        fc.array(log, { maxLength: 2 }),
        fc.option(log, { nil: undefined }),
        (committed, edited, tails, live) => {
          const result = reconcile({ committed, edited, tails, live });
          const wanted = result.wanted ?? '';
          expect(missingBlocks([committed, ...tails].join(''), wanted)).toEqual([]);
          expect(result.expected.startsWith(committed)).toBe(true);
          for (const block of live === undefined ? [] : logBlocks(live)) expect(wanted + result.expected).toContain(block.text.trimEnd());
          if (!result.edited) expect(wanted.startsWith(committed)).toBe(true);
        },
      ),
      { seed: 20261120, numRuns: 300 },
    );
  });
});

describe('blocks', () => {
  it('a long entry in another script keeps its id, though it has three bytes a character', () => {
    const long = `- 10:00:00.000Z note@user ${'記'.repeat(4_500)} ^aaaaaaaaa1\n`;
    const bytes = byteTextOf(new TextEncoder().encode(long));
    expect(logBlocks(bytes).map((block) => [block.id, block.start, block.end])).toEqual([['aaaaaaaaa1', 0, bytes.length]]);
    expect(expectedText(undefined, [bytes])).toBe(bytes);
  });

  it('taking one out leaves the rest byte for byte, whatever the encoding', () => {
    const latin1 = '- caf\xe9 ^own\r\n';
    const text = `\xef\xbb\xbf# d\n\n${latin1}${B}${C}tail without newline`;
    expect(exactTextOf(text)).toBeUndefined();
    expect(withoutBlocks(text, (block) => block.id === 'bbbbbbbbb1')).toBe(text.replace(B, ''));
    expect(withoutIds(text, new Set(['own']))).toBe(text.replace(latin1, ''));
    expect(withoutIds(text, new Set(['absent0000']))).toBe(text);
  });

  it('byte text goes to bytes and back', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect([...bytesOf(byteTextOf(bytes))]).toEqual([...bytes]);
    expect([lineCount(''), lineCount('a'), lineCount('a\n'), lineCount('a\nb')]).toEqual([0, 1, 1, 2]);
  });
});
