import { expect, test } from 'vitest';
import { examine } from '../../src/desk/doctor.js';
import { appendEntries } from '../../src/memory/append.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { kairosClone } from '../kairos-clone.js';

test('what memory holds is counted: none, one, two', async () => {
  const { world, ws } = await kairosClone();
  const memory = async (): Promise<string | undefined> => (await examine(world, ws, [])).find(({ what }) => what === 'memory')?.detail;
  const note = (text: string): Promise<unknown> =>
    appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'note', actor: 'user', atMs: world.clock.now(), text }]);
  const topic = (slug: string): unknown => world.files.lay({ [`${ws.topics}/${slug}.md`]: `---\ntopic: ${slug}\n---\n# ${slug}\n` });
  expect(await memory()).toBe('0 entries, 0 topics');
  await note('one');
  topic('one');
  expect(await memory()).toBe('1 entry, 1 topic');
  await note('two');
  topic('two');
  expect(await memory()).toBe('2 entries, 2 topics');
});

test('sections come in one order, and in a plain folder those of git are left out', async () => {
  const { world, ws } = await kairosClone();
  const whats = async (hasGit: boolean): Promise<string[]> => [
    ...new Set((await examine(world, { ...ws, hasGit }, [])).map(({ what }) => what)),
  ];
  expect(await whats(true)).toEqual([
    'config',
    'checkout',
    'ignored',
    'attributes',
    'journal',
    'writer',
    'memory',
    'embedder',
    'vectors',
    'trust',
    'daemon',
  ]);
  expect(await whats(false)).toEqual(['config', 'git', 'memory', 'embedder', 'vectors']);
});

test('a claim superseded by what is not known is noted with its place, and what cannot be read is bad', async () => {
  const { world, ws } = await kairosClone();
  world.files.lay({
    [`${ws.topics}/redis.md`]: '# Redis\n\n- ~~On 6379.~~ superseded 2026-11-18 by (^zzzzzzzzzz) ^k2aa0b1c3d\n',
    [`${ws.logs}/2026/11/2026-11-19.md`]: '- 08:00:00.000Z note@user torn\n',
  });
  const rows = await examine(world, ws, [
    { code: 'unknown-key', path: 'config.yaml', line: 3, message: 'no such key', hint: 'leave it out' },
  ]);
  expect(rows).toContainEqual({ what: 'topics', state: 'note', detail: expect.stringMatching(/does not know: topics\/redis\.md:3$/) });
  expect(rows).toContainEqual({ what: 'config', state: 'bad', detail: 'config.yaml:3: no such key', hint: 'leave it out' });
  expect(rows).toContainEqual({ what: 'memory', state: 'bad', detail: expect.stringContaining('2026-11-19.md:1: torn') });
});
