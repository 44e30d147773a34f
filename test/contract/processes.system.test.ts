import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rotateOutput } from '../../src/adapters/processes-child.js';
import { realProcesses } from '../../src/adapters/processes.js';
import { virtualProcesses, type VirtualCommand } from '../../src/replay/virtual-processes.js';
import { virtualWorld } from '../../src/replay/virtual-world.js';
import { compiled } from '../compiled.js';
import { commandsContract, processesContract } from './processes.js';

const PROGRAM = join(import.meta.dirname, 'echo-program.mjs');

processesContract("the machine's", () => realProcesses(PROGRAM));
processesContract('virtual', () => virtualProcesses(([, text, code]) => ({ stdout: `${text}\n`, code: Number(code) })));

const COMMAND = join(import.meta.dirname, 'job-command.mjs');
const folders: string[] = [];
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});
function newFolder(): string {
  const one = mkdtempSync(join(tmpdir(), 'kairos-commands-'));
  folders.push(one);
  return one;
}

commandsContract("the machine's", async () => ({
  processes: realProcesses(PROGRAM),
  folder: newFolder(),
  argv: (...verb) => [process.execPath, COMMAND, ...verb],
  read: async (path) => readFileSync(path, 'utf8'),
}));
commandsContract('virtual', async () => {
  const { processes, files } = virtualWorld();
  processes.commands(behaviour);
  return { processes, folder: '/jobs', argv: (...verb) => ['job-command', ...verb], read: async (path) => files.read(path) };
});

/** What `job-command.mjs` does, in the virtual world. */
async function behaviour({ argv: [, verb, text, code], print, signal }: VirtualCommand): Promise<{ code: number; left?: number }> {
  if (verb === 'say') await print(`${text}\n`);
  if (verb === 'pour') for (let n = 0; n < 11; n += 1) await print(`${'x'.repeat(999)}\n`);
  if (verb === 'wait' || verb === 'stubborn') await print('ready\n');
  if (verb === 'wait') await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  if (verb === 'stubborn' || verb === 'pour') await new Promise(() => undefined);
  return { code: Number(code ?? 0), ...(verb === 'leave' && { left: 1 }) };
}

describe('children', () => {
  let folder: string;
  let code: ReturnType<typeof compiled>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kairos-processes-'));
    code = compiled(['src/adapters/processes.ts']);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    code.dispose();
  });

  it('die with their whole group when the call is aborted, also if they will not', async () => {
    const abort = new AbortController();
    let pids: number[] = [];
    const result = await realProcesses(PROGRAM).runSelf(['stubborn'], {
      cwd: folder,
      signal: abort.signal,
      onLine: (line) => {
        pids = line.split(' ').map(Number);
        abort.abort();
      },
    });
    expect(result).toMatchObject({ code: null, signal: 'SIGKILL' });
    expect(pids).toHaveLength(2);
    for (const pid of pids) await untilDead(pid);
  });

  it('have the time to save that the call gives them', async () => {
    const abort = new AbortController();
    const result = await realProcesses(PROGRAM).runSelf(['saving'], {
      cwd: folder,
      signal: abort.signal,
      graceMs: 30_000,
      onLine: () => abort.abort(),
    });
    expect(result).toMatchObject({ code: 0, stdout: 'working\nsaved\n' });
  });

  it.each([
    ['exits', 'exit', 'stubborn'],
    ['is killed by kill -9', 'SIGKILL', 'ward'],
    ['is interrupted', 'SIGINT', 'ward'],
  ])('die when their parent %s', async (_what, how, child) => {
    const parent = spawn(process.execPath, [PROGRAM, 'parent', how, child], {
      env: { ...process.env, KAIROS_TEST_COMPILED: code.folder },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = await new Promise<string[]>((resolve) => createInterface(parent.stdout).once('line', (text) => resolve([text])));
    parent.stdin.write('die\n');
    for (const pid of (line ?? '').split(' ').map(Number)) await untilDead(pid);
    await untilDead(parent.pid ?? 0);
  });

  it('run on when they were detached, with their output in a file', async () => {
    const processes = realProcesses(PROGRAM);
    const [note, logPath] = [join(folder, 'note.json'), join(folder, 'state/daemon.log')];
    const pid = await processes.startDetached(['write', note], { cwd: folder, logPath });
    await until(() => existsSync(note) && readFileSync(note, 'utf8').endsWith('}'));
    expect(JSON.parse(readFileSync(note, 'utf8'))).toEqual({ pid, child: null, output: logPath });
    expect(readFileSync(logPath, 'utf8')).toBe('written\ncomplained\n');
    processes.terminate(pid);
    await untilDead(pid);
  });

  it('have their output moved aside when it has grown, three times at most', () => {
    const path = join(folder, 'big.log');
    for (const letter of ['a', 'b', 'c', 'd']) {
      writeFileSync(path, letter.repeat(1024 * 1024 + 1));
      rotateOutput(path);
      expect(readFileSync(path, 'utf8')).toBe('');
    }
    expect([1, 2, 3].map((age) => readFileSync(`${path}.${age}`, 'utf8')[0])).toEqual(['d', 'c', 'b']);
    expect(existsSync(`${path}.4`)).toBe(false);
    writeFileSync(path, 'small');
    rotateOutput(path);
    expect(readFileSync(path, 'utf8')).toBe('small');
  });
});

it.runIf(process.platform === 'linux')(
  'a process that has ended and was not fetched counts as dead, though signals still reach it',
  async () => {
    // The shell turns into `sleep`, which never asks after the child that it inherits; one that ended before would have been fetched.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(await new Promise<string>((resolve) => createInterface(parent.stdout).once('line', resolve)));
    await untilDead(pid);
    expect(() => process.kill(pid, 0)).not.toThrow();
    parent.kill('SIGKILL');
  },
);

async function untilDead(pid: number): Promise<void> {
  const processes = realProcesses(PROGRAM);
  await until(async () => (await processes.liveness({ ...processes.self(), pid, start: '' })) === 'dead');
}

/** Waits for what will surely happen; the test's own time limit is the end of patience. */
async function until(happened: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await happened())) await new Promise((resolve) => setTimeout(resolve, 10));
}
