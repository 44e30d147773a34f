/**
 * What a hook of a coding agent asks of a work tree: each event is answered with the text that the model is given, or with nothing. A prompt, for whose answer
 * a person waits, is answered by `prompt-recall` instead.
 */
import type { Workspace } from '../base/workspace.js';
import { isSetUp } from '../activation/setup.js';
import type { Config } from '../config/config.js';
import type { CommandWorld, World } from '../world/world.js';
import type { HookInput } from './hook-input.js';
import { isTrustedSomewhere } from './trusted.js';

export interface HookedPlace {
  readonly world: CommandWorld;
  readonly ws: Workspace;
  readonly config: Config;
}

/** True where hooks may act: kairos is set up, and the user trusts one of the work trees of the clone. */
export async function mayHook(world: Pick<World, 'files'>, ws: Workspace): Promise<boolean> {
  return (await isSetUp(world.files, ws)) && isTrustedSomewhere(world, ws);
}

/**
 * Does what the event is for. @returns the text for the model, or undefined.
 * @param isOwn our own worker's session: it is marked as one, and told nothing. @throws KairosError as what it asks; whoever calls goes on without an answer.
 */
export async function onHook(place: HookedPlace, input: HookInput, { isOwn }: { readonly isOwn: boolean }): Promise<string | undefined> {
  const { onSessionEvent } = await import('./session-hooks.js');
  return onSessionEvent(place, input, { isOwn });
}
