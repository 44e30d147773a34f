/** Opens the work tree for a hook of a coding agent, and words the answer as the agent wants it. The desk does what the event is for. */
import { compilePatternsOnce } from '../adapters/v8-flags.js';
import { openWorld } from '../compose.js';
import { mayHook, onHook, type HookedPlace } from '../desk/agent-hook.js';
import { leaveBehind } from '../desk/door/leave-behind.js';
import { readHookInput } from '../desk/hook-input.js';
import { nearRefs } from '../desk/near-refs.js';
import { answerByWords } from '../desk/prompt-by-words.js';
import { knownWith, type PromptAnswer } from '../desk/prompt-recall.js';
import { OWN, promptSaid, saidAt, type HookAnswer, type StartedHook } from './hook-prompt.js';

/** Answers any event but that of a prompt. @throws KairosError where the work tree cannot be opened or asked. */
export async function answerEvent(hook: StartedHook): Promise<HookAnswer> {
  const input = readHookInput(hook.text, hook.named);
  // A sub-agent's failures count like others; its end is nobody's.
  if (!input || (input.isSubagent && !input.failure)) return {};
  const place = await openPlace(hook);
  const isOwn = (hook.env[OWN] ?? '') !== '';
  const told = place && (await onHook(place, input, { isOwn }));
  return told === undefined ? {} : { said: saidAt(input.event, told) };
}

/** Answers a prompt by words, and leaves a process behind that answers the next one. @throws KairosError as `answerEvent`. */
export async function answerPromptHere(
  hook: StartedHook,
  asked: { readonly session: string; readonly prompt: string },
): Promise<HookAnswer> {
  const place = await openPlace(hook);
  if (!place) return {};
  const { world, ws, config } = place;
  let isAsked = false;
  const known = await knownWith(world, ws, asked, async (question) => {
    isAsked = true;
    return marking(await answerByWords(place, question));
  });
  // Where the clock is fixed, no minute ever passes.
  const isFixed = (hook.env['KAIROS_NOW'] ?? '') !== '';
  return { said: promptSaid(known), afterwards: async () => (isAsked && !isFixed ? leaveBehind(world, ws, config) : undefined) };
}

/** The same answer, whose patterns are made ready late: what V8 keeps of the program holds for the flags that it was loaded with. */
function marking(answer: PromptAnswer): PromptAnswer {
  const { isMarked } = answer;
  return {
    ...answer,
    isMarked: (hit) => {
      compilePatternsOnce();
      return isMarked(hit);
    },
  };
}

/** Undefined where hooks may not act. */
async function openPlace({ cwd, env }: StartedHook): Promise<HookedPlace | undefined> {
  const { world, ws, config } = await openWorld({ cwd, env, listOnce: nearRefs });
  return (await mayHook(world, ws)) ? { world, ws, config } : undefined;
}
