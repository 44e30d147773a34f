/** Notes what happened since the last look before a command reads: so that a commit can be recalled at once, with no daemon about. */
import { readPause } from '../agent/pause.js';
import { protectLogs } from '../agent/setup.js';
import { isTrusted } from '../agent/trust.js';
import type { Opened } from './context.js';

/**
 * Observes where the daemon might do it: in a trusted work tree that is not paused and in whose git nothing is under way. Returns what went
 * wrong: a reader reads on without the news.
 */
export async function lookAround({ world, ws, view }: Opened): Promise<string | undefined> {
  if (!(await isTrusted(world, ws)) || (await readPause(world, ws)) || (await world.git.busy()) !== undefined) return undefined;
  const { observe } = await import('../observe/observe.js');
  try {
    await protectLogs(world, ws);
    await observe(world, ws, view);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
