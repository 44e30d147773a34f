/** A daemon that is asked to stop in the midst of ten thousand commits. The test counts what it noted; the bench measures how long it took. */
import { runDaemon, type DaemonResult } from '../../src/daemon/daemon.js';
import type { Commit } from '../../src/world/git-history.js';
import type { World } from '../../src/world/world.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

export const COMMITS = 10_000;
const DAY_MS = 86_400_000;

export interface StoppedDaemon {
  readonly at: KairosClone;
  /** With all of the commits, for another daemon. */
  readonly git: World['git'];
  /** How many commits were noted when the stop was asked for, when the reducer took it, and in the end. */
  readonly askedAt: number;
  readonly takenAt: number;
  readonly noted: number;
  /** By the clock of the machine, from asking to taking, and to the end of the daemon. */
  readonly takenMs: number;
  readonly endedMs: number;
  readonly result: DaemonResult;
  readonly lines: readonly string[];
}

/** Runs a daemon over the commits and asks it to stop when so many are noted. */
export async function stopAt(many: number): Promise<StoppedDaemon> {
  const at = await kairosClone();
  const { world, ws, repo } = at;
  await runDaemon(world, ws, { once: true, stop: new AbortController().signal, print: () => undefined });
  const tip = await repo.commit('the newest', { 'a.ts': 'a\n' }, { atMs: world.clock.now() });
  const git = withManyCommits(at, tip, world.clock.now());
  const stop = new AbortController();
  let noted = 0;
  let [askedAt, takenAt, askedMs, takenMs] = [Infinity, Infinity, 0, Infinity];
  const files = new Proxy(world.files, {
    get: (target, verb) =>
      verb === 'append'
        ? async (path: string, text: string) => {
            await target.append(path, text);
            if (path.startsWith(ws.logs)) noted += commitsIn(text);
            if (noted < many || stop.signal.aborted) return;
            askedAt = noted;
            askedMs = performance.now();
            stop.abort('enough');
          }
        : Reflect.get(target, verb),
  });
  const lines: string[] = [];
  const result = await runDaemon({ ...world, git, files }, ws, {
    stop: stop.signal,
    print: ({ what, text }) => {
      lines.push(`${what}: ${text}`);
      if (what === 'failed') stop.abort('it failed');
    },
    decided: ({ type }) => {
      if (type !== 'stopRequested') return;
      takenAt = noted;
      takenMs = performance.now() - askedMs;
    },
  });
  return { at, git, askedAt, takenAt, noted, takenMs, endedMs: performance.now() - askedMs, result, lines };
}

const commitsIn = (text: string): number => text.match(/^- \S+ commit\b/gm)?.length ?? 0;

/** A git in which the newest commit of the repository has ten thousand new ones before it, ten a day. */
function withManyCommits({ world }: KairosClone, tip: string, nowMs: number): World['git'] {
  const ids = Array.from({ length: COMMITS - 1 }, (_, n) => (n + 1).toString(16).padStart(40, '0'));
  const made = (id: string, n: number): Commit => {
    const atMs = nowMs - Math.floor((COMMITS - n) / 10) * DAY_MS;
    return {
      id,
      tree: id,
      parents: [],
      authorName: 'Ann',
      authorEmail: 'ann@example.org',
      authoredAtMs: atMs,
      committedAtMs: atMs,
      subject: `change number ${n}`,
      body: '',
      paths: [{ path: 'a.ts', added: 1, deleted: 0 }],
    };
  };
  const known = new Map(ids.map((id, n) => [id, made(id, n)]));
  return {
    ...world.git,
    between: async (tips, not) => [...(tips.includes(tip) && !not.includes(tip) ? ids : []), ...(await world.git.between(tips, not))],
    commits: async (asked) => [
      ...asked.flatMap((id) => known.get(id) ?? []),
      ...(await world.git.commits(asked.filter((id) => !known.has(id)))),
    ],
  };
}
