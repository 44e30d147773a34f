import { describe, expect, it } from 'vitest';
import { acquire, holder, isHeld, SILENCE_MS, withLock, type Held } from '../../src/base/lock.js';
import { virtualWorld, type VirtualWorld } from '../../src/replay/virtual-world.js';
import type { World } from '../../src/world/world.js';

const DIR = '/repo/.kairos/.locks';

/** Two processes of one machine, and the world that they share. */
function two(): { world: VirtualWorld; first: World; second: World } {
  const world = virtualWorld();
  return { world, first: { ...world, processes: world.processes.another() }, second: { ...world, processes: world.processes.another() } };
}

async function take(world: World): Promise<Held> {
  const result = await acquire(world, DIR, 'dream');
  if (!isHeld(result)) throw new Error(`held by ${result.heldBy.pid}`);
  return result;
}

describe('the lock', () => {
  it('is had by one at a time, and says by whom', async () => {
    const { first, second } = two();
    const lock = await take(first);
    expect(lock.epoch).toBe(1);
    expect(await acquire(second, DIR, 'dream')).toEqual({ epoch: 1, heldBy: { ...first.processes.self(), nonce: expect.any(String) } });
    expect(await holder(second, DIR, 'dream')).toMatchObject({ epoch: 1 });
    await lock.release();
    expect(await holder(second, DIR, 'dream')).toBeUndefined();
    expect((await take(second)).epoch).toBe(2);
  });

  it('is not taken twice by one process either', async () => {
    const { first } = two();
    await take(first);
    expect(isHeld(await acquire(first, DIR, 'dream'))).toBe(false);
  });

  it('is one of several, by name', async () => {
    const { first, second } = two();
    await take(first);
    expect(isHeld(await acquire(second, DIR, 'daemon'))).toBe(true);
    expect(isHeld(await acquire(second, DIR, 'dream.2'))).toBe(true);
  });

  it('is free at once when its owner is dead', async () => {
    const { world, first, second } = two();
    const lock = await take(first);
    world.processes.kill(first.processes.self().pid);
    expect((await take(second)).epoch).toBe(2);
    await expect(lock.check()).rejects.toMatchObject({ code: 'lock-held' });
  });

  it('stays with an owner who is alive and was heard of within the hour', async () => {
    const { world, first, second } = two();
    const lock = await take(first);
    world.clock.advance(SILENCE_MS - 1);
    expect(isHeld(await acquire(second, DIR, 'dream'))).toBe(false);
    await lock.heartbeat();
    world.clock.advance(SILENCE_MS - 1);
    expect(isHeld(await acquire(second, DIR, 'dream'))).toBe(false);
  });

  it('may be stolen from an owner who was silent for an hour; he is fenced out when he wakes', async () => {
    const { world, first, second } = two();
    const sleeper = await take(first);
    world.clock.advance(SILENCE_MS);
    const thief = await take(second);
    expect(thief.epoch).toBe(2);
    await expect(sleeper.check()).rejects.toMatchObject({ code: 'lock-held' });
    await expect(sleeper.heartbeat()).rejects.toMatchObject({ code: 'lock-held' });
    await sleeper.release();
    await thief.check();
    expect(isHeld(await acquire(first, DIR, 'dream'))).toBe(false);
  });

  it.each(['', '{}', 'not JSON'])('that names no owner (%j) is free after ten seconds, also with a time in the future', async (text) => {
    const { world, first } = two();
    await world.files.write(`${DIR}/dream.000000000001`, text);
    expect(isHeld(await acquire(first, DIR, 'dream'))).toBe(false);
    world.clock.advance(10_000);
    const lock = await take(first);
    expect(lock.epoch).toBe(2);
    await lock.release();
    await world.files.write(`${DIR}/dream.000000000003`, text);
    await world.files.touch(`${DIR}/dream.000000000003`, world.clock.now() + SILENCE_MS);
    expect((await take(first)).epoch).toBe(4);
  });

  it('is judged across hosts by what one saw oneself, whatever the clocks say', async () => {
    const { world, first } = two();
    const there: World = { ...world, processes: world.processes.elsewhere({ host: 'other' }) };
    await take(there);
    // Their clock is two hours behind ours: that alone is no silence.
    world.clock.advance(2 * SILENCE_MS);
    expect(isHeld(await acquire(first, DIR, 'dream'))).toBe(false);
    world.clock.advance(SILENCE_MS - 1);
    expect(isHeld(await acquire(first, DIR, 'dream'))).toBe(false);
    world.clock.advance(1);
    expect((await take(first)).epoch).toBe(2);
  });

  it('counts a heartbeat seen from another host as life', async () => {
    const { world, first } = two();
    const there: World = { ...world, processes: world.processes.elsewhere({ host: 'other' }) };
    const lock = await take(there);
    for (let turn = 0; turn < 3; turn += 1) {
      expect(isHeld(await acquire(first, DIR, 'dream'))).toBe(false);
      world.clock.advance(SILENCE_MS - 1);
      await lock.heartbeat();
    }
    expect(isHeld(await acquire(first, DIR, 'dream'))).toBe(false);
  });

  it('is not taken from a container of the same machine, whose numbers mean nothing here', async () => {
    const { world, first } = two();
    const host: World = { ...world, processes: world.processes.elsewhere({ namespace: 'pid:2' }) };
    await take(host);
    expect(isHeld(await acquire(first, DIR, 'dream'))).toBe(false);
  });

  it('is fenced when its folder was cleaned away, and can be had again', async () => {
    const { world, first, second } = two();
    const lock = await take(first);
    await world.files.remove(DIR);
    await expect(lock.heartbeat()).rejects.toMatchObject({ code: 'lock-held' });
    const next = await take(second);
    expect(next.epoch).toBe(1);
    // The same number again, but not the same nonce.
    await expect(lock.check()).rejects.toMatchObject({ code: 'lock-held' });
    await lock.release();
    await next.check();
  });

  it('is freed only by silence when its file cannot be read', async () => {
    const { world, first } = two();
    await world.files.write(`${DIR}/dream.000000000004`, '{"pid":');
    expect(await acquire(first, DIR, 'dream')).toMatchObject({ epoch: 4, heldBy: { pid: 0 } });
    world.clock.advance(SILENCE_MS);
    expect((await take(first)).epoch).toBe(5);
  });

  it('keeps the last 32 epochs and sweeps what crashes left', async () => {
    const { world, first } = two();
    await world.files.write(`${DIR}/dream.crashed.tmp`, '');
    await world.files.write(`${DIR}/daemon.crashed.tmp`, '');
    world.clock.advance(SILENCE_MS + 1);
    for (let turn = 0; turn < 40; turn += 1) await (await take(first)).release();
    const names = (await world.files.list(DIR)).map((entry) => entry.name);
    expect(names).toHaveLength(2 * 32 + 1);
    expect(names[0]).toBe('daemon.crashed.tmp');
    expect(names[1]).toBe('dream.000000000009');
    expect(names.at(-1)).toBe('dream.000000000040.done');
  });

  it.each(['', 'released\n', '{"nonce":"x"}'])(
    'does not believe that an epoch was given back by %j, which anybody may have put there',
    async (text) => {
      const { world, first, second } = two();
      for (let epoch = 1; epoch < 9; epoch += 1) await world.files.write(`${DIR}/dream.${String(epoch).padStart(12, '0')}.done`, text);
      const lock = await take(first);
      expect(await acquire(second, DIR, 'dream')).toMatchObject({ epoch: lock.epoch });
      await lock.check();
      await lock.release();
      expect(isHeld(await acquire(second, DIR, 'dream'))).toBe(true);
    },
  );

  it('is refused at once where nothing may be written, and does not look for a free number for ever', async () => {
    const { first } = two();
    const files = { ...first.files, create: async () => false, link: async () => false };
    await expect(acquire({ ...first, files }, DIR, 'dream')).rejects.toMatchObject({ code: 'bad-path' });
  });

  it('refuses a number that was used and swept while its taker slept', async () => {
    const { world, first, second } = two();
    await (await take(first)).release();
    // The taker reads epoch 1, then sleeps while forty others come and go; its link to 2 finds the name free again.
    const slow: World = {
      ...second,
      files: {
        ...second.files,
        create: async (path, content) => {
          const created = await second.files.create(path, content);
          for (let turn = 0; turn < 40; turn += 1) await (await take(first)).release();
          return created;
        },
      },
    };
    expect(await acquire(slow, DIR, 'dream')).toMatchObject({ epoch: 41 });
    expect(await world.files.stat(`${DIR}/dream.000000000002`)).toBeUndefined();
  });

  it('is not free because the file of its last epoch vanished while it was looked at: another may hold it by then', async () => {
    const { world, first, second } = two();
    const lock = await take(first);
    let isSwept = false;
    const slow: World = {
      ...second,
      files: {
        ...second.files,
        read: async (path) => {
          // The looker listed epoch 1, then slept while others took the lock forty times.
          if (!isSwept && path === `${DIR}/dream.000000000001`) {
            isSwept = true;
            await lock.release();
            for (let turn = 0; turn < 40; turn += 1) await (await take(first)).release();
            await take(first);
            await world.files.remove(`${DIR}/dream.000000000001`);
            await world.files.remove(`${DIR}/dream.000000000001.done`);
          }
          return second.files.read(path);
        },
      },
    };
    expect(await holder(slow, DIR, 'dream')).toMatchObject({ epoch: 42 });
    expect(isSwept).toBe(true);
  });

  it('goes on from one when a file with a number that nobody reached is free', async () => {
    const { world, first, second } = two();
    const dead = world.processes.another();
    world.processes.kill(dead.self().pid);
    for (const number of ['999999999998', '999999999999'])
      await world.files.write(`${DIR}/dream.${number}`, JSON.stringify({ ...dead.self(), nonce: 'x' }));
    const lock = await take(first);
    expect(lock.epoch).toBe(1);
    expect(isHeld(await acquire(second, DIR, 'dream'))).toBe(false);
    await lock.release();
    expect((await take(second)).epoch).toBe(2);
  });

  it('runs an action under it, waits for it, and gives it back also after a failure', async () => {
    const { world, first, second } = two();
    const order: string[] = [];
    await Promise.all([
      withLock(first, DIR, 'dream', 0, async () => {
        order.push('first in');
        await world.clock.sleep(500);
        order.push('first out');
      }),
      withLock(second, DIR, 'dream', 10_000, async () => order.push('second in')),
    ]);
    expect(order).toEqual(['first in', 'first out', 'second in']);
    await expect(withLock(first, DIR, 'dream', 0, async () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await holder(first, DIR, 'dream')).toBeUndefined();
  });

  it('says who holds it when the wait was in vain', async () => {
    const { first, second } = two();
    await take(first);
    const wait = withLock(second, DIR, 'dream', 100, async () => undefined);
    await expect(wait).rejects.toMatchObject({
      code: 'lock-held',
      message: `the dream lock is held by process ${first.processes.self().pid} on virtual`,
    });
  });
});
