/**
 * Server, hooks and plugin with the real Claude Code as their client, whose model is scripted on loopback. Runs only if `KAIROS_TEST_CLAUDE` names the program
 * (`npm install @anthropic-ai/claude-code` in another folder gives one). The client gets a home folder of its own and connects to this test alone.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { BIN, place, ROOT, type Place } from './kairos.js';

const CLAUDE = process.env['KAIROS_TEST_CLAUDE'] ?? '';

type Turn = { readonly text: string } | { readonly tool: string; readonly input: unknown };

interface Model {
  readonly url: string;
  /** Bodies of the requests, in order. */
  readonly asked: { readonly messages: { readonly content: unknown }[]; readonly tools?: { readonly name: string }[] }[];
}

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

/** A Messages API that says these things in turn, the last one for ever. */
async function scripted(turns: readonly Turn[]): Promise<Model> {
  const asked: Model['asked'] = [];
  let said = 0;
  const server: Server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (!request.url?.startsWith('/v1/messages') || request.url.includes('count_tokens')) return reply(response, { input_tokens: 1 });
      asked.push(JSON.parse(body));
      return stream(response, said, turns[Math.min(said++, turns.length - 1)] as Turn);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function reply(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** One message as server-sent events: begin, one block, the reason to stop. */
function stream(response: ServerResponse, number: number, turn: Turn): void {
  const isTool = 'tool' in turn;
  const block = isTool ? { type: 'tool_use', id: `toolu_${number}`, name: turn.tool, input: {} } : { type: 'text', text: '' };
  const delta = isTool ? { type: 'input_json_delta', partial_json: JSON.stringify(turn.input) } : { type: 'text_delta', text: turn.text };
  const usage = { input_tokens: 1, output_tokens: 1 };
  const message = { id: `msg_${number}`, type: 'message', role: 'assistant', model: 'scripted', content: [], stop_reason: null, usage };
  const events: [string, object][] = [
    ['message_start', { message }],
    ['content_block_start', { index: 0, content_block: block }],
    ['content_block_delta', { index: 0, delta }],
    ['content_block_stop', { index: 0 }],
    ['message_delta', { delta: { stop_reason: isTool ? 'tool_use' : 'end_turn' }, usage }],
    ['message_stop', {}],
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const [type, value] of events) response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...value })}\n\n`);
  response.end();
}

/** The client's own folders, and a `kairos` on its PATH; the user's settings of kairos are those of the repository's user. */
function homeOf(here: Place): Readonly<Record<string, string>> {
  const home = join(dirname(here.root), 'claude');
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin/kairos'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`, { mode: 0o755 });
  return {
    PATH: `${home}/bin:${here.repo.env['PATH']}`,
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, 'config'),
    XDG_CONFIG_HOME: here.repo.env['XDG_CONFIG_HOME'] ?? '',
  };
}

/** Runs the program in the repository with nothing of the machine's around it. */
async function claude(here: Place, model: Model, args: readonly string[]): Promise<string> {
  const env = {
    ...homeOf(here),
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: 'none',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
  };
  const child = spawn(CLAUDE, args, { cwd: here.root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  closers.push(() => child.kill('SIGKILL'));
  let output = '';
  for (const source of [child.stdout, child.stderr]) source.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  await new Promise((resolve) => void child.once('exit', resolve));
  return output;
}

describe.skipIf(CLAUDE === '')('the real Claude Code (skipped unless KAIROS_TEST_CLAUDE names the program)', () => {
  test('connects to the server, and its tool calls get their answers', async () => {
    const here = place({ init: true });
    closers.push(() => here.repo.cleanup());
    here.ok(['note', 'The integration tests need Redis on port 6380']);
    const model = await scripted([
      { tool: 'mcp__kairos__memory_recall', input: { query: 'which port does redis need', limit: 3 } },
      { tool: 'mcp__kairos__memory_write_stm', input: { text: 'Somebody asked for the Redis port' } },
      { text: '6380' },
    ]);

    await claude(here, model, ['mcp', 'add', 'kairos', '--', process.execPath, BIN, 'mcp']);
    expect(await claude(here, model, ['mcp', 'list'])).toMatch(/kairos: .* Connected/);

    const tools = 'mcp__kairos__memory_recall,mcp__kairos__memory_write_stm';
    const printed = await claude(here, model, [
      '-p',
      'which port?',
      '--output-format',
      'stream-json',
      '--verbose',
      '--allowedTools',
      tools,
    ]);
    const last = JSON.parse(printed.trim().split('\n').at(-1) as string);
    expect(last).toMatchObject({ type: 'result', is_error: false, result: '6380' });
    expect(model.asked[0]?.tools?.map(({ name }) => name)).toEqual(expect.arrayContaining(['mcp__kairos__memory_recall']));
    expect(JSON.stringify(model.asked[1]?.messages.at(-1))).toContain('Redis on port 6380');
    const day = new Date().toISOString().slice(0, 10);
    const log = readFileSync(join(here.root, `.kairos/logs/${day.slice(0, 4)}/${day.slice(5, 7)}/${day}.md`), 'utf8');
    expect(log).toContain('note@claude-code Somebody asked for the Redis port');
  });

  test('runs the hooks that connect wrote: a digest, what is known with the prompt, the failure, the summary', async () => {
    const here = place({ init: true });
    closers.push(() => here.repo.cleanup());
    here.ok(['note', 'The integration tests need Redis on port 6380']);
    here.ok(['connect', 'claude-code', '--yes'], { env: homeOf(here) });
    const model = await scripted([{ tool: 'Bash', input: { command: 'ls /nowhere-at-all', description: 'look' } }, { text: '6380' }]);
    const printed = await claude(here, model, [
      '-p',
      'Always use Redis on its own port in the integration tests.',
      '--output-format',
      'stream-json',
      '--verbose',
      '--allowedTools',
      'Bash',
    ]);
    expect(JSON.parse(printed.trim().split('\n').at(-1) as string)).toMatchObject({ type: 'result', is_error: false });
    const told = JSON.stringify(model.asked[0]?.messages);
    expect(told).toContain('Memory of this repository, by kairos');
    expect(told).toContain('What was decided last:');
    expect(told).toMatch(/From the memory of this repository.*> The integration tests need Redis on port 6380/);
    const log = here.ok(['log']);
    expect(log).toMatch(/prompt@user +Always use Redis on its own port/);
    expect(log).toMatch(/anomaly@claude-\S+ +Bash `ls \/nowhere-at-all` failed/);
    expect(log).toMatch(/summary +worked on \w+: Always use Redis/);
    expect(log).toMatch(/session@user +end \S+ input 1/);
    expect(await claude(here, model, ['mcp', 'list'])).toMatch(/kairos: .* Connected/);
  });

  test('takes the plugin: both of its files are valid, it is installed, and its hooks run', async () => {
    const here = place({ init: true });
    closers.push(() => here.repo.cleanup());
    const model = await scripted([{ text: 'ok' }]);
    for (const path of [ROOT, join(ROOT, 'plugin/.claude-plugin/plugin.json')])
      expect(await claude(here, model, ['plugin', 'validate', '--strict', path])).toContain('Validation passed');
    await claude(here, model, ['plugin', 'marketplace', 'add', ROOT]);
    expect(await claude(here, model, ['plugin', 'install', 'kairos@kairos'])).toContain('installed');
    await claude(here, model, ['-p', 'Where do sessions live?']);
    expect(JSON.stringify(model.asked[0]?.messages)).toContain('What was decided last:');
    expect(here.ok(['log'])).toMatch(/session@user +end \S+ input 1/);
    expect(here.kairos(['connect', 'claude-code', '--yes'], { env: homeOf(here) }).err).toContain('claude plugin uninstall');
  });
});
