/** What a loss of power leaves of a virtual disk, and what the journal makes of that. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/base/hash.js';
import { commitJournal } from '../../src/journal/commit.js';
import { blobTexts, journalTips, journalTree } from '../../src/journal/journal-tree.js';
import { forgetEntry } from '../../src/journal/forget.js';
import { restore } from '../../src/journal/restore.js';
import { logBlocks } from '../../src/memory/daily-log.js';
import { appendEntries } from '../../src/memory/append.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { knownWriter, writerOf } from '../../src/memory/writer.js';
import { virtualWorld } from '../../src/replay/virtual-world.js';
import type { World } from '../../src/world/world.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

/** Everything that is not synced is lost, or kept. */
const [LOSING, KEEPING] = [0.999, 0.001];
const dice = (seed: number): (() => number) => {
  let throws = 0;
  return () => Number.parseInt(sha256(`${seed} ${(throws += 1)}`).slice(0, 8), 16) / 2 ** 32;
};
/** Bytes and names are diced for apart: the first throws are for names. */
const losesNames = (): number => LOSING;

describe('a virtual disk that loses power', () => {
  it('has what was written, with the folders that were made for it, whatever the dice', async () => {
    for (const chance of [LOSING, KEEPING]) {
      const { files, volume } = virtualWorld();
      await files.write('/a/b/c', 'first');
      await files.write('/a/b/c', 'second');
      volume.crashSync(() => chance);
      expect(files.snapshot()).toEqual({ 'a/b/c': 'second' });
    }
  });

  it('has any part of what was appended, and all that was written before', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 200; seed += 1) {
      const { files, volume } = virtualWorld();
      await files.write('/log', 'one\n');
      await files.append('/log', 'two\n');
      volume.crashSync(dice(seed));
      seen.add((await files.read('/log')) ?? 'gone');
    }
    expect([...seen].sort()).toEqual(['one\n', 'one\nt', 'one\ntw', 'one\ntwo', 'one\ntwo\n']);
  });

  it('has what was appended and synced, and its name', async () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const { files, volume } = virtualWorld();
      await files.append('/new/log', 'one\n', { synced: true });
      await files.append('/new/log', 'two\n', { synced: true });
      await files.append('/new/log', 'three\n');
      volume.crashSync(dice(seed));
      expect(await files.read('/new/log')).toMatch(/^one\ntwo\n/);
    }
  });

  it('may have lost a file whose folder was not synced, and has it whole or not', async () => {
    const seen = new Set<string | undefined>();
    for (let seed = 0; seed < 50; seed += 1) {
      const { files, volume } = virtualWorld();
      await files.write('/folder/other', '');
      await files.create('/folder/made', 'whole');
      volume.crashSync(dice(seed));
      seen.add(await files.read('/folder/made'));
    }
    expect(seen).toEqual(new Set([undefined, 'whole']));
  });

  it('brings a removed file back, or not; and appended bytes that were synced by nobody end in nothing', async () => {
    const { files, volume } = virtualWorld();
    await files.write('/a', 'back');
    await files.remove('/a');
    await files.append('/b', 'new\n');
    volume.crashSync(losesNames);
    expect(files.snapshot()).toEqual({ a: 'back' });
    await files.remove('/a');
    volume.crashSync(() => KEEPING);
    expect(files.snapshot()).toEqual({});
  });

  it('has a renamed file under one of its two names, also between folders, and once', () => {
    const move = fc.tuple(fc.constantFrom('/x/a', '/x/b', '/y/a', '/y/b'), fc.constantFrom('/x/a', '/x/b', '/y/a', '/y/b'));
    const synced = fc.constantFrom('/x', '/y', undefined);
    fc.assert(
      fc.property(fc.array(fc.tuple(move, synced), { maxLength: 6 }), fc.nat(), (moves, seed) => {
        const { files, volume } = virtualWorld();
        files.lay({ '/x/a': 'the one', '/y/keep': '' });
        for (const [[from, to], folder] of moves) {
          if (volume.existsSync(from)) volume.renameSync(from, to);
          if (folder !== undefined) volume.fsyncSync(folder);
        }
        volume.crashSync(dice(seed));
        expect(Object.values(files.snapshot()).filter((text) => text === 'the one')).toHaveLength(1);
      }),
    );
  });

  it('has a rename that a sync of either folder covered', () => {
    for (const folder of ['/x', '/y']) {
      const { files, volume } = virtualWorld();
      files.lay({ '/x/a': 'the one', '/y/keep': '' });
      volume.renameSync('/x/a', '/x/b');
      volume.renameSync('/x/b', '/y/b');
      volume.fsyncSync(folder);
      volume.crashSync(() => LOSING);
      expect(files.snapshot()).toEqual({ 'y/b': 'the one', 'y/keep': '' });
    }
  });

  it('has every file as it was written last, if nothing was done to it since', async () => {
    const path = fc.constantFrom('/a', '/f/a', '/f/b', '/f/g/a');
    const action = fc.tuple(fc.constantFrom('write', 'append', 'remove', 'create', 'touch'), path);
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 12 }), fc.nat(), async (actions, seed) => {
        const { files, volume } = virtualWorld();
        const safe = new Map<string, string>();
        for (const [n, [verb, at]] of actions.entries()) {
          if (verb === 'write') safe.set(at, `${n}\n`);
          if (verb === 'remove') safe.delete(at);
          if (verb === 'write') await files.write(at, `${n}\n`);
          else if (verb === 'append') await files.append(at, `${n}\n`);
          else if (verb === 'create') await files.create(at, `${n}\n`);
          else if (verb === 'touch') await files.touch(at, n);
          else await files.remove(at);
        }
        volume.crashSync(dice(seed));
        const after = files.snapshot();
        for (const [at, text] of safe) expect(after[at.slice(1)]?.startsWith(text)).toBe(true);
        // What is left after one loss of power is on the disk: another one takes nothing more.
        volume.crashSync(dice(seed + 1));
        expect(files.snapshot()).toEqual(after);
      }),
    );
  });
});

describe('the journal after a loss of power', () => {
  it('has every note that was acknowledged, though no journal commit had been made', async () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const at = await kairosClone();
      await live(at, at.world, ['note', 'note', 'minutes', 'note'], 'before');
      const noted = idsOf(tailsOf(at));
      expect(noted).toHaveLength(3);
      at.world.volume.crashSync(dice(seed));
      expect(idsOf(tailsOf(at))).toEqual(noted);
    }
  });

  it('holds nowhere what was forgotten, also of files that were removed before', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    const [entry] = await appendEntries(world, ws, PLAIN_VIEW, [
      { kind: 'note', actor: 'user', atMs: world.clock.now(), text: 'The vault' },
    ]);
    const drafts = [`${ws.outbox}/tmp/draft`, `${ws.kairos}/state/dreams/1/consolidate.json`, `${ws.lexicalIndex}/a.segment`];
    for (const path of drafts) await world.files.write(path, `"${entry?.id}": The vault`);
    await world.files.remove(`${ws.outbox}/tmp/draft`);
    await forgetEntry(world, ws, PLAIN_VIEW, entry?.id ?? '');
    world.volume.crashSync(losesNames);
    expect(Object.entries(world.files.snapshot('/')).filter(([, text]) => text.includes('The vault'))).toEqual([]);
  });

  it("still knows the name of its writer, without which a tail is nobody's", async () => {
    const at = await kairosClone();
    await at.world.files.remove(at.ws.writerFile);
    const writer = await writerOf(at.world, at.ws);
    at.world.volume.crashSync(losesNames);
    expect(await knownWriter(at.world, at.ws)).toBe(writer);
  });

  type Act = 'note' | 'commit' | 'minutes';
  const acts = fc.array(fc.constantFrom<Act>('note', 'note', 'commit', 'minutes'), { minLength: 1, maxLength: 10 });

  it('is what ref and tail hold, with torn lines told as such, and goes on', async () => {
    await fc.assert(
      fc.asyncProperty(acts, fc.nat(), async (before, seed) => {
        const at = await kairosClone();
        await live(at, at.world, before, 'before');
        const committed = await idsOfRef(at.world);
        at.world.volume.crashSync(dice(seed));
        const world: World = { ...at.world, processes: at.world.processes.reboot() };
        const kept = [...(await idsOfRef(world)), ...idsOf(tailsOf(at))];
        expect((await idsOfRef(world)).sort()).toEqual(committed.sort());

        await restore(world, at.ws);
        expect(await idsRead(at, world)).toEqual(expect.arrayContaining(kept));

        await live(at, world, ['note', 'minutes', 'commit', 'note', 'commit'], 'after');
        const { entries, problems } = await readEntries(world, at.ws, PLAIN_VIEW);
        expect(problems.filter(({ message }) => !/^torn: |a write that was cut off/.test(message))).toEqual([]);
        expect(entries.filter(({ text }) => text.startsWith('after'))).toHaveLength(2);
        expect(await idsOfRef(world)).toEqual(
          expect.arrayContaining([...kept, ...entries.filter(({ defined }) => defined).map(({ id }) => id)]),
        );
      }),
      { numRuns: 80 },
    );
  });

  async function live({ ws }: KairosClone, world: World, script: readonly Act[], word: string): Promise<void> {
    for (const [n, act] of script.entries()) {
      if (act === 'minutes') await world.clock.sleep(120_000);
      else if (act === 'commit') await commitJournal(world, ws, (await restore(world, ws)).view, { minIntervalMs: 0 });
      else await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'note', actor: 'user', atMs: world.clock.now(), text: `${word} ${n}` }]);
    }
  }

  const idsOf = (texts: Iterable<string>): string[] => [...texts].flatMap((text) => logBlocks(text).flatMap(({ id }) => id ?? []));

  async function idsOfRef(world: World): Promise<string[]> {
    const ids: string[] = [];
    for (const tip of (await journalTips(world.git)).values()) {
      const tree = await journalTree(world.git, tip);
      ids.push(...idsOf((await blobTexts(world.git, tree.logs.values())).values()));
    }
    return ids;
  }

  /** The whole lines of the tails: a torn one is nobody's. */
  function tailsOf({ world, ws }: KairosClone): string[] {
    return Object.values(world.files.snapshot(ws.tails)).map((text) => text.slice(0, text.lastIndexOf('\n') + 1));
  }

  async function idsRead({ ws }: KairosClone, world: World): Promise<string[]> {
    return (await readEntries(world, ws, PLAIN_VIEW)).entries.map(({ id }) => id);
  }
});
