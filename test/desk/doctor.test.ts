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
