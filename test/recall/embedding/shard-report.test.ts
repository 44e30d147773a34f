import { describe, expect, it } from 'vitest';
import { appendEntries } from '../../../src/memory/append.js';
import { PLAIN_VIEW } from '../../../src/memory/log-view.js';
import { bringVectorsUpToDate } from '../../../src/recall/embedding/embed-missing.js';
import { reportShards } from '../../../src/recall/embedding/shard-report.js';
import { VIRTUAL_MODEL } from '../../../src/replay/virtual-embedders.js';
import { kairosClone } from '../../kairos-clone.js';

describe('the report on shards', () => {
  it('counts vectors by space, and names the files that are not used', async () => {
    const { world, ws } = await kairosClone();
    expect(await reportShards(world, ws, PLAIN_VIEW)).toEqual([]);
    await appendEntries(world, ws, PLAIN_VIEW, [
      { kind: 'note', atMs: world.clock.now(), text: 'Redis listens on port 6380' },
      { kind: 'note', atMs: world.clock.now(), text: 'The nightly build is red' },
    ]);
    await bringVectorsUpToDate(world, ws, PLAIN_VIEW);
    const [whole] = await reportShards(world, ws, PLAIN_VIEW);
    expect(whole).toMatchObject({ model: VIRTUAL_MODEL, isCurrent: true, files: 1, rows: 2, unusable: [] });
    expect(whole?.folder).toMatch(/^virtual-trigrams-000000000001-64-/);

    const torn = `${'a'.repeat(24)}.shard`;
    const good = (await world.files.list(`${ws.vectorIndex}/${whole?.folder}`)).find(({ name }) => name.endsWith('.shard'))?.name as string;
    const bytes = await world.files.readBytes(`${ws.vectorIndex}/${whole?.folder}/${good}`);
    await world.files.write(`${ws.vectorIndex}/${whole?.folder}/${torn}`, 'torn');
    // A sound shard where another model's belong is not used either.
    await world.files.write(`${ws.vectorIndex}/other-000000000002-64-c0/${good}`, bytes ?? '');
    expect(await reportShards(world, ws, PLAIN_VIEW)).toEqual([
      { folder: 'other-000000000002-64-c0', isCurrent: false, files: 0, rows: 0, bytes: 0, unusable: [good] },
      { ...whole, unusable: [torn] },
    ]);
  });

  it('does not read what a checkout brought', async () => {
    const { world, ws } = await kairosClone();
    await world.files.write(`${ws.vectorIndex}/x-000000000002-64-c1/${'a'.repeat(24)}.shard`, 'theirs');
    expect(await reportShards(world, ws, { hidden: new Set(['.kairos/index/vectors/x']), overlay: new Map() })).toEqual([]);
  });
});
