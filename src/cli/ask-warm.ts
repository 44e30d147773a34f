/** Asks a process that keeps the memory open, with as little of the program as that takes. Where there is none, the command opens the memory itself. */
import { openQuick, type QuickPlace } from '../adapters/quick-world.js';
import type { Workspace } from '../base/workspace.js';
import type { Answered } from '../desk/ask.js';
import { askDoor } from '../desk/door/ask.js';
import { settingsOf, type DoorAnswer } from '../desk/door/asked.js';
import type { Question } from '../desk/question.js';
import type { World } from '../world/world.js';
import type { Context } from './context.js';
import { sayFound, sayProblems } from './found-text.js';

export interface AskedHere {
  readonly question: Question;
  readonly wordsOnly: boolean;
  readonly edges: boolean;
  /** For programs: nothing is said but what is wrong. */
  readonly isJson: boolean;
}

/** An answer, whoever gave it, and what is left to do when it was told. */
export interface AnsweredHere {
  readonly answered: Answered;
  readonly world: Pick<World, 'files' | 'clock'>;
  readonly ws: Workspace;
  afterwards(): Promise<void>;
}

/** Who asks, in `state/usage.jsonl`. */
export const CLIENT = 'kairos';
/** What a warm process may take for opening the memory, in milliseconds, beside the time for the question. */
const OPENING_MS = 3_000;

/** The answer of a warm process, once what it found is said. 'nobody' answered; 'unknown': only git can find the repository, or none has a door. */
export async function askQuickly(context: Context, asked: AskedHere): Promise<AnsweredHere | 'nobody' | 'unknown'> {
  const place = await openQuick(context.cwd, context.env);
  if (!place) return 'unknown';
  const answer = await askAt(context, place, asked);
  if (!answer) return 'nobody';
  sayProblems(context, place.problems);
  sayFound(context, { quiet: asked.isJson }, answer.found);
  return { answered: answer.answered, world: place.world, ws: place.ws, afterwards: async () => undefined };
}

/** The same at a place that was found already; nothing is said. */
export async function askAt(
  { cwd, signal }: Context,
  { world, ws, config, likeness }: Pick<QuickPlace, 'world' | 'ws' | 'config' | 'likeness'>,
  { question, wordsOnly, edges }: AskedHere,
): Promise<DoorAnswer | undefined> {
  const asked = { root: ws.root, cwd, question, wordsOnly, edges, settings: settingsOf(config), client: CLIENT };
  return askDoor(world, ws, asked, { likeness, patienceMs: config.recall.queryBudgetMs + OPENING_MS, signal });
}
