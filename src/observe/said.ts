/** Turns text that somebody wrote (a note, a message of the queue) into an entry. All of it passes here, so that secrets are always removed. */
import { normalizeText, type Entry, type EntryDraft } from '../memory/entry.js';
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
 * Appends a text, normalised and with its secrets removed. Returns undefined for a blank text.
 * @param keyOf makes the natural key of the entry from its text as given, without secrets; left out, the default key of the log is used.
 * @throws KairosError as `appendEntries`.
 */
export async function appendSaid(
  world: Pick<World, 'files' | 'random'>,
  ws: Workspace,
  view: LogView,
  said: Pick<EntryDraft, 'kind' | 'atMs' | 'text' | 'actor'>,
  keyOf?: (text: string) => string,
): Promise<Said | undefined> {
  if (normalizeText(said.text) === '') return undefined;
  const given = await replaceSecrets(said.text.trim());
  // Again in the form that is written, where nothing cuts a secret apart any more.
  const { text, found } = await replaceSecrets(normalizeText(given.text));
  const [entry] = await appendEntries(world, ws, view, [{ ...said, text, ...(keyOf && { key: keyOf(given.text) }) }]);
  return { entry, secretsReplaced: [...given.found, ...found] };
}
