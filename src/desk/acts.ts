/** Acts, as a person asks for them: list them, look at what one changed, accept or drop it. Nothing here touches the work tree but `acceptAct`. */
import { decisionDraft } from '../act/entries.js';
import { deciding, finishLanding, settleActs, type Settled } from '../act/finish.js';
import { actOf, readActs, removeAct, writeAct, type ActRecord } from '../act/record.js';
import { KairosError } from '../base/errors.js';
import { lookAnew } from '../base/look-anew.js';
import { branchName, branchRef } from '../base/refs.js';
import type { Workspace } from '../base/workspace.js';
import { checkedOutAt, refuseBusy, tipOf } from '../dream/tree/base-branch.js';
import { appendEntries } from '../memory/append.js';
import type { LogView } from '../memory/log-view.js';
import type { ActFolders } from '../world/act-folders.js';
import type { CommandWorld } from '../world/world.js';

export type { ActRecord } from '../act/record.js';

export interface ActRow {
  readonly act: ActRecord;
  /** The branch has moved since, or is gone. */
  readonly branchIs: 'as-made' | 'moved' | 'gone' | 'none';
  /** The base has moved since the act began. */
  readonly isBehind: boolean;
  /** Ids of other open acts that change a file that this one changes. */
  readonly overlaps: readonly string[];
}

/** The folders of acts. @throws KairosError `usage` in a world where no command runs. */
export function foldersOf({ acts }: CommandWorld): ActFolders {
  if (acts) return acts;
  throw new KairosError('usage', 'no act can work here: this world starts no commands');
}

/** The acts of the clone, after what killed processes left was settled. */
export async function listActs(
  world: CommandWorld,
  ws: Workspace,
): Promise<{ readonly acts: readonly ActRow[]; readonly settled: readonly Settled[] }> {
  const settled = await deciding(world, ws, async () => settleActs(world, foldersOf(world), ws));
  lookAnew(world);
  const records = await readActs(world, ws);
  const acts: ActRow[] = [];
  for (const act of records) acts.push(await rowOf(world, act, records));
  return { acts, settled };
}

async function rowOf({ git }: CommandWorld, act: ActRecord, all: readonly ActRecord[]): Promise<ActRow> {
  const tip = await tipOf(git, branchRef(act.branch));
  const branchIs = act.is !== 'open' ? 'none' : tip === undefined ? 'gone' : tip === act.change?.commit ? 'as-made' : 'moved';
  const mine = new Set(act.change?.paths);
  const others = all.filter((one) => one.id !== act.id && one.is === 'open' && one.change?.paths.some((path) => mine.has(path)));
  return {
    act,
    branchIs,
    isBehind: (await tipOf(git, act.base.ref)) !== act.base.commit,
    overlaps: act.is === 'open' ? others.map(({ id }) => id) : [],
  };
}

/** What an act changed, as a patch of its branch as it stands. @throws KairosError `not-found` for one without a branch. */
export async function actPatch(
  world: CommandWorld,
  ws: Workspace,
  typed: string,
): Promise<{ readonly act: ActRecord; readonly patch: string }> {
  const act = await actOf(world, ws, typed);
  const tip = await tipOf(world.git, branchRef(act.branch));
  if (tip === undefined) throw withoutBranch(act);
  return { act, patch: await foldersOf(world).patch(act.base.commit, tip) };
}

/**
 * Brings an act onto its base, whose files change with it where it is checked out here, and removes its branch.
 * @throws KairosError `not-found` without a branch; `ref-moved` where the base moved since; `work-tree-in-the-way`, `git-busy`: nothing has changed then.
 */
export async function acceptAct(
  world: CommandWorld,
  ws: Workspace,
  view: LogView,
  typed: string,
): Promise<{ readonly act: ActRecord; readonly tip: string }> {
  return deciding(world, ws, async () => {
    await settleActs(world, foldersOf(world), ws);
    lookAnew(world);
    const act = await actOf(world, ws, typed);
    const [tip, old, head] = [await tipOf(world.git, branchRef(act.branch)), await tipOf(world.git, act.base.ref), await world.git.head()];
    if (tip === undefined || act.is !== 'open') throw withoutBranch(act);
    const base = branchName(act.base.ref);
    if (old === undefined || !(await world.git.reachable([old], tip)).has(old))
      throw new KairosError('ref-moved', `${base} has moved since ${act.id} began`, { hint: `merge it yourself: git merge ${act.branch}` });
    if (head.ref === act.base.ref) await refuseBusy(world.git);
    else await refuseElsewhere(world, act);
    const to = tip === act.change?.commit ? ((await world.git.signed([tip])).at(-1) ?? tip) : tip;
    const landing = await writeAct(world, ws, { ...act, landing: to });
    try {
      const move = { ref: act.base.ref, old, from: old, to, staged: [], reason: `kairos: accept ${act.id}` };
      if (head.ref === act.base.ref) await world.git.advance(move);
      else await world.git.updateRefs([{ ref: act.base.ref, old, new: to }]);
    } catch (error) {
      await writeAct(world, ws, act);
      throw error;
    }
    lookAnew(world);
    await finishLanding(world, ws, landing);
    await appendEntries(world, ws, view, [decisionDraft(act, `accepted onto ${base} as ${to.slice(0, 12)}`, world.clock.now())]);
    return { act, tip: to };
  });
}

async function refuseElsewhere(world: CommandWorld, { base }: ActRecord): Promise<void> {
  const [elsewhere] = await checkedOutAt(world.git, base.ref);
  if (elsewhere === undefined) return;
  throw new KairosError('work-tree-in-the-way', `${branchName(base.ref)} is checked out in ${elsewhere}`, {
    hint: `run the command there: cd ${elsewhere}`,
  });
}

/** Removes an act with its branch, folder and record. @throws KairosError `not-found`; `ref-moved` for a branch with commits that are not the act's; `lock-held` while it runs. */
export async function dropAct(world: CommandWorld, ws: Workspace, view: LogView, typed: string): Promise<ActRecord> {
  return deciding(world, ws, async () => {
    await settleActs(world, foldersOf(world), ws);
    lookAnew(world);
    const act = await actOf(world, ws, typed);
    if (act.is === 'running') throw new KairosError('lock-held', `${act.id} is running`, { hint: 'end it where it runs, with Ctrl+C' });
    const ref = branchRef(act.branch);
    const tip = await tipOf(world.git, ref);
    if (tip !== undefined && tip !== act.change?.commit)
      throw new KairosError('ref-moved', `${act.branch} has commits that are not the act's`, {
        hint: `if nobody needs them: git branch -D ${act.branch}`,
      });
    if (tip !== undefined) await world.git.updateRefs([{ ref, old: tip, new: undefined }]);
    await removeAct(world, ws, act.id);
    await appendEntries(world, ws, view, [decisionDraft(act, 'dropped', world.clock.now())]);
    return act;
  });
}

function withoutBranch(act: ActRecord): KairosError {
  const why = act.is === 'open' ? `the branch ${act.branch} is gone` : `the act ${act.id} ${act.said ?? 'is running'}: it has no branch`;
  return new KairosError('not-found', why, { hint: act.is === 'running' ? 'wait for its end' : `kairos act drop ${act.id}` });
}
