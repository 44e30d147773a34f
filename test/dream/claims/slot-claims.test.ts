import { describe, expect, it } from 'vitest';
import { consolidate, type ConsolidateInput } from '../../../src/dream/claims/consolidate.js';
import { applyToTopic } from '../../../src/dream/edit/apply.js';
import { claimOf, type Candidate } from '../../../src/dream/report/candidate.js';
import { verdictsIn, verdictDraft } from '../../../src/dream/report/verdict.js';
import type { Entry } from '../../../src/memory/entry.js';
import { parseTopic, type Topic } from '../../../src/memory/topic.js';
import { commitEntry, noteEntry, reachableOf } from '../entries.js';
import { treeOf } from '../witness/tree-of.js';

const nowMs = Date.parse('2026-11-20T00:00:00Z');

function dream(entries: readonly Entry[], more: Partial<ConsolidateInput> = {}): ReturnType<typeof consolidate> {
  const { tree } = more;
  return consolidate({
    entries,
    reachable: reachableOf(entries),
    topics: [],
    verdicts: [],
    nowMs,
    ...(tree && { paths: { has: tree.stands } }),
    ...more,
  });
}

const told = (candidates: readonly Candidate[]): unknown[] =>
  candidates.map(({ type, slot, before, after }) => [
    type,
    slot,
    ...(before === undefined ? [] : [before]),
    ...(after === undefined ? [] : [after]),
  ]);

/** The topics once all of this was accepted. */
function accepting(candidates: readonly Candidate[], topics: readonly Topic[] = []): Topic[] {
  const texts = new Map(topics.map(({ slug, text }) => [slug, text]));
  for (const slug of new Set(candidates.map(({ topic }) => topic))) {
    const { text, refused } = applyToTopic(
      slug,
      texts.get(slug),
      candidates.filter(({ topic }) => topic === slug),
    );
    expect(refused).toEqual([]);
    texts.set(slug, text ?? '');
  }
  return [...texts].map(([slug, text]) => parseTopic(text, `topics/${slug}.md`).topic);
}

const at = (year: number): { readonly at: string } => ({ at: `${year}-03-01T10:00:00Z` });
const WHY = 'The test runner needs it, because older ones lack workers.';
const OLD_RUST = commitEntry({ subject: 'Set minimum supported rust version to 1.51', ...at(2021) });
const NEW_RUST = commitEntry({ subject: 'Bump MSRV to 1.88', ...at(2025) });
const RUST = { 'Cargo.toml': '[package]\nrust-version = "1.88"\n', 'src/a.ts': '' };
const JASMINE = commitEntry({ subject: 'Replace jasmine with ava', body: 'It cannot be kept, because nobody maintains it.', ...at(2021) });
const VITEST = commitEntry({ subject: 'Move the tests to vitest and rewrite the build', ...at(2024) });
const VITEST_FILES = { 'package.json': '{"scripts":{"unit":"vitest run"}}', 'src/a.ts': '' };

describe('a fact that has one current value', () => {
  it('is one claim, with the value of the manifest, the words of the newest message that agrees, and both cited', async () => {
    const { candidates } = dream([OLD_RUST, NEW_RUST], { tree: await treeOf(RUST) });
    expect(told(candidates)).toEqual([['add', 'rust', 'Rust >= 1.88 (Cargo.toml). Bump MSRV to 1.88.']]);
    expect(candidates[0]).toMatchObject({
      topic: 'supported-versions',
      date: '2025-03-01',
      evidence: [{ id: NEW_RUST.id }],
      about: [{ path: 'Cargo.toml', blob: expect.stringMatching(/^[0-9a-f]{12}$/) as string }],
      reason: 'Cargo.toml states rust-version = "1.88"',
    });
    const [topic] = accepting(candidates);
    expect(topic?.text).toMatch(/\n {2}evidence: .*\n {2}slot: rust\n {2}about: Cargo\.toml@[0-9a-f]{12}\n$/);
    expect(topic?.bullets[0]).toMatchObject({ slot: 'rust', claim: 'Rust >= 1.88 (Cargo.toml). Bump MSRV to 1.88.' });
  });

  it('is struck where the manifest states it no more, unless a message said it, or the tree is not whole', async () => {
    const package_ = (script: string): Record<string, string> => ({ 'package.json': `{"scripts":{${script}}}`, 'src/a.ts': '' });
    const script = commitEntry({ subject: 'Tidy the scripts', paths: 'package.json +1 -1', at: '2026-09-01T10:00:00Z' });
    const topics = accepting(dream([script], { tree: await treeOf(package_('"lint":"eslint ."')) }).candidates);
    expect(topics[0]?.bullets.map(({ slot }) => slot).toSorted()).toEqual(['lint command', 'linter']);
    const tree = await treeOf(package_('"serve":"node ."'));
    const { candidates } = dream([script], { tree, topics });
    expect(candidates.map(({ type, after, reason }) => [type, after, reason])).toEqual([
      ['supersede', undefined, 'package.json states it no more'],
      ['supersede', undefined, 'package.json states it no more'],
    ]);
    expect(dream([script], { tree, topics: accepting(candidates, topics) }).candidates).toEqual([]);
    expect(dream([script], { tree: { ...tree, isWhole: false }, topics }).candidates).toEqual([]);
    const said = accepting(dream([NEW_RUST], { tree: await treeOf(RUST) }).candidates);
    expect(dream([NEW_RUST], { tree: await treeOf({ 'Cargo.toml': '[package]\n', 'src/a.ts': '' }), topics: said }).candidates).toEqual([]);
  });

  it('of a version that CI only tests is what a message demands, where that is a later one of the same line', async () => {
    const matrix = (node: string): string =>
      `on: push\njobs:\n  t:\n    strategy: {matrix: {node-version: [${node}, 24]}}\n    runs-on: x\n    steps: [{run: npm test}]\n`;
    const require = commitEntry({ subject: 'Require Node 22.17', ...at(2025) });
    const slots = async (node: string): Promise<(string | undefined)[]> =>
      dream([require], { tree: await treeOf({ '.github/workflows/ci.yml': matrix(node), 'src/a.ts': '' }) }).candidates.flatMap(
        ({ slot, after = '' }) => (slot === 'node' ? [after.replace(/ \(\d{4}.*/s, '')] : []),
      );
    expect(await slots('22')).toEqual(['Require Node 22.17.']);
    expect(await slots('22.17')).toEqual(['Node >= 22.17 (.github/workflows/ci.yml). Require Node 22.17.']);
  });

  it('follows the manifest where messages name no later tool', async () => {
    const tree = await treeOf(VITEST_FILES);
    expect(told(dream([JASMINE, VITEST], { tree }).candidates)).toEqual([['add', 'tests', 'Tests: vitest (package.json).']]);
    expect(told(dream([JASMINE], { tree }).candidates)).toEqual([['add', 'tests', 'Tests: vitest (package.json).']]);
  });

  it.each([
    ['Switch to vitest', 'Switch to vitest.'],
    ['Replace jest with vitest', 'Replace jest with vitest.'],
    ['Migrate the test suite from expecto to vitest', 'Migrate the test suite from expecto to vitest.'],
    ['Move the report tests over to vitest', ''],
    ['Use vitest for unit tests of the billing code', ''],
  ])('takes of "%s" what names nothing else', async (subject, quote) => {
    const { candidates } = dream([commitEntry({ subject, ...at(2024) })], { tree: await treeOf(VITEST_FILES) });
    expect(told(candidates)).toEqual([['add', 'tests', `Tests: vitest (package.json).${quote === '' ? '' : ` ${quote}`}`]]);
  });

  it.each([
    [
      'Bump minimum supported node version to 22',
      WHY,
      '>=22',
      /^Node >= 22 \(package\.json\)\. Bump minimum supported node version to 22\./,
    ],
    ['Update dependencies. Drop support for Node.js before 18. Bump to 3.0.0', '', '>=18', /^Node >= 18 \(package\.json\)\./],
    ['Updated minimum version of Node', '', '>=20', /^Node >= 20 \(package\.json\)\.$/],
    ['Require Node 16', WHY, '>=20.1', /^Node >= 20\.1 \(package\.json\)\.$/],
  ])('"%s" is told with the version that holds', async (subject, body, range, claim) => {
    const entries = [
      commitEntry({ subject: 'Require Node 18', body: 'Older versions lack the fetch API.', ...at(2022) }),
      commitEntry({ subject, body, ...at(2025) }),
    ];
    const { candidates } = dream(entries, {
      tree: await treeOf({ 'package.json': JSON.stringify({ engines: { node: range } }), 'src/a.ts': '' }),
    });
    expect(candidates.map(({ after }) => after)).toEqual([expect.stringMatching(claim)]);
  });

  it('takes the place of what was accepted of it before, and strikes what else tells it', async () => {
    const entries = [OLD_RUST, NEW_RUST, JASMINE];
    const before = accepting([
      ...dream([OLD_RUST]).candidates,
      ...dream([JASMINE]).candidates.map((one) => ({ ...one, topic: 'tests' })),
      ...dream([commitEntry({ subject: 'Require Rust 1.60', ...at(2022), sha: 'abcdef012345' })]).candidates.map((one) => ({
        ...one,
        topic: 'build',
      })),
    ]).map((topic) => parseTopic(topic.text.replace(/\n {2}slot: .*/g, ''), topic.path).topic);
    const all = [...entries, commitEntry({ subject: 'Require Rust 1.60', ...at(2022), sha: 'abcdef012345' })];
    const tree = await treeOf({ ...RUST, ...VITEST_FILES });
    const { candidates } = dream(all, { tree, topics: before });
    expect(new Set(told(candidates).map((one) => JSON.stringify(one)))).toEqual(
      new Set(
        [
          [
            'supersede',
            'rust',
            'Set minimum supported rust version to 1.51 (2021-03-01).',
            'Rust >= 1.88 (Cargo.toml). Bump MSRV to 1.88.',
          ],
          [
            'supersede',
            'tests',
            'Replace jasmine with ava. Why in 2021: It cannot be kept, because nobody maintains it (2021-03-01).',
            'Tests: vitest, for its JavaScript (package.json).',
          ],
          ['supersede', null, 'Require Rust 1.60 (2022-03-01).'],
        ].map((one) => JSON.stringify(one)),
      ),
    );
    const after = accepting(candidates, before);
    expect(dream(all, { tree, topics: after }).candidates.filter(({ type }) => type !== 'remove')).toEqual([]);
    expect(after.flatMap(({ bullets }) => bullets.filter(({ struck }) => !struck).map(({ claim }) => claim)).toSorted()).toEqual([
      'Rust >= 1.88 (Cargo.toml). Bump MSRV to 1.88.',
      'Tests: vitest, for its JavaScript (package.json).',
    ]);
  });

  it('changes with the manifest, whether a message says so or not', async () => {
    const topics = accepting(dream([NEW_RUST], { tree: await treeOf(RUST) }).candidates);
    const tree = await treeOf({ ...RUST, 'Cargo.toml': '[package]\nrust-version = "1.90"\n' });
    expect(told(dream([NEW_RUST], { tree, topics }).candidates)).toEqual([
      ['supersede', 'rust', 'Rust >= 1.88 (Cargo.toml). Bump MSRV to 1.88 (2025-03-01).', 'Rust >= 1.90 (Cargo.toml).'],
    ]);
    const gone = await treeOf({ 'src/a.ts': '' });
    expect(dream([NEW_RUST], { tree: gone, topics }).candidates).toEqual([]);
  });

  it('stays in the words of a person who edited it, while they name the value', async () => {
    const tree = await treeOf(RUST);
    const [topic] = accepting(dream([NEW_RUST], { tree }).candidates);
    const edited = parseTopic(
      (topic?.text ?? '').replace('Rust >= 1.88 (Cargo.toml). Bump MSRV to 1.88', 'We build on Rust 1.88 and newer'),
      topic?.path ?? '',
    ).topic;
    expect(dream([NEW_RUST], { tree, topics: [edited] }).candidates).toEqual([]);
  });

  it('does not come back after a rejection', async () => {
    const tree = await treeOf(RUST);
    const [one] = dream([OLD_RUST, NEW_RUST], { tree }).candidates;
    const draft = verdictDraft({
      decision: 'rejected',
      candidateId: one?.id ?? '',
      claimHash: one?.claimHash ?? '',
      claim: claimOf(one ?? {}),
      topic: one?.topic ?? '',
      dream: 'x1',
      atMs: nowMs,
    });
    const verdicts = verdictsIn([{ ...noteEntry('x'), ...draft, actor: 'user', ours: true }]);
    expect(dream([OLD_RUST, NEW_RUST], { tree, verdicts }).candidates).toEqual([]);
  });

  it('is the newest of what messages say where no manifest states it', () => {
    const entries = [
      commitEntry({ subject: 'Require Node 18', body: 'Older versions lack the fetch API.', ...at(2022) }),
      commitEntry({ subject: 'Require Node 22', body: WHY, ...at(2025) }),
    ];
    const { candidates } = dream(entries);
    expect(told(candidates)).toEqual([['add', 'node', `Require Node 22. Why in 2025: ${WHY}`]]);
    expect(dream(entries, { topics: accepting(candidates) }).candidates).toEqual([]);
  });

  it('leaves what a person noted alone', async () => {
    const note = noteEntry('Rust 1.70 is required on the old build hosts, because nobody may touch them');
    expect(told(dream([note, NEW_RUST], { tree: await treeOf(RUST) }).candidates)).toHaveLength(2);
  });
});
