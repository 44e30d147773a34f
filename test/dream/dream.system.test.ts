import { describe, expect, it } from 'vitest';
import { runDream } from '../../src/dream/dream.js';
import { appendEntries } from '../../src/memory/append.js';
import { readGates } from '../../src/dream/gate/gate-readings.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { parseReport } from '../../src/dream/report/report-parse.js';
import type { World } from '../../src/world/world.js';
import { added, CONFIG, FIRST_FILES, FLAKY, proposing, REDIS, RELEASE, view, virtualSetting, type VirtualSetting } from './setting.js';
import { TESTS_TOPIC, TOPIC_PATH } from './tests-topic.js';

const OPEN = 'refs/kairos/dream/open';
const HOUR_MS = 3_600_000;

async function lockTimeMs({ world, ws }: VirtualSetting): Promise<number | undefined> {
  return (await world.files.stat(ws.consolidateLock))?.mtimeMs;
}

/** The dream entries of the journal. */
async function dreams(setting: VirtualSetting): Promise<string[]> {
  return (await setting.log()).filter(({ kind }) => kind === 'dream').map(({ text }) => text);
}

describe('a dream', () => {
  it('proposes on a branch of its own, with its report, and names itself as open', async () => {
    const setting = await virtualSetting();
    const result = await setting.dream([REDIS, RELEASE]);
    const branch = `refs/heads/${result.proposed?.branch ?? ''}`;
    expect(result).toMatchObject({ outcome: 'proposed', base: 'main', proposed: { counts: { supersede: 1, add: 1 } } });
    expect(branch).toMatch(/^refs\/heads\/kairos\/dream\/2026-11-20-[0-9a-z]{6}$/);
    expect((await setting.refs())[OPEN]).toBe((await setting.refs())[branch]);
    expect(await setting.at(branch, TOPIC_PATH)).toBe(
      TESTS_TOPIC.replace(
        '- They use port 6379 (2026-11-02). ^aaaaaaaaaa',
        `- ~~They use port 6379 (2026-11-02).~~ superseded 2026-11-20 by (^${REDIS.id}) ^aaaaaaaaaa`,
      ) + `- They need Redis on port 6380 (2026-11-20). ^${REDIS.id}\n  evidence: (^k81m2pp0zd)\n`,
    );
    expect(await setting.at(branch, '.kairos/MEMORY.md')).toMatch(/^# Memory\n\nAnn wrote this\.\n[^]*\(topics\/releases\.md\)/);
    const { report } = parseReport((await setting.at(branch, result.proposed?.reportPath ?? '')) ?? '');
    expect(report).toMatchObject({ base: 'main', state: 'proposed', candidates: [REDIS, RELEASE] });
    expect(await dreams(setting)).toEqual([
      expect.stringMatching(/^consolidated in dream [0-9a-z]{6}: 1 superseded, 1 added on kairos\/dream/),
    ]);
    expect(await lockTimeMs(setting)).toBe(setting.world.clock.now());
  });

  it('touches nothing of the work tree but its own ignored files', async () => {
    const setting = await virtualSetting();
    setting.write(TOPIC_PATH, `${TESTS_TOPIC}- By hand. ^cccccccccc\n`);
    const before = setting.world.files.snapshot();
    await setting.dream([REDIS]);
    const after = setting.world.files.snapshot();
    const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((path) => before[path] !== after[path]);
    const own = /^repo\/(\.git\/(objects|refs\/(heads\/)?kairos|kairos)\/|\.kairos\/(logs\/|state\/|\.locks\/|\.consolidate-lock))/;
    expect(changed.filter((path) => !own.test(path))).toEqual([]);
  });

  it('puts hand edits under itself in a commit of their own, and argues with them', async () => {
    const setting = await virtualSetting();
    setting.write(TOPIC_PATH, TESTS_TOPIC.replace('port 6379', 'port 7000'));
    setting.write('.kairos/topics/mine.md', '# Mine\n\n- New and not committed. ^dddddddddd\n');
    setting.write('README.md', 'changed\n');
    const seen: string[] = [];
    const result = await setting.dream([], {
      consolidate: (input, parts) => {
        seen.push(...input.topics.flatMap(({ bullets }) => bullets.map(({ text }) => text)));
        return proposing(REDIS)(input, parts);
      },
    });
    expect(seen).toEqual(['They use port 7000 (2026-11-02).', 'They take ten minutes (2026-11-03).', 'New and not committed.']);
    const tip = (await setting.refs())[`refs/heads/${result.proposed?.branch ?? ''}`] ?? '';
    const [dream, snapshot, first] = await setting.world.git.commits([...(await setting.world.git.between([tip], []))].toReversed());
    expect(dream?.paths.map(({ path }) => path)).toEqual(['.kairos/MEMORY.md', result.proposed?.reportPath, TOPIC_PATH]);
    expect(snapshot?.paths.map(({ path }) => path)).toEqual(['.kairos/topics/integration-tests.md', '.kairos/topics/mine.md']);
    expect([dream?.authorEmail, snapshot?.authorEmail, first?.subject]).toEqual(['kairos@localhost', 'kairos@localhost', 'Begin']);
  });

  it('takes no hand edits from a work tree that stands on another branch', async () => {
    const setting = await virtualSetting();
    await setting.repo.branch('feature', (await setting.world.git.head()).commit ?? '');
    await setting.repo.checkout('feature');
    await setting.repo.commit('Feature', { [TOPIC_PATH]: `${TESTS_TOPIC}- Only here. ^cccccccccc\n` });
    const config = { ...CONFIG, dream: { ...CONFIG.dream, base: 'main' } };
    const result = await runDream(setting.world, setting.ws, config, { view, now: true, consolidate: proposing(FLAKY) });
    expect(await setting.at(`refs/heads/${result.proposed?.branch ?? ''}`, TOPIC_PATH)).not.toContain('Only here');
  });

  it('has nothing to propose and that is a success: logged, dated, no branch', async () => {
    const setting = await virtualSetting();
    expect(await setting.dream([])).toMatchObject({ outcome: 'nothing', detail: expect.stringMatching(/^nothing to propose/) as string });
    expect(Object.keys(await setting.refs())).toEqual(['refs/heads/main']);
    expect(await lockTimeMs(setting)).toBe(setting.world.clock.now());
    expect(await dreams(setting)).toEqual([expect.stringMatching(/^consolidated: nothing to propose/)]);
  });

  it('refuses while one is open and names it', async () => {
    const setting = await virtualSetting();
    const { proposed } = await setting.dream([REDIS]);
    const refs = await setting.refs();
    await expect(setting.dream([FLAKY])).rejects.toMatchObject({
      code: 'dream-open',
      message: expect.stringContaining(proposed?.branch ?? '?') as string,
    });
    expect(await setting.refs()).toEqual(refs);
  });

  it('takes the place of the open one on request', async () => {
    const setting = await virtualSetting();
    const first = await setting.dream([REDIS]);
    setting.world.clock.advance(60_000);
    const second = await setting.dream([FLAKY], { replace: true });
    expect(second.proposed?.branch).not.toBe(first.proposed?.branch);
    expect(Object.keys(await setting.refs())).toEqual([`refs/heads/${second.proposed?.branch ?? ''}`, 'refs/heads/main', OPEN]);
  });

  it('does not take the place of one that a person committed on', async () => {
    const setting = await virtualSetting();
    const { proposed } = await setting.dream([REDIS]);
    await setting.repo.commit('Better words', { [TOPIC_PATH]: TESTS_TOPIC }, { branch: proposed?.branch ?? '' });
    const refs = await setting.refs();
    await expect(setting.dream([FLAKY], { replace: true })).rejects.toMatchObject({ code: 'foreign-commit' });
    expect(await setting.refs()).toEqual(refs);
  });

  it.each([
    ['kairos', 'kairos--dream-'],
    ['kairos/dream', 'kairos--dream-'],
    ['kairos/other', 'kairos/dream/'],
  ])('beside a branch %s is named %s...', async (taken, prefix) => {
    const setting = await virtualSetting();
    await setting.repo.branch(taken, (await setting.world.git.head()).commit ?? '');
    expect((await setting.dream([REDIS])).proposed?.branch).toMatch(new RegExp(`^${prefix}2026-11-20-`));
  });

  it('takes a fresh name where its own is taken', async () => {
    const [one, other] = [await virtualSetting(), await virtualSetting()];
    const name = (await one.dream([REDIS])).proposed?.branch ?? '';
    await other.repo.branch(name, (await other.world.git.head()).commit ?? '');
    const result = await other.dream([REDIS]);
    expect(result.proposed?.branch).not.toBe(name);
    expect(result.outcome).toBe('proposed');
  });

  it('of two at once leaves one branch', async () => {
    const setting = await virtualSetting();
    const other = { ...setting.world, processes: setting.world.processes.another() };
    const run = (world: World): Promise<unknown> => runDream(world, setting.ws, CONFIG, { view, now: true, consolidate: proposing(REDIS) });
    const results = await Promise.allSettled([run(setting.world), run(other)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected');
    expect(['lock-held', 'dream-open']).toContain((refused as PromiseRejectedResult).reason.code);
    expect(Object.keys(await setting.refs()).filter((name) => name.includes('dream'))).toHaveLength(2);
  });

  it('without the lock loses the race for the ref and leaves one branch all the same', async () => {
    const setting = await virtualSetting();
    let inner: Promise<unknown> | undefined;
    const late = setting.dream([REDIS], {
      consolidate: (input, parts) => {
        // Another clone's process on a shared disk, which the lock does not see.
        inner ??= setting.world.git.commitChain(
          [{ message: 'x\n\nKairos-Dream: other\n', author: { name: 'k', email: 'k', atMs: 0 }, parent: undefined, changes: [] }],
          [
            { ref: OPEN, old: undefined, new: '#0' },
            { ref: 'refs/heads/kairos/dream/2026-11-20-other', old: undefined, new: '#0' },
          ],
        );
        return proposing(REDIS)(input, parts);
      },
    });
    await expect(late).rejects.toMatchObject({ code: 'dream-open' });
    await inner;
    expect(Object.keys(await setting.refs()).filter((name) => name.startsWith('refs/heads/kairos'))).toEqual([
      'refs/heads/kairos/dream/2026-11-20-other',
    ]);
  });

  it('never writes outside of its paths, whatever a candidate says', async () => {
    const setting = await virtualSetting();
    const result = await setting.dream([{ ...RELEASE, topic: '../../src/evil' }, { ...RELEASE, topic: 'con' }, FLAKY]);
    const tip = (await setting.refs())[OPEN] ?? '';
    const [commit] = await setting.world.git.commits([tip]);
    expect(commit?.paths.map(({ path }) => path)).toEqual(['.kairos/MEMORY.md', result.proposed?.reportPath, TOPIC_PATH]);
    expect(result.notes?.filter((note) => note.includes('is no name for a topic'))).toHaveLength(2);
  });

  it.each([
    ['a file', { '.kairos': 'not a folder\n' }, 'not-a-tree'],
    ['topics as a file', { '.kairos/topics': 'x\n' }, 'not-a-tree'],
  ])('refuses a base where .kairos is %s', async (_what, files, code) => {
    const setting = await virtualSetting();
    await setting.repo.commit('Odd', files, { branch: 'trunk' });
    const config = { ...CONFIG, dream: { ...CONFIG.dream, base: 'trunk' } };
    await expect(runDream(setting.world, setting.ws, config, { view, now: true, consolidate: proposing(REDIS) })).rejects.toMatchObject({
      code,
    });
  });

  it('refuses a base without a commit', async () => {
    const setting = await virtualSetting({});
    await expect(setting.dream([REDIS])).rejects.toMatchObject({ code: 'not-found', message: 'the branch main has no commit yet' });
  });

  it('refuses in the midst of a rebase', async () => {
    const setting = await virtualSetting();
    setting.world.volume.mkdirSync(`${setting.ws.gitDir}/rebase-merge`);
    await expect(setting.dream([REDIS])).rejects.toMatchObject({ code: 'git-busy' });
    expect(Object.keys(await setting.refs())).toEqual(['refs/heads/main']);
  });

  it('writes nothing when a rebase began while it computed', async () => {
    const setting = await virtualSetting();
    const run = setting.dream([], {
      consolidate: (input, parts) => {
        setting.world.volume.mkdirSync(`${setting.ws.gitDir}/rebase-merge`);
        return proposing(REDIS)(input, parts);
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'git-busy' });
    expect(Object.keys(await setting.refs())).toEqual(['refs/heads/main']);
  });

  it('works in a repository whose base has no .kairos yet', async () => {
    const setting = await virtualSetting({ 'README.md': 'x\n' });
    expect(await setting.dream([RELEASE])).toMatchObject({ outcome: 'proposed' });
  });
});

describe('the base of a dream', () => {
  it("is the remote's default branch where there is a local one of its name, else what is checked out", async () => {
    const setting = await virtualSetting();
    const tip = (await setting.world.git.head()).commit ?? '';
    await setting.repo.branch('trunk', tip);
    setting.write('.git/refs/remotes/origin/trunk', `${tip}\n`);
    setting.write('.git/refs/remotes/origin/HEAD', 'ref: refs/remotes/origin/trunk\n');
    expect((await setting.dream([REDIS])).base).toBe('trunk');
    const without = await virtualSetting();
    without.write('.git/refs/remotes/origin/HEAD', 'ref: refs/remotes/origin/trunk\n');
    expect((await without.dream([REDIS])).base).toBe('main');
  });

  it('is what the configuration says, and must exist', async () => {
    const setting = await virtualSetting();
    const config = { ...CONFIG, dream: { ...CONFIG.dream, base: 'trunk' } };
    await expect(runDream(setting.world, setting.ws, config, { view, now: true })).rejects.toMatchObject({
      code: 'not-found',
      message: 'there is no branch trunk to dream for',
    });
  });
});

describe('a dream that goes wrong', () => {
  it.each(['orient', 'gather', 'consolidate', 'prune', 'refs'] as const)(
    'killed after %s leaves no ref, no date and no lock, and the next one says so',
    async (stage) => {
      const setting = await virtualSetting();
      await setting.dream([]);
      const dated = await lockTimeMs(setting);
      setting.world.clock.advance(HOUR_MS);
      const child = setting.world.processes.another();
      let dead = (): void => undefined;
      const death = new Promise<void>((resolve) => {
        dead = resolve;
      });
      const die = (): Promise<never> => {
        child.kill();
        dead();
        return new Promise(() => undefined);
      };
      const world: World = {
        ...setting.world,
        processes: child,
        files: {
          ...setting.world.files,
          write: async (path, content) => {
            await setting.world.files.write(path, content);
            if (path.endsWith(`/${stage}.json`)) await die();
          },
        },
        git: { ...setting.world.git, commitChain: (...args) => (stage === 'refs' ? die() : setting.world.git.commitChain(...args)) },
      };
      void runDream(world, setting.ws, CONFIG, { view, now: true, consolidate: proposing(REDIS) });
      await death;
      expect(Object.keys(await setting.refs())).toEqual(['refs/heads/main']);
      expect(await lockTimeMs(setting)).toBe(dated);
      const next = await setting.dream([REDIS]);
      expect(next.outcome).toBe('proposed');
      expect(next.notes).toEqual([`the dream before this one was cut off after the stage ${stage === 'refs' ? 'prune' : stage}`]);
    },
  );

  it('waits an hour after a failure, then two, and a success forgets it', async () => {
    const setting = await virtualSetting();
    const broken: World = {
      ...setting.world,
      git: { ...setting.world.git, commitChain: async () => Promise.reject(new Error('no space left on device')) },
    };
    const dream = (world: World, now: boolean): Promise<unknown> =>
      runDream(world, setting.ws, { ...CONFIG, dream: { ...CONFIG.dream, minSessions: 0 } }, { view, now, consolidate: proposing(REDIS) });
    await expect(dream(broken, false)).rejects.toThrow('no space left');
    expect(await dreams(setting)).toEqual(['failed: no space left on device; the next try is at 2026-11-20T13:00:00.000Z']);
    expect(await dream(setting.world, false)).toMatchObject({ outcome: 'gated', detail: expect.stringContaining('13:00') as string });
    setting.world.clock.advance(HOUR_MS);
    await expect(dream(broken, false)).rejects.toThrow('no space left');
    setting.world.clock.advance(HOUR_MS);
    expect(await dream(setting.world, false)).toMatchObject({ outcome: 'gated', detail: expect.stringContaining('15:00') as string });
    expect(await dream(setting.world, true)).toMatchObject({ outcome: 'proposed' });
    expect(await setting.world.files.stat(`${setting.ws.dreamRuns}/failures.json`)).toBeUndefined();
  });

  it('stops between stages when it is cancelled', async () => {
    const setting = await virtualSetting();
    const stop = new AbortController();
    const run = setting.dream([], {
      signal: stop.signal,
      consolidate: (input, parts) => {
        stop.abort();
        return proposing(REDIS)(input, parts);
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(Object.keys(await setting.refs())).toEqual(['refs/heads/main']);
    expect(await lockTimeMs(setting)).toBe(0);
  });

  it('keeps the checkpoints of the last few runs only', async () => {
    const setting = await virtualSetting();
    for (let run = 0; run < 8; run++) {
      await setting.dream([]);
      setting.world.clock.advance(1000);
    }
    expect(await setting.world.files.list(setting.ws.dreamRuns)).toHaveLength(5);
  });
});

describe('gates', () => {
  it('closed: no dream, and what was closed is noted once, with its number', async () => {
    const setting = await virtualSetting();
    const gated = await setting.dream([REDIS], { now: false });
    expect(gated).toMatchObject({ outcome: 'gated', detail: expect.stringMatching(/^activity: 0 of 5 days with commits/) as string });
    await setting.dream([REDIS], { now: false });
    expect((await setting.log()).filter(({ kind }) => kind === 'gate').map(({ text }) => text)).toEqual([
      'time: never dreamt before: open',
      'activity: 0 of 5 days with commits (the journal tells of no session, so days count): closed',
    ]);
  });

  it('passed over on request are noted so', async () => {
    const setting = await virtualSetting();
    await setting.dream([added('x is so', 'a')]);
    expect((await setting.log()).filter(({ kind }) => kind === 'gate').map(({ text }) => text)).toContain(
      'activity: 0 of 5 days with commits (the journal tells of no session, so days count): closed, passed over on request',
    );
  });

  it('the lock is never passed over', async () => {
    const setting = await virtualSetting();
    const { acquire } = await import('../../src/base/lock.js');
    await acquire({ ...setting.world, processes: setting.world.processes.another() }, setting.ws.locks, 'dream');
    await expect(setting.dream([REDIS])).rejects.toMatchObject({ code: 'lock-held' });
  });

  it('a lock that a branch brought is neither believed nor touched, whatever its number', async () => {
    const owner = JSON.stringify({ pid: 1, start: '1', bootId: 'x', namespace: 'x', host: 'elsewhere', nonce: 'x' });
    const brought = {
      '.kairos/.locks/dream.000000000001': owner,
      '.kairos/.locks/dream.999999999999': owner,
      '.kairos/.consolidate-lock': '1\n',
      '.kairos/state/gates.json': '{"format":1,"results":{"time":true,"activity":false,"lock":true}}\n',
    };
    const setting = await virtualSetting({ ...FIRST_FILES, ...brought });
    const hidden = new Set(Object.keys(brought));
    const view = { ...PLAIN_VIEW, hidden };
    expect((await readGates(setting.world, setting.ws, view, CONFIG, { all: true })).map(({ said }) => said)).toEqual([
      expect.stringContaining('never dreamt before'),
      expect.anything(),
      'lock: no other dream is at work',
    ]);
    expect(await setting.dream([REDIS], { view })).toMatchObject({ outcome: 'proposed' });
    for (const [path, text] of Object.entries(brought)) expect(setting.read(path), path).toBe(text);
    expect((await setting.world.files.list(setting.ws.locks)).map(({ name }) => name)).toEqual([
      'dream.000000000001',
      'dream.000000000002',
      'dream.000000000002.done',
      'dream.999999999999',
    ]);
  });
});

describe('a clock that ran a year ahead', () => {
  it('leaves an entry that is neither proposed nor overrules what was said since, and the report names its day', async () => {
    const setting = await virtualSetting();
    const { world, ws } = setting;
    const nowMs = world.clock.now();
    const note = async (text: string, atMs: number): Promise<void> =>
      void (await appendEntries(world, ws, view, [{ kind: 'note', actor: 'user', text, atMs }]));
    await note('The billing service listens on port 7001, because 7000 is taken by the proxy.', nowMs + 365 * 24 * HOUR_MS);
    await note('The billing service listens on port 7002, because 7001 is taken by the proxy.', nowMs - HOUR_MS);
    const dreamt = await runDream(world, ws, CONFIG, { view, now: true });
    expect(dreamt.outcome).toBe('proposed');
    expect(dreamt.notes?.join('\n')).toMatch(/logs\/\d{4}\/\d\d\/[\d-]{10}\.md is dated ahead of this clock/);
    const branch = Object.keys(await setting.refs()).find((name) => name.startsWith('refs/heads/kairos/')) ?? '';
    const tip = (await world.git.refs([branch]))[0]?.commit ?? '';
    const topics = await world.git.readTree(tip, ['.kairos/topics']);
    const texts = await world.git.readBlobs(topics.map(({ id }) => id));
    const text = [...texts.values()].map((bytes) => new TextDecoder().decode(bytes)).join('\n');
    expect(text).toContain('port 7002');
    expect(text).not.toContain('port 7001,');
  });
});
