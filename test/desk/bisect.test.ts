/** The commit that lost something: on a straight way, on a side that was merged, in a merge itself, and among commits that touch no memory. */
import { beforeEach, describe, expect, it } from 'vitest';
import { bisect } from '../../src/desk/bisect.js';
import { cloneWith, type Clone } from '../check/clone.js';
import { TESTS_TOPIC, TOPIC_PATH } from '../dream/tests-topic.js';

let one: Clone;
let good: string;
beforeEach(async () => {
  one = await cloneWith();
  good = (await one.repo.git.head()).commit ?? '';
});

const GONE = TESTS_TOPIC.replace(/- They use[^]*?\n {2}evidence.*\n/, '');
const STRUCK = TESTS_TOPIC.replace(
  'They use port 6379 (2026-11-02).',
  '~~They use port 6379 (2026-11-02).~~ superseded 2026-11-20 by (^zzzzzzzzz1)',
);
const other = (n: number): Promise<string> => one.repo.commit(`Work ${n}`, { 'README.md': `${n}\n` });
const topic = (text: string, message: string, options = {}): Promise<string> => one.repo.commit(message, { [TOPIC_PATH]: text }, options);
const lost = (range: string, id = 'aaaaaaaaaa') => bisect(one.world, one.ws, { range, lost: id });

describe('what was lost', () => {
  it('is found with the commit, what made it, and the files', async () => {
    for (let n = 0; n < 5; n++) await other(n);
    await topic(TESTS_TOPIC.replace('ten', 'nine'), 'Nine minutes');
    const bad = await topic(GONE.replace('ten', 'nine'), 'Dream 4mk2q0: 1 removed\n\nKairos-Dream: 4mk2q0\n');
    for (let n = 5; n < 9; n++) await other(n);
    expect(await lost(`${good}..HEAD`)).toMatchObject([
      {
        what: '^aaaaaaaaaa',
        found: { commit: bad, maker: { is: 'dream', dream: '4mk2q0' }, why: expect.stringContaining('is gone'), paths: [TOPIC_PATH] },
      },
    ]);
    expect(await lost(`${good}..`, 'bbbbbbbbbb')).toMatchObject([
      { found: { subject: 'Nine minutes', maker: { is: 'hand' }, why: expect.stringContaining('says something else') } },
    ]);
  });

  it('counts as lost where it is struck; of several times the last counts', async () => {
    await topic(GONE, 'Lose it');
    await topic(TESTS_TOPIC, 'Bring it back');
    await topic(STRUCK, 'Accept 1 claim: They use 6380\n\nKairos-Dream: 4mk2q0\n');
    await other(1);
    expect(await lost(`${good}..HEAD`)).toMatchObject([
      { found: { maker: { is: 'accept', dream: '4mk2q0' }, why: '^aaaaaaaaaa is struck, superseded by ^zzzzzzzzz1' } },
    ]);
  });

  it('is followed onto the side of a merge on which it went', async () => {
    await one.repo.branch('side', good);
    const bad = await topic(GONE, 'Lose it on a side', { branch: 'side' });
    await other(1);
    await topic(GONE, 'Merge the side', { merge: [bad] });
    expect(await lost(`${good}..HEAD`)).toMatchObject([{ found: { commit: bad } }]);
  });

  it('is the fault of a merge that both sides are good for, also where one of them is older than the memory', async () => {
    await one.repo.branch('old', good);
    const old = await one.repo.commit('Work on it', { 'src.js': '1\n' }, { branch: 'old' });
    const since = await topic(`${TESTS_TOPIC}- Ports are below 7000 (2026-11-20). ^cccccccccc\n`, 'Add a claim');
    const merge = await topic(TESTS_TOPIC, 'Merge the old branch', { merge: [old] });
    await other(1);
    expect(await lost(`${since}..HEAD`, 'cccccccccc')).toMatchObject([{ found: { commit: merge, maker: { is: 'merge' }, paths: [] } }]);
  });

  it('is nothing where all is as it was', async () => {
    await topic(GONE, 'Lose it');
    await topic(TESTS_TOPIC, 'Bring it back');
    expect(await lost(`${good}..HEAD`)).toEqual([]);
  });

  it('is refused for what is no range, no way, or no claim of the good revision', async () => {
    const bad = await topic(GONE, 'Lose it');
    await expect(lost('HEAD')).rejects.toMatchObject({ code: 'usage' });
    await expect(lost(`${bad}..${good}`)).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('the good one comes first'),
    });
    await expect(lost(`${good}..nowhere`)).rejects.toMatchObject({ code: 'not-found' });
    await expect(lost(`${good}..HEAD`, 'zzzzzzzzzz')).rejects.toMatchObject({ code: 'not-found' });
    await expect(bisect(one.world, one.ws, { range: `${good}..HEAD` })).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('--lost'),
    });
  });
});

it('a probe that began to fail is found, and one that always failed is not', async () => {
  await other(1);
  const bad = await topic(TESTS_TOPIC.replace('6379', '6380'), 'Change the port');
  await other(2);
  one.write(
    '.kairos/scenarios/probes.yaml',
    'format: 1\nprobes:\n  - question: which port do they use\n    words: [6379]\n  - question: how long do they take\n    words: [nine]\n',
  );
  expect(await bisect(one.world, one.ws, { range: `${good}..HEAD` })).toMatchObject([
    { what: 'which port do they use', found: { commit: bad, why: '"6379" stands in nothing that is found' } },
  ]);
});
