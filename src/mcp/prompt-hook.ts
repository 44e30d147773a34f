/**
 * The tool that a hook of Claude Code calls with each prompt (`type: mcp_tool`). The list of tools leaves it out: no model shall call it, and its answer is the
 * JSON of a hook, also where it has nothing to say; it never fails.
 */
import type { McpServer, StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import { isObject } from '../base/json.js';
import type { Memory } from './memory.js';

export const PROMPT_HOOK = 'hook_user_prompt';

/** A person waits for a hook of the prompt, */
const PROMPT_MS = 150;
/** and once in a session, at its first prompt, for the memory to be opened: its client gives up after a second. */
const OPENING_MS = 900;

export interface AskedPrompt {
  readonly session: string;
  readonly prompt: string;
  /** How long the answer is waited for, in milliseconds; left out: as long as one takes from an open memory. */
  readonly patienceMs?: number;
}

/** Registers it. @param running holds each call while it is answered. */
export function registerPromptHook(server: McpServer, memory: () => Promise<Memory>, running: Set<Promise<unknown>>): void {
  server.registerTool(PROMPT_HOOK, { inputSchema: anything() }, async (given) => {
    const asked = askedIn(given);
    const answering = asked ? inTime(asked, memory) : Promise.resolve(undefined);
    running.add(answering);
    const said = await answering.finally(() => running.delete(answering));
    const answer = said === undefined ? {} : { hookSpecificOutput: { hookEventName: 'UserPromptSubmit', additionalContext: said } };
    return { content: [{ type: 'text', text: JSON.stringify(answer) }] };
  });
}

/** What is known within the time that a person waits, or nothing. The answer goes on behind that, and fails there without a word. */
async function inTime(asked: AskedPrompt, memory: () => Promise<Memory>): Promise<string | undefined> {
  let isWaiting = true;
  let opened: Memory | undefined;
  let timer: NodeJS.Timeout | undefined;
  const isOpening = (): boolean => opened?.waitsFor() !== undefined || opened === undefined;
  const late = new Promise<undefined>((resolve) => {
    const end = (): void => {
      isWaiting = false;
      resolve(undefined);
    };
    timer = setTimeout(() => {
      if (isOpening()) timer = setTimeout(end, OPENING_MS - PROMPT_MS);
      else end();
    }, PROMPT_MS);
  });
  const act = async (): Promise<string | undefined> => {
    opened = await memory();
    return opened.onPrompt(isOpening() ? { ...asked, patienceMs: OPENING_MS } : asked, () => isWaiting);
  };
  return Promise.race([act().catch(() => undefined), late]).finally(() => clearTimeout(timer));
}

function askedIn(given: Readonly<Record<string, unknown>>): AskedPrompt | undefined {
  const { prompt, session_id: id } = given;
  return typeof prompt === 'string' && typeof id === 'string' && id !== '' ? { prompt, session: id } : undefined;
}

/** Whatever comes is looked at here: a hook is told of no mistake. */
function anything(): StandardSchemaWithJSON<Readonly<Record<string, unknown>>> {
  const schema = { type: 'object', properties: { prompt: { type: 'string' }, session_id: { type: 'string' } } };
  return {
    '~standard': {
      version: 1,
      vendor: 'kairos',
      validate: (value) => ({ value: isObject(value) ? value : {} }),
      jsonSchema: { input: () => ({ ...schema }), output: () => ({ ...schema }) },
    },
  };
}
