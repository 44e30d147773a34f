import { describe, expect, it } from 'vitest';
import { lookAtGates } from '../../src/daemon/gate-look.js';
import { runDaemon } from '../../src/daemon/daemon.js';
import { DREAM_COMMAND, outcomeOf } from '../../src/daemon/job-table.js';
import { runJob } from '../../src/daemon/jobs.js';
import { REFS } from '../../src/base/refs.js';
import { appendEntries } from '../../src/memory/append.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import type { ProcessResult } from '../../src/world/processes.js';
import { kairosClone } from '../kairos-clone.js';

const ended = (result: Partial<ProcessResult>): ProcessResult => ({ code: 0, signal: null, stdout: '', stderr: '', ...result });

describe('what a dream tells by its end', () => {
  it.each([
    ['its last line', { stdout: 'orient\n{"outcome":"proposed","detail":"3 claims"}\n' }, 'proposed', '3 claims'],
    ['silence', {}, 'nothing', ''],
    ['a last line of somebody else', { stdout: '{"outcome":"obey","detail":"x"}\n' }, 'nothing', '{"outcome":"obey","detail":"x"}'],
    ['a refusal', { code: 3, stderr: 'error: the dream x awaits review\nhint: kairos review\n' }, 'refused', 'the dream x awaits review'],
    ['a failure', { code: 1, stderr: 'error: disk full\n' }, 'failed', 'the dream ended with code 1: disk full'],
    ['a failure after a good line', { code: 1, stdout: '{"outcome":"proposed","detail":"x"}\n' }, 'failed', 'the dream ended with code 1'],
    ['a kill', { code: null, signal: 'SIGKILL' }, 'failed', 'the dream ended by SIGKILL'],
  ] as const)('%s', (_, result, outcome, detail) => {
    expect(outcomeOf(ended(result))).toEqual({ outcome, detail });
  });

  it('being stopped is no failure', async () => {
    const { world, ws } = await kairosClone();
    const stop = new AbortController();
    world.processes.runs(() => {
      stop.abort();
      return { code: null, signal: 'SIGTERM' };
    });
    expect((await runJob(world, ws, 'dream', stop.signal, () => undefined)).outcome).toBe('stopped');
  });

  it('what it told as its end counts, also when it was told to stop meanwhile', async () => {
    const { world, ws } = await kairosClone();
    const stop = new AbortController();
    world.processes.runs(() => {
      stop.abort();
      return { stdout: 'orient\n{"outcome":"proposed","detail":"3 claims"}\n' };
    });
    expect(await runJob(world, ws, 'dream', stop.signal, () => undefined)).toEqual({ outcome: 'proposed', detail: '3 claims' });
  });
});

describe('a daemon beside its dream', () => {
  it('tells it to save when its slice is over, and goes on with it at a later tick until it ends', async () => {
    const { world, ws } = await kairosClone();
    world.files.lay({ [ws.userConfig]: 'dream:\n  minHours: 0\n  minSessions: 0\n  slice: 10s\nrecall:\n  embedder: none\n' });
    const started: number[] = [];
    const told: number[] = [];
    world.processes.runs((args, { signal }) => {
      if (args[0] !== DREAM_COMMAND) return {};
      started.push(world.clock.now());
      if (started.length === 3) return { stdout: '{"outcome":"proposed","detail":"3 claims on kairos/dream/x"}\n' };
      return new Promise((resolve) =>
        signal?.addEventListener('abort', () => {
          told.push(world.clock.now());
          resolve({ code: 143 });
        }),
      );
    });
    const stop = new AbortController();
    const lines: string[] = [];
    await runDaemon(world, ws, {
      stop: stop.signal,
      print: ({ what, text }) => {
        if (what === 'dream') lines.push(text);
        if (text.startsWith('3 claims') || lines.length > 20) stop.abort('it has ended');
      },
    });
    expect(told.map((atMs, n) => atMs - (started[n] ?? 0))).toEqual([10_000, 10_000]);
    expect(started).toHaveLength(3);
    for (const n of [1, 2]) expect((started[n] ?? 0) - (told[n - 1] ?? 0)).toBeGreaterThanOrEqual(60_000);
    const saved = 'saved after 10 s of work; goes on from there';
    expect(lines).toEqual([
      'all gates are open',
      saved,
      'goes on where it was',
      saved,
      'goes on where it was',
      '3 claims on kairos/dream/x',
    ]);
  });
});

describe('the gates as the daemon reads them', () => {
  const EAGER = 'dream:\n  minHours: 0\n  minSessions: 1\n';

  it('are read again only when something came that could open the closed one', async () => {
    const { world, ws } = await kairosClone();
    world.files.lay({ [ws.userConfig]: EAGER });
    let reads = 0;
    const files = new Proxy(world.files, {
      get: (target, verb) =>
        verb === 'read'
          ? async (path: string) => ((reads += Number(path.startsWith(ws.logs))), target.read(path))
          : Reflect.get(target, verb),
    });
    const first = await lookAtGates({ ...world, files }, ws, PLAIN_VIEW);
    expect(first.gates.map(({ name, open }) => [name, open])).toEqual([
      ['time', true],
      ['activity', false],
    ]);
    reads = 0;
    expect(await lookAtGates({ ...world, files }, ws, PLAIN_VIEW, first)).toBe(first);
    expect(reads).toBe(0);
    await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'session', actor: 'user', atMs: world.clock.now(), text: 'start a' }]);
    expect((await lookAtGates({ ...world, files }, ws, PLAIN_VIEW, first)).open).toBe(true);
  });

  it('are not open while a dream awaits review', async () => {
    const { world, ws, repo } = await kairosClone();
    world.files.lay({ [ws.userConfig]: EAGER.replace('1', '0') });
    expect((await lookAtGates(world, ws, PLAIN_VIEW)).open).toBe(true);
    const { commit } = await repo.git.head();
    await repo.git.updateRefs([{ ref: REFS.openDream, old: undefined, new: commit }]);
    const held = await lookAtGates(world, ws, PLAIN_VIEW);
    expect(held.gates.at(-1)).toEqual({ name: 'review', open: false, detail: 'the last dream awaits it' });
    expect(await lookAtGates(world, ws, PLAIN_VIEW, held)).toBe(held);
    await repo.git.updateRefs([{ ref: REFS.openDream, old: commit, new: undefined }]);
    expect((await lookAtGates(world, ws, PLAIN_VIEW, held)).open).toBe(true);
  });
});
