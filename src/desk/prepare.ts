/**
 * Prepares a work tree for a request: checks what the request needs, then runs the chores that precede any reading. It prints nothing; what was
 * found is returned, and the surface words it.
 */
import type { Workspace } from '../base/workspace.js';
import { requireGit, requireSetUp } from '../activation/required.js';
import { isSetUp, protectLogs } from '../activation/setup.js';
import { isAtRest } from '../journal/at-rest.js';
import { isStashed, STASHED_VIEW } from '../journal/stashed.js';
import { PLAIN_VIEW, type LogView } from '../memory/log-view.js';
import type { CommandWorld } from '../world/world.js';
import { catchUp, restoreLogs, type CaughtUp, type Restoration } from './catch-up.js';

export type { LogView } from '../memory/log-view.js';

/** Milliseconds to wait for a running git. It may run for long, for example while an editor is open. */
const GIT_MS = 5_000;

export interface Needs {
  /** Fails outside a git repository. */
  readonly git?: boolean;
  /** Fails where `kairos init` was never run. */
  readonly kairos?: boolean;
  /** Goes on while the logs lie in a stash: what is written goes to the tail alone. */
  readonly evenStashed?: boolean;
  /** Note first what happened since the last look. */
  readonly look?: boolean;
}

/** What was found before the other chores; told at once, since one of them may fail. */
export interface FoundFirst {
  readonly restoration: Restoration;
  /** True: `info/exclude` lacked patterns of kairos, which were added. */
  readonly isProtectedNow: boolean;
}

export interface Prepared {
  /** How logs are to be read. */
  readonly view: LogView;
  /** Undefined where there is nothing to catch up with: outside of git, where nothing of kairos stands, and while the logs lie in a stash. */
  readonly caughtUp?: CaughtUp;
  /** True: the logs lie in a stash. */
  readonly isStashed?: boolean;
}

/** What to do where a need is not met, in the words of the surface. */
export type NeedHints = { readonly [Need in 'git' | 'kairos']: string };

const COMMANDS: NeedHints = { git: 'git init', kairos: 'kairos init' };

/** Checks what a request needs. Writes nothing. @throws KairosError `not-a-repository`, `no-kairos`. */
export async function requireNeeds(
  world: Pick<CommandWorld, 'files'>,
  ws: Workspace,
  { git, kairos }: Needs,
  hints = COMMANDS,
): Promise<void> {
  if (git === true) requireGit(ws, hints.git);
  if (kairos === true) await requireSetUp(world.files, ws, hints.kairos);
}

/**
 * Runs the chores, after `requireNeeds`. Waits up to five seconds for a running git, and then goes on all the same.
 * @throws KairosError as the chores; a failure to observe is returned instead.
 */
export async function prepare(world: CommandWorld, ws: Workspace, needs: Needs, told?: (found: FoundFirst) => void): Promise<Prepared> {
  const isEmpty = !(await isSetUp(world.files, ws)) && (await world.files.stat(ws.kairos)) === undefined;
  if (!ws.hasGit || isEmpty) return { view: PLAIN_VIEW };
  const isProtectedNow = needs.kairos === true && (await protectLogs(world, ws));
  await world.git.sweep();
  await isAtRest(world, ws, GIT_MS);
  if (needs.evenStashed === true && (await isStashed(world, ws))) return { view: STASHED_VIEW, isStashed: true };
  const restoration = await restoreLogs(world, ws);
  told?.({ restoration, isProtectedNow });
  return { view: restoration.view, caughtUp: await catchUp(world, ws, restoration, { look: needs.look === true }) };
}
