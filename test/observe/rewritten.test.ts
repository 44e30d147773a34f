import { describe, expect, it } from 'vitest';
import { amendsIn, linesAfter, madeIn, pairRewritten, reflogMark } from '../../src/observe/rewritten.js';
import { diffRefs, formatSeen, parseSeen, type Seen } from '../../src/observe/seen.js';
import { labelByParents, orderTips } from '../../src/observe/labels.js';
import type { Commit } from '../../src/world/git-history.js';
import type { ReflogLine } from '../../src/world/git-refs.js';

const commit = (id: string, subject: string, authoredAtMs = 0, parents: string[] = [], authorName = 'Ann'): Commit => ({
  id,
  tree: id,
  parents,
  authorName,
  authorEmail: '',
  authoredAtMs,
  committedAtMs: 0,
  subject,
  body: '',
  paths: [],
});
const pairs = (dropped: Commit[], added: Commit[], lines: ReflogLine[] = []): string[] =>
  pairRewritten(dropped, added, amendsIn(lines)).map((pair) => `${pair.old.id}>${pair.new.id}`);
const line = (old: string, fresh: string, message: string): ReflogLine => ({ old, new: fresh, atMs: 1, actor: 'Ann', message });

describe('commits written anew', () => {
  it('are told by author, time and subject, each once and in order', () => {
    expect(pairs([commit('a', 'x', 1), commit('b', 'y', 2)], [commit('n', 'new', 9), commit('b2', 'y', 2), commit('a2', 'x', 1)])).toEqual([
      'b>b2',
      'a>a2',
    ]);
    expect(pairs([commit('a', 'same', 1), commit('b', 'same', 1)], [commit('a2', 'same', 1), commit('b2', 'same', 1)])).toEqual([
      'a>a2',
      'b>b2',
    ]);
    expect(pairs([commit('a', 'x', 1)], [commit('a2', 'x', 1, [], 'Bo')])).toEqual([]);
  });
  it('are told by author and time alone where the subject changed and nothing else has them', () => {
    expect(pairs([commit('a', 'typpo', 1)], [commit('a2', 'typo', 1)])).toEqual(['a>a2']);
    expect(pairs([commit('a', 'p', 1), commit('b', 'q', 1)], [commit('a2', 'r', 1)])).toEqual([]);
  });
  it('are told by the reflog where all of it changed', () => {
    expect(
      pairs([commit('a', 'x', 1)], [commit('c', 'z', 7)], [line('a', 'b', 'commit (amend): y'), line('b', 'c', 'commit (amend): z')]),
    ).toEqual(['a>c']);
  });
});

it('what HEAD made is named after the branch that it stood on then, without what was amended away', () => {
  const lines = [
    line('0', 'a', 'commit: a'),
    line('a', 'a', 'checkout: moving from main to side'),
    line('a', 'b', 'commit: b'),
    line('b', 'b2', 'commit (amend): b'),
    line('b2', 'a', 'checkout: moving from side to main'),
    line('a', 'c', 'rebase (pick): c'),
  ];
  expect(madeIn(lines, 'main')).toEqual([
    { id: 'a', on: 'main' },
    { id: 'b2', on: 'side' },
  ]);
});

it('a reflog is read on from its mark, and not at all where the mark has expired', () => {
  const lines = [line('0', 'a', 'x'), line('a', 'b', 'y'), line('b', 'c', 'z')];
  expect(linesAfter(lines, reflogMark(lines[1]))).toEqual([lines[2]]);
  expect(linesAfter(lines, 'gone')).toEqual([]);
  expect(linesAfter(lines, '')).toEqual(lines);
});

it('branches give their names to commits: lasting ones first, then where HEAD stands', () => {
  const refs = [
    { name: 'refs/tags/v1', commit: 'c' },
    { name: 'refs/heads/a', commit: 'c' },
    { name: 'refs/heads/z', commit: 'b' },
    { name: 'refs/heads/main', commit: 'a' },
    { name: 'refs/tags/tree' },
  ];
  const tips = orderTips(refs, { ref: 'refs/heads/z' });
  expect(tips.map(({ label }) => label)).toEqual(['main', 'z', 'a', 'v1']);
  const commits = [commit('a', ''), commit('b', '', 0, ['a']), commit('c', '', 0, ['b'])];
  expect(Object.fromEntries(labelByParents(commits, tips))).toEqual({ a: 'main', b: 'z', c: 'a' });
});

describe('the file of the last look', () => {
  const seen: Seen = {
    head: { ref: 'refs/heads/main', commit: 'c' },
    refs: new Map([
      ['refs/tags/v1', { id: 't', commit: 'c' }],
      ['refs/heads/main', { id: 'c', commit: 'c' }],
      ['refs/tags/blob', { id: 'b' }],
    ]),
    stashes: ['s'],
    headLog: 'a b 1',
    repeats: new Map([
      ['kaaaaaaaaa', 2],
      ['kaaaaaaaab', 1],
    ]),
  };
  it('comes back as it was, sorted, with its format', () => {
    const text = formatSeen(seen);
    expect(text.endsWith('}\n')).toBe(true);
    const { seen: back, format } = parseSeen(text);
    expect(format).toBe(1);
    expect(back && { ...back, refs: Object.fromEntries(back.refs), repeats: [...back.repeats] }).toEqual({
      ...seen,
      refs: Object.fromEntries(seen.refs),
      repeats: [...seen.repeats],
    });
    expect(text.indexOf('refs/heads/main"')).toBeLessThan(text.indexOf('refs/tags/v1'));
  });
  it.each(['', '[]', 'null', '{"format":"1"}', '{"format":1,"refs":[3],"head":7,"repeats":{"a":1},"stashes":[1]}'])(
    '"%s" never throws',
    (text) => {
      expect(parseSeen(text).seen?.refs.size ?? 0).toBe(0);
    },
  );
  it('remembers the last 500 kinds of events', () => {
    const repeats = new Map(Array.from({ length: 600 }, (_, at) => [`k${at}`, 1] as const));
    expect([...(parseSeen(formatSeen({ ...seen, repeats })).seen?.repeats.keys() ?? [])][0]).toBe('k100');
  });
  it('tells created, deleted and moved', () => {
    const changes = diffRefs(
      seen.refs,
      new Map([
        ['refs/heads/main', { id: 'd', commit: 'd' }],
        ['refs/heads/new', { id: 'd' }],
        ['refs/tags/blob', { id: 'b' }],
      ]),
    );
    expect([changes.created, changes.deleted, changes.moved].map((list) => list.map(({ name }) => name))).toEqual([
      ['refs/heads/new'],
      ['refs/tags/v1'],
      ['refs/heads/main'],
    ]);
  });
});
