/** The outline says what reading all logs says, and reads no log that did not change. */
import { beforeEach, describe, expect, it } from 'vitest';
import { LOCAL_WRITER, writerOf } from '../../src/memory/writer.js';
import { kindRow } from '../../src/memory/kinds.js';
import { PLAIN_VIEW, type LogView } from '../../src/memory/log-view.js';
import { readOutline, type Mark } from '../../src/memory/outline.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { virtualWorld } from '../../src/replay/virtual-world.js';
import type { VirtualWorld } from '../../src/replay/virtual-world.js';
import { workspaceOf } from '../../src/base/workspace.js';
import { layCopy } from '../witnessed.js';

const ws = workspaceOf({ root: '/repo', gitDir: '/repo/.git', commonDir: '/repo/.git' }, '/home/kairos');
const plain = workspaceOf({ root: '/repo', gitDir: '', commonDir: '' }, '/home/kairos');
const OWN = 'logs/2026/11/2026-11-19.md';
const NEXT = 'logs/2026/11/2026-11-20.md';

let disk: VirtualWorld;
let world: VirtualWorld;
let reads: string[];
beforeEach(async () => {
  disk = virtualWorld();
  await disk.files.mkdir('/repo/.kairos');
  await writerOf(disk, ws);
  reads = [];
  const read = async (path: string): Promise<string | undefined> => {
    reads.push(path);
    return disk.files.read(path);
  };
  world = { ...disk, files: { ...disk.files, read } };
  await put(OWN, FIRST);
  await put(NEXT, SECOND);
  // What changed just now is read again, whatever its stamp says.
  await disk.clock.sleep(70_000);
});
const put = async (path: string, text: string): Promise<void> => disk.files.write(`/repo/.kairos/${path}`, text);

const FIRST = `# 2026-11-19

- 09:00:00.000Z commit One thing ^kcommit001
- 09:00:00.000Z session@user start s1 ^ksession01
- 09:30:00.000Z bullet@bot of an importer's kind ^kbulletbot
- said by a person, without a time
* and with an anchor of their own ^redis-port
- 10:00:00.000Z verdict@user accepted (^kcand00001) in a by dream d1, claim c1: It holds\tso ^kverdict01
`;
const SECOND = `- 08:00:00.000Z merge Two things ^kmerge0001
- 08:00:00.000Z dream consolidated ^kdream0001
- 07:00:00.000Z note@user earlier, and written later,
  over two lines ^knote00001
- 10:00:00.000Z commit torn
`;

/** What the outline must say, from all texts. */
async function expected(view: LogView = PLAIN_VIEW): Promise<Mark[]> {
  return (await readEntries(disk, ws, view)).entries.map(({ id, kind, actor, ours, atMs, text }) => {
    const isTold = ours && (kind === 'bullet' || !kindRow(kind, actor).indexed);
    return { id, kind, actor: isTold ? actor : undefined, ours, atMs, text: isTold ? text : '' };
  });
}

const logsRead = (): string[] => reads.filter((path) => path.endsWith('.md')).map((path) => path.slice('/repo/.kairos/'.length));

describe('the outline of the logs', () => {
  it('has all entries in the order of time, with the texts of those that recall does not find', async () => {
    for (let n = 0; n < 2; n++) {
      const { marks, bullets, days } = await readOutline(world, ws, PLAIN_VIEW);
      const all = await expected();
      expect(marks()).toHaveLength(all.length);
      expect(new Set(marks())).toEqual(new Set(all));
      expect(marks()?.map(({ atMs }) => atMs)).toEqual(all.map(({ atMs }) => atMs));
      expect({ bullets, days }).toEqual({ bullets: 10, days: 2 });
    }
  });

  it('reads no log that did not change, and the one that did', async () => {
    await readOutline(world, ws, PLAIN_VIEW);
    expect(logsRead()).toEqual([OWN, NEXT]);
    reads = [];
    await readOutline(world, ws, PLAIN_VIEW);
    expect(logsRead()).toEqual([]);
    await disk.files.append(`/repo/.kairos/${OWN}`, '- 11:00:00.000Z note@user more ^knote00002\n');
    await disk.clock.sleep(70_000);
    for (const changed of [[OWN], []]) {
      reads = [];
      const { marks, daysWith } = await readOutline(world, ws, PLAIN_VIEW);
      expect(new Set(marks())).toEqual(new Set(await expected()));
      expect(daysWith('knote00002')).toEqual(['2026-11-19']);
      expect(logsRead()).toEqual(changed);
    }
  });

  it('reads again what changed so shortly before that its stamp may stay', async () => {
    await put(OWN, FIRST);
    await readOutline(world, ws, PLAIN_VIEW);
    reads = [];
    await readOutline(world, ws, PLAIN_VIEW);
    expect(logsRead()).toEqual([OWN]);
  });

  it('finds the days of an id, of whatever kind', async () => {
    const { daysWith } = await readOutline(world, ws, PLAIN_VIEW);
    const found = Object.fromEntries(
      ['kcommit001', 'ksession01', 'kbulletbot', 'redis-port', 'knote00001', 'kcommit', 'commit001', 'k'].map((id) => [id, daysWith(id)]),
    );
    expect(found).toEqual({
      kcommit001: ['2026-11-19'],
      ksession01: ['2026-11-19'],
      kbulletbot: ['2026-11-19'],
      'redis-port': ['2026-11-19'],
      knote00001: ['2026-11-20'],
      kcommit: [],
      commit001: [],
      k: [],
    });
  });

  it('takes the same entry in several journals for one, and leaves out what was forgotten', async () => {
    await layCopy(disk, ws, 'peers/bbbbbbbb/2026/11/2026-11-20.md', `${SECOND}- 13:00:00.000Z note@user theirs ^ktheirs001\n`);
    await disk.files.write(ws.forgotten, 'kdream0001\n');
    const { marks, daysWith } = await readOutline(world, ws, PLAIN_VIEW);
    expect(new Set(marks())).toEqual(new Set(await expected()));
    expect(daysWith('kmerge0001')).toEqual(['2026-11-20', '2026-11-20']);
  });

  it('does not decide about an anchor that people used twice', async () => {
    await put(NEXT, '- another ^redis-port\n');
    expect((await readOutline(world, ws, PLAIN_VIEW)).marks()).toBeUndefined();
  });

  it('shows what the view shows, and keeps none of that', async () => {
    const view: LogView = { hidden: new Set([`.kairos/${OWN}`]), overlay: new Map([[OWN, '- 08:00:00.000Z commit Shown ^kshown0001\n']]) };
    for (const seen of [view, PLAIN_VIEW, view])
      expect(new Set((await readOutline(world, ws, seen)).marks())).toEqual(new Set(await expected(seen)));
  });

  it('is made anew where the file is damaged, and kept nowhere without git', async () => {
    await disk.files.write(ws.outlineFile, `outline 2\t\t\n${OWN}\tbroken`);
    expect(new Set((await readOutline(world, ws, PLAIN_VIEW)).marks())).toEqual(new Set(await expected()));
    const before = disk.files.snapshot('/');
    const { marks } = await readOutline(world, plain, PLAIN_VIEW);
    expect(marks()).toHaveLength((await readEntries(disk, plain, PLAIN_VIEW)).entries.length);
    expect((await readEntries(disk, plain, PLAIN_VIEW)).entries[0]?.source.writer).toBe(LOCAL_WRITER);
    expect(disk.files.snapshot('/')).toEqual(before);
  });
});
