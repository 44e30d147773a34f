/** Tells which commits come from somebody who has no other on the base. It knows authors by the names that their entries have. Pure. */
import type { Message } from '../reading/message.js';

/** With fewer commits by others everybody is new. */
const OTHERS_LEAST = 10;

/**
 * True for a commit whose author has no other commit among these, where at least ten are by others.
 * @param messages those of the base.
 */
export function newAuthorsIn(messages: readonly Message[]): (commit: string) => boolean {
  const authors = new Map<string, string>();
  for (const { commit, entry } of messages) if (commit !== undefined) authors.set(commit, entry.actor ?? '');
  const counts = new Map<string, number>();
  for (const author of authors.values()) counts.set(author, (counts.get(author) ?? 0) + 1);
  return (commit) => {
    const author = authors.get(commit);
    return author !== undefined && counts.get(author) === 1 && authors.size - 1 >= OTHERS_LEAST;
  };
}
