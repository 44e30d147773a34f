/** What a pattern needs stands in everything that it matches: held by what fast-check makes of the patterns, and by every text that they are tried on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMANDS, TO_AGENTS, TO_AGENTS_AS_WRITTEN } from '../../../src/dream/reading/agent-cues.js';
import { TURNS } from '../../../src/dream/reading/agent-turns.js';
import { mayMatch, neededBy } from '../../../src/dream/reading/needed-words.js';
import { COMMANDS as ORDERING, HARMLESS, TO_AGENTS as SPEAKING } from './agent-texts.js';

const PATTERNS = [...COMMANDS, ...TO_AGENTS, ...TO_AGENTS_AS_WRITTEN, ...TURNS];

/** The pattern without what takes no letters, which fast-check cannot make texts of: it matches all that the pattern matches, and more. */
function withoutPlaces({ source, flags }: RegExp): RegExp {
  let kept = '';
  for (let at = 0; at < source.length;) {
    const [found] = /^\\[bB]|^\(\?<?[=!]|^\\.|^\[(?:\\.|[^\]])*\]|^[^]/u.exec(source.slice(at)) as RegExpExecArray;
    at += found.length;
    if (/^\(\?<?[=!]$/.test(found)) at = endOfGroup(source, at);
    else if (!/^\\[bB]$/.test(found)) kept += found;
  }
  return new RegExp(kept, flags);
}

function endOfGroup(source: string, from: number): number {
  let depth = 1;
  let at = from;
  while (depth > 0) {
    const [found] = /^\\.|^\[(?:\\.|[^\]])*\]|^[^]/u.exec(source.slice(at)) as RegExpExecArray;
    if (found === '(') depth += 1;
    if (found === ')') depth -= 1;
    at += found.length;
  }
  return at;
}

describe('the words that a pattern needs', () => {
  it.each<[RegExp, readonly (readonly string[])[]]>([
    [/abc/, [['abc']]],
    [/\bab(?:cd|efg)\b/, [['ab'], ['cd', 'efg']]],
    [/ab(?:c|de)/, [['ab']]],
    [/ab+c/, [['ab']]],
    [/abc?d/, [['ab']]],
    [/abc{2}de/, [['abc'], ['de']]],
    [/ab(?=cd)ef(?!gh)/, [['abef']]],
    [/(?:abc)?de/, [['de']]],
    [/(?<name>abc)\k<name>de/, [['abc'], ['de']]],
    [/ab|\w/, []],
    [/ab[)c]de.fg\p{L}hi/u, [['ab'], ['de'], ['fg'], ['hi']]],
    [/ab🙂?cd/u, [['ab'], ['cd']]],
    [/\u{61}bc\x61de/u, [['bc'], ['de']]],
    [/a\.b\/c/, [['a.b/c']]],
    [/abc/i, []],
  ])('%s', (pattern, needs) => expect(neededBy(pattern)).toEqual(needs));

  it('stand in every text that a pattern is made into', () => {
    for (const pattern of PATTERNS.filter(({ ignoreCase }) => !ignoreCase).map(withoutPlaces)) {
      fc.assert(
        fc.property(fc.stringMatching(pattern), (text) => mayMatch(pattern, text)),
        { seed: 7, numRuns: 30 },
      );
    }
  });

  it('stand in every text that a pattern matches', () => {
    const texts = [...SPEAKING, ...ORDERING, ...HARMLESS].flatMap((text) => [text, text.toLowerCase()]);
    const missed = PATTERNS.flatMap((pattern) => texts.filter((text) => pattern.test(text) && !mayMatch(pattern, text)));
    expect(missed).toEqual([]);
  });

  it('are known of nearly every pattern, and spare most of them for a plain text', () => {
    expect(PATTERNS.filter((pattern) => neededBy(pattern).length === 0).length).toBeLessThan(PATTERNS.length / 20);
    const plain = 'keep sessions in redis instead of memory: every deploy logged all customers out, because the process is replaced.';
    expect(PATTERNS.filter((pattern) => mayMatch(pattern, plain)).length).toBeLessThan(PATTERNS.length / 10);
  });
});
