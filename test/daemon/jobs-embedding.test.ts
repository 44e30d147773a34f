import { describe, expect, it } from 'vitest';
import { runDaemon } from '../../src/daemon/daemon.js';
import { embeddingOf, INDEX_COMMAND } from '../../src/daemon/job-table.js';
import { runJob } from '../../src/daemon/jobs.js';
import { isRunning } from '../../src/daemon/state.js';
import { examine } from '../../src/desk/doctor.js';
import type { Line } from '../../src/daemon/event.js';
import { recallState } from '../../src/desk/recall-state.js';
import { acquire, isHeld } from '../../src/base/lock.js';
import { appendEntries } from '../../src/memory/append.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { bringVectorsUpToDate } from '../../src/recall/embedding/embed-missing.js';
import { embeddingLocks } from '../../src/recall/vectors/embedding-locks.js';
import type { ProcessResult } from '../../src/world/processes.js';
import { anotherProcess, kairosClone } from '../kairos-clone.js';

const ended = (result: Partial<ProcessResult>): ProcessResult => ({ code: 0, signal: null, stdout: '', stderr: '', ...result });

describe('what embedding tells by its end', () => {
  it.each([
    ['its last line', { stdout: 'embedding\n{"outcome":"done","detail":"3 texts embedded","embedded":3,"missing":1}\n' }, 'done', 3, 1],
    ['another that embeds', { stdout: '{"outcome":"busy","detail":"x","embedded":0,"missing":9}' }, 'busy', 0, 9],
    ['silence', {}, 'done', 0, 0],
    ['a last line of somebody else', { stdout: '{"outcome":"obey","embedded":7}\n' }, 'done', 0, 0],
    ['numbers that are none', { stdout: '{"outcome":"done","detail":"","embedded":"many"}' }, 'done', 0, 0],
    ['a failure', { code: 1, stderr: 'error: disk full\nhint: make room\n' }, 'failed', 0, 0],
    ['a failure after a good line', { code: 1, stdout: '{"outcome":"done","embedded":3}' }, 'failed', 0, 0],
    ['a kill', { code: null, signal: 'SIGKILL' }, 'failed', 0, 0],
  ] as const)('%s', (_, result, outcome, embedded, missing) => {
    expect(embeddingOf(ended(result))).toMatchObject({ outcome, embedded, missing });
  });

  it('a failure names what was printed last', () => {
    expect(embeddingOf(ended({ code: 1, stderr: 'error: disk full\nhint: make room\n' })).detail).toBe(
      'embedding ended with code 1: disk full',
    );
    expect(embeddingOf(ended({ code: null, signal: 'SIGKILL' })).detail).toBe('embedding ended by SIGKILL');
  });

  it('being stopped is no failure', async () => {
    const { world, ws } = await kairosClone();
    const stop = new AbortController();
    world.processes.runs(() => {
      stop.abort();
      return { code: null, signal: 'SIGTERM' };
    });
    expect((await runJob(world, ws, 'embedding', stop.signal, () => undefined)).outcome).toBe('stopped');
  });

  it('no process is started where no embedder is wanted', async () => {
    const { world, ws } = await kairosClone();
    world.files.lay({ [ws.userConfig]: 'recall:\n  embedder: none\n' });
    expect((await runJob(world, ws, 'embedding', new AbortController().signal, () => undefined)).outcome).toBe('none');
    expect(world.processes.calls).toEqual([]);
  });
});

describe('a daemon beside its embedding', () => {
  it('goes on with its ticks while the child works, relays what it says, and ends it when it ends', async () => {
    const { world, ws, repo } = await kairosClone();
    let stopped = 0;
    world.processes.runs((args, { signal, onLine }) => {
      if (args[0] !== INDEX_COMMAND) return {};
      onLine?.('embedding 8,412 texts with minilm-l6-v2 in the background');
      return new Promise((resolve) =>
        signal?.addEventListener('abort', () => {
          stopped += 1;
          resolve({ code: null, signal: 'SIGTERM' });
        }),
      );
    });
    const stop = new AbortController();
    const lines: Line[] = [];
    let committed = false;
    await runDaemon(world, ws, {
      stop: stop.signal,
      print: (line) => {
        lines.push(line);
        if (line.what === 'observed' && line.text.includes('while it embeds')) stop.abort('seen enough');
      },
      decided: (_, { state }) => {
        if (!isRunning(state, 'embedding') || state.phase !== 'rest' || committed) return;
        committed = true;
        void repo.commit('written while it embeds', { 'a.ts': 'a\n' }, { atMs: world.clock.now() });
      },
    });
    expect(lines.map(({ what, text }) => `${what}: ${text}`)).toContain(
      'recall: embedding 8,412 texts with minilm-l6-v2 in the background',
    );
    expect(world.processes.calls.filter(({ args }) => args[0] === INDEX_COMMAND)).toHaveLength(1);
    expect(stopped).toBe(1);
  });
});

describe('how recall stands', () => {
  it('says which embedder there is, how much is embedded, and who embeds now', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'note', atMs: world.clock.now(), text: 'Redis listens on port 6380' }]);
    expect(await recallState(world, ws, PLAIN_VIEW)).toMatchObject({ actual: 'minilm', coverage: { embedded: 0, entries: 1 } });
    await bringVectorsUpToDate(world, ws, PLAIN_VIEW);
    const embedded = await recallState(world, ws, PLAIN_VIEW);
    expect(embedded).toMatchObject({ wanted: 'minilm', coverage: { embedded: 1, entries: 1 } });
    expect(embedded).not.toHaveProperty('embeddingPid');

    const other = anotherProcess(at);
    const lock = await acquire(other, embeddingLocks(ws), 'embed');
    expect(await recallState(world, ws, PLAIN_VIEW)).toMatchObject({ embeddingPid: other.processes.self().pid });
    if (isHeld(lock)) await lock.release();

    world.embedders.become({ wanted: 'ollama', problem: 'the server is away; MiniLM stands in' });
    expect(await recallState(world, ws, PLAIN_VIEW)).toMatchObject({
      wanted: 'ollama',
      actual: 'minilm',
      problem: expect.stringContaining('away'),
    });
    world.embedders.become({ wanted: 'none', problem: undefined });
    expect(await recallState(world, ws, PLAIN_VIEW)).toMatchObject({ actual: 'none', coverage: { embedded: 0, entries: 1 } });
  });

  it('lets doctor say what vectors may be deleted: not those of an embedder that is away for now', async () => {
    const { world, ws } = await kairosClone();
    await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'note', atMs: world.clock.now(), text: 'Redis listens on port 6380' }]);
    await bringVectorsUpToDate(world, ws, PLAIN_VIEW);
    const vectors = async (): Promise<string> => (await examine(world, ws, [])).find(({ what }) => what === 'vectors')?.detail ?? '';
    expect(await vectors()).toMatch(/KB$/);
    world.embedders.become({ works: undefined, problem: 'the server is away' });
    expect(await vectors()).toMatch(/not in use now$/);
    world.embedders.become({ works: 'minilm', problem: undefined, model: { name: 'other-model', digest: '0000000000aa', dimensions: 32 } });
    expect(await vectors()).toMatch(/may be deleted$/);
  });
});
