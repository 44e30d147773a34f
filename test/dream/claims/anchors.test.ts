import { describe, expect, it } from 'vitest';
import { consolidate, type ConsolidateInput } from '../../../src/dream/claims/consolidate.js';
import { applyToTopic } from '../../../src/dream/edit/apply.js';
import { parseReport } from '../../../src/dream/report/report-parse.js';
import { renderReport } from '../../../src/dream/report/report.js';
import type { Candidate } from '../../../src/dream/report/candidate.js';
import type { Entry } from '../../../src/memory/entry.js';
import { parseTopic, type Topic } from '../../../src/memory/topic.js';
import { commitEntry, noteEntry, reachableOf } from '../entries.js';
import { treeOf } from '../witness/tree-of.js';

const nowMs = Date.parse('2026-11-20T00:00:00Z');
const REASON = 'Otherwise the peer waits, because nobody tells it.';

function dream(entries: readonly Entry[], more: Partial<ConsolidateInput>): ReturnType<typeof consolidate> {
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

function accepting(candidates: readonly Candidate[], topics: readonly Topic[] = []): Topic[] {
  const texts = new Map(topics.map(({ slug, text }) => [slug, text]));
  for (const slug of new Set(candidates.map(({ topic }) => topic))) {
    const own = candidates.filter(({ topic }) => topic === slug);
    const { text, refused } = applyToTopic(slug, texts.get(slug), own);
    expect(refused).toEqual([]);
    texts.set(slug, text ?? '');
  }
  return [...texts].map(([slug, text]) => parseTopic(text, `topics/${slug}.md`).topic);
}

const SOCKET = commitEntry({ subject: 'Replace TcpPipe with SocketPipe', body: REASON, paths: 'src/pipe.js +40 -38, test/pipe.js +2 -2' });
const ORDER = commitEntry({
  subject: 'Always close the reader before the writer',
  body: REASON,
  paths: 'src/pipe.js +9 -3',
  at: '2026-04-01T00:00:00Z',
});
const FILES = { 'src/pipe.js': 'class SocketPipe { close() { reader; writer; always } }\n', 'test/pipe.js': 'x\n' };
const anchors = (topics: readonly Topic[]): unknown[] => topics.flatMap(({ bullets }) => bullets.map(({ about }) => about));

describe('a claim about a file', () => {
  it('names the file that its commit changed most, and the blob', async () => {
    const tree = await treeOf(FILES);
    const blob = tree.file('src/pipe.js')?.blob.slice(0, 12);
    expect(dream([SOCKET], { tree }).candidates).toMatchObject([{ about: [{ path: 'src/pipe.js', blob }] }]);
    const [topic] = accepting(dream([SOCKET], { tree }).candidates);
    expect(topic?.text).toContain(`\n  about: src/pipe.js@${blob}\n`);
  });

  it.each([
    [
      'one that it names comes first',
      { subject: 'Always read test/pipe.js with the reader of pipe.js', paths: 'src/pipe.js +9 -9' },
      'test/pipe.js',
    ],
    [
      'a wide change is about none',
      { subject: 'Always close the reader before the writer', paths: 'src/pipe.js +9 -9, a +1 -1, b +1 -1 and 9 more, +20 -4' },
      undefined,
    ],
    ['what was dropped is about none', { subject: 'Drop the XML export', paths: 'src/pipe.js +9 -9' }, undefined],
    ['a lock file is none', { subject: 'Always close the reader before the writer', paths: 'Cargo.lock +9 -9' }, undefined],
  ])('%s', async (_, commit, path) => {
    const { candidates } = dream([commitEntry({ ...commit, body: REASON })], { tree: await treeOf({ ...FILES, 'Cargo.lock': 'x\n' }) });
    expect(candidates).toHaveLength(1);
    expect(candidates[0]?.about?.map((one) => one.path)).toEqual(path === undefined ? undefined : [path]);
  });

  it('is left alone while the file stands, renewed where it changed and still says it: one candidate for all of a topic', async () => {
    const before = await treeOf(FILES);
    const entries = [SOCKET, ORDER];
    const topics = accepting(dream(entries, { tree: before }).candidates.map((one) => ({ ...one, topic: 'pipes' })));
    expect(dream(entries, { tree: before, topics }).candidates).toEqual([]);
    const after = await treeOf({ ...FILES, 'src/pipe.js': `// Reads in turns.\n${FILES['src/pipe.js']}` });
    const { candidates } = dream(entries, { tree: after, topics });
    expect(candidates).toMatchObject([
      { type: 'update', topic: 'pipes', reason: 'the file that 2 claims of this topic are about changed, and they still stand there' },
    ]);
    const renewed = accepting(candidates, topics);
    const blob = after.file('src/pipe.js')?.blob.slice(0, 12);
    expect(anchors(renewed)).toEqual([[{ path: 'src/pipe.js', blob }], [{ path: 'src/pipe.js', blob }]]);
    const old = before.file('src/pipe.js')?.blob.slice(0, 12) ?? '';
    expect(renewed[0]?.text).toBe(topics[0]?.text.replaceAll(old, blob ?? ''));
    expect(dream(entries, { tree: after, topics: renewed }).candidates).toEqual([]);
  });

  it('is suspect where the file says it no more, or is gone: told in the report, and neither renewed nor struck', async () => {
    const topics = accepting(dream([ORDER], { tree: await treeOf(FILES) }).candidates);
    for (const files of [{ 'src/pipe.js': 'export {};\n' }, { 'src/other.js': 'x\n' }]) {
      const { candidates, notes } = dream([ORDER], { tree: await treeOf(files), topics });
      expect(candidates).toEqual([]);
      expect(notes.join('\n')).toContain(
        'suspect, because the file that they are about changed and says it no more: "Always close the reader',
      );
    }
  });

  it('of a fact is renewed with its manifest, along with what else is proposed and never alone', async () => {
    const entry = commitEntry({ subject: 'Bump MSRV to 1.88' });
    const cargo = (more: string): Record<string, string> => ({ 'Cargo.toml': `[package]\n${more}rust-version = "1.88"\n`, ...FILES });
    const topics = accepting(dream([entry], { tree: await treeOf(cargo('')) }).candidates);
    const tree = await treeOf(cargo('version = "2.0.0"\n'));
    expect(dream([entry], { tree, topics }).candidates).toEqual([]);
    const { candidates } = dream([entry, ORDER], { tree, topics });
    expect(candidates).toMatchObject([{ type: 'add' }, { type: 'update', slot: 'rust' }]);
    expect(anchors(accepting(candidates, topics))).toContainEqual([
      { path: 'Cargo.toml', blob: tree.file('Cargo.toml')?.blob.slice(0, 12) },
    ]);
  });

  it('is none for what a person noted', async () => {
    const { candidates } = dream([noteEntry('Always close the reader of src/pipe.js before the writer')], { tree: await treeOf(FILES) });
    expect(candidates.map(({ about }) => about)).toEqual([undefined]);
  });

  it('keeps its lines through the report', async () => {
    const topics = accepting(dream([ORDER], { tree: await treeOf(FILES) }).candidates);
    const { candidates } = dream([ORDER], { tree: await treeOf({ ...FILES, 'src/pipe.js': `\n${FILES['src/pipe.js']}` }), topics });
    const report = {
      dream: 'abc123',
      date: '2026-11-21',
      branch: 'kairos/dream/2026-11-21-abc123',
      base: 'main',
      baseCommit: '9'.repeat(40),
      state: 'proposed' as const,
      candidates,
      marks: new Map(),
      notes: [],
    };
    const read = parseReport(renderReport(report)).report?.candidates;
    expect(read?.map(({ renews, about }) => [renews, about])).toEqual(candidates.map(({ renews, about }) => [renews, about]));
    expect(read?.[0]?.renews).toHaveLength(1);
  });
});
