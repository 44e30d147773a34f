import { beforeEach, describe, expect, it } from 'vitest';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readMemoryIndex, readTopics } from '../../src/memory/read-topics.js';
import { TOPIC_LIMIT_BYTES } from '../../src/memory/topic-bullet.js';
import { virtualWorld } from '../../src/replay/virtual-world.js';
import type { VirtualWorld } from '../../src/replay/virtual-world.js';
import { workspaceOf } from '../../src/base/workspace.js';

const ws = workspaceOf({ root: '/repo', gitDir: '/repo/.git', commonDir: '/repo/.git' }, '/home/kairos');

let world: VirtualWorld;
beforeEach(async () => {
  world = virtualWorld();
  await world.files.mkdir('/repo/.kairos');
});
const put = (path: string, text: string) => world.files.write(`/repo/.kairos/${path}`, text);

describe('reading topics and MEMORY.md', () => {
  it('tells a topic that is no UTF-8 by name, instead of one without claims', async () => {
    await put('topics/fine.md', '# Fine \uFFFD\n- x\n');
    await world.files.write('/repo/.kairos/topics/latin.md', Buffer.from('# Latin\n\n- Gr\xfcn ^k81m2pp0zd\n', 'latin1'));
    await world.files.write('/repo/.kairos/topics/wide.md', Buffer.from('\uFEFF# Wide\n\n- They use port 6379 ^k81m2pp0zd\n', 'utf16le'));
    const { topics, problems } = await readTopics(world, ws, PLAIN_VIEW);
    expect(topics.map(({ slug, bullets }) => [slug, bullets.length])).toEqual([
      ['fine', 1],
      ['latin', 1],
    ]);
    expect(problems).toEqual([
      { path: 'topics/latin.md', line: 3, message: 'holds bytes that are not UTF-8; they are read as \uFFFD' },
      { path: 'topics/wide.md', line: 1, message: 'holds NUL bytes, as text in UTF-16 does; the topic is not read' },
    ]);
  });

  it('reads good topics, sorted, and reports the others', async () => {
    await put('topics/b.md', '# B\n- x\n');
    await put('topics/a.md', '---js\n1\n---\n# A\n');
    await put('topics/Bad Name.md', '# C\n');
    await put('topics/con.md', '# D\n');
    await put('topics/large.md', 'x'.repeat(TOPIC_LIMIT_BYTES + 1));
    await put('topics/readme.txt', 'not a topic');
    world.volume.symlinkSync('/etc/passwd', '/repo/.kairos/topics/link.md');
    const { topics, problems } = await readTopics(world, ws, PLAIN_VIEW);
    expect(topics.map(({ slug, path }) => [slug, path])).toEqual([
      ['a', 'topics/a.md'],
      ['b', 'topics/b.md'],
    ]);
    expect(problems.map(({ path }) => path).toSorted()).toEqual([
      'topics/Bad Name.md',
      'topics/a.md',
      'topics/con.md',
      'topics/large.md',
      'topics/link.md',
    ]);
  });

  it('reads MEMORY.md, and no link in its place', async () => {
    expect(await readMemoryIndex(world, ws)).toEqual({ text: undefined, problems: [] });
    await put('MEMORY.md', 'mine');
    expect(await readMemoryIndex(world, ws)).toEqual({ text: 'mine', problems: [] });
    world.volume.unlinkSync('/repo/.kairos/MEMORY.md');
    world.volume.symlinkSync('/etc/passwd', '/repo/.kairos/MEMORY.md');
    expect(await readMemoryIndex(world, ws)).toMatchObject({ text: undefined, problems: [{ path: 'MEMORY.md' }] });
  });
});
