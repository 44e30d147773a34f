/** Answers a prompt where no process keeps the memory open: it opens the memory for it, and asks by words alone. To load a model takes longer than a hook has. */
import type { Workspace } from '../base/workspace.js';
import type { Config } from '../config/config.js';
import { restore } from '../journal/restore.js';
import { PLAIN_VIEW } from '../memory/log-view.js';
import type { World } from '../world/world.js';
import { ask } from './ask.js';
import { marksOf } from './marks.js';
import type { PromptAnswer } from './prompt-recall.js';
import type { Question } from './question.js';

/** The answer. @throws KairosError as `restore` and `ask`. */
export async function answerByWords(
  { world, ws, config }: { readonly world: World; readonly ws: Workspace; readonly config: Pick<Config, 'recall'> },
  question: Question,
): Promise<PromptAnswer> {
  const view = ws.hasGit ? (await restore(world, ws)).view : PLAIN_VIEW;
  const { hits } = await ask(world, ws, view, question, { config, wordsOnly: true });
  return { hits, byMeaning: false, isMarked: ({ text }) => marksOf(text).marked !== undefined };
}
