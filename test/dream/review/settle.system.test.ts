import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/dream/review/accept.js';
import { findOpenDream } from '../../../src/dream/branch/open-dream.js';
import { readReview } from '../../../src/dream/review/review.js';
import { settle } from '../../../src/dream/review/settle.js';
import { verdictsIn } from '../../../src/dream/report/verdict.js';
import { CONFIG, FLAKY, realSetting, realSettingIn, REDIS, RELEASE, view, virtualSetting, type RealSetting } from '../setting.js';
import { TOPIC_PATH } from '../tests-topic.js';

const ALL = [REDIS, FLAKY, RELEASE];

async function dreamt(): Promise<RealSetting & { branch: string; id: string }> {
  const setting = await realSetting();
  const { proposed } = await setting.dream(ALL);
  return { ...setting, branch: proposed?.branch ?? '', id: proposed?.id ?? '' };
}

async function verdicts(setting: RealSetting): Promise<string[]> {
  return verdictsIn(await setting.log())
    .map(({ decision, candidateId }) => `${decision} ${candidateId}`)
    .toSorted();
}

function settled(setting: RealSetting): ReturnType<typeof settle> {
  return settle(setting.world, setting.ws, view);
}

const ACCEPTED = ALL.map(({ id }) => `accepted ${id}`).toSorted();

describe('a dream that was merged without kairos', () => {
  it.each([
    ['a fast-forward', (branch: string) => [['merge', '-q', branch]]],
    ['a merge commit', (branch: string) => [['merge', '-q', '--no-ff', '-m', 'Merge', branch]]],
    [
      'a squash',
      (branch: string) => [
        ['merge', '-q', '--squash', branch],
        ['commit', '-q', '-m', 'Dream (#12)'],
      ],
    ],
    [
      'a rebase',
      (branch: string) => [
        ['commit', '-q', '--allow-empty', '-m', 'More'],
        ['cherry-pick', `main..${branch}`],
      ],
    ],
  ])('by %s is read back: verdicts noted, branch and ref cleared', async (_how, commands) => {
    const setting = await dreamt();
    for (const command of commands(setting.branch)) setting.repo.git(...command);
    const tip = setting.repo.git('rev-parse', 'main');
    expect(await settled(setting)).toMatchObject({
      outcome: 'merged',
      base: 'main',
      message: expect.stringContaining('3 accepted, 0 edited, 0 rejected') as string,
    });
    expect(await setting.refs()).toEqual({ 'refs/heads/main': tip });
    expect(await verdicts(setting)).toEqual(ACCEPTED);
    expect(await settled(setting)).toBeUndefined();
    setting.repo.cleanup();
  });

  it('with edits on the branch is read as it was merged', async () => {
    const setting = await dreamt();
    setting.repo.git('switch', '-q', setting.branch);
    const text = setting.read(TOPIC_PATH) ?? '';
    setting.repo.commit('Mine', {
      [TOPIC_PATH]: text.replace('need Redis on', 'need Redis 7 on').replace(/- The login test[^]*?evidence.*\n/, ''),
    });
    setting.repo.git('switch', '-q', 'main');
    setting.repo.git('merge', '-q', '--no-ff', '-m', 'Merge', setting.branch);
    await settled(setting);
    expect(await verdicts(setting)).toEqual([`accepted ${RELEASE.id}`, `edited ${REDIS.id}`, `rejected ${FLAKY.id}`].toSorted());
    setting.repo.cleanup();
  });

  it('after some of it was accepted here asks for no second verdict', async () => {
    const setting = await dreamt();
    await decide(setting.world, setting.ws, view, CONFIG, { accept: [FLAKY.id] });
    expect(await settled(setting)).toBeUndefined();
    setting.repo.git('merge', '-q', '--no-ff', '-X', 'theirs', '-m', 'Merge', setting.branch);
    expect(await settled(setting)).toMatchObject({ outcome: 'merged' });
    expect(await verdicts(setting)).toEqual(ACCEPTED);
    setting.repo.cleanup();
  });

  it('into a branch that is not the base is still open', async () => {
    const setting = await dreamt();
    setting.repo.git('switch', '-q', '-c', 'feature');
    setting.repo.git('merge', '-q', '--no-ff', '-m', 'Merge', setting.branch);
    setting.repo.git('branch', '-q', '-D', setting.branch);
    expect(await settled(setting)).toBeUndefined();
    expect((await readReview(setting.world))?.pending).toBe(3);
    setting.repo.cleanup();
  });

  it('and whose branch is checked out keeps the branch and says where', async () => {
    const setting = await dreamt();
    setting.repo.git('merge', '-q', setting.branch);
    setting.repo.git('switch', '-q', setting.branch);
    expect(await settled(setting)).toMatchObject({ outcome: 'merged', branchKept: setting.repo.root });
    expect(Object.keys(await setting.refs())).toEqual([`refs/heads/${setting.branch}`, 'refs/heads/main']);
    setting.repo.cleanup();
  });
});

describe('a dream whose branch was deleted', () => {
  it('counts as rejected as a whole, and that is said', async () => {
    const setting = await dreamt();
    setting.repo.git('branch', '-q', '-D', setting.branch);
    expect(await settled(setting)).toMatchObject({
      outcome: 'closed',
      message: expect.stringContaining('was deleted without being merged') as string,
    });
    expect(await verdicts(setting)).toEqual(ALL.map(({ id }) => `rejected ${id}`).toSorted());
    expect(Object.keys(await setting.refs())).toEqual(['refs/heads/main']);
    setting.repo.cleanup();
  });

  it('or renamed is still open', async () => {
    const setting = await dreamt();
    setting.repo.git('branch', '-q', '-m', setting.branch, 'my-dream');
    expect(await settled(setting)).toBeUndefined();
    expect(await findOpenDream(setting.world.git)).toMatchObject({ id: setting.id });
    setting.repo.cleanup();
  });
});

describe('a dream on another clone', () => {
  it('is reviewed from its branch alone, and accepted there', async () => {
    const setting = await dreamt();
    const clone = `${setting.repo.root}/../clone`;
    setting.repo.git('clone', '-q', setting.repo.root, clone);
    const other = await realSettingIn(setting.repo, clone);
    const review = await readReview(other.world);
    expect(review).toMatchObject({ dream: setting.id, isLocal: false, pending: 3 });
    expect(review?.items[0]?.candidate.evidence[0]).toEqual(REDIS.evidence[0]);
    expect(await decide(other.world, other.ws, view, CONFIG, { accept: 'all' })).toMatchObject({ closed: true });
    expect(other.read(TOPIC_PATH)).toContain('Redis');
    expect(await readReview(other.world)).toBeUndefined();
    setting.repo.cleanup();
  });

  it('does not choose where it lands', async () => {
    const setting = await dreamt();
    setting.repo.git('branch', 'release');
    const text = (await setting.at(`refs/heads/${setting.branch}`, `.kairos/dreams/2026-11-20-${setting.id}.md`)) ?? '';
    setting.repo.git('switch', '-q', setting.branch);
    setting.repo.commit('Aim', { [`.kairos/dreams/2026-11-20-${setting.id}.md`]: text.replace('base: main', 'base: release') });
    setting.repo.git('switch', '-q', 'main');
    const clone = `${setting.repo.root}/../clone`;
    setting.repo.git('clone', '-q', setting.repo.root, clone);
    setting.repo.tryGit(['-C', clone, 'branch', 'release', 'origin/release']);
    const other = await realSettingIn(setting.repo, clone);
    await expect(decide(other.world, other.ws, view, CONFIG, { accept: 'all' })).rejects.toMatchObject({ code: 'foreign-commit' });
    setting.repo.cleanup();
  });
});

describe('what cannot be settled', () => {
  it('is a warning and keeps no command from its work', async () => {
    const setting = await virtualSetting();
    await setting.repo.git.commitChain(
      [{ message: 'Not a dream\n', author: { name: 'x', email: 'x', atMs: 0 }, parent: undefined, changes: [] }],
      [{ ref: 'refs/kairos/dream/open', old: undefined, new: '#0' }],
    );
    expect(await settle(setting.world, setting.ws, view)).toBeUndefined();
    expect(setting.world.messages).toEqual([
      expect.stringMatching(/^warn: the open dream could not be settled: .* is no commit of a dream$/),
    ]);
    await expect(readReview(setting.world)).rejects.toMatchObject({ code: 'damaged', hint: 'git update-ref -d refs/kairos/dream/open' });
  });

  it('in a folder that cannot be written is left alone while nothing has changed', async () => {
    const setting = await virtualSetting();
    await setting.dream([FLAKY]);
    const files = { ...setting.world.files, create: async () => Promise.reject(new Error('EROFS: read-only file system')) };
    expect(await settle({ ...setting.world, files }, setting.ws, view)).toBeUndefined();
    expect(setting.world.messages).toEqual([]);
  });
});
