/** Runs the chores of a server beside its answers: one pass at a time; requests made during a pass are served by one more pass. */
import { errorText } from '../../base/errors.js';
import type { Workspace } from '../../base/workspace.js';
import { catchUp } from '../catch-up.js';
import { isAtRest } from '../../journal/at-rest.js';
import type { CommandWorld } from '../../world/world.js';
import type { FoundSoFar } from './found.js';
import type { LogReading } from './log-reading.js';

/** Milliseconds that chores wait for a running git. */
const WAIT_MS = 2_000;

export interface ChoreRunner {
  /** Begins a pass, or one more after the one that is under way. Resolves when all are done, whatever went wrong. */
  begin(restoreFirst?: boolean): Promise<void>;
  /** Since the last pass began. */
  ageMs(): number;
}

/** The chores of one server. It starts none by itself. */
export function choreRunner(
  world: CommandWorld,
  ws: Workspace,
  { read, found, track }: { readonly read: LogReading; readonly found: FoundSoFar; readonly track: (running: Promise<void>) => void },
): ChoreRunner {
  let running: Promise<void> | undefined;
  let again = false;
  let begunAtMs = 0;

  async function passes(restoreFirst: boolean): Promise<void> {
    do {
      again = false;
      begunAtMs = world.clock.now();
      await world.git.sweep();
      // Files of an unfinished checkout must be neither saved as a person's edit nor repaired.
      if (!(await isAtRest(world, ws, WAIT_MS))) break;
      if (restoreFirst) await read.again();
      const result = await catchUp(world, ws, read.restoration, { look: true });
      found.caughtUp(result);
      const { trouble, unkept } = result;
      if (unkept !== undefined) world.log.warn(`edits by hand are not committed yet: ${unkept}`);
      if (trouble !== undefined) world.log.warn(`not observed: ${trouble}`);
    } while (again);
    await read.committed();
  }

  return {
    begin: (restoreFirst = false) => {
      if (running !== undefined) again = true;
      else {
        running = passes(restoreFirst)
          .catch((error: unknown) => world.log.warn(errorText(error)))
          .finally(() => (running = undefined));
        track(running);
      }
      return running;
    },
    ageMs: () => world.clock.now() - begunAtMs,
  };
}
