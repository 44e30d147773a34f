import { describe, expect, it } from 'vitest';
import { gatherWork } from '../../src/agent/work/facts.js';
import { markedLine } from '../../src/agent/work/marked-lines.js';
import { workList, type WorkItem } from '../../src/agent/work/work-list.js';
import { DAY_MS } from '../../src/dates/units.js';
import { workNow } from '../../src/desk/work.js';
import { loadConfig } from '../../src/config/config.js';
import { shortId } from '../../src/base/git-objects.js';
import { createRecord, writeRecord } from '../../src/daemon/job-record.js';
import type { ToolEnd } from '../../src/daemon/event.js';
import { addTask } from '../../src/desk/tasks.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { recordPath, RECORD_FORMAT } from '../../src/sessions/record.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

const NOW = Date.UTC(2026, 10, 20, 12);
const work = async ({ world, ws }: KairosClone): Promise<readonly WorkItem[]> =>
  workNow(world, ws, PLAIN_VIEW, (await loadConfig(world, ws)).config);
const kinds = (items: readonly WorkItem[]): string[] => items.map(({ kind, text }) => `${kind}: ${text}`);

describe('a line that says what is to be done', () => {
  it.each([
    ['// TODO: drop the shim', { word: 'TODO', text: 'TODO: drop the shim' }],
    ['# TODO(2026-12-01) renew the certificate', { word: 'TODO', text: 'TODO(2026-12-01) renew the certificate', due: '2026-12-01' }],
    ['/* FIXME by 2026-12-01: leaks */', { word: 'FIXME', text: 'FIXME by 2026-12-01: leaks', due: '2026-12-01' }],
    ['// TODO(ann, 2026-12-01): ask', { word: 'TODO', text: 'TODO(ann, 2026-12-01): ask', due: '2026-12-01' }],
    ['// TODO(2026-02-30) no such day', { word: 'TODO', text: 'TODO(2026-02-30) no such day' }],
  ])('%s', (line, expected) => {
    expect(markedLine(line)).toEqual(expected);
  });

  it.each(['the TODOs of last week', 'const TODO_LIST = 1;', "say('TODO')", 'todo: no', `// TODO ${'x'.repeat(500)}`])(
    '%s says nothing',
    (line) => {
      expect(markedLine(line)).toBeUndefined();
    },
  );

  it('steers no terminal', () => {
    expect(markedLine('// TODO \u001b[31mred')?.text).toBe('TODO red');
  });
});

describe('the work list', () => {
  it('has what recent commits of the base say, while it stands there, what is due first', async () => {
    const at = await kairosClone();
    const { world, repo } = at;
    await repo.commit(
      'add a',
      { 'src/a.ts': '// TODO(2026-11-19) renew it\n// TODO(2026-11-24) soon\n// TODO(2027-05-01) far\n// TODO: once\n// FIXME: leaks\n' },
      { atMs: world.clock.now() },
    );
    expect(kinds(await work(at))).toEqual([
      'due: TODO(2026-11-19) renew it',
      'marked: TODO(2026-11-24) soon',
      'marked: FIXME: leaks',
      'marked: TODO(2027-05-01) far',
      'marked: TODO: once',
    ]);
    const [first] = await work(at);
    expect(first).toMatchObject({
      where: 'src/a.ts',
      due: '2026-11-19',
      why: expect.stringMatching(/^due since 2026-11-19; [0-9a-f]{12} brought it to main$/),
    });
    await repo.commit('done', { 'src/a.ts': '// FIXME: leaks\n' }, { atMs: world.clock.now() });
    expect(kinds(await work(at))).toEqual(['marked: FIXME: leaks']);
  });

  it('reads the base, not the branch that is checked out, and nothing that only lies in the work tree', async () => {
    const at = await kairosClone({ config: 'format: 1\ndream:\n  base: main\n' });
    const { world, ws, repo } = at;
    await repo.branch('side', (await world.git.head()).commit ?? '');
    await repo.checkout('side');
    await repo.commit('aside', { 'b.ts': '// TODO: of a branch\n' }, { atMs: world.clock.now() });
    world.files.lay({ [`${ws.root}/c.ts`]: '// TODO: uncommitted\n' });
    expect(await work(at)).toEqual([]);
  });

  it('has a revert that stands, and not one that was brought again', async () => {
    const at = await kairosClone();
    const { world, repo } = at;
    const atMs = world.clock.now();
    const id = await repo.commit('cache the parser', { 'a.ts': '1\n' }, { atMs });
    const back = await repo.commit(`Revert "cache the parser"\n\nThis reverts commit ${id}.`, { 'a.ts': '0\n' }, { atMs });
    expect(await work(at)).toMatchObject([{ kind: 'revert', where: shortId(back), text: 'Revert "cache the parser"' }]);
    await repo.commit(`Reapply "cache the parser"\n\nThis reverts commit ${back}.`, { 'a.ts': '1\n' }, { atMs });
    expect(await work(at)).toEqual([]);
  });

  it('has claims whose files changed, as the base has both', async () => {
    const at = await kairosClone();
    const { world, repo } = at;
    const atMs = world.clock.now();
    await repo.commit('port', { 'redis.ts': '6380\n' }, { atMs });
    const { commit = '' } = await world.git.head();
    const id = (await world.git.readTree(commit, ['redis.ts']))[0]?.id ?? '';
    const topic = `# Redis\n\n- Redis runs on port 6380 (2026-11-20). ^k9x0aa1b2c\n  about: redis.ts@${shortId(id)}\n`;
    await repo.commit('remember', { '.kairos/topics/redis.md': topic }, { atMs });
    expect(await work(at)).toEqual([]);
    await repo.commit('move', { 'redis.ts': '6381\n' }, { atMs });
    expect(await work(at)).toMatchObject([{ kind: 'suspect', where: 'topics/redis.md ^k9x0aa1b2c', text: 'Redis runs on port 6380.' }]);
  });

  it('has what the last session left, for two weeks', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    const gist = {
      session: 's',
      by: 'person',
      inputs: 2,
      branch: 'main',
      about: 'the port',
      from: 0,
      lastAtMs: world.clock.now(),
      asked: ['x'],
      moreAsked: 0,
      files: [],
      moreFiles: 0,
      mended: [],
      decided: [],
      failing: [{ tool: 'Bash', what: 'npm test', said: 'Exit code 1' }],
      open: ['document it'],
      isAnswered: true,
    };
    world.files.lay({
      [recordPath(ws, 'one')]: JSON.stringify({ format: RECORD_FORMAT, name: 'one', offset: 1, inode: '1', isOurs: true, gist }),
    });
    expect(kinds(await work(at))).toEqual(['unfinished: document it', 'unfinished: Bash `npm test` failed: Exit code 1']);
    await world.clock.sleep(15 * DAY_MS);
    expect(await work(at)).toEqual([]);
  });

  it('is bounded: of a long history it asks for the lines of a hundred commits at most, and of old ones for none', async () => {
    const at = await kairosClone();
    const { world, ws, repo } = at;
    for (let n = 0; n < 120; n += 1) await repo.commit(`c ${n}`, { 'n.ts': `// TODO: n ${n}\n` }, { atMs: world.clock.now() + n });
    const asked: number[] = [];
    const git = {
      ...world.git,
      addedLines: async (...args: Parameters<typeof world.git.addedLines>) => (asked.push(args[0].length), world.git.addedLines(...args)),
    };
    const { config } = await loadConfig(world, ws);
    expect((await gatherWork({ ...world, git }, ws, config)).marked.map(({ text }) => text)).toEqual(['TODO: n 119']);
    await world.clock.sleep(91 * DAY_MS);
    await gatherWork({ ...world, git }, ws, config);
    expect(asked).toEqual([100, 0]);
  });

  it.each([
    ['in its folder', 'kairos/dream/2026-11-18-4mk2q0', undefined],
    ['beside a branch `kairos`, which leaves no such folder', 'kairos--dream-2026-11-18-4mk2q0', 'kairos'],
    ['whose branch is gone', undefined, undefined],
  ])('has the review that waits %s', async (_, branch, beside) => {
    const at = await kairosClone();
    const { world, repo } = at;
    const commit = await repo.commit('Begin', { 'a.ts': 'x\n' }, { atMs: world.clock.now() });
    for (const name of [beside, branch]) if (name !== undefined) await repo.branch(name, commit);
    await world.git.updateRefs([{ ref: 'refs/kairos/dream/open', old: undefined, new: commit }]);
    expect((await work(at)).map(({ kind, where }) => [kind, where])).toEqual([['review', branch ?? 'refs/kairos/dream/open']]);
  });

  it('names the review that waits, and presses more each day', () => {
    const facts = {
      base: 'main',
      marked: [],
      reverts: [],
      suspects: [],
      review: { branch: 'kairos/dream/2026-11-18-4mk2q0', sinceMs: NOW - 2 * DAY_MS },
    };
    const [item] = workList(facts, NOW);
    expect(item).toMatchObject({
      kind: 'review',
      why: expect.stringContaining('2 days ago'),
      key: 'review kairos/dream/2026-11-18-4mk2q0',
    });
    expect(workList(facts, NOW + DAY_MS)[0]?.score).toBe((item?.score ?? 0) + 1);
  });
});

describe('what git does not show', () => {
  it('are tasks that wait: due ones that have not begun, and those that nobody approved', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    const wish = { text: 'Say what waits', isCommand: false, permanent: false, isOfSession: false };
    await addTask(world, ws, PLAIN_VIEW, { ...wish, schedule: 'at 2026-11-20T13:00:00Z', id: 'standup' });
    await addTask(world, ws, PLAIN_VIEW, { ...wish, schedule: 'every 1h', id: 'skipped', missed: 'skip' });
    await addTask(world, ws, PLAIN_VIEW, { ...wish, schedule: 'every 1h', id: 'asked' }, 'tool');
    expect(kinds(await work(at))).toEqual(['task: asked: Say what waits']);
    await world.clock.sleep(3 * 60 * 60_000);
    const [due, asked, ...others] = await work(at);
    expect(others).toEqual([]);
    expect(due).toMatchObject({ kind: 'task', text: 'standup: Say what waits', where: '.kairos/scheduled_tasks.json' });
    expect(due?.why).toBe('due since 2026-11-20T13:00:00.000Z, and has not begun');
    expect(asked?.why).toBe('nobody approved it: kairos task approve asked');
  });

  it('are checks that the settings name, as long as their last run that came to an end of its own failed', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    const ran = async (title: string, end: Partial<ToolEnd>): Promise<string> => {
      const record = await createRecord(world, ws, { tool: 'task', title, place: 'background' });
      const ended = { atMs: world.clock.now(), why: 'exited', code: 0, signal: null, outputBytes: 0, ...end } as const;
      await writeRecord(world, ws, { ...record, end: ended });
      await world.clock.sleep(1000);
      return record.id;
    };
    await ran('unit: npm test', { code: 1 });
    const last = await ran('unit: npm test', { code: 2 });
    await ran('unit: npm test', { why: 'stopped', code: null });
    await ran('lint: npm run lint', { code: 1 });
    expect(await work(at)).toEqual([]);
    world.files.lay({ [ws.userConfig]: 'format: 1\nwork:\n  checks: unit, none\n' });
    expect(await work(at)).toMatchObject([
      {
        kind: 'check',
        text: 'unit: npm test',
        where: `job ${last}`,
        why: expect.stringMatching(`ended with code 2; "kairos jobs ${last}" shows`),
      },
    ]);
    await ran('unit: npm test', {});
    expect(await work(at)).toEqual([]);
    // A repository names none.
    world.files.lay({ [ws.userConfig]: 'format: 1\n', [ws.config]: 'format: 1\nwork:\n  checks: lint\n' });
    expect(await work(at)).toEqual([]);
  });
});
