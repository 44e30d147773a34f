/** Replaces secrets in the names of a reflog. Its messages stay, since they are searched with the rest of an entry's text. */
import type { ReflogLine } from '../world/git-refs.js';
import { replaceSecrets } from './secrets.js';

/** A name as short as this is none of a secret. */
const NAME_CHARS = 20;

/** The lines with clean names. Call it before a name becomes an actor: in lower case a key is not recognised, but still reveals most of itself. */
export async function cleanActors(lines: readonly ReflogLine[]): Promise<readonly ReflogLine[]> {
  const clean = new Map<string, string>();
  for (const { actor } of lines) if (actor.length >= NAME_CHARS && !clean.has(actor)) clean.set(actor, (await replaceSecrets(actor)).text);
  return clean.size === 0 ? lines : lines.map((line) => ({ ...line, actor: clean.get(line.actor) ?? line.actor }));
}
