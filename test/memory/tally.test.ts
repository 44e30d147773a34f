/** The tally counts as reading all entries counts, and is made anew when any log changed. */
import { layCopy } from '../witnessed.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { writerOf } from '../../src/memory/writer.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readOutline } from '../../src/memory/outline.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { countIn, readTally, type Tally } from '../../src/memory/tally.js';
import { virtualWorld, type VirtualWorld } from '../../src/replay/virtual-world.js';
import { workspaceOf } from '../../src/base/workspace.js';

const ws = workspaceOf({ root: '/repo', gitDir: '/repo/.git', commonDir: '/repo/.git' }, '/home/kairos');
const HOUR_MS = 3_600_000;
const KINDS = new Set(['commit', 'note']);
const NOTHING_ELSE = { bullets: 9, days: 3 };

let world: VirtualWorld;
let logsRead: number;

beforeEach(async () => {
  world = virtualWorld();
  await world.files.mkdir('/repo/.kairos');
  await writerOf(world, ws);
  await put('logs/2026/11/2026-11-18.md', lines('18', ['commit One', 'commit Two', 'session@user start a']));
  await put('logs/2026/11/2026-11-19.md', lines('19', ['note@user Three', 'commit Four', 'verdict@user accepted it']));
  await layCopy(world, ws, 'peers/bbbbbbbb/2026/11/2026-11-19.md', lines('19', ['note@user Three']));
  await put('logs/2026/11/2026-11-20.md', lines('20', ['commit Five', 'bullet@bot Six']));
  await world.clock.sleep(70_000);
  await tally();
});

const put = async (path: string, text: string): Promise<void> => world.files.write(`/repo/.kairos/${path}`, text);
/** One an hour, from 08:00 on. */
const lines = (day: string, said: readonly string[]): string =>
  said.map((text, n) => `- ${String(8 + n).padStart(2, '0')}:00:00.000Z ${text} ^k${day}00000${n}${'x'.repeat(1)}\n`).join('');

async function tally(): Promise<Tally> {
  logsRead = 0;
  const read = async (path: string): Promise<string | undefined> => {
    if (path.endsWith('.md')) logsRead += 1;
    return world.files.read(path);
  };
  return readTally({ ...world, files: { ...world.files, read } }, ws, PLAIN_VIEW);
}

async function expectedCount(afterMs: number, untilMs: number): Promise<{ entries: number; days: number }> {
  const { entries } = await readEntries(world, ws, PLAIN_VIEW);
  const found = entries.filter(({ kind, atMs }) => KINDS.has(kind) && atMs > afterMs && atMs <= untilMs);
  return { entries: found.length, days: new Set(found.map(({ atMs }) => Math.floor(atMs / (24 * HOUR_MS)))).size };
}

describe('the tally of the logs', () => {
  it('counts as the entries do, whatever the span', async () => {
    const found = await tally();
    expect(logsRead).toBe(0);
    expect(found).toMatchObject(NOTHING_ELSE);
    expect(found.told.map(({ kind, text }) => [kind, text])).toEqual([
      ['session', 'start a'],
      ['verdict', 'accepted it'],
      ['bullet', 'Six'],
    ]);
    const startMs = Date.UTC(2026, 10, 18, 7);
    const moments = [-Infinity, ...Array.from({ length: 60 }, (_, n) => startMs + n * HOUR_MS), Infinity];
    for (const afterMs of moments)
      for (const untilMs of moments) expect(countIn(found, KINDS, afterMs, untilMs)).toEqual(await expectedCount(afterMs, untilMs));
  });

  it.each([
    [
      'a log was edited in place, at the same length',
      async () => put('logs/2026/11/2026-11-18.md', lines('18', ['merge  One', 'commit Two', 'session@user start a'])),
    ],
    ['a log is gone', async () => world.files.remove('/repo/.kairos/logs/2026/11/2026-11-18.md')],
    ['a peer wrote', async () => put('peers/bbbbbbbb/2026/11/2026-11-18.md', '- 12:00:00.000Z commit Theirs ^ktheirs001\n')],
    ['an id was forgotten', async () => world.files.append(ws.forgotten, 'k180000000\n')],
    ['the tally is damaged', async () => world.files.write(ws.tallyFile, '{"format":1,"sta')],
    [
      'the outline is cut off',
      async () => world.files.write(ws.outlineFile, ((await world.files.read(ws.outlineFile)) ?? '').slice(0, -20)),
    ],
  ])('is made anew when %s', async (_what, change) => {
    await change();
    if (_what.startsWith('the outline')) await world.files.remove(ws.tallyFile);
    const all = { afterMs: -Infinity, untilMs: Infinity };
    for (let n = 0; n < 3; n++) {
      expect(countIn(await tally(), KINDS, all.afterMs, all.untilMs)).toEqual(await expectedCount(all.afterMs, all.untilMs));
      const ids = (await readEntries(world, ws, PLAIN_VIEW)).entries.map(({ id }) => id);
      for (const id of ids) expect((await readOutline(world, ws, PLAIN_VIEW)).daysWith(id)).not.toEqual([]);
      await world.clock.sleep(70_000);
    }
    expect(logsRead).toBe(0);
  });

  it('tells what a log says that changed under the same stamp', async () => {
    const path = '/repo/.kairos/logs/2026/11/2026-11-20.md';
    await world.files.write(path, lines('20', ['commit Five', 'commit Seven']));
    await tally();
    const before = await world.files.stat(path);
    world.volume.writeFileSync(path, lines('20', ['commit Five', 'merge  Seven']));
    await world.files.touch(path, before?.mtimeMs ?? 0);
    expect(await world.files.stat(path)).toEqual(before);
    expect(countIn(await tally(), KINDS, -Infinity, Infinity)).toEqual(await expectedCount(-Infinity, Infinity));
  });
});
