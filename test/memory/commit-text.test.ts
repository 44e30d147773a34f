import { expectLittleTime, LITTLE_TIME } from '../little-time.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitWords, formatCommitText, readCommitText, withoutCommitHead, type CommitText } from '../../src/memory/commit-text.js';
import { formatEntry } from '../../src/memory/entry.js';
import { parseDailyLog } from '../../src/memory/daily-log.js';
import { cleanSubject } from '../../src/observe/message.js';
import type { ChangedPath } from '../../src/world/git-history.js';

const HEAD = { commit: '3f2a91c04d11', branch: 'main', body: '' };
const lineOf = (paths: readonly ChangedPath[], subject = 'fix it'): string =>
  formatCommitText({ ...HEAD, subject, paths }).slice('3f2a91c04d11 main: '.length);
const path = (name: string, added = 1, deleted = 0): ChangedPath => ({ path: name, added, deleted });

describe('what is written', () => {
  it.each<[string, readonly ChangedPath[], string]>([
    ['nothing', [], 'fix it'],
    ['what changed most, first', [path('b', 1), path('a', 1), path('c', 3, 2)], 'fix it (c +3 -2, a +1 -0, b +1 -0)'],
    [
      'three of many, and the sums',
      [path('a', 1), path('b', 5, 5), path('c', 2), path('d', 3), path('e', 1)],
      'fix it (b +5 -5, d +3 -0, c +2 -0 and 2 more, +12 -5)',
    ],
    ['a rename', [{ path: 'new.ts', from: 'old.ts', added: 1, deleted: 1 }], 'fix it (old.ts -> new.ts +1 -1)'],
    ['a binary file', [{ path: 'logo.png' }], 'fix it (logo.png +0 -0)'],
    [
      'brackets of routers',
      [path('app/(auth)/page.tsx'), path('routes/[id]/+page.svelte')],
      'fix it (app/(auth)/page.tsx +1 -0, routes/[id]/+page.svelte +1 -0)',
    ],
    ['a copy of a file manager', [path('copy (1).txt')], 'fix it (copy (1).txt +1 -0)'],
    ['a comma', [path('docs/{lang}/a, b.md')], 'fix it ("docs/{lang}/a, b.md" +1 -0)'],
    ['an arrow', [path('a -> b')], 'fix it ("a -> b" +1 -0)'],
    ['counts', [path('x +1 -2')], 'fix it ("x +1 -2" +1 -0)'],
    ['half a pair of parentheses', [path('a).ts')], 'fix it ("a).ts" +1 -0)'],
    ['quotes and backslashes, as git writes them', [path('a"b\\c')], 'fix it ("a\\"b\\\\c" +1 -0)'],
    ['control characters', [path('a\tb\n\u0001\u2028')], 'fix it ("a\\tb\\n\\001\\342\\200\\250" +1 -0)'],
    ['letters of any script as they are', [path('ü/漢字.md')], 'fix it (ü/漢字.md +1 -0)'],
    ['the end of a long name', [path(`${'a'.repeat(40)}/${'b'.repeat(159)}`)], `fix it (…/${'b'.repeat(159)} +1 -0)`],
    ['a name that begins like a cut one', [path('…a')], 'fix it ("\\342\\200\\246a" +1 -0)'],
  ])('%s', (_, paths, text) => expect(lineOf(paths)).toBe(text));

  it('a subject that looks like paths is marked where there are none', () => {
    expect(lineOf([], 'Fix (a.ts +1 -1)')).toBe('Fix (a.ts +1 -1) ()');
    expect(lineOf([], 'Fix f ()')).toBe('Fix f ()');
    expect(lineOf([path('b')], 'Fix (a.ts +1 -1)')).toBe('Fix (a.ts +1 -1) (b +1 -0)');
  });
});

describe('what stands in logs from before names were quoted', () => {
  it.each<[string, string, readonly string[]]>([
    ['fix parser (src/parse.ts +4 -1)', 'fix parser', ['src/parse.ts']],
    ['feat(api): y (a.ts +1 -0, b.ts +2 -2 and 4 more, +120 -33)', 'feat(api): y', ['a.ts', 'b.ts']],
    ['see (issue) (#12)', 'see (issue) (#12)', []],
    ['Move by (-1)', 'Move by (-1)', []],
    ['Call f ()', 'Call f ()', []],
    ['Use it (app/(auth)/page.tsx +3 -1)', 'Use it', ['app/(auth)/page.tsx']],
    ['Use it (#7) ((auth)/a.ts +3 -1, (auth)/b.ts +1 -0)', 'Use it (#7)', ['(auth)/a.ts', '(auth)/b.ts']],
    ['Use (it) (docs/{lang}/a, b.md +3 -1, c +1 -1)', 'Use (it)', ['docs/{lang}/a, b.md', 'c']],
    ['Use (it) (docs/a).md +3 -1)', 'Use (it)', ['docs/a).md']],
    ['Use (it) (docs/a(.md +3 -1)', 'Use (it)', ['docs/a(.md']],
    ['Use (it) (we ird/"? .txt +3 -1)', 'Use (it)', ['we ird/"? .txt']],
    ['Use it (back\\slash +3 -1)', 'Use it', ['back\\slash']],
    ['Use it (a -> b -> c +3 -1)', 'Use it', ['c']],
  ])('%s', (line, subject, paths) => {
    const read = readCommitText(`3f2a91c04d11 main: ${line}`);
    expect([read?.subject, read?.changes.map((change) => change.path)]).toEqual([subject, paths]);
  });

  it('names, sums, body and the lines below it', () => {
    expect(
      readCommitText(
        '3f2a91c04d11 feature/x: feat(api): y (old.ts -> a.ts +1 -0, …/b.ts +2 -2 and 4 more, +120 -33)\nwhy\nreplaces b7e23ec29af2\nno branch or tag held it any more when it was seen',
      ),
    ).toEqual({
      commit: '3f2a91c04d11',
      branch: 'feature/x',
      subject: 'feat(api): y',
      body: 'why',
      changes: [
        { path: 'a.ts', from: 'old.ts', added: 1, deleted: 0 },
        { path: '…/b.ts', added: 2, deleted: 2, cut: true },
      ],
      more: { count: 4, added: 120, deleted: 33 },
      replaces: 'b7e23ec29af2',
      lost: true,
    });
    expect(readCommitText('3f2a91c04d11 main: x\nit replaces b7e23ec29af2')).toMatchObject({ body: 'it replaces b7e23ec29af2' });
  });

  it('how many invisible characters were taken out, between body and the lines below, and not among the words', () => {
    const parts = { ...HEAD, subject: 'fix it', body: 'why', paths: [] };
    const text = formatCommitText({ ...parts, invisible: 3, replaces: 'b7e23ec29af2', lost: true });
    expect(text.split('\n').slice(1, 4)).toEqual(['why', '3 invisible characters were removed', 'replaces b7e23ec29af2']);
    expect(readCommitText(text)).toMatchObject({ body: 'why', invisible: 3, replaces: 'b7e23ec29af2', lost: true });
    const one = formatCommitText({ ...parts, body: '', invisible: 1 });
    expect(one).toBe('3f2a91c04d11 main: fix it\n1 invisible character was removed');
    expect(readCommitText(one)).toMatchObject({ body: '', invisible: 1 });
    expect(commitWords(readCommitText(one) as CommitText)).toBe('3f2a91c04d11 main: fix it');
    expect(readCommitText('3f2a91c04d11 main: x\nso 3 invisible characters were removed')?.invisible).toBeUndefined();
  });

  it.each(['', 'a note', '3f2a91c04d1 short', 'main: 3f2a91c04d11'])('%j is no commit', (text) => {
    expect(readCommitText(text)).toBeUndefined();
  });

  it('reads a line of any length and kind in little time', LITTLE_TIME, () => {
    expectLittleTime([' (', '()', ' ()', '"', '\\"', ' -> ', ', ', ' (a +1 -0', 'x +1 -0, ', '" +1 -0, "'], 4000, (text) => {
      readCommitText(`3f2a91c04d11 main: ${text} +1 -0)`);
      readCommitText(`3f2a91c04d11 main: ${text}" +1 -0) ()`);
    });
  });
});

describe('what was written is read back', () => {
  const RISKY = fc.oneof(
    fc.constantFrom(...'( ) [ ] { } , -> +1 -2 " \\ \\" \' … é 漢 😀 / . a src page.tsx : \\101 % # *'.split(' ')),
    fc.constantFrom(' (', ') ', ' ', '  ', ', ', ' -> ', ' +1 -2', ' and 3 more', 'more, +1 -1', ' ()', 'main: ', 'x'.repeat(90)),
    fc.constantFrom('\n', '\t', '\r', '\0', '\u007f', '\u0085', '\u2028', '\u00a0', '\u202e', '\ufeff'),
  );
  const name = fc
    .oneof(
      { weight: 4, arbitrary: fc.array(RISKY, { minLength: 1, maxLength: 7 }).map((parts) => parts.join('')) },
      { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }) },
      { weight: 1, arbitrary: fc.array(RISKY, { minLength: 40, maxLength: 80 }).map((parts) => parts.join('')) },
    )
    .filter((text) => !/\p{Surrogate}/u.test(text));
  const change = fc.record(
    { path: name, from: name, added: fc.nat(10_000), deleted: fc.nat(10_000) },
    { requiredKeys: ['path'] },
  ) as fc.Arbitrary<ChangedPath>;
  const subject = fc
    .oneof(
      fc
        .array(fc.oneof(RISKY, fc.constant('Fix (a.ts +1 -1)'), fc.constant('(#12)')), { minLength: 1, maxLength: 6 })
        .map((parts) => parts.join('')),
      fc.array(change, { minLength: 1, maxLength: 3 }).map((paths) => lineOf(paths)),
      fc.constantFrom(
        'Fix (a.ts +1 -1)',
        'Fix ("a',
        'Fix ("a" +1 -1',
        'Fix f()',
        'Revert "Use argon2"',
        'Fix (a -> b +1 -1) ()',
        '(a +1 -1)',
      ),
    )
    .filter((text) => !/\p{Surrogate}/u.test(text))
    .map(cleanSubject);
  const body = fc.constantFrom('', 'Because.', 'Because (a.ts +1 -1)\n\nSee 3f2a91c04d11 main: x', 'It replaces nothing');

  /** A name as an entry can tell it. */
  const told = (written: string): string => (written.length <= 160 ? written : `…${written.slice(-160).replace(/^[\udc00-\udfff]/, '')}`);

  it('whatever names and subject are', () => {
    fc.assert(
      fc.property(subject, body, fc.array(change, { maxLength: 6 }), fc.boolean(), fc.boolean(), (said, why, paths, amended, lost) => {
        const replaces = amended ? { replaces: 'b7e23ec29af2' } : {};
        const text = formatCommitText({ ...HEAD, subject: said, body: why, paths, ...replaces, lost });
        expect(text.split('\n')).toHaveLength((why === '' ? 1 : 1 + why.split('\n').length) + Number(amended) + Number(lost));
        // As it comes back from a log.
        const bullet = formatEntry({ atMs: 0, kind: 'commit', actor: undefined, text, id: 'k7d0c1m2xq' });
        const { entries, problems } = parseDailyLog(bullet, { path: 'logs/1970/01/1970-01-01.md', day: '1970-01-01', writer: 'w' });
        expect([problems, entries.length]).toEqual([[], 1]);
        const size = (one: ChangedPath): number => (one.added ?? 0) + (one.deleted ?? 0);
        const order = [...paths].sort((a, b) => size(b) - size(a) || (a.path < b.path ? -1 : Number(a.path > b.path)));
        const sum = (pick: 'added' | 'deleted'): number => paths.reduce((total, one) => total + (one[pick] ?? 0), 0);
        expect(readCommitText(entries[0]?.text ?? '')).toEqual({
          ...HEAD,
          subject: said,
          body: why,
          changes: order.slice(0, 3).map((one) => ({
            path: told(one.path),
            ...(one.from === undefined ? {} : { from: told(one.from) }),
            added: one.added ?? 0,
            deleted: one.deleted ?? 0,
            ...(Math.max(one.path.length, one.from?.length ?? 0) > 160 ? { cut: true } : {}),
          })),
          more: paths.length > 3 ? { count: paths.length - 3, added: sum('added'), deleted: sum('deleted') } : undefined,
          ...replaces,
          ...(lost ? { lost } : {}),
        });
      }),
      { seed: 20261120, numRuns: 3000 },
    );
  });
});

describe('the text as words', () => {
  it('has no counts and names as they are', () => {
    const read = readCommitText(
      '3f2a91c04d11 main: x (#3) ("a, b.md" +3 -1, c.ts -> d (1).ts +1 -0 and 2 more, +9 -1)\nwhy\nreplaces b7e23ec29af2',
    );
    expect(read && commitWords(read)).toBe('3f2a91c04d11 main: x (#3) (a, b.md, c.ts -> d (1).ts)\nwhy\nreplaces b7e23ec29af2');
  });

  it('begins behind commit and branch', () => {
    expect(withoutCommitHead('3f2a91c04d11 main: feat: x\nwhy')).toBe('feat: x\nwhy');
    expect(withoutCommitHead('3f2a91c04d11 x')).toBe('x');
    expect(withoutCommitHead('a note')).toBe('a note');
  });
});

it('reads a text once for all who ask for its parts soon after each other', () => {
  const text = '3f2a91c04d11 main: fix parser crash (src/parse.ts +4 -1)\nThe scanner read past the end.';
  const read = readCommitText(text);
  expect(readCommitText(`${text.slice(0, 5)}${text.slice(5)}`)).toBe(read);
  expect(readCommitText('no commit')).toBeUndefined();
  for (let n = 0; n < 50; n += 1) readCommitText(`${'x'.repeat(16_000)}${n}`);
  expect(readCommitText(text)).not.toBe(read);
  expect(readCommitText(text)).toEqual(read);
});
