/** What somebody said in words becomes an entry: a note, a message of the queue. The same care for all of them, whoever takes the text in. */
import type { Entry, EntryDraft } from '../memory/entry.js';
import { appendEntries } from '../memory/append.js';
import type { LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { replaceSecrets } from './secrets.js';

export interface Said {
  /** Undefined: the very same entry stands in the log already, or was forgotten. */
  readonly entry: Entry | undefined;
  /** Names of the rules that found a secret, in the order of the text. */
  readonly secretsReplaced: readonly string[];
}

/**
 * Appends a text without its secrets and the blanks around it; undefined where it says nothing.
 * @param keyOf the natural key of the entry by its text; left out, the store's.
 * @throws KairosError as `appendEntries`.
 */
export async function appendSaid(
  world: Pick<World, 'files' | 'random'>,
  ws: Workspace,
  view: LogView,
  said: Pick<EntryDraft, 'kind' | 'atMs' | 'text' | 'actor'>,
  keyOf?: (text: string) => string,
): Promise<Said | undefined> {
  if (said.text.trim() === '') return undefined;
  const { text, found } = await replaceSecrets(said.text.trim());
  const [entry] = await appendEntries(world, ws, view, [{ ...said, text, ...(keyOf && { key: keyOf(text) }) }]);
  return { entry, secretsReplaced: found };
}
