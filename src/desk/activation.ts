/** Whether the agent may be active in a work tree, layer by layer. It reads, and asks the server of a policy where it may; it switches nothing. */
import { KairosError } from '../base/errors.js';
import { featuresOf } from '../activation/features.js';
import { readActivation, type Activation, type Wishes } from '../activation/read-activation.js';
import type { Rights } from '../activation/cascade.js';
import { readPresence } from '../daemon/heartbeat.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { daemonState } from './daemon-state.js';

export { featuresOf } from '../activation/features.js';
export { NO_WISHES, wishesOf, type Activation, type Wishes } from '../activation/read-activation.js';
export type { Rights } from '../activation/cascade.js';

export interface ActivationHere extends Activation {
  /** What the daemon that runs here keeps for its session; undefined where none runs. */
  readonly kept?: Rights;
}

/** Refuses flags that cannot be obeyed, each by its name: who starts an agent with one of them means something. @throws KairosError `usage`. */
export function refuseUnknownFlags({ features }: Wishes): void {
  const { refused } = featuresOf({}, features);
  if (refused.length > 0) throw new KairosError('usage', `KAIROS_FEATURES: ${refused.join('; ')}`, { hint: 'kairos activate --explain' });
}

/** The layers as a daemon that started now would find them, and what the running one found. */
export async function activationHere(world: World, ws: Workspace, wishes: Wishes): Promise<ActivationHere> {
  const activation = await readActivation(world, ws, wishes, { mayAsk: true });
  const kept = await keptRights(world, ws);
  return { ...activation, ...(kept && { kept }) };
}

/** The rights that a daemon which starts now has for its session. */
export async function rightsToBe(world: World, ws: Workspace, wishes: Wishes): Promise<Rights> {
  return (await readActivation(world, ws, wishes, { mayAsk: true })).rights;
}

/** The rights that count now: those of the running daemon, else what the layers give without asking a server. */
export async function rightsNow(world: World, ws: Workspace, wishes: Wishes): Promise<Rights> {
  return (await keptRights(world, ws)) ?? (await readActivation(world, ws, wishes, { mayAsk: false })).rights;
}

async function keptRights(world: World, ws: Workspace): Promise<Rights | undefined> {
  if ((await daemonState(world, ws)).is !== 'running') return undefined;
  return (await readPresence(world.files, ws))?.beat.rights;
}
