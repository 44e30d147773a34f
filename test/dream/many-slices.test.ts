/** Twenty thousand commits are dreamt in a finite number of slices, also where each of them ends by a kill. Counted, not timed. */
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.js';
import { runDream, type DreamResult } from '../../src/dream/dream.js';
import { appendEntries } from '../../src/memory/append.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { commitDraft } from '../../src/observe/commit-entry.js';
import type { World } from '../../src/world/world.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

const COMMITS = 20_000;
/** Each look at the clock is a millisecond: one for each commit, claim and bullet that is found out about. */
const SLICE_MS = 16_000;
const { config } = parseConfig('format: 1\n');
const CONFIG = { ...config, dream: { ...config.dream, minHours: 0, minSessions: 0 } };
const THINGS = ['parser', 'cache', 'login page', 'mail queue', 'search index', 'invoice export', 'job runner', 'release script'];
const TOOLS = ['yaml', 'gray-matter', 'redis', 'memcached', 'rollup', 'webpack', 'postgres', 'sqlite'];

const IDS = Array.from({ length: COMMITS }, (_, n) => (n + 1).toString(16).padStart(12, '0').padEnd(40, '0'));

/** A repository with a diary of so many commits, one in twenty of which decides something. */
async function longDiary(): Promise<KairosClone & { readonly git: World['git'] }> {
  const at = await kairosClone();
  const { world, ws } = at;
  // The tree shows what is decided: of names that it does not hold none would be proposed.
  const files = Array.from({ length: 300 }, (_, n): [string, string] => [`src/f${n}.ts`, [...THINGS, ...TOOLS].join('\n')]);
  await at.repo.commit('lay the files down', Object.fromEntries(files), { atMs: world.clock.now() - 50_000 });
  const startMs = world.clock.now() - COMMITS * 1_200_000;
  const drafts = IDS.map((id, n) => {
    const [thing = '', tool = '', other = ''] = [THINGS[n % 8], TOOLS[(n * 3) % 8], TOOLS[(n * 5 + 1) % 8]];
    const [subject, body] =
      n % 20 > 0
        ? [`Tidy ${thing} ${n % 977}`, '']
        : n % 40 > 0
          ? [`Drop ${other} from the ${thing}`, `It was never closed and must not be used with version ${n}.`]
          : [`Use ${tool} instead of ${other} in the ${thing}`, `Because ${other} leaks memory when the ${thing} restarts number ${n}.`];
    const atMs = startMs + n * 1_200_000;
    const author = { authorName: 'Ann', authorEmail: 'ann@example.org', authoredAtMs: atMs, committedAtMs: atMs };
    return commitDraft(
      { id, tree: id, parents: [], ...author, subject, body, paths: [{ path: `src/f${n % 300}.ts`, added: 1, deleted: 0 }] },
      'main',
    );
  });
  await appendEntries(world, ws, PLAIN_VIEW, drafts);
  const git = {
    ...world.git,
    between: async (tips: readonly string[], not: readonly string[]) => [...IDS, ...(await world.git.between(tips, not))],
  };
  return { ...at, git };
}

/** A port of a process that was killed does nothing any more. */
function untilKilled<Port extends object>(port: Port, isKilled: () => boolean): Port {
  return new Proxy(port, {
    get: (target, verb) => {
      const value: unknown = Reflect.get(target, verb);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => (isKilled() ? Promise.reject(new Error('killed')) : Reflect.apply(value, target, args));
    },
  });
}

/** A dream in a process of its own that is told to end after its slice, and that is killed before it has saved anything more. */
async function slice({ world, ws, git }: Awaited<ReturnType<typeof longDiary>>, sliceMs: number): Promise<DreamResult | 'killed'> {
  const stop = new AbortController();
  const processes = world.processes.another();
  let looks = 0;
  const isKilled = (): boolean => looks >= sliceMs;
  const clock: World['clock'] = {
    now: () => {
      looks += 1;
      if (isKilled()) stop.abort();
      return world.clock.now() + looks;
    },
    sleep: async () => undefined,
  };
  const dying = { ...world, clock, processes, git: untilKilled(git, isKilled), files: untilKilled(world.files, isKilled) };
  try {
    return await runDream(dying, ws, CONFIG, { view: PLAIN_VIEW, signal: stop.signal });
  } catch (error) {
    expect(error).toMatchObject({ message: 'killed' });
    return 'killed';
  } finally {
    processes.kill();
  }
}

describe('a dream of twenty thousand commits', () => {
  it('comes to its end though it is killed in each slice', async () => {
    const at = await longDiary();
    let killed = 0;
    let result = await slice(at, SLICE_MS);
    while (result === 'killed' && killed < 20) {
      killed += 1;
      result = await slice(at, SLICE_MS);
    }
    if (result === 'killed') throw new Error('it never comes to its end');
    expect(killed).toBeGreaterThan(1);
    expect(result.outcome).toBe('proposed');
  }, 240_000);
});
