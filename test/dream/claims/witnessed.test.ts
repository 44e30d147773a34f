import { describe, expect, it } from 'vitest';
import { consolidate, type ConsolidateInput } from '../../../src/dream/claims/consolidate.js';
import type { Candidate } from '../../../src/dream/report/candidate.js';
import { newTopicText } from '../../../src/memory/topic-edit.js';
import { parseTopic, type NewBullet, type Topic } from '../../../src/memory/topic.js';
import type { Entry } from '../../../src/memory/entry.js';
import { commitEntry, noteEntry, reachableOf } from '../entries.js';
import { treeOf } from '../witness/tree-of.js';

const nowMs = Date.parse('2026-11-20T00:00:00Z');
const REASON = 'It cannot be kept, because nobody maintains it.';
const EARLIER = '2025-01-01T00:00:00Z';
const LATER = '2026-05-01T00:00:00Z';

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

const said = ({ candidates }: { candidates: readonly Candidate[] }): unknown[] =>
  candidates.map(({ type, before, after, marked }) => [type, after ?? before, ...(marked ?? [])]);

function accepted(claim: string, entry: Entry): Topic {
  const bullet: NewBullet = {
    id: 'k9x0aa1b2c',
    text: claim,
    date: '2025-01-01',
    entries: [entry.id],
    commits: /^[0-9a-f]{12}/.exec(entry.text) ? [entry.text.slice(0, 12)] : [],
  };
  return parseTopic(newTopicText({ slug: 'pipes', title: 'Pipes', description: 'Pipes', bullets: [bullet] }), 'topics/pipes.md').topic;
}

const RENAMED = commitEntry({ subject: 'Rename TcpPipe to SocketPipe', body: REASON, paths: 'src/pipe/tcp.js +40 -38', at: EARLIER });
const REMOVED = commitEntry({ subject: 'Remove the pipes that nobody opens', paths: 'src/pipe/tcp.js +0 -120', at: LATER });
const WITHOUT = { 'src/main.js': 'start()\n' };
const OTHER = accepted('Releases are cut from main.', noteEntry('x'));

describe('a claim of names that a later step changed', () => {
  const MOUNTS = commitEntry({
    subject: "Don't drop readers that share a mount",
    body: 'The list now compares them by identity (sameReader, since functions cannot be compared) and hides only the stub.',
  });

  it('is not seen where the name by which it is done now is nowhere', async () => {
    const withName = await treeOf({ 'src/a.ts': 'function sameReader() {}\n' });
    expect(said(dream([MOUNTS], { tree: withName }))[0]).toHaveLength(2);
    const without = await treeOf({ 'src/a.ts': 'function equalReaders() {}\n' });
    expect(said(dream([MOUNTS], { tree: without }))[0]).toContain('not seen in the tree');
  });

  it('is not seen where only a longer identifier holds its name', async () => {
    const claim = commitEntry({
      subject: 'Change `pipe1_half_open` option default to disabled',
      body: 'A hangup that is read tells of a closed pipe, because nothing else does.',
    });
    const marked = async (file: string): Promise<unknown> => said(dream([claim], { tree: await treeOf({ 'src/a.ts': file }) }))[0];
    expect(await marked('fn pipe1_half_open(on: bool) {}\n')).toHaveLength(2);
    expect(await marked('let pipe1HalfOpen = true;\n')).toHaveLength(2);
    const option = commitEntry({
      subject: 'Use 8 KB by default where `DefaultPipeSize` is set',
      body: 'Larger pipes are refused by proxies, because nobody asks for them.',
    });
    const ofOption = async (file: string): Promise<unknown> => said(dream([option], { tree: await treeOf({ 'src/a.ts': file }) }))[0];
    expect(await ofOption('const DefaultPipeSize = 8; // KB\n')).toHaveLength(2);
    expect(await ofOption('const Enable8KBDefaultPipeSize = 8; // KB\n')).toContain('not seen in the tree');
    expect(await marked('fn pipe1_half_opened_does_not_spin() {}\nfn half_open() {}\n')).toContain('not seen in the tree');
  });

  it('of a part that has left is none, also where it tells what was taken out of it', async () => {
    const presenter = commitEntry({ subject: 'Get rid of DefaultPresenter - users must be explicit', paths: 'show/all.go +2 -30' });
    expect(said(dream([presenter], { tree: await treeOf({ 'show/all.go': 'x\n' }) }))).toHaveLength(1);
    expect(said(dream([presenter], { tree: await treeOf({ 'main.go': 'x\n' }) }))).toEqual([]);
    const appveyor = commitEntry({ subject: 'Get rid of AppVeyor - users must be explicit', paths: 'show/appveyor.go +0 -30' });
    expect(said(dream([appveyor], { tree: await treeOf({ 'main.go': 'x\n' }) }))).toHaveLength(1);
  });
});

describe('a claim whose name is nowhere in the tree', () => {
  it('is not proposed where a later commit took its file away, and struck where it stands', async () => {
    const entries = [RENAMED, REMOVED];
    const tree = await treeOf(WITHOUT);
    expect(said(dream(entries, { tree }))).toEqual([]);
    const topics = [accepted(`Rename TcpPipe to SocketPipe. Why in 2025: ${REASON}`, RENAMED)];
    const { candidates } = dream(entries, { tree, topics });
    expect(candidates).toMatchObject([
      {
        type: 'supersede',
        target: 'k9x0aa1b2c',
        evidence: [{ id: REMOVED.id }],
        reason: '"SocketPipe" not seen in the tree, taken away by "Remove the pipes that nobody opens"',
      },
    ]);
    expect(candidates[0]?.after).toBeUndefined();
  });

  it('is struck where a later commit dropped the name with a word, whatever its files', async () => {
    const dropped = commitEntry({ subject: 'Drop the SocketPipe server', paths: 'src/server.js +3 -90', at: LATER });
    const topics = [accepted('Rename TcpPipe to SocketPipe.', RENAMED)];
    expect(said(dream([RENAMED, dropped], { tree: await treeOf({ 'src/pipe/tcp.js': 'open()\n' }), topics }))).toContainEqual([
      'supersede',
      'Rename TcpPipe to SocketPipe (2025-01-01).',
    ]);
  });

  it('waits where nothing tells of a removal: not in a first proposal, then last and marked, and never struck', async () => {
    const adopted = commitEntry({ subject: 'Replace jasmine with ava', body: REASON, paths: 'run.js +9 -9', at: EARLIER });
    const seen = commitEntry({
      subject: 'Never start two runs at once',
      body: 'They overwrite each other.',
      paths: 'run.js +3 -1',
      at: LATER,
    });
    const tree = await treeOf({ 'run.js': 'run()\n' });
    const first = dream([adopted, seen], { tree });
    expect(said(first)).toEqual([['add', 'Never start two runs at once.']]);
    expect(first.notes).toContain('1 claim names what is not seen in the tree, and no first dream proposes such');
    expect(first.tally).toMatchObject({ unseen: 1, claims: 2 });
    expect(said(dream([adopted], { tree, topics: [OTHER] }))).toEqual([
      ['add', `Replace jasmine with ava. Why in 2025: ${REASON}`, 'not seen in the tree'],
    ]);
    const topics = [accepted(`Replace jasmine with ava. Why in 2025: ${REASON}`, adopted)];
    expect(said(dream([adopted], { tree, topics }))).toEqual([]);
  });

  it('is the first proposal where there is nothing else', async () => {
    const adopted = commitEntry({ subject: 'Replace jasmine with ava', body: REASON, paths: 'README.md +1 -1', at: EARLIER });
    expect(said(dream([adopted], { tree: await treeOf({ 'README.md': 'It runs.\n' }) }))).toEqual([
      ['add', `Replace jasmine with ava. Why in 2025: ${REASON}`, 'not seen in the tree'],
    ]);
  });

  it('takes no place from a claim that the tree bears out', async () => {
    const of = (name: string, at: string): Entry =>
      commitEntry({ subject: `Replace the ${name} reader with ${name}ette`, body: REASON, paths: `src/${name}.js +90 -90`, at });
    const names = ['alpha', 'beta', 'gamma', 'delta', 'omega'];
    const entries = names.map((name, n) => of(name, `2025-0${n + 1}-01T00:00:00Z`));
    const tree = await treeOf(Object.fromEntries(names.map((name) => [`src/${name}.js`, name === 'omega' ? 'x\n' : `${name}ette()\n`])));
    const found = dream(entries, { tree, topics: [OTHER] }).candidates.map(({ after = '' }) => after.split(' ')[2]);
    expect(found).toHaveLength(3);
    expect(found).not.toContain('omega');
  });

  it.each([
    ['stands under another spelling', { 'src/pipe/tcp.js': 'class socket_pipe {}\n' }],
    ['stands in the name of a file alone', { 'src/pipe/tcp.js': 'x\n', 'src/socket-pipe.js': 'x\n' }],
  ])('is told where the name %s', async (_, files) => {
    expect(said(dream([RENAMED], { tree: await treeOf(files) }))).toEqual([
      ['add', `Rename TcpPipe to SocketPipe. Why in 2025: ${REASON}`],
    ]);
  });

  it('does not end by a tree that is not wholly here', async () => {
    const tree = { ...(await treeOf(WITHOUT)), isWhole: false };
    const topics = [accepted(`Rename TcpPipe to SocketPipe. Why in 2025: ${REASON}`, RENAMED)];
    expect(said(dream([RENAMED, REMOVED], { tree, topics }))).toEqual([]);
  });

  it('is told as if there were no tree where the tree is silent, and the report says so', async () => {
    const tree = { ...(await treeOf({ 'src/pipe/tcp.js': 'x\n' })), speaks: false, silence: 'the tree is no witness' };
    const result = dream([RENAMED], { tree });
    expect(said(result)).toEqual([['add', `Rename TcpPipe to SocketPipe. Why in 2025: ${REASON}`]]);
    expect(result.notes).toContain('the tree is no witness');
  });
});

describe('what is rightly not in the tree', () => {
  it.each([
    ['Drop the `XmlExport` class', 'It cannot be kept, because nobody maintains it.'],
    ['Never call `readAll()` on a socket', 'It blocks, because the peer may send nothing.'],
    ['Replace the deprecated `set-output` command', 'It must go, because it is removed next year.'],
  ])('"%s" is told', async (subject, body) => {
    const entry = commitEntry({ subject, body, paths: 'src/a.js +40 -90' });
    const { candidates, tally } = dream([entry], { tree: await treeOf({ 'src/a.js': 'x\n' }) });
    expect([candidates.length, candidates[0]?.marked, tally.unseen]).toEqual([1, undefined, 0]);
  });

  it('a note of a person is told, and not struck', async () => {
    const note = noteEntry('We use Redis instead of Memcached for sessions');
    expect(said(dream([note], { tree: await treeOf(WITHOUT) }))).toEqual([['add', 'We use Redis instead of Memcached for sessions.']]);
  });
});

describe('a version that the manifest holds no more', () => {
  const said = commitEntry({ subject: 'Bump the qs minimum to 5.9.1', body: REASON, paths: 'package.json +1 -1', at: EARLIER });
  const manifest = (version: string): Record<string, string> => ({
    'package.json': `{\n  "dependencies": {\n    "qs": "^${version}"\n  }\n}\n`,
  });

  it('is not proposed, and one that it holds is', async () => {
    expect(dream([said], { tree: await treeOf(manifest('6.15.2')) }).candidates).toEqual([]);
    expect(dream([said], { tree: await treeOf(manifest('5.9.1')) }).candidates).toHaveLength(1);
  });
});
