/** The tool that a hook calls with each prompt: listed to nobody, in time or silent, and never an error. */
import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { trust, untrust } from '../../src/activation/trust.js';
import { residentOf } from '../../src/desk/resident.js';
import { writeNote } from '../../src/desk/note.js';
import type { Memory } from '../../src/mcp/memory.js';
import { knownToResident } from '../../src/desk/prompt-resident.js';
import { PROMPT_HOOK } from '../../src/mcp/prompt-hook.js';
import { mcpServer } from '../../src/mcp/server.js';
import { TOOLS } from '../../src/desk/memory/tools.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { writerOf } from '../../src/memory/writer.js';
import { parseConfig } from '../config/parse-config.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

async function connected(onPrompt: Memory['onPrompt'], waitsFor?: string): Promise<Client> {
  const memory = { onPrompt, waitsFor: () => waitsFor } as unknown as Memory;
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await mcpServer(async () => memory, '0.0.0').connect(ours);
  const client = new Client({ name: 'Claude Code', version: '1' });
  await client.connect(theirs);
  return client;
}

async function said(client: Client, args: Record<string, unknown>): Promise<unknown> {
  const { content, isError } = await client.callTool({ name: PROMPT_HOOK, arguments: args });
  expect(isError ?? false).toBe(false);
  const [only] = content as { text: string }[];
  return JSON.parse(only?.text ?? '');
}

describe('the tool for the hook of a prompt', () => {
  it('answers with the JSON of a hook, and is listed to nobody', async () => {
    const client = await connected(async ({ prompt, session }) => `${session}: ${prompt}`);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(Object.keys(TOOLS));
    expect(await said(client, { prompt: 'which port ${x}?', session_id: 's1' })).toEqual({
      hookSpecificOutput: { hookEventName: 'UserPromptSubmit', additionalContext: 's1: which port ${x}?' },
    });
  });

  it('says nothing, and never fails, whatever it is given and whatever is wrong', async () => {
    const failing = await connected(async () => Promise.reject(new Error('no')));
    expect(await said(failing, { prompt: 'which port?', session_id: 's1' })).toEqual({});
    const client = await connected(async () => 'never asked');
    for (const args of [{}, { prompt: 7, session_id: 's1' }, { prompt: 'x' }, { prompt: 'x', session_id: '' }])
      expect(await said(client, args)).toEqual({});
  });

  it('says nothing after 150 ms, and tells whoever answers that it is late', async () => {
    let isWaitingNow: (() => boolean) | undefined;
    const client = await connected((_, isWaiting) => {
      isWaitingNow = isWaiting;
      return new Promise(() => undefined);
    });
    expect(await said(client, { prompt: 'which port?', session_id: 's1' })).toEqual({});
    expect(isWaitingNow?.()).toBe(false);
  });

  const slow: Memory['onPrompt'] = async ({ patienceMs }) => new Promise((resolve) => void setTimeout(() => resolve(`${patienceMs}`), 300));

  it('waits longer for the first answer, while the memory is opened', async () => {
    expect(await said(await connected(slow), { prompt: 'which port?', session_id: 's1' })).toEqual({});
    expect(await said(await connected(slow, 'it is read'), { prompt: 'which port?', session_id: 's1' })).toMatchObject({
      hookSpecificOutput: { additionalContext: '900' },
    });
  });
});

describe('what a resident memory knows with a prompt', () => {
  const asked = { session: 's1', prompt: 'which port does redis need?' };

  async function place(): Promise<KairosClone & { known(isWaiting?: boolean): Promise<string | undefined>; idle(): Promise<void> }> {
    const clone = await kairosClone({ config: 'format: 1\n' });
    const { world, ws } = clone;
    await writerOf(world, ws);
    await writeNote(world, ws, PLAIN_VIEW, { text: 'Redis is on port 6380', actor: 'user' });
    const resident = residentOf(world, ws, parseConfig(undefined, undefined).config);
    return {
      ...clone,
      idle: resident.idle,
      known: async (isWaiting = true) => (await knownToResident({ world, ws, resident }, asked, () => isWaiting)).said,
    };
  }

  it('is told where the user trusts the folder, once in a session, and recorded nowhere', async () => {
    const { world, ws, known, idle } = await place();
    await untrust(world, ws);
    expect(await known()).toBeUndefined();
    await trust(world, ws);
    expect(await known()).toContain('> Redis is on port 6380');
    expect(await known()).toBeUndefined();
    await idle();
    expect(await world.files.read(ws.usage)).toBeUndefined();
  });

  it('is not taken for shown when it is late', async () => {
    const { known } = await place();
    expect(await known(false)).toBeUndefined();
    expect(await known()).toContain('> Redis is on port 6380');
  });
});
