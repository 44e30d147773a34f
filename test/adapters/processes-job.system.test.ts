/** What only real processes can show: sessions of their own, forks, an owner that is gone, the environment. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realProcesses } from '../../src/adapters/processes.js';
import { compiled } from '../compiled.js';
import type { JobMark } from '../../src/world/processes.js';

const COMMAND = join(import.meta.dirname, '../contract/job-command.mjs');
const OWNER = join(import.meta.dirname, 'command-owner.mjs');

describe.runIf(process.platform === 'linux')('the processes of a job', () => {
  const processes = realProcesses();
  let folder: string;
  let code: ReturnType<typeof compiled>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kairos-job-'));
    code = compiled(['src/adapters/processes.ts']);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    code.dispose();
  });

  const start = async (marker: string, ...verb: string[]): ReturnType<typeof processes.startCommand> =>
    processes.startCommand({
      argv: [process.execPath, COMMAND, ...verb],
      cwd: folder,
      marker,
      outputPath: join(folder, marker),
      outputMaxBytes: 100_000,
    });

  it('are found after two forks in two sessions, though the leader is gone, and are killed', async () => {
    const { leader, ended } = await start('doublefork', 'daemonize');
    expect(await ended).toMatchObject({ code: 0 });
    await until(async () => (await processes.countJob({ leader, marker: 'doublefork' })) === 1);
    // As another process sees it, that knows the marker alone.
    expect(await processes.countJob({ marker: 'doublefork' })).toBe(1);
    expect(await processes.endJob({ marker: 'doublefork' }, 50)).toBe(true);
    expect(await processes.countJob({ leader, marker: 'doublefork' })).toBe(0);
    await processes.endJob({ leader, marker: 'doublefork' }, 50);
  });

  it('get a few plain variables, and none of our secrets', async () => {
    process.env['TEST_API_KEY'] = 'secret';
    const { leader, ended } = await start('environment', 'environment');
    await ended;
    delete process.env['TEST_API_KEY'];
    const has = JSON.parse(readFileSync(join(folder, 'environment'), 'utf8')) as Record<string, string>;
    expect(has).toMatchObject({ TERM: 'dumb', CI: '1', GIT_TERMINAL_PROMPT: '0', KAIROS_JOB: 'environment' });
    const known = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'];
    expect(
      Object.keys(has).filter((name) => !known.includes(name) && !['TERM', 'CI', 'GIT_TERMINAL_PROMPT', 'KAIROS_JOB'].includes(name)),
    ).toEqual([]);
    await processes.endJob({ leader, marker: 'environment' }, 50);
  });

  it.each([
    ['exits', 'exit'],
    ['is ended by an error', 'throw'],
  ])('are killed when their owner %s', async (_what, how) => {
    const mark = await owned(how, `owner${how}`);
    await until(async () => (await processes.countJob(mark)) === 0);
  });

  it('live on when their owner is killed by kill -9, and the next one ends them by what was written down', async () => {
    const mark = await owned('SIGKILL', 'ownerkilled');
    expect(await processes.countJob(mark)).toBe(2);
    expect(await processes.endJob(mark, 50)).toBe(true);
    expect(await processes.countJob(mark)).toBe(0);
  });

  /** Has a process start a stubborn command and one that it leaves in another session, and end as `how` says. */
  async function owned(how: string, marker: string): Promise<JobMark> {
    const owner = spawn(process.execPath, [OWNER, how, marker, folder], {
      env: { ...process.env, KAIROS_TEST_COMPILED: code.folder },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const [line] = await new Promise<string[]>((resolve) => createInterface(owner.stdout).once('line', (text) => resolve([text])));
    const leader = JSON.parse(line ?? '') as NonNullable<JobMark['leader']>;
    await until(async () => (await processes.countJob({ leader, marker })) === 2);
    const gone = new Promise((resolve) => owner.once('exit', resolve));
    owner.stdin.write('die\n');
    await gone;
    expect(existsSync(join(folder, marker))).toBe(true);
    return { leader, marker };
  }
});

/** Waits for what will surely happen; the test's own time limit is the end of patience. */
async function until(happened: () => Promise<boolean>): Promise<void> {
  while (!(await happened())) await new Promise((resolve) => setTimeout(resolve, 10));
}
