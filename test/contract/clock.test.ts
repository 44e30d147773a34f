import { describe, expect, it } from 'vitest';
import { realClock } from '../../src/adapters/clock.js';
import { holding, virtualClock } from '../../src/replay/virtual-clock.js';
import { clockContract } from './clock.js';

clockContract("the machine's", () => realClock());
clockContract("the machine's, told to stand", () => realClock(1_000_000));
clockContract('virtual', () => virtualClock(1_763_640_000_000));

describe('a clock that was told to stand', () => {
  const START_MS = Date.UTC(2020, 0, 1);
  /** Past by the machine's own time, which is not the clock's. */
  const passes = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  it('stands still, however long nobody sleeps', async () => {
    const clock = realClock(START_MS);
    await passes(20);
    expect(clock.now()).toBe(START_MS);
  });

  it('moves by exactly what was slept, once the sleep has ended', async () => {
    const clock = realClock(START_MS);
    const sleeping = clock.sleep(30);
    await passes(5);
    expect(clock.now()).toBe(START_MS);
    await sleeping;
    expect(clock.now()).toBe(START_MS + 30);
    await clock.sleep(7);
    await clock.sleep(-1);
    expect(clock.now()).toBe(START_MS + 37);
  });

  it('counts sleeps beside each other once, and never goes back', async () => {
    const clock = realClock(START_MS);
    await Promise.all([clock.sleep(40), clock.sleep(10), clock.sleep(20)]);
    expect(clock.now()).toBe(START_MS + 40);
  });

  it('stays where it is when a sleep is aborted', async () => {
    const clock = realClock(START_MS);
    const gone = new AbortController();
    const sleeping = clock.sleep(1_000_000, gone.signal);
    gone.abort();
    await sleeping;
    expect(clock.now()).toBe(START_MS);
  });

  it('lets a wait until a deadline end', async () => {
    const clock = realClock(START_MS);
    let looks = 0;
    for (const untilMs = clock.now() + 50; clock.now() < untilMs; await clock.sleep(10)) looks += 1;
    expect(looks).toBe(5);
  });
});

describe('the virtual clock', () => {
  it('moves by exactly what is slept, and stands still otherwise', async () => {
    const clock = virtualClock(1_000);
    await clock.sleep(86_400_000);
    expect(clock.now()).toBe(86_401_000);
    expect(clock.now()).toBe(86_401_000);
  });

  it('interleaves two loops as real time would', async () => {
    const clock = virtualClock(0);
    const seen: string[] = [];
    const loop = async (name: string, everyMs: number, times: number): Promise<void> => {
      for (let turn = 0; turn < times; turn += 1) {
        await clock.sleep(everyMs);
        seen.push(`${clock.now()}${name}`);
      }
    };
    await Promise.all([loop('a', 30, 3), loop('b', 20, 4)]);
    expect(seen).toEqual(['20b', '30a', '40b', '60a', '60b', '80b', '90a']);
  });

  it('can be advanced and set', () => {
    const clock = virtualClock(0);
    clock.advance(5);
    expect(clock.now()).toBe(5);
    clock.set(-1);
    expect(clock.now()).toBe(-1);
  });

  const aWhile = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  it('stands still while a call of a port is under way, however long that takes', async () => {
    const clock = virtualClock(0);
    const seen: string[] = [];
    const disk = holding(clock, {
      read: async (name: string) => {
        await aWhile(20);
        seen.push(`${clock.now()} read ${name}`);
        return name;
      },
      size: () => 7,
      note: 'as it is',
    });
    const sleeping = clock.sleep(1000).then(() => seen.push(`${clock.now()} woke`));
    expect(await disk.read('a')).toBe('a');
    expect(await disk.read('b')).toBe('b');
    await sleeping;
    expect(seen).toEqual(['0 read a', '0 read b', '1000 woke']);
    expect([disk.size(), disk.note, disk.read === disk.read]).toEqual([7, 'as it is', true]);
  });

  it('goes on after a call that failed', async () => {
    const clock = virtualClock(0);
    const disk = holding(clock, { read: () => aWhile(5).then(() => Promise.reject(new Error('torn'))) });
    const sleeping = clock.sleep(10);
    await expect(disk.read()).rejects.toThrow('torn');
    await sleeping;
    expect(clock.now()).toBe(10);
  });

  it('wakes the second of two sleepers only after all that the first one began', async () => {
    const clock = virtualClock(0);
    const seen: string[] = [];
    const first = clock.sleep(5).then(async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        await clock.during(aWhile(5));
        await Promise.resolve();
        seen.push(`first ${clock.now()}`);
      }
    });
    await Promise.all([first, clock.sleep(5).then(() => seen.push('second')), clock.sleep(6).then(() => seen.push('third'))]);
    expect(seen).toEqual(['first 5', 'first 5', 'first 5', 'second', 'third']);
  });
});
