/**
 * Carries decisions about a dream out: puts a change of memory onto the base branch, the one place where kairos may move the user's branch, index and
 * work tree, and only from commands that a person runs. An intent file is written before and removed after, so that the next command finishes or undoes
 * what a kill cut short. It decides nothing.
 *
 *   objects (pinned by a ref) -> intent -> branch, index, files (git.advance) -> verdicts into the journal -> refs of the dream -> intent removed
 */
import { lookAnew } from '../../base/look-anew.js';
import { jsonFile } from '../../base/json.js';
import { byKey } from '../../base/order.js';
import { acceptPin, laidPin } from '../../base/refs.js';
import { KairosError } from '../../base/errors.js';
import { withLock } from '../../base/lock.js';
import { appendEntries } from '../../memory/append.js';
import type { LogView } from '../../memory/log-view.js';
import type { Workspace } from '../../base/workspace.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { NewCommit, RefUpdate, Signature } from '../../world/git-write.js';
import type { World, CommandWorld } from '../../world/world.js';
import { checkedOutAt, refuseBusy, tipOf, type BaseBranch } from '../tree/base-branch.js';
import { assertDreamPaths, type MemoryFiles } from '../tree/memory-files.js';
import { KAIROS, signer } from '../../base/signer.js';
import { verdictDraft, type Verdict } from '../report/verdict.js';
import type { BranchRewrite } from './branch-rewrite.js';
import { complete, forget, move, type Intent } from './landing-intent.js';

const LOCK = 'accept';
const LOCK_WAIT_MS = 3000;

/** A change of the base branch. */
export interface BaseChange {
  readonly message: string;
  /** Path -> text, undefined to remove. */
  readonly files: ReadonlyMap<string, string | undefined>;
  /** Hand-edited files among `files`, with their live text: committed first, as the person's, so that the change stands on them. */
  readonly carried: ReadonlyMap<string, string>;
  /** Files of the work tree that the base does not have and nobody wrote: no commit of their own, and no obstacle. */
  readonly laid: ReadonlyMap<string, string>;
  /** Memory on the base's tip, and `laid`. */
  readonly before: MemoryFiles;
}

/** What a decision does to refs and branches. */
export interface Landing {
  /** Id of the dream that it is about. */
  readonly dream: string;
  readonly base: BaseBranch;
  /** Left out: nothing of it stands on the base. */
  readonly commit?: BaseChange;
  /** Refs of the dream to move or remove with it. */
  readonly refs: readonly RefUpdate[];
  readonly verdicts: readonly Verdict[];
  /** Comes last: cut off by a kill, the branch still proposes what was decided, and the verdicts stand. */
  readonly rewrite?: BranchRewrite;
}

/** Runs what decides about a dream, one process at a time in all work trees of the clone. @throws KairosError `lock-held`. */
export async function deciding<T>(world: World, ws: Workspace, action: () => Promise<T>): Promise<T> {
  return withLock(world, ws.journalLocks, LOCK, LOCK_WAIT_MS, async () => {
    lookAnew(world);
    return action();
  });
}

/**
 * Whether the base may be moved from here.
 * @throws KairosError `git-busy`; `work-tree-in-the-way` when another work tree has the base checked out.
 */
export async function refuseUnreachableBase(world: World, base: BaseBranch): Promise<void> {
  if (base.isHere) return refuseBusy(world.git);
  const [elsewhere] = await checkedOutAt(world.git, base.ref);
  if (elsewhere !== undefined) {
    throw new KairosError('work-tree-in-the-way', `${base.name} is checked out in ${elsewhere}`, {
      hint: `run the command there: cd ${elsewhere}`,
    });
  }
}

/**
 * Carries a decision out. Call inside `deciding`. Returns the new tip of the base, if that moved.
 * @throws KairosError `work-tree-in-the-way`, `ref-moved`, `git-busy`: nothing has changed then.
 */
export async function land(world: CommandWorld, ws: Workspace, view: LogView, landing: Landing & { commit: BaseChange }): Promise<ObjectId>;
export async function land(world: CommandWorld, ws: Workspace, view: LogView, landing: Landing): Promise<ObjectId | undefined>;
export async function land(world: CommandWorld, ws: Workspace, view: LogView, landing: Landing): Promise<ObjectId | undefined> {
  const { commit, refs, verdicts, rewrite } = landing;
  if (rewrite) assertDreamPaths(rewrite.commit.changes.map(({ path }) => path));
  let tip: ObjectId | undefined;
  if (commit) tip = await landOnBase(world, ws, view, landing, commit);
  else {
    await appendEntries(world, ws, view, verdicts.map(verdictDraft));
    if (refs.length > 0) await world.git.updateRefs(refs);
  }
  if (rewrite) await world.git.commitChain([rewrite.isOnLanded ? { ...rewrite.commit, parent: tip } : rewrite.commit], rewrite.refs);
  return tip;
}

async function landOnBase(
  world: CommandWorld,
  ws: Workspace,
  view: LogView,
  { base, dream, refs, verdicts }: Landing,
  { message, files, carried, laid, before }: BaseChange,
): Promise<ObjectId> {
  assertDreamPaths(files.keys());
  const over = new Map([...carried, ...[...laid].filter(([path]) => files.has(path))]);
  await refuseHalfStaged(world, before, over);
  await refuseUnreachableBase(world, base);
  const atMs = world.clock.now();
  const changes = [...files].toSorted(byKey).map(([path, content]) => ({ path, content }));
  // The proposal is kairos's, the decision is the person's.
  const author = await signer(world);
  const own: NewCommit = { message, author, parent: base.tip, changes };
  const under = carried.size === 0 ? [] : [carriedCommit(base, carried, author)];
  const chain = [...under, own];
  const pin = acceptPin(dream);
  const made = await world.git.commitChain(chain, [{ ref: pin, old: await tipOf(world.git, pin), new: `#${chain.length - 1}` }]);
  const ids = await signedUnder(world, pin, made);
  const to = ids.at(-1) as ObjectId;
  const laidBelow = over.size > carried.size ? await laidCommit(world, base, { dream, under, files: over, atMs }) : undefined;
  const intent: Intent = {
    format: 1,
    dream,
    pin,
    ref: base.ref,
    old: base.tip,
    from: laidBelow ?? (chain.length === 1 ? base.tip : (ids[0] as ObjectId)),
    to,
    staged: [...over.keys()].toSorted(),
    refs: refs.map(({ ref, old, new: next }) => ({
      ref,
      ...(old === undefined ? {} : { old }),
      ...(next === undefined ? {} : { new: next }),
    })),
    verdicts,
  };
  await world.files.write(ws.acceptIntent, jsonFile(intent));
  try {
    await move(world, intent, base.isHere, over);
  } catch (error) {
    await forget(world, ws, intent);
    throw error;
  }
  await complete(world, ws, view, intent);
  return to;
}

/** The commits as the person's settings want them, kept by the pin. @throws KairosError `git-failed` where they cannot be signed; the pin is removed. */
async function signedUnder(world: CommandWorld, pin: string, made: readonly ObjectId[]): Promise<readonly ObjectId[]> {
  const old = made.at(-1);
  try {
    const ids = await world.git.signed(made);
    if (ids.at(-1) !== old) await world.git.updateRefs([{ ref: pin, old, new: ids.at(-1) }]);
    return ids;
  } catch (error) {
    await world.git.updateRefs([{ ref: pin, old, new: undefined }]);
    throw error;
  }
}

/** A hand-edited file whose staged version is a third text: staging the live one over it would lose it. */
async function refuseHalfStaged(world: World, committed: MemoryFiles, carried: ReadonlyMap<string, string>): Promise<void> {
  if (carried.size === 0) return;
  const entries = await world.git.index([...carried.keys()]);
  const blobs = await world.git.readBlobs(entries.map(({ id }) => id));
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const odd = entries.filter(({ path, id }) => {
    const staged = decoder.decode(blobs.get(id) ?? new Uint8Array());
    return staged !== committed.get(path) && staged !== carried.get(path);
  });
  if (odd.length === 0) return;
  throw new KairosError('work-tree-in-the-way', `${odd[0]?.path ?? ''} is staged in one version and edited in another`, {
    hint: `stage or unstage it as a whole: git add ${odd[0]?.path ?? ''}`,
  });
}

function carriedCommit(base: BaseBranch, carried: ReadonlyMap<string, string>, author: Signature): NewCommit {
  const changes = [...carried].toSorted(byKey).map(([path, content]) => ({ path, content }));
  return { message: 'Edit memory by hand\n', author, parent: base.tip, changes };
}

/**
 * A commit that no branch ever has: its tree holds the work tree's files that git does not know, so that the move from it replaces them. A pin keeps
 * it until the landing is over.
 */
async function laidCommit(
  world: World,
  base: BaseBranch,
  { dream, under, files, atMs }: { dream: string; under: readonly NewCommit[]; files: ReadonlyMap<string, string>; atMs: number },
): Promise<ObjectId> {
  const pin = laidPin(dream);
  const changes = [...files].toSorted(byKey).map(([path, content]) => ({ path, content }));
  const chain = [...under, { message: 'What kairos init laid down\n', author: { ...KAIROS, atMs }, parent: base.tip, changes }];
  const made = await world.git.commitChain(chain, [{ ref: pin, old: await tipOf(world.git, pin), new: `#${chain.length - 1}` }]);
  return made.at(-1) as ObjectId;
}
