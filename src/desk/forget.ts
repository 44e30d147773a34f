/** Removes an entry from memory for good, in every place that holds it. It asks for no confirmation: the surface does that before it calls. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { forgetEntry, type Forgotten } from '../journal/forget.js';
import type { LogView } from '../memory/log-view.js';
import { appendEntries } from '../memory/append.js';
import { readEntries, readForgotten } from '../memory/read-logs.js';
import { isQuotedFrom, verdictDraft, verdictsIn, withoutWords } from '../dream/report/verdict.js';
import { forgetVectors } from '../recall/embedding/embed-missing.js';
import type { World } from '../world/world.js';
import { restoreLogs } from './catch-up.js';
import { emptyPlace } from './door/place.js';
import { findWhole, type Found } from './find.js';
import type { Lookup } from './lookup.js';

/** An id that was forgotten, of which something may be left. */
interface ForgottenBefore {
  readonly is: 'forgotten';
  readonly id: string;
}

/**
 * The entry that is meant, by its whole id, or an id that was forgotten before. @throws KairosError `not-found`; `usage` for a claim, which stands in a file
 * of the person's branch.
 */
export async function forgettable(
  world: Pick<World, 'files'>,
  ws: Workspace,
  lookup: Lookup,
  given: string,
): Promise<Extract<Found, { is: 'entry' }> | ForgottenBefore> {
  if ((await readForgotten(world, ws)).has(given)) return { is: 'forgotten', id: given };
  const found = await findWhole(lookup, given);
  if (found.is === 'entry') return found;
  throw new KairosError('usage', `^${found.id} is a claim in ${found.topic.path}, and no entry of the journal`, {
    hint: `take it out of .kairos/${found.topic.path}, which is yours to edit, or kairos blame ^${found.id} for the entries that it cites`,
  });
}

/**
 * Removes an entry from journals, tails, logs and copies, and the vectors whose text is gone with it. Verdicts that quote it are replaced by verdicts that
 * do not: what was decided stays. @throws KairosError as `forgetEntry`.
 */
export async function forget(world: World, ws: Workspace, view: LogView, id: string): Promise<Forgotten> {
  for (const verdict of await unquoteVerdicts(world, ws, view, id)) await forgetEntry(world, ws, view, verdict);
  const result = await forgetEntry(world, ws, view, id);
  // An answer that is on its way may quote it.
  if (ws.hasGit) await emptyPlace(world, ws);
  const restored = await restoreLogs(world, ws);
  if (!ws.hasGit) await forgetVectors(world, ws, restored.view);
  return result;
}

/** Notes the verdicts on what an entry says anew, without its words. @returns the ids of those that quote it. */
async function unquoteVerdicts(world: World, ws: Workspace, view: LogView, id: string): Promise<string[]> {
  const { entries } = await readEntries(world, ws, view);
  const said = entries.find((one) => one.id === id)?.text;
  if (said === undefined) return [];
  const quoting = entries.flatMap((entry) => {
    const [verdict] = verdictsIn([entry]);
    return verdict && isQuotedFrom(verdict.claim, said) ? [{ id: entry.id, verdict }] : [];
  });
  await appendEntries(
    world,
    ws,
    view,
    quoting.map(({ verdict }) => verdictDraft(withoutWords(verdict))),
  );
  return quoting.map((one) => one.id);
}
