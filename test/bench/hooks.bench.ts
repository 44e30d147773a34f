/**
 * Measures the hooks of a coding agent in a repository of 10,000 commits (fixed seed): the tool that a hook of the prompt calls, the command hook with a warm
 * process and without, and the other events; and what a model is given, in tokens. CPU as ratios to a bare `node -e 0` in alternation; medians.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { PROMPT_HOOK } from '../../src/mcp/prompt-hook.js';
import { tokensOf } from '../../src/sessions/tokens.js';
import { COMMITS, makeShape, type Shape } from './shape.js';

const BIN = join(process.cwd(), 'bin/kairos.js');
const ROUNDS = 9;
const PROMPTS = 60;
const WAIT_MS = 20_000;
const TICK_MS = 1000 / 100;

const scratch = mkdtempSync(join(tmpdir(), 'kairos-bench-'));
const shape = makeShape(BIN, Number(process.argv[2] ?? COMMITS));
let sessions = 0;
try {
  const { entries } = JSON.parse(shape.ok(['status', '--json'])).memory ?? {};
  print('memory', `${entries ?? '?'} entries`);
  others(shape);
  command(shape, 'without a warm process');
  const server = await connect(shape);
  try {
    await tool(server);
    command(shape, 'with a warm process');
  } finally {
    await server.client.close();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
  shape.repo.cleanup();
}

interface Server {
  readonly client: Client;
  readonly pid: number;
}

async function connect({ repo }: Shape): Promise<Server> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [BIN, 'mcp'],
    cwd: repo.root,
    env: { ...repo.env },
    stderr: 'ignore',
  });
  const client = new Client({ name: 'bench', version: '1' });
  await client.connect(transport);
  const { tools } = await client.listTools();
  print('tools/list', `${tokensOf(JSON.stringify(tools))} tokens`);
  const begunMs = performance.now();
  while ((await ask(client, 0)) === '' && performance.now() - begunMs < WAIT_MS);
  print('tool', `first answer ${Math.round(performance.now() - begunMs)} ms after the client was connected`);
  return { client, pid: transport.pid as number };
}

/** What a model is given with a prompt. */
async function ask(client: Client, n: number): Promise<string> {
  const { content } = await client.callTool({
    name: PROMPT_HOOK,
    arguments: { prompt: promptOf(n), session_id: `bench-${(sessions += 1)}` },
  });
  const [first] = content as { text: string }[];
  return JSON.parse(first?.text ?? '{}').hookSpecificOutput?.additionalContext ?? '';
}

async function tool({ client, pid }: Server): Promise<void> {
  const times: number[] = [];
  const tokens: number[] = [];
  const cpu = cpuMs(pid);
  for (let n = 1; n <= PROMPTS; n++) {
    const begunMs = performance.now();
    const given = await ask(client, n);
    times.push(performance.now() - begunMs);
    if (given !== '') tokens.push(tokensOf(given));
  }
  const own = (cpuMs(pid) - cpu) / PROMPTS;
  print(
    'tool',
    `p50 ${at(times, 0.5).toFixed(1)} ms, p95 ${at(times, 0.95).toFixed(1)} ms for the client; ${own.toFixed(1)} ms of CPU in the server`,
  );
  print('tool', `${tokens.length} of ${PROMPTS} prompts met; p50 ${at(tokens, 0.5)} tokens, at most ${Math.max(0, ...tokens)}`);
}

function command(place: Shape, state: string): void {
  const [ratios, cpu, ms, tokens]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let round = 1; round <= ROUNDS; round++) {
    const bare = timed(place, ['-e', '0'], '');
    const run = hook(place, 'UserPromptSubmit', { prompt: promptOf(round) });
    ratios.push(run.cpuSeconds / bare.cpuSeconds);
    cpu.push(run.cpuSeconds);
    ms.push(run.ms);
    tokens.push(tokensOf(run.given));
  }
  print(
    `command, ${state}`,
    `${at(ratios, 0.5).toFixed(2)} x the CPU of node -e 0 (${Math.round(at(cpu, 0.5) * 1000)} ms), ${Math.round(at(ms, 0.5))} ms in all, ${at(tokens, 0.5)} tokens`,
  );
}

function others(place: Shape): void {
  for (const event of ['SessionStart', 'PostToolUseFailure', 'PreCompact', 'Stop', 'SessionEnd']) {
    const [ratios, tokens]: [number[], number[]] = [[], []];
    for (let round = 1; round <= ROUNDS; round++) {
      const bare = timed(place, ['-e', '0'], '');
      const failure = { tool_name: 'Bash', tool_input: { command: `make ${round}` }, tool_use_id: `t${round}`, error: 'Exit code 2' };
      const run = hook(place, event, failure);
      ratios.push(run.cpuSeconds / bare.cpuSeconds);
      tokens.push(tokensOf(run.given));
    }
    print(event, `${at(ratios, 0.5).toFixed(2)} x the CPU of node -e 0, ${at(tokens, 0.5)} tokens`);
  }
}

interface Timed {
  readonly ms: number;
  readonly cpuSeconds: number;
  readonly out: string;
}

function hook(place: Shape, event: string, more: object): Timed & { readonly given: string } {
  const input = { session_id: `bench-${(sessions += 1)}`, cwd: place.repo.root, hook_event_name: event, ...more };
  const run = timed(place, [BIN, 'hook', event], JSON.stringify(input));
  const said = run.out === '' ? undefined : JSON.parse(run.out).hookSpecificOutput;
  return { ...run, given: said?.additionalContext ?? '' };
}

/** The CPU is that of the process and of all that it waited for. */
function timed({ repo }: Shape, args: readonly string[], input: string): Timed {
  const times = join(scratch, 'times');
  const begunMs = performance.now();
  const { stdout } = spawnSync(
    'bash',
    ['-c', `TIMEFORMAT='%U %S'; { time "$@" 2>/dev/null; } 2>'${times}'`, 'bash', process.execPath, ...args],
    {
      cwd: repo.root,
      env: repo.env,
      input,
      encoding: 'utf8',
    },
  );
  const ms = performance.now() - begunMs;
  const [user = 0, system = 0] = readFileSync(times, 'utf8').trim().split(' ').map(Number);
  return { ms, cpuSeconds: user + system, out: stdout };
}

/** What a process has used so far; 0 where the system does not tell. */
function cpuMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return 0;
  }
}

function promptOf(n: number): string {
  const part = ['cart', 'invoice', 'search', 'parser', 'login'][n % 5];
  const asked = [
    `why do we use library ${n} in ${part} and not another one?`,
    `make ${part} default to mode ${n % 50}`,
    `which Node does ${part} still support?`,
    `write a poem about mountain number ${n}`,
  ];
  return asked[n % asked.length] as string;
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function print(what: string, says: string): void {
  console.log(`${what.padEnd(34)} ${says}`);
}
