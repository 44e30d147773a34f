/**
 * The tools of the agent for tasks: CronCreate, CronDelete, CronList. What they add waits for a person's approval, can be no command and never permanent;
 * what a person approved they take out of no file.
 */
import { listedSchema, readArguments, type Arguments, type InputSchema } from '../base/input-schema.js';
import { errorText } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { CallResult, TurnMemory } from '../daemon/turn-effects.js';
import type { LogView } from '../memory/log-view.js';
import type { World } from '../world/world.js';
import { addTask, listTasks, removeTask, whatOf, whenOf } from './tasks.js';

const PROMPT_CHARACTERS = 2_000;
const SHORT = 80;

const text = (maxLength: number, description: string) => ({ type: 'string', minLength: 1, maxLength, description }) as const;
const one = (words: readonly string[], description: string) => ({ type: 'string', enum: words, maxLength: SHORT, description }) as const;

const SCHEMAS: Readonly<Record<string, { readonly description: string; readonly inputSchema: InputSchema }>> = {
  CronCreate: {
    description:
      'Adds a task: a prompt that comes back to you when it is due. It runs only after the user approves it ("kairos task approve ID"), so say why you want it. It ends after 7 days, or with the daemon where durable is false.',
    inputSchema: {
      type: 'object',
      properties: {
        schedule: text(SHORT, '"every 20m", "in 45m", "at 2026-12-01 09:00", or five or six fields as cron has them'),
        prompt: text(PROMPT_CHARACTERS, 'What you will be asked'),
        id: text(40, 'Its name: lower-case letters, digits, hyphens'),
        timezone: text(SHORT, 'Such as Europe/Berlin; left out: the one of this machine'),
        priority: one(['now', 'next', 'later'], 'Left out: next'),
        missed: one(['skip', 'once', 'all'], 'What becomes of runs that were missed; left out: once'),
        durable: one(['true', 'false'], 'false: it ends with the daemon; left out: true'),
      },
      required: ['schedule', 'prompt'],
      additionalProperties: false,
    },
  },
  CronDelete: {
    description: 'Takes a task out that nobody approved yet. One that the user approved is theirs.',
    inputSchema: { type: 'object', properties: { id: text(40, 'As CronList names it') }, required: ['id'], additionalProperties: false },
  },
  CronList: {
    description: 'Lists the tasks: when each comes, what it asks, and whether it was approved.',
    inputSchema: { type: 'object', properties: {}, required: [], additionalProperties: false },
  },
};

/** The memory of a turn with the tools for tasks beside those of the memory. */
export function withTaskTools(memory: TurnMemory): TurnMemory {
  const listed = Object.entries(SCHEMAS).map(([name, { description, inputSchema }]) => ({
    name,
    description,
    input: listedSchema(inputSchema),
  }));
  return {
    tools: (mayWrite, settings) => [...memory.tools(mayWrite, settings), ...listed],
    call: async (world, ws, view, call, mayWrite) => {
      const row = Object.hasOwn(SCHEMAS, call.tool) ? SCHEMAS[call.tool] : undefined;
      if (!row) return memory.call(world, ws, view, call, mayWrite);
      const read = readArguments(row.inputSchema, call.input);
      if ('problems' in read) return { text: read.problems.join('; '), isError: true };
      try {
        return await run(call.tool, world, ws, view, read.value);
      } catch (error) {
        return { text: errorText(error), isError: true };
      }
    },
  };
}

async function run(tool: string, world: World, ws: Workspace, view: LogView, input: Arguments): Promise<CallResult> {
  if (tool === 'CronList') {
    const { tasks } = await listTasks(world, ws, view);
    const lines = tasks.map(
      ({ task, consent }) => `${task.id} (${consent === 'approved' ? 'approved' : 'not approved'}): ${whenOf(task)}: ${whatOf(task)}`,
    );
    return { text: lines.length === 0 ? 'there is no task' : lines.join('\n') };
  }
  if (tool === 'CronDelete') {
    const id = String(input['id']);
    const { tasks } = await listTasks(world, ws, view);
    if (tasks.some(({ task, consent }) => task.id === id && (consent === 'approved' || task.permanent)))
      return { text: `the user approved "${id}": only they take it out`, isError: true };
    await removeTask(world, ws, view, id);
    return { text: `${id} is gone`, acted: true };
  }
  const given = (name: string): string | undefined => (input[name] === undefined ? undefined : String(input[name]));
  const [id, timezone, priority, missed] = [given('id'), given('timezone'), given('priority'), given('missed')];
  const wish = {
    schedule: String(input['schedule']),
    text: String(input['prompt']),
    isCommand: false,
    permanent: false,
    isOfSession: given('durable') === 'false',
    ...(id !== undefined && { id }),
    ...(timezone !== undefined && { timezone }),
    ...(priority !== undefined && { priority }),
    ...(missed !== undefined && { missed }),
  };
  const { task } = await addTask(world, ws, view, wish, 'tool');
  return { text: `${task.id} was added; it runs after the user types "kairos task approve ${task.id}"`, acted: true };
}
