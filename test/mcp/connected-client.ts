/** A memory in a virtual repository, and an MCP client connected to it in the same process. */
import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { withWitness } from '../witnessed.js';
import { parseConfig } from '../config/parse-config.js';
import { memoryOf } from '../../src/mcp/memory.js';
import { mcpServer } from '../../src/mcp/server.js';
import { virtualClone, type VirtualWorld } from '../../src/replay/virtual-world.js';
import type { VirtualRepository } from '../../src/replay/virtual-repository.js';
import type { Workspace } from '../../src/base/workspace.js';
import type { Clock } from '../../src/world/clock.js';
import type { CommandWorld } from '../../src/world/world.js';

export interface Told {
  readonly text: string;
  readonly isError: boolean;
}

export interface ConnectedClient {
  readonly world: VirtualWorld;
  readonly ws: Workspace;
  readonly repo: VirtualRepository;
  readonly client: Client;
  /** Minutes go by. */
  pass(ms: number): void;
  call(name: string, args?: Record<string, unknown>): Promise<Told>;
}

/** @param files below `.kairos`. */
export async function connectedClient(
  options: {
    readonly files?: Readonly<Record<string, string>>;
    readonly name?: string;
    readonly setUp?: boolean;
    readonly git?: boolean;
  } = {},
): Promise<ConnectedClient> {
  const { world, ws: clone, repo } = await virtualClone();
  const ws: Workspace = options.git === false ? { ...clone, hasGit: false } : clone;
  const files = options.setUp === false ? {} : { 'config.yaml': 'format: 1\n' };
  world.files.lay(withWitness(ws, { ...files, ...options.files }));
  await repo.commit('begin', { 'README.md': '# it\n' }, { atMs: world.clock.now() - 60_000 });
  const { clock, pass } = steadyClock(world.clock.now());
  const here: CommandWorld = { ...world, clock };
  const memory = memoryOf(
    Promise.resolve({ world: here, ws, config: parseConfig(undefined, undefined).config, problems: [], likeness: 'this program' }),
  );
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await mcpServer(async () => memory, '0.0.0').connect(ours);
  const client = new Client({ name: options.name ?? 'Claude Code', version: '1' });
  await client.connect(theirs);
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<Told> => {
    const result = await client.callTool({ name, arguments: args });
    if (result.structuredContent !== undefined) throw new Error('a tool gave data');
    const [first] = result.content as { text: string }[];
    return { text: first?.text ?? '', isError: result.isError === true };
  };
  return { world, ws, repo, client, pass, call };
}

/** A clock that stands still but for `pass`; who sleeps less than a second wakes soon, who sleeps longer sleeps until told to stop. */
export function steadyClock(startMs: number): { clock: Clock; pass: (ms: number) => void } {
  let nowMs = startMs;
  const clock: Clock = {
    now: () => nowMs,
    sleep: async (ms, signal) => {
      await new Promise<void>((resolve) => {
        if (ms < 1_000 || signal?.aborted) setImmediate(resolve);
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    },
  };
  return { clock, pass: (ms) => void (nowMs += ms) };
}
