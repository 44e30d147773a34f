import { describe, expect, it } from 'vitest';
import { virtualClone, VIRTUAL_START_MS, virtualWorld } from '../../src/replay/virtual-world.js';

async function day(seed: number): Promise<unknown> {
  const world = virtualWorld({ seed });
  await world.files.append('/repo/log', `${world.random.base32(8)}\n`);
  await world.clock.sleep(3_600_000);
  await world.files.append('/repo/log', `${world.clock.now()} ${world.processes.self().pid}\n`);
  return [world.files.snapshot(), await world.files.stat('/repo/log')];
}

describe('the virtual world', () => {
  it('begins at a fixed time, with nothing in it', () => {
    const world = virtualWorld();
    expect(world.clock.now()).toBe(VIRTUAL_START_MS);
    expect(world.files.snapshot()).toEqual({});
  });

  it('lives the same day twice', async () => {
    expect(await day(1)).toEqual(await day(1));
    expect(await day(1)).not.toEqual(await day(2));
  });

  it('stamps files with its own time', async () => {
    const world = virtualWorld({ startMs: 1_000_123 });
    await world.files.write('/repo/a', 'x');
    world.clock.advance(5_000);
    await world.files.append('/repo/a', 'y');
    expect((await world.files.stat('/repo/a'))?.mtimeMs).toBe(1_005_123);
  });

  it('keeps what is logged', () => {
    const world = virtualWorld();
    world.log.info('noted');
    world.log.warn('odd');
    expect(world.messages).toEqual(['info: noted', 'warn: odd']);
  });

  it('says so when git is used and there is none', async () => {
    await expect(virtualWorld().git.head()).rejects.toMatchObject({ code: 'not-a-repository', message: expect.stringContaining('head') });
  });

  it('tells watchers of changes below their paths only', async () => {
    const { files } = virtualWorld();
    let hints = 0;
    await files.mkdir('/repo/.kairos');
    const close = await files.watch(['/repo/.kairos'], () => void (hints += 1));
    await files.write('/repo/.kairos/a', '1');
    await files.write('/repo/.kairos-else', '2');
    await Promise.resolve();
    expect(hints).toBe(1);
    await close();
    await files.write('/repo/.kairos/a', '3');
    await Promise.resolve();
    expect(hints).toBe(1);
  });

  it('has a clone in which git and files see one another', async () => {
    const { world, ws, repo } = await virtualClone();
    const id = await repo.commit('first', { 'a.txt': 'one\n', '.kairos/MEMORY.md': '# Memory\n' });
    expect(await world.git.head()).toEqual({ ref: 'refs/heads/main', commit: id });
    expect(await world.files.read(ws.memoryIndex)).toBe('# Memory\n');
    const { repo: other } = await virtualClone();
    expect(await other.commit('first', { 'a.txt': 'one\n', '.kairos/MEMORY.md': '# Memory\n' })).toBe(id);
  });

  it('has a clone whose git folder is the same whenever it is made, index and all', async () => {
    const made = async (): Promise<Record<string, string>> => {
      const { world, repo } = await virtualClone();
      await repo.commit('first', { 'a.txt': 'one\n', 'b/c.txt': 'two\n' });
      // The index keeps the times of what is added.
      await repo.add('a.txt');
      return world.files.snapshot('/repo/.git');
    };
    const before = await made();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await made()).toEqual(before);
    expect(Object.keys(before)).toContain('index');
  });
});
