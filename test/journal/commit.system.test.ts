/** What a journal commit takes, what it leaves alone, and what it does with the tail. In memory, except for cases that need real git. */
import { describe, expect, it } from 'vitest';
import { commitJournal } from '../../src/journal/commit.js';
import { journalRef } from '../../src/base/refs.js';
import { journalTips } from '../../src/journal/journal-tree.js';
import { acquire, isHeld } from '../../src/base/lock.js';
import { appendEntries } from '../../src/memory/append.js';
import { knownWriter } from '../../src/memory/writer.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { KairosError } from '../../src/base/errors.js';
import type { Git } from '../../src/world/git.js';
import { journaledRepo, LOG, TODAY, virtualGround, type Tree } from './journaled-repo.js';

const EDITED = LOG.replace('logs', 'edited');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

async function tip(g: Tree): Promise<string | undefined> {
  return (await journalTips(g.world.git)).get((await knownWriter(g.world, g.ws)) ?? '');
}

describe('a journal commit', () => {
  it("holds the logs as they stand, signed by git's user at the clock's time", async () => {
    const g = await virtualGround();
    await g.note('one');
    await g.note('two');
    const { commit, files } = await g.commit();
    expect([files, await g.committed(), commit]).toEqual([1, g.live(), await tip(g)]);
    const [made] = await g.world.git.commits([commit ?? '']);
    expect(made).toMatchObject({ subject: 'kairos journal: 2 lines, 1 day', authorName: 'Ann', parents: [] });
    // git keeps whole seconds.
    expect(Math.abs((made?.committedAtMs ?? 0) - g.clock.now())).toBeLessThan(1000);
  });

  it('skips what is not due: nothing new, a recent one, a busy journal', async () => {
    const g = await virtualGround();
    expect(await g.commit()).toEqual({ files: 0, skipped: 'nothing' });
    await g.note('one');
    expect(await g.commit(HOUR_MS)).toMatchObject({ files: 1 });
    await g.note('two');
    expect(await g.commit(HOUR_MS)).toEqual({ files: 0, skipped: 'recent' });
    g.clock.advance(HOUR_MS);
    const other = { ...g.world, processes: (g.world.processes as unknown as { another(): Tree['world']['processes'] }).another() };
    const lock = await acquire(other, g.ws.journalLocks, `journal-${await knownWriter(g.world, g.ws)}`);
    expect(await g.commit(HOUR_MS)).toEqual({ files: 0, skipped: 'busy' });
    if (isHeld(lock)) await lock.release();
    expect(await g.commit(HOUR_MS)).toMatchObject({ files: 1 });
    expect(await g.commit()).toEqual({ files: 0, skipped: 'nothing' });
    g.clock.advance(-3 * HOUR_MS);
    await g.note('three, after the clock was set back');
    expect(await g.commit(HOUR_MS)).toMatchObject({ files: 1 });
  });

  it('takes lines that a person added at the end, and keeps an edit beside the truth', async () => {
    const g = await virtualGround();
    await g.note('one');
    await g.commit();
    g.put(LOG, `${g.live()}- a person's line\n`);
    await g.commit();
    const truth = await g.committed();
    expect(truth).toBe(g.live());
    g.put(LOG, `# Title\n${g.live()}`);
    await g.note('two');
    const { edited } = await g.restore();
    expect([edited, await g.commit()]).toEqual([[LOG], { commit: expect.any(String), files: 2 }]);
    expect(await g.committed()).toMatch(/one[^]*person's line\n.*two/);
    expect((await g.committed())?.startsWith(truth as string)).toBe(true);
    expect(await g.committed(EDITED)).toBe(g.live());
    expect(await g.commit()).toEqual({ files: 0, skipped: 'nothing' });

    g.put(LOG, (await g.committed()) as string);
    expect(await g.commit()).toMatchObject({ files: 1 });
    expect([await g.committed(EDITED), (await g.restore()).edited]).toEqual([undefined, []]);
  });

  it('takes the tail only where git tracks the live log', async () => {
    const g = await virtualGround();
    await g.note('one');
    await g.repository.commit('a gift', { [`.kairos/${LOG}`]: '- 12:00:00.000Z note@user evil ^zzzzzzzzz1\n' });
    await g.note('two');
    await g.commit();
    expect(await g.committed()).toMatch(/^- .* one .*\n- .* two .*\n$/);
    expect(g.live()).toMatch(/^.*evil.*\n$/);
  });

  it('tries once more when the ref moved under it, and then says so', async () => {
    const g = await virtualGround();
    await g.note('one');
    let refusals = 1;
    const git: Git = {
      ...g.world.git,
      commitChain: async (chain, updates) => {
        refusals -= 1;
        if (refusals >= 0) throw new KairosError('ref-moved', 'moved');
        return g.world.git.commitChain(chain, updates);
      },
    };
    expect(await commitJournal({ ...g.world, git }, g.ws, PLAIN_VIEW, { minIntervalMs: 0 })).toMatchObject({ files: 1 });
    await g.note('two');
    refusals = 2;
    await expect(commitJournal({ ...g.world, git }, g.ws, PLAIN_VIEW, { minIntervalMs: 0 })).rejects.toMatchObject({ code: 'ref-moved' });
    expect(await g.commit()).toMatchObject({ files: 1 });
    expect(await g.committed()).toBe(g.live());
  });

  it('touches no index, HEAD, branch or stash of the user, and runs no hook', async () => {
    const g = await journaledRepo();
    g.repo.write('.git/hooks/reference-transaction', '#!/bin/sh\necho ran >> hooks-ran\nexit 1\n');
    g.repo.write('src/a.ts', 'staged\n');
    g.repo.git('add', 'src/a.ts');
    g.repo.git('config', 'commit.gpgsign', 'true');
    g.repo.git('config', 'gpg.program', '/nonexistent');
    const state = (): string =>
      [
        g.repo.git('status', '--porcelain=v2', '--branch'),
        g.repo.git('for-each-ref', 'refs/heads', 'refs/stash'),
        g.repo.git('write-tree'),
      ].join('\n');
    const before = state();
    await g.note('one');
    const { commit } = await g.commit();
    expect(state()).toBe(before);
    expect(g.repo.git('for-each-ref', 'refs/kairos')).toContain(
      `${commit} commit\t${journalRef((await knownWriter(g.world, g.ws)) ?? '')}`,
    );
    expect(g.repo.git('fsck', '--strict', '--no-dangling')).toBe('');
    g.repo.cleanup();
  });

  it('works in a SHA-256 repository', async () => {
    const g = await journaledRepo({ sha256: true });
    await g.note('one');
    expect((await g.commit()).commit).toHaveLength(64);
    g.repo.git('clean', '-q', '-fdx');
    expect(await g.readable()).toEqual(['one']);
    g.repo.cleanup();
  });
});

describe('the tail', () => {
  it('is set aside by a commit and deleted by a later one, a minute after at the earliest', async () => {
    const g = await virtualGround();
    const names = async (): Promise<number[]> => (await g.tails()).map((path) => (path.endsWith('.md') ? 0 : 1));
    await g.note('one');
    expect(await names()).toEqual([0]);
    await g.commit();
    expect(await names()).toEqual([1]);
    g.clock.advance(MINUTE_MS / 2);
    await g.commit();
    expect(await names()).toEqual([1]);
    await g.note('two');
    await g.commit();
    expect(await names()).toEqual([1]);
    g.clock.advance(2 * MINUTE_MS);
    expect(await g.commit()).toEqual({ files: 0, skipped: 'nothing' });
    expect(await names()).toEqual([]);
    expect(await g.readable()).toEqual(['one', 'two']);
  });

  it('keeps a line that came late into a file that was set aside', async () => {
    const g = await virtualGround();
    await g.note('one');
    await g.commit();
    const [aside] = await g.tails();
    // Its writer had opened the file before the commit renamed it, and died before it reached the live log.
    await g.world.files.append(aside as string, '- 23:00:00.000Z note@user late ^lateeeeee1\n');
    for (let round = 0; round < 3; round += 1) {
      g.clock.advance(2 * MINUTE_MS);
      if (round === 0) g.remove('logs');
      expect(await g.readable()).toEqual(['one', 'late']);
      await g.commit();
    }
    expect([await g.tails(), await g.committed()]).toEqual([[], g.live()]);
  });

  it('holds a line whose writer died before it reached the live log', async () => {
    const g = await virtualGround();
    await g.note('one');
    const files = {
      ...g.world.files,
      append: async (path: string, text: string): Promise<void> => {
        if (path.includes('/logs/')) throw new Error('killed');
        await g.world.files.append(path, text);
      },
    };
    await expect(
      appendEntries({ ...g.world, files }, g.ws, PLAIN_VIEW, [{ kind: 'note', atMs: g.clock.now(), text: 'two' }]),
    ).rejects.toThrow('killed');
    const { restored, edited } = await g.restore();
    expect([restored, edited]).toEqual([[{ path: LOG, lines: 1, why: 'vanished' }], []]);
    expect(await g.readable()).toEqual(['one', 'two']);
  });

  it('is not copied into the live log while its writer is on the way there', async () => {
    const g = await virtualGround();
    await g.note('one');
    const line = '- 23:00:00.000Z note@user two ^twotwotwo1\n';
    await g.world.files.append(`${g.ws.tails}/${await knownWriter(g.world, g.ws)}/${TODAY}.md`, line);
    let arrived = false;
    const arrive = async (): Promise<void> => {
      if (!arrived) await g.world.files.append(`${g.ws.kairos}/${LOG}`, line);
      arrived = true;
    };
    // Whoever waits gives the other process its turn.
    const late = { ...g.world, clock: { ...g.clock, sleep: arrive } };
    expect((await commitJournal(late, g.ws, PLAIN_VIEW, { minIntervalMs: 0 })).files).toBe(1);
    await arrive();
    expect(g.live()?.split('two ^').length).toBe(2);
  });

  it('may hold a line before the live log does, and in another order, without being taken for an edit', async () => {
    const g = await virtualGround();
    await g.note('one');
    const live = `${g.ws.kairos}/${LOG}`;
    const [two, three] = ['two', 'three'].map((text) => `- 23:00:00.000Z note@user ${text} ^${text.padEnd(10, '0')}\n`) as [string, string];
    const files = {
      ...g.world.files,
      // Two processes are on their way when the commit sets the tail aside.
      rename: async (from: string, to: string): Promise<void> => {
        if (from.endsWith(`${TODAY}.md`)) await g.world.files.append(from, two + three);
        await g.world.files.rename(from, to);
      },
    };
    await commitJournal({ ...g.world, files }, g.ws, PLAIN_VIEW, { minIntervalMs: 0 });
    await g.world.files.append(live, three);
    await g.world.files.append(live, two);
    expect((await g.restore()).edited).toEqual([]);
    await g.commit();
    expect([await g.committed(), (await g.restore()).restored]).toEqual([g.live(), []]);
  });

  it('is not deleted with a line that came late and is in no commit yet', async () => {
    const g = await virtualGround();
    await g.note('one');
    await g.commit();
    const [aside] = await g.tails();
    await g.note('two');
    const git: Git = {
      ...g.world.git,
      commitChain: async (chain, updates) => {
        await g.world.files.append(aside as string, '- 23:00:00.000Z note@user late ^lateeeeee1\n');
        return g.world.git.commitChain(chain, updates);
      },
    };
    g.clock.advance(2 * MINUTE_MS);
    await commitJournal({ ...g.world, git }, g.ws, PLAIN_VIEW, { minIntervalMs: 0 });
    g.remove('logs');
    expect(await g.readable()).toEqual(['one', 'two', 'late']);
  });

  it("is read after the live log, so that a line that is written meanwhile is not taken for a person's", async () => {
    const g = await virtualGround();
    await g.note('one');
    await g.commit();
    g.remove('logs');
    const write = (text: string): Promise<unknown> =>
      appendEntries(g.world, g.ws, PLAIN_VIEW, [{ kind: 'note', atMs: g.clock.now(), text }]);
    await write('two');
    let reads = 0;
    const files = {
      ...g.world.files,
      readBytes: async (path: string): Promise<Uint8Array | undefined> => {
        const bytes = await g.world.files.readBytes(path);
        if (path.includes('/tail/')) await write(`between ${(reads += 1)}`);
        return bytes;
      },
    };
    await commitJournal({ ...g.world, files }, g.ws, PLAIN_VIEW, { minIntervalMs: 0 });
    expect(reads).toBeGreaterThan(0);
    expect([(await g.restore()).edited, await g.committed(EDITED)]).toEqual([[], undefined]);
    expect(await g.readable()).toEqual(expect.arrayContaining(['one', 'two', 'between 1']));
  });
});
