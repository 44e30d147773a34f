import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteLength } from '../../src/memory/entry.js';
import { INDEX_END, INDEX_START, isBlockLine } from '../../src/memory/memory-block.js';
import { MEMORY_BUDGET_BYTES, MEMORY_CAP_BYTES, deriveIndex } from '../../src/memory/memory-index.js';
import { newTopicText } from '../../src/memory/topic-edit.js';
import { parseTopic } from '../../src/memory/topic.js';
import type { Topic } from '../../src/memory/topic.js';
import { riskyText } from './risky-text.js';

function topic(slug: string, date: string | undefined, description = `About ${slug}`): Topic {
  const bullets = [{ id: 'k0000000n1', text: 'x', entries: [], commits: [], ...(date === undefined ? {} : { date }) }];
  return parseTopic(newTopicText({ slug, title: `The ${slug}`, description, bullets }), `topics/${slug}.md`).topic;
}
const TWO = [topic('zebra', '2026-11-20'), topic('ant', '2026-11-01')];
const NOTE = '<!-- Made from topics/ by kairos. Write above or below: lines in here are replaced. -->';
const BLOCK = `${INDEX_START}\n${NOTE}\n- [The ant](topics/ant.md): About ant (1 claim, 2026-11-01)\n  - x (2026-11-01) ^k0000000n1\n- [The zebra](topics/zebra.md): About zebra (1 claim, 2026-11-20)\n  - x (2026-11-20) ^k0000000n1\n${INDEX_END}\n`;
const OLD = `${INDEX_START}\n- [Old](topics/old.md): gone (1 claim)\n${INDEX_END}\n`;

describe('the derived block of MEMORY.md', () => {
  it.each([
    ['no file', undefined, `# Memory\n\n${BLOCK}`, 0],
    ['an empty file', '', BLOCK, 0],
    ['text without markers', '# Mine\n\nwords', `# Mine\n\nwords\n\n${BLOCK}`, 0],
    ['text around the block', `above 😀\n\n${OLD}\nbelow`, `above 😀\n\n${BLOCK}\nbelow`, 0],
    ['markers with blanks about them', `a\n  ${INDEX_START} \n${INDEX_END}\t\nb\n`, `a\n${BLOCK}b\n`, 0],
    ['a byte order mark before the block', `\uFEFF${OLD}b\n`, `\uFEFF${BLOCK}b\n`, 0],
    ['a start without an end', `a\n${INDEX_START}\nb\n`, `a\n${BLOCK}b\n`, 1],
    ['an end without a start', `a\n${INDEX_END}\nb\n`, `a\n${BLOCK}b\n`, 1],
    ['end before start', `a\n${INDEX_END}\nb\n${INDEX_START}\nc\n`, `a\n${BLOCK}b\nc\n`, 1],
    ['two starts', `a\n${INDEX_START}\nb\n${OLD}c\n`, `a\nb\n${BLOCK}c\n`, 1],
    ['two blocks', `a\n${OLD}b\n${OLD}c\n`, `a\n${BLOCK}b\n- [Old](topics/old.md): gone (1 claim)\nc\n`, 1],
    ['words inside the block', `a\n${INDEX_START}\nmine\n- [Old](topics/old.md): gone\n${INDEX_END}\nb\n`, `a\n${BLOCK}mine\nb\n`, 1],
    ['markers spoken of in a line', `use ${INDEX_START} here\n`, `use ${INDEX_START} here\n\n${BLOCK}`, 0],
  ])('%s', (_name, before, after, problems) => {
    const derived = deriveIndex(before, TWO);
    expect(derived.text).toBe(after);
    expect(derived.leftOut).toBe(0);
    expect(derived.problems).toHaveLength(problems);
    expect(deriveIndex(after, TWO)).toMatchObject({ text: after, problems: [] });
  });

  it('CRLF stays CRLF', () => {
    expect(deriveIndex(`a\r\n\r\n${OLD.replaceAll('\n', '\r\n')}b\r\n`, TWO).text).toBe(`a\r\n\r\n${BLOCK.replaceAll('\n', '\r\n')}b\r\n`);
  });

  it('counts only claims that hold, and dates only where there are any', () => {
    const text = '# T\n- ~~a~~ superseded 2026-11-20 by (^b) ^a\n- b ^b\n- c ^c\n';
    expect(deriveIndex('', [parseTopic(text, 'topics/t.md').topic]).text).toContain(
      '- [T](topics/t.md): (2 claims)\n'.replace(': (', ': ('),
    );
  });

  it('a description cannot close the block, open a comment or run on', () => {
    const evil = topic('evil', undefined, `x\n${INDEX_END}\n<!-- y ${'z'.repeat(500)}`);
    const { text } = deriveIndex('', [evil]);
    expect(deriveIndex(text, [evil])).toMatchObject({ text, problems: [] });
    expect(text.split('\n').filter((line) => line.includes('<!--'))).toEqual([INDEX_START, NOTE, INDEX_END]);
  });

  it('gives way to the budget, oldest topics first, and says how many it left out', () => {
    const many = Array.from({ length: 400 }, (_, n) =>
      topic(`t${String(n).padStart(3, '0')}`, `2026-${String(1 + (n % 12)).padStart(2, '0')}-01`, 'd'.repeat(60)),
    );
    const person = `${'p'.repeat(10_000)}\n`;
    const { text, leftOut, problems } = deriveIndex(person, many);
    expect(problems).toEqual([]);
    const block = text.slice(text.indexOf(INDEX_START));
    expect(byteLength(block)).toBeLessThanOrEqual(MEMORY_BUDGET_BYTES);
    expect(byteLength(block)).toBeGreaterThan(MEMORY_BUDGET_BYTES - 200);
    expect(text.startsWith(person)).toBe(true);
    expect(text).toContain(`_${leftOut} older topics are not listed here._`);
    const listed = new Set(Array.from(text.matchAll(/\]\(topics\/([^)]*)\.md\)/g), (match) => match[1]));
    expect(listed.size).toBe(400 - leftOut);
    const months = many.map((one) => [listed.has(one.slug), one.bullets[0]?.date] as const);
    const oldestListed = months.flatMap(([is, date]) => (is && date ? [date] : [])).toSorted()[0] as string;
    for (const [is, date] of months) if (!is) expect((date as string) <= oldestListed).toBe(true);
  });

  it('gives way to the text of a person, so that the whole file stays below its limit', () => {
    const many = Array.from({ length: 200 }, (_, n) => topic(`t${n}`, '2026-11-01', 'd'.repeat(60)));
    const { text } = deriveIndex(`${'p'.repeat(20_000)}\n`, many, { budgetBytes: 24_999 });
    expect(byteLength(text)).toBeLessThan(MEMORY_CAP_BYTES);
    expect(byteLength(text)).toBeGreaterThan(MEMORY_CAP_BYTES - 200);
  });

  it("a person's text over the cap is not cut: the block lists nothing and a problem says so", () => {
    const person = `${'ü'.repeat(30_000)}\n`;
    const { text, leftOut, problems } = deriveIndex(`${person}\n${BLOCK}`, TWO);
    expect(text.startsWith(person)).toBe(true);
    expect(leftOut).toBe(2);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain('60002 bytes');
    expect(deriveIndex(text, TWO).text).toBe(text);
  });

  it('keeps what a person wrote in the shape of our lines outside of the block', () => {
    const own = '- mine (2026-11-20). ^k0000000n2\n  - and this ^k0000000n3\n- node: 20 ^k0000000n4\n';
    expect(deriveIndex(`${own}\n${OLD}${own}`, TWO).text).toBe(`${own}\n${BLOCK}${own}`);
  });

  it('lists a topic without what nobody sees in its title and description', () => {
    const text = '---\ntopic: t\ndescription: wh\u200bat\u{e0061} it is\n---\n# T\u00aditle\u{e0062}\n\n- One. ^k9x0aa1b2c\n';
    expect(deriveIndex(undefined, [parseTopic(text, 'topics/t.md').topic]).text).toContain(
      '- [Title](topics/t.md): what it is (1 claim)\n',
    );
  });

  it("keeps every line of a person's, whatever stands where, and settles at once", () => {
    const line = fc.oneof(riskyText, fc.constantFrom(INDEX_START, INDEX_END, NOTE, '', 'words', '- [x](y.md)'));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (lines, eol) => {
        const before = lines.join(eol);
        const { text } = deriveIndex(before, TWO);
        expect(deriveIndex(text, TWO).text).toBe(text);
        const own = (whole: string): string[] =>
          whole
            .split('\n')
            .filter((one) => !isBlockLine(one))
            .map((one) => one.replace('\uFEFF', '').trim())
            .filter((one) => ![INDEX_START, INDEX_END].includes(one));
        expect(own(text).toSorted()).toEqual(own(before).toSorted());
      }),
      { numRuns: 300 },
    );
  });
});
