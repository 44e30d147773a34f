import { beforeEach, describe, expect, it } from 'vitest';
import { KairosError } from '../../src/base/errors.js';
import { parseDailyLog } from '../../src/memory/daily-log.js';
import { entryId } from '../../src/memory/entry.js';
import type { EntryDraft } from '../../src/memory/entry.js';
import {
  LOCAL_WRITER,
  PLAIN_VIEW,
  appendEntries,
  knownWriter,
  listLogs,
  readEntries,
  readLogs,
  readMemoryIndex,
  readTopics,
  writerOf,
} from '../../src/memory/store.js';
import { TOPIC_LIMIT_BYTES } from '../../src/memory/topic-bullet.js';
import { virtualWorld } from '../../src/replay/virtual-world.js';
import type { VirtualWorld } from '../../src/replay/virtual-world.js';
import { workspaceOf } from '../../src/base/workspace.js';

const ws = workspaceOf({ root: '/repo', gitDir: '/repo/.git', commonDir: '/repo/.git' }, '/home/kairos');
const plain = workspaceOf({ root: '/repo', gitDir: '', commonDir: '' }, '/home/kairos');
const AT = Date.UTC(2026, 10, 20, 14);
const LIVE = '/repo/.kairos/logs/2026/11/2026-11-20.md';
const note = (text: string, atMs = AT): EntryDraft => ({ kind: 'note', actor: 'user', atMs, text });

let world: VirtualWorld;
let writer: string;
beforeEach(async () => {
  world = virtualWorld();
  await world.files.mkdir('/repo/.kairos');
  writer = await writerOf(world, ws);
});
/** A disk that takes no line below a folder. */
const refusing = (folder: string): VirtualWorld['files'] =>
  new Proxy(world.files, {
    get: (files, verb) =>
      verb === 'append'
        ? (path: string, text: string) =>
            path.startsWith(folder) ? Promise.reject(new KairosError('disk-full', `${path}: no space`)) : files.append(path, text)
        : Reflect.get(files, verb),
  });
const put = (path: string, text: string) => world.files.write(`/repo/.kairos/${path}`, text);

describe('the writer of a work tree', () => {
  it('is made once, of eight characters', async () => {
    expect(writer).toMatch(/^[0-9a-z]{8}$/);
    expect(await writerOf(world, ws)).toBe(writer);
    expect(await world.files.read(ws.writerFile)).toBe(`${writer}\n`);
  });

  it('is "local" without git, and nothing is written for it', async () => {
    expect(await writerOf(world, plain)).toBe(LOCAL_WRITER);
  });

  it('is not guessed anew when its file is damaged', async () => {
    await world.files.write(ws.writerFile, 'rubbish here\n');
    await expect(writerOf(world, ws)).rejects.toMatchObject({ code: 'damaged' });
  });

  it('an empty file, from a write cut off, is filled', async () => {
    await world.files.write(ws.writerFile, '');
    expect(await knownWriter(world, ws)).toBeUndefined();
    expect(await writerOf(world, ws)).toMatch(/^[0-9a-z]{8}$/);
  });
});

describe('appending entries', () => {
  it('writes each into the log of its UTC day, the same bytes to the tail, and returns what reading finds', async () => {
    const written = await appendEntries(world, ws, PLAIN_VIEW, [
      note('two\nlines', AT + 1),
      note('one'),
      note('next day', AT + 86_400_000),
    ]);
    expect(written.map(({ text }) => text)).toEqual(['one', 'two\nlines', 'next day']);
    expect(await world.files.read(LIVE)).toBe(
      `- 14:00:00.000Z note@user one ^${written[0]?.id}\n- 14:00:00.001Z note@user two\n  lines ^${written[1]?.id}\n`,
    );
    expect(await world.files.read(`${ws.tails}/${writer}/2026-11-20.md`)).toBe(await world.files.read(LIVE));
    expect(await readEntries(world, ws, PLAIN_VIEW)).toEqual({ entries: written, problems: [] });
  });

  it('without git there is no tail', async () => {
    const [entry] = await appendEntries(world, plain, PLAIN_VIEW, [note('one')]);
    expect(entry?.source.writer).toBe(LOCAL_WRITER);
    expect(await world.files.walk('/repo/.git/kairos/tail')).toEqual([]);
  });

  it('the lines that it names are right behind a file without a final newline', async () => {
    await put('logs/2026/11/2026-11-20.md', '# Day\n- torn');
    const [entry] = await appendEntries(world, ws, PLAIN_VIEW, [note('one')]);
    const text = (await world.files.read(LIVE)) as string;
    expect(text.startsWith('# Day\n- torn\n- 14:')).toBe(true);
    expect(entry?.source.line).toBe(3);
    expect(parseDailyLog(text, { path: 'x', day: '2026-11-20', writer }).entries[1]?.source.line).toBe(3);
  });

  it('equal texts of one millisecond in one call are two entries; the same call again adds nothing', async () => {
    const drafts = [note('same'), note('same')];
    const first = await appendEntries(world, ws, PLAIN_VIEW, drafts);
    expect(new Set(first.map(({ id }) => id)).size).toBe(2);
    expect(await appendEntries(world, ws, PLAIN_VIEW, drafts)).toEqual([]);
  });

  it.each([
    ['in the own log', async (line: string) => put('logs/2026/11/2026-11-20.md', line)],
    [
      'only in the tail, after a kill between the two writes',
      async (line: string) => world.files.write(`${ws.tails}/${writer}/2026-11-20.md`, line),
    ],
    ['in the log of a peer', async (line: string) => put('peers/bbbbbbbb/2026/11/2026-11-20.md', line)],
    ['among the forgotten', async () => world.files.write(ws.forgotten, `${entryId('commit', 'abc')}\n`)],
  ])('a keyed draft is skipped when its id stands %s', async (_name, prepare) => {
    await prepare(`- 14:00:00.000Z commit x ^${entryId('commit', 'abc')}\n`);
    expect(await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'commit', atMs: AT, text: 'x', key: 'abc' }])).toEqual([]);
  });

  it('a hidden log is neither read nor written: the line stands in the tail', async () => {
    await put('logs/2026/11/2026-11-20.md', '- 14:00:00.000Z note@user evil ^aaaaaaaaaa\n');
    const view = { hidden: new Set(['.kairos/logs/2026/11/2026-11-20.md']), overlay: new Map<string, string>() };
    const [entry] = await appendEntries(world, ws, view, [note('one')]);
    expect(await world.files.read(LIVE)).not.toContain('one');
    expect(await world.files.read(`${ws.tails}/${writer}/2026-11-20.md`)).toContain(`one ^${entry?.id}`);
    expect(await readEntries(world, ws, view)).toEqual({ entries: [], problems: [] });
  });

  it('a log that cannot be written is no error where a tail holds the line, and one without git', async () => {
    const full = { ...world, files: refusing('/repo/.kairos/logs/') };
    expect(await appendEntries(full, ws, PLAIN_VIEW, [note('safe')])).toHaveLength(1);
    expect(await world.files.read(`${ws.tails}/${writer}/2026-11-20.md`)).toContain('note@user safe ^');
    await expect(appendEntries(full, plain, PLAIN_VIEW, [note('lost')])).rejects.toMatchObject({ code: 'disk-full' });
    const none = { ...world, files: refusing(ws.tails) };
    await expect(appendEntries(none, ws, PLAIN_VIEW, [note('lost')])).rejects.toMatchObject({ code: 'disk-full' });
    expect(await world.files.read(LIVE)).toBeUndefined();
  });

  it('a newer format is not written to', async () => {
    await put('config.yaml', 'format: 2\n');
    await expect(appendEntries(world, ws, PLAIN_VIEW, [note('one')])).rejects.toMatchObject({ code: 'newer-format' });
  });

  it('one draft that is too large refuses all, and nothing is written', async () => {
    await expect(appendEntries(world, ws, PLAIN_VIEW, [note('one'), note('x'.repeat(20_000))])).rejects.toMatchObject({
      code: 'too-large',
    });
    expect(await world.files.walk('/repo/.kairos/logs')).toEqual([]);
    expect(await world.files.walk(ws.tails)).toEqual([]);
  });

  it.each(['.kairos', '.kairos/logs', '.kairos/logs/2026', '.kairos/logs/2026/11', '.kairos/logs/2026/11/2026-11-20.md'])(
    'a symbolic link at %s is refused, and nothing is written through it',
    async (path) => {
      await world.files.remove('/repo/.kairos');
      await world.files.mkdir('/elsewhere');
      await world.files.write('/elsewhere/file', 'theirs');
      world.volume.mkdirSync(`/repo/${path}`.replace(/\/[^/]*$/, ''), { recursive: true });
      world.volume.symlinkSync(path.endsWith('.md') ? '/elsewhere/file' : '/elsewhere', `/repo/${path}`);
      await expect(appendEntries(world, ws, PLAIN_VIEW, [note('one')])).rejects.toMatchObject({ code: 'bad-path' });
      expect(await world.files.walk('/elsewhere')).toEqual(['file']);
      expect(await world.files.read('/elsewhere/file')).toBe('theirs');
      expect(await world.files.walk(ws.tails)).toEqual([]);
    },
  );
});

describe('reading entries', () => {
  const LINE = '- 14:00:00.000Z commit shared ^kshared001\n';

  it('the same entry in several journals is one, in time order', async () => {
    await put('logs/2026/11/2026-11-20.md', LINE);
    await put('peers/bbbbbbbb/2026/11/2026-11-20.md', `${LINE}- 13:00:00.000Z note@user theirs ^ktheirs001\n`);
    const { entries, problems } = await readEntries(world, ws, PLAIN_VIEW);
    expect(problems).toEqual([]);
    expect(entries.map(({ id, source }) => [id, source.path, source.writer])).toEqual([
      ['ktheirs001', 'peers/bbbbbbbb/2026/11/2026-11-20.md', 'bbbbbbbb'],
      ['kshared001', 'logs/2026/11/2026-11-20.md', writer],
    ]);
  });

  it('an anchor used twice keeps its first place; the other bullet is known by an address, and told', async () => {
    await put('logs/2026/11/2026-11-20.md', '- one ^a\n- two ^a\n- two ^a\n');
    const { entries, problems } = await readEntries(world, ws, PLAIN_VIEW);
    expect(entries.map(({ text, defined }) => [text, defined])).toEqual([
      ['one', true],
      ['two', false],
    ]);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(2);
    expect(problems.map(({ line }) => line)).toEqual([2, 3]);
  });

  it('a forgotten id does not come back from a peer', async () => {
    await put('peers/bbbbbbbb/2026/11/2026-11-20.md', LINE);
    await world.files.write(ws.forgotten, 'kshared001\n');
    expect((await readEntries(world, ws, PLAIN_VIEW)).entries).toEqual([]);
  });

  it('reads only the days asked for', async () => {
    for (const day of ['2025-11-20', '2026-10-20', '2026-11-19', '2026-11-20'])
      await put(`logs/${day.slice(0, 4)}/${day.slice(5, 7)}/${day}.md`, `- of ${day}\n`);
    expect((await readLogs(world, ws, PLAIN_VIEW, { days: ['2026-11-19', '2025-11-20'] })).map(({ day }) => day)).toEqual([
      '2025-11-20',
      '2026-11-19',
    ]);
  });

  it('an overlay is read instead of the file, also where no file is', async () => {
    await put('logs/2026/11/2026-11-20.md', '- on disk\n');
    const overlay = new Map([
      ['logs/2026/11/2026-11-20.md', '- restored\n'],
      ['peers/cccccccc/2026/11/2026-11-21.md', '- peer\n'],
      ['../etc/passwd', 'x'],
    ]);
    const { entries } = await readEntries(world, ws, { hidden: new Set(), overlay });
    expect(entries.map(({ text, source }) => [text, source.writer])).toEqual([
      ['restored', writer],
      ['peer', 'cccccccc'],
    ]);
  });

  it('what is not a log is reported and passed over', async () => {
    await put('logs/2026-11-20.md', '- a\n');
    await put('logs/2026/11/notes.md', '- b\n');
    await put('logs/2026/11/.swp', 'x');
    await put('logs/2026/02/2026-02-31.md', '- c\n');
    world.volume.symlinkSync('/etc', '/repo/.kairos/logs/2027');
    world.volume.mkdirSync('/repo/.kairos/peers', { recursive: true });
    world.volume.symlinkSync('/etc', '/repo/.kairos/peers/linked');
    const { entries, problems } = await readEntries(world, ws, PLAIN_VIEW);
    expect(entries).toEqual([]);
    expect(problems.map(({ path }) => path).toSorted()).toEqual([
      'logs/2026-11-20.md',
      'logs/2026/02/2026-02-31.md',
      'logs/2026/11/notes.md',
      'logs/2027',
      'peers/linked',
    ]);
  });

  it('a .kairos that is a link or a file is reported, not followed', async () => {
    await world.files.remove('/repo/.kairos');
    await world.files.write('/elsewhere/logs/2026/11/2026-11-20.md', '- evil\n');
    world.volume.symlinkSync('/elsewhere', '/repo/.kairos');
    expect(await readEntries(world, ws, PLAIN_VIEW)).toMatchObject({ entries: [], problems: [{ path: '.' }] });
    world.volume.unlinkSync('/repo/.kairos');
    world.volume.writeFileSync('/repo/.kairos', 'x');
    expect(await readEntries(world, ws, PLAIN_VIEW)).toMatchObject({ entries: [], problems: [{ path: '.' }] });
    expect(await readTopics(world, ws, PLAIN_VIEW)).toMatchObject({ topics: [], problems: [{ path: '.' }] });
  });

  it('works in a folder without git and without anything', async () => {
    expect(await readEntries(world, plain, PLAIN_VIEW)).toEqual({ entries: [], problems: [] });
    await put('logs/2026/11/2026-11-20.md', '- 13:56 **Ann:** hi ^conv-1\n');
    expect((await readEntries(world, plain, PLAIN_VIEW)).entries.map(({ source }) => source.writer)).toEqual([LOCAL_WRITER]);
  });

  it('lists places without reading them', async () => {
    await put('logs/2026/11/2026-11-20.md', LINE);
    expect(await listLogs(world, ws, PLAIN_VIEW)).toEqual({
      places: [{ writer, day: '2026-11-20', path: 'logs/2026/11/2026-11-20.md' }],
      problems: [],
    });
  });
});

describe('reading topics and MEMORY.md', () => {
  it('reads good topics, sorted, and reports the others', async () => {
    await put('topics/b.md', '# B\n- x\n');
    await put('topics/a.md', '---js\n1\n---\n# A\n');
    await put('topics/Bad Name.md', '# C\n');
    await put('topics/con.md', '# D\n');
    await put('topics/large.md', 'x'.repeat(TOPIC_LIMIT_BYTES + 1));
    await put('topics/readme.txt', 'not a topic');
    world.volume.symlinkSync('/etc/passwd', '/repo/.kairos/topics/link.md');
    const { topics, problems } = await readTopics(world, ws, PLAIN_VIEW);
    expect(topics.map(({ slug, path }) => [slug, path])).toEqual([
      ['a', 'topics/a.md'],
      ['b', 'topics/b.md'],
    ]);
    expect(problems.map(({ path }) => path).toSorted()).toEqual([
      'topics/Bad Name.md',
      'topics/a.md',
      'topics/con.md',
      'topics/large.md',
      'topics/link.md',
    ]);
  });

  it('reads MEMORY.md, and no link in its place', async () => {
    expect(await readMemoryIndex(world, ws)).toEqual({ text: undefined, problems: [] });
    await put('MEMORY.md', 'mine');
    expect(await readMemoryIndex(world, ws)).toEqual({ text: 'mine', problems: [] });
    world.volume.unlinkSync('/repo/.kairos/MEMORY.md');
    world.volume.symlinkSync('/etc/passwd', '/repo/.kairos/MEMORY.md');
    expect(await readMemoryIndex(world, ws)).toMatchObject({ text: undefined, problems: [{ path: 'MEMORY.md' }] });
  });
});
