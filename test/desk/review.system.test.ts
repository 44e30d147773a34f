import { describe, expect, it } from 'vitest';
import { claimToEdit, decideOn, openReview, proposedChanges, type Decider } from '../../src/desk/review.js';
import { undo } from '../../src/desk/undo.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { CONFIG, FLAKY, REDIS, RELEASE, virtualSetting, type VirtualSetting } from '../dream/setting.js';
import { TESTS_TOPIC, TOPIC_PATH } from '../dream/tests-topic.js';

async function dreamt(): Promise<{ setting: VirtualSetting; decider: Decider; dream: string }> {
  const setting = await virtualSetting();
  await setting.dream([REDIS, FLAKY, RELEASE]);
  const { world, ws } = setting;
  const dream = (await openReview(world, ws, PLAIN_VIEW))?.dream ?? '';
  return { setting, decider: { world, ws, view: PLAIN_VIEW, config: CONFIG }, dream };
}

describe('deciding on a dream', () => {
  it('all but the ones that are named', async () => {
    const { setting, decider } = await dreamt();
    const decided = await decideOn(decider, {
      accept: 'all',
      reject: [FLAKY.id],
      edits: new Map([[RELEASE.id, 'Releases are cut on Fridays.']]),
    });
    expect(decided).toMatchObject({ accepted: [REDIS], rejected: [FLAKY], edited: [RELEASE], closed: true });
    expect(setting.read(TOPIC_PATH)).toContain('6380');
    expect(setting.read(TOPIC_PATH)).not.toContain('flaky');
    expect(await setting.world.git.refs(['refs/kairos/journal/'])).toHaveLength(1);
  });

  it('all accepted and all rejected contradict', async () => {
    const { setting, decider } = await dreamt();
    await expect(decideOn(decider, { accept: 'all', reject: 'all' })).rejects.toMatchObject({ code: 'usage' });
    expect(setting.read(TOPIC_PATH)).toBe(TESTS_TOPIC);
  });

  it('a claim is edited from the text that would stand', async () => {
    const { decider } = await dreamt();
    const { world, ws } = decider;
    expect(await claimToEdit(world, ws, PLAIN_VIEW, REDIS.id)).toBe('They need Redis on port 6380.');
    await expect(claimToEdit(world, ws, PLAIN_VIEW, 'zzzzzzzzzz')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('shows what would change by path, and nothing of another dream', async () => {
    const { decider, dream } = await dreamt();
    const changes = await proposedChanges(decider.world, dream);
    expect(changes.map(({ path }) => path)).toContain(TOPIC_PATH);
    expect(changes.find(({ path }) => path === TOPIC_PATH)?.before).toBe(TESTS_TOPIC);
    expect(await proposedChanges(decider.world, 'zzzzzz')).toEqual([]);
  });

  it('takes an accepted dream back', async () => {
    const { setting, decider, dream } = await dreamt();
    await decideOn(decider, { accept: 'all' });
    expect((await undo(decider, dream)).candidates).toHaveLength(3);
    expect(setting.read(TOPIC_PATH)).not.toContain('6380');
  });
});
