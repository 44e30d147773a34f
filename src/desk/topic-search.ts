/**
 * Finds claims by the beginnings of words, mistyped ones too: for browsing long-term memory, where recall is for questions. The index is MiniSearch, built in
 * memory over the topics for one search and saved nowhere.
 */
import MiniSearch from 'minisearch';
import type { Topic } from '../memory/topic.js';

export interface FoundClaim {
  readonly id: string;
  readonly topic: string;
  readonly title: string;
  readonly text: string;
  /** 1-based, in the file of the topic. */
  readonly line: number;
  readonly struck: boolean;
}

/** Letters of a word that may differ, as a share of it. Short words must be right. */
const FUZZY = 0.3;
const FUZZY_LEAST = 4;
/** A struck claim is found behind one that holds. */
const STRUCK_WEIGHT = 0.5;

/** Finds claims in which each word, or a word like it, stands; best first. @param most how many. */
export type ClaimSearch = (words: string, most: number) => FoundClaim[];

/** The claims in which each word, or a word like it, stands; best first. Pure. @param most how many. */
export function claimsWith(topics: readonly Topic[], words: string, most: number): FoundClaim[] {
  return claimSearch(topics)(words, most);
}

/** The same over one index, for who asks again with each letter. Pure. */
export function claimSearch(topics: readonly Topic[]): ClaimSearch {
  const claims = topics.flatMap(({ slug, title, description, bullets }) =>
    bullets.map(({ address, claim, line, struck }) => ({ id: address, topic: slug, title, description, text: claim, line, struck })),
  );
  const search = new MiniSearch<(typeof claims)[number] & { key: number }>({
    idField: 'key',
    fields: ['text', 'title', 'topic', 'description', 'id'],
  });
  search.addAll(claims.map((claim, key) => ({ ...claim, key })));
  return (words, most) =>
    search
      .search(words, {
        prefix: true,
        fuzzy: (term) => term.length >= FUZZY_LEAST && FUZZY,
        combineWith: 'AND',
        boost: { text: 2 },
        boostDocument: (key) => (claims[Number(key)]?.struck === true ? STRUCK_WEIGHT : 1),
      })
      .slice(0, most)
      .map(({ id }) => {
        const { description: _description, ...claim } = claims[Number(id)] as (typeof claims)[number];
        return claim;
      });
}
