import { describe, expect, it } from 'vitest';
import { MEMORY } from '../../../src/base/memory-paths.js';
import type { Config } from '../../../src/config/config.js';
import { runDream } from '../../../src/dream/dream.js';
import { withIndex } from '../../../src/dream/edit/with-index.js';
import type { Candidate } from '../../../src/dream/report/candidate.js';
import { decide } from '../../../src/dream/review/accept.js';
import { reopen } from '../../../src/dream/review/reopen.js';
import { undoDream } from '../../../src/dream/review/undo.js';
import { memoryAt } from '../../../src/dream/tree/memory-files.js';
import { added, CONFIG, FLAKY, proposing, REDIS, view, virtualSetting, type VirtualSetting } from '../setting.js';
import { TESTS_TOPIC, TOPIC_PATH } from '../tests-topic.js';

const MAIN = 'refs/heads/main';
/** So small that strength decides what is left out. */
const SMALL: Config = { ...CONFIG, memory: { budgetBytes: 1000 }, dream: { ...CONFIG.dream, later: 100 } };
const MANY: readonly Candidate[] = Array.from({ length: 20 }, (_, n) => ({
  ...added(`Claim ${n} says that this part of the project is so and not otherwise, whatever comes.`, n % 2 === 0 ? 'even' : 'odd'),
  date: `20${String(10 + (n % 16))}-03-01`,
}));

/** MEMORY.md at a ref, and what the tree of its commit makes of it. */
async function both({ world }: VirtualSetting, ref: string): Promise<{ stands: string; made: string }> {
  const commit = (await world.git.refs([ref])).find(({ name }) => name === ref)?.commit ?? '';
  const { files } = await memoryAt(world.git, commit);
  return { stands: files.get(MEMORY.index) ?? '', made: withIndex(files, SMALL.memory.budgetBytes).files.get(MEMORY.index) ?? '' };
}

describe('the block of MEMORY.md is what the tree of its commit makes of it', () => {
  it('in a dream, after each decision, an undo and a hand edit', async () => {
    const setting = await virtualSetting();
    const { world, ws } = setting;
    const pure = async (ref: string): Promise<string> => {
      const { stands, made } = await both(setting, ref);
      expect(stands).toBe(made);
      expect(stands).toContain('Ann wrote this.');
      return stands;
    };
    const dream = async (candidates: readonly Candidate[]): Promise<string> => {
      const { proposed } = await runDream(world, ws, SMALL, { view, now: true, consolidate: proposing(...candidates) });
      return `refs/heads/${proposed?.branch ?? ''}`;
    };
    const branch = await dream([REDIS, FLAKY, ...MANY]);
    const proposed = await pure(branch);
    expect(proposed).toMatch(/\(10 claims, \d here, 2025-03-01\)/);
    world.clock.advance(400 * 86_400_000);
    await decide(world, ws, view, SMALL, { accept: [MANY[0]?.id ?? '', FLAKY.id] });
    await pure(MAIN);
    await decide(world, ws, view, SMALL, { reject: [MANY[1]?.id ?? ''], edits: new Map([[MANY[2]?.id ?? '', 'In other words.']]) });
    await pure(MAIN);
    await pure(branch);
    await reopen(world, ws, view, SMALL, [MANY[1]?.id ?? '']);
    await pure(branch);
    await decide(world, ws, view, SMALL, { accept: 'all' });
    const accepted = await pure(MAIN);
    expect(accepted).toMatch(/\(10 claims, \d here, /);
    expect(setting.read(MEMORY.index)).toBe(accepted);

    await setting.repo.commit('By hand', { [TOPIC_PATH]: `${TESTS_TOPIC}- Ann says so (2026-11-21). ^cccccccccc\n` });
    const next = await dream([added('They run on Node 22.')]);
    expect(await pure(next)).toContain('Ann says so');
    const id = (await decide(world, ws, view, SMALL, { accept: 'all' })).dream;
    expect(await pure(MAIN)).toContain('They run on Node 22');
    await undoDream(world, ws, view, SMALL, id);
    expect(await pure(MAIN)).not.toContain('They run on Node 22');
  });
});
