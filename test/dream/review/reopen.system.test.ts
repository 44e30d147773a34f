import { describe, expect, it } from 'vitest';
import { runDream, type DreamResult } from '../../../src/dream/dream.js';
import { parseReport } from '../../../src/dream/report/report-parse.js';
import { verdictsIn } from '../../../src/dream/report/verdict.js';
import { decide, type Decided } from '../../../src/dream/review/accept.js';
import { reopen, type Reopened } from '../../../src/dream/review/reopen.js';
import { readReview } from '../../../src/dream/review/review.js';
import { undoDream, type Undone } from '../../../src/dream/review/undo.js';
import type { Decisions } from '../../../src/dream/review/wish.js';
import { appendEntries } from '../../../src/memory/append.js';
import { FIRST_MEMORY } from '../../../src/memory/memory-index.js';
import { CONFIG, FLAKY, REDIS, RELEASE, view, virtualSetting, type VirtualSetting } from '../setting.js';
import { TOPIC_PATH } from '../tests-topic.js';

const MAIN = 'refs/heads/main';
const SAID = 'The integration tests need Redis on port 6380.';

const decideIn = (s: VirtualSetting, decisions: Decisions): Promise<Decided> => decide(s.world, s.ws, view, CONFIG, decisions);
const reopenIn = (s: VirtualSetting, ...ids: string[]): Promise<Reopened> => reopen(s.world, s.ws, view, CONFIG, ids);
const undoIn = (s: VirtualSetting, id: string): Promise<Undone> => undoDream(s.world, s.ws, view, CONFIG, id);
const dream = (s: VirtualSetting): Promise<DreamResult> => runDream(s.world, s.ws, CONFIG, { view, now: true });

async function states(s: VirtualSetting): Promise<Record<string, string>> {
  const review = await readReview(s.world, verdictsIn(await s.log()));
  return Object.fromEntries(review?.items.map(({ id, state }) => [id, state]) ?? []);
}

async function dreamt(): Promise<VirtualSetting & { branch: string; report: string; id: string }> {
  const s = await virtualSetting();
  const { proposed } = await s.dream([REDIS, FLAKY, RELEASE]);
  return { ...s, id: proposed?.id ?? '', branch: `refs/heads/${proposed?.branch ?? ''}`, report: proposed?.reportPath ?? '' };
}

/** One note, the dream of it, and all of that dream rejected. */
async function refused(
  onBranch?: (s: VirtualSetting, branch: string) => Promise<void>,
): Promise<VirtualSetting & { claim: string; id: string }> {
  const s = await virtualSetting({ 'README.md': 'x\n' });
  await appendEntries(s.world, s.ws, view, [{ kind: 'note', actor: 'user', atMs: s.world.clock.now(), text: SAID }]);
  const { proposed } = await dream(s);
  const [claim] = Object.keys(await states(s));
  await onBranch?.(s, proposed?.branch ?? '');
  s.world.clock.advance(1000);
  await decideIn(s, { reject: 'all' });
  s.world.clock.advance(1000);
  return { ...s, claim: claim ?? '', id: proposed?.id ?? '' };
}

describe('in the dream that is open', () => {
  it('makes a rejected claim undecided, on the branch as it was proposed, and accepting lands it', async () => {
    const s = await dreamt();
    const lines = async (): Promise<(string[] | undefined)[]> =>
      [await s.at(s.branch, TOPIC_PATH), await s.at(s.branch, '.kairos/MEMORY.md')].map((text) => text?.split('\n').toSorted());
    const before = await lines();
    await decideIn(s, { reject: [FLAKY.id, RELEASE.id] });
    expect(await s.at(s.branch, TOPIC_PATH)).not.toContain('flaky');
    expect(await reopenIn(s, `^${FLAKY.id}`, RELEASE.id)).toMatchObject({ dream: s.id, next: [], open: [{ decision: 'reopened' }, {}] });
    expect(await states(s)).toEqual({ [REDIS.id]: 'pending', [FLAKY.id]: 'pending', [RELEASE.id]: 'pending' });
    expect(await lines()).toEqual(before);
    expect(parseReport((await s.at(s.branch, s.report)) ?? '').report?.marks.size).toBe(0);
    expect(await decideIn(s, { accept: 'all' })).toMatchObject({ closed: true, accepted: [REDIS, FLAKY, RELEASE] });
    expect(s.read(TOPIC_PATH)).toContain('flaky');
  });

  it('may be rejected and reopened again, as often as a person wants', async () => {
    const s = await dreamt();
    for (const _ of [1, 2, 3]) {
      await decideIn(s, { reject: [FLAKY.id] });
      expect((await states(s))[FLAKY.id]).toBe('rejected');
      s.world.clock.advance(1000);
      await reopenIn(s, FLAKY.id);
      expect((await states(s))[FLAKY.id]).toBe('pending');
      s.world.clock.advance(1000);
    }
    await decideIn(s, { reject: [FLAKY.id] });
    await decideIn(s, { accept: 'all' });
    expect(verdictsIn(await s.log()).filter(({ candidateId }) => candidateId === FLAKY.id)).toHaveLength(7);
    expect(parseReport(s.read(s.report) ?? '').report?.marks.get(FLAKY.id)?.decision).toBe('rejected');
  });

  it('moves the base neither for a rejection nor for taking it back, once some of the dream has landed', async () => {
    const s = await dreamt();
    await decideIn(s, { accept: [REDIS.id] });
    const tip = (await s.refs())[MAIN];
    await decideIn(s, { reject: [FLAKY.id] });
    await reopenIn(s, FLAKY.id);
    expect((await s.refs())[MAIN]).toBe(tip);
    await decideIn(s, { reject: [RELEASE.id] });
    await decideIn(s, { accept: [FLAKY.id] });
    const marks = parseReport(s.read(s.report) ?? '').report?.marks;
    expect([REDIS, FLAKY, RELEASE].map(({ id }) => marks?.get(id)?.decision)).toEqual(['accepted', 'accepted', 'rejected']);
  });

  it('puts back what a person took off the branch by hand', async () => {
    const s = await dreamt();
    const without = (await s.at(s.branch, TOPIC_PATH))?.replace(/- The login test is flaky[^]*?\n(?=- |$)/, '') ?? '';
    await s.repo.commit('Not this', { [TOPIC_PATH]: without }, { branch: s.branch.slice('refs/heads/'.length) });
    expect((await states(s))[FLAKY.id]).toBe('withdrawn');
    await reopenIn(s, FLAKY.id);
    expect((await states(s))[FLAKY.id]).toBe('pending');
  });

  it('refuses what is undecided, accepted or unknown, and changes nothing', async () => {
    const s = await dreamt();
    await decideIn(s, { accept: [REDIS.id], reject: [FLAKY.id] });
    const before = [await s.refs(), await s.log()];
    await expect(reopenIn(s, RELEASE.id)).rejects.toMatchObject({ code: 'usage', message: `^${RELEASE.id} is undecided` });
    await expect(reopenIn(s, FLAKY.id, REDIS.id)).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining(`undo ${s.id}`) as string,
    });
    await expect(reopenIn(s, 'zzzzzzzzzz')).rejects.toMatchObject({ code: 'not-found', hint: expect.stringContaining(FLAKY.id) as string });
    expect([await s.refs(), await s.log()]).toEqual(before);
  });
});

describe('of a dream that is closed', () => {
  it('lets the next dream propose the claim again', async () => {
    const s = await refused();
    expect(await dream(s)).toMatchObject({ outcome: 'nothing', dropped: { rejected: 1 } });
    expect(await reopenIn(s, s.claim)).toMatchObject({ open: [], next: [{ candidateId: s.claim, dream: s.id }] });
    await expect(reopenIn(s, s.claim)).rejects.toMatchObject({ code: 'not-found' });
    expect(await dream(s)).toMatchObject({ outcome: 'proposed' });
    expect(await states(s)).toEqual({ [s.claim]: 'pending' });
    s.world.clock.advance(1000);
    await decideIn(s, { reject: 'all' });
    expect(await dream(s)).toMatchObject({ outcome: 'nothing', dropped: { rejected: 1 } });
  });

  it.each(['ID', '2026-11-20-ID', 'kairos/dream/2026-11-20-ID', '.kairos/dreams/2026-11-20-ID.md'])(
    'takes all its rejections back by undo %s',
    async (name) => {
      const s = await refused();
      expect(await undoIn(s, name.replace('ID', s.id))).toMatchObject({
        dream: s.id,
        candidates: [],
        reopened: [{ candidateId: s.claim }],
      });
      expect(await dream(s)).toMatchObject({ outcome: 'proposed' });
    },
  );

  it('commits nothing where all is rejected over a MEMORY.md that init laid down and nobody committed', async () => {
    const s = await virtualSetting({ 'README.md': 'x\n' });
    s.write('.kairos/MEMORY.md', FIRST_MEMORY);
    await s.dream([RELEASE]);
    const tip = (await s.refs())[MAIN];
    expect(await decideIn(s, { reject: 'all' })).not.toHaveProperty('commit');
    expect(await s.refs()).toEqual({ [MAIN]: tip });
    expect(s.read('.kairos/MEMORY.md')).toBe(FIRST_MEMORY);
  });

  it('takes the rejections back of one that left a report on the base', async () => {
    const s = await refused(async (setting, branch) => {
      const path = '.kairos/topics/mine.md';
      await setting.repo.commit('My own', { [path]: '# Mine\n\n- By hand. ^dddddddddd\n' }, { branch });
    });
    expect(s.read('.kairos/topics/mine.md')).toContain('By hand.');
    expect(await undoIn(s, s.id)).toMatchObject({ reopened: [{ candidateId: s.claim }] });
    expect(await dream(s)).toMatchObject({ outcome: 'proposed' });
  });

  it('which nobody has heard of is answered with those that can be undone', async () => {
    const s = await refused();
    await expect(undoIn(s, 'zzzzzz')).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining(`kairos dream undo ${s.id} (2026-11-20)`) as string,
    });
    const none = await virtualSetting();
    await expect(undoIn(none, 'zzzzzz')).rejects.toMatchObject({ hint: 'kairos review shows what is open' });
  });
});
