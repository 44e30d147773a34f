/**
 * The Git port for a command that ends soon: refs are listed once and not for each question. What it moves itself, and `lookAnew` after a lock was taken,
 * end the memory of it; what others move meanwhile is found by the expected old value of each move, as it is when git answers slowly.
 */
import { remembers } from '../../base/look-anew.js';
import type { Advance } from '../../world/advance.js';
import type { Git } from '../../world/git.js';
import type { Commit } from '../../world/git-history.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { Listing } from './refs.js';

/** Commits are immutable: a few that were read are kept. */
const COMMITS_MOST = 64;

/**
 * @param list lists the refs below prefixes. @param first what the first listing holds in any case. @param keep lists these, which the next command asks, too.
 * A question about other refs makes a further listing.
 */
export function listedOnce(
  git: Git & Advance,
  list: (prefixes: readonly string[]) => Promise<Listing>,
  first: () => Promise<readonly string[]>,
  keep: (prefixes: readonly string[]) => Promise<Listing> = list,
): Git & Advance {
  let listings: { readonly prefixes: readonly string[]; readonly listing: Promise<Listing> }[] = [];
  const forget = (): void => {
    listings = [];
  };
  const listingOf = async (wanted: readonly string[]): Promise<Listing> => {
    const known = listings.find(({ prefixes }) => areBelow(wanted, prefixes));
    if (known) return known.listing;
    const early = listings.length === 0 ? await first() : [];
    const isUsual = early.length > 0 && areBelow(wanted, early);
    const prefixes = isUsual ? early : [...new Set([...early, ...wanted])];
    const listing = isUsual ? keep(prefixes) : list(prefixes);
    listings.push({ prefixes, listing });
    return listing;
  };
  const changing =
    <Input extends readonly unknown[], Output>(verb: (...input: Input) => Promise<Output>) =>
    async (...input: Input): Promise<Output> => {
      try {
        return await verb(...input);
      } finally {
        forget();
      }
    };
  const read = new Map<ObjectId, Commit>();
  const listed: Git & Advance = {
    ...git,
    commits: async (ids) => {
      const missing = ids.filter((id) => !read.has(id));
      if (missing.length > COMMITS_MOST) return git.commits(ids);
      for (const commit of missing.length === 0 ? [] : await git.commits(missing)) read.set(commit.id, commit);
      return ids.flatMap((id) => read.get(id) ?? []);
    },
    committedAtMs: async (id) => {
      for (const { listing } of listings) {
        const atMs = (await listing).times.get(id);
        if (atMs !== undefined) return atMs;
      }
      return git.committedAtMs(id);
    },
    between: async (tips, exclude) => {
      if (tips.every((tip) => exclude.includes(tip))) return [];
      const [tip] = tips;
      const only = tips.length === 1 && tip !== undefined ? read.get(tip) : undefined;
      return only?.parents.length === 1 && exclude.includes(only.parents[0] ?? '') ? [only.id] : git.between(tips, exclude);
    },
    refs: async (prefixes) => {
      if (prefixes.length === 0) return [];
      return (await listingOf(prefixes)).refs.filter(({ name }) => prefixes.some((prefix) => isBelow(name, prefix)));
    },
    head: async () => {
      // A listing that has the branch of HEAD marks it.
      for (const { listing } of listings) {
        const { head } = await listing;
        if (head) return head;
      }
      return git.head();
    },
    commitChain: changing(git.commitChain),
    updateRefs: changing(git.updateRefs),
    advance: changing(git.advance),
  };
  remembers(listed, forget);
  return listed;
}

function areBelow(names: readonly string[], prefixes: readonly string[]): boolean {
  return names.every((name) => prefixes.some((prefix) => isBelow(name, prefix)));
}

/** As `git for-each-ref` matches: the ref itself, or what is below it. */
function isBelow(name: string, prefix: string): boolean {
  return name === prefix || name.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}
