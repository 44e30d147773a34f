/** Asks recall one question about the memory of a work tree, and records the question and its answers in `state/usage.jsonl`. */
import type { Workspace } from '../base/workspace.js';
import type { Config } from '../config/config.js';
import type { LogView } from '../memory/log-view.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { Filters } from '../recall/question/filters.js';
import { questionOf, type Question } from '../recall/question/question.js';
import { recall, type Answered } from '../recall/recall.js';
import { recordUse } from '../recall/usage.js';
import type { World } from '../world/world.js';
import { askedPath } from './asked-path.js';

export type { Hit } from '../recall/hits.js';
export type { Question } from '../recall/question/question.js';
export type { Answered } from '../recall/recall.js';

export interface AskOptions {
  readonly config: Pick<Config, 'recall'>;
  /** The folder, with `/`, from where a path among the filters was typed. Left out: it is one from the root. */
  readonly cwd?: string;
  /** Without the meanings of words: no model is loaded. */
  readonly wordsOnly?: boolean;
  /** Follow the approved edges of the topics one step. */
  readonly edges?: boolean;
}

/**
 * Checks a question before anything is opened. @param hint for whoever asks for nothing, in the words of the surface.
 * @throws KairosError `usage` without question and filter or for a bad filter, `bad-date`.
 */
export function questionFrom(text: string, filters: Filters, hint?: string): Question {
  return questionOf(text, filters, hint);
}

/**
 * Opens the memory and answers. The embedder stays loaded: whoever ends closes it.
 * @param question checked by `questionFrom`. @throws KairosError `usage` for a path outside of the work tree.
 */
export async function ask(world: World, ws: Workspace, view: LogView, question: Question, options: AskOptions): Promise<Answered> {
  const { config, cwd, ...how } = options;
  const { path } = question.filters;
  const asked = cwd === undefined || typeof path !== 'string' ? question : await narrowed(world, ws, question, cwd, path);
  return recall(world, ws, view, asked, { settings: config.recall, ...how });
}

async function narrowed(world: World, ws: Workspace, { text, filters }: Question, cwd: string, path: string): Promise<Question> {
  return questionOf(text, { ...filters, ...(await askedPath(world, ws, cwd, path)) });
}

/** Records a question and its answers in `state/usage.jsonl`, without secrets. Best effort: a failed write is ignored. */
export async function recordAnswer(
  world: Pick<World, 'files' | 'clock'>,
  ws: Workspace,
  view: LogView,
  { client, question, answered }: { readonly client: string; readonly question: Question; readonly answered: Answered },
): Promise<void> {
  const { text: query } = await replaceSecrets(question.text);
  await recordUse(world, ws, view, { client, query, ids: answered.hits.map(({ id }) => id), coverage: answered.coverageText });
}
