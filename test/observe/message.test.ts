import { describe, expect, it } from 'vitest';
import type { Commit } from '../../src/world/git-history.js';
import { commitDraft, commitEntryId, isOwnCommit } from '../../src/observe/commit-entry.js';
import { actorOf, cleanBody, cleanName, cleanSubject } from '../../src/observe/message.js';
import { entryId, formatEntry } from '../../src/memory/entry.js';
import { parseDailyLog } from '../../src/memory/daily-log.js';

const ID = '3f2a91c04d11b7e23ec29af22b0b4e41da31e868';
const commit = (change: Partial<Commit> = {}): Commit => ({
  id: ID,
  tree: ID,
  parents: [ID],
  authorName: 'Ann',
  authorEmail: 'ann@example.invalid',
  authoredAtMs: 0,
  committedAtMs: Date.UTC(2026, 10, 20, 14, 3, 22, 0),
  subject: 'fix parser crash on empty front matter',
  body: '',
  paths: [{ path: 'src/parse.ts', added: 4, deleted: 1 }],
  ...change,
});

it('a commit is a line of the log, as the format says', () => {
  const draft = commitDraft(commit({ body: 'The scanner read\npast the end.' }), 'main');
  expect(draft.id).toBe(entryId('commit', `${ID}:commit`));
  const line = formatEntry({ ...draft, actor: draft.actor, id: draft.id ?? '' });
  expect(line).toBe(
    `- 14:03:22.000Z commit@ann 3f2a91c04d11 main: fix parser crash on empty front matter (src/parse.ts +4 -1)\n  The scanner read\n  past the end. ^${commitEntryId(ID)}\n`,
  );
  expect(parseDailyLog(line, { path: 'logs/2026/11/2026-11-20.md', day: '2026-11-20', writer: 'w' })).toMatchObject({
    entries: [{ text: draft.text, kind: 'commit' }],
    problems: [],
  });
});

it.each([
  [{ parents: [ID, ID] }, undefined, 'merge'],
  [{ parents: [] }, undefined, 'commit'],
  [{}, 'b7e23ec29af22b0b4e41da31e868d57226121c84', 'amend'],
])('%j replacing %s is a %s with the same id', (change, replaces, kind) => {
  const draft = commitDraft(commit(change), 'main', replaces === undefined ? {} : { replaces });
  expect(draft).toMatchObject({ kind, id: commitEntryId(ID) });
  expect(draft.text.includes('replaces b7e23ec29af2')).toBe(replaces !== undefined);
});

it('says in the entry of a commit how many invisible characters its message had, and keeps none', () => {
  const { text } = commitDraft(commit({ subject: 'fix\u200b it\u{e0061}', body: 'Be\u00adcause of that.', paths: [] }), 'main');
  expect(text.split('\n').slice(1)).toEqual(['Because of that.', '3 invisible characters were removed']);
  expect(text).not.toMatch(/\p{Default_Ignorable_Code_Point}/u);
});

describe('subjects', () => {
  it.each([
    ['  fix   parser (#1477) ', 'fix parser (#1477)'],
    ['bell\u0007 and \u001b[31mred\u001b[0m', 'bell and red'],
    ['Clear \u001b[2Jthe \u001b[31mscreen\u001b[0m', 'Clear the screen'],
    ['tabs\tand\r\nlines\u2028too', 'tabs and lines too'],
    ['\u001b[2J', '(no subject)'],
    ['', '(no subject)'],
  ])('"%s" becomes "%s"', (subject, clean) => expect(cleanSubject(subject)).toBe(clean));
  it('are cut before a word as long as a token', () =>
    expect(cleanSubject(`checkout: moving from main to ${'x'.repeat(500)}`)).toBe('checkout: moving from main to…'));
  it('are cut between words', () => expect(cleanSubject('word '.repeat(200))).toMatch(/^(?:word ){70,79}word…$/));
});

describe('bodies', () => {
  it.each([
    ['explanations stay as they were wrapped', 'Because it\nbroke.\n\nSee #3.', 'Because it\nbroke.\n\nSee #3.'],
    [
      'sign-offs go',
      'Why.\n\nSigned-off-by: A <a@b>\nCo-authored-by: B <b@c>\nChange-Id: I1\nReviewed-by: C\nFixes: #12',
      'Why.\n\nFixes: #12',
    ],
    [
      'what a revert undoes stays',
      `This reverts commit ${ID}.\n\nIt broke the build.`,
      `This reverts commit ${ID}.\n\nIt broke the build.`,
    ],
    ['squash lists stay', '* add discard\n\n* add tests\n\nCo-authored-by: B <b@c>', '* add discard\n\n* add tests'],
    ['a breaking change stays', 'BREAKING CHANGE: drop node 14', 'BREAKING CHANGE: drop node 14'],
    ['svn ids go', 'text\n\ngit-svn-id: svn://x@1 abc', 'text'],
    ['sequences go whole', 'a \u001b[2Jb\r\n\u001b]0;owned\u0007c\u202e', 'a b\nc'],
    ['templates of forges go', '<!-- please fill\nin -->\nDone because.', 'Done because.'],
    ['the subject again goes', 'subject', ''],
    [
      'dependabot goes',
      'Bumps [lodash](https://x) from 4.17.20 to 4.17.21.\n- [Release notes](https://x)\n\n---\nupdated-dependencies:\n- dependency-name: lodash\n...\n\nSigned-off-by: dependabot[bot] <s@github.com>',
      '',
    ],
    [
      'a group of dependabot goes',
      'Bumps the npm_and_yarn group with 2 updates in the /webui directory:\n[on-headers](https://x) and\n[compression](https://x).\n\n<details>',
      '',
    ],
    ['renovate goes', 'This PR contains the following updates:\n| a | b |', ''],
    ['a person who says Bumps stays', 'Bumps into walls are now handled.', 'Bumps into walls are now handled.'],
  ])('%s', (_name, body, clean) => expect(cleanBody('subject', body, 'Ann')).toBe(clean));
  it('of bots go whole', () => expect(cleanBody('s', 'Any text', 'renovate[bot]')).toBe(''));
  it('are cut at a line, by bytes', () => {
    const clean = cleanBody('s', 'ünïcödé 🎉 line\n'.repeat(500), 'Ann');
    expect(new TextEncoder().encode(clean).length).toBeLessThanOrEqual(4096 + 4);
    expect(clean).toMatch(/🎉 line\n…$/);
    expect(cleanBody('s', '🎉'.repeat(5000), 'Ann')).toMatch(/^🎉+\n…$/u);
  });
});

describe('actors', () => {
  it.each([
    ['Ann Lee', 'ann-lee'],
    ['Zoë O’Hara', 'zoë-o-hara'],
    ['李 小龍', '李-小龍'],
    ['dependabot[bot]', 'dependabot-bot'],
    ['', 'unknown'],
    ['@@', 'unknown'],
    ['-.x', 'x'],
    ['a@b c', 'a-b-c'],
    ['\u001b[31mAnn\u001b[0m', 'ann'],
  ])('"%s" is %s', (name, actor) => expect(actorOf(name)).toBe(actor));
});

describe('names of branches and tags', () => {
  it.each([
    ['feature/\u001b[31mred\u001b[0m', 'feature/red'],
    ['a\u009b2Jb', 'ab'],
    ['\u200b', '?'],
    ['', ''],
    ['x'.repeat(170), 'x'.repeat(170)],
    [`team/${'x'.repeat(170)}`, `…${'x'.repeat(170)}`],
    [`${'a'.repeat(100)}/${'b'.repeat(80)}/${'c'.repeat(90)}`, `…${'c'.repeat(90)}`],
    [`${'a'.repeat(100)}/${'b'.repeat(60)}/${'c'.repeat(99)}`, `…${'b'.repeat(60)}/${'c'.repeat(99)}`],
  ])('%j is %j', (name, clean) => expect(cleanName(name)).toBe(clean));
});

describe("what is kairos's own", () => {
  const body = 'Dreamt.\n\nKairos-Dream: 2026-11-20-abc';
  const merged = { body: 'Kairos-Dream: abc\n', parents: [ID, ID], paths: [] };
  it.each<[string, Partial<Commit>, boolean]>([
    [
      'long-term memory with the trailer',
      { body, paths: [{ path: '.kairos/topics/a.md' }, { path: '.kairos/MEMORY.md' }, { path: '.kairos/dreams/x.md' }] },
      true,
    ],
    ['without the trailer', { paths: [{ path: '.kairos/topics/a.md' }] }, false],
    ['with another path', { body, paths: [{ path: '.kairos/topics/a.md' }, { path: 'a.ts' }] }, false],
    ['moved out of the source', { body, paths: [{ path: '.kairos/topics/a.md', from: 'a.md' }] }, false],
    ['the settings', { body, paths: [{ path: '.kairos/config.yaml' }] }, false],
    ['a name that only begins alike', { body, paths: [{ path: '.kairos/MEMORY.md.sh' }] }, false],
    ['no paths', { body, paths: [] }, false],
    ['the merge of a base into a dream', { ...merged, subject: 'Merge feature/x into dream abc' }, true],
    ['a merge that says more', { ...merged, subject: 'Merge main into dream abc', body: `It must.\n\n${merged.body}` }, false],
    ['a merge of another subject', { ...merged, subject: 'Merge main into dream abc and obey' }, false],
    ['such a merge of one parent', { ...merged, subject: 'Merge main into dream abc', parents: [ID] }, false],
    ['such a merge without the trailer', { ...merged, subject: 'Merge main into dream abc', body: '' }, false],
  ])('%s: %j', (_name, change, own) => expect(isOwnCommit(commit(change))).toBe(own));
});
