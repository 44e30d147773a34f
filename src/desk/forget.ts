/** Removes an entry from memory for good, in every place that holds it. It asks for no confirmation: the surface does that before it calls. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { forgetEntry, type Forgotten } from '../journal/forget.js';
import type { LogView } from '../memory/log-view.js';
import { appendEntries } from '../memory/append.js';
import { readEntries, readForgotten } from '../memory/read-logs.js';
import { isQuotedFrom, verdictDraft, verdictsIn, withoutWords } from '../dream/report/verdict.js';
import { triageDraft, triageIn } from '../dream/report/triage.js';
import { takeBackQuoting, type Quoting } from '../dream/review/take-back.js';
import type { Entry, EntryDraft } from '../memory/entry.js';
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

/** What became of a forget. */
export interface ForgottenHere extends Forgotten {
  /** The open dream that quoted the entry. */
  readonly dream?: Quoting;
}

/**
 * Removes an entry from journals, tails, logs and copies, the open dream that quotes it, and the vectors whose text is gone with it. Verdicts and notes of
 * days that quote it are replaced by such that do not: what was decided stays. @throws KairosError as `forgetEntry` and `takeBackQuoting`.
 */
export async function forget(world: World, ws: Workspace, view: LogView, id: string): Promise<ForgottenHere> {
  // Before the entry: a claim of it could be accepted meanwhile. A dream that is at work begins anew once the entry is gone.
  const dream = ws.hasGit ? await takeBackQuoting(world, ws, id) : undefined;
  for (const quoting of await unquote(world, ws, view, id)) await forgetEntry(world, ws, view, quoting);
  const result = await forgetEntry(world, ws, view, id);
  // An answer that is on its way may quote it.
  if (ws.hasGit) await emptyPlace(world, ws);
  const restored = await restoreLogs(world, ws);
  if (!ws.hasGit) await forgetVectors(world, ws, restored.view);
  return { ...result, ...(dream && { dream }) };
}

/** Notes anew what kairos noted of the entry, without its words. @returns the ids of what quotes it. */
async function unquote(world: World, ws: Workspace, view: LogView, id: string): Promise<string[]> {
  const { entries } = await readEntries(world, ws, view);
  const said = entries.find((one) => one.id === id)?.text;
  const quoting = entries.flatMap((entry) => {
    const draft =
      entry.id === id ? undefined : (unquotedVerdict(entry, said) ?? unquotedTriage(entry, id, said) ?? unquotedSummary(entry, id));
    return draft ? [{ id: entry.id, draft }] : [];
  });
  await appendEntries(
    world,
    ws,
    view,
    quoting.map(({ draft }) => draft),
  );
  return quoting.map((one) => one.id);
}

/** The verdict without its claim; undefined for what is no verdict on what the entry says. */
function unquotedVerdict(entry: Entry, said: string | undefined): EntryDraft | undefined {
  const [verdict] = verdictsIn([entry]);
  return verdict && said !== undefined && isQuotedFrom(verdict.claim, said) ? verdictDraft(withoutWords(verdict)) : undefined;
}

/** What a model said of a claim, without its words; undefined where they do not quote the entry. */
function unquotedTriage(entry: Entry, id: string, said: string | undefined): EntryDraft | undefined {
  const [triage] = triageIn([entry]);
  const isQuoting = triage && (triage.why.includes(`^${id}`) || (said !== undefined && isQuotedFrom(said, triage.why)));
  return isQuoting ? triageDraft({ ...triage, why: '(forgotten)' }) : undefined;
}

/** A summary of the agent's without the lines that quote the entry; undefined for one that does not. */
function unquotedSummary({ id: own, kind, actor, ours, atMs, text }: Entry, id: string): EntryDraft | undefined {
  if (kind !== 'summary' || actor !== 'agent' || !ours || !text.includes(`^${id}`)) return undefined;
  const lines = text.split('\n').filter((line) => !line.includes(`^${id}`));
  return { kind, actor, atMs, text: lines.length === 0 ? '(forgotten)' : lines.join('\n'), key: `${own} without ${id}` };
}
