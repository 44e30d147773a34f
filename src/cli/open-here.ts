/** Opens a repository for a command: runs the chores that precede any reading, and has printed what they found. */
import { nearRefs } from '../desk/near-refs.js';
import { prepare, requireNeeds } from '../desk/prepare.js';
import { openWorld } from '../compose.js';
import type { Context } from './context.js';
import type { Opened, OpenedPlace, OpenNeeds } from './opened.js';
import { harmless } from '../base/harmless-text.js';
import { sayCaughtUp, sayProblems, sayRestored } from './found-text.js';

/**
 * Implements `open` of the context.
 * @throws KairosError `not-a-repository`, `no-kairos` as the options ask, and as `openWorld` and `prepare`.
 */
export async function openHere(context: Context, needs: OpenNeeds): Promise<Opened> {
  return prepareHere(context, await openPlace(context, needs), needs);
}

/** The first half of it: finds the repository and reads the settings. Nothing is read of the memory. @throws KairosError as `openHere`. */
export async function openPlace(context: Context, needs: OpenNeeds): Promise<OpenedPlace> {
  const { world, ws, config, problems, likeness } = await openWorld({
    cwd: context.cwd,
    env: context.env,
    ...(needs.brief === true && { listOnce: nearRefs }),
  });
  await requireNeeds(world, ws, needs);
  if (needs.silent !== true) sayProblems(context, problems);
  return { world, ws, config, problems, likeness };
}

/** The second half: the chores that precede any reading. @throws KairosError as `prepare`. */
export async function prepareHere(context: Context, place: OpenedPlace, needs: OpenNeeds): Promise<Opened> {
  const { palette } = context;
  const { world, ws } = place;
  const isSilent = needs.silent === true;
  if (ws.gitMissing && !isSilent)
    context.tell(
      `${palette.yellow('git:')} ${harmless(ws.gitMissing.message)}, so only what lies here is read; ${harmless(ws.gitMissing.hint ?? '')}`,
    );
  const {
    view,
    caughtUp,
    isStashed = false,
  } = await prepare(world, ws, needs, ({ restoration, isProtectedNow }) => {
    if (isProtectedNow && needs.quiet !== true)
      context.tell(palette.dim(`the patterns of kairos were added to ${harmless(ws.infoExclude)}`));
    if (!isSilent) sayRestored(context, needs, restoration);
  });
  if (caughtUp && !isSilent) sayCaughtUp(context, needs, caughtUp);
  return { ...place, view, isStashed };
}
