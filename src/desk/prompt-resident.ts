/** What a memory that is kept open knows with a prompt, for the hook of a coding agent. Nothing is recorded: nobody asked. */
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { notePrompt } from '../agent/read-focus.js';
import { sessionIn } from './hook-input.js';
import { mayHook } from './agent-hook.js';
import { marksOf } from './marks.js';
import { knownWith, type PromptAnswer } from './prompt-recall.js';
import type { Question } from './question.js';
import type { Resident } from './resident.js';

/** A person waits for the answer. Once the model is loaded, a question's vector takes some milliseconds; the answer takes this time at most without it. */
const ANSWER_MS = 200;
const LOOK_MS = 100;

/**
 * What the model is told; nothing where hooks may not act, too.
 * @param asked as the hook was given it. @param isWaiting false once nobody waits any more: what nobody sees was not shown.
 * @throws KairosError where the memory cannot be asked.
 */
export async function knownToResident(
  {
    world,
    ws,
    resident,
  }: { readonly world: Pick<World, 'files' | 'clock'>; readonly ws: Workspace; readonly resident: Pick<Resident, 'ask'> },
  { session: named, prompt, patienceMs = ANSWER_MS }: { readonly session: string; readonly prompt: string; readonly patienceMs?: number },
  isWaiting: () => boolean | Promise<boolean>,
): Promise<{ readonly said?: string }> {
  const session = sessionIn(named);
  if (session === undefined || !(await mayHook(world, ws))) return {};
  await notePrompt(world, ws);
  const answering = async (question: Question): Promise<PromptAnswer> => {
    const { hits, without } = await resident.ask(question, undefined, { lookMs: Math.max(LOOK_MS, patienceMs - ANSWER_MS) });
    return { hits, byMeaning: without === undefined, isMarked: ({ text }) => marksOf(text).marked !== undefined };
  };
  const said = await knownWith(world, ws, { session, prompt }, answering, isWaiting);
  return said === undefined ? {} : { said };
}
