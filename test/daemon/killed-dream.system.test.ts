/** A dream of the daemon in a real child that cannot save: it is killed a second after its deadline, and the next one goes on from its checkpoint. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openWorld } from '../../src/compose.js';
import { trust } from '../../src/activation/trust.js';
import { runDaemon } from '../../src/daemon/daemon.js';
import { DREAM_COMMAND } from '../../src/daemon/job-table.js';
import { SLICE_GAP_MS } from '../../src/daemon/pace.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { observeHistory } from '../../src/observe/history.js';
import type { ProcessResult } from '../../src/world/processes.js';
import type { World } from '../../src/world/world.js';
import { realRepo, type RealRepo } from '../real-repo.js';

/** In which a child on a busy machine comes to its first checkpoint. */
const SLICE_MS = 8000;
const COMMITS = 2000;

let repo: RealRepo;
beforeEach(() => {
  repo = realRepo();
  repo.repo(
    Array.from({ length: COMMITS }, (_, n) => ({
      message:
        n % 4 === 0 ? `Use redis instead of memcached in part ${n}\n\nBecause memcached lost keys in part ${n}.\n` : `tidy part ${n}\n`,
      files: { [`src/f${n % 40}.ts`]: `redis ${n}\n` },
    })),
  );
  repo.write('.kairos/config.yaml', 'format: 1\n');
  repo.write('.git/info/exclude', '.kairos/logs/\n.kairos/state/\n.kairos/queue/\n.kairos/.locks/\n');
  vi.stubEnv('XDG_CONFIG_HOME', repo.env['XDG_CONFIG_HOME']);
});
afterEach(() => {
  vi.unstubAllEnvs();
  repo.cleanup();
});

/** The folder of the only run, when it has this file. */
function runWith(file: string): string | undefined {
  const folder = join(repo.root, '.kairos/state/dreams');
  const runs = existsSync(folder) ? readdirSync(folder).filter((name) => name !== 'failures.json') : [];
  return runs.find((name) => existsSync(join(folder, name, file)));
}

it('is killed a second after its deadline; lock, date and refs stay, and the next dream goes on with the same commit', async () => {
  const opened = await openWorld({ cwd: repo.root, env: repo.env });
  const { ws } = opened;
  let aheadMs = 0;
  const ended: { readonly result: ProcessResult; readonly tookMs: number }[] = [];
  const world: World = {
    ...opened.world,
    // The least time between two slices is not waited for.
    clock: { ...opened.world.clock, now: () => opened.world.clock.now() + aheadMs },
    processes: {
      ...opened.world.processes,
      runSelf: async (args, options) => {
        if (args[0] !== DREAM_COMMAND) return { code: 0, signal: null, stdout: '', stderr: '' };
        const startMs = performance.now();
        const result = await opened.world.processes.runSelf(args, options);
        ended.push({ result, tookMs: performance.now() - startMs });
        return result;
      },
    },
  };
  await opened.world.files.write(ws.userConfig, 'dream:\n  minHours: 0\n  minSessions: 0\n  slice: 8s\n');
  await trust(world, ws);
  await observeHistory(world, ws, PLAIN_VIEW);
  const tip = repo.git('rev-parse', 'HEAD');
  const lockFile = join(repo.root, '.kairos/.consolidate-lock');
  const refs = (): string => repo.git('for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/kairos/dream');
  // Where it stands still it can neither save nor end.
  const standstill = setInterval(() => {
    if (runWith('begun.json') === undefined) return;
    clearInterval(standstill);
    process.kill(Number(readFileSync(lockFile, 'utf8')), 'SIGSTOP');
  }, 2);
  const stop = new AbortController();
  const lines: string[] = [];
  let afterKill: unknown;
  await runDaemon(world, ws, {
    stop: stop.signal,
    print: ({ what, text }) => {
      if (what !== 'dream') return;
      lines.push(text);
      if (lines.length === 2) {
        afterKill = [refs(), Math.floor(statSync(lockFile).mtimeMs)];
        repo.commit('Use kafka instead of redis', { 'a.ts': 'a\n' });
        // The next one may take what time it needs.
        writeFileSync(ws.userConfig, 'dream:\n  minHours: 0\n  minSessions: 0\n  slice: 1h\n');
        aheadMs = SLICE_GAP_MS;
      }
      if (lines.length === 4) stop.abort('it came to its end');
    },
  });
  expect(lines.slice(0, 3)).toEqual([
    'all gates are open',
    'was killed, since it did not end, after 8 s of work; goes on from what it had saved',
    'goes on where it was',
  ]);
  expect(ended[0]).toMatchObject({ result: { code: null, signal: 'SIGKILL' } });
  expect(ended[0]?.tookMs).toBeGreaterThan(SLICE_MS);
  expect(ended[0]?.tookMs).toBeLessThan(SLICE_MS + 6000);
  expect(afterKill).toEqual(['refs/heads/main', 0]);
  expect(lines[3]).toMatch(/added on kairos\/dream\//);
  expect(runWith('done.json')).toBe(runWith('begun.json'));
  const [proposed] = refs()
    .split('\n')
    .filter((name) => name.startsWith('refs/heads/kairos/dream/'));
  expect(repo.git('rev-parse', `${proposed}^`)).toBe(tip);
}, 60_000);
