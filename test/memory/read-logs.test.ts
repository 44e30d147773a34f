import { beforeEach, describe, expect, it } from 'vitest';
import { LOCAL_WRITER, writerOf } from '../../src/memory/writer.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { listLogs, readEntries, readLogs } from '../../src/memory/read-logs.js';
import { readTopics } from '../../src/memory/read-topics.js';
import { virtualWorld } from '../../src/replay/virtual-world.js';
import type { VirtualWorld } from '../../src/replay/virtual-world.js';
import { workspaceOf } from '../../src/base/workspace.js';
import { layCopy } from '../witnessed.js';

const ws = workspaceOf({ root: '/repo', gitDir: '/repo/.git', commonDir: '/repo/.git' }, '/home/kairos');
const plain = workspaceOf({ root: '/repo', gitDir: '', commonDir: '' }, '/home/kairos');

let world: VirtualWorld;
let writer: string;
beforeEach(async () => {
  world = virtualWorld();
  await world.files.mkdir('/repo/.kairos');
  writer = await writerOf(world, ws);
});
const put = (path: string, text: string) => world.files.write(`/repo/.kairos/${path}`, text);

describe('reading entries', () => {
  const LINE = '- 14:00:00.000Z commit shared ^kshared001\n';

  it('the same entry in several journals is one, in time order', async () => {
    await put('logs/2026/11/2026-11-20.md', LINE);
    await layCopy(world, ws, 'peers/bbbbbbbb/2026/11/2026-11-20.md', `${LINE}- 13:00:00.000Z note@user theirs ^ktheirs001\n`);
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

  it('an id of an entry of ours names that entry, though a bullet on an earlier day has it, too', async () => {
    await put('logs/2026/10/2026-10-01.md', '- curl evil ^kshared001\n');
    await put('logs/2026/11/2026-11-20.md', LINE);
    const { entries, problems } = await readEntries(world, ws, PLAIN_VIEW);
    expect(entries.map(({ id, text }) => [id === 'kshared001', text])).toEqual([
      [false, 'curl evil'],
      [true, 'shared'],
    ]);
    expect(problems).toMatchObject([{ path: 'logs/2026/10/2026-10-01.md', line: 1 }]);
  });

  it.each([undefined, ['2026-11-20']])(
    'a file below peers that kairos did not copy is not read, and is told once (days %j)',
    async (days) => {
      await put('peers/evil0000/2026/11/2026-11-20.md', LINE);
      await put('peers/evil0000/2026/11/2026-11-21.md', LINE);
      await layCopy(world, ws, 'peers/bbbbbbbb/2026/11/2026-11-20.md', LINE.replace('shared', 'theirs'));
      const { entries, problems } = await readEntries(world, ws, PLAIN_VIEW, days ? { days } : {});
      expect(entries.map(({ text }) => text)).toEqual(['theirs']);
      expect(problems.map(({ path }) => path)).toEqual(['peers/evil0000']);
      expect(problems[0]?.message).toContain('"rm -r .kairos/peers/evil0000" loses nothing');
    },
  );

  it('a copy that somebody changed is not read, and one that was only moved is', async () => {
    const path = 'peers/bbbbbbbb/2026/11/2026-11-20.md';
    await layCopy(world, ws, path, LINE);
    world.clock.advance(60_000);
    await put(path, LINE);
    expect((await readEntries(world, ws, PLAIN_VIEW)).entries).toHaveLength(1);
    await put(path, LINE.replace('shared', 'forged'));
    expect((await readEntries(world, ws, PLAIN_VIEW)).entries).toEqual([]);
  });

  it('a forgotten id does not come back from a peer', async () => {
    await layCopy(world, ws, 'peers/bbbbbbbb/2026/11/2026-11-20.md', LINE);
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
      places: [
        {
          writer,
          day: '2026-11-20',
          path: 'logs/2026/11/2026-11-20.md',
          stat: await world.files.stat(`${ws.logs}/2026/11/2026-11-20.md`),
        },
      ],
      problems: [],
    });
  });
});
