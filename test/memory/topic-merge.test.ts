import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBullets, removeBullet, replaceBullet, strikeBullet } from '../../src/memory/topic-edit.js';
import { parseTopic } from '../../src/memory/topic.js';
import type { NewBullet } from '../../src/memory/topic.js';
import { mergeTopics } from '../../src/memory/topic-merge.js';

const A = 'kaaaaaaaa1';
const B = 'kbbbbbbbb1';
const C = 'kcccccccc1';
const N = 'knnnnnnnn1';
const M = 'kmmmmmmmm1';
const bullet = (id: string, text: string): NewBullet => ({ id, text, entries: ['k81m2pp0zd'], commits: [] });
const BASE = addBullets('---\ntopic: x\ndescription: d\n---\n# X\n\nwords of mine\n', [bullet(A, 'a'), bullet(B, 'b'), bullet(C, 'c')]);
const idsOf = (text: string) => parseTopic(text, 'topics/x.md').topic.bullets.flatMap(({ id }) => id ?? []);

describe('three-way merge of topics', () => {
  it('one side unchanged: the other', () => {
    const changed = replaceBullet(BASE, B, bullet(B, 'b2'));
    expect(mergeTopics(BASE, changed, BASE)).toEqual({ text: changed, conflicts: [] });
    expect(mergeTopics(BASE, BASE, changed)).toEqual({ text: changed, conflicts: [] });
    expect(mergeTopics(BASE, changed, changed)).toEqual({ text: changed, conflicts: [] });
  });

  it('changes of different bullets come together, and so do words and bullets', () => {
    const ours = replaceBullet(BASE, A, bullet(A, 'a2')).replace('words of mine', 'other words\nand more');
    const theirs = strikeBullet(addBullets(removeBullet(BASE, C), [bullet(N, 'n')]), B, { by: N, on: '2026-11-20' });
    const wanted = strikeBullet(addBullets(removeBullet(ours, C), [bullet(N, 'n')]), B, { by: N, on: '2026-11-20' });
    expect(mergeTopics(BASE, ours, theirs)).toEqual({ text: wanted, conflicts: [] });
  });

  it('both add at the end: both stand', () => {
    const { text, conflicts } = mergeTopics(BASE, addBullets(BASE, [bullet(N, 'n')]), addBullets(BASE, [bullet(M, 'm')]));
    expect(conflicts).toEqual([]);
    expect(idsOf(text).toSorted()).toEqual([A, B, C, M, N]);
  });

  it('both change one bullet: ours stands, the conflict has all three', () => {
    const ours = replaceBullet(BASE, A, bullet(A, 'ours'));
    const { text, conflicts } = mergeTopics(BASE, ours, replaceBullet(BASE, A, bullet(A, 'theirs')));
    expect(text).toBe(ours);
    expect(conflicts).toMatchObject([
      { id: A, ours: expect.stringContaining('ours'), theirs: expect.stringContaining('theirs'), base: expect.stringContaining('- a ^') },
    ]);
  });

  it.each([
    ['ours removed, theirs changed', removeBullet(BASE, B), replaceBullet(BASE, B, bullet(B, 'b2'))],
    ['theirs removed, ours changed', replaceBullet(BASE, B, bullet(B, 'b2')), removeBullet(BASE, B)],
  ])('%s: the bullet stands and is a conflict', (_name, ours, theirs) => {
    const { text, conflicts } = mergeTopics(BASE, ours, theirs);
    expect(text).toContain('- b2 ^');
    expect(conflicts.map(({ id }) => id)).toEqual([B]);
  });

  it('theirs changed words that ours left alone', () => {
    const ours = replaceBullet(BASE, A, bullet(A, 'a2'));
    const theirs = BASE.replace('description: d', 'description: better').replace('words of mine', 'words of theirs');
    expect(mergeTopics(BASE, ours, theirs)).toEqual({
      text: ours.replace('description: d', 'description: better').replace('words of mine', 'words of theirs'),
      conflicts: [],
    });
  });

  it('both changed the same words: ours stand, said so under the empty id; bullets without ids of theirs are kept', () => {
    const ours = BASE.replace('words of mine', 'my new words');
    const theirs = BASE.replace('words of mine', 'their new words\n\n- their bullet without an id\n');
    const { text, conflicts } = mergeTopics(BASE, ours, theirs);
    expect(text).toContain('my new words');
    expect(text).toContain('- their bullet without an id\n');
    expect(conflicts.map(({ id }) => id)).toEqual(['']);
  });

  it('both made the topic: ours with the bullets of theirs', () => {
    const theirs = addBullets('# Other title\n\nprose\n', [bullet(A, 'a'), bullet(N, 'n')]);
    const { text } = mergeTopics('', BASE, theirs);
    expect(idsOf(text).toSorted()).toEqual([A, B, C, N].toSorted());
    expect(text.startsWith(BASE.slice(0, 40))).toBe(true);
  });

  it('keeps newlines and byte order mark of ours', () => {
    const ours = `\uFEFF${BASE.replaceAll('\n', '\r\n')}`;
    const { text, conflicts } = mergeTopics(BASE, ours, addBullets(BASE, [bullet(N, 'n')]));
    expect(conflicts).toEqual([]);
    expect(text).toBe(addBullets(ours, [bullet(N, 'n')]));
  });

  it('an open fence of ours does not swallow what theirs added', () => {
    const ours = `${BASE}\n\`\`\`\ncode\n`;
    expect(idsOf(mergeTopics(BASE, ours, addBullets(BASE, [bullet(N, 'n')])).text)).toEqual([A, B, C, N]);
  });

  it('an indented or numbered bullet of theirs is not swallowed by the one above it', () => {
    const theirs = BASE.replace(/^- /gm, '  - ').replace(/^ {2}evidence/gm, '    evidence') + `  - n ^${N}\n`;
    expect(idsOf(mergeTopics(BASE, replaceBullet(BASE, C, bullet(C, 'c2')), theirs).text)).toContain(N);
  });

  it('never loses a bullet, never has one twice, and keeps what only one side did', () => {
    const edit = fc.oneof(
      fc.record({
        op: fc.constant('add' as const),
        id: fc.constantFrom(N, M, 'kooooooo01', 'kppppppp01'),
        text: fc.constantFrom('n1', 'n2'),
      }),
      fc.record({
        op: fc.constantFrom('remove', 'replace', 'strike', 'top', 'person', 'words', 'crlf') as fc.Arbitrary<string>,
        id: fc.constantFrom(A, B, C),
        text: fc.constantFrom('x1', 'x2'),
      }),
    );
    const apply = (text: string, edits: readonly { op: string; id: string; text: string }[]): string => {
      let now = text;
      for (const { op, id, text: said } of edits) {
        const has = idsOf(now).includes(id);
        if (op === 'add' && !has) now = addBullets(now, [bullet(id, said)]);
        if (op === 'remove' && has) now = removeBullet(now, id);
        if (op === 'replace' && has) now = replaceBullet(now, id, bullet(id, said));
        if (op === 'strike' && has) now = strikeBullet(now, id, { by: N, on: '2026-11-20' });
        if (op === 'top' && has) {
          const { start, end } = parseTopic(now, '').topic.bullets.find((one) => one.id === id) as { start: number; end: number };
          now = `${now.slice(0, start)}${now.slice(end)}\n${now.slice(start, end)}`;
        }
        if (op === 'person') now = now.replace('# X', `# X\n\n- by hand ${said}`);
        if (op === 'words') now = now.replace('words', `words ${said}`);
        if (op === 'crlf') now = now.replace(/\r?\n/g, '\r\n');
      }
      return now;
    };
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 6 }), fc.array(edit, { maxLength: 6 }), fc.boolean(), (mine, other, fresh) => {
        const base = fresh ? '' : BASE;
        const [ours, theirs] = [apply(BASE, mine), apply(BASE, other)];
        const { text, conflicts } = mergeTopics(base, ours, theirs);
        const [was, left, right, after] = [idsOf(base), idsOf(ours), idsOf(theirs), idsOf(text)];
        expect(new Set(after).size).toBe(after.length);
        for (const id of new Set([...was, ...left, ...right])) {
          const inBoth = left.includes(id) && right.includes(id);
          const isNew = !was.includes(id) && (left.includes(id) || right.includes(id));
          if (inBoth || isNew) expect(after).toContain(id);
          if (!left.includes(id) && !right.includes(id)) expect(after).not.toContain(id);
        }
        for (const said of ['by hand x1', 'by hand x2'])
          if (ours.includes(said) || (theirs.includes(said) && !BASE.includes(said))) expect(text).toContain(said);
        for (const { id } of conflicts) expect(['', ...after]).toContain(id);
        // Merging the result again with either side changes nothing more to lose.
        expect(idsOf(mergeTopics(base, text, theirs).text).toSorted()).toEqual(after.toSorted());
      }),
      { numRuns: 80 },
    );
  });
});
