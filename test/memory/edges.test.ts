import { describe, expect, it } from 'vitest';
import { supersession } from '../../src/memory/edges.js';
import { entryId } from '../../src/memory/entry.js';
import type { Entry } from '../../src/memory/entry.js';
import { parseTopic } from '../../src/memory/topic.js';

const sha = (letter: string) => letter.repeat(40);
let line = 0;
function entry(letter: string, text: string, kind = 'commit', ours = true): Entry {
  line += 1;
  const source = { path: 'logs/2026/11/2026-11-20.md', line, writer: 'aaaaaaaa' };
  return {
    id: entryId('commit', letter),
    defined: true,
    ours,
    kind,
    actor: undefined,
    atMs: line * 1000,
    text: `${letter.repeat(12)} main: ${text}`,
    source,
    origin: 'repo',
  };
}
const id = (letter: string) => entryId('commit', letter);
const named = (entries: readonly Entry[]) => [...supersession(entries, [])].map(([from, { by, why }]) => [from, by, why]);

describe('what took whose place', () => {
  it('a revert that names the object id', () => {
    expect(
      named([entry('a', 'drop go 1.11 (go.mod +1 -1)'), entry('b', `Revert "drop go 1.11"\n\nThis reverts commit ${sha('a')}.`)]),
    ).toEqual([[id('a'), id('b'), 'reverted']]);
  });

  it('a revert of several, wrapped over lines', () => {
    const entries = [
      entry('a', 'one'),
      entry('b', 'two'),
      entry('c', `Undo\n\nThis reverts commits\n${sha('a')} and ${sha('b').slice(0, 9)}.`),
    ];
    expect(named(entries)).toEqual([
      [id('a'), id('c'), 'reverted'],
      [id('b'), id('c'), 'reverted'],
    ]);
  });

  it('a revert by its quoted subject, when exactly one earlier commit has it', () => {
    expect(named([entry('a', 'add "x" flag (a.ts +1 -0)'), entry('b', 'Revert "add "x" flag" (a.ts +0 -1)')])).toEqual([
      [id('a'), id('b'), 'reverted'],
    ]);
    expect(named([entry('a', 'wip'), entry('b', 'wip'), entry('c', 'Revert "wip"')])).toEqual([]);
    expect(named([entry('c', 'Revert "later"'), entry('a', 'later')])).toEqual([]);
  });

  it('a revert of a revert restores', () => {
    const entries = [
      entry('a', 'x'),
      entry('b', `Revert "x"\n\nThis reverts commit ${sha('a')}.`),
      entry('c', `Reapply "x"\n\nThis reverts commit ${sha('b')}.`),
    ];
    expect(named(entries)).toEqual([[id('b'), id('c'), 'reverted']]);
    expect(named([...entries, entry('d', `Revert again\n\nThis reverts commit ${sha('c')}.`)])).toEqual([
      [id('a'), id('b'), 'reverted'],
      [id('c'), id('d'), 'reverted'],
    ]);
  });

  it('a reapply by subject restores, whatever numbers stand behind', () => {
    const entries = [entry('a', 'x (#12)'), entry('b', 'Revert "x (#12)" (#15)'), entry('c', 'Reapply "x" (#20)')];
    expect(named(entries.slice(0, 2))).toEqual([[id('a'), id('b'), 'reverted']]);
    expect(named(entries)).toEqual([[id('b'), id('c'), 'reverted']]);
  });

  it('a revert by subject means what an amend left', () => {
    const entries = [entry('a', 'x'), entry('b', `x\nreplaces ${'a'.repeat(12)}`, 'amend'), entry('c', 'Revert "x"')];
    expect(named(entries)).toEqual([
      [id('a'), id('c'), 'amended'],
      [id('b'), id('c'), 'reverted'],
    ]);
  });

  it('an amend takes the place of the commit that it replaces, and of nothing that its author speaks of', () => {
    const entries = [
      entry('a', 'x'),
      entry('c', 'y'),
      entry('b', `x, better\nreplaces ${'c'.repeat(12)} in spirit\nreplaces ${'a'.repeat(12)}`, 'amend'),
    ];
    expect(named(entries)).toEqual([[id('a'), id('b'), 'amended']]);
    expect(named([entry('a', 'x'), entry('b', `x\nreplaces ${'a'.repeat(12)}`)])).toEqual([]);
  });

  it('a chain ends at what holds', () => {
    const entries = [
      entry('a', 'x'),
      entry('b', `x2\nreplaces ${'a'.repeat(12)}`, 'amend'),
      entry('c', `Revert\n\nThis reverts commit ${sha('b')}.`),
    ];
    expect(named(entries)).toEqual([
      [id('a'), id('c'), 'amended'],
      [id('b'), id('c'), 'reverted'],
    ]);
  });

  it('commits that claim to revert one another hold both', () => {
    const entries = [
      entry('a', `This reverts commit ${sha('b')}.`),
      entry('b', `x\n\nThis reverts commit ${sha('a')}.`),
      entry('c', `x\n\nThis reverts commit ${sha('c')}.`),
    ];
    for (const [from, { by }] of supersession(entries, [])) expect(from).not.toBe(by);
  });

  it('a bullet that only looks like a commit of ours reverts nothing', () => {
    expect(
      named([
        entry('a', 'x'),
        entry('b', `y\n\nThis reverts commit ${sha('a')}.`, 'commit', false),
        entry('d', `y\n\nThis reverts commit ${sha('a')}.`, 'note'),
      ]),
    ).toEqual([]);
  });

  it('an object id that two commits begin with reverts neither', () => {
    const twin = { ...entry('a', 'x'), id: 'kother0001', text: `aaaaaaa${'b'.repeat(5)} main: other` };
    expect(named([entry('a', 'x'), twin, entry('c', 'y\n\nThis reverts commit aaaaaaa.')])).toEqual([]);
  });

  it('a struck bullet of a topic names what holds, also over several steps and in circles', () => {
    const { topic } = parseTopic(
      '- ~~a~~ superseded 2026-11-20 by (^b1) ^a1\n- ~~b~~ superseded 2026-11-20 by (^c1) ^b1\n- c ^c1\n- ~~d~~ superseded 2026-11-20 by (^e1) ^d1\n- ~~e~~ superseded 2026-11-20 by (^d1) ^e1\n- ~~f~~ ^f1\n',
      'topics/x.md',
    );
    expect([...supersession([], [topic])]).toEqual([
      ['a1', { by: 'c1', why: 'struck' }],
      ['b1', { by: 'c1', why: 'struck' }],
    ]);
  });

  it('ten thousand reverts of reverts do not exhaust the stack', () => {
    const hex = (n: number) => n.toString(16).padStart(12, '0');
    const entries = Array.from({ length: 10_000 }, (_, n) => ({
      ...entry('a', ''),
      id: `k${hex(n)}`,
      text: `${hex(n + 1)} main: r${n}\n\nThis reverts commit ${hex(n)}.`,
    }));
    expect(supersession(entries, []).size).toBeGreaterThan(0);
  });
});
