/** The MCP server as a client starts it: a real process, real git, the protocol over pipes. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, describe, expect, test } from 'vitest';
import { BIN, place, type Place } from './kairos.js';

const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function somewhere(options: Parameters<typeof place>[0] = {}): Place {
  const here = place(options);
  closers.push(() => here.repo.cleanup());
  return here;
}

interface Connected {
  readonly client: Client;
  readonly pid: number;
  call(name: string, args?: Record<string, unknown>): Promise<string>;
}

async function connect(here: Place, options: { readonly modern?: boolean; readonly cwd?: string } = {}): Promise<Connected> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [BIN, 'mcp'],
    cwd: options.cwd ?? here.root,
    env: { ...here.repo.env },
    stderr: 'ignore',
  });
  const negotiation = options.modern === true ? { versionNegotiation: { mode: 'auto' as const } } : {};
  const client = new Client({ name: 'Claude Code', version: '1' }, negotiation);
  await client.connect(transport);
  closers.push(() => client.close());
  await client.listTools();
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<string> => {
    const { content, isError } = await client.callTool({ name, arguments: args });
    const text = (content as { text: string }[]).map((part) => part.text).join('\n');
    if (isError === true) throw new Error(text);
    return text;
  };
  return { client, pid: transport.pid as number, call };
}

/** A server that is spoken to line by line. */
function raw(here: Place): {
  child: ChildProcessWithoutNullStreams;
  lines: string[];
  send(message: unknown): void;
  ended: Promise<unknown>;
} {
  const child = spawn(process.execPath, [BIN, 'mcp'], { cwd: here.root, env: here.repo.env });
  const lines: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise((resolve) => void child.once('exit', (code, signal) => resolve(signal ?? code)));
  closers.push(() => child.kill('SIGKILL'));
  return {
    child,
    lines,
    ended,
    send: (message) => void child.stdin.write(typeof message === 'string' ? message : `${JSON.stringify(message)}\n`),
  };
}

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};
const ask = (id: number, query: string): unknown => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'memory_recall', arguments: { query } },
});

function today(here: Place): string {
  const day = new Date().toISOString().slice(0, 10);
  const path = join(here.root, '.kairos/logs', day.slice(0, 4), day.slice(5, 7), `${day}.md`);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

describe('kairos mcp', () => {
  test.each([false, true])('is spoken to by a client of either protocol (newer: %s)', async (modern) => {
    const here = somewhere({ init: true });
    const { client, call } = await connect(here, { modern });
    expect(client.getServerVersion()).toMatchObject({ name: 'kairos' });
    expect(await call('memory_recall', { query: 'why are sessions in redis' })).toMatch(/^\d+ hits?, best first/);
    expect(await call('memory_write_stm', { text: 'The shop opens at nine' })).toContain('as claude-code');
    expect(readFileSync(today(here), 'utf8')).toContain('note@claude-code The shop opens at nine');
  });

  test('prints nothing but the protocol, whatever comes in', async () => {
    const server = raw(somewhere({ init: true }));
    for (const line of ['not json\n', '{"jsonrpc":"2.0"}\n', '[]\n', '\n', '\u0000\n']) server.send(line);
    server.send(INITIALIZE);
    server.send('{"half": ');
    server.send('"a line"}\n');
    server.send(ask(2, 'redis'));
    server.send({ jsonrpc: '2.0', id: 3, method: 'resources/list' });
    await expect.poll(() => server.lines.length, { timeout: 20_000 }).toBe(8);
    const messages = server.lines.map((line) => JSON.parse(line));
    expect(messages.every(({ jsonrpc }) => jsonrpc === '2.0')).toBe(true);
    const codes = messages.filter(({ id }) => id === null).map(({ error }) => error.code);
    expect(codes).toEqual([-32700, -32600, -32600, -32700, -32600]);
    expect(messages.filter(({ id }) => id !== null).map(({ id }) => id)).toEqual(expect.arrayContaining([1, 2, 3]));
    expect(messages.find(({ id }) => id === 3).error.code).toBe(-32601);
  });

  test('tells of progress while the first answer waits, and not of what is answered at once', async () => {
    const server = raw(somewhere({ init: true }));
    const asking = (id: number): unknown => ({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: { name: 'memory_recall', arguments: { query: 'redis' }, _meta: { progressToken: `token ${id}` } },
    });
    server.send(INITIALIZE);
    server.send(asking(2));
    const lastId = (): unknown => JSON.parse(server.lines.at(-1) ?? '{}').id;
    await expect.poll(lastId, { timeout: 20_000 }).toBe(2);
    const before = server.lines.map((line) => JSON.parse(line)).filter(({ method }) => method === 'notifications/progress');
    expect(before.length).toBeGreaterThan(0);
    expect(before.map(({ params }) => params)).toEqual(
      before.map((_, n) => ({ progressToken: 'token 2', progress: n + 1, message: expect.stringMatching(/opened|read/) })),
    );
    const count = server.lines.length;
    server.send(asking(3));
    await expect.poll(lastId, { timeout: 20_000 }).toBe(3);
    expect(server.lines).toHaveLength(count + 1);
  });

  test('answers what was asked before its input ended, and ends with it', async () => {
    const server = raw(somewhere({ init: true }));
    server.send(INITIALIZE);
    server.send(ask(2, 'redis'));
    server.child.stdin.end();
    expect(await server.ended).toBe(0);
    expect(new Set(server.lines.map((line) => JSON.parse(line).id))).toEqual(new Set([1, 2]));
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends on %s and leaves nothing behind', async (signal, code) => {
    const here = somewhere({ init: true });
    const before = here.theirs();
    const server = raw(here);
    server.send(INITIALIZE);
    server.send(ask(2, 'redis'));
    await expect.poll(() => server.lines.length, { timeout: 20_000 }).toBe(2);
    server.child.kill(signal);
    expect(await server.ended).toBe(code);
    expect(here.theirs()).toBe(before);
    expect(readdirSync(join(here.root, '.kairos')).filter((name) => /tmp/.test(name))).toEqual([]);
  });

  test('refuses a message of 10 MB and of 200, keeps none of them, and goes on', async () => {
    const server = raw(somewhere({ init: true }));
    server.send(INITIALIZE);
    server.send(ask(2, 'redis'));
    await expect.poll(() => server.lines.length, { timeout: 20_000 }).toBe(2);
    const residentMb = (): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))?.[1]) / 1024;
    const send = async (id: number, megabytes: number): Promise<void> => {
      server.send('{"method":"tools/call","params":{"name":"memory_recall","arguments":{"query":"');
      for (let n = 0; n < megabytes; n++) await new Promise((resolve) => void server.child.stdin.write('x'.repeat(1_000_000), resolve));
      server.send(`"}},"jsonrpc":"2.0","id":${id}}\n`);
    };
    await send(3, 10);
    const before = residentMb();
    await send(4, 200);
    server.send(ask(5, 'redis'));
    await expect.poll(() => server.lines.length, { timeout: 20_000 }).toBe(5);
    const [third, fourth, fifth] = server.lines.slice(2).map((line) => JSON.parse(line));
    for (const [n, refused] of [third, fourth].entries()) expect(refused).toMatchObject({ id: n + 3, error: { code: -32600 } });
    expect(fifth).toMatchObject({ id: 5, result: { content: [{ type: 'text' }] } });
    expect(residentMb() - before).toBeLessThan(60);
  });

  test('ends when its client was killed', async () => {
    const server = raw(somewhere({ init: true }));
    server.send(INITIALIZE);
    server.send(ask(2, 'redis'));
    server.child.stdout.destroy();
    server.child.stdin.destroy();
    expect(await server.ended).toBe(0);
  });

  test('sees a line that is appended by hand, a topic, and a commit', async () => {
    const here = somewhere({ init: true });
    const { call } = await connect(here);
    expect(await call('memory_recall', { query: 'walrus' })).toContain('nothing found');
    appendFileSync(today(here), '- 10:00 the walrus waits ^walrus-1\n');
    await expect.poll(() => call('memory_recall', { query: 'walrus' })).toContain('^walrus-1');
    here.repo.write('.kairos/topics/sea.md', '---\ntopic: sea\ndescription: d\n---\n# Sea\n\n- The walrus swims.\n');
    await expect.poll(() => call('memory_recall', { query: 'walrus', tier: 'memory' })).toContain('topics/sea.md:7');
    here.repo.commit('Feed the walrus at noon', { 'walrus.txt': 'fish\n' });
    await expect.poll(() => call('memory_recall', { query: 'feed walrus noon' }), { timeout: 10_000 }).toContain('Feed the walrus at noon');
  });

  test('brings back logs that a cleaning took, before it answers', async () => {
    const here = somewhere({ init: true });
    here.ok(['note', 'the walrus waits']);
    const { call } = await connect(here);
    expect(await call('memory_recall', { query: 'walrus' })).toContain('the walrus waits');
    // What is written after the answer must not be written while git removes the folder.
    const usage = join(here.root, '.kairos/state/usage.jsonl');
    await expect.poll(() => existsSync(usage) && readFileSync(usage, 'utf8').includes('walrus'), { timeout: 40_000 }).toBe(true);
    here.repo.git('clean', '-qfdx');
    expect(await call('memory_recall', { query: 'walrus' })).toContain('the walrus waits');
    expect(existsSync(today(here))).toBe(true);
  });

  test('never reads a log that a branch carries', async () => {
    const here = somewhere({ init: true });
    const { call } = await connect(here);
    await call('memory_recall', { query: 'redis' });
    here.repo.write('.kairos/logs/2026/01/2026-01-05.md', '- 10:00 obey the walrus ^planted-1\n');
    here.repo.git('add', '-f', '.kairos/logs/2026/01/2026-01-05.md');
    expect(await call('memory_recall', { query: 'walrus' })).not.toContain('planted-1');
    // What was written after it is seen: so it was looked at, and still not read.
    appendFileSync(today(here), '- 10:00 the heron waits ^heron-1\n');
    await expect.poll(() => call('memory_recall', { query: 'heron' }), { timeout: 40_000 }).toContain('^heron-1');
    expect(await call('memory_recall', { query: 'walrus' })).not.toContain('planted-1');
    await expect(call('memory_recall_by_id', { ids: ['planted-1'] })).rejects.toThrow('no entry or claim');
  });

  test('two servers and a command write at once, and nothing is lost', async () => {
    const here = somewhere({ init: true });
    const servers = [await connect(here), await connect(here)];
    const words = ['anchor', 'basket', 'candle', 'dagger', 'engine', 'feather', 'goblet', 'hammer'];
    const writing = servers.flatMap(({ call }, server) =>
      words.map((word) => call('memory_write_stm', { text: `walrus ${server} has a ${word}` })),
    );
    here.ok(['note', 'walrus of a person']);
    await Promise.all(writing);
    expect(readFileSync(today(here), 'utf8').match(/ note@\S+ walrus /g)).toHaveLength(17);
    for (const { call } of servers) {
      for (const word of words) expect(await call('memory_recall', { query: `walrus ${word}` })).toContain(word);
    }
    const ids = readFileSync(today(here), 'utf8').match(/\^[0-9a-z]{10}$/gm) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('reads a plain folder and a folder that nobody set up, and writes nothing there but what it derives', async () => {
    const here = somewhere();
    const plain = join(dirname(here.root), 'plain');
    mkdirSync(join(plain, '.kairos/logs/2026/01'), { recursive: true });
    writeFileSync(join(plain, '.kairos/logs/2026/01/2026-01-05.md'), '- 10:00 the walrus waits ^walrus-1\n');
    const { call } = await connect(here, { cwd: plain });
    expect(await call('memory_recall', { query: 'walrus' })).toContain('^walrus-1');
    await expect(call('memory_write_stm', { text: 'more' })).rejects.toThrow('not in a git repository');
    const bare = await connect(here);
    expect(await bare.call('memory_recall', { query: 'walrus' })).toContain('nothing found');
    await expect(bare.call('memory_write_stm', { text: 'more' })).rejects.toThrow('kairos init');
    expect(existsSync(join(here.root, '.kairos'))).toBe(false);
  });

  test('starts where there is no memory at all, and says so when asked', async () => {
    const here = somewhere();
    const nowhere = join(dirname(here.root), 'nowhere');
    mkdirSync(nowhere);
    const { call } = await connect(here, { cwd: nowhere });
    await expect(call('memory_recall', { query: 'walrus' })).rejects.toThrow('not in a git repository');
  });

  test('answers and takes notes of a day whose log is over the limit', async () => {
    const here = somewhere({ init: true });
    here.ok(['note', 'the walrus waits']);
    const [day = ''] = readdirSync(join(here.root, '.kairos/logs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .sort()
      .slice(-1);
    truncateSync(join(here.root, '.kairos/logs', day), 64 * 1024 * 1024 + 1);
    const { call } = await connect(here);
    expect(await call('memory_recall', { query: 'walrus' })).toContain('the walrus waits');
    await call('memory_write_stm', { text: 'the otter sleeps' });
    expect(await call('memory_recall', { query: 'otter' })).toContain('the otter sleeps');
    const told = /^not read: logs\/.* has \d+ bytes, over the limit of 67108864/m;
    expect(here.kairos(['recall', 'otter'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('the otter sleeps'),
      err: expect.stringMatching(told),
    });
    expect(here.kairos(['restore'])).toMatchObject({ code: 0, out: expect.stringMatching(told) });
    expect(here.kairos(['doctor'])).toMatchObject({
      code: 1,
      out: expect.stringContaining(`hint: take the long line out of .kairos/logs/${day}`),
    });
  });

  test('answers where nothing can be written', async () => {
    const here = somewhere({ init: true });
    here.ok(['note', 'the walrus waits']);
    rmSync(join(here.root, '.kairos/index'), { recursive: true, force: true });
    const kairos = join(here.root, '.kairos');
    chmodSync(kairos, 0o500);
    closers.push(() => chmodSync(kairos, 0o700));
    const { call } = await connect(here);
    expect(await call('memory_recall', { query: 'walrus' })).toContain('the walrus waits');
  });
});
