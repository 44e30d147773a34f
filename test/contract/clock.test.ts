import { describe, expect, it } from 'vitest';
import { realClock } from '../../src/adapters/clock.js';
import { virtualClock } from '../../src/replay/virtual-clock.js';
import { clockContract } from './clock.js';

clockContract("the machine's", () => realClock());
clockContract("the machine's, started elsewhere in time", () => realClock(1_000_000));
clockContract('virtual', () => virtualClock(1_763_640_000_000));

describe('a clock that was told when to start', () => {
  it('runs on from there', () => {
    const startMs = Date.UTC(2020, 0, 1);
    const nowMs = realClock(startMs).now();
    expect(nowMs).toBeGreaterThanOrEqual(startMs);
    expect(nowMs).toBeLessThan(startMs + 60_000);
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
});
