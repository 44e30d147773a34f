/** Days that cannot be read as a whole: a log over the limit, and a journal whose text is gone or too large. On real git. */
import { readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { REFS } from '../../src/base/refs.js';
import { forgetEntry } from '../../src/journal/forget.js';
import { journalTips } from '../../src/journal/journal-tree.js';
import { refreshPeers } from '../../src/journal/peers.js';
import { sealLogs } from '../../src/journal/seal.js';
import { verifyJournal } from '../../src/journal/verify.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { LOG_LIMIT_BYTES } from '../../src/memory/read-logs.js';
import { journaledRepo, LOG, type JournaledRepo } from './journaled-repo.js';

const DAY_MS = 86_400_000;
let g: JournaledRepo;
beforeEach(async () => {
  g = await journaledRepo();
});
afterEach(() => g.repo.cleanup());

const live = (): string => join(g.ws.kairos, LOG);

/** Makes the live log one byte larger than what is read; the hole costs no room on the disk. */
function outgrow(): void {
  truncateSync(live(), LOG_LIMIT_BYTES + 1);
}

async function tip(): Promise<readonly [writer: string, commit: string]> {
  const [first] = await journalTips(g.world.git);
  if (first === undefined) throw new Error('no journal');
  return first;
}

/** Puts a blob that is too large to be read in the place of a file of the journal. */
async function commitLarge(path: string): Promise<void> {
  const large = join(g.repo.root, '.git/large');
  writeFileSync(large, '');
  truncateSync(large, LOG_LIMIT_BYTES + 1);
  const blob = g.repo.git('hash-object', '-w', large).trim();
  rmSync(large);
  const [writer, parent] = await tip();
  g.repo.git('read-tree', `--index-output=${join(g.repo.root, '.git/index')}`, parent);
  g.repo.git('update-index', '--add', '--cacheinfo', `100644,${blob},${path}`);
  const tree = g.repo.git('write-tree').trim();
  const commit = g.repo.git('commit-tree', tree, '-p', parent, '-m', 'large').trim();
  g.repo.git('update-ref', `${REFS.journals}${writer}`, commit);
  g.repo.git('read-tree', 'HEAD');
}

/** Removes the journal's text of the day from git's objects, as a broken disk does. */
async function losesBlob(): Promise<void> {
  const [, commit] = await tip();
  const blob = g.repo.git('rev-parse', `${commit}:${LOG}`).trim();
  rmSync(join(g.repo.root, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true });
  for (const name of readdirSync(join(g.repo.root, '.git/objects/pack'))) throw new Error(`${name} holds it, too`);
}

/** Paths in the tip of the journal. */
async function names(): Promise<string[]> {
  const [, commit] = await tip();
  return g.repo.git('ls-tree', '-r', '--name-only', commit).trim().split('\n');
}

const tooLarge = { path: LOG, why: expect.stringContaining(`has ${LOG_LIMIT_BYTES + 1} bytes`) };
const lost = { path: LOG, why: expect.stringContaining('kairos log seal') };

it('a log over the limit is told, never committed or sealed, and costs nobody a note', async () => {
  await g.note('one');
  await g.commit();
  const before = await g.committed();
  outgrow();
  expect(await g.restore()).toMatchObject({ troubles: [tooLarge] });
  await g.note('two');
  await g.commit(0);
  expect(await sealLogs(g.world, g.ws, PLAIN_VIEW)).toEqual([]);
  expect((await g.committed())?.startsWith(before as string)).toBe(true);
  expect(await g.committed()).toContain('two');
  expect(await g.committed(LOG.replace('logs/', 'edited/'))).toBeUndefined();
  expect(await g.readable()).toEqual(['one', 'two']);
  expect(await verifyJournal(g.world, g.ws, PLAIN_VIEW)).toMatchObject([
    { path: LOG, status: 'edited', hint: expect.stringContaining(LOG) },
  ]);
});

it('a log that is no longer over the limit is read as before', async () => {
  await g.note('one');
  await g.commit();
  const before = g.live() as string;
  outgrow();
  await g.note('two');
  await g.commit(0);
  writeFileSync(live(), before);
  expect(await g.readable()).toEqual(['one', 'two']);
  expect((await g.restore()).troubles).toEqual([]);
});

it('a first log over the limit, before anything was committed, is left alone', async () => {
  await g.note('one');
  outgrow();
  expect(await g.restore()).toMatchObject({ troubles: [tooLarge] });
  await g.commit(0);
  expect(await g.readable()).toEqual(['one']);
});

it.each(['gone', 'too large'])(
  'a journal whose text of a day is %s costs that day alone, until a person seals what stands',
  async (kind) => {
    await g.note('one');
    await g.commit();
    if (kind === 'gone') await losesBlob();
    else await commitLarge(LOG);
    const [, before] = await tip();
    expect(await g.restore()).toMatchObject({ troubles: [lost], restored: [] });
    await g.note('two');
    g.clock.advance(DAY_MS);
    await g.note('three');
    await g.commit(0);
    expect(await g.readable()).toEqual(['one', 'two', 'three']);
    const [, after] = await tip();
    expect(g.repo.git('rev-parse', `${after}:${LOG}`)).toBe(g.repo.git('rev-parse', `${before}:${LOG}`));
    expect(await verifyJournal(g.world, g.ws, PLAIN_VIEW)).toMatchObject([
      { path: LOG, hint: expect.stringContaining('kairos log seal') },
      {},
    ]);
    expect(await sealLogs(g.world, g.ws, PLAIN_VIEW)).toEqual([LOG]);
    expect((await g.restore()).troubles).toEqual([]);
    expect(await g.committed()).toBe(g.live());
  },
);

it("what stands of a day is sealed, too, where the log is gone with the journal's text of it", async () => {
  await g.note('one');
  await g.commit();
  rmSync(join(g.ws.tails, (await tip())[0]), { recursive: true });
  await g.note('two');
  await losesBlob();
  g.remove(LOG);
  expect(await g.restore()).toMatchObject({ troubles: [lost], restored: [], edited: [LOG] });
  expect(await g.readable()).toEqual(['two']);
  expect(await sealLogs(g.world, g.ws, PLAIN_VIEW)).toEqual([LOG]);
  expect(await g.restore()).toMatchObject({ troubles: [], restored: [{ path: LOG, why: 'missing' }] });
  expect(await g.readable()).toEqual(['two']);
});

it("a person's version that cannot be read, and stands nowhere else, is told and kept until it is sealed", async () => {
  await g.note('one');
  await g.commit();
  const edited = LOG.replace('logs/', 'edited/');
  await commitLarge(edited);
  g.remove(LOG);
  expect(await g.restore()).toMatchObject({ troubles: [lost], restored: [] });
  await g.commit(0);
  expect(await names()).toEqual([edited, LOG]);
  expect(await g.readable()).toEqual(['one']);
  expect(await sealLogs(g.world, g.ws, PLAIN_VIEW)).toEqual([LOG]);
  expect(await names()).toEqual([LOG]);
  expect((await g.restore()).troubles).toEqual([]);
});

it("another work tree's copy of a day stays where the text that it was made from is gone", async () => {
  await g.note('one');
  await g.commit();
  // The tails of what was committed long ago are gone.
  rmSync(join(g.ws.tails, (await tip())[0]), { recursive: true });
  const other = await g.linked('other');
  await other.note('there');
  await refreshPeers(other.world, other.ws, PLAIN_VIEW);
  expect(await other.readable()).toEqual(['one', 'there']);
  await g.note('two');
  await losesBlob();
  await refreshPeers(other.world, other.ws, PLAIN_VIEW);
  expect(await other.readable()).toContain('one');
});

it('a log over the limit that a person had edited is not sealed', async () => {
  await g.note('one');
  await g.commit();
  g.put(LOG, `${(g.live() as string).replace('one', 'one, mended')}`);
  await g.commit(0);
  outgrow();
  expect(await sealLogs(g.world, g.ws, PLAIN_VIEW)).toEqual([]);
});

it("a person's version in the journal that is too large is replaced by the log as it stands", async () => {
  await g.note('one');
  await g.commit();
  const edited = LOG.replace('logs/', 'edited/');
  await commitLarge(edited);
  await g.restore();
  await g.commit(0);
  expect(await names()).toEqual([LOG]);
  expect(await g.readable()).toEqual(['one']);
});

it('a forget leaves a chain behind in which the entry cannot be looked for', async () => {
  const { id } = await g.note('one');
  await g.note('two');
  await g.commit();
  await commitLarge(LOG);
  await expect(forgetEntry(g.world, g.ws, PLAIN_VIEW, id)).rejects.toMatchObject({
    code: 'damaged',
    hint: expect.stringContaining('log seal'),
  });
  await sealLogs(g.world, g.ws, PLAIN_VIEW);
  await forgetEntry(g.world, g.ws, PLAIN_VIEW, id);
  const [, commit] = await tip();
  expect(g.repo.git('rev-list', '--count', commit).trim()).toBe('1');
  expect(await g.readable()).toEqual(['two']);
});
