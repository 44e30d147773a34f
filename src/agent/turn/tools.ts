/** The tools of a turn that the daemon itself runs: how the model is told of them, and how their input is read. Those of the memory are the desk's. Pure. */
import { listedSchema, readArguments, type Arguments, type InputSchema } from '../../base/input-schema.js';
import type { ModelTool } from '../../world/model.js';

export type OwnTool = 'Sleep' | 'SendUserMessage' | 'test-child';

interface ToolRow {
  readonly description: string;
  readonly inputSchema: InputSchema;
}

const TEXT_CHARACTERS = 4_000;
const WHY_CHARACTERS = 300;

const ROWS: Readonly<Record<OwnTool, ToolRow>> = {
  Sleep: {
    description:
      'Ends the turn and sleeps. Choose the length by what you wait for: a request within a few minutes of the last one is cheap, a later one is not. A message of the user wakes you at once, a task that is due as well. Bounds: a minute to a day.',
    inputSchema: {
      type: 'object',
      properties: {
        seconds: { type: 'integer', minimum: 0, maximum: 10_000_000, description: 'How long' },
        why: { type: 'string', maxLength: WHY_CHARACTERS, description: 'In a few words, for the user' },
      },
      required: ['seconds'],
      additionalProperties: false,
    },
  },
  SendUserMessage: {
    description:
      'Sends the user a message. Nothing else that you say reaches them. "normal" answers what they said in this turn; "proactive" is of your own accord and rare: only what they would want to be told unasked.',
    inputSchema: {
      type: 'object',
      properties: {
        text: { type: 'string', minLength: 1, maxLength: TEXT_CHARACTERS, description: 'In whole sentences' },
        kind: {
          type: 'string',
          enum: ['normal', 'proactive'],
          maxLength: 9,
          description: 'Left out: normal where the user said something in this turn',
        },
      },
      required: ['text'],
      additionalProperties: false,
    },
  },
  'test-child': {
    description: 'For tests of kairos: runs a child that sleeps.',
    inputSchema: {
      type: 'object',
      properties: { seconds: { type: 'integer', minimum: 0, maximum: 3600 } },
      required: ['seconds'],
      additionalProperties: false,
    },
  },
};

/** True for a tool that the daemon itself runs. */
export function isOwnTool(name: string): name is OwnTool {
  return Object.hasOwn(ROWS, name);
}

/** As the model is told of them. */
export function ownTools(names: readonly OwnTool[]): readonly ModelTool[] {
  return names.map((name) => ({ name, description: ROWS[name].description, input: listedSchema(ROWS[name].inputSchema) }));
}

/** The input of a call, checked; or the problems, worded for the model. */
export function readInput(tool: OwnTool, input: unknown): { readonly value: Arguments } | { readonly problems: readonly string[] } {
  return readArguments(ROWS[tool].inputSchema, input);
}
