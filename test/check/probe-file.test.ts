/** The file of probes: what is read, what is wrong with its place, and what adding one leaves as it was. */
import { describe, expect, it } from 'vitest';
import { readProbes, withProbe } from '../../src/check/probe-file.js';

const path = '.kairos/scenarios/probes.yaml';
const NOTHING = { ids: [], words: [] };

describe('reading', () => {
  it('takes one value or a list, ids in any spelling, and numbers as they are written', () => {
    const { probes, problems } = readProbes(
      'format: 1\nprobes:\n  - question: which port\n    expect: (^aaaaaaaaaa)\n    words: 0638\n    not:\n      - ^bbbbbbbbbb\n      - "^not an id"\n',
    );
    expect(problems).toEqual([{ what: '"^not an id" is not an id', at: { path, line: 8, column: 9 }, hint: expect.any(String) }]);
    expect(probes).toEqual([]);
    expect(readProbes('format: 1\nprobes:\n  - { question: which port, expect: aaaaaaaaaa, words: 0638 }\n').probes).toEqual([
      { question: 'which port', expect: ['aaaaaaaaaa'], words: ['0638'], not: NOTHING, top: 10, line: 3 },
    ]);
  });

  it.each([
    ['probes: []\n', '1:1', 'the file lacks "format"'],
    ['format: 2\nprobes: []\n', '1:9', 'format 2 is newer than 1'],
    ['format: 1\nprobes:\n  - question: "a\n', '4:1', 'Missing closing'],
    ['format: 1\nprobe: []\n', '2:1', 'the file has no "probe"'],
    ['format: 1\nprobes: many\n', '2:9', '"probes" is not a list'],
    ['format: 1\nprobes:\n  - expect: [^aaaaaaaaaa]\n', '3:5', 'an item of "probes" lacks "question"'],
    ['format: 1\nprobes:\n  - question: q\n', '3:5', 'the probe expects nothing'],
    ['format: 1\nprobes:\n  - question: q\n    expects: [^aaaaaaaaaa]\n', '4:5', 'an item of "probes" has no "expects"'],
    ['format: 1\nprobes:\n  - question: q\n    words: [{ a: b }]\n', '4:13', 'an item of "words" is to be a text'],
    ['format: 1\nprobes:\n  - question: q\n    words: x\n    top: 0\n', '5:10', 'top is a whole number'],
    ['format: 1\nprobes:\n  - question: &a q\n    words: *a\n', '4:12', '"words" is a reference'],
    ['format: 1\nprobes:\n  question: q\n  words: x\n', '3:3', '"probes" is not a list'],
    ['format: 1\nprobes:\n  - question: q\n    words: " "\n', '4:12', 'a blank text says nothing'],
    ['format: 1\nprobes: []\n---\nformat: 1\nprobes: []\n', '4:1', 'a second document begins'],
    ['- a\n', '1:1', 'the file is to be a list of "name: value"'],
  ])('tells the place of what is wrong: %j', (text, place, message) => {
    const { probes, problems } = readProbes(text);
    expect(probes).toEqual([]);
    expect(`${problems[0]?.at?.line}:${problems[0]?.at?.column}`).toBe(place);
    expect(problems[0]?.what).toContain(message);
  });

  it('tells everything that is wrong, and takes nothing then', () => {
    const { probes, problems } = readProbes('format: 1\nprobes:\n  - question: a\n  - question: b\n    words: x\n  - words: y\n');
    expect([probes, problems.map(({ at }) => at?.line)]).toEqual([[], [3, 6]]);
  });

  it('throws for no text at all', () => {
    for (const text of ['', '\0', '{', 'format: 1\nprobes: &a [*a]\n', ': : :\n', '- - -\n', '\ufeffformat: 1\nprobes: [~]\n'])
      expect(() => readProbes(text)).not.toThrow();
  });
});

describe('adding', () => {
  it('makes a file that is read', () => {
    const probe = {
      question: 'why: # "quoted"?',
      expect: ['aaaaaaaaaa'],
      words: ['6380', 'a, b'],
      not: { ids: ['bbbbbbbbbb'], words: ['x: y'] },
    };
    expect(readProbes(withProbe(undefined, probe))).toMatchObject({ probes: [{ ...probe, top: 10 }], problems: [] });
  });

  it('keeps comments and order, and gives a probe that stands what it does not expect yet', () => {
    const text = '# mine\nformat: 1\nprobes:\n  # the first\n  - question: a\n    words: [x] # why\n  - question: b\n    words: y\n';
    const once = withProbe(text, { question: 'b', expect: [], words: ['y', 'z'], not: { ids: [], words: ['w'] }, top: 2 });
    expect(once).toBe(
      '# mine\nformat: 1\nprobes:\n  # the first\n  - question: a\n    words: [x] # why\n  - question: b\n    words: [y, z]\n    not: [w]\n    top: 2\n',
    );
    expect(withProbe(once, { question: 'b', expect: [], words: ['y'], not: NOTHING })).toBe(once);
  });
});
