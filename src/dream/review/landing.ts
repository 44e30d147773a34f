/**
 * Puts a change of memory onto the base branch: the one place where kairos may move the user's branch, index and work tree, and only from
 * commands that a person runs. An intent file is written before and removed after, so that the next command finishes or undoes what a kill cut short.
 *
 *   objects (pinned by a ref) -> intent -> branch, index, files (git.advance) -> verdicts into the journal -> refs of the dream -> intent removed
 */
import { byKey } from '../../base/order.js';
import { errorText, KairosError } from '../../base/errors.js';
import { withLock } from '../../base/lock.js';
import { appendEntries, type LogView } from '../../memory/store.js';
import type { Workspace } from '../../base/workspace.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { NewCommit, RefUpdate } from '../../world/git-write.js';
import type { World, CommandWorld } from '../../world/world.js';
import { acceptPin, REFS } from '../../base/refs.js';
import { branchAt, checkedOutAt, refuseBusy, tipOf, type BaseBranch } from '../tree/base-branch.js';
import { assertDreamPaths, memoryAt, type MemoryFiles } from '../tree/memory-files.js';
import { AUTHOR } from '../branch/open-dream.js';
import { verdictDraft, type Verdict } from '../report/verdict.js';

const LOCK = 'accept';
const LOCK_WAIT_MS = 3000;

export interface Landing {
  /** Id of the dream that it is about. */
  readonly dream: string;
  readonly base: BaseBranch;
  readonly message: string;
  /** Path -> text, undefined to remove. */
  readonly files: ReadonlyMap<string, string | undefined>;
  /** Hand-edited files among `files`, with their live text: committed first, as the person's, so that the change stands on them. */
  readonly carried: ReadonlyMap<string, string>;
  /** Refs of the dream to move or remove with it. */
  readonly refs: readonly RefUpdate[];
  readonly verdicts: readonly Verdict[];
}

interface Intent {
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

/** Runs what decides about a dream, one process at a time in all work trees of the clone. @throws KairosError `lock-held`. */
export async function deciding<T>(world: World, ws: Workspace, action: () => Promise<T>): Promise<T> {
  return withLock(world, ws.journalLocks, LOCK, LOCK_WAIT_MS, action);
}

/**
 * Whether the base may be moved from here.
 * @throws KairosError `git-busy`; `work-tree-in-the-way` when another work tree has the base checked out.
 */
async function refuseUnreachableBase(world: World, base: BaseBranch): Promise<void> {
  if (base.isHere) return refuseBusy(world.git);
  const [elsewhere] = await checkedOutAt(world.git, base.ref);
  if (elsewhere !== undefined) {
    throw new KairosError('work-tree-in-the-way', `${base.name} is checked out in ${elsewhere}`, {
      hint: `run the command there: cd ${elsewhere}`,
    });
  }
}

/**
 * Lands a change. Call inside `deciding`. Returns the new tip of the base.
 * @throws KairosError `work-tree-in-the-way`, `ref-moved`, `git-busy`: nothing has changed then.
 */
export async function land(world: CommandWorld, ws: Workspace, view: LogView, landing: Landing): Promise<ObjectId> {
  const { base, dream, carried, files } = landing;
  assertDreamPaths(files.keys());
  await refuseUnreachableBase(world, base);
  const atMs = world.clock.now();
  const changes = [...files].toSorted(byKey).map(([path, content]) => ({ path, content }));
  const own: NewCommit = { message: landing.message, author: { ...AUTHOR, atMs }, parent: base.tip, changes };
  const chain = carried.size === 0 ? [own] : [await carriedCommit(world, base, carried, atMs), own];
  const pin = acceptPin(dream);
  const ids = await world.git.commitChain(chain, [{ ref: pin, old: await tipOf(world.git, pin), new: `#${chain.length - 1}` }]);
  const to = ids.at(-1) as ObjectId;
  const intent: Intent = {
    format: 1,
    dream,
    pin,
    ref: base.ref,
    old: base.tip,
    from: chain.length === 1 ? base.tip : (ids[0] as ObjectId),
    to,
    staged: [...carried.keys()].toSorted(),
    refs: landing.refs.map(({ ref, old, new: next }) => ({
      ref,
      ...(old === undefined ? {} : { old }),
      ...(next === undefined ? {} : { new: next }),
    })),
    verdicts: landing.verdicts,
  };
  await world.files.write(ws.acceptIntent, `${JSON.stringify(intent)}\n`);
  try {
    await move(world, intent, base.isHere, carried);
  } catch (error) {
    await forget(world, ws, intent);
    throw error;
  }
  await complete(world, ws, view, intent);
  return to;
}

/** Hand edits are the person's: so is their commit, where git knows who that is. */
async function carriedCommit(world: World, base: BaseBranch, carried: ReadonlyMap<string, string>, atMs: number): Promise<NewCommit> {
  const person = await world.git.identity();
  const changes = [...carried].toSorted(byKey).map(([path, content]) => ({ path, content }));
  return { message: 'Edit memory by hand\n', author: { ...(person ?? AUTHOR), atMs }, parent: base.tip, changes };
}

async function move(world: CommandWorld, intent: Intent, isHere: boolean, carried: ReadonlyMap<string, string>): Promise<void> {
  const { ref, old, from, to } = intent;
  if (!isHere) return world.git.updateRefs([{ ref, old, new: to }]);
  const encoder = new TextEncoder();
  const staged = intent.staged.map((path) => ({ path, content: encoder.encode(carried.get(path) ?? '') }));
  return world.git.advance({ ref, old, from, to, staged });
}

/** What follows once the branch has moved; each step may be done again. */
async function complete(world: World, ws: Workspace, view: LogView, intent: Intent): Promise<void> {
  await appendEntries(world, ws, view, intent.verdicts.map(verdictDraft));
  const pinned = await tipOf(world.git, intent.pin);
  const updates: RefUpdate[] = pinned === undefined ? [] : [{ ref: intent.pin, old: pinned, new: undefined }];
  for (const { ref, old, new: next } of intent.refs) if ((await tipOf(world.git, ref)) === old) updates.push({ ref, old, new: next });
  if (updates.length > 0) await world.git.updateRefs(updates);
  await world.files.remove(ws.acceptIntent);
}

async function forget(world: World, ws: Workspace, intent: Intent): Promise<void> {
  const pinned = await tipOf(world.git, intent.pin);
  if (pinned !== undefined) await world.git.updateRefs([{ ref: intent.pin, old: pinned, new: undefined }]);
  await world.files.remove(ws.acceptIntent);
}

/**
 * Finishes an accept or undo that was killed, or takes it back where the person went on meanwhile. Every command calls it first; it does nothing
 * where there is nothing to finish, and never keeps a command from its work: what stands against it is a warning, and the next command tries again.
 */
export async function finishAccept(
  world: CommandWorld,
  ws: Workspace,
  view: LogView,
): Promise<{ dream: string; outcome: 'finished' | 'undone' } | undefined> {
  if (!ws.hasGit) return undefined;
  if ((await world.files.stat(ws.acceptIntent)) === undefined) {
    await sweepPins(world, ws);
    return undefined;
  }
  try {
    return await deciding(world, ws, () => finish(world, ws, view));
  } catch (error) {
    world.log.warn(`an accept that was cut short waits to be finished: ${errorText(error)}`);
    return undefined;
  }
}

/** A pin without its intent is what a kill between the two left: nothing had begun. Other work trees' intents keep theirs. */
async function sweepPins(world: World, ws: Workspace): Promise<void> {
  if ((await world.git.refs([REFS.acceptPins])).length === 0) return;
  try {
    await deciding(world, ws, async () => {
      for (const { gitDir } of await world.git.worktrees()) if (await world.files.stat(`${gitDir}/kairos/accept.json`)) return;
      const pins = await world.git.refs([REFS.acceptPins]);
      if (pins.length > 0) await world.git.updateRefs(pins.map(({ name, id }) => ({ ref: name, old: id, new: undefined })));
    });
  } catch (error) {
    if (!(error instanceof KairosError)) throw error;
    // Somebody is deciding at this moment; the next command looks again.
  }
}

async function finish(
  world: CommandWorld,
  ws: Workspace,
  view: LogView,
): Promise<{ dream: string; outcome: 'finished' | 'undone' } | undefined> {
  const intent = readIntent(await world.files.read(ws.acceptIntent));
  if (!intent) {
    await world.files.remove(ws.acceptIntent);
    return undefined;
  }
  if ((await stands(world, intent)) || ((await tipOf(world.git, intent.ref)) === intent.old && (await again(world, ws, intent)))) {
    await complete(world, ws, view, intent);
    return { dream: intent.dream, outcome: 'finished' };
  }
  await forget(world, ws, intent);
  return { dream: intent.dream, outcome: 'undone' };
}

async function stands(world: World, intent: Intent): Promise<boolean> {
  const tip = await tipOf(world.git, intent.ref);
  return tip !== undefined && (await world.git.reachable([intent.to], tip)).has(intent.to);
}

/** Tries the move once more; false where the person's files are in the way now, which then stay as they are. */
async function again(world: CommandWorld, ws: Workspace, intent: Intent): Promise<boolean> {
  const base = await branchAt(world.git, intent.ref);
  const [{ files: from }, { files: to }] = [await memoryAt(world.git, intent.from), await memoryAt(world.git, intent.to)];
  try {
    await refuseUnreachableBase(world, base);
    if (base.isHere) await mendTorn(world, ws, from, to);
    await move(world, intent, base.isHere, new Map(intent.staged.map((path) => [path, from.get(path) ?? ''])));
    return true;
  } catch (error) {
    if (error instanceof KairosError && error.code !== 'git-busy') return false;
    throw error;
  }
}

/** Completes files that a kill cut short while git wrote them: they are neither the old text nor the new, but the beginning of the new. */
async function mendTorn(world: World, ws: Workspace, from: MemoryFiles, to: MemoryFiles): Promise<void> {
  for (const [path, text] of to) {
    const before = from.get(path);
    if (text === before) continue;
    const live = await world.files.read(`${ws.root}/${path}`);
    if (live !== undefined && live !== before && live !== text && text.startsWith(live))
      await world.files.write(`${ws.root}/${path}`, text);
  }
}

function readIntent(text: string | undefined): Intent | undefined {
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
