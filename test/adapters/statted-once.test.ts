/** A short command looks at a log once, and yet finds what came, what it changed itself, and what changed while it waited for a lock. */
import { describe, expect, it } from 'vitest';
import { stattedOnce } from '../../src/adapters/statted-once.js';
import { lookAnew } from '../../src/base/look-anew.js';
import { virtualWorld } from '../../src/replay/virtual-world.js';
import type { Files } from '../../src/world/files.js';

const LOGS = '/repo/.kairos/logs';
const LOG = `${LOGS}/2026/11/2026-11-20.md`;

const OTHER = `${LOGS}/2026/11/2026-11-21.md`;

function logs(): { once: Files; disk: Files; looks: string[] } {
  const disk = virtualWorld().files;
  const looks: string[] = [];
  const counting: Files = {
    ...disk,
    stat: async (path) => {
      looks.push(path);
      return disk.stat(path);
    },
    stats: async (path) => {
      looks.push(path);
      return disk.stats(path);
    },
  };
  return { once: stattedOnce(counting, [LOGS]), disk, looks };
}

describe('a log that was looked at', () => {
  it('is not looked at again, but anything else is', async () => {
    const { once, disk, looks } = logs();
    await disk.write(LOG, 'a\n');
    await disk.write('/repo/.kairos/config.yaml', 'a: 1\n');
    for (let n = 0; n < 2; n++) for (const path of [LOG, '/repo/.kairos/config.yaml', LOGS]) await once.stat(path);
    expect(looks.filter((path) => path === LOG)).toHaveLength(1);
    expect(looks).toHaveLength(5);
  });

  it('is found when it comes later', async () => {
    const { once, disk } = logs();
    expect(await once.stat(LOG)).toBeUndefined();
    await disk.write(LOG, 'a\n');
    expect((await once.stat(LOG))?.kind).toBe('file');
  });

  it.each([
    ['written', async (once: Files) => once.write(LOG, 'longer\n')],
    ['appended to', async (once: Files) => once.append(LOG, 'longer\n')],
    ['removed with its folder', async (once: Files) => once.remove(LOGS)],
    ['renamed', async (once: Files) => once.rename(LOG, `${LOG}.old`)],
  ])('is looked at again once it was %s here', async (_what, change) => {
    const { once, disk } = logs();
    await disk.write(LOG, 'a\n');
    await once.stat(LOG);
    await change(once);
    expect(await once.stat(LOG)).toEqual(await disk.stat(LOG));
  });

  it('is looked at again after a lock was taken', async () => {
    const { once, disk } = logs();
    await disk.write(LOG, 'a\n');
    await once.stat(LOG);
    await disk.write(LOG, 'longer\n');
    expect((await once.stat(LOG))?.sizeBytes).toBe(2);
    lookAnew({ git: {}, files: once });
    expect((await once.stat(LOG))?.sizeBytes).toBe(7);
  });
});

describe('logs that were looked at all at once', () => {
  it('are not looked at again, neither together nor alone', async () => {
    const { once, disk, looks } = logs();
    for (const path of [LOG, OTHER]) await disk.write(path, 'a\n');
    for (let n = 0; n < 2; n++) expect(await once.stats(LOGS)).toEqual(await disk.stats(LOGS));
    for (const path of [LOG, OTHER]) expect(await once.stat(path)).toEqual(await disk.stat(path));
    expect(looks).toEqual([LOGS]);
  });

  it.each([
    ['written', async (once: Files) => once.write(LOG, 'longer\n'), [LOG]],
    ['appended to', async (once: Files) => once.append(LOG, 'longer\n'), [LOG]],
    ['made', async (once: Files) => once.create(`${LOGS}/2026/12/2026-12-01.md`, 'new\n'), [`${LOGS}/2026/12/2026-12-01.md`]],
    ['removed', async (once: Files) => once.remove(LOG), [LOGS]],
    ['moved', async (once: Files) => once.rename(LOG, `${LOGS}/2026/12/2026-12-02.md`), [LOGS]],
  ])('are looked at again, as far as needed, once a log was %s here', async (_what, change, again) => {
    const { once, disk, looks } = logs();
    for (const path of [LOG, OTHER]) await disk.write(path, 'a\n');
    await once.stats(LOGS);
    await change(once);
    looks.length = 0;
    for (let n = 0; n < 2; n++) expect(await once.stats(LOGS)).toEqual(await disk.stats(LOGS));
    expect(await once.stat(LOG)).toEqual(await disk.stat(LOG));
    expect(looks.filter((path, at) => looks.indexOf(path) === at && path !== LOG)).toEqual(again.filter((path) => path !== LOG));
  });

  it('are looked at again after a lock was taken', async () => {
    const { once, disk } = logs();
    await disk.write(LOG, 'a\n');
    await once.stats(LOGS);
    await disk.write(LOG, 'longer\n');
    lookAnew({ git: {}, files: once });
    expect(await once.stats(LOGS)).toEqual(await disk.stats(LOGS));
  });
});
