/** Asks recall one question about the memory of a work tree, and records the question and its answers in `state/usage.jsonl`. */
import { isPattern } from '../base/glob.js';
import type { Workspace } from '../base/workspace.js';
import type { Config } from '../config/config.js';
import type { LogView } from '../memory/log-view.js';
import { replaceSecrets } from '../observe/secrets.js';
import { EMBEDS_ALL, EMBEDS_FIRST } from '../recall/embedding/coverage.js';
import { recall, type Answered } from '../recall/recall.js';
import type { WarmRecall } from '../recall/warm.js';
import { recordUse } from '../recall/usage.js';
import type { World } from '../world/world.js';
import { askedPath } from './asked-path.js';
import { questionFrom, type Question } from './question.js';
import { withSuspects } from './suspects.js';
import { topicNamed } from './topics.js';

export type { Hit } from '../recall/hits.js';
export type { Answered } from '../recall/recall.js';

export interface AskOptions {
  readonly config: Pick<Config, 'recall'>;
  /** The folder, with `/`, from where a path among the filters was typed. Left out: it is one from the root. */
  readonly cwd?: string;
  /** An index that a server keeps open; left out, the memory is opened for this question. */
  readonly warm?: Pick<WarmRecall, 'recall'>;
  /** Without the meanings of words: no model is loaded. */
  readonly wordsOnly?: boolean;
  /** Follow the approved edges of the topics one step. */
  readonly edges?: boolean;
  /** For a look that nobody asked for: meaning is waited for at most so long, in milliseconds. */
  readonly lookMs?: number;
}

/**
 * Answers. The embedder stays loaded: whoever ends closes it.
 * @param question checked by `questionFrom`. @throws KairosError `usage` for a path outside of the work tree.
 */
export async function ask(world: World, ws: Workspace, view: LogView, question: Question, options: AskOptions): Promise<Answered> {
  const { config, cwd, warm, ...how } = options;
  const { path } = question.filters;
  await requireTopic(world, ws, view, question);
  const asked = cwd === undefined || typeof path !== 'string' ? question : await narrowed(world, ws, question, cwd, path);
  const found = await (warm ? warm.recall(asked, how) : recall(world, ws, view, asked, { settings: config.recall, ...how }));
  const answered = await underWay(world, ws, { ...found, hits: await withSuspects(world, ws, found.hits) });
  if (answered.searched > 0) return answered;
  const { author } = question.filters;
  if (typeof path === 'string' && !isPattern(path)) return withLikelyPath(world, ws, answered, path);
  return author === undefined ? answered : withLikelyAuthor(world, ws, view, answered, author);
}

/** A topic that is not there would leave out everything, and say nothing. @throws KairosError `not-found`. */
async function requireTopic(world: World, ws: Workspace, view: LogView, { filters }: Question): Promise<void> {
  const { topic } = filters;
  if (topic === undefined || (!topic.includes('/') && (await world.files.stat(`${ws.topics}/${topic}.md`)) !== undefined)) return;
  await topicNamed(world, ws, view, topic);
}

/** Where no entry passed because of the path: which path may have been meant. */
async function withLikelyPath(world: World, ws: Workspace, answered: Answered, path: string): Promise<Answered> {
  if (!ws.hasGit || (await world.files.stat(`${ws.root}/${path}`)) !== undefined) return answered;
  const { likelyPaths, orText } = await import('./likely-names.js');
  const meant = await likelyPaths(world, path);
  return meant.length === 0 ? answered : { ...answered, suggestion: `no entry is about ${path}; did you mean ${orText(meant)}?` };
}

/** What a process does already is not to be done by a person. */
async function underWay(world: World, ws: Workspace, answered: Answered): Promise<Answered> {
  const told = [EMBEDS_ALL, EMBEDS_FIRST].find((one) => answered.coverageText.includes(one));
  if (told === undefined) return answered;
  const { embeddingNow } = await import('../recall/embedding/embedding-now.js');
  if ((await embeddingNow(world, ws)) === undefined) return answered;
  return {
    ...answered,
    coverageText: answered.coverageText.replace(told, told === EMBEDS_ALL ? ' (a process embeds all)' : ' (a process embeds all now)'),
  };
}

/** Where nobody is called so: who may have been meant. */
async function withLikelyAuthor(world: World, ws: Workspace, view: LogView, answered: Answered, author: string): Promise<Answered> {
  const { authorsHere } = await import('./authors.js');
  const { likelyNames, orText } = await import('./likely-names.js');
  const meant = likelyNames(author, await authorsHere(world, ws, view));
  return meant.length === 0 ? answered : { ...answered, suggestion: `nothing here is by ${author}; did you mean ${orText(meant)}?` };
}

async function narrowed(world: World, ws: Workspace, { text, filters }: Question, cwd: string, path: string): Promise<Question> {
  return questionFrom(text, { ...filters, ...(await askedPath(world, ws, cwd, path)) });
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
