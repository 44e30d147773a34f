/** What a branch put under the ignored names is not there for whoever lists, walks or looks. */
import { expect, it } from 'vitest';
import { untrackedFiles } from '../../src/memory/untracked-files.js';
import { virtualWorld } from '../../src/replay/virtual-world.js';

const LOGS = '/repo/.kairos/logs';

it('leaves hidden files out of everything that names them, and nothing else', async () => {
  const { files } = virtualWorld();
  for (const day of ['2026-11-19', '2026-11-20']) await files.write(`${LOGS}/2026/11/${day}.md`, 'a\n');
  const hidden = new Set(['.kairos/logs/2026/11/2026-11-19.md']);
  const untracked = untrackedFiles(files, { kairos: '/repo/.kairos' }, { hidden });
  const shown = '2026/11/2026-11-20.md';
  expect(await untracked.walk(LOGS)).toEqual([shown]);
  expect([...(await untracked.stats(LOGS)).keys()]).toEqual([shown]);
  expect((await untracked.list(`${LOGS}/2026/11`)).map(({ name }) => name)).toEqual(['2026-11-20.md']);
  expect(await untracked.stat(`${LOGS}/2026/11/2026-11-19.md`)).toBeUndefined();
});
