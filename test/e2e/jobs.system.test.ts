/** Jobs of tools in a real daemon: children that sleep, that fork into sessions of their own, that ignore being told to end; and daemons that are killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { compiled } from '../compiled.js';
import { place, placeAt, until, writeSettings, type Place } from './kairos.js';

const COMMAND = join(import.meta.dirname, '../contract/job-command.mjs');
/** The budget of a turn is a third of a second, so that nobody waits for fifteen. */
const SETTINGS = 'recall:\n  embedder: none\ntools:\n  test: true\n  blocking: 0.3\n';

interface Job {
  readonly id: string;
  readonly is: string;
  readonly place: string;
  readonly end?: { readonly why: string; readonly code: number | null };
}
interface JobFile {
  readonly leader?: { readonly pid: number };
  readonly marker: string;
}

describe.runIf(process.platform === 'linux')('jobs of a real daemon', () => {
  let code: ReturnType<typeof compiled>;
  const places: Place[] = [];
  const daemons: ChildProcess[] = [];
  beforeAll(() => {
    code = compiled(['src/compose.ts', 'src/daemon/daemon.ts', 'src/daemon/test-tool.ts']);
  });
  afterEach(async () => {
    for (const one of daemons.splice(0)) one.kill('SIGKILL');
    for (const { repo, kairos } of places.splice(0)) {
      kairos(['stop']);
      repo.cleanup();
    }
  });
  afterAll(() => code.dispose());

  function shopFor(settings = SETTINGS): Place {
    const shop = place({ init: true });
    places.push(shop);
    writeSettings(shop.repo.env, settings);
    shop.ok(['trust']);
    return shop;
  }

  interface Running {
    readonly child: ChildProcess;
    readonly output: () => string;
    readonly ask: (line: string) => void;
    readonly ended: Promise<number | null>;
  }

  async function daemonIn(shop: Place): Promise<Running> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'tool-daemon.mjs')], {
      cwd: shop.root,
      env: { ...shop.repo.env, KAIROS_TEST_COMPILED: code.folder },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    daemons.push(child);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    await until('it rests', () => output.includes('rests'));
    return { child, ended, output: () => output, ask: (line) => child.stdin.write(`${line}\n`) };
  }

  const jobs = (shop: Place): Job[] => shop.rows<Job>(['jobs']);
  const fileOf = (shop: Place, id: string): JobFile =>
    JSON.parse(readFileSync(join(shop.repo.root, '.git/kairos/jobs', `${id}.json`), 'utf8')) as JobFile;
  const bearing = (marker: string): string[] =>
    readdirSync('/proc').filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`KAIROS_JOB=${marker}`) && !isZombie(pid);
      } catch {
        return false;
      }
    });
  const isZombie = (pid: string): boolean => /^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const told = (shop: Place): string[] =>
    shop
      .ok(['log', '--all'])
      .split('\n')
      .filter((line) => /\bjob [0-9a-z]{8}, /.test(line));
  /** Its child runs, with as many processes. */
  async function started(shop: Place, processes = 1): Promise<{ id: string; marker: string; pid: number }> {
    await until('the child runs', () => jobs(shop).some(({ is }) => is === 'running'));
    const { id } = jobs(shop).find(({ is }) => is === 'running') as Job;
    await until('all of it runs', () => bearing(fileOf(shop, id).marker).length === processes);
    const { marker, leader } = fileOf(shop, id);
    return { id, marker, pid: leader?.pid ?? 0 };
  }

  it('the tool for tests is there only where the settings say so', async () => {
    const shop = shopFor('recall:\n  embedder: none\n');
    const daemon = await daemonIn(shop);
    daemon.ask('child 1');
    await until('it answers', () => daemon.output().includes('no such tool'));
    expect(jobs(shop)).toEqual([]);
  });

  it('a child that takes longer than the turn waits goes on, a message is answered meanwhile, and the result comes as a message, once', async () => {
    const shop = shopFor();
    const daemon = await daemonIn(shop);
    daemon.ask('child 4');
    const { id } = await started(shop);
    await until('it is in the background', () => jobs(shop)[0]?.place === 'background');
    expect(shop.ok(['status'])).toMatch(/jobs +1 tool runs: [0-9a-z]{8} \(test-child, begun .*, background\)/);
    shop.ok(['tell', '--now', 'how is it going']);
    await until('it is noted', () => shop.ok(['log']).includes('how is it going'));
    expect(daemon.output()).not.toContain('toolEnded');
    await until('the result is told', () => told(shop).length > 0);
    expect(told(shop)).toEqual([expect.stringContaining(`job ${id}, test-child (sleeps 4 s), ended with code 0`)]);
    expect(shop.ok(['jobs', id])).toContain('ended with code 0');
    expect(shop.ok(['status'])).not.toMatch(/^jobs /m);
  });

  it('kairos jobs kill ends one with a grandchild in a session of its own, and it is told why', async () => {
    const shop = shopFor();
    const daemon = await daemonIn(shop);
    daemon.ask(JSON.stringify([process.execPath, COMMAND, 'family']));
    const { id, marker } = await started(shop, 2);
    expect(shop.ok(['jobs', 'kill', id])).toContain('has ended');
    expect(bearing(marker)).toEqual([]);
    await until('it is told', () => told(shop).length > 0);
    expect(told(shop)).toEqual([expect.stringContaining('was ended by "kairos jobs kill"')]);
    expect(shop.ok(['jobs', 'kill', id])).toContain('runs no more');
    expect(shop.kairos(['jobs', 'kill', 'nosuchid'])).toMatchObject({ code: 1, err: expect.stringContaining('kairos jobs lists them') });
  });

  it('a child that is lost to kill -9 is told as such', async () => {
    const shop = shopFor();
    const daemon = await daemonIn(shop);
    daemon.ask('child 600');
    const { pid } = await started(shop);
    await until('the turn goes on', () => jobs(shop)[0]?.place === 'background');
    process.kill(pid, 'SIGKILL');
    await until('it is told', () => told(shop).length > 0);
    expect(told(shop)).toEqual([expect.stringContaining('was ended by SIGKILL')]);
  });

  it.each([
    ['a child that ignores SIGTERM, with another in a session of its own', 'family', 2],
    ['what forked twice into sessions of its own, and holds the output', 'daemonizeAndStay', 2],
  ])('nothing survives kairos stop: %s', async (_what, verb, processes) => {
    const shop = shopFor();
    const daemon = await daemonIn(shop);
    daemon.ask(JSON.stringify([process.execPath, COMMAND, verb]));
    const { marker } = await started(shop, processes);
    shop.ok(['stop']);
    expect(await daemon.ended).toBe(0);
    expect(bearing(marker)).toEqual([]);
    expect(jobs(shop)).toMatchObject([{ is: 'ended', end: { why: 'stopped' } }]);
  });

  it('a daemon that is killed leaves its job to the next one, which ends it, starts none again, and tells it once', async () => {
    const shop = shopFor();
    const daemon = await daemonIn(shop);
    daemon.ask(JSON.stringify([process.execPath, COMMAND, 'family']));
    const { id, marker } = await started(shop, 2);
    daemon.child.kill('SIGKILL');
    await daemon.ended;
    expect(bearing(marker)).toHaveLength(2);
    expect(jobs(shop)).toMatchObject([{ id, is: 'running' }]);
    await daemonIn(shop);
    expect(bearing(marker)).toEqual([]);
    await until('it is told', () => told(shop).length > 0);
    expect(told(shop)).toEqual([expect.stringMatching(new RegExp(`job ${id}, other, was cut off, since the daemon that ran it was gone`))]);
    shop.ok(['stop']);
    shop.kairos(['run', '--once']);
    expect(told(shop)).toHaveLength(1);
    expect(jobs(shop)).toHaveLength(1);
  });

  it('kairos stop ends what a killed daemon left, where no daemon runs', async () => {
    const shop = shopFor();
    const daemon = await daemonIn(shop);
    daemon.ask(JSON.stringify([process.execPath, COMMAND, 'family']));
    const { id, marker } = await started(shop, 2);
    daemon.child.kill('SIGKILL');
    await daemon.ended;
    expect(shop.ok(['stop'])).toContain('1 job that a daemon had left running has ended');
    expect(bearing(marker)).toEqual([]);
    expect(shop.ok(['jobs'])).toContain('runs no more; the next "kairos run" tells its end');
    shop.kairos(['run', '--once']);
    expect(told(shop)).toEqual([expect.stringContaining(`job ${id}, `)]);
  });

  it("two daemons have each their own: one that ends leaves the other's alone", async () => {
    const shop = shopFor();
    const root = join(shop.root, '../linked');
    shop.repo.git('worktree', 'add', '-q', '-b', 'other', root);
    const linked = placeAt(shop.repo, root);
    linked.ok(['trust']);
    const [one, other] = [await daemonIn(shop), await daemonIn(linked)];
    one.ask('child 600');
    const first = await started(shop);
    other.ask('child 601');
    await until('both run', () => jobs(shop).filter(({ is }) => is === 'running').length === 2);
    const second = jobs(shop).find(({ id }) => id !== first.id) as Job & { root?: string };
    expect(second.root).toBe(linked.root);
    linked.ok(['stop']);
    await other.ended;
    expect(jobs(shop).find(({ id }) => id === first.id)?.is).toBe('running');
    expect(jobs(shop).find(({ id }) => id === second.id)).toMatchObject({ is: 'ended', end: { why: 'stopped' } });
    expect(existsSync(`/proc/${first.pid}`)).toBe(true);
    shop.ok(['stop']);
    await one.ended;
    expect(bearing(first.marker)).toEqual([]);
  });
});
