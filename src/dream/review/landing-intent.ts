/**
 * A landing that is under way, as a file: written before the first step and removed after the last, so that what a kill cut short can be finished or
 * taken back. The steps that both `land` and `finishAccept` take.
 */
import { laidPin } from '../../base/refs.js';
import type { Workspace } from '../../base/workspace.js';
import { appendEntries } from '../../memory/append.js';
import type { LogView } from '../../memory/log-view.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { RefUpdate } from '../../world/git-write.js';
import type { CommandWorld, World } from '../../world/world.js';
import { verdictDraft, type Verdict } from '../report/verdict.js';
import { tipOf } from '../tree/base-branch.js';

export interface Intent {
  readonly format: 1;
  readonly dream: string;
  readonly pin: string;
  readonly ref: string;
  readonly old: ObjectId;
  readonly from: ObjectId;
  readonly to: ObjectId;
  /** Paths whose content in `from` the index shall hold first. */
  readonly staged: readonly string[];
  readonly refs: readonly { readonly ref: string; readonly old?: ObjectId; readonly new?: ObjectId }[];
  readonly verdicts: readonly Verdict[];
}

/** Undefined for a file that is damaged or of another format. */
export function readIntent(text: string | undefined): Intent | undefined {
  try {
    const intent = JSON.parse(text ?? '') as Intent;
    const isWhole =
      intent.format === 1 &&
      [intent.dream, intent.pin, intent.ref, intent.old, intent.from, intent.to].every((field) => typeof field === 'string');
    return isWhole && Array.isArray(intent.staged) && Array.isArray(intent.refs) && Array.isArray(intent.verdicts) ? intent : undefined;
  } catch {
    return undefined;
  }
}

/** Moves the base, with index and files where it is checked out. @throws KairosError `work-tree-in-the-way`, `ref-moved`. */
export async function move(world: CommandWorld, intent: Intent, isHere: boolean, carried: ReadonlyMap<string, string>): Promise<void> {
  const { ref, old, from, to } = intent;
  if (!isHere) return world.git.updateRefs([{ ref, old, new: to }]);
  const encoder = new TextEncoder();
  const staged = intent.staged.map((path) => ({ path, content: encoder.encode(carried.get(path) ?? '') }));
  return world.git.advance({ ref, old, from, to, staged });
}

/** What follows once the branch has moved; each step may be done again. */
export async function complete(world: World, ws: Workspace, view: LogView, intent: Intent): Promise<void> {
  await appendEntries(world, ws, view, intent.verdicts.map(verdictDraft));
  const updates = await unpinning(world, intent);
  for (const { ref, old, new: next } of intent.refs) if ((await tipOf(world.git, ref)) === old) updates.push({ ref, old, new: next });
  if (updates.length > 0) await world.git.updateRefs(updates);
  await world.files.remove(ws.acceptIntent);
}

async function unpinning(world: World, { pin, dream }: Intent): Promise<RefUpdate[]> {
  const pins = [pin, laidPin(dream)];
  const held = await world.git.refs(pins);
  return held.filter(({ name }) => pins.includes(name)).map(({ name, id }) => ({ ref: name, old: id, new: undefined }));
}

/** Forgets a landing of which nothing has happened: removes its pins and its file. @throws KairosError `ref-moved`, `git-busy`. */
export async function forget(world: World, ws: Workspace, intent: Intent): Promise<void> {
  const updates = await unpinning(world, intent);
  if (updates.length > 0) await world.git.updateRefs(updates);
  await world.files.remove(ws.acceptIntent);
}
