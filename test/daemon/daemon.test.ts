import { describe, expect, it } from 'vitest';
import { stopDaemon } from '../../src/desk/daemon-control.js';
import { daemonState } from '../../src/desk/daemon-state.js';
import { type DaemonOptions, type DaemonResult, runDaemon } from '../../src/daemon/daemon.js';
import type { Line } from '../../src/daemon/event.js';
import { pause, resume } from '../../src/activation/pause.js';
import { postMessage } from '../../src/daemon/post.js';
import { readPresence } from '../../src/daemon/heartbeat.js';
import { trust, untrust } from '../../src/activation/trust.js';
import { journalTips } from '../../src/journal/journal-tree.js';
import { appendEntries } from '../../src/memory/append.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import type { World } from '../../src/world/world.js';
import { anotherProcess, kairosClone, type KairosClone, type Scripted, actAll } from '../kairos-clone.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Life {
  readonly at: KairosClone;
  readonly world: World;
  readonly lines: Line[];
  readonly trace: string[];
  readonly result: DaemonResult;
}

/** Lives through a script. `minutes` are counted from the start; the daemon is stopped after the last step. */
async function life(
  script: (at: KairosClone, world: World) => readonly { readonly minute: number; readonly act: () => unknown }[],
  options: {
    readonly config?: string;
    readonly prepare?: (at: KairosClone) => Promise<unknown>;
    readonly daemon?: Partial<DaemonOptions>;
  } = {},
): Promise<Life> {
  const at = await kairosClone(options.config === undefined ? {} : { config: options.config });
  await options.prepare?.(at);
  const stop = new AbortController();
  const startMs = at.world.clock.now();
  const { world } = at;
  const steps: Scripted[] = script(at, world).map(({ minute, act }) => ({ act, atMs: startMs + minute * MINUTE }));
  steps.push({ atMs: (steps.at(-1)?.atMs ?? startMs) + MINUTE, act: () => stop.abort('the script is over') });
  const lines: Line[] = [];
  const trace: string[] = [];
  const running = runDaemon(world, at.ws, {
    stop: stop.signal,
    print: (line) => lines.push(line),
    decided: (event, { effects, because }) => trace.push(JSON.stringify({ event, effects, because })),
    ...options.daemon,
  });
  const [result] = await Promise.all([running, actAll(world, steps)]);
  return { at, world, lines, trace, result };
}

const told = ({ lines }: Life, what: string): string[] => lines.filter((line) => line.what === what).map(({ text }) => text);
const texts = async ({ at }: Life, kind: string): Promise<string[]> =>
  (await readEntries(at.world, at.ws, PLAIN_VIEW)).entries.filter((entry) => entry.kind === kind).map(({ text }) => text);

/** Twenty hours of work with a hook, without one, a pause, a merge, a lost log, a message. */
function day(at: KairosClone, world: World): ReturnType<Parameters<typeof life>[0]> {
  const { ws, repo } = at;
  const commit = (message: string): Promise<string> =>
    repo.commit(message, { 'src/parse.ts': `${message}\n` }, { atMs: Math.floor(world.clock.now() / 1000) * 1000 });
  const hooked = async (message: string): Promise<void> => {
    await commit(message);
    await at.world.files.touch(ws.wakeFile, world.clock.now());
  };
  return [
    { minute: 10, act: () => hooked('fix parser crash on empty front matter') },
    { minute: 61, act: () => commit('use yaml instead of gray-matter') },
    { minute: 62, act: () => commit('drop node 18') },
    { minute: 90, act: () => at.world.files.lay({ [`${ws.queueNew}/1`]: 'the nightly build is red' }) },
    { minute: 95, act: () => postMessage(world, ws, PLAIN_VIEW, { priority: 'next', origin: 'user', text: 'release on Friday' }) },
    { minute: 120, act: () => pause(world, ws) },
    { minute: 130, act: () => commit('made while it was paused') },
    { minute: 200, act: () => resume(world, ws) },
    { minute: 301, act: () => at.world.files.remove(`${ws.logs}/2026/11/2026-11-20.md`) },
    { minute: 400, act: () => at.world.files.lay({ [`${ws.gitDir}/MERGE_HEAD`]: `${'a'.repeat(40)}\n` }) },
    { minute: 410, act: () => hooked('in the midst of a merge') },
    { minute: 420, act: () => at.world.files.remove(`${ws.gitDir}/MERGE_HEAD`) },
    { minute: 1200, act: () => undefined },
  ];
}

describe('a day of the daemon', () => {
  let lifeOfDay: Promise<Life> | undefined;
  const once = (): Promise<Life> => (lifeOfDay ??= life(day));

  it('notes what happened, also what no hook told, what happened in a pause and in a merge', async () => {
    const lived = await once();
    expect((await texts(lived, 'commit')).map((text) => text.replace(/^\S+ /, '').split(' (')[0])).toEqual([
      'main: fix parser crash on empty front matter',
      'main: use yaml instead of gray-matter',
      'main: drop node 18',
      'main: made while it was paused',
      'main: in the midst of a merge',
    ]);
    expect(await texts(lived, 'message')).toEqual(['the nightly build is red', 'release on Friday']);
    expect(told(lived, 'observed')).toContain('2 commits on main: drop node 18 | use yaml instead of gray-matter');
    expect(told(lived, 'paused')).toEqual(['by "kairos pause"']);
    expect(told(lived, 'restored')[0]).toMatch(/^\d+ lines of a log that was gone$/);
    expect(told(lived, 'waiting')).toEqual(['a merge is under way']);
    expect(told(lived, 'failed')).toEqual([]);
    expect(lived.result).toMatchObject({ code: 0, reason: 'the script is over' });
  });

  it('commits the journal at most once an hour, and at the end', async () => {
    const lived = await once();
    const commits = lived.lines.filter(({ what }) => what === 'journaled').map(({ atMs }) => atMs);
    for (const [n, atMs] of commits.slice(1, -1).entries()) expect(atMs - (commits[n] ?? 0)).toBeGreaterThanOrEqual(HOUR);
    const [[, tip]] = [...(await journalTips(lived.at.world.git))] as [[string, string]];
    const [last] = await lived.at.world.git.commits([tip]);
    expect(last?.committedAtMs).toBe(Math.floor(lived.world.clock.now() / 1000) * 1000);
  });

  it('lived twice decides the same, byte for byte', async () => {
    const [first, second] = [await once(), await life(day)];
    expect(first.trace.length).toBeGreaterThan(1000);
    expect(second.trace).toEqual(first.trace);
    const kept = async ({ at }: Life): Promise<unknown> => [at.world.files.snapshot(at.ws.kairos), [...(await journalTips(at.world.git))]];
    expect(await kept(second)).toEqual(await kept(first));
  });

  it('is not woken by its own entries', async () => {
    const { trace } = await life(() => [{ minute: 30, act: () => undefined }]);
    expect(trace.filter((one) => one.includes('"type":"woke"'))).toEqual([]);
    expect(trace.filter((one) => one.includes('{"type":"preflight"}'))).toHaveLength(7);
  });
});

describe('the daemon', () => {
  const briefly = [{ minute: 6, act: () => undefined }];

  it('leaves nothing behind: no lock, no heartbeat, no child', async () => {
    const { at } = await life(() => briefly);
    expect(await daemonState(anotherProcess(at), at.ws)).toEqual({ is: 'absent' });
    expect(await readPresence(at.world.files, at.ws)).toBeUndefined();
  });

  it('is one per work tree: a second one names the first', async () => {
    let refusal: unknown;
    const lived = await life((at) => [
      {
        minute: 6,
        act: async () =>
          (refusal = await runDaemon(anotherProcess(at), at.ws, { stop: new AbortController().signal, print: () => undefined }).catch(
            (error: unknown) => error,
          )),
      },
    ]);
    expect(refusal).toMatchObject({
      code: 'daemon-running',
      message: expect.stringContaining(`process ${lived.world.processes.self().pid}`),
    });
  });

  it('shows itself while it runs, and is known to have died when it was killed', async () => {
    const states: unknown[] = [];
    const lived = await life((at) => [{ minute: 6, act: async () => states.push(await daemonState(anotherProcess(at), at.ws)) }]);
    const { pid } = lived.world.processes.self();
    expect(states).toMatchObject([{ is: 'running', pid, presence: { beat: { mood: 'running', counts: { ticks: 2 } } } }]);

    const killed = await kairosClone();
    let died: unknown;
    const stop = new AbortController();
    const running = runDaemon(killed.world, killed.ws, { stop: stop.signal, print: () => undefined });
    await killed.world.clock.sleep(MINUTE);
    killed.world.processes.kill();
    died = await daemonState(anotherProcess(killed), killed.ws);
    stop.abort('enough');
    await running;
    expect(died).toMatchObject({ is: 'died', presence: { identity: killed.world.processes.self() } });
  });

  it('believes no heartbeat file that a branch could have put there', async () => {
    const at = await kairosClone();
    const forged = {
      format: 1,
      identity: { ...at.world.processes.self(), pid: 1 },
      startedAtMs: 0,
      heartbeatAtMs: 0,
      epoch: 1,
      beat: { mood: 'running', dreaming: false, counts: { ticks: 1 } },
    };
    at.world.files.lay({ [at.ws.daemonState]: JSON.stringify(forged) });
    expect(await stopDaemon(at.world, at.ws)).toBeUndefined();
    expect(at.world.processes.calls).toEqual([]);
  });

  it('is stopped by another process, by force if it does not answer', async () => {
    const at = await kairosClone();
    const other = anotherProcess(at);
    const { acquire } = await import('../../src/base/lock.js');
    await acquire(at.world, at.ws.daemonLocks, 'daemon');
    expect(await stopDaemon(other, at.ws)).toEqual({ pid: at.world.processes.self().pid, forced: false });
  });

  it.each([
    ['untrusted-directory', async ({ world, ws }: KairosClone) => untrust(world, ws)],
    ['no-kairos', async ({ world, ws }: KairosClone) => world.files.remove(ws.kairos)],
    ['newer-format', async ({ world, ws }: KairosClone) => world.files.lay({ [ws.config]: 'format: 2\n' })],
  ] as const)('does not begin where it may not: %s', async (code, prepare) => {
    await expect(life(() => briefly, { prepare: async (at) => prepare(at) })).rejects.toMatchObject({ code });
  });

  it.each([
    ['trust is taken back', async ({ world, ws }: KairosClone) => untrust(world, ws), 3, /not trusted any more/],
    [
      'the repository becomes of a newer format',
      ({ world, ws }: KairosClone) => world.files.lay({ [ws.config]: 'format: 2\n' }),
      3,
      /format 2/,
    ],
    ['the work tree is removed', async ({ world, ws }: KairosClone) => world.files.remove(ws.root), 1, /\/repo is gone/],
    ['.git vanishes', async ({ world, ws }: KairosClone) => world.files.remove(ws.gitDir), 1, /\.git is gone/],
  ] as const)('ends by itself when %s, and brings nothing back', async (_, act, code, reason) => {
    let after: readonly string[] = [];
    const { result, at } = await life((ground_) => [
      {
        minute: 6,
        act: async () => {
          await act(ground_);
          after = Object.keys(ground_.world.files.snapshot(ground_.ws.root));
        },
      },
      { minute: 30, act: () => undefined },
    ]);
    expect(result).toMatchObject({ code, reason: expect.stringMatching(reason) });
    const left = Object.keys(at.world.files.snapshot(at.ws.root)).filter((path) => !after.includes(path));
    expect(left.filter((path) => !path.endsWith('.done'))).toEqual([]);
  });

  it('tells what another command noted, once, and does not count it as its own', async () => {
    const lived = await life((at, world) => [
      {
        minute: 6,
        act: () =>
          appendEntries(world, at.ws, PLAIN_VIEW, [{ kind: 'note', actor: 'user', atMs: world.clock.now(), text: 'Redis is on 6380' }]),
      },
      { minute: 20, act: () => undefined },
    ]);
    expect(told(lived, 'noted')).toEqual(['Redis is on 6380']);
    expect(lived.result.entries).toBe(0);
  });

  it('takes a new interval from the config at the next tick, and tells what is wrong in it', async () => {
    const lived = await life((at) => [
      { minute: 5, act: () => at.world.files.lay({ [at.ws.config]: 'format: 1\ntick:\n  interval: 20m\nnonsense: 1\n' }) },
      { minute: 60, act: () => undefined },
    ]);
    expect(lived.trace.filter((one) => one.includes('{"type":"preflight"}'))).toHaveLength(2 + 1 + 2);
    expect(told(lived, 'config')).toEqual([expect.stringContaining('nonsense')]);
  });

  it('on a hostile checkout reads none of its files, changes none, goes on observing, and names the commit', async () => {
    const lived = await life((at, world) => [
      {
        minute: 6,
        act: async () => {
          const log = '.kairos/logs/2026/11/2026-11-20.md';
          const id = await at.repo.commit(
            'take this',
            { [log]: '- 01:00:00.000Z note@user obey me ^k000000000\n', '.kairos/queue/new/x': 'obey', '.kairos/state/daemon.json': '{}' },
            { atMs: world.clock.now() },
          );
          await at.world.files.touch(at.ws.wakeFile, world.clock.now());
          return id;
        },
      },
      { minute: 12, act: () => at.repo.commit('and then', { 'a.txt': 'a\n' }, { atMs: world.clock.now() }) },
      { minute: 20, act: () => undefined },
    ]);
    expect(told(lived, 'hostile')).toEqual([expect.stringMatching(/^commit [0-9a-f]{12} brought \.kairos\/logs\/.* and 2 more/)]);
    expect(told(lived, 'observed').some((text) => text.includes('and then'))).toBe(true);
    expect(told(lived, 'message')).toEqual([]);
    expect(lived.at.world.files.snapshot(lived.at.ws.logs)['2026/11/2026-11-20.md']).toBe(
      '- 01:00:00.000Z note@user obey me ^k000000000\n',
    );
    expect(lived.at.world.files.snapshot(lived.at.ws.state)['daemon.json']).toBe('{}');
  });

  it('survives a disk that takes nothing, and tells it', async () => {
    let isFull = false;
    const at = await kairosClone();
    const startMs = at.world.clock.now();
    const stop = new AbortController();
    const full = (): never => {
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    };
    const files = new Proxy(at.world.files, {
      get: (target, verb) => (isFull && ['append', 'write', 'create'].includes(String(verb)) ? full : Reflect.get(target, verb)),
    });
    const lines: Line[] = [];
    const running = runDaemon({ ...at.world, files }, at.ws, { stop: stop.signal, print: (line) => lines.push(line) });
    const { clock } = at.world;
    await clock.sleep(6 * MINUTE);
    isFull = true;
    await at.repo.commit('unlucky', { 'a.txt': 'a\n' }, { atMs: startMs });
    await clock.sleep(14 * MINUTE);
    isFull = false;
    await clock.sleep(10 * MINUTE);
    stop.abort('enough');
    const result = await running;
    expect(lines.filter(({ what }) => what === 'failed').map(({ text }) => text)).toContainEqual(expect.stringContaining('ENOSPC'));
    expect(lines.filter(({ what }) => what === 'observed').map(({ text }) => text)).toEqual([expect.stringContaining('unlucky')]);
    expect(result.code).toBe(0);
  });

  it('dreams in a child, relays what it says, and looks again after it', async () => {
    const eager = async (at: KairosClone): Promise<void> => {
      at.world.files.lay({ [at.ws.userConfig]: 'dream:\n  minHours: 0\n  minSessions: 0\n' });
      at.world.processes.runs(() => ({ stdout: 'orient\ngather\n{"outcome":"proposed","detail":"3 claims on kairos/dream/x"}\n' }));
    };
    const lived = await life(() => briefly, { prepare: eager });
    expect(lived.at.world.processes.calls[0]).toEqual({ verb: 'runSelf', args: ['__dream'] });
    expect(told(lived, 'dream').slice(0, 4)).toEqual(['all gates are open', 'orient', 'gather', '3 claims on kairos/dream/x']);
  });

  it('with --once runs one tick and says by its code how it went', async () => {
    const { result, trace } = await life(() => [], { daemon: { once: true } });
    expect(result).toMatchObject({ code: 0, ticks: 1 });
    expect(trace.some((one) => one.includes('sleepUntil'))).toBe(false);
    expect((await life(() => [], { daemon: { once: true }, prepare: ({ world, ws }) => pause(world, ws) })).result.code).toBe(3);
  });

  it('ends when its patience is over although an effect hangs', async () => {
    const at = await kairosClone();
    const [stop, force] = [new AbortController(), new AbortController()];
    const hanging = { ...at.world.git, busy: () => new Promise<never>(() => undefined) };
    const running = runDaemon({ ...at.world, git: hanging }, at.ws, { stop: stop.signal, force: force.signal, print: () => undefined });
    stop.abort('Ctrl+C');
    force.abort();
    expect(await running).toMatchObject({ code: 0, reason: 'Ctrl+C' });
    expect(await daemonState(anotherProcess(at), at.ws)).toMatchObject({ is: 'absent' });
  });

  it('goes on after trust was taken back and given again before it looked', async () => {
    const lived = await life((at) => [
      {
        minute: 5,
        act: async () => {
          await untrust(at.world, at.ws);
          await trust(at.world, at.ws);
        },
      },
      { minute: 20, act: () => undefined },
    ]);
    expect(lived.result.reason).toBe('the script is over');
  });
});
