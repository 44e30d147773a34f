/**
 * Answers the hook of a prompt, with as little of the program as that takes: a process that keeps the memory open is asked. Where there is none, the memory is
 * opened here.
 */
import { openQuick, type QuickPlace } from '../adapters/quick-world.js';
import { askDoor } from '../desk/door/ask.js';
import { settingsOf } from '../desk/door/asked.js';
import { isTrustedSomewhere, readHookInput, type HookInput } from '../desk/hook-input.js';
import { knownWith, type PromptAnswer } from '../desk/prompt-recall.js';
import type { Question } from '../desk/question.js';

/** What a hook was started with. */
export interface StartedHook {
  /** Its input, as it came. */
  readonly text: string;
  /** The event as it was typed, if it was. */
  readonly named: string | undefined;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What to print, and what is left to do when it was printed. */
export interface HookAnswer {
  readonly said?: object | undefined;
  readonly afterwards?: (() => Promise<unknown>) | undefined;
}

/** Says to hooks that the session is our own worker's. */
export const OWN = 'KAIROS_WORKER';
/** A warm process answers within a few milliseconds; after this time nobody waits for it, and nothing else is tried. */
const PATIENCE_MS = 300;

/** @throws KairosError where the work tree cannot be opened or asked. */
export async function answerPrompt(hook: StartedHook): Promise<HookAnswer> {
  const input = readHookInput(hook.text, hook.named);
  const { prompt } = input ?? {};
  // A sub-agent's prompt is a model's, as is our own worker's.
  if (!input || prompt === undefined || input.isSubagent || (hook.env[OWN] ?? '') !== '') return {};
  const asked = { session: input.session, prompt };
  const place = await openQuick(hook.cwd, hook.env);
  let isNobodyThere = !place;
  if (place) {
    if (!(await isTrustedSomewhere(place.world, place.ws))) return {};
    const startMs = performance.now();
    const known = await knownWith(place.world, place.ws, asked, async (question) => {
      const answer = await askWarm(place, hook.cwd, question);
      // Late is another thing than nobody.
      isNobodyThere = answer === undefined && performance.now() - startMs < PATIENCE_MS;
      return answer;
    });
    if (!isNobodyThere) return { said: promptSaid(known) };
  }
  return (await import('./hook-answer.js')).answerPromptHere(hook, asked);
}

/** The answer as the agent wants it. */
export function promptSaid(known: string | undefined): object | undefined {
  return known === undefined ? undefined : saidAt('UserPromptSubmit', known);
}

/** A text for the model, as the agent wants it. */
export function saidAt(event: HookInput['event'], text: string): object {
  return { hookSpecificOutput: { hookEventName: event, additionalContext: text } };
}

async function askWarm({ world, ws, config, likeness }: QuickPlace, cwd: string, question: Question): Promise<PromptAnswer | undefined> {
  const asked = { root: ws.root, cwd, question, wordsOnly: false, edges: false, settings: settingsOf(config) };
  const answer = await askDoor(world, ws, asked, { likeness, patienceMs: PATIENCE_MS });
  if (!answer) return undefined;
  const { hits, without } = answer.answered;
  const orders = new Set(answer.marked);
  return { hits, byMeaning: without === undefined, isMarked: ({ id }) => orders.has(id) };
}
