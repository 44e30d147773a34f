/** What a probe's expectations mean, asked of small memories. */
import { describe, expect, it } from 'vitest';
import { askProbes } from '../../src/check/ask-probe.js';
import type { NewProbe } from '../../src/check/probe-file.js';
import { treeIndex } from '../../src/check/tree-index.js';
import { parseConfig } from '../config/parse-config.js';
import { noteSaying, reportOf } from './clone.js';

const { recall } = parseConfig('format: 1\n').config;
const TOPIC = `---
topic: tests
description: How they run
---
# Tests

- The integration tests need Redis on port 6380 (2026-11-20). ^aaaaaaaaaa
  evidence: (^e000000001)
- ~~The integration tests need Redis on port 6379.~~ superseded 2026-11-20 by (^aaaaaaaaaa) ^bbbbbbbbbb
- Screenshots are compared pixel by pixel (2026-11-02). ^cccccccccc
`;
const FILES = new Map([['.kairos/topics/tests.md', TOPIC]]);

function failures(
  probe: Partial<NewProbe> & { question: string },
  files: ReadonlyMap<string, string> = FILES,
  claims?: ReadonlySet<string>,
): readonly string[] {
  const whole = { expect: [], words: [], not: { ids: [], words: [] }, top: 10, line: 1, ...probe };
  return askProbes(treeIndex(files), [whole], recall, claims)[0]?.failures ?? ['not asked'];
}
const question = 'which port does redis need';

describe('an expectation', () => {
  it('holds where the claim and the words are found', () => {
    expect(failures({ question, expect: ['aaaaaaaaaa'], words: ['PORT 6380', 'redis  on'] })).toEqual([]);
  });

  it('fails where the claim is found for another question alone, stands nowhere, or is struck', () => {
    expect(failures({ question, expect: ['cccccccccc'] })).toEqual([expect.stringContaining('it stands in topics/tests.md:10')]);
    expect(failures({ question, expect: ['dddddddddd'] })).toEqual([expect.stringContaining('stands in no topic')]);
    expect(failures({ question, expect: ['bbbbbbbbbb'] })).toEqual(['^bbbbbbbbbb is struck, superseded by ^aaaaaaaaaa']);
  });

  it('takes whole words only, and none of what is struck', () => {
    expect(failures({ question, words: ['638'] })).toHaveLength(1);
    expect(failures({ question, words: ['6379'] })).toHaveLength(1);
  });

  it('of an entry holds where a claim is found that cites it', () => {
    expect(failures({ question, expect: ['e000000001'] })).toEqual([]);
    expect(failures({ question: 'how are screenshots compared', expect: ['e000000001'] })).toHaveLength(1);
  });

  it('of an entry holds where a report quotes it, but not as a claim of that id', () => {
    const files = new Map([...FILES, reportOf('x', [noteSaying('Deploy from the branch called harbour')])]);
    const asked = { question: 'where do we deploy from', expect: ['k81m2pp0zd'], words: ['harbour'] };
    expect(failures(asked, files)).toEqual([]);
    expect(failures(asked, files, new Set(['k81m2pp0zd']))).toHaveLength(2);
    expect(failures(asked)).toHaveLength(2);
  });
});

describe('what must not be found', () => {
  it('fails where it is found, with its place', () => {
    expect(failures({ question, not: { ids: ['aaaaaaaaaa'], words: ['6380'] } })).toEqual([
      '^aaaaaaaaaa is found, at place 1',
      '"6380" is found, at place 1 in ^aaaaaaaaaa',
    ]);
  });

  it('is not found where it is struck', () => {
    expect(failures({ question, not: { ids: ['bbbbbbbbbb'], words: ['6379'] } })).toEqual([]);
  });
});

it('the answer is a function of the tree: the clock has no say', () => {
  const { nowMs } = treeIndex(FILES);
  expect(nowMs).toBe(Date.UTC(2026, 10, 20));
});

it('a memory without a topic answers nothing, and does not fail', () => {
  expect(failures({ question, words: ['6380'] }, new Map())).toHaveLength(1);
  expect(failures({ question, not: { ids: [], words: ['6380'] } }, new Map())).toEqual([]);
});
