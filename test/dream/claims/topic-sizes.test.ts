import { describe, expect, it } from 'vitest';
import { claimsOf, type Claim } from '../../../src/dream/claims/claims.js';
import { addCandidates } from '../../../src/dream/claims/add-candidates.js';
import { consolidate } from '../../../src/dream/claims/consolidate.js';
import { areasOf, type ExistingTopic } from '../../../src/dream/claims/topic-sizes.js';
import { revertsIn } from '../../../src/dream/claims/reverts.js';
import { statementOf } from '../../../src/dream/claims/statement.js';
import { messageOf } from '../../../src/dream/reading/message.js';
import type { Entry } from '../../../src/memory/entry.js';
import { candidateId } from '../../../src/dream/report/candidate.js';
import { parseTopic, type Topic } from '../../../src/memory/topic.js';
import { commitEntry, reachableOf } from '../entries.js';

const WHY = 'It cannot be kept otherwise, because the other one leaks.';
const THINGS =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda omicron sigma upsilon omega rho tau chi psi xi nu mu pi'.split(' ');

/** One claim of a commit with this label that changed these paths. */
function claim(
  n: number,
  { label = '', paths = 'main.c +40 -2', say = 'replace' }: { label?: string; paths?: string; say?: 'replace' | 'never' | 'drop' } = {},
): Claim {
  const thing = THINGS[n % THINGS.length] ?? '';
  const words = {
    replace: `replace ${thing} with the ${thing} ${n}th`,
    never: `never start ${thing} ${n}th`,
    drop: `drop ${thing} ${n}th`,
  }[say];
  const entry = commitEntry({
    subject: label === '' ? words : `${label}: ${words}`,
    body: WHY,
    paths,
    sha: n.toString(16).padStart(12, '0'),
  });
  const [first] = claimsOf(messageOf(entry)!);
  if (!first) throw new Error(`no claim in ${words}`);
  return first;
}

/** Claims in as many folders, so that the memory is no young one. */
const OTHERS = Array.from({ length: 22 }, (_, n) => claim(100 + n, { paths: `${THINGS[n] ?? ''}/x.c +40 -2` }));
const titles = (claims: readonly Claim[], existing: readonly ExistingTopic[] = [], names: readonly string[] = []): string[] =>
  areasOf([...claims, ...OTHERS], existing, names)
    .slice(0, claims.length)
    .map(({ title }) => title);
const some = (count: number, what: Parameters<typeof claim>[1]): Claim[] => Array.from({ length: count }, (_, n) => claim(n, what));

describe('topics that a maintainer would name', () => {
  it.each([
    ['CI, whatever it is called', { label: 'CICD' }, 'Continuous integration'],
    ['CI, whatever it is called', { label: 'cicd' }, 'Continuous integration'],
    ['CI, whatever it is called', { label: 'CI/CD' }, 'Continuous integration'],
    ['CI, by its file', { paths: '.github/workflows/CICD.yml +4 -2' }, 'Continuous integration'],
    ['no topic of all', { label: 'all' }, 'Decisions'],
    ['no topic of bin', { paths: 'src/bin/pool.c +40 -2' }, 'Pool'],
    ['no topic of bin', { paths: 'bin/main.c +40 -2' }, 'Command line'],
    ['no topic of a class', { label: 'HighlightingAssets', paths: 'src/assets.rs +40 -2' }, 'Assets'],
    ['no topic of the changelog', { paths: 'changelog/unreleased/issue-1 +5 -0' }, 'Decisions'],
    ['what a changelog goes along with', { paths: 'changelog/unreleased/issue-1 +5 -0, internal/repository/x.go +40 -2' }, 'Repository'],
    ['no topic of the project itself', { label: 'restic' }, 'Decisions'],
    ['no topic of the project itself', { paths: 'cmd/restic/main.go +40 -2' }, 'Command line'],
    ['no topic of the project itself', { paths: 'internal/restic/main.go +40 -2' }, 'Decisions'],
    ['the command below it', { paths: 'cmd/restic/cmd_mount.go +40 -2' }, 'Mount'],
    ['a small command', { paths: 'cmd/restic/cmd_ls.go +40 -2' }, 'Command line'],
    ['a small command', { paths: 'cmd/restic/cmd_cat.go +40 -2' }, 'Command line'],
    ['builds', { paths: 'build.go +40 -2' }, 'Build and packaging'],
    ['the file, and not its ending', { label: 'build.go' }, 'Build and packaging'],
    ['tests', { paths: 'tests/a_test.go +40 -2' }, 'Tests'],
    ['backends', { paths: 'internal/backend/s3/s3.go +40 -2' }, 'Backend'],
    ['one name for two spellings', { label: 'clap_app' }, 'Command line'],
    ['one name for two spellings', { label: 'cli' }, 'Command line'],
    ['one name for two spellings', { label: 'conf' }, 'Configuration'],
    ['one name for two spellings', { label: 'deps' }, 'Dependencies'],
  ] as const)('%s: %j', (_what, where, title) => {
    expect(new Set(titles(some(3, where), [], ['restic']))).toEqual(new Set([title]));
  });

  it('two names of one thing are one topic', () => {
    const both = [claim(0, { label: 'ci' }), claim(1, { label: 'cicd' }), claim(2, { label: 'workflows' })];
    expect(new Set(titles(both))).toEqual(new Set(['Continuous integration']));
  });
});

describe('the size of topics', () => {
  it.each([
    [2, { paths: 'parser/a.c +40 -2' }, 'Decisions'],
    [3, { paths: 'parser/a.c +40 -2' }, 'Parser'],
    [2, { label: 'docs' }, 'Building and testing'],
    [3, { label: 'docs' }, 'Documentation'],
    [2, { label: 'cli' }, 'Decisions'],
  ] as const)('%i claims of %j go to %s', (count, what, title) => {
    // Documentation and tests have one parent, and with a test there are three of it.
    const more = 'label' in what && what.label === 'docs' && count === 2 ? [claim(50, { label: 'test' })] : [];
    expect(titles([...some(count, what), ...more])[0]).toBe(title);
  });

  it('goes up by no one of a topic that memory has', () => {
    const existing = [{ slug: 'parser', title: 'How we parse', description: 'Mine.', claims: 1 }];
    expect(areasOf([claim(0, { paths: 'parser/a.c +40 -2' }), ...OTHERS], existing)[0]).toEqual({
      slug: 'parser',
      title: 'How we parse',
      description: 'Mine.',
    });
  });

  it('of more than fifteen is split, by folders first and then by what is said', () => {
    const byFolder = [...some(9, { paths: 'parser/lexer/a.c +40 -2' }), ...some(9, { paths: 'parser/tables/a.c +40 -2' })].map(
      (one, n) => ({ ...one, text: `${one.text} ${n}` }),
    );
    const split = titles(byFolder);
    expect(new Set(split)).toEqual(new Set(['Parser', 'Parser: lexer']));
    const bySaying = [...some(9, { paths: 'parser/a.c +40 -2' }), ...some(9, { paths: 'parser/a.c +40 -2', say: 'never' })];
    expect(new Set(titles(bySaying))).toEqual(new Set(['Parser', 'Parser: what replaced what']));
    for (const all of [split, titles(bySaying)])
      for (const title of new Set(all)) expect(all.filter((one) => one === title).length).toBeLessThanOrEqual(15);
    expect(new Set(titles(some(15, { paths: 'parser/a.c +40 -2' })))).toEqual(new Set(['Parser']));
  });

  it('of many that are of one kind and no folder is split by years', () => {
    const dated = [...Array.from({ length: 40 }, (_, n) => claim(n, {})), ...OTHERS].map((one, n) => {
      const atMs = n < 40 ? Date.UTC(2012 + (n % 9), 5, 1) : Date.UTC(2026, n % 12, 1);
      return { ...one, message: { ...one.message, entry: { ...one.message.entry, atMs } } };
    });
    const slugs = areasOf(dated, []).map(({ slug }) => slug);
    const known = new Set(slugs);
    for (const slug of known) expect(slugs.filter((one) => one === slug).length).toBeLessThanOrEqual(15);
    expect([...known]).toEqual(expect.arrayContaining(['decisions-2013', 'decisions-2016', 'decisions-2026-q4']));
  });

  it('puts nothing more into a topic that is full', () => {
    const existing = [{ slug: 'parser', title: 'Parser', description: 'x', claims: 15 }];
    expect(titles([claim(0, { paths: 'parser/a.c +40 -2' })], existing)).toEqual(['Parser: what replaced what']);
  });
});

describe('the description of a topic', () => {
  it.each([
    [{ paths: 'parser/a.c +40 -2' }, 'Alpha, beta, gamma'],
    [{ label: 'docs' }, 'How the documentation is written and published: alpha, beta, gamma'],
  ])('says what is inside', (what, description) => {
    expect(areasOf([...some(3, what), ...OTHERS], [])[0]?.description).toBe(description);
  });

  it.each([
    ['Get rid of DefaultPresenter', 'DefaultPresenter'],
    ['Never pass `nil` to the pool', 'What was decided about parser'],
  ])('names a thing, and no half of a phrase: %s', (said, description) => {
    const entry = commitEntry({ subject: said, body: WHY, paths: 'parser/a.c +40 -2' });
    const one = claimsOf(messageOf(entry)!)[0] as Claim;
    expect(areasOf([one, one, one, ...OTHERS], [])[0]?.description).toBe(description);
  });

  it('names no topic after a version', () => {
    expect(titles(some(3, { paths: 'src/v4/a.c +40 -2' })).some((title) => /v4/i.test(title))).toBe(false);
  });

  it('keeps names as they are written, takes five, and stays short', () => {
    const made = ['`--wrap` at 80', '`less` for paging', 'libgit2', 'the LexerPool', 'onig', 'regex'].map((thing, n) => {
      const entry = commitEntry({ subject: `parser: replace ${thing} with something else ${n}`, body: WHY, paths: 'main.c +4 -2' });
      return claimsOf(messageOf(entry)!)[0] as Claim;
    });
    const [area] = areasOf([...made, ...OTHERS], []);
    expect(area?.description.split(', ')).toHaveLength(5);
    expect(area?.description).toMatch(/--wrap/);
    expect(area?.description).toMatch(/LexerPool/);
    expect(area?.description.length).toBeLessThanOrEqual(140);
  });
});

describe('topics over dreams', () => {
  const commits = (count: number, label: string, from = 0): Entry[] =>
    Array.from({ length: count }, (_, n) =>
      commitEntry({
        subject: `${label}: replace ${THINGS[n] ?? ''} with a ${THINGS[n] ?? ''} ${n + from}th`,
        body: WHY,
        sha: (n + from).toString(16).padStart(12, '0'),
        at: `2026-03-${String(n + 1).padStart(2, '0')}T10:00:00Z`,
      }),
    );
  const filler = Array.from({ length: 800 }, (_, n) =>
    commitEntry({ subject: `Bump x to ${n}.0.1`, sha: `f${String(n).padStart(11, '0')}` }),
  );

  it('a claim that waits keeps the topic that it had', () => {
    const entries = [...commits(4, 'lexer'), ...commits(2, 'pager', 40), ...commits(12, 'docs', 80), ...filler];
    const input = { entries, reachable: reachableOf(entries), verdicts: [], nowMs: Date.UTC(2026, 10, 20) };
    const first = consolidate({ ...input, topics: [] });
    const topicOf = new Map(first.candidates.map(({ after = '', topic }) => [after, topic]));
    const [lexer] = first.candidates.filter(({ topic }) => topic === 'lexer');
    // Only one of its four was proposed and accepted.
    const text = `# Lexer\n\n- ${lexer?.after} ^${lexer?.id}\n  evidence: (^${lexer?.evidence[0]?.id}) commit ${lexer?.evidence[0]?.commit}\n`;
    const second = consolidate({ ...input, topics: [parseTopic(text, 'topics/lexer.md').topic] });
    expect(second.candidates).toHaveLength(first.candidates.length - 1);
    for (const { after = '', topic } of second.candidates) expect([after, topic]).toEqual([after, topicOf.get(after)]);
  });

  it('a claim that was struck and holds again comes back to its topic, whatever its area is now', () => {
    const again = claim(0);
    const struck = (slug: string) =>
      parseTopic(
        `# Mine\n\n- ~~${again.text}~~ superseded 2026-01-01 by (^k000000001) ^${candidateId(slug, again.text)}\n`,
        `topics/${slug}.md`,
      ).topic;
    const finding = { claim: again, statement: statementOf(again.text, [], false), sources: [again.message], note: '' };
    const add = (topics: readonly Topic[]) => addCandidates([finding], [], topics, revertsIn([]))[0];
    expect(add([])).toMatchObject({ type: 'add', topic: 'decisions' });
    expect(add([struck('lexer')])).toMatchObject({
      type: 'update',
      topic: 'lexer',
      topicTitle: 'Mine',
      target: candidateId('lexer', again.text),
    });
  });
});
