/** The daemon in this process, on a real repository: real git, real files, a real watcher. */
import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { daemonState } from '../../src/desk/daemon-state.js';
import { type DaemonResult, runDaemon } from '../../src/daemon/daemon.js';
import type { Line } from '../../src/daemon/event.js';
import { trust } from '../../src/activation/trust.js';
import { openWorld } from '../../src/compose.js';
import { realRepo, type RealRepo } from '../real-repo.js';

let repo: RealRepo;
beforeEach(() => {
  repo = realRepo();
  repo.commit('begin', { 'README.md': '# it\n' });
  repo.write('.kairos/config.yaml', 'format: 1\n');
  repo.write('.git/info/exclude', '.kairos/logs/\n.kairos/state/\n.kairos/queue/\n.kairos/.locks/\n');
});
afterEach(() => repo.cleanup());

interface Alive {
  readonly lines: Line[];
  /** Resolves with the first line that fits. */
  readonly line: (fits: (line: Line) => boolean) => Promise<Line>;
  readonly stop: () => Promise<DaemonResult>;
}

async function alive(cwd = repo.root): Promise<Alive & Awaited<ReturnType<typeof openWorld>>> {
  const opened = await openWorld({ cwd, env: repo.env });
  await trust(opened.world, opened.ws);
  const lines: Line[] = [];
  const waiting: { fits: (line: Line) => boolean; resolve: (line: Line) => void }[] = [];
  const stop = new AbortController();
  let looked: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (looked = resolve));
  const result = runDaemon(opened.world, opened.ws, {
    stop: stop.signal,
    print: (line) => {
      lines.push(line);
      for (const one of waiting) if (one.fits(line)) one.resolve(line);
    },
    decided: (_, { state }) => {
      if (state.phase === 'rest') looked();
    },
  });
  await Promise.race([ready, result]);
  return {
    ...opened,
    lines,
    line: (fits) =>
      new Promise((resolve) => {
        const known = lines.find(fits);
        if (known) resolve(known);
        else waiting.push({ fits, resolve });
      }),
    stop: () => {
      stop.abort('the test is over');
      return result;
    },
  };
}

const observed =
  (text: string) =>
  (line: Line): boolean =>
    line.what === 'observed' && line.text.includes(text);

describe('a daemon on a real repository', () => {
  it('notes a commit without any hook, and leaves nothing behind when it is stopped', async () => {
    const { line, stop, ws, world } = await alive();
    const before = { head: repo.git('rev-parse', 'HEAD'), status: repo.git('status', '--porcelain'), stash: repo.git('stash', 'list') };
    repo.commit('fix parser crash on empty front matter', { 'src/parse.ts': 'export {};\n' }, { at: Date.now() });
    const seen = await line(observed('fix parser crash'));
    expect(existsSync(`${ws.kairos}/${seen.where}`)).toBe(true);
    expect((await daemonState(world, ws)).is).toBe('running');
    expect(await stop()).toMatchObject({ code: 0, entries: 1 });
    expect(await daemonState(world, ws)).toEqual({ is: 'absent' });
    expect(readdirSync(ws.state).filter((name) => name.startsWith('daemon'))).toEqual([]);
    expect(repo.git('for-each-ref', 'refs/kairos/journal')).toMatch(/commit\trefs\/kairos\/journal\/\w{8}$/);
    expect(repo.git('status', '--porcelain')).toBe(before.status);
    expect(repo.git('rev-parse', 'HEAD~1')).toBe(before.head);
    expect(repo.git('stash', 'list')).toBe(before.stash);
    expect(existsSync(`${ws.gitDir}/index.lock`)).toBe(false);
  });

  it('puts back a log that `git clean -fdx` took, and says so', async () => {
    const { line, stop, ws } = await alive();
    repo.commit('keep me', { 'a.txt': 'a\n' }, { at: Date.now() });
    const { where } = await line(observed('keep me'));
    repo.git('add', '-f', '.kairos/config.yaml');
    repo.git('clean', '-fdxq');
    expect(await line(({ what }) => what === 'restored')).toMatchObject({ where });
    expect(existsSync(`${ws.kairos}/${where}`)).toBe(true);
    // The watch is on the folders that are there now.
    repo.commit('and me', { 'a.txt': 'b\n' }, { at: Date.now() });
    await line(observed('and me'));
    await stop();
  });

  it('does nothing in the midst of a merge and goes on after it', async () => {
    const { line, stop, lines, ws } = await alive();
    repo.git('checkout', '-q', '-b', 'side');
    repo.commit('on the side', { 'a.txt': 'side\n' }, { at: Date.now() });
    repo.git('checkout', '-q', 'main');
    repo.commit('on main', { 'a.txt': 'main\n' }, { at: Date.now() });
    repo.tryGit(['merge', '-q', 'side']);
    repo.write('.git/kairos/wake', 'now');
    await line(({ what }) => what === 'waiting');
    const before = lines.length;
    repo.write('a.txt', 'both\n');
    repo.git('commit', '-qam', 'merge side');
    await line(observed('merge side'));
    expect(lines.slice(before).filter(({ what }) => what === 'failed')).toEqual([]);
    expect(ws.root).toBe(repo.root);
    await stop();
  });

  it('ends when its linked work tree is removed, and does not bring it back', async () => {
    repo.git('worktree', 'add', '-q', '../linked', '-b', 'linked');
    const linked = `${repo.root}/../linked`;
    repo.git('-C', linked, 'config', 'user.name', 'Ann');
    const { mkdirSync, writeFileSync } = await import('node:fs');
    mkdirSync(`${linked}/.kairos`);
    writeFileSync(`${linked}/.kairos/config.yaml`, 'format: 1\n');
    const { ws, line, stop } = await alive(linked);
    repo.git('worktree', 'remove', '--force', linked);
    await line(({ what }) => what === 'ends');
    expect((await stop()).code).toBe(1);
    expect(existsSync(ws.root)).toBe(false);
    expect(existsSync(ws.gitDir)).toBe(false);
  });
});
