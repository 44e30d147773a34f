/** A question answered by a process that keeps the memory open: who that is, what it leaves, and how it ends. Real processes, the real model. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync, chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, describe, expect, it } from 'vitest';
import { BIN, place, placeAt, until, writeSettings, type Place } from './kairos.js';

interface Warm {
  readonly pid: number;
  readonly kind: string;
  readonly bytes?: number;
}

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function somewhere(settings = ''): Place {
  const here = place({ init: true });
  closers.push(() => here.repo.cleanup());
  closers.push(() => here.kairos(['stop']));
  writeSettings(here.repo.env, settings);
  here.ok(['observe', '--all']);
  return here;
}

const warmOf = (here: Place): readonly Warm[] => here.json<{ warm?: readonly Warm[] }>(['status']).warm ?? [];

async function warm(here: Place, kind: string): Promise<Warm> {
  let found: Warm | undefined;
  await until(`a warm process (${kind}) is there`, () => {
    found = warmOf(here).find((one) => one.kind === kind);
    return found !== undefined;
  });
  return found as Warm;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const left = (here: Place): string[] =>
  ['doors', 'new', 'taken', 'done', 'tmp'].flatMap((folder) => {
    const path = join(here.root, '.git/kairos/ask', folder);
    return existsSync(path) ? readdirSync(path).map((name) => `${folder}/${name}`) : [];
  });

/** The output of a question, and the git processes that the command itself started. */
function asked(here: Place, args: readonly string[]): { readonly out: string; readonly err: string; readonly gits: readonly string[] } {
  const shim = mkdtempSync(join(tmpdir(), 'kairos-shim-'));
  try {
    const git = here.repo.env['PATH']
      ?.split(delimiter)
      .map((folder) => join(folder, 'git'))
      .find((path) => existsSync(path));
    writeFileSync(join(shim, 'git'), `#!/bin/sh\necho "$@" >> ${shim}/list\nexec ${git} "$@"\n`);
    chmodSync(join(shim, 'git'), 0o755);
    writeFileSync(join(shim, 'list'), '');
    const { code, out, err } = here.kairos(['recall', ...args], { env: { PATH: `${shim}${delimiter}${here.repo.env['PATH']}` } });
    if (code !== 0) throw new Error(err);
    const gits = readFileSync(join(shim, 'list'), 'utf8').split('\n').filter(Boolean);
    return { out, err, gits: gits.map((line) => / (rev-parse) --path-format/.exec(line)?.[1] ?? line) };
  } finally {
    rmSync(shim, { recursive: true, force: true });
  }
}

/** An answer without what an entry is worth by its age: some milliseconds lie between two questions. */
function ageless(json: string): unknown {
  const ofAge: ReadonlySet<string> = new Set(['weight', 'recency', 'score']);
  return JSON.parse(json, (key, value: unknown) => (ofAge.has(key) ? undefined : value));
}

describe('the first question', () => {
  it('leaves one process behind, which answers the next like the command itself, in every work tree of the clone', async () => {
    // On a busy machine the model needs longer to load than a question waits for it.
    const here = somewhere('recall:\n  queryBudget: 60s\n');
    const first = asked(here, ['why are sessions in redis', '--json']);
    const { pid, bytes } = await warm(here, 'left');
    expect(bytes ?? 0).toBeLessThan(200 * 1024 ** 2);
    const second = asked(here, ['why are sessions in redis', '--json']);
    expect(ageless(second.out)).toEqual(ageless(first.out));
    // Not even to find the repository.
    expect(second.gits).toEqual([]);
    expect(asked(here, ['redis', '--path', 'src', '--explain']).gits).toEqual([]);

    here.repo.git('worktree', 'add', '-q', join(here.root, '../second'));
    const there = placeAt(here.repo, join(here.root, '../second'));
    asked(there, ['why are sessions in redis', '--json']);
    expect(asked(there, ['why are sessions in redis', '--json']).gits).toEqual([]);
    expect(warmOf(here).map((one) => one.pid)).toEqual([pid]);

    expect(statSync(join(here.root, '.git/kairos/ask')).mode & 0o777).toBe(0o700);
    expect(left(here).filter((name) => !name.startsWith('doors/'))).toEqual([]);
    expect(here.ok(['stop'])).toContain(`the process that a question left behind (process ${pid}) has ended`);
    await until('it has ended', () => !isRunning(pid));
    expect(left(here)).toEqual([]);
  });

  it('says that it left one, and how to have none', () => {
    const here = somewhere();
    expect(asked(here, ['redis']).err).toMatch(/^process \d+ keeps this loaded .*"kairos stop" ends it, recall\.keepWarm: 0 leaves none$/m);
    writeSettings(here.repo.env, 'recall:\n  keepWarm: 0\n');
    here.ok(['stop']);
    expect(asked(here, ['redis']).err).not.toContain('process');
    expect(warmOf(here)).toEqual([]);
  });

  it('leaves none where nobody ran init, and writes nothing there', () => {
    const here = place();
    closers.push(() => here.repo.cleanup());
    here.repo.commit('Bring a memory', { '.kairos/topics/redis.md': '---\ntopic: redis\n---\n# Redis\n\n- It is on port 6380.\n' });
    expect(asked(here, ['redis port']).out).toContain('6380');
    expect(existsSync(join(here.root, '.git/kairos/ask'))).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('is asked anew where the process was killed, and doctor names what that left', async () => {
    const here = somewhere();
    // A machine that is short of memory may end one before it is looked at: who asks again has another.
    await until('one is left', () => {
      asked(here, ['redis']);
      return warmOf(here).some(({ kind }) => kind === 'left');
    });
    const { pid } = await warm(here, 'left');
    process.kill(pid, 'SIGKILL');
    await until('it is gone', () => !isRunning(pid));
    expect(here.kairos(['doctor']).out).toMatch(/a process that was killed left 1 file .*doors\//);
    expect(asked(here, ['redis']).err).toContain('keeps this loaded');
    expect((await warm(here, 'left')).pid).not.toBe(pid);
    expect(here.kairos(['doctor']).out).not.toContain('was killed');
    here.ok(['pause']);
    expect(warmOf(here)).toEqual([]);
    expect(left(here)).toEqual([]);
  });
});

describe('the hook of a prompt', () => {
  /** What a session is told with its prompt. */
  const told = (here: Place, session: string, prompt = 'why are sessions in redis?'): string => {
    const input = JSON.stringify({ session_id: session, cwd: here.root, hook_event_name: 'UserPromptSubmit', prompt });
    const { code, out, err } = here.kairos(['hook', 'UserPromptSubmit'], { input });
    expect([code, err]).toEqual([0, '']);
    return out;
  };

  it('is answered by the process that is there, and starts one where none is; nothing of it is recorded', async () => {
    const here = somewhere();
    let session = 0;
    // On a busy machine a process may be there too late for the first prompt.
    await until('it is told', () => told(here, `s${(session += 1)}`).includes('Keep sessions in Redis'));
    const { pid } = await warm(here, 'left');
    await until('it is told again', () => told(here, `s${(session += 1)}`).includes('Keep sessions in Redis'));
    expect((await warm(here, 'left')).pid).toBe(pid);
    expect(left(here).filter((name) => !name.startsWith('doors/'))).toEqual([]);
    expect(existsSync(join(here.root, '.kairos/state/usage.jsonl'))).toBe(false);
  });

  it('finds a process there since the session began, which starts one where none is', async () => {
    const here = somewhere();
    const begin = (session: string): unknown =>
      here.kairos(['hook'], { input: JSON.stringify({ session_id: session, cwd: here.root, hook_event_name: 'SessionStart' }) });
    begin('s1');
    const { pid } = await warm(here, 'left');
    begin('s2');
    let session = 2;
    await until('it is told', () => told(here, `s${(session += 1)}`).includes('Keep sessions in Redis'));
    expect(warmOf(here).map((one) => one.pid)).toEqual([pid]);
  });

  it('starts none where the user wants none, and is told all the same', async () => {
    const here = somewhere('recall:\n  keepWarm: 0\n');
    let session = 0;
    await until('it is told', () => told(here, `s${(session += 1)}`).includes('Keep sessions in Redis'));
    expect(warmOf(here)).toEqual([]);
  });
});

describe('a process that is there for another reason', () => {
  it('answers while a client is connected by MCP', async () => {
    const here = somewhere('recall:\n  keepWarm: 0\n');
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [BIN, 'mcp'],
      cwd: here.root,
      env: { ...here.repo.env },
      stderr: 'ignore',
    });
    const client = new Client({ name: 'a client', version: '1' });
    await client.connect(transport);
    closers.push(() => client.close());
    expect((await warm(here, 'mcp')).pid).toBe(transport.pid);
    await until('it answers', () => asked(here, ['redis']).gits.length === 0);
    await client.close();
    await until('its door is closed', () => left(here).length === 0);
    expect(asked(here, ['redis']).gits.length).toBeGreaterThan(0);
  });

  it('answers beside the daemon after it embedded, and ends with the daemon', async () => {
    const here = somewhere();
    const daemon = here.start(['run']);
    closers.push(() => daemon.child.kill('SIGKILL'));
    await daemon.said('embedded');
    const { pid } = await warm(here, 'index');
    await until('the child answers', () => asked(here, ['redis']).gits.length === 0);
    here.repo.commit('Move the cart to Redis', { 'src/cart.js': 'redis\n' });
    await until('what happened since is found', () => asked(here, ['move the cart']).out.includes('Move the cart to Redis'));
    here.ok(['stop']);
    await until('the child has ended', () => !isRunning(pid));
    expect(left(here)).toEqual([]);
  });
});
