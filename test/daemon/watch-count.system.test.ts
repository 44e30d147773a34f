/** How many watches of the system the daemon and the server hold in a repository with many refs and files, and what they hear all the same. */
import { readdirSync, readFileSync, existsSync, appendFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorld } from '../../src/compose.js';
import type { WakeReason } from '../../src/daemon/event.js';
import { postMessage } from '../../src/daemon/post.js';
import { watchPlaces } from '../../src/daemon/watch.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { changeHintsOf } from '../../src/recall/change-hints.js';
import { realRepo, type RealRepo } from '../real-repo.js';

const DAY_MS = 24 * 60 * 60 * 1000;

let repo: RealRepo;
beforeEach(() => {
  repo = realRepo();
  const id = repo.commit('begin', { 'README.md': '# it\n' });
  repo.write('.kairos/config.yaml', 'format: 1\n');
  for (let n = 0; n < 500; n += 1) repo.write(`.git/refs/${n % 2 === 0 ? `heads/user${n % 20}` : 'tags'}/ref${n}`, `${id}\n`);
  for (let n = 0; n < 500; n += 1) {
    const day = new Date(Date.UTC(2025, 5, 1) + n * DAY_MS).toISOString().slice(0, 10);
    repo.write(`.kairos/logs/${day.slice(0, 4)}/${day.slice(5, 7)}/${day}.md`, `# ${day}\n`);
  }
  for (let n = 0; n < 100; n += 1) repo.write(`.kairos/state/sessions/${n}`, '');
});
afterEach(() => repo.cleanup());

/** Those of this process. */
function watches(): number {
  return readdirSync('/proc/self/fdinfo').reduce((sum, fd) => {
    try {
      return sum + readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8').split('inotify wd:').length - 1;
    } catch {
      return sum;
    }
  }, 0);
}

describe.runIf(existsSync('/proc/self/fdinfo'))('in a repository with 500 loose refs and 600 files under .kairos', () => {
  it('the daemon holds few watches, and is woken by a ref, a log and a message', async () => {
    const { world, ws } = await openWorld({ cwd: repo.root, env: repo.env });
    const before = watches();
    let wake: (by: readonly WakeReason[]) => void = () => undefined;
    const said: string[] = [];
    const watch = await watchPlaces(world, ws, { woke: (by) => wake(by), spoke: () => undefined, polls: (why) => said.push(why) });
    expect(watches() - before).toBeGreaterThan(10);
    expect(watches() - before).toBeLessThan(60);
    const log = readdirSync(`${ws.logs}/2026`).sort().at(-1) as string;
    const day = readdirSync(`${ws.logs}/2026/${log}`).sort().at(-1) as string;
    const changes: [WakeReason, () => unknown][] = [
      ['refs', () => repo.git('branch', 'user4/ref0')],
      ['refs', () => repo.git('branch', 'made/later')],
      ['refs', () => repo.git('branch', '-f', 'made/later', repo.git('commit-tree', '-m', 'x', 'HEAD^{tree}'))],
      ['files', () => appendFileSync(`${ws.logs}/2026/${log}/${day}`, '- by hand\n')],
      ['queue', () => postMessage(world, ws, PLAIN_VIEW, { priority: 'now', origin: 'user', text: 'hello' })],
    ];
    for (const [reason, change] of changes) {
      const woken = new Promise<readonly WakeReason[]>((resolve) => (wake = resolve));
      await change();
      expect(await woken).toEqual([reason]);
    }
    await watch.close();
    expect(watches()).toBe(before);
    expect(said).toEqual([]);
  });

  it('a server that stays open holds few as well', async () => {
    const { world, ws } = await openWorld({ cwd: repo.root, env: repo.env });
    const before = watches();
    let opened: () => void = () => undefined;
    const isOpen = new Promise<void>((resolve) => (opened = resolve));
    const hints = changeHintsOf(world, [ws.logs, ws.peers, ws.topics, `${ws.gitDir}/index`, ws.tails], () => opened());
    hints.open();
    await isOpen;
    expect(watches() - before).toBeGreaterThan(10);
    expect(watches() - before).toBeLessThan(60);
    await hints.close();
  });
});
