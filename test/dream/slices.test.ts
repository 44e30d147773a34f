/** A dream that is told to end again and again comes to the same as one that is left alone. */
import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config-shape.js';
import { parseConfig } from '../config/parse-config.js';
import { runDream, type DreamResult } from '../../src/dream/dream.js';
import { lastConsolidated } from '../../src/dream/gate/lock.js';
import { appendEntries } from '../../src/memory/append.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { observe } from '../../src/observe/observe.js';
import type { World } from '../../src/world/world.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

const HOUR_MS = 3_600_000;
const CONFIG: Config = {
  ...parseConfig('format: 1\n').config,
  dream: { ...parseConfig('format: 1\n').config.dream, minHours: 0, minSessions: 0 },
};
const THINGS = ['parser', 'cache', 'login page', 'mail queue', 'search index', 'invoice export', 'job runner', 'release script'];
const TOOLS = ['yaml', 'gray-matter', 'redis', 'memcached', 'rollup', 'webpack', 'postgres', 'sqlite'];

const COMMITS = 100;

/** A repository with commits that decide, replace, doubt and take back. */
async function busyRepository(): Promise<KairosClone> {
  const at = await kairosClone();
  const { world, ws, repo } = at;
  await observe(world, ws, PLAIN_VIEW);
  const startMs = world.clock.now();
  for (let n = 0; n < COMMITS; n += 1) {
    const [thing, tool, other] = [THINGS[n % 8] ?? '', TOOLS[(n * 3) % 8] ?? '', TOOLS[(n * 5 + 1) % 8] ?? ''];
    const messages = [
      `Use ${tool} instead of ${other} in the ${thing}\n\nBecause ${other} leaks memory when the ${thing} restarts number ${n}.`,
      `Drop ${other} from the ${thing}\n\nIt was never closed and must not be used with version ${n}.`,
      `The ${thing} may need ${tool} version ${n}\n\nPerhaps we should always pin it.`,
      `Always start ${tool} before the ${thing} ${n}\n\nOtherwise the tests fail because the port is taken.`,
    ];
    await repo.commit(messages[n % 4] ?? '', { [`src/f${n % 20}.ts`]: `${n}\n` }, { atMs: startMs - (COMMITS - n) * HOUR_MS });
  }
  await observe(world, ws, PLAIN_VIEW);
  return at;
}

/** A dream that is told to end `sliceMs` after its start, on a clock that goes on by one with each look. */
async function slice(
  { world, ws }: KairosClone,
  sliceMs: number,
  { stepMs = 1, progress }: { readonly stepMs?: number; readonly progress?: (done: number, total: number) => void } = {},
): Promise<DreamResult | 'saved'> {
  const stop = new AbortController();
  let passedMs = 0;
  const clock: World['clock'] = {
    now: () => {
      passedMs += stepMs;
      if (passedMs === sliceMs) stop.abort();
      return world.clock.now() + passedMs;
    },
    sleep: async () => undefined,
  };
  try {
    return await runDream({ ...world, clock }, ws, CONFIG, { view: PLAIN_VIEW, signal: stop.signal, progress });
  } catch (error) {
    expect(error).toMatchObject({ code: 'cancelled' });
    return 'saved';
  } finally {
    // The next slice begins when this one has ended: a run that was begun later than now is none to take up.
    world.clock.advance(passedMs);
  }
}

async function inSlices(
  at: KairosClone,
  sliceMs: number,
  between: (done: number) => Promise<unknown> = async () => undefined,
): Promise<{ result: DreamResult; slices: number }> {
  for (let slices = 1; slices < 200; slices += 1) {
    const result = await slice(at, sliceMs);
    if (result !== 'saved') return { result, slices };
    await between(slices);
  }
  throw new Error('it never came to its end');
}

async function proposedBy({ world }: KairosClone, result: DreamResult): Promise<unknown> {
  const { proposed } = result;
  const tree = await world.git.readTree(proposed?.commit ?? '', ['.kairos']);
  const blobs = await world.git.readBlobs(tree.map(({ id }) => id));
  // The id and the time of the dream itself differ.
  const texts = tree.map(({ path, id }): [string, string] => [path, new TextDecoder().decode(blobs.get(id))]);
  const same = (text: string): string => text.replaceAll(proposed?.id ?? '', 'ID');
  return { notes: result.notes, dropped: result.dropped, files: texts.map(([path, text]) => [same(path), same(text)]) };
}

describe('a dream in slices', () => {
  let wholeDream: Promise<unknown> | undefined;
  const inOneGo = (): Promise<unknown> =>
    (wholeDream ??= busyRepository().then(async (at) => proposedBy(at, (await slice(at, Infinity)) as DreamResult)));

  it('comes to its end after a finite number of them, with the report of a dream in one go; lock, date and refs move at the end alone', async () => {
    const at = await busyRepository();
    const { world, ws } = at;
    const refs = async (): Promise<string[]> => (await world.git.refs(['refs/heads/', 'refs/kairos/dream/'])).map(({ name }) => name);
    const states: unknown[] = [];
    const { result, slices } = await inSlices(at, 100, async () => {
      const { entries } = await readEntries(world, ws, PLAIN_VIEW);
      states.push([await refs(), (await lastConsolidated(world, ws, entries)).atMs]);
    });
    expect(slices).toBeGreaterThan(3);
    expect(states).toEqual(states.map(() => [['refs/heads/main'], undefined]));
    expect(await refs()).toHaveLength(3);
    expect(await proposedBy(at, result)).toEqual(await inOneGo());
  });

  it('dreams on what there was at its start: what was written meanwhile is for the next one', async () => {
    const at = await busyRepository();
    const { world, ws, repo } = at;
    const tip = (await world.git.head()).commit;
    const { result, slices } = await inSlices(at, 100, async (done) => {
      await repo.commit(`Use kafka instead of redis in the mail queue ${done}`, { 'src/f1.ts': `${done}\n` }, { atMs: world.clock.now() });
      await observe(world, ws, PLAIN_VIEW);
    });
    expect(slices).toBeGreaterThan(3);
    expect(await proposedBy(at, result)).toEqual(await inOneGo());
    expect((await world.git.commits([result.proposed?.commit ?? '']))[0]?.parents).toEqual([tip]);
  });

  it.each([
    [
      'an entry was forgotten',
      async ({ world, ws }: KairosClone) => {
        const { entries } = await readEntries(world, ws, PLAIN_VIEW);
        await world.files.append(ws.forgotten, `${entries.find(({ kind }) => kind === 'commit')?.id}\n`);
      },
    ],
    [
      'the base was rewritten',
      async ({ world, repo }: KairosClone) => {
        const author = { name: 'Ann', email: 'ann@example.org', atMs: world.clock.now() };
        const begun = { message: 'begin anew\n', author, parent: undefined, changes: [{ path: 'a.ts', content: 'a\n' }] };
        const [id] = await world.git.commitChain([begun], [{ ref: 'refs/heads/other', old: undefined, new: '#0' }]);
        await repo.branch('main', id ?? '');
      },
    ],
    ['a day has passed', async ({ world }: KairosClone) => world.clock.advance(25 * HOUR_MS)],
  ] as readonly (readonly [string, (at: KairosClone) => unknown])[])('begins anew when %s', async (_, change) => {
    const at = await busyRepository();
    const { world, ws } = at;
    expect(await slice(at, 100)).toBe('saved');
    expect(await slice(at, 100)).toBe('saved');
    await change(at);
    await slice(at, 100);
    const runs = (await world.files.list(ws.dreamRuns)).filter(({ kind }) => kind === 'directory');
    expect(runs).toHaveLength(2);
  });

  it('that a person asks for is one of what there is now', async () => {
    const at = await busyRepository();
    const { world, ws } = at;
    expect(await slice(at, 100)).toBe('saved');
    await appendEntries(world, ws, PLAIN_VIEW, [
      { kind: 'note', actor: 'user', atMs: world.clock.now(), text: 'The staging database is wiped every Sunday night.' },
    ]);
    const result = await runDream(world, ws, CONFIG, { view: PLAIN_VIEW, now: true });
    expect(JSON.stringify(await proposedBy(at, result))).toContain('wiped every Sunday');
  });
});

describe('the progress of a dream', () => {
  it('grows from nothing to nearly all entries, and is told of once each', async () => {
    const told: (readonly [number, number])[] = [];
    await slice(await busyRepository(), Infinity, { stepMs: 40, progress: (done, total) => void told.push([done, total]) });
    const done = told.map(([share]) => share);
    const [total = 0] = new Set(told.map(([, all]) => all));
    expect(total).toBeGreaterThanOrEqual(COMMITS);
    expect(told.every(([, all]) => all === total)).toBe(true);
    expect(done[0]).toBe(0);
    expect(done).toEqual([...new Set(done)].toSorted((a, b) => a - b));
    expect(done.length).toBeGreaterThan(20);
    expect((done.at(-1) ?? 0) / total).toBeGreaterThan(0.6);
    expect(done.at(-1)).toBeLessThanOrEqual(total);
  });

  it('is not told where the dream is over soon', async () => {
    const told: number[] = [];
    await slice(await busyRepository(), Infinity, { stepMs: 0, progress: (done) => void told.push(done) });
    expect(told).toEqual([]);
  });
});
