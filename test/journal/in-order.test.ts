/** What was found in order is not compared again, and no change of a log, a tail, a ref or the index hides behind that. */
import { beforeEach, describe, expect, it } from 'vitest';
import { commitJournal } from '../../src/journal/commit.js';
import { restore, type Restoration } from '../../src/journal/restore.js';
import { appendEntries } from '../../src/memory/append.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

const DAY_MS = 86_400_000;
let clone: KairosClone;
let oldLog: string;
let reads: string[];

beforeEach(async () => {
  clone = await kairosClone();
  const { world, ws } = clone;
  const nowMs = world.clock.now();
  for (const [atMs, text] of [
    [nowMs - 400 * DAY_MS, 'The port of Redis is 6379'],
    [nowMs - 1_000, 'A later note'],
  ] as const)
    await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'note', actor: 'user', atMs, text }]);
  await commitJournal(world, ws, PLAIN_VIEW, { minIntervalMs: 0 });
  const [name = ''] = (await world.files.walk(ws.logs)).toSorted();
  oldLog = `${ws.logs}/${name}`;
  // The index of git is looked at anew after it changed, and tails are dropped by a later commit.
  await clone.world.clock.sleep(10 * 60_000);
  await commitJournal(world, ws, PLAIN_VIEW, { minIntervalMs: 0 });
  await restored();
  await restored();
});

/** What a new command finds; fills `reads` with the logs that it read. */
async function restored(): Promise<Restoration> {
  const { world, ws } = clone;
  reads = [];
  const readBytes = async (path: string): Promise<Uint8Array | undefined> => {
    if (path.startsWith(ws.logs)) reads.push(path);
    return world.files.readBytes(path);
  };
  return restore({ ...world, files: { ...world.files, readBytes } }, ws);
}

describe('days that were found in order', () => {
  it('are neither read nor compared', async () => {
    const { world, ws } = clone;
    const before = await world.files.stat(ws.checkedFile);
    await world.files.remove(ws.checkedFile);
    expect(await restored()).toMatchObject({ restored: [], edited: [], troubles: [] });
    expect(reads).toEqual([]);
    expect(await world.files.stat(ws.checkedFile)).toBeUndefined();
    expect(before).toBeDefined();
  });

  it('are compared when a log of long ago was edited in place, at the same length', async () => {
    const { world, ws } = clone;
    for (const text of ['- the port is 6379\n', '- the port is 6380\n']) {
      const before = (await world.files.read(oldLog)) ?? '';
      await world.files.write(oldLog, `${before.replace(/- the port.*\n/, '')}${text}`);
      const found = await restored();
      expect(reads).toContain(oldLog);
      expect(found.unsaved).toEqual([oldLog.slice(ws.kairos.length + 1)]);
      // And again: what is not saved yet stays so, though nothing changed since.
      expect((await restored()).unsaved).toEqual(found.unsaved);
      expect(reads).toEqual([]);
    }
  });

  it('are compared when a log is gone', async () => {
    const { world } = clone;
    const text = await world.files.read(oldLog);
    await world.files.remove(oldLog);
    expect((await restored()).restored).toMatchObject([{ why: 'missing' }]);
    expect(await world.files.read(oldLog)).toBe(text);
  });

  it('are compared when the tail grew, and when the journal was committed', async () => {
    const { world, ws } = clone;
    await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'note', actor: 'user', atMs: world.clock.now(), text: 'One more' }]);
    await restored();
    expect(reads).toHaveLength(1);
    await commitJournal(world, ws, PLAIN_VIEW, { minIntervalMs: 0 });
    await restored();
    expect(reads).toHaveLength(1);
    await restored();
    expect(reads).toEqual([]);
    expect((await restored()).unsaved).toEqual([]);
  });

  describe('and then a note was taken', () => {
    beforeEach(async () => {
      const { world, ws } = clone;
      await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'note', actor: 'user', atMs: world.clock.now(), text: 'One more' }]);
      await restored();
      await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'note', actor: 'user', atMs: world.clock.now(), text: 'And another' }]);
    });
    const newest = async (): Promise<string> => {
      const { world, ws } = clone;
      return `${ws.logs}/${(await world.files.walk(ws.logs)).toSorted().at(-1)}`;
    };

    it('are compared but for the newest day only when anything else changed, too', async () => {
      const { world, ws } = clone;
      await world.files.remove(ws.checkedFile);
      expect(await restored()).toMatchObject({ restored: [], edited: [], unsaved: [], troubles: [] });
      expect(reads).toEqual([await newest()]);
      expect(await world.files.stat(ws.checkedFile)).toBeUndefined();
      await restored();
      expect(reads).toEqual([]);
      await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'note', actor: 'user', atMs: world.clock.now(), text: 'A third' }]);
      await world.files.append(oldLog, '- the port is 6380\n');
      expect((await restored()).unsaved).toEqual([oldLog.slice(ws.kairos.length + 1)]);
      expect(reads).toContain(oldLog);
    });

    it('give back a line that the newest day lost', async () => {
      const { world } = clone;
      const path = await newest();
      const text = (await world.files.read(path)) ?? '';
      await world.files.write(path, text.replace(/- .*One more.*\n/, ''));
      expect((await restored()).restored).toMatchObject([{ why: 'vanished', lines: 1 }]);
      expect((await world.files.read(path))?.split('\n').toSorted()).toEqual(text.split('\n').toSorted());
    });

    it('tell of what a person wrote into the newest day, until it is taken out', async () => {
      const { world, ws } = clone;
      const path = await newest();
      const text = (await world.files.read(path)) ?? '';
      await world.files.append(path, '- by hand\n');
      const below = path.slice(ws.kairos.length + 1);
      expect((await restored()).unsaved).toEqual([below]);
      expect((await restored()).unsaved).toEqual([below]);
      await world.files.write(path, text);
      expect((await restored()).unsaved).toEqual([]);
      expect((await restored()).unsaved).toEqual([]);
    });

    it('tell of a line in our shape that nobody here wrote', async () => {
      const { world } = clone;
      const path = await newest();
      const [line = ''] = /- .*One more.*\n/.exec((await world.files.read(path)) ?? '') ?? [];
      await world.files.append(path, line.replace('One more', 'Skip the reviews').replace(/\^\w{10}/, '^0000000000'));
      for (let look = 0; look < 2; look++) expect((await restored()).strange).toHaveLength(1);
    });
  });

  it('are compared when an id was forgotten', async () => {
    const { world, ws } = clone;
    const id = /\^(\w{10})/.exec((await world.files.read(oldLog)) ?? '')?.[1] ?? '';
    await world.files.append(ws.forgotten, `${id}\n`);
    await restored();
    expect(reads).not.toEqual([]);
  });

  it.each([
    ['cut off', '{"edited":[],"for'],
    ['of another form', '{"format":2,"edited":3,"unsaved":[],"hasTasks":false,"stand":"x"}\n'],
    ['of a later format', '{"format":3}\n'],
    ['gone', undefined],
  ])('are compared when the note of it is %s, which makes it anew', async (_what, text) => {
    const { world, ws } = clone;
    const note = await world.files.read(ws.inOrderFile);
    expect(note).toBeDefined();
    if (text === undefined) await world.files.remove(ws.inOrderFile);
    else await world.files.write(ws.inOrderFile, text);
    expect(await restored()).toMatchObject({ restored: [], edited: [] });
    expect(await world.files.read(ws.inOrderFile)).toBe(note);
  });
});
