/** Tools beside a living daemon, in the virtual world: forty seconds pass at once. */
import { describe, expect, it } from 'vitest';
import { runDaemon } from '../../src/daemon/daemon.js';
import type { Event, ToolCall } from '../../src/daemon/event.js';
import { createRecord, outputPath, pruneRecords, readRecords, writeRecord, type JobRecord } from '../../src/daemon/job-record.js';
import { tellEndedJobs } from '../../src/daemon/left-jobs.js';
import { postMessage } from '../../src/daemon/post.js';
import { killJob, listJobs, showJob } from '../../src/desk/jobs.js';
import { pause } from '../../src/activation/pause.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import type { Behaviour } from '../../src/replay/virtual-processes.js';
import type { VirtualWorld } from '../../src/replay/virtual-world.js';
import type { World } from '../../src/world/world.js';
import { actAll, anotherProcess, kairosClone, type KairosClone } from '../kairos-clone.js';

const SECOND = 1000;
const CALL: ToolCall = { tool: 'test-child', title: 'sleeps 40 s', argv: ['sleep', '40'] };

/** Says a line, sleeps as long as its argument says, says another; heeds being told to end. */
const sleeps =
  (world: VirtualWorld): Behaviour =>
  async ({ argv, print, signal }) => {
    await print('good night\n');
    await world.clock.sleep(Number(argv[1]) * SECOND, signal);
    if (signal.aborted) return { code: null, signal: 'SIGTERM' };
    await print('good morning\n');
    return { code: 0 };
  };

interface Lived {
  readonly events: readonly Event[];
  readonly at: KairosClone;
}

/** Runs a daemon through a script; `second` counts from its start, and it is stopped a minute after the last step. */
async function live(
  script: (send: (event: Event) => void, at: KairosClone) => readonly { readonly second: number; readonly act: () => unknown }[],
  options: { readonly at?: KairosClone; readonly behaviour?: Behaviour } = {},
): Promise<Lived> {
  const at = options.at ?? (await kairosClone());
  const { world, ws } = at;
  world.processes.commands(options.behaviour ?? sleeps(world));
  const stop = new AbortController();
  const events: Event[] = [];
  let send: (event: Event) => void = () => undefined;
  const startMs = world.clock.now();
  const running = runDaemon(world, ws, {
    stop: stop.signal,
    print: () => undefined,
    events: (given) => (send = given),
    decided: (event) => events.push(event),
  });
  const steps = script((event) => send(event), at).map(({ second, act }) => ({ atMs: startMs + second * SECOND, act }));
  steps.push({ atMs: (steps.at(-1)?.atMs ?? startMs) + 60 * SECOND, act: () => stop.abort('the script is over') });
  await Promise.all([running, actAll(world, steps)]);
  return { events, at };
}

const ask = (at: KairosClone, call: ToolCall = CALL): Event => ({ type: 'toolAsked', atMs: at.world.clock.now(), call });
const messages = async ({ world, ws }: KairosClone): Promise<string[]> =>
  (await readEntries(world, ws, PLAIN_VIEW)).entries
    .filter(({ kind, actor }) => kind === 'message' && actor === 'agent')
    .map(({ text }) => text);

describe('a tool that takes forty seconds', () => {
  it('keeps the turn waiting for fifteen, goes on in the background, and its result comes as a message, once', async () => {
    const { at, events } = await live((send, here) => [
      { second: 5, act: () => send(ask(here)) },
      { second: 22, act: async () => expect(await listJobs(here.world, here.ws)).toMatchObject([{ is: 'running', place: 'background' }]) },
      { second: 100, act: () => undefined },
    ]);
    const seconds = (type: Event['type']): number[] =>
      events.filter((event) => event.type === type).map(({ atMs }) => Math.round((atMs - (events[0]?.atMs ?? 0)) / SECOND));
    expect([seconds('blockedLong'), seconds('toolEnded')]).toEqual([[20], [45]]);
    const [job] = await listJobs(at.world, at.ws);
    expect(job).toMatchObject({ is: 'ended', told: 'message', end: { why: 'exited', code: 0 } });
    expect(await messages(at)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^job ${job?.id}, test-child \\(sleeps 40 s\\), ended with code 0 after 40 s \\(begun .*\\); it printed:\\s+good night\\s+good morning$`,
        ),
      ),
    ]);
    expect((await showJob(at.world, at.ws, job?.id ?? '', 1000)).output).toBe('good night\ngood morning\n');
    // It is a message of the queue, not of a person.
    expect(events.flatMap((event) => (event.type === 'received' ? event.messages : []))).toMatchObject([
      { priority: 'next', origin: 'tool' },
    ]);
  });

  it('gives way at once to a person who speaks, whose words are noted meanwhile', async () => {
    const { at, events } = await live((send, { world, ws }) => [
      { second: 5, act: () => send({ type: 'toolAsked', atMs: world.clock.now(), call: CALL }) },
      { second: 7, act: () => postMessage(world, ws, PLAIN_VIEW, { priority: 'now', origin: 'user', text: 'how is it going' }) },
      {
        second: 9,
        act: async () => {
          expect(await listJobs(world, ws)).toMatchObject([{ is: 'running', place: 'background' }]);
          const { entries } = await readEntries(world, ws, PLAIN_VIEW);
          expect(entries.some(({ text }) => text === 'how is it going')).toBe(true);
        },
      },
      { second: 60, act: () => undefined },
    ]);
    expect(events.some(({ type }) => type === 'blockedLong')).toBe(false);
    expect(await messages(at)).toHaveLength(1);
  });

  it("that ends while the turn waits is the turn's, and no message tells it", async () => {
    const { at, events } = await live((send, here) => [{ second: 5, act: () => send(ask(here, { ...CALL, argv: ['sleep', '3'] })) }]);
    expect(events.filter(({ type }) => type === 'toolEnded')).toMatchObject([{ end: { why: 'exited', code: 0, outputBytes: 24 } }]);
    expect(await listJobs(at.world, at.ws)).toMatchObject([{ told: 'turn' }]);
    expect(await messages(at)).toEqual([]);
  });
});

describe('a process that does not go, not even killed', () => {
  const stubborn = ({ world }: KairosClone): { goes: () => void } => {
    const { endJob } = world.processes;
    let isStubborn = true;
    Object.assign(world.processes, { endJob: async (...args: Parameters<typeof endJob>) => (isStubborn ? false : endJob(...args)) });
    return { goes: () => (isStubborn = false) };
  };
  const lines = (events: readonly Event[]): unknown[] => events.filter(({ type }) => type === 'jobsStay');

  it('leaves its job without an end, which is said, until it goes', async () => {
    const at = await kairosClone();
    const { goes } = stubborn(at);
    const { events } = await live(
      (send, here) => [
        { second: 5, act: () => send(ask(here, { ...CALL, runMs: 5 * SECOND })) },
        { second: 15, act: async () => expect(await listJobs(here.world, here.ws)).toMatchObject([{ is: 'running' }]) },
        { second: 20, act: goes },
      ],
      { at },
    );
    expect(lines(events)[0]).toMatchObject({ ids: [expect.stringMatching(/^[0-9a-z]{8}$/)] });
    expect(await listJobs(at.world, at.ws)).toMatchObject([{ is: 'ended', end: { why: 'too-long' } }]);
    expect(events.filter(({ type }) => type === 'toolEnded')).toHaveLength(1);
  });

  it('of a daemon that is gone, too: the next one says it, and writes the end when it is one', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    world.processes.commands(sleeps(world));
    const record = await createRecord(world, ws, { tool: 'test-child', title: '', place: 'background' });
    await world.processes.startCommand({
      argv: ['sleep', '9000'],
      cwd: ws.root,
      marker: record.marker,
      outputPath: outputPath(ws, record.id),
      outputMaxBytes: 1000,
    });
    const { goes } = stubborn(at);
    const { events } = await live(() => [{ second: 10, act: async () => expect((await readRecords(world, ws))[0]?.end).toBeUndefined() }], {
      at,
    });
    expect(lines(events)[0]).toMatchObject({ ids: [record.id] });
    goes();
    await live(() => [{ second: 10, act: () => undefined }], { at });
    expect((await readRecords(world, ws))[0]).toMatchObject({ end: { why: 'left' }, told: 'message' });
  });
});

describe('a tool comes to an end', () => {
  it.each<[string, Partial<ToolCall>, string]>([
    ['when it runs too long', { runMs: 20 * SECOND }, 'was ended: it ran too long after 20 s'],
    ['when there is no such program', { argv: [] }, 'did not start'],
  ])('%s', async (_what, change, said) => {
    const { at } = await live((send, here) => [
      { second: 5, act: () => send(ask(here, { ...CALL, ...change })) },
      { second: 5, act: () => send({ type: 'personCame', atMs: here.world.clock.now(), why: 'you look' }) },
      { second: 60, act: () => undefined },
    ]);
    expect(await messages(at)).toEqual([expect.stringContaining(said)]);
  });

  it('when it prints too much, and its output is cut', async () => {
    const { at } = await live((send, here) => [{ second: 5, act: () => send(ask(here)) }], {
      behaviour: async ({ print }) => {
        for (let n = 0; n < 50; n += 1) await print(`${'x'.repeat(99_999)}\n`);
        return { code: 0 };
      },
    });
    expect(await listJobs(at.world, at.ws)).toMatchObject([{ end: { why: 'too-much', outputBytes: 4 * 1024 * 1024 } }]);
  });

  it('with the children that it left, which are a part of it', async () => {
    const { at } = await live((send, here) => [{ second: 5, act: () => send(ask(here)) }], {
      behaviour: async () => ({ code: 0, left: 2 }),
    });
    const [record] = await readRecords(at.world, at.ws);
    expect(record?.end).toMatchObject({ why: 'exited', code: 0 });
    expect(await at.world.processes.countJob({ marker: record?.marker ?? '' })).toBe(0);
  });

  it('by a person, from another process, with the reason', async () => {
    const { at } = await live((send, here) => [
      { second: 5, act: () => send(ask(here)) },
      {
        second: 25,
        act: async () => {
          const other = anotherProcess(here);
          const [job] = await listJobs(other, here.ws);
          expect(await killJob(other, here.ws, job?.id ?? '')).toBe(true);
          expect(await killJob(other, here.ws, job?.id ?? '')).toBe(false);
        },
      },
    ]);
    expect(await messages(at)).toEqual([expect.stringContaining('was ended by "kairos jobs kill" after 20 s')]);
    await expect(killJob(at.world, at.ws, 'nosuchid')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('with a pause', async () => {
    const { at } = await live((send, { world, ws }) => [
      { second: 5, act: () => send({ type: 'toolAsked', atMs: world.clock.now(), call: CALL }) },
      { second: 10, act: () => pause(world, ws) },
    ]);
    expect(await listJobs(at.world, at.ws)).toMatchObject([{ end: { why: 'stopped' } }]);
  });

  it('with the daemon, and the next one tells it', async () => {
    const first = await live((send, here) => [{ second: 5, act: () => send(ask(here, { ...CALL, argv: ['sleep', '4000'] })) }]);
    expect(await listJobs(first.at.world, first.at.ws)).toMatchObject([{ is: 'ended', end: { why: 'stopped' } }]);
    expect(await messages(first.at)).toEqual([]);
    await live(() => [{ second: 5, act: () => undefined }], { at: first.at });
    expect(await messages(first.at)).toEqual([expect.stringContaining('because the daemon ended or held still')]);
    await live(() => [{ second: 5, act: () => undefined }], { at: first.at });
    expect(await messages(first.at)).toHaveLength(1);
  });
});

describe('a daemon that is killed', () => {
  it('at whatever write: its job is ended by the next one, is started by none again, and is told once', async () => {
    let writes = 0;
    for (let atWrite = 1; atWrite < 200; atWrite += 1) {
      const at = await kairosClone();
      const { world, ws } = at;
      world.processes.commands(sleeps(world));
      const life = mortal(world, atWrite);
      let send: (event: Event) => void = () => undefined;
      const force = new AbortController();
      void life.died.then(() => force.abort());
      const first = runDaemon(life.world, ws, {
        stop: force.signal,
        force: force.signal,
        print: () => undefined,
        events: (given) => (send = given),
      });
      await world.clock.sleep(5 * SECOND);
      life.counts();
      send(ask(at));
      // Until it was killed, or a minute after the last that could happen.
      await Promise.race([life.died, world.clock.sleep(120 * SECOND)]);
      const hasDied = life.isDead();
      life.kill();
      force.abort();
      void first;
      const stop = new AbortController();
      const second = runDaemon(anotherProcess(at), ws, { stop: stop.signal, print: () => undefined });
      await world.clock.sleep(60 * SECOND);
      stop.abort('enough');
      await second;
      const started = world.processes.calls.filter(({ verb }) => verb === 'startCommand').length;
      const records = await readRecords(world, ws);
      const told = (await messages(at)).length;
      expect([atWrite, started <= records.length, told], JSON.stringify(records)).toEqual([atWrite, true, records.length]);
      for (const { end, told: isTold, marker } of records) {
        expect([end === undefined, isTold, await world.processes.countJob({ marker })]).toEqual([false, 'message', 0]);
      }
      if (!hasDied) {
        writes = atWrite;
        break;
      }
    }
    // It was killed at each of them: before, between and after.
    expect(writes).toBeGreaterThan(10);
  }, 60_000);

  it('between the message and the note of it: the message is there once', async () => {
    const { at } = await live((send, here) => [{ second: 5, act: () => send(ask(here, { ...CALL, argv: ['sleep', '4000'] })) }]);
    const { world, ws } = at;
    const life = mortal(world, Infinity);
    const write = life.world.files.write.bind(life.world.files);
    const files = {
      ...life.world.files,
      write: async (path: string, text: string | Uint8Array) =>
        path.startsWith(ws.jobs) ? new Promise<void>(() => undefined) : write(path, text),
    };
    void tellEndedJobs({ ...life.world, files }, ws, PLAIN_VIEW, new Set());
    await world.clock.sleep(SECOND);
    expect(await world.files.list(ws.queueNew)).toHaveLength(1);
    await tellEndedJobs(world, ws, PLAIN_VIEW, new Set());
    expect(await world.files.list(ws.queueNew)).toHaveLength(1);
    expect(await readRecords(world, ws)).toMatchObject([{ told: 'message' }]);
  });
});

it('the jobs of one work tree are not those of another', async () => {
  const { at } = await live((send, here) => [{ second: 5, act: () => send(ask(here, { ...CALL, argv: ['sleep', '4000'] })) }]);
  const { world, ws } = at;
  const linked = { ...ws, root: '/elsewhere', gitDir: `${ws.gitDir}/worktrees/elsewhere` };
  await tellEndedJobs(world, linked, PLAIN_VIEW, new Set());
  expect(await readRecords(world, ws)).toMatchObject([{ gitDir: ws.gitDir, end: { why: 'stopped' } }]);
  expect((await readRecords(world, ws))[0]?.told).toBeUndefined();
  expect(await listJobs(world, linked)).toMatchObject([{ root: ws.root }]);
});

it('of those that are told, the ones that were cut off are given back once, so that the log has how they ended', async () => {
  const { at } = await live((send, here) => [{ second: 5, act: () => send(ask(here, { ...CALL, argv: ['sleep', '4000'] })) }]);
  const { world, ws } = at;
  const [record] = (await readRecords(world, ws)) as [JobRecord];
  const end = { atMs: world.clock.now(), why: 'left', code: null, signal: null, outputBytes: 0 } as const;
  await writeRecord(world, ws, { ...record, end });
  const call = { tool: record.tool, title: record.title };
  expect(await tellEndedJobs(world, ws, PLAIN_VIEW, new Set())).toEqual([{ record: record.id, call, end }]);
  expect(await tellEndedJobs(world, ws, PLAIN_VIEW, new Set())).toEqual([]);
});

it('the end of a job that somebody else learns is told by no message', async () => {
  const { at } = await live((send, here) => [{ second: 5, act: () => send(ask(here, { ...CALL, argv: ['sleep', '4000'] })) }]);
  const { world, ws } = at;
  const [record] = await readRecords(world, ws);
  await tellEndedJobs(world, ws, PLAIN_VIEW, new Set([record?.id ?? '']));
  expect(await world.files.list(ws.queueNew)).toEqual([]);
});

it('the jobs of a work tree that was removed are those of the first, and of no other', async () => {
  const { at } = await live((send, here) => [{ second: 5, act: () => send(ask(here, { ...CALL, argv: ['sleep', '4000'] })) }]);
  const { world, ws } = at;
  const [record] = await readRecords(world, ws);
  await writeRecord(world, ws, { ...(record as JobRecord), gitDir: `${ws.gitDir}/worktrees/removed` });
  await tellEndedJobs(world, { ...ws, gitDir: `${ws.gitDir}/worktrees/another` }, PLAIN_VIEW, new Set());
  expect(await world.files.list(ws.queueNew)).toEqual([]);
  await tellEndedJobs(world, ws, PLAIN_VIEW, new Set());
  expect(await world.files.list(ws.queueNew)).toHaveLength(1);
});

it('of the jobs that were told the newest fifty are kept', async () => {
  const { world, ws } = await kairosClone();
  for (let n = 0; n < 60; n += 1) {
    const record = await createRecord(world, ws, { tool: `tool ${n}`, title: '', place: 'foreground' });
    await world.files.append(outputPath(ws, record.id), 'x\n');
    const end = { atMs: 0, why: 'exited', code: 0, signal: null, outputBytes: 2 } as const;
    await writeRecord(world, ws, { ...record, startedAtMs: n, ...(n > 0 && { end, told: 'turn' as const }) });
  }
  await pruneRecords(world, ws);
  const left = await readRecords(world, ws);
  // The first has no end.
  expect(left.map(({ tool }) => tool)).toEqual(['tool 0', ...Array.from({ length: 50 }, (_, n) => `tool ${n + 10}`)]);
  expect((await world.files.list(ws.jobs)).length).toBe(2 * 51);
});

interface Mortal {
  readonly world: World;
  readonly died: Promise<void>;
  counts(): void;
  kill(): void;
  isDead(): boolean;
}

/** The world of a process that is killed before its n-th write, counted from `counts()` on: nothing that it asks for is done any more, nor answered. */
function mortal(world: VirtualWorld, atWrite: number): Mortal {
  const WRITES = ['write', 'create', 'append', 'remove', 'rename', 'link', 'overwrite', 'mkdir', 'touch', 'privateFolder'];
  let writes = -Infinity;
  let isDead = false;
  let die = (): void => undefined;
  const died = new Promise<void>((resolve) => {
    die = () => {
      isDead = true;
      world.processes.kill();
      resolve();
    };
  });
  const guarded = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          if (!isDead && WRITES.includes(String(name))) {
            writes += 1;
            if (writes >= atWrite) die();
          }
          return isDead && name !== 'self' ? new Promise(() => undefined) : Reflect.apply(member, target, args);
        };
      },
    });
  return {
    world: { ...world, files: guarded(world.files), processes: guarded(world.processes), git: guarded(world.git) },
    died,
    counts: () => {
      writes = 0;
    },
    kill: () => die(),
    isDead: () => isDead,
  };
}
