/** Commits whose paths look like other things, from git through journal and dream to the claims that a person reviews. */
import { describe, expect, it } from 'vitest';
import { observeHistory } from '../../src/observe/history.js';
import { runDream } from '../../src/dream/dream.js';
import { parseReport } from '../../src/dream/report/report-parse.js';
import { questionOf } from '../../src/recall/question/question.js';
import { recall } from '../../src/recall/recall.js';
import { CONFIG, view, virtualSetting, type VirtualSetting } from './setting.js';

const WHY = 'Bcrypt cuts passwords after 72 bytes, so that long ones must never be hashed with it.';
const PATHS = [
  'app/(auth)/page.tsx',
  'app/(shop)/cart (1)/page.tsx',
  'routes/[id]/+page.svelte',
  'docs/{lang}/a, b.md',
  'half(/a "b".ts',
  'x -> y +1 -1',
];

async function observed(messages: readonly (readonly [message: string, path: string])[]): Promise<VirtualSetting> {
  const setting = await virtualSetting({ 'README.md': 'x\n' });
  for (const [n, [message, path]] of messages.entries())
    await setting.repo.commit(message, { [path]: `${n}\n`, 'src/hash.ts': `argon2 ${n}\n` });
  await observeHistory(setting.world, setting.ws, view);
  return setting;
}

async function claimsIn(setting: VirtualSetting): Promise<{ claim: string; text: string }[]> {
  const { proposed } = await runDream(setting.world, setting.ws, CONFIG, { view, now: true });
  const text = (await setting.at(`refs/heads/${proposed?.branch ?? ''}`, proposed?.reportPath ?? '')) ?? '';
  return (parseReport(text).report?.candidates ?? []).map(({ after = '', evidence }) => ({ claim: after, text: evidence[0]?.text ?? '' }));
}

describe.each(PATHS)('a commit that touches %s', (path) => {
  it('makes a claim without path and counts', async () => {
    const claims = await claimsIn(await observed([[`Use argon2 for passwords\n\n${WHY}`, path]]));
    expect(claims.length).toBeGreaterThan(0);
    expect(claims.map(({ text }) => text).join('\n')).toMatch(/\+1 -0\)/);
    for (const { claim } of claims) {
      expect(claim).not.toMatch(/\+\d|-\d/);
      expect(claim).not.toContain(path);
    }
  });

  it('is superseded by a revert that has its subject only', async () => {
    const setting = await observed([
      ['Use argon2', path],
      ['Revert "Use argon2"\n\nIt is not in the base image.', path],
    ]);
    const { hits } = await recall(setting.world, setting.ws, view, questionOf('use argon2', {}), { settings: CONFIG.recall });
    const replaced = hits.find(({ text }) => / main: Use argon2 /.test(text));
    expect(replaced?.supersededBy).toMatchObject({ why: 'reverted', text: expect.stringContaining('Revert "Use argon2"') });
  });
});

describe('a commit of which nothing stands any more', () => {
  it.each([
    ['is not told where its lines were written anew', { 'src/pool.ts': 'open all of them at once\nclose none of them\n' }, 0],
    ['is told where they stand in another file', { 'src/pool.ts': 'look below\n', 'lib/pool.ts': 'never open more than ten\n' }, 1],
  ])('%s', async (_what, later, count) => {
    const setting = await virtualSetting({ 'README.md': 'x\n' });
    await setting.repo.commit(`Never open more than ten\n\n${WHY}`, { 'src/pool.ts': 'never open more than ten\n' });
    await setting.repo.commit('Touch it', { 'z.md': 'z\n', ...later });
    await observeHistory(setting.world, setting.ws, view);
    expect((await claimsIn(setting)).filter(({ claim }) => claim.startsWith('Never open'))).toHaveLength(count);
  });
});
