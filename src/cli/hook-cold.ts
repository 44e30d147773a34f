/**
 * Answers the hook of a prompt where no process keeps the memory open: it starts one, and waits a moment for its answer, so that the memory is opened once for this
 * prompt and those that follow. Where none is wanted, the memory is opened here.
 */
import { realProcesses } from '../adapters/processes.js';
import { quickWorld } from '../adapters/quick-world.js';
import { leaveForHook } from '../desk/door/leave-for-hook.js';
import { questionInPrompt } from '../desk/prompt-question.js';
import { askPrompt, placeOf, promptIn, promptSaid, type HookAnswer, type HookPlace, type StartedHook } from './hook-prompt.js';

/** A process that was started opens the memory within some 300 ms; a busy machine takes longer. */
const PATIENCE_MS = 1_000;
const LOOK_MS = 20;

/** @throws KairosError where the work tree cannot be opened or asked. */
export async function answerCold(hook: StartedHook): Promise<HookAnswer> {
  const asked = promptIn(hook);
  if (!asked || questionInPrompt(asked.prompt) === undefined) return {};
  const place = placeOf(hook);
  // Where the clock is fixed, no minute ever passes.
  if (place && (hook.env['KAIROS_NOW'] ?? '') === '') {
    const world = { ...quickWorld(place.ws, hook.env), processes: realProcesses() };
    const left = await leaveForHook(world, place.ws);
    if (left === 'untrusted') return {};
    if (left === 'there') return { said: await answerOfStarted(place, asked) };
  }
  return (await import('./hook-answer.js')).answerPromptHere(hook, asked);
}

async function answerOfStarted(
  place: HookPlace,
  asked: { readonly session: string; readonly prompt: string },
): Promise<object | undefined> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (let leftMs = PATIENCE_MS; leftMs > 0; leftMs = untilMs - performance.now()) {
    const answered = await askPrompt(place, { ...asked, patienceMs: leftMs });
    if (answered) return promptSaid(answered.said);
    await place.world.clock.sleep(LOOK_MS);
  }
  return undefined;
}
