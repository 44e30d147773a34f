/**
 * What the memory knows with a prompt, for a hook that was not asked by anybody: a few sure hits, each once in a session, and mostly nothing. It opens no
 * memory: who answers is given to it.
 */
import type { Workspace } from '../base/workspace.js';
import { isFirstToShow, readSessionState, writeSessionState } from '../sessions/session-state.js';
import { chosenHits, shownText, type Candidate } from '../sessions/shown-hits.js';
import type { World } from '../world/world.js';
import { clausesIn, questionInPrompt } from './prompt-question.js';
import { questionFrom, type Question } from './question.js';

/** Some hits are passed over. */
const ASKED = 12;
/** No clause is asked after this time. */
const CLAUSES_MS = 80;

/** An answer to a prompt. */
export interface PromptAnswer {
  readonly hits: readonly Candidate[];
  /** Whether meaning was searched as well. */
  readonly byMeaning: boolean;
  /** True for a text that speaks to agents, or orders a command. */
  readonly isMarked: (hit: Candidate) => boolean;
}

/**
 * The text for the model, or undefined. What is shown is remembered, so that it is not shown to the session again.
 * @param answering undefined: nobody answers in time. @param isWaiting false once nobody waits any more: what nobody sees was not shown.
 * @throws KairosError as answering, and where the state cannot be written: what cannot be remembered is not shown, or it would be shown with each prompt.
 */
export async function knownWith(
  world: Pick<World, 'files' | 'clock'>,
  ws: Workspace,
  { session, prompt }: { readonly session: string; readonly prompt: string },
  answering: (question: Question) => Promise<PromptAnswer | undefined>,
  isWaiting: () => boolean | Promise<boolean> = () => true,
): Promise<string | undefined> {
  const asked = questionInPrompt(prompt);
  if (asked === undefined) return undefined;
  const answer = await answerTo(world, asked, answering, isWaiting);
  if (!answer || answer.hits.length === 0) return undefined;
  const state = await readSessionState(world, ws, session);
  const chosen = chosenHits(answer.hits, { ...answer, session, shown: new Set(state.shown) });
  if (chosen.length === 0 || !(await isWaiting()) || !(await isFirstToShow(world, ws, session, prompt))) return undefined;
  await writeSessionState(world, ws, session, { ...state, shown: [...state.shown, ...chosen.map(({ id }) => id)] });
  return shownText(chosen);
}

/** The answers to a prompt and to its clauses as one, the best first. By words alone the whole prompt is enough: what has each of its words has a clause's, too. */
async function answerTo(
  { clock }: Pick<World, 'clock'>,
  asked: string,
  answering: (question: Question) => Promise<PromptAnswer | undefined>,
  isWaiting: () => boolean | Promise<boolean>,
): Promise<PromptAnswer | undefined> {
  const untilMs = clock.now() + CLAUSES_MS;
  const whole = await answering(questionFrom(asked, { limit: ASKED }));
  if (!whole?.byMeaning) return whole;
  const best = new Map(whole.hits.map((hit) => [hit.id, hit]));
  for (const clause of clausesIn(asked)) {
    if (clock.now() >= untilMs || !(await isWaiting())) break;
    for (const hit of (await answering(questionFrom(clause, { limit: ASKED })))?.hits ?? [])
      if (hit.score > (best.get(hit.id)?.score ?? 0)) best.set(hit.id, hit);
  }
  return { ...whole, hits: [...best.values()].toSorted((a, b) => b.score - a.score) };
}
