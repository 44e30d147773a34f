/** A stop that comes while the daemon notes ten thousand commits. Counted, not timed. */
import { describe, expect, it } from 'vitest';
import { runDaemon } from '../../src/daemon/daemon.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import type { Commit } from '../../src/world/git-history.js';
import type { World } from '../../src/world/world.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

const COMMITS = 10_000;
const DAY_MS = 86_400_000;

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

const commitsIn = (text: string): number => text.match(/^- \S+ commit\b/gm)?.length ?? 0;

describe('a stop while ten thousand commits are observed', () => {
  it('is taken, and obeyed, before 200 more are noted; what was noted stays, and the next start notes the rest', async () => {
    const at = await kairosClone();
    const { world, ws, repo } = at;
    await runDaemon(world, ws, { once: true, stop: new AbortController().signal, print: () => undefined });
    const tip = await repo.commit('the newest', { 'a.ts': 'a\n' }, { atMs: world.clock.now() });
    const git = withManyCommits(at, tip, world.clock.now());
    const stop = new AbortController();
    let noted = 0;
    let askedAt = Infinity;
    let takenAt = Infinity;
    const files = new Proxy(world.files, {
      get: (target, verb) =>
        verb === 'append'
          ? async (path: string, text: string) => {
              await target.append(path, text);
              if (path.startsWith(ws.logs)) noted += commitsIn(text);
              if (noted < 950 || stop.signal.aborted) return;
              askedAt = noted;
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
        if (type === 'stopRequested') takenAt = noted;
      },
    });
    expect(askedAt).toBeGreaterThanOrEqual(950);
    expect(takenAt - askedAt).toBeLessThan(200);
    expect(noted - askedAt).toBeLessThan(200);
    expect(result).toMatchObject({ code: 0, reason: 'enough', entries: noted });
    expect(lines.find((line) => line.startsWith('observed'))).toContain(`${noted} commits on main`);

    const next = await runDaemon({ ...world, git }, ws, { once: true, stop: new AbortController().signal, print: () => undefined });
    expect(next.entries).toBe(COMMITS - noted);
    const { entries } = await readEntries(world, ws, PLAIN_VIEW);
    expect(entries.filter(({ kind }) => kind === 'commit')).toHaveLength(COMMITS);
  });
});
