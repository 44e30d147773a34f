import { beforeEach, describe, expect, it } from 'vitest';
import { KairosError } from '../../src/base/errors.js';
import { parseDailyLog } from '../../src/memory/daily-log.js';
import { entryId } from '../../src/memory/entry.js';
import type { EntryDraft } from '../../src/memory/entry.js';
import { LOCAL_WRITER, writerOf } from '../../src/memory/writer.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { appendEntries } from '../../src/memory/append.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { virtualWorld } from '../../src/replay/virtual-world.js';
import type { VirtualWorld } from '../../src/replay/virtual-world.js';
import { workspaceOf } from '../../src/base/workspace.js';
import { layCopy } from '../witnessed.js';

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

describe('appending entries', () => {
  it('puts the lines into tail and log before a disk is waited for, and answers after that', async () => {
    const done: string[] = [];
    const files = new Proxy(world.files, {
      get: (real, verb) =>
        verb === 'append'
          ? (path: string, text: string, options?: { synced?: boolean }) => {
              done.push(
                `${path === LIVE ? 'log' : 'tail'} ${text === '' ? 'nothing' : 'lines'}${options?.synced === true ? ', synced' : ''}`,
              );
              return real.append(path, text, options);
            }
          : Reflect.get(real, verb),
    });
    await appendEntries({ ...world, files }, ws, PLAIN_VIEW, [note('one')]);
    await appendEntries({ ...world, files }, ws, PLAIN_VIEW, [note('two')]);
    const each = ['tail lines', 'log lines', 'tail nothing, synced'];
    expect(done).toEqual(['tail nothing, synced', ...each, ...each]);
  });

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
    ['in the copy of the log of a peer', async (line: string) => layCopy(world, ws, 'peers/bbbbbbbb/2026/11/2026-11-20.md', line)],
    ['among the forgotten', async () => world.files.write(ws.forgotten, `${entryId('commit', 'abc')}\n`)],
  ])('a keyed draft is skipped when its id stands %s', async (_name, prepare) => {
    await prepare(`- 14:00:00.000Z commit x ^${entryId('commit', 'abc')}\n`);
    expect(await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'commit', atMs: AT, text: 'x', key: 'abc' }])).toEqual([]);
  });

  it('a keyed draft is written though a file below peers that is no copy of ours has its id', async () => {
    await put('peers/bbbbbbbb/2026/11/2026-11-20.md', `- 14:00:00.000Z commit x ^${entryId('commit', 'abc')}\n`);
    expect(await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'commit', atMs: AT, text: 'x', key: 'abc' }])).toHaveLength(1);
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
