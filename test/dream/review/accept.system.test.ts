import { describe, expect, it } from 'vitest';
import { decide, type Decided } from '../../../src/dream/review/accept.js';
import { finishAccept } from '../../../src/dream/review/finish-accept.js';
import type { Decisions } from '../../../src/dream/review/wish.js';
import { parseReport } from '../../../src/dream/report/report-parse.js';
import { readReview } from '../../../src/dream/review/review.js';
import { undoDream } from '../../../src/dream/review/undo.js';
import { verdictsIn } from '../../../src/dream/report/verdict.js';
import { FIRST_MEMORY } from '../../../src/memory/memory-index.js';
import { isOwnCommit } from '../../../src/observe/commit-entry.js';
import type { CommandWorld } from '../../../src/world/world.js';
import { CONFIG, FLAKY, REDIS, RELEASE, superseded, view, virtualSetting, type VirtualSetting } from '../setting.js';
import { TESTS_TOPIC, TOPIC_PATH } from '../tests-topic.js';

const OPEN = 'refs/kairos/dream/open';
const MAIN = 'refs/heads/main';
const RELEASES_PATH = '.kairos/topics/releases.md';

function decideIn(setting: VirtualSetting, decisions: Decisions, world: CommandWorld = setting.world): Promise<Decided> {
  return decide(world, setting.ws, view, CONFIG, decisions);
}

async function verdicts(setting: VirtualSetting): Promise<string[]> {
  return verdictsIn(await setting.log())
    .map(({ decision, candidateId }) => `${decision} ${candidateId}`)
    .toSorted();
}

async function dreamt(options: { laid?: boolean } = {}): Promise<VirtualSetting & { id: string; branch: string; report: string }> {
  const setting = await virtualSetting(options.laid === true ? { 'README.md': 'x\n', [TOPIC_PATH]: TESTS_TOPIC } : undefined);
  if (options.laid === true) setting.write('.kairos/MEMORY.md', FIRST_MEMORY);
  const { proposed } = await setting.dream([REDIS, FLAKY, RELEASE]);
  return { ...setting, id: proposed?.id ?? '', branch: `refs/heads/${proposed?.branch ?? ''}`, report: proposed?.reportPath ?? '' };
}

describe('accepting', () => {
  it('all of a dream lands it on the checked-out base, closes it, and notes the verdicts', async () => {
    const setting = await dreamt();
    const proposed = await setting.at(setting.branch, TOPIC_PATH);
    const result = await decideIn(setting, { accept: 'all' });
    expect(result).toMatchObject({ base: 'main', closed: true, left: 0, conflicts: [], carried: [] });
    expect(setting.read(TOPIC_PATH)).toBe(proposed);
    expect(setting.read(RELEASES_PATH)).toContain('Releases are cut from main');
    expect(setting.read('.kairos/MEMORY.md')).toContain('Ann wrote this.');
    expect(await setting.refs()).toEqual({ [MAIN]: result.commit });
    const { report } = parseReport(setting.read(setting.report) ?? '');
    expect(report?.state).toBe('decided');
    expect([...(report?.marks.values() ?? [])].map(({ decision }) => decision)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(await verdicts(setting)).toEqual([FLAKY, REDIS, RELEASE].map(({ id }) => `accepted ${id}`).toSorted());
    expect(await setting.world.files.stat(setting.ws.acceptIntent)).toBeUndefined();
    const [commit] = await setting.world.git.commits([result.commit ?? '']);
    expect(commit?.subject).toMatch(/^Accept 3 claims: /);
    expect(commit?.body.split('\n\n').at(-1)).toBe(`Kairos-Dream: ${setting.id}`);
  });

  it('some of it leaves the rest open, and the rest can follow', async () => {
    const setting = await dreamt();
    expect(await decideIn(setting, { accept: [`^${FLAKY.id}`] })).toMatchObject({ closed: false, left: 2 });
    expect(setting.read(TOPIC_PATH)).toContain('flaky');
    const joined = (await setting.world.git.commits([(await setting.refs())[setting.branch] ?? '']))[0];
    expect(joined && [joined.parents.length, isOwnCommit(joined)]).toEqual([2, true]);
    expect(setting.read(TOPIC_PATH)).not.toContain('Redis');
    expect(setting.read(RELEASES_PATH)).toBeUndefined();
    const review = await readReview(setting.world);
    expect(review?.items.map(({ id, state }) => [id, state])).toEqual([
      [REDIS.id, 'pending'],
      [FLAKY.id, 'accepted'],
      [RELEASE.id, 'pending'],
    ]);
    await expect(decideIn(setting, { reject: [FLAKY.id] })).rejects.toMatchObject({
      code: 'usage',
      message: `^${FLAKY.id} is accepted already`,
    });
    expect(await decideIn(setting, { accept: 'all' })).toMatchObject({ closed: true, accepted: [REDIS, RELEASE] });
    expect(setting.read(TOPIC_PATH)).toContain('Redis');
    expect(await setting.refs()).toEqual({ [MAIN]: expect.any(String) as string });
    expect(parseReport(setting.read(setting.report) ?? '').report?.state).toBe('decided');
  });

  it('goes onto a base that moved on', async () => {
    const setting = await dreamt();
    await setting.repo.commit('More', { [TOPIC_PATH]: `${TESTS_TOPIC}- A later bullet. ^cccccccccc\n`, 'src/a.ts': 'x\n' });
    expect(await decideIn(setting, { accept: 'all' })).toMatchObject({ closed: true, conflicts: [] });
    expect(setting.read(TOPIC_PATH)).toMatch(/A later bullet[^]*Redis|Redis[^]*A later bullet/);
    expect(await setting.at(MAIN, 'src/a.ts')).toBe('x\n');
  });

  it('takes hand edits along that were there at the dream, and those made since', async () => {
    const setting = await virtualSetting();
    setting.write(TOPIC_PATH, `${TESTS_TOPIC}- By hand before. ^cccccccccc\n`);
    await setting.dream([REDIS]);
    setting.write(TOPIC_PATH, `${TESTS_TOPIC}- By hand before. ^cccccccccc\n- By hand since. ^dddddddddd\n`);
    expect(await decideIn(setting, { accept: 'all' })).toMatchObject({ closed: true, conflicts: [], carried: [TOPIC_PATH] });
    expect(setting.read(TOPIC_PATH)).toMatch(/By hand before\.[^]*By hand since\./);
    expect(setting.read(TOPIC_PATH)).toContain('Redis');
    const tip = (await setting.refs())[MAIN] ?? '';
    const [accept, hand] = await setting.world.git.commits([...(await setting.world.git.between([tip], []))].toReversed());
    expect([accept?.authorName, hand?.authorName, hand?.subject]).toEqual(['Ann', 'Ann', 'Edit memory by hand']);
  });

  it('takes along what init laid down and nobody committed, as no edit of anybody', async () => {
    const setting = await dreamt({ laid: true });
    expect(
      await setting.world.git.between([(await setting.refs())[setting.branch] ?? ''], [(await setting.refs())[MAIN] ?? '']),
    ).toHaveLength(1);
    const before = await setting.world.git.between([(await setting.refs())[MAIN] ?? ''], []);
    expect(await decideIn(setting, { accept: 'all' })).toMatchObject({ carried: [], closed: true });
    expect(await setting.refs()).toEqual({ [MAIN]: expect.any(String) as string });
    expect(await setting.world.git.between([(await setting.refs())[MAIN] ?? ''], before)).toHaveLength(1);
    const [memory, laid] = [setting.read('.kairos/MEMORY.md') ?? '', FIRST_MEMORY.split('<!--')[0] ?? ''];
    expect(memory.startsWith(laid)).toBe(true);
    expect(memory).toContain('(topics/releases.md)');
    expect(await setting.at(MAIN, '.kairos/MEMORY.md')).toBe(memory);
  });

  it('commits as an edit what a person wrote into the MEMORY.md that init laid down', async () => {
    const setting = await dreamt({ laid: true });
    setting.write('.kairos/MEMORY.md', `${FIRST_MEMORY}\nNever on Fridays.\n`);
    expect(await decideIn(setting, { accept: 'all' })).toMatchObject({ carried: ['.kairos/MEMORY.md'] });
    expect(setting.read('.kairos/MEMORY.md')).toContain('Never on Fridays.');
  });

  it('leaves hand edits alone that stand in files which it does not touch', async () => {
    const setting = await dreamt();
    setting.write('.kairos/topics/mine.md', '# Mine\n\n- Not committed. ^dddddddddd\n');
    setting.write('README.md', 'edited\n');
    await decideIn(setting, { accept: 'all' });
    expect(setting.read('.kairos/topics/mine.md')).toContain('Not committed');
    expect(setting.read('README.md')).toBe('edited\n');
    expect(await setting.at(MAIN, '.kairos/topics/mine.md')).toBeUndefined();
    expect(await setting.at(MAIN, 'README.md')).toBe('x\n');
  });

  it('puts what clashes with a hand edit back to review and leaves the edit as it is', async () => {
    const setting = await dreamt();
    setting.write(TOPIC_PATH, TESTS_TOPIC.replace('port 6379', 'port 7000'));
    const result = await decideIn(setting, { accept: 'all' });
    expect(result).toMatchObject({
      closed: false,
      left: 1,
      conflicts: [{ id: REDIS.id, topic: 'integration-tests', reason: 'the bullet was changed meanwhile' }],
    });
    expect(result.accepted.map(({ id }) => id)).toEqual([FLAKY.id, RELEASE.id]);
    expect(setting.read(TOPIC_PATH)).toContain('port 7000');
    expect(setting.read(TOPIC_PATH)).not.toContain('Redis');
    expect((await readReview(setting.world))?.items[0]).toMatchObject({ id: REDIS.id, state: 'pending' });
  });

  it('refuses a file that is staged in one version and edited in another, and changes nothing', async () => {
    const setting = await dreamt();
    setting.write(TOPIC_PATH, `${TESTS_TOPIC}- Staged. ^cccccccccc\n`);
    await setting.repo.add(TOPIC_PATH);
    setting.write(TOPIC_PATH, `${TESTS_TOPIC}- Edited. ^dddddddddd\n`);
    const [refs, files] = [await setting.refs(), setting.read(TOPIC_PATH)];
    await expect(decideIn(setting, { accept: 'all' })).rejects.toMatchObject({ code: 'work-tree-in-the-way' });
    expect([await setting.refs(), setting.read(TOPIC_PATH)]).toEqual([refs, files]);
    expect(await verdicts(setting)).toEqual([]);
  });

  it('moves the ref alone where the base is not checked out', async () => {
    const setting = await dreamt();
    await setting.repo.branch('feature', (await setting.world.git.head()).commit ?? '');
    await setting.repo.checkout('feature');
    expect(await decideIn(setting, { accept: 'all' })).toMatchObject({ closed: true });
    expect(await setting.at(MAIN, TOPIC_PATH)).toContain('Redis');
    expect(setting.read(TOPIC_PATH)).toBe(TESTS_TOPIC);
  });

  it('takes what the tip of the branch says: reworded, added and withdrawn by a person', async () => {
    const setting = await dreamt();
    const edited =
      ((await setting.at(setting.branch, TOPIC_PATH)) ?? '')
        .replace('They need Redis on port 6380', 'They need Redis 7 on port 6380')
        .replace(/- The login test is flaky[^]*?(?=\n- |$)\n?/, '') + '- Ann added this on the branch. ^cccccccccc\n';
    await setting.repo.commit('My words', { [TOPIC_PATH]: edited }, { branch: setting.branch.slice('refs/heads/'.length) });
    const review = await readReview(setting.world);
    expect(review?.items.map(({ state, text }) => [state, text])).toEqual([
      ['pending', 'They need Redis 7 on port 6380.'],
      ['withdrawn', FLAKY.after],
      ['pending', RELEASE.after],
    ]);
    const result = await decideIn(setting, { accept: 'all' });
    expect(result).toMatchObject({ closed: true, edited: [REDIS], accepted: [RELEASE], rejected: [FLAKY] });
    expect(setting.read(TOPIC_PATH)).toContain('Redis 7 on port');
    expect(setting.read(TOPIC_PATH)).toContain('Ann added this');
    expect(setting.read(TOPIC_PATH)).not.toContain('flaky');
  });

  it('refuses to lose what a person committed on the branch outside of memory', async () => {
    const setting = await dreamt();
    await setting.repo.commit('Code', { 'src/a.ts': 'x\n' }, { branch: setting.branch.slice('refs/heads/'.length) });
    await expect(decideIn(setting, { accept: 'all' })).rejects.toMatchObject({
      code: 'foreign-commit',
      message: expect.stringContaining('src/a.ts') as string,
    });
    expect((await setting.refs())[OPEN]).toBeDefined();
  });

  it.each([
    [{ accept: ['zzzzzzzzzz'] }, 'not-found'],
    [{ accept: [FLAKY.id], reject: [FLAKY.id] }, 'usage'],
    [{}, 'usage'],
  ] satisfies [Decisions, string][])('refuses %j', async (decisions, code) => {
    const setting = await dreamt();
    await expect(decideIn(setting, decisions)).rejects.toMatchObject({ code });
  });

  it('without an open dream says so', async () => {
    await expect(decideIn(await virtualSetting(), { accept: 'all' })).rejects.toMatchObject({
      code: 'not-found',
      hint: 'kairos dream --now',
    });
  });
});

describe('rejecting', () => {
  it('all closes the dream; nothing lands', async () => {
    const setting = await dreamt();
    const before = (await setting.refs())[MAIN];
    expect(await decideIn(setting, { reject: 'all' })).toMatchObject({ closed: true, rejected: [REDIS, FLAKY, RELEASE] });
    expect(await setting.refs()).toEqual({ [MAIN]: before });
    expect(await verdicts(setting)).toEqual([FLAKY, REDIS, RELEASE].map(({ id }) => `rejected ${id}`).toSorted());
  });

  it('all lands what a person wrote on the branch themselves, and never throws their commits away', async () => {
    const setting = await dreamt();
    const name = setting.branch.slice('refs/heads/'.length);
    await setting.repo.commit(
      'Mine',
      { [TOPIC_PATH]: `${(await setting.at(setting.branch, TOPIC_PATH)) ?? ''}- Ann added this on the branch. ^cccccccccc\n` },
      { branch: name },
    );
    expect(await decideIn(setting, { reject: 'all' })).toMatchObject({ closed: true, accepted: [], commit: expect.any(String) as string });
    expect(setting.read(TOPIC_PATH)).toBe(`${TESTS_TOPIC}- Ann added this on the branch. ^cccccccccc\n`);
    expect(setting.read(RELEASES_PATH)).toBeUndefined();
    const other = await dreamt();
    await other.repo.commit('Code', { 'src/a.ts': 'x\n' }, { branch: other.branch.slice('refs/heads/'.length) });
    await expect(decideIn(other, { reject: 'all' })).rejects.toMatchObject({ code: 'foreign-commit' });
    expect((await other.refs())[OPEN]).toBeDefined();
  });

  it('some takes them out of the branch, so that a plain merge does not bring them', async () => {
    const setting = await dreamt();
    expect(await decideIn(setting, { reject: [REDIS.id, RELEASE.id] })).toMatchObject({ closed: false, left: 1 });
    expect(await setting.at(setting.branch, TOPIC_PATH)).toBe(
      `${TESTS_TOPIC}- The login test is flaky on Mondays (2026-11-20). ^${FLAKY.id}\n  evidence: (^k81m2pp0zd)\n`,
    );
    expect(await setting.at(setting.branch, RELEASES_PATH)).toBeUndefined();
    expect(await setting.at(setting.branch, '.kairos/MEMORY.md')).not.toContain('releases');
    const refs = await setting.refs();
    expect(refs[OPEN]).toBe(refs[setting.branch]);
    expect((await readReview(setting.world))?.items.map(({ state }) => state)).toEqual(['rejected', 'pending', 'rejected']);
    expect(await decideIn(setting, { accept: 'all' })).toMatchObject({ closed: true, accepted: [FLAKY] });
  });

  it('the last after some were accepted closes the report on the base', async () => {
    const setting = await dreamt();
    await decideIn(setting, { accept: [FLAKY.id] });
    expect(parseReport(setting.read(setting.report) ?? '').report?.state).toBe('partial');
    await decideIn(setting, { reject: 'all' });
    const { report } = parseReport(setting.read(setting.report) ?? '');
    expect(report?.state).toBe('decided');
    expect(report?.marks.get(REDIS.id)?.decision).toBe('rejected');
    expect(Object.keys(await setting.refs())).toEqual([MAIN]);
  });

  it('of what a strike stands for gives the struck bullet back', async () => {
    const setting = await virtualSetting();
    await setting.dream([superseded('bbbbbbbbbb', 'They take ten minutes.', undefined), FLAKY]);
    await decideIn(setting, { reject: ['bbbbbbbbbb'] });
    const branch = Object.keys(await setting.refs()).find((name) => name.includes('kairos/dream/2')) ?? '';
    expect(await setting.at(branch, TOPIC_PATH)).toContain('- They take ten minutes (2026-11-03). ^bbbbbbbbbb');
  });
});

describe('editing', () => {
  it('accepts other words, keeps date and evidence, and says edited', async () => {
    const setting = await dreamt();
    const result = await decideIn(setting, { edits: new Map([[REDIS.id, 'They need Redis 7\n on port 6380.']]) });
    expect(result).toMatchObject({ edited: [REDIS], accepted: [], left: 2, closed: false });
    expect(setting.read(TOPIC_PATH)).toContain(`- They need Redis 7 on port 6380 (2026-11-20). ^${REDIS.id}\n  evidence: (^k81m2pp0zd)\n`);
    expect(await setting.at(setting.branch, TOPIC_PATH)).toContain('Redis 7');
    expect(await verdicts(setting)).toEqual([`edited ${REDIS.id}`]);
  });

  it('with the text that stands there already is an accept', async () => {
    const setting = await dreamt();
    const edits = new Map([[REDIS.id, ` ${(REDIS.after ?? '').replace(' ', '\n')} `]]);
    expect(await decideIn(setting, { edits })).toMatchObject({ accepted: [REDIS], edited: [], left: 2 });
    expect(await verdicts(setting)).toEqual([`accepted ${REDIS.id}`]);
  });

  it('with nothing left is a rejection', async () => {
    const setting = await dreamt();
    expect(await decideIn(setting, { edits: new Map([[REDIS.id, ' \n']]) })).toMatchObject({ rejected: [REDIS], left: 2 });
  });
});

describe('an accept that was killed', () => {
  const steps = ['intent', 'advance', 'verdicts', 'refs'] as const;

  it.each(steps.flatMap((step) => [false, true].map((laid) => ({ step, laid }))))(
    'before $step is finished by the next command (MEMORY.md laid: $laid)',
    async ({ step, laid }) => {
      const setting = await dreamt({ laid });
      const { world } = setting;
      const child = world.processes.another();
      let dead = (): void => undefined;
      const death = new Promise<void>((resolve) => {
        dead = resolve;
      });
      const die = (): Promise<never> => {
        child.kill();
        dead();
        return new Promise(() => undefined);
      };
      const dying: CommandWorld = {
        ...world,
        processes: child,
        files: {
          ...world.files,
          write: (path, content) => (step === 'intent' && path === setting.ws.acceptIntent ? die() : world.files.write(path, content)),
          append: (path, text) => (step === 'verdicts' && text.includes('verdict@user') ? die() : world.files.append(path, text)),
        },
        git: {
          ...world.git,
          advance: (options) => (step === 'advance' ? die() : world.git.advance(options)),
          updateRefs: (updates) => (step === 'refs' ? die() : world.git.updateRefs(updates)),
        },
      };
      void decideIn(setting, { accept: 'all' }, dying);
      await death;
      const finished = await finishAccept(world, setting.ws, view);
      if (step === 'intent') {
        expect(finished).toBeUndefined();
        expect(setting.read(TOPIC_PATH)).toBe(TESTS_TOPIC);
        expect(await decideIn(setting, { accept: 'all' })).toMatchObject({ closed: true });
      } else {
        expect(finished).toMatchObject({ dream: setting.id, outcome: 'finished' });
      }
      expect(setting.read(TOPIC_PATH)).toContain('Redis');
      expect(await setting.refs()).toEqual({ [MAIN]: expect.any(String) as string });
      expect(await verdicts(setting)).toHaveLength(3);
      expect(await setting.world.files.stat(setting.ws.acceptIntent)).toBeUndefined();
      expect(await finishAccept(world, setting.ws, view)).toBeUndefined();
    },
  );

  it('while git wrote a file has the torn file completed', async () => {
    const setting = await dreamt();
    const { world } = setting;
    const child = world.processes.another();
    const to = (await setting.at(setting.branch, TOPIC_PATH)) ?? '';
    const torn = `${to.slice(0, -30)}`;
    let dead = (): void => undefined;
    const death = new Promise<void>((resolve) => {
      dead = resolve;
    });
    const dying: CommandWorld = {
      ...world,
      processes: child,
      git: {
        ...world.git,
        advance: () => {
          setting.write(TOPIC_PATH, torn);
          child.kill();
          dead();
          return new Promise(() => undefined);
        },
      },
    };
    void decideIn(setting, { accept: 'all' }, dying);
    await death;
    expect(await finishAccept(world, setting.ws, view)).toMatchObject({ outcome: 'finished' });
    expect(setting.read(TOPIC_PATH)).toBe(to);
  });

  it('is taken back where the person edited the file meanwhile', async () => {
    const setting = await dreamt();
    const { world } = setting;
    const child = world.processes.another();
    let dead = (): void => undefined;
    const death = new Promise<void>((resolve) => {
      dead = resolve;
    });
    const dying: CommandWorld = {
      ...world,
      processes: child,
      git: {
        ...world.git,
        advance: () => {
          child.kill();
          dead();
          return new Promise(() => undefined);
        },
      },
    };
    void decideIn(setting, { accept: 'all' }, dying);
    await death;
    setting.write(TOPIC_PATH, 'something else\n');
    expect(await finishAccept(world, setting.ws, view)).toMatchObject({ dream: setting.id, outcome: 'undone' });
    expect(setting.read(TOPIC_PATH)).toBe('something else\n');
    expect(Object.keys(await setting.refs())).toEqual([setting.branch, MAIN, OPEN]);
    expect(await verdicts(setting)).toEqual([]);
  });
});

describe('undoing a dream', () => {
  it('gives back every bullet and MEMORY.md, and the claims count as undone', async () => {
    const setting = await dreamt();
    await decideIn(setting, { accept: 'all' });
    const { id } = setting;
    const result = await undoDream(setting.world, setting.ws, view, CONFIG, id);
    expect(result).toMatchObject({ dream: id, base: 'main', kept: [] });
    expect(setting.read(TOPIC_PATH)).toBe(TESTS_TOPIC);
    expect(setting.read(RELEASES_PATH)).toBeUndefined();
    expect(setting.read('.kairos/MEMORY.md')).not.toContain('releases');
    expect(setting.read(setting.report)).toContain('verdict: undone 2026-11-20');
    expect((await verdicts(setting)).filter((verdict) => verdict.startsWith('undone'))).toHaveLength(3);
    await expect(undoDream(setting.world, setting.ws, view, CONFIG, id)).rejects.toMatchObject({ code: 'usage' });
  });

  it('keeps what was changed later, and says which', async () => {
    const setting = await dreamt();
    await decideIn(setting, { accept: 'all' });
    const later = (setting.read(TOPIC_PATH) ?? '').replace('flaky on Mondays', 'flaky on Tuesdays') + '- Later. ^cccccccccc\n';
    await setting.repo.commit('Later', { [TOPIC_PATH]: later });
    const result = await undoDream(setting.world, setting.ws, view, CONFIG, setting.id);
    expect(result.kept).toEqual([FLAKY.id]);
    expect(setting.read(TOPIC_PATH)).toMatch(/flaky on Tuesdays[^]*Later\./);
    expect(setting.read(TOPIC_PATH)).not.toContain('Redis');
    expect(setting.read(TOPIC_PATH)).toContain('- They use port 6379 (2026-11-02). ^aaaaaaaaaa\n  evidence: (^e000000001)');
  });

  it('of one that landed in parts takes back all parts and closes it', async () => {
    const setting = await dreamt();
    await decideIn(setting, { accept: [FLAKY.id] });
    await decideIn(setting, { accept: [REDIS.id] });
    await undoDream(setting.world, setting.ws, view, CONFIG, setting.id);
    expect(setting.read(TOPIC_PATH)).toBe(TESTS_TOPIC);
    expect(Object.keys(await setting.refs())).toEqual([MAIN]);
  });

  it.each(['nothing', ''])('refuses the unknown dream "%s"', async (id) => {
    const setting = await dreamt();
    await expect(undoDream(setting.world, setting.ws, view, CONFIG, id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('points to review while nothing has landed', async () => {
    const setting = await dreamt();
    await expect(undoDream(setting.world, setting.ws, view, CONFIG, setting.id)).rejects.toMatchObject({
      code: 'usage',
      hint: 'kairos review shows it',
    });
  });
});
