/** Writes a note into today's log, for a person or for a client under its own name. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { normalizeText, type Entry } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import { appendSaid } from '../observe/said.js';
import type { World } from '../world/world.js';

export interface WrittenNote {
  readonly entry: Entry;
  /** Names of the rules that found a secret, in the order of the text. */
  readonly secretsReplaced: readonly string[];
}

/** Refuses a blank note. Call it before the repository is opened. @throws KairosError `usage`. */
export function refuseBlank(text: string): void {
  if (normalizeText(text) === '')
    throw new KairosError('usage', 'an empty note says nothing', { hint: 'kairos note "what you want to remember"' });
}

/**
 * Writes one note. Its secrets are replaced.
 * @param note.actor `user`, or the name of the client that writes.
 * @throws KairosError `usage` for an empty one, `bad-entry` where the same stands there, `too-large`, and as `appendEntries`.
 */
export async function writeNote(
  world: Pick<World, 'files' | 'clock' | 'random'>,
  ws: Workspace,
  view: LogView,
  note: { readonly text: string; readonly actor: string },
): Promise<WrittenNote> {
  refuseBlank(note.text);
  const said = await appendSaid(world, ws, view, { kind: 'note', actor: note.actor, atMs: world.clock.now(), text: note.text });
  if (!said?.entry) throw new KairosError('bad-entry', 'the note was not written: the same note stands in the log already');
  return { entry: said.entry, secretsReplaced: said.secretsReplaced };
}
