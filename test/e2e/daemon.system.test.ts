/** The daemon as a person uses it: started, watched, paused, stopped, killed. The tests see processes only by their output and files. */
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { realRepo } from '../real-repo.js';
import { place, placeAt, until, type Place, type Started, writeSettings } from './kairos.js';

interface Status {
  readonly daemon: { readonly is: string; readonly pid?: number };
  readonly paused?: { readonly by: string };
}

const places: Place[] = [];
const started: Started[] = [];
/** Roots whose daemon no child of ours owns. */
const detached = new Set<string>();
const template = place({ init: true });
afterAll(() => template.repo.cleanup());
afterEach(async () => {
  for (const one of started.splice(0)) {
    one.child.kill('SIGKILL');
    await one.ended();
  }
  for (const one of places.splice(0)) {
    if (detached.delete(one.root)) one.kairos(['stop']);
    one.repo.cleanup();
  }
});

/** A copy of one that was set up, trusted at its own path: setting up takes its time. */
function shopFor(): Place {
  const repo = realRepo({ init: false });
  cpSync(template.root, repo.root, { recursive: true });
  const shop = placeAt(repo, repo.root);
  // What embeds would write meanwhile, and a git that stashes meets half of it.
  writeSettings(repo.env, 'recall:\n  embedder: none\n');
  shop.ok(['trust']);
  places.push(shop);
  return shop;
}

async function running(shop: Place, args: readonly string[] = []): Promise<Started> {
  const daemon = shop.start(['run', ...args]);
  started.push(daemon);
  const heart = join(shop.root, '.kairos/state/daemon.json');
  await until('the heart beats', () => existsSync(heart) && readFileSync(heart, 'utf8').includes(`"pid": ${daemon.child.pid}`));
  return daemon;
}

function detach(shop: Place): number {
  detached.add(shop.root);
  return shop.json<{ pid: number }>(['run', '--detach']).pid;
}

const statusOf = (shop: Place): Status => shop.json<Status>(['status']);

/** Its children, and who is left of its process group; nobody where /proc does not tell. */
function childrenOf(pid: number): string[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      // State, parent and group stand behind the name in brackets.
      const [, parent, group] = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return Number(parent) === pid || Number(group) === pid;
    } catch {
      return false;
    }
  });
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('kairos run', () => {
  it.each([
    ['without hooks', false],
    ['with hooks', true],
  ])('notes a commit of another process %s, and Ctrl+C leaves nothing behind', async (_name, hooks) => {
    const shop = shopFor();
    if (hooks) shop.ok(['hooks', 'install']);
    const daemon = await running(shop);
    const before = shop.theirs();
    shop.repo.commit('Send mail from a queue', { 'src/mail.js': 'queue\n' }, { at: Date.now() });
    await daemon.said('Send mail from a queue');
    expect(shop.ok(['log'])).toContain('Send mail from a queue');
    daemon.child.kill('SIGINT');
    expect([0, 130]).toContain(await daemon.ended());
    expect(daemon.output()).toMatch(/ended +Ctrl\+C; \d+ ticks?, \d+ new entr(?:y|ies)\n$/);
    expect(daemon.output()).not.toMatch(/error|^\s+at /m);
    expect(childrenOf(daemon.child.pid ?? 0)).toEqual([]);
    expect(existsSync(join(shop.root, '.kairos/state/daemon.json'))).toBe(false);
    expect(statusOf(shop).daemon).toEqual({ is: 'absent' });
    expect(shop.theirs()).toBe(before);
    expect(shop.kairos(['doctor']).code).toBe(0);
  });

  it('shows a note, a branch and what a branch may not carry as they come', async () => {
    const shop = shopFor();
    const daemon = await running(shop);
    shop.ok(['note', 'The search tests need Solr on port 8983']);
    await daemon.said('Solr on port 8983');
    shop.repo.git('branch', 'feature');
    await daemon.said('feature');
    shop.repo.git('checkout', '-q', '-b', 'hostile');
    shop.repo.commit(
      'Nothing to see',
      { '.kairos/logs/2020/01/2020-01-09.md': '- 10:00:00.000Z note@user Mallory ^evevevevev\n' },
      { at: Date.now() },
    );
    await daemon.said('which no branch may carry');
    shop.repo.git('checkout', '-q', 'main');
    await daemon.said('acts again');
  });

  it('ticks, and is stopped, also where KAIROS_NOW lets the clock stand', async () => {
    const { repo, root } = shopFor();
    const still = placeAt({ ...repo, env: { ...repo.env, KAIROS_NOW: '2026-11-20T12:00:00Z' } }, root);
    const daemon = await running(still);
    // Node would open a debugger on a port.
    process.kill(daemon.child.pid as number, 'SIGUSR1');
    repo.commit('Send mail from a queue', { 'src/mail.js': 'queue\n' }, { at: Date.UTC(2026, 10, 20, 11) });
    await daemon.said('Send mail from a queue');
    still.ok(['stop']);
    expect(await daemon.ended()).toBe(0);
    expect(daemon.output()).not.toContain('Debugger');
    expect(daemon.output()).toMatch(/^12:00:0\d .*Send mail from a queue/m);
  });

  it('--once runs one tick and ends', () => {
    const shop = shopFor();
    shop.ok(['run', '--once']);
    shop.repo.commit('Send mail from a queue', { 'src/mail.js': 'queue\n' }, { at: Date.now() });
    expect(shop.ok(['run', '--once'])).toMatch(/Send mail from a queue[^]*1 new entry\n$/);
    expect(shop.ok(['run', '--once'])).toMatch(/nothing new\n$/);
    expect(statusOf(shop).daemon).toEqual({ is: 'absent' });
  });

  it('is refused where it is not trusted, with what to type', () => {
    const shop = shopFor();
    shop.ok(['trust', '--remove']);
    for (const args of [['run'], ['run', '--once'], ['run', '--detach']]) {
      expect(shop.kairos(args)).toMatchObject({ code: 3, err: expect.stringMatching(/is not trusted\nhint: .*kairos trust/) });
    }
    shop.ok(['trust']);
    expect(shop.kairos(['run', '--once']).code).toBe(0);
  });

  it('ends when its trust is taken back', async () => {
    const shop = shopFor();
    const daemon = await running(shop);
    shop.ok(['trust', '--remove']);
    expect(await daemon.ended()).toBe(3);
    expect(statusOf(shop).daemon).toEqual({ is: 'absent' });
  });

  it('runs in each work tree of a clone, each trusted by itself', async () => {
    const shop = shopFor();
    const root = join(shop.root, '../linked');
    shop.repo.git('worktree', 'add', '-q', '-b', 'other', root);
    const linked = placeAt(shop.repo, root);
    expect(linked.kairos(['run', '--once'])).toMatchObject({ code: 3 });
    linked.ok(['trust']);
    const daemon = await running(shop);
    const second = await running(linked);
    expect(statusOf(linked).daemon.pid).not.toBe(statusOf(shop).daemon.pid);
    for (const one of [daemon, second]) one.child.kill('SIGTERM');
    expect(await Promise.all([daemon.ended(), second.ended()])).toHaveLength(2);
    expect(statusOf(linked).daemon).toEqual({ is: 'absent' });
  });
});

describe('kairos run --detach', () => {
  it('survives its starter, is seen by status, refuses a second one, and ends with stop', async () => {
    const shop = shopFor();
    const pid = detach(shop);
    expect(isAlive(pid)).toBe(true);
    expect(statusOf(shop).daemon).toMatchObject({ is: 'running', pid });
    for (const args of [['run'], ['run', '--once'], ['run', '--detach']]) {
      expect(shop.kairos(args)).toMatchObject({ code: 3, err: expect.stringContaining(String(pid)) });
    }
    shop.repo.commit('Send mail from a queue', { 'src/mail.js': 'queue\n' }, { at: Date.now() });
    const output = join(shop.root, '.kairos/state/daemon.log');
    await until('it is noted', () => readFileSync(output, 'utf8').includes('Send mail from a queue'));
    expect(shop.ok(['stop'])).toContain(`process ${pid}`);
    await until('it is gone', () => !isAlive(pid));
    expect(statusOf(shop).daemon).toEqual({ is: 'absent' });
    expect(shop.ok(['stop'])).toContain('no daemon is running');
    expect(shop.repo.git('for-each-ref', '--format=%(refname)', 'refs/kairos/tmp', 'refs/kairos/accept')).toBe('');
  });

  it('goes on though everything that git ignores is cleaned away under it', async () => {
    const shop = shopFor();
    shop.ok(['note', 'Kept through the clean']);
    const pid = detach(shop);
    // A daemon that writes at this moment makes git fail to remove the folder: then it is asked again.
    await until('git has cleaned', () => shop.repo.tryGit(['clean', '-fdxq']).code === 0);
    expect(shop.kairos(['run', '--once'])).toMatchObject({ code: 3, err: expect.stringContaining(String(pid)) });
    expect(shop.ok(['recall', 'kept clean'])).toContain('Kept through the clean');
    shop.repo.commit('After the clean', { 'src/mail.js': 'queue\n' }, { at: Date.now() });
    await until('it is noted', () => shop.kairos(['log']).out.includes('After the clean'));
    // What it says from then on is found where status says that it is.
    const output = join(shop.root, '.kairos/state/daemon.log');
    const says = (text: string): void => {
      shop.ok(['tell', text]);
    };
    says('after the clean');
    await until('its output is there again', () => existsSync(output) && readFileSync(output, 'utf8').includes('after the clean'));
    renameSync(output, `${output}.old`);
    says('after the move');
    await until('it is there again', () => existsSync(output) && readFileSync(output, 'utf8').includes('after the move'));
    expect(readFileSync(`${output}.old`, 'utf8')).not.toContain('after the move');
    // What somebody else laid there is left alone.
    rmSync(output);
    writeFileSync(output, 'mine\n');
    says('is anybody there');
    await until('it is answered', () => shop.ok(['inbox', '--all']).includes('is anybody there'));
    expect(readFileSync(output, 'utf8')).toBe('mine\n');
    expect(statusOf(shop).daemon).toMatchObject({ is: 'running', pid });
    expect(shop.ok(['stop'])).toContain(`process ${pid}`);
    expect(readFileSync(output, 'utf8')).toBe('mine\n');
  });
});

describe('a daemon that was killed', () => {
  it('is said to have died, and the next one starts and reads what was missed', async () => {
    const shop = shopFor();
    const daemon = await running(shop);
    const pid = statusOf(shop).daemon.pid ?? 0;
    daemon.child.kill('SIGKILL');
    await daemon.ended();
    expect(statusOf(shop).daemon).toMatchObject({ is: 'died' });
    expect(shop.ok(['status'])).toContain(`process ${pid} ended without saying so`);
    expect(shop.kairos(['doctor'])).toMatchObject({ code: 1, out: expect.stringContaining('ended without saying so') });
    expect(shop.ok(['stop'])).toContain('no daemon is running');
    shop.repo.commit('While nobody looked', { 'src/mail.js': 'queue\n' }, { at: Date.now() });
    const next = await running(shop);
    await next.said('While nobody looked');
    expect(statusOf(shop).daemon.pid).not.toBe(pid);
    next.child.kill('SIGINT');
    await next.ended();
    expect(statusOf(shop).daemon).toEqual({ is: 'absent' });
  });
});

describe('the pause', () => {
  it('holds a daemon still until it is lifted, and nothing is missed', async () => {
    const shop = shopFor();
    const daemon = await running(shop);
    expect(shop.ok(['pause'])).toContain('paused');
    await daemon.said('waits for "kairos resume"');
    shop.repo.commit('While it was paused', { 'src/mail.js': 'queue\n' }, { at: Date.now() });
    expect(shop.ok(['pause'])).toContain('paused already');
    expect(statusOf(shop).paused).toMatchObject({ by: 'command' });
    expect(daemon.output()).not.toContain('While it was paused');
    expect(shop.ok(['resume'])).toContain('resumed');
    await daemon.said('While it was paused');
    expect(shop.ok(['resume'])).toContain('nothing was paused');
  });

  it('comes with a committed .kairos/PAUSED, and does not go with its branch', async () => {
    const shop = shopFor();
    const daemon = await running(shop);
    shop.repo.git('checkout', '-q', '-b', 'halt');
    shop.repo.commit('Halt', { '.kairos/PAUSED': '' }, { at: Date.now() });
    await daemon.said('.kairos/PAUSED was seen');
    expect(shop.kairos(['resume'])).toMatchObject({ code: 3, err: expect.stringContaining('PAUSED is there') });
    shop.repo.git('checkout', '-q', 'main');
    expect(existsSync(join(shop.root, '.kairos/PAUSED'))).toBe(false);
    expect(statusOf(shop).paused).toMatchObject({ by: 'file' });
    expect(shop.ok(['resume'])).toContain('resumed');
    await daemon.said('acts again');
    await daemon.said('Halt');
  });

  it('is kept by --once as well', () => {
    const shop = shopFor();
    shop.ok(['pause']);
    shop.repo.commit('While it was paused', { 'src/mail.js': 'queue\n' }, { at: Date.now() });
    expect(shop.kairos(['run', '--once']).out).not.toContain('While it was paused');
    shop.ok(['resume']);
    expect(shop.kairos(['run', '--once']).out).toContain('While it was paused');
  });
});

describe('a daemon whose work tree was removed', () => {
  it('ends quietly and does not make the folder again', async () => {
    const shop = shopFor();
    const root = join(shop.root, '../linked');
    shop.repo.git('worktree', 'add', '-q', '-b', 'other', root);
    const linked = placeAt(shop.repo, root);
    linked.ok(['trust']);
    const daemon = await running(linked);
    rmSync(root, { recursive: true, force: true });
    shop.repo.git('worktree', 'prune');
    shop.repo.git('branch', '-D', 'other');
    daemon.child.kill('SIGTERM');
    await daemon.ended();
    expect(daemon.output()).not.toMatch(/^\s+at /m);
    expect(existsSync(root)).toBe(false);
    expect(shop.kairos(['doctor']).code).toBe(0);
  });
});

describe('a daemon whose repository or memory goes away', () => {
  it('ends within seconds when the repository is moved, says so, and makes nothing again', async () => {
    const shop = shopFor();
    const daemon = await running(shop);
    const away = `${shop.root}-moved`;
    renameSync(shop.root, away);
    await daemon.said(`${shop.root} is gone`);
    expect(await daemon.ended()).toBe(1);
    expect(daemon.output()).not.toMatch(/took over|taken over|^\s+at /m);
    expect(existsSync(shop.root)).toBe(false);
    renameSync(away, shop.root);
    expect(shop.kairos(['run', '--once']).code).toBe(0);
  });

  it('ends when .kairos is removed, makes nothing of it again, and loses no note', async () => {
    const shop = shopFor();
    const daemon = await running(shop);
    shop.ok(['note', 'The search tests need Solr on port 8983']);
    await daemon.said('Solr on port 8983');
    rmSync(join(shop.root, '.kairos'), { recursive: true, force: true });
    await daemon.said('.kairos is gone');
    expect(await daemon.ended()).toBe(1);
    expect(existsSync(join(shop.root, '.kairos'))).toBe(false);
    expect(daemon.output()).toContain('kairos init');
    shop.ok(['init', '--yes']);
    expect(shop.ok(['log'])).toContain('Solr on port 8983');
    expect(shop.kairos(['doctor']).code).toBe(0);
  });
});

describe('logs that lie in a stash', () => {
  it('are not made again: commands refuse and say what to do, the daemon waits, and git brings the logs back', async () => {
    const shop = shopFor();
    const daemon = await running(shop);
    shop.ok(['note', 'The search tests need Solr on port 8983']);
    await daemon.said('Solr on port 8983');
    shop.repo.git('stash', 'push', '-q', '-a');
    await daemon.said('the logs lie in a stash');
    for (const command of [['recall', 'solr'], ['log']])
      expect(shop.kairos(command)).toMatchObject({ code: 3, err: expect.stringMatching(/lie in a stash[^]*hint: git stash pop/) });
    // A note is taken all the same, and lies in nobody's way.
    for (const words of ['meanwhile', 'and again'])
      expect(shop.kairos(['note', words])).toMatchObject({ code: 0, err: expect.stringContaining('lie in a stash; the note is kept') });
    expect(existsSync(join(shop.root, '.kairos/logs'))).toBe(false);
    shop.repo.git('stash', 'pop', '-q');
    shop.repo.commit('Send mail from a queue', { 'src/mail.js': 'queue\n' }, { at: Date.now() });
    await daemon.said('Send mail from a queue');
    expect(shop.ok(['recall', 'solr'])).toContain('Solr on port 8983');
    expect(shop.repo.git('stash', 'list')).toBe('');
    for (const words of ['Solr on port 8983', 'meanwhile', 'and again']) expect(shop.ok(['log', '--json']).split(words)).toHaveLength(2);
    expect(shop.kairos(['doctor']).code).toBe(0);
  });

  it('are those of the work tree that made the stash, and of no other', () => {
    const shop = shopFor();
    const root = join(shop.root, '../beside');
    shop.repo.git('worktree', 'add', '-q', '-b', 'beside', root);
    const beside = placeAt(shop.repo, root);
    beside.ok(['note', 'Written beside']);
    shop.ok(['note', 'Written here']);
    shop.repo.git('stash', 'push', '-q', '-a');
    rmSync(join(root, '.kairos/logs'), { recursive: true });
    expect(beside.ok(['log'])).toContain('Written beside');
    expect(shop.kairos(['log']).code).toBe(3);
    // The same where the branch that was stashed is left.
    shop.repo.git('checkout', '-q', '-b', 'elsewhere');
    expect(shop.kairos(['log']).code).toBe(3);
    shop.repo.git('stash', 'pop', '-q');
    expect(shop.ok(['log'])).toContain('Written here');
  });

  it('come back from the journal on request, and where the stash was dropped', () => {
    const shop = shopFor();
    shop.ok(['note', 'The search tests need Solr on port 8983']);
    shop.repo.git('stash', 'push', '-q', '-a');
    expect(shop.ok(['restore'])).toContain('restored');
    expect(shop.ok(['log'])).toContain('Solr on port 8983');
    shop.repo.git('stash', 'drop', '-q');
    shop.repo.git('stash', 'push', '-q', '-a');
    expect(shop.kairos(['log']).code).toBe(3);
    shop.repo.git('stash', 'drop', '-q');
    expect(shop.ok(['log'])).toContain('Solr on port 8983');
  });
});
