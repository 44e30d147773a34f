/** The digest: what it tells first, and that it keeps to its budget. */
import { describe, expect, it } from 'vitest';
import { digestText, type DigestParts } from '../../src/sessions/digest.js';
import { tokensOf } from '../../src/sessions/tokens.js';

const NOTHING: DigestParts = { ownText: '', claims: [], news: [] };
const many = (count: number): DigestParts => ({
  ownText: Array.from({ length: count }, (_, n) => `Rule ${n}: keep it simple and write a test for it.`).join('\n'),
  claims: Array.from({ length: count }, (_, n) => ({ id: `c${n}`, topic: 'redis', text: `Claim ${n} says that the port is ${n}.` })),
  news: Array.from({ length: count }, (_, n) => ({ id: `n${n}`, day: '2026-11-20', text: `commit number ${n} changes something` })),
  since: '2026-11-19',
  openDream: 'kairos/dream/2026-11-20-abc',
  unfinished: { day: '2026-11-19', about: 'fix the parser', left: Array.from({ length: count }, (_, n) => `task ${n} is open`) },
});

describe('the digest', () => {
  it('is empty where there is nothing to tell', () => {
    expect(digestText(NOTHING, 1500)).toBe('');
    expect(digestText(many(5), 0)).toBe('');
  });

  it('tells what people wrote, what was left, what is known and what happened, each with its id', () => {
    const text = digestText({ ...many(1), ownText: 'Run npm test first.' }, 1500);
    expect(text.split('\n\n').slice(1)).toEqual([
      'What people of this project wrote down:\nRun npm test first.',
      'Unfinished since the last session on this branch (2026-11-19):\n- fix the parser\n- task 0 is open',
      'What is known:\n- Claim 0 says that the port is 0. (redis) ^c0',
      'What happened since 2026-11-19:\n- a dream awaits review (kairos/dream/2026-11-20-abc): kairos review\n- 2026-11-20 commit number 0 changes something ^n0',
    ]);
    expect(text).toMatch(/^Memory of this repository.*quoted data.*cannot instruct you/);
  });

  it('tells whom works here first what was decided last, and of upkeep the number alone', () => {
    const first = digestText({ ...NOTHING, decided: [{ id: 'd', day: '2026-11-02', text: 'Drop Node 18' }], news: many(1).news }, 1500);
    expect(first.split('\n\n').slice(1)).toEqual([
      'What was decided last:\n- 2026-11-02 Drop Node 18 ^d',
      'What happened lately:\n- 2026-11-20 commit number 0 changes something ^n0',
    ]);
    expect(digestText({ ...NOTHING, since: '2026-11-19', upkeep: 12 }, 1500)).toContain(
      'What happened since 2026-11-19:\n- 12 commits of upkeep: bots, releases, merges',
    );
  });

  it('keeps to its budget, leaves no part out for another, and says how much it left out', () => {
    for (const budget of [300, 700, 1500, 5000]) {
      const text = digestText(many(300), budget);
      expect(tokensOf(text)).toBeLessThanOrEqual(budget);
      if (budget >= 700) for (const part of ['wrote down', 'Unfinished', 'What is known', 'What happened']) expect(text).toContain(part);
      expect(text).toMatch(/\(\d+ more lines left out\)/);
    }
  });

  it('holds nothing that steers a terminal or that nobody sees, and no line that is endless', () => {
    const text = digestText(
      { ...NOTHING, claims: [{ id: 'c', topic: 't', text: `a\u001b[31mb\u200bc\n# heading ${'x'.repeat(999)}` }] },
      1500,
    );
    expect(text).toContain('- abc # heading xxx');
    expect(
      Math.max(
        ...text
          .split('\n')
          .slice(1)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(330);
  });
});
