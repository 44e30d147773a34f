/** Opening the repository for a command. */
import type { Context } from './context.js';
import type { Opened, OpenNeeds } from './opened.js';

/**
 * Opens the repository of the current folder and runs the chores that precede any reading: restores the journal, brings the journals of other work
 * trees up to date, finishes an accept that was killed, settles a dream that was merged elsewhere.
 * @throws KairosError `not-a-repository`, `no-kairos`.
 */
export async function open(context: Context, needs: OpenNeeds = {}): Promise<Opened> {
  // Loaded late, so that what needs no repository (help, a server's first message) does not wait for these modules.
  const { openHere } = await import('./open-here.js');
  return openHere(context, needs);
}
