/** Tasks that a server runs beside its answers. A failure is logged as a warning. Only the end of the server waits for them. */
import { errorText } from '../../base/errors.js';
import type { World } from '../../world/world.js';

export interface Jobs {
  /** Runs it after what is under way now. */
  begin(job: () => Promise<void>): void;
  /** Counts something that runs already, and never fails. */
  track(running: Promise<void>): void;
  /** Resolves when no task is running. */
  idle(): Promise<void>;
}

/** No job yet. */
export function jobsOf(world: Pick<World, 'clock' | 'log'>): Jobs {
  const running = new Set<Promise<void>>();
  const track = (one: Promise<void>): void => {
    running.add(one);
    void one.finally(() => running.delete(one));
  };
  return {
    track,
    begin: (job) =>
      track(
        world.clock
          .sleep(0)
          .then(job)
          .catch((error: unknown) => world.log.warn(errorText(error))),
      ),
    idle: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
