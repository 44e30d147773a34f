/** Probes of a work tree: what may be expected, where they are asked, and what is refused. */
import { beforeEach, describe, expect, it } from 'vitest';
import { addProbe, lastQuestion, passes, probesHere, runProbes, type NewProbe } from '../../src/desk/probe.js';
import { appendEntries } from '../../src/memory/append.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { PLAIN_VIEW as view } from '../../src/memory/log-view.js';
import { cloneWith, type Clone } from '../check/clone.js';
import { TESTS_TOPIC, TOPIC_PATH } from '../dream/tests-topic.js';

const PROBES = '.kairos/scenarios/probes.yaml';
let one: Clone;
beforeEach(async () => {
  one = await cloneWith();
});

const probe = (part: Partial<NewProbe>): NewProbe => ({
  question: 'which port do the tests use',
  expect: [],
  words: [],
  not: { ids: [], words: [] },
  ...part,
});
const add = (part: Partial<NewProbe>) => addProbe(one.world, one.ws, view, probe(part));

describe('adding', () => {
  it('writes the probe and asks it at once', async () => {
    const { path, result } = await add({ expect: ['aaaaaaaaaa'], words: ['6379'] });
    expect([path, passes(result)]).toEqual([PROBES, true]);
    expect(await probesHere(one.world, one.ws)).toMatchObject([{ expect: ['aaaaaaaaaa'], words: ['6379'] }]);
  });

  it('refuses an entry that stands only in the journal, and one that stands nowhere', async () => {
    await appendEntries(one.world, one.ws, view, [
      { kind: 'note', actor: 'user', atMs: one.world.clock.now(), text: 'The tests use port 7000' },
    ]);
    const [note] = (await readEntries(one.world, one.ws, view)).entries;
    await expect(add({ expect: [note?.id ?? ''] })).rejects.toMatchObject({
      code: 'only-in-journal',
      message: expect.stringContaining('port 7000'),
    });
    await expect(add({ not: { ids: [note?.id ?? ''], words: [] } })).rejects.toMatchObject({ code: 'only-in-journal' });
    await expect(add({ expect: ['zzzzzzzzzz'] })).rejects.toMatchObject({ code: 'not-found' });
    expect(one.read(PROBES)).toBeUndefined();
  });

  it('takes an entry that a claim cites, though no report quotes it', async () => {
    expect(passes((await add({ expect: ['e000000001'] })).result)).toBe(true);
  });

  it('refuses what expects nothing, a secret, and a file that is wrong', async () => {
    await expect(add({})).rejects.toMatchObject({ code: 'usage' });
    await expect(add({ words: ['ghp_' + 'a1B2'.repeat(9)] })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('secret'),
    });
    one.write(PROBES, 'format: 1\nprobes:\n  - question: a\n    wants: b\n');
    await expect(add({ words: ['6379'] })).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringMatching(/probes\.yaml:4:5: an item of "probes" has no "wants"/),
    });
  });

  it('takes the question that recall was asked last', async () => {
    await expect(lastQuestion(one.world, one.ws, view)).rejects.toMatchObject({ code: 'usage' });
    const line = (query: string): string =>
      `${JSON.stringify({ at: '2026-11-20T10:00:00.000Z', client: 'kairos', coverage: 'words', format: 1, ids: [], query })}\n`;
    one.write('.kairos/state/usage.jsonl', `${line('the first')}no json\n${line('the last')}${line('')}`);
    expect(await lastQuestion(one.world, one.ws, view)).toBe('the last');
  });
});

describe('asking', () => {
  it('asks the work tree as it lies there, a revision and a branch', async () => {
    await add({ expect: ['aaaaaaaaaa'] });
    const first = await one.repo.git.resolve('HEAD');
    await one.repo.branch('kairos/dream/2026-11-20-4mk2q0', first ?? '');
    await one.repo.commit(
      'Lose it',
      { [TOPIC_PATH]: TESTS_TOPIC.replace(/- They use port[^]*?\n {2}evidence.*\n/, '') },
      { branch: 'kairos/dream/2026-11-20-4mk2q0' },
    );
    const fails = async (where: Parameters<typeof runProbes>[2]): Promise<boolean[]> =>
      (await runProbes(one.world, one.ws, where)).results.map((result) => !passes(result));
    expect(await fails({})).toEqual([false]);
    expect(await fails({ revision: 'HEAD' })).toEqual([false]);
    for (const branch of ['kairos/dream/2026-11-20-4mk2q0', '4mk2q0']) expect(await fails({ branch })).toEqual([true]);
    one.write(TOPIC_PATH, '# Empty\n');
    expect(await fails({})).toEqual([true]);
    await expect(fails({ revision: 'nowhere' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(fails({ branch: 'nowhere' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(fails({ branch: 'main', revision: 'HEAD' })).rejects.toMatchObject({ code: 'usage' });
  });
});
