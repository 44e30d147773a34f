/** Setting up a work tree in two steps: what would be written, which a person is shown, and the writing of it. */
import { applyPlan, planInit, type InitPlan } from '../activation/setup.js';
import { isTrusted, trust } from '../activation/trust.js';
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { baseToPropose } from '../dream/tree/base-branch.js';
import type { LogView } from '../memory/log-view.js';
import { observe } from '../observe/observe.js';
import type { World } from '../world/world.js';

export interface SetUpPlan extends InitPlan {
  /** The daemon is to be let in here, and is not yet. */
  readonly trusts: boolean;
}

/**
 * What is missing here. Writes nothing.
 * @param template what new settings begin with. @throws KairosError `usage` in the folder of the user's own settings.
 */
export async function planSetUp(
  world: World,
  ws: Workspace,
  template: string,
  { wantsTrust }: { readonly wantsTrust: boolean },
): Promise<SetUpPlan> {
  if (ws.root === ws.userHome) throw new KairosError('usage', 'this is the folder of your own settings');
  const plan = await planInit(world, ws, template, () => baseToPropose(world, ws));
  return { ...plan, trusts: wantsTrust && !(await isTrusted(world, ws)) };
}

/** Writes what was planned. `untrusted` says why the folder could not be trusted, where the user's own settings cannot be written: all else stands. */
export async function setUp(world: World, ws: Workspace, plan: SetUpPlan): Promise<{ readonly untrusted?: KairosError }> {
  await applyPlan(world, ws, plan);
  if (!plan.trusts) return {};
  try {
    await trust(world, ws);
    return {};
  } catch (error) {
    if (error instanceof KairosError && error.code === 'not-writable') return { untrusted: error };
    throw error;
  }
}

/** Remembers how git stands, so that what happens from now on is noted. @throws KairosError as `observe`. */
export async function firstLook(world: World, ws: Workspace, view: LogView): Promise<void> {
  await observe(world, ws, view);
}
