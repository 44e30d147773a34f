import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { WakeReason } from '../../src/daemon/event.js';
import { watchPlaces, type Watch } from '../../src/daemon/watch.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

let at: KairosClone;
let woken: string[];
let watch: Watch;
beforeEach(async () => {
  at = await kairosClone();
  woken = [];
  watch = await watchPlaces(at.world, at.ws, {
    woke: (by: readonly WakeReason[]) => void woken.push(by.join('+')),
    spoke: () => undefined,
    polls: () => undefined,
  });
});

/** Lets the watcher's reading end. */
async function watcherIdle(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await turn();
}

describe('a wake', () => {
  const places: [string, (kairosClone: KairosClone) => string, string][] = [
    ['the hook', ({ ws }) => ws.wakeFile, 'hook'],
    ['HEAD', ({ ws }) => `${ws.gitDir}/logs/HEAD`, 'refs'],
    ['a branch', ({ ws }) => `${ws.commonDir}/refs/heads/topic/x`, 'refs'],
    ['a ref in a reftable', ({ ws }) => `${ws.commonDir}/reftable/tables.list`, 'refs'],
    ['a message that was told', ({ ws }) => ws.toldFile, 'queue'],
    ['the config', ({ ws }) => ws.config, 'files'],
    ['a topic', ({ ws }) => `${ws.topics}/x.md`, 'files'],
    ['a log', ({ ws }) => `${ws.logs}/2026/11/2026-11-20.md`, 'files'],
    ['PAUSED', ({ ws }) => ws.pausedFile, 'files'],
    ['the trust', ({ ws }) => ws.trustFile, 'files'],
  ];
  it.each(places)('comes from %s', async (_, path, reason) => {
    at.world.clock.advance(10);
    at.world.files.lay({ [path(at)]: 'changed\n' });
    await watcherIdle();
    expect(woken).toEqual([reason]);
  });

  it('does not come from a file that anybody may lay into the queue', async () => {
    at.world.clock.advance(10);
    at.world.files.lay({ [`${at.ws.queueNew}/1.now`]: 'wake up\n' });
    await watcherIdle();
    expect(woken).toEqual([]);
  });

  it('does not come from a hint without a change', async () => {
    await at.world.files.touch(at.ws.config, (await at.world.files.stat(at.ws.config))?.mtimeMs ?? 0);
    await watcherIdle();
    expect(woken).toEqual([]);
  });

  it("does not come from the daemon's own lines in the logs, but from a ref that moves during its tick", async () => {
    const { world, ws } = at;
    await watch.tickBegins();
    await world.files.append(`${ws.logs}/2026/11/2026-11-20.md`, '- own line\n');
    await watcherIdle();
    await watch.tickEnded();
    await watcherIdle();
    expect(woken).toEqual([]);
    await watch.tickBegins();
    await world.files.append(`${ws.logs}/2026/11/2026-11-20.md`, '- own line\n');
    world.files.lay({ [`${ws.commonDir}/refs/heads/main`]: 'moved\n' });
    await watcherIdle();
    expect(woken).toEqual([]);
    await watch.tickEnded();
    await watcherIdle();
    expect(woken).toEqual(['refs']);
  });

  it('comes from a log that is taken away at the end of a tick', async () => {
    const { world, ws } = at;
    const log = `${ws.logs}/2026/11/2026-11-20.md`;
    world.files.lay({ [log]: '- a line\n' });
    await watcherIdle();
    await watch.tickBegins();
    await world.files.append(log, '- own line\n');
    await world.files.remove(log);
    await watch.tickEnded();
    await watcherIdle();
    expect(woken).toEqual(['files', 'files']);
  });

  it('comes again after .kairos was removed and made anew', async () => {
    const { world, ws } = at;
    await world.files.remove(ws.kairos);
    await watcherIdle();
    world.files.lay({ [ws.config]: 'format: 1\n' });
    await watcherIdle();
    await watch.tickBegins();
    await watch.tickEnded();
    world.files.lay({ [ws.pausedFile]: '' });
    await watcherIdle();
    expect(woken.at(-1)).toBe('files');
  });

  it('does not come any more once the watch is closed', async () => {
    await watch.close();
    at.world.files.lay({ [at.ws.pausedFile]: '' });
    await watcherIdle();
    expect(woken).toEqual([]);
  });
});
