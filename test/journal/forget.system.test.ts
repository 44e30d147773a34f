import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { forgetEntry } from '../../src/journal/forget.js';
import { forgottenLeft } from '../../src/journal/forgotten-left.js';
import { journalTips } from '../../src/journal/journal-tree.js';
import { refreshPeers } from '../../src/journal/peers.js';
import { sealLogs } from '../../src/journal/seal.js';
import { verifyJournal } from '../../src/journal/verify.js';
import { appendEntries } from '../../src/memory/append.js';
import { knownWriter } from '../../src/memory/writer.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readTally } from '../../src/memory/tally.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { journaledRepo, LOG, virtualGround, type Tree } from './journaled-repo.js';

/** Every text of this clone that could hold it: work trees, tails, and all objects that a ref still reaches. */
async function stands(g: Tree, secret: string): Promise<string[]> {
  const found: string[] = [];
  for (const root of [g.ws.kairos, g.ws.tails]) {
    for (const path of await g.world.files.walk(root))
      if ((await g.world.files.read(`${root}/${path}`))?.includes(secret)) found.push(path);
  }
  for (const [writer, tip] of await journalTips(g.world.git)) {
    for (const commit of await g.world.git.between([tip], [])) {
      const ids = (await g.world.git.readTree(commit, ['logs', 'edited'])).map((file) => file.id);
      for (const bytes of (await g.world.git.readBlobs(ids)).values())
        if (new TextDecoder().decode(bytes).includes(secret)) found.push(`${writer} ${commit}`);
    }
  }
  return found;
}

describe('forget', () => {
  it('takes an entry from journal, tail and log, and nothing else', async () => {
    const g = await virtualGround();
    await g.note('one');
    const secret = await g.note('the secret');
    await g.commit();
    await g.note('three');
    const before = g.live() as string;
    const { view } = await g.restore();
    const result = await forgetEntry(g.world, g.ws, view, secret.id);
    expect(result).toMatchObject({ journals: [await knownWriter(g.world, g.ws)], remains: [] });
    expect(g.live()).toBe(before.replace(/.*the secret.*\n/, ''));
    expect(await stands(g, 'the secret')).toEqual([]);
    expect(await g.readable()).toEqual(['one', 'three']);
    expect((await verifyJournal(g.world, g.ws, view)).map((finding) => finding.status)).toEqual(['intact']);
    g.remove('logs');
    expect(await g.readable()).toEqual(['one', 'three']);
  });

  it('takes it out of the outline and the tally of the logs, and doctor would find it there', async () => {
    const g = await virtualGround();
    await g.note('one');
    const [entry] = await appendEntries(g.world, g.ws, PLAIN_VIEW, [
      { kind: 'verdict', actor: 'user', atMs: g.world.clock.now(), text: 'the secret' },
    ]);
    await g.world.clock.sleep(10_000);
    await readTally(g.world, g.ws, PLAIN_VIEW);
    const torn = `${g.ws.tallyFile}.99-abc.tmp`;
    const files = [g.ws.outlineFile, g.ws.tallyFile, torn];
    await g.world.files.write(torn, (await g.world.files.read(g.ws.tallyFile)) ?? '');
    const texts = await Promise.all(files.map(async (file) => (await g.world.files.read(file)) ?? ''));
    for (const text of texts) expect(text).toContain('the secret');
    await forgetEntry(g.world, g.ws, PLAIN_VIEW, entry?.id ?? '');
    for (const file of files) expect(await g.world.files.read(file)).toBeUndefined();
    expect(await forgottenLeft(g.world, g.ws, PLAIN_VIEW)).toEqual([]);
    for (const [at, file] of files.entries()) {
      await g.world.files.write(file, texts[at] ?? '');
      expect(await forgottenLeft(g.world, g.ws, PLAIN_VIEW)).toEqual([{ id: entry?.id, where: file }]);
      await g.world.files.remove(file);
    }
  });

  it('finds it in what a seal left in the history', async () => {
    const g = await virtualGround();
    const { id } = await g.note('the secret');
    await g.note('two');
    await g.commit();
    g.put(LOG, (g.live() as string).replace('the secret', 'nothing to see'));
    await g.commit();
    await sealLogs(g.world, g.ws, PLAIN_VIEW);
    await g.note('three');
    await g.commit();
    await forgetEntry(g.world, g.ws, PLAIN_VIEW, id);
    expect(await stands(g, 'the secret')).toEqual([]);
    expect(await g.readable()).toEqual(['two', 'three']);
  });

  it('finds a line that a person wrote in and took out again between two commits', async () => {
    const g = await virtualGround();
    await g.note('one');
    await g.note('two');
    await g.commit();
    const clean = g.live() as string;
    g.put(LOG, `- the secret ^mine\n${clean}`);
    await g.commit();
    g.put(LOG, clean);
    await g.commit();
    expect(await stands(g, 'the secret')).toHaveLength(1);
    expect((await forgetEntry(g.world, g.ws, PLAIN_VIEW, 'mine')).journals).toHaveLength(1);
    expect(await stands(g, 'the secret')).toEqual([]);
    expect(await g.readable()).toEqual(['one', 'two']);
  });

  it('leaves an edited log as the person left it, byte for byte', async () => {
    const g = await virtualGround();
    const { id } = await g.note('the secret');
    await g.note('two');
    await g.commit();
    g.put(LOG, `\uFEFF# caf\u00e9\r\n\r\n${g.live()}no newline`);
    await g.commit();
    const before = g.live() as string;
    await forgetEntry(g.world, g.ws, PLAIN_VIEW, id);
    expect(g.live()).toBe(before.replace(/.*the secret.*\n/, ''));
    expect((await g.restore()).edited).toEqual([LOG]);
    expect(await stands(g, 'the secret')).toEqual([]);
  });

  it('is not undone by a stale buffer, by an equal draft, or by a fetched copy', async () => {
    const g = await virtualGround();
    const draft = { kind: 'note', atMs: g.clock.now(), text: 'the secret', key: 'k' } as const;
    const [entry] = await appendEntries(g.world, g.ws, PLAIN_VIEW, [draft]);
    const stale = g.live() as string;
    await g.commit();
    const [oldTip] = (await journalTips(g.world.git)).values();
    await forgetEntry(g.world, g.ws, PLAIN_VIEW, entry?.id ?? '');
    expect(await appendEntries(g.world, g.ws, PLAIN_VIEW, [draft])).toEqual([]);
    g.put(LOG, stale);
    expect(await g.readable()).toEqual([]);
    expect(g.live()).toBe('');
    await g.world.git.updateRefs([{ ref: 'refs/kairos/journal/peer0000', old: undefined, new: oldTip }]);
    await refreshPeers(g.world, g.ws, PLAIN_VIEW);
    expect(await stands(g, 'the secret')).toEqual([`peer0000 ${oldTip}`]);
    expect(await g.readable()).toEqual([]);
  });

  it('takes a bullet without an id by its address', async () => {
    const g = await virtualGround();
    await g.note('one');
    g.put(LOG, `${g.live()}- d\u00e9j\u00e0 vu, the secret\n- another\n`);
    await g.commit();
    const { entries } = await readEntries(g.world, g.ws, PLAIN_VIEW);
    const bullet = entries.find((entry) => entry.text.includes('secret'));
    await forgetEntry(g.world, g.ws, PLAIN_VIEW, bullet?.id ?? '');
    expect(await g.readable()).toEqual(['one', 'another']);
    expect(await stands(g, 'the secret')).toEqual([]);
  });

  it("says where it remains in the user's own history, and removes the index made from it", async () => {
    const g = await virtualGround();
    const { id } = await g.note('the secret');
    g.put('topics/x.md', `# X\n\n- claim ^kclaim00001\n  evidence: (^${id}) (^${id}x)\n`);
    g.put('dreams/2026-11-20-a.md', `(^${id}x)\n\n> - note the secret ^${id}\n`);
    g.put('index/lexical/shard', 'the secret');
    const { remains } = await forgetEntry(g.world, g.ws, PLAIN_VIEW, id);
    expect(remains).toEqual([
      { path: 'dreams/2026-11-20-a.md', line: 3 },
      { path: 'topics/x.md', line: 4 },
    ]);
    expect(g.live('index/lexical/shard')).toBeUndefined();
  });

  it('says where it stands in a log that git tracks, leaves that alone, and takes it out once git tracks it no more', async () => {
    const g = await journaledRepo();
    await g.note('one');
    const { id } = await g.note('the secret');
    g.repo.git('add', '-f', `.kairos/${LOG}`);
    const { view } = await g.restore();
    const text = g.live() as string;
    expect(await forgetEntry(g.world, g.ws, view, id)).toMatchObject({ remains: [], tracked: [{ path: LOG, line: 2 }] });
    expect([g.live(), await forgottenLeft(g.world, g.ws, view)]).toEqual([text, [{ id, where: `${g.ws.kairos}/${LOG}` }]]);
    g.repo.git('rm', '-q', '--cached', `.kairos/${LOG}`);
    const after = await g.restore();
    expect([g.live(), await forgottenLeft(g.world, g.ws, after.view)]).toEqual([text.replace(/.*the secret.*\n/, ''), []]);
    g.repo.cleanup();
  });

  it.each(['zzzzzzzzzz', '../x', ''])('knows nothing of %j', async (id) => {
    const g = await virtualGround();
    await g.note('one');
    await expect(forgetEntry(g.world, g.ws, PLAIN_VIEW, id)).rejects.toMatchObject({ code: 'not-found' });
    expect(await g.world.files.stat(g.ws.forgotten)).toBeUndefined();
  });

  it('reaches every work tree of the clone', async () => {
    const g = await journaledRepo();
    const side = await g.linked('side');
    const { id } = await side.note('the secret');
    await side.note('two');
    await side.commit();
    await refreshPeers(g.world, g.ws, PLAIN_VIEW);
    expect(await g.readable()).toEqual(['the secret', 'two']);
    for (const tree of [g, side]) tree.put('index/vectors/x/y.shard', 'a vector');
    const { files } = await forgetEntry(g.world, g.ws, PLAIN_VIEW, id);
    expect(files.length).toBe(3);
    expect([side.live('index/vectors/x/y.shard'), g.live('index/vectors/x/y.shard')]).toEqual([undefined, 'a vector']);
    expect([await stands(g, 'the secret'), await stands(side, 'the secret')]).toEqual([[], []]);
    expect([await g.readable(), await side.readable()]).toEqual([['two'], ['two']]);
    g.repo.git('gc', '-q', '--prune=now');
    const objects = g.repo
      .git('cat-file', '--batch-all-objects', '--batch-check')
      .split('\n')
      .filter((line) => line.includes(' blob '));
    const held = objects.filter((line) => g.repo.git('cat-file', 'blob', line.split(' ')[0] as string).includes('the secret'));
    expect([held, existsSync(g.ws.forgotten)]).toEqual([[], true]);
    g.repo.cleanup();
  });
});
