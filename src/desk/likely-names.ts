/** What somebody who mistyped a name may have meant: the likeliest of the names that there are. Built in memory for one question, kept nowhere. */
import MiniSearch from 'minisearch';
import type { World } from '../world/world.js';

const NAMED_MOST = 3;
/** The share of the letters of a word that may differ. */
const FUZZY = 0.35;

/** The likeliest names, best first, three at most; [] where none is like it. Names are compared by their words, and by the beginnings of these. */
export function likelyNames(typed: string, names: readonly string[]): string[] {
  const search = new MiniSearch<{ id: number; name: string }>({ fields: ['name'] });
  search.addAll(names.map((name, id) => ({ id, name })));
  return search
    .search(typed, { prefix: true, fuzzy: FUZZY })
    .slice(0, NAMED_MOST)
    .map(({ id }) => names[Number(id)] as string);
}

/** `topics, or tools`: for a message; '' for none. */
export function orText(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** The files of HEAD that a mistyped path may mean. */
export async function likelyPaths({ git }: Pick<World, 'git'>, typed: string): Promise<string[]> {
  const { commit } = await git.head();
  if (commit === undefined) return [];
  return likelyNames(
    typed,
    (await git.readTree(commit, [''])).map(({ path }) => path),
  );
}
