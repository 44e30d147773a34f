/** A day, or some, of a whole daemon in the virtual world: commits, notes, a pause, a merge, dreams and vectors; and what is left of it to compare. */
import { sha256 } from '../../src/base/hash.js';
import type { Ref } from '../../src/world/git-refs.js';
import { appendEntries } from '../../src/memory/append.js';
import { DAY_MS, MINUTE_MS } from '../../src/dates/units.js';
import { pause, resume } from '../../src/activation/pause.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { postMessage } from '../../src/daemon/post.js';
import { runDaemon } from '../../src/daemon/daemon.js';
import { actAll, kairosClone, type KairosClone, type Scripted } from '../kairos-clone.js';
import { kairosProgram } from '../../src/replay/scenario/kairos-program.js';

export interface LivedDay {
  /** Every event with what the reducer made of it, in order, as JSON. */
  readonly events: readonly string[];
  readonly lines: readonly string[];
  readonly ticks: number;
  readonly refs: readonly Ref[];
  /** All files of the machine, with git's own and the indexes: a digest by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly at: KairosClone;
  /** What children were started. */
  readonly children: readonly string[];
}

type Act = readonly [minute: number, act: () => unknown];

/** Lives `days` days from noon; with `quiet` nothing happens in them. Two calls give equal results. */
export async function liveDay({ days = 1, quiet = false, commits = 6 } = {}): Promise<LivedDay> {
  const at = await kairosClone();
  const { world, ws } = at;
  world.processes.runs(kairosProgram(world, ws));
  world.files.lay({ [ws.userConfig]: 'dream:\n  minHours: 12\n  minSessions: 0\n' });
  const startMs = world.clock.now();
  const script: Scripted[] = Array.from({ length: quiet ? 0 : days }, (_, n) =>
    actsOfDay(at, n, commits).map(([minute, act]) => ({ atMs: startMs + n * DAY_MS + minute * MINUTE_MS, act })),
  ).flat();
  const stop = new AbortController();
  script.push({ atMs: startMs + days * DAY_MS, act: () => stop.abort('the day is over') });
  const events: string[] = [];
  const lines: string[] = [];
  const [result] = await Promise.all([
    runDaemon(world, ws, {
      stop: stop.signal,
      print: ({ what, text }) => lines.push(`${what}: ${text}`),
      decided: (event, { effects, because }) => events.push(JSON.stringify({ event, effects, because })),
    }),
    actAll(world, script),
  ]);
  return {
    events,
    lines,
    ticks: result.ticks,
    refs: await world.git.refs(['refs/']),
    files: Object.fromEntries((await world.files.walk('/')).map((path) => [path, sha256(world.volume.readFileSync(`/${path}`))])),
    at,
    children: world.processes.calls.map(({ args }) => args.join(' ')),
  };
}

/** One digest of all that can be compared. */
export function digestOf({ events, refs, files, lines, children }: LivedDay): string {
  return sha256(JSON.stringify([events, refs, files, lines, children]));
}

/** What people do on one day, in minutes from noon. Some of it is at the very moment of another act, or within a tick. */
function actsOfDay({ world, ws, repo }: KairosClone, day: number, commits: number): Act[] {
  const commit = (message: string): Promise<string> =>
    repo.commit(message, { 'src/parse.ts': `// ${message}\n` }, { atMs: Math.floor(world.clock.now() / 1000) * 1000 });
  const subjects = [
    'fix parser crash on empty front matter',
    'use yaml instead of gray-matter',
    'drop node 18',
    'pin the lock file',
    'test dates',
    'split the store',
  ];
  const work = Array.from({ length: commits }, (_, n): Act[] => {
    const subject = `${subjects[n % subjects.length]} (${day + 1}.${n + 1})`;
    const body = n % 3 === 1 ? `\n\nDecided: ${subjects[n % subjects.length]}, because the old way broke twice.` : '';
    const minute = 10 + n * Math.floor(420 / commits);
    return [
      [minute, () => commit(`${subject}${body}`)],
      // With a hook every other time.
      ...(n % 2 === 0 ? [[minute, () => world.files.touch(ws.wakeFile, world.clock.now())] as const] : []),
    ];
  }).flat();
  return [
    ...work,
    [435, () => world.files.lay({ [`${ws.queueNew}/${day}`]: `the nightly build is red (${day})` })],
    [437, () => postMessage(world, ws, PLAIN_VIEW, { priority: 'now', origin: 'user', text: `release on Friday (${day})` })],
    [440, () => note(`Redis runs on port ${6380 + day}.`)],
    [450, () => pause(world, ws)],
    [455, () => commit(`made while it was paused (${day})`)],
    [500, () => resume(world, ws)],
    [520, () => world.files.remove(`${ws.logs}/2026`)],
    [540, () => world.files.lay({ [`${ws.gitDir}/MERGE_HEAD`]: `${'a'.repeat(40)}\n` })],
    [545, () => commit(`in the midst of a merge (${day})`)],
    [560, () => world.files.remove(`${ws.gitDir}/MERGE_HEAD`)],
  ];

  async function note(text: string): Promise<void> {
    await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'note', actor: 'user', atMs: world.clock.now(), text }]);
  }
}
