/** Tells which commits come from somebody who has no other on the base. It does not know who an author is; mailmap.ts does. Pure. */
import type { Message } from '../reading/message.js';

/** With fewer commits by others everybody is new. */
const OTHERS_LEAST = 10;

/** True for a commit whose author has no other among these, where at least ten are by others. @param authors of all commits of the base. */
export function newAuthorsIn(authors: ReadonlyMap<string, string>): (commit: string) => boolean {
  const counts = new Map<string, number>();
  for (const author of authors.values()) counts.set(author, (counts.get(author) ?? 0) + 1);
  return (commit) => {
    const author = authors.get(commit);
    return author !== undefined && counts.get(author) === 1 && authors.size - 1 >= OTHERS_LEAST;
  };
}

/** The authors as the entries name them, for whoever cannot ask git. */
export function namesIn(messages: readonly Message[]): ReadonlyMap<string, string> {
  return new Map(messages.flatMap(({ commit, entry }) => (commit === undefined ? [] : [[commit, entry.actor ?? '']])));
}
