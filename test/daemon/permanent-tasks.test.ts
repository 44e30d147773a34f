/** The tasks that `kairos init` lays down, in a living daemon: what each does with no model and with one. */
import { describe, expect, it } from 'vitest';
import { runDaemon } from '../../src/daemon/daemon.js';
import { writePresence } from '../../src/daemon/heartbeat.js';
import { parseTime } from '../../src/dates/day.js';
import { HOUR_MS, MINUTE_MS } from '../../src/dates/units.js';
import { listTasks, taskHistory } from '../../src/desk/tasks.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { permanentTasks } from '../../src/schedule/permanent.js';
import { readTaskFile } from '../../src/schedule/task-file.js';
import { approveTasks } from '../../src/schedule/task-journal.js';
import { actAll, anotherProcess, kairosClone, type KairosClone } from '../kairos-clone.js';
import { asked, live, outbox } from './lived-turns.js';

const at = (text: string): number => parseTime(text) as number;

/** A clone as `init` leaves it, late in the evening before the night that is lived. */
async function evening(settings = 'format: 1\n', tasks = permanentTasks()): Promise<KairosClone> {
  const clone = await kairosClone();
  const { world, ws } = clone;
  world.files.lay({ [ws.userConfig]: `${settings}tick.interval: 1h\n`, [ws.tasks]: tasks });
  await approveTasks(world, ws, PLAIN_VIEW, readTaskFile(tasks, 'UTC').tasks);
  world.clock.set(at('2026-11-20T23:50Z'));
  return clone;
}

/** A daemon without a model up to a time; what it said. */
async function until(clone: KairosClone, untilText: string, script: readonly { readonly at: string; readonly act: () => unknown }[] = []) {
  const stop = new AbortController();
  const said: string[] = [];
  const running = runDaemon(anotherProcess(clone), clone.ws, {
    stop: stop.signal,
    print: ({ what, text }) => void said.push(`${what}: ${text}`),
  });
  const acts = script.map(({ at: time, act }) => ({ atMs: at(time), act }));
  await Promise.all([running, actAll(clone.world, [...acts, { atMs: at(untilText), act: () => stop.abort('the night is over') }])]);
  return said;
}

const commit = ({ repo, world }: KairosClone, message: string) =>
  repo.commit(message, { 'src/a.ts': `// ${message}\n` }, { atMs: world.clock.now() });
const history = async ({ world, ws }: KairosClone) =>
  (await taskHistory(world, ws, PLAIN_VIEW)).map(({ id, outcome, detail }) => `${id} ${outcome}: ${detail}`);

describe('without a model', () => {
  it("tell the night's events and what is due as one message, and let the gates decide on a dream", async () => {
    const clone = await evening();
    const said = await until(clone, '2026-11-21T09:10Z', [
      { at: '2026-11-21T00:30Z', act: () => commit(clone, 'parser: read the last line') },
      { at: '2026-11-21T01:30Z', act: () => commit(clone, 'add it\n\n// TODO(2026-11-20) renew it') },
    ]);
    const sent = await outbox(clone);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.replace(/\^[0-9a-z]{10}/g, '^ID').replace(/[0-9a-f]{12}/g, 'COMMIT')).toMatchInlineSnapshot(`
      "normal: This morning: 2 events since 2026-11-20T18:00:00.000Z, 1 thing to do
      - commit parser: read the last line (src/a.ts +1 -0) (^ID)
      - commit add it (src/a.ts +3 -1) (^ID)
      - to do: TODO(2026-11-20) renew it (src/a.ts: due since 2026-11-20; COMMIT brought it to main)"
    `);
    expect(await history(clone)).toEqual([
      'catch-up nothing: nothing happened, and nothing waits',
      'dream started: the gates decide',
      'dream nothing: no dream: activity is closed (1 of 5 days with commits)',
      expect.stringMatching(/^morning-checkin told: This morning: \d events? since /),
    ]);
    expect(said.filter((line) => line.startsWith('task: dream: '))).toEqual([expect.stringContaining('no dream: ')]);
  });

  it('tell of what a daemon that starts late finds first', async () => {
    const clone = await evening();
    await until(clone, '2026-11-21T00:10Z');
    clone.world.clock.set(at('2026-11-21T02:00Z'));
    await commit(clone, 'parser: read the last line');
    clone.world.clock.set(at('2026-11-21T09:30Z'));
    await until(clone, '2026-11-21T09:40Z');
    expect((await outbox(clone)).filter((text) => text.includes('This morning'))).toEqual([
      expect.stringContaining('parser: read the last line'),
    ]);
  });

  it('tell of what the one tick of "run --once" finds itself', async () => {
    const clone = await evening();
    const once = (): Promise<unknown> =>
      runDaemon(anotherProcess(clone), clone.ws, { once: true, stop: new AbortController().signal, print: () => undefined });
    await once();
    clone.world.clock.set(at('2026-11-21T02:00Z'));
    await commit(clone, 'parser: read the last line');
    clone.world.clock.set(at('2026-11-21T09:02Z'));
    await once();
    expect(await outbox(clone)).toEqual([expect.stringContaining('parser: read the last line')]);
  });

  it('tell the person also where there is a model that takes no turn', async () => {
    const clone = await evening('format: 1\n');
    const model = { name: 'script', ask: () => Promise.reject(new Error('asked')) } as never;
    await until({ ...clone, world: { ...clone.world, model } }, '2026-11-21T09:10Z', [
      { at: '2026-11-21T00:30Z', act: () => commit(clone, 'parser: read the last line') },
    ]);
    expect(await outbox(clone)).toEqual([expect.stringMatching(/^normal: This morning: 1 event since /)]);
  });

  it('say nothing where nothing happened', async () => {
    const clone = await evening();
    // What came before is a morning's news no more.
    clone.world.clock.set(at('2026-11-25T08:50Z'));
    await until(clone, '2026-11-25T09:10Z');
    expect(await outbox(clone)).toEqual([]);
    expect(await history(clone)).toContainEqual('morning-checkin nothing: nothing happened, and nothing waits');
  });

  it('tell what happened while no daemon ran, once', async () => {
    const clone = await evening();
    await until(clone, '2026-11-21T00:10Z');
    clone.world.clock.set(at('2026-11-21T05:00Z'));
    await commit(clone, 'parser: read the last line');
    await until(clone, '2026-11-21T05:20Z');
    const [sent, ...more] = await outbox(clone);
    expect(more).toEqual([]);
    expect(sent?.split('\n', 1)[0]).toMatch(/^normal: While no daemon ran: 1 event since 2026-11-21T00:10:\d\d\.\d{3}Z$/);
    expect(sent).toContain('parser: read the last line');
    await until(clone, '2026-11-21T05:40Z');
    expect(await outbox(clone)).toHaveLength(1);
  });

  it('tell what happened since the daemon of this work tree ended, and not that of another', async () => {
    const clone = await evening();
    const { world, ws } = clone;
    await until(clone, '2026-11-21T00:10Z');
    world.clock.set(at('2026-11-21T01:00Z'));
    await commit(clone, 'parser: read the last line');
    world.files.lay({ [`${ws.tails}/aaaaaaaa/2026-11-21.md`]: '- 04:00:00.000Z daemon stopped: asked to stop (process 7) ^kpeer00001\n' });
    world.clock.set(at('2026-11-21T05:00Z'));
    await until(clone, '2026-11-21T05:20Z');
    expect(await outbox(clone)).toEqual([expect.stringContaining('parser: read the last line')]);
  });

  it('tell what happened since a daemon that was killed was last heard of', async () => {
    const clone = await evening();
    const { world, ws } = clone;
    await until(clone, '2026-11-21T00:10Z');
    for (const [time, message] of [
      ['2026-11-21T00:40Z', 'parser: before the kill'],
      ['2026-11-21T02:00Z', 'parser: behind the kill'],
    ] as const) {
      world.clock.set(at(time));
      await commit(clone, message);
    }
    // What a killed daemon leaves.
    const beat = { counts: { ticks: 1 } } as never;
    const identity = { ...world.processes.self(), pid: 7 };
    await writePresence(world.files, ws, {
      identity,
      startedAtMs: at('2026-11-21T00:20Z'),
      heartbeatAtMs: at('2026-11-21T01:00Z'),
      epoch: 1,
      beat,
    });
    world.clock.set(at('2026-11-21T05:00Z'));
    await until(clone, '2026-11-21T05:20Z');
    const [sent, ...more] = await outbox(clone);
    expect(more).toEqual([]);
    expect(sent).toMatch(/^normal: While no daemon ran: 1 event since 2026-11-21T01:00:00\.000Z\n/);
    expect(sent).toContain('behind the kill');
  });

  it('do nothing with AGENT_TRIGGERS off, and it is said why', async () => {
    const clone = await evening('format: 1\nfeatures.AGENT_TRIGGERS: off\n');
    await until(clone, '2026-11-21T09:10Z', [{ at: '2026-11-21T00:30Z', act: () => commit(clone, 'parser: read the last line') }]);
    expect(await outbox(clone)).toEqual([]);
    expect(await history(clone)).toEqual([]);
    const { world, ws } = clone;
    expect(await listTasks(world, ws, PLAIN_VIEW)).toMatchObject({ whyNone: 'AGENT_TRIGGERS is off (settings)', tasks: [{}, {}, {}] });
  });
});

it('with a model, the facts come as the message of a tool, and the wish of the task as that of the person', async () => {
  const clone = await evening();
  const lived = await live(
    [
      { when: '[task morning-checkin]', say: 'One commit in the night.' },
      { always: true, calls: [{ tool: 'Sleep', input: { seconds: '36000', why: 'it is night' } }] },
    ],
    () => [{ second: 40 * 60, act: () => commit(clone, 'parser: read the last line') }],
    { at: clone, settings: 'format: 1\nassistant: true\nbrief: true\ntick.interval: 1h\n', forMs: 9 * HOUR_MS + 20 * MINUTE_MS },
  );
  const texts = asked(lived).filter((text) => text.startsWith('<message') && text.includes('[task morning-checkin]'));
  expect(texts).toHaveLength(1);
  expect(texts[0]).toContain("[task morning-checkin] Tell the night's events, the open review and what is due, as one message.");
  const [, facts] = /<message from="tool"[^>]*>\n([^]*?)<\/message>/.exec(texts[0] ?? '') ?? [];
  expect(facts).toMatch(
    /^> This morning: 1 event since 2026-11-20T18:00:00\.000Z\n> - commit parser: read the last line \(src\/a\.ts \+1 -0\) \(\^[0-9a-z]{10}\)\n$/,
  );
  expect(await outbox(clone)).toEqual(['normal: One commit in the night.']);
});

describe('with a model that cannot be asked', () => {
  const CHECKIN = /^normal: This morning: \d events? since 2026-11-20T18:00:00\.000Z$/;
  const night = async (settings: string, script: Parameters<typeof live>[0] = [], tasks = permanentTasks()) => {
    const clone = await evening(undefined, tasks);
    const lived = await live(script, () => [{ second: 40 * 60, act: () => commit(clone, 'parser: read the last line') }], {
      at: clone,
      settings: `format: 1\nassistant: true\nbrief: true\ntick.interval: 1h\n${settings}`,
      forMs: 9 * HOUR_MS + 30 * MINUTE_MS,
    });
    return { clone, lived };
  };

  it.each([
    ['a day', 'budget.day.tokens: 10\n', 'the tokens of the day are used up ("kairos cost")'],
    ['an hour', 'budget.hour.calls: 0\n', 'the calls of the hour are used up ("kairos cost")'],
    ['a turn', 'budget.turn.tokens: 10\n', 'the tokens of a turn are used up ("kairos cost")'],
  ])('since the budget of %s is used up, the morning comes at its time as without one, with the reason', async (_, settings, why) => {
    const { clone, lived } = await night(settings);
    expect(asked(lived)).toEqual([]);
    const [sent, ...more] = await outbox(clone);
    expect(more).toEqual([]);
    expect(sent?.split('\n')[0]).toMatch(CHECKIN);
    expect(sent).toContain('parser: read the last line');
    expect(sent?.split('\n').at(-1)).toBe(`(the agent took no turn of it: ${why})`);
    // Nothing waits for a turn still, nor does the catch-up that found nothing.
    expect(await clone.world.files.list(clone.ws.queueCur)).toEqual([]);
  });

  it('a routine under another id is known for one: what it found is told, and what found nothing waits for nothing', async () => {
    const tasks = permanentTasks().replace('"id": "catch-up"', '"id": "woke"').replace('"id": "morning-checkin"', '"id": "dawn"');
    const { clone } = await night('budget.day.tokens: 10\n', [], tasks);
    const [sent, ...more] = await outbox(clone);
    expect([sent?.split('\n')[0], more]).toEqual([expect.stringMatching(CHECKIN), []]);
    expect(await clone.world.files.list(clone.ws.queueCur)).toEqual([]);
  });

  it('since it fails, it is asked again, and after the third time the morning comes with the reason', async () => {
    const { clone, lived } = await night('', [
      { when: '[task morning-checkin]', always: true, fails: 'no route', again: true },
      { always: true, calls: [{ tool: 'Sleep', input: { seconds: '600', why: 'it is night' } }] },
    ]);
    expect(asked(lived).filter((text) => text.includes('[task morning-checkin]'))).toHaveLength(3);
    const [sent, ...more] = await outbox(clone);
    expect(more).toEqual([]);
    expect(sent?.split('\n')[0]).toMatch(CHECKIN);
    expect(sent?.split('\n').at(-1)).toMatch(/^\(the agent took no turn of it: .*no route/);
  });
});
