/** A stop that comes while the daemon notes ten thousand commits. Counted, not timed; the bench prints the milliseconds. */
import { describe, expect, it } from 'vitest';
import { runDaemon } from '../../src/daemon/daemon.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { kairosClone } from '../kairos-clone.js';
import { COMMITS, stopAt } from './stopped-daemon.js';

describe('a stop while ten thousand commits are observed', () => {
  it('is taken, and obeyed, before 200 more are noted; what was noted stays, and the next start notes the rest', async () => {
    const { at, git, askedAt, takenAt, noted, result, lines } = await stopAt(950);
    expect(askedAt).toBeGreaterThanOrEqual(950);
    expect(takenAt - askedAt).toBeLessThan(200);
    expect(noted - askedAt).toBeLessThan(200);
    expect(result).toMatchObject({ code: 0, reason: 'enough', entries: noted });
    expect(lines.find((line) => line.startsWith('observed'))).toContain(`${noted} commits on main`);

    const { world, ws } = at;
    const next = await runDaemon({ ...world, git }, ws, { once: true, stop: new AbortController().signal, print: () => undefined });
    expect(next.entries).toBe(COMMITS - noted);
    const { entries } = await readEntries(world, ws, PLAIN_VIEW);
    expect(entries.filter(({ kind }) => kind === 'commit')).toHaveLength(COMMITS);
  });
});

describe('a stop before the first tick', () => {
  it('is not lost: the daemon ends by itself', async () => {
    const { world, ws } = await kairosClone();
    const stop = new AbortController();
    const ended = runDaemon(world, ws, { stop: stop.signal, begun: () => stop.abort('too early'), print: () => undefined });
    expect(await ended).toMatchObject({ code: 0, reason: 'too early' });
  });
});
