/** Reads one topic of long-term memory, or lists all of them. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { Problem } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import { readTopics } from '../memory/read-topics.js';
import type { Topic } from '../memory/topic.js';
import type { World } from '../world/world.js';
import type { ClaimSearch, FoundClaim } from './topic-search.js';

export interface TopicRow {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  /** Claims that hold. */
  readonly claims: number;
  readonly struck: number;
}

/** The topics in the order of their slugs, and what could not be read. */
export async function listTopics(
  world: Pick<World, 'files'>,
  ws: Workspace,
  view: LogView,
): Promise<{ readonly rows: readonly TopicRow[]; readonly problems: readonly Problem[] }> {
  const { topics, problems } = await readTopics(world, ws, view);
  return { rows: topics.map(rowOf), problems };
}

/** The topics, and a search over their claims that is asked again and again. */
export async function topicsToBrowse(
  world: Pick<World, 'files'>,
  ws: Workspace,
  view: LogView,
): Promise<{ readonly rows: readonly TopicRow[]; readonly search: ClaimSearch }> {
  const { topics } = await readTopics(world, ws, view);
  const { claimSearch } = await import('./topic-search.js');
  return { rows: topics.map(rowOf), search: claimSearch(topics) };
}

/** One topic whole. @throws KairosError `not-found` that names the likeliest. */
export async function topicNamed(
  world: Pick<World, 'files'>,
  ws: Workspace,
  view: LogView,
  slug: string,
): Promise<{ readonly topic: Topic; readonly problems: readonly Problem[] }> {
  const { topics, problems } = await readTopics(world, ws, view);
  const topic = topics.find((one) => one.slug === slug);
  if (topic) return { topic, problems };
  throw await noSuchTopic(topics, slug);
}

/**
 * The topic of this name where the words are one, else the claims that have them, best first.
 * @throws KairosError `not-found` for one word that no topic and no claim has.
 */
export async function topicOrClaims(
  world: Pick<World, 'files'>,
  ws: Workspace,
  view: LogView,
  words: readonly string[],
  most: number,
): Promise<{ readonly topic?: Topic; readonly claims: readonly FoundClaim[]; readonly problems: readonly Problem[] }> {
  const { topics, problems } = await readTopics(world, ws, view);
  const [slug = ''] = words;
  const topic = words.length === 1 ? topics.find((one) => one.slug === slug) : undefined;
  if (topic) return { topic, claims: [], problems };
  const { claimsWith } = await import('./topic-search.js');
  const claims = claimsWith(topics, words.join(' '), most);
  if (claims.length === 0 && words.length === 1) throw await noSuchTopic(topics, slug);
  return { claims, problems };
}

async function noSuchTopic(topics: readonly Topic[], slug: string): Promise<KairosError> {
  const { likelyNames, orText } = await import('./likely-names.js');
  const meant = likelyNames(
    slug,
    topics.map((one) => one.slug),
  );
  const hint = topics.length === 0 ? 'kairos dream --now proposes the first ones' : 'kairos topics lists them';
  return new KairosError('not-found', `there is no topic "${slug}"`, {
    hint: meant.length === 0 ? hint : `did you mean ${orText(meant)}? ${hint}`,
  });
}

function rowOf({ slug, title, description, bullets }: Topic): TopicRow {
  const struck = bullets.filter((bullet) => bullet.struck).length;
  return { slug, title, description, claims: bullets.length - struck, struck };
}
