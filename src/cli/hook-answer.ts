/** Opens the work tree for a hook of a coding agent, and words the answer as the agent wants it. The desk does what the event is for. */
import { openWorld } from '../compose.js';
import { mayHook, onHook, type HookedPlace } from '../desk/agent-hook.js';
import { notePrompt } from '../desk/focus.js';
import { leaveForHook } from '../desk/door/leave-for-hook.js';
import { warmProcesses } from '../desk/door/leave-behind.js';
import { readHookInput, sessionIn } from '../desk/hook-input.js';
import { nearRefs } from '../desk/near-refs.js';
import { answerByWords } from '../desk/prompt-by-words.js';
import { knownWith } from '../desk/prompt-recall.js';
import { OWN, promptSaid, saidAt, type HookAnswer, type StartedHook } from './hook-prompt.js';

/** Answers any event but that of a prompt. @throws KairosError where the work tree cannot be opened or asked. */
export async function answerEvent(hook: StartedHook): Promise<HookAnswer> {
  const input = readHookInput(hook.text, hook.named);
  // A sub-agent's failures count like others; its end is nobody's.
  if (!input || (input.isSubagent && !input.failure)) return {};
  const place = await openPlace(hook);
  const isOwn = (hook.env[OWN] ?? '') !== '';
  const told = place && (await onHook(place, input, { isOwn }));
  return {
    ...(told !== undefined && { said: saidAt(input.event, told) }),
    ...(place && input.event === 'SessionStart' && !isOwn && { afterwards: async () => makeReady(hook, place) }),
  };
}

/** The prompt that follows is met at once: a process is left behind that opens the memory meanwhile, where none keeps it open. */
async function makeReady({ env }: StartedHook, { world, ws }: HookedPlace): Promise<void> {
  // Where the clock is fixed, no minute ever passes.
  if ((env['KAIROS_NOW'] ?? '') !== '' || (await warmProcesses(world, ws)).length > 0) return;
  await leaveForHook(world, ws);
}

/** Answers a prompt by words, where no process is wanted that keeps the memory open, or where only git finds it. @throws KairosError as `answerEvent`. */
export async function answerPromptHere(
  hook: StartedHook,
  asked: { readonly session: string; readonly prompt: string },
): Promise<HookAnswer> {
  const place = await openPlace(hook);
  if (!place) return {};
  const { world, ws } = place;
  await notePrompt(world, ws);
  const session = sessionIn(asked.session);
  if (session === undefined) return {};
  const known = await knownWith(world, ws, { ...asked, session }, async (question) => answerByWords(place, question));
  return { said: promptSaid(known) };
}

/** Undefined where hooks may not act. */
async function openPlace({ cwd, env }: StartedHook): Promise<HookedPlace | undefined> {
  const { world, ws, config } = await openWorld({ cwd, env, listOnce: nearRefs });
  return (await mayHook(world, ws)) ? { world, ws, config } : undefined;
}
