/** The memory as a turn of the agent reaches it, in the daemon's own process: the tools that clients of the protocol have, through the same function. */
import { listedSchema, readArguments } from '../../base/input-schema.js';
import { loadConfig } from '../../config/config.js';
import type { CallResult, TurnMemory } from '../../daemon/turn-effects.js';
import { ask, recordAnswer } from '../ask.js';
import { diskLookup } from '../lookup.js';
import { requireNeeds } from '../prepare.js';
import { callMemory, type MemoryParts } from './call.js';
import { failureText } from './text.js';
import { TOOLS, type ToolName } from './tools.js';
import { paceOf, type Pace } from './writing.js';

/** In whose name the agent writes: what it says is a model's. */
const ACTOR = 'model';

/** For one session of the daemon. @param session in which a reinforcement counts once. */
export function turnMemory(session: string): TurnMemory {
  let pace: Pace | undefined;
  return {
    tools: (mayWrite) =>
      Object.entries(TOOLS)
        .filter(([, { annotations }]) => mayWrite || annotations.readOnlyHint)
        .map(([name, { description, inputSchema }]) => ({ name, description, input: listedSchema(inputSchema) })),
    call: async (world, ws, view, { tool, input }, mayWrite): Promise<CallResult> => {
      if (!isTool(tool)) return { text: `there is no tool ${tool}`, isError: true };
      const row = TOOLS[tool];
      const writes = !row.annotations.readOnlyHint;
      if (writes && !mayWrite) return { text: 'the agent writes no entries of its own in this session', isError: true };
      const read = readArguments(row.inputSchema, input);
      if ('problems' in read) return { text: read.problems.join('; '), isError: true };
      try {
        const { config } = await loadConfig(world, ws);
        pace ??= paceOf(world);
        const resident: MemoryParts['resident'] = {
          // By words alone: the model for meaning would stay in the daemon.
          ask: async (question, client, how) => {
            const answered = await ask(world, ws, view, question, { cwd: ws.root, ...how, config, wordsOnly: true });
            if (client !== undefined) await recordAnswer(world, ws, view, { client, question, answered });
            return answered;
          },
          byId: async (_id, answer) => answer(diskLookup(world, ws, view)),
          write: async (hints, act) => {
            await requireNeeds(world, ws, { git: true, kairos: true }, hints);
            return act(view, async () => diskLookup(world, ws, view));
          },
        };
        const text = await callMemory(tool, { world, ws, resident, pace, session }, read.value, ACTOR);
        return { text, ...(writes && { acted: true as const }) };
      } catch (error) {
        return { text: failureText(error), isError: true };
      }
    },
  };
}

function isTool(name: string): name is ToolName {
  return Object.hasOwn(TOOLS, name);
}
