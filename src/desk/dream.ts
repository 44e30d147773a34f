/** A dream that a person asks for: in a child process, as the daemon's are, and what that child does. */
import { parseObject } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import type { Config } from '../config/config.js';
import { DREAM_COMMAND, outcomeOf } from '../daemon/job-table.js';
import { runDream, type DreamResult } from '../dream/dream.js';
import { refuseBusy } from '../dream/tree/base-branch.js';
import type { World } from '../world/world.js';
import { commitNow, type Kept } from './keep-journal.js';

export interface DreamWishes {
  /** Waits for no gate but the lock. */
  readonly now: boolean;
  /** Takes the place of the open dream, unless a person committed on it. */
  readonly replace: boolean;
  readonly signal: AbortSignal;
  /** Is told, now and then, as how many of all entries the work that is done counts. */
  readonly progress?: (done: number, total: number) => void;
}

export interface ChildDream extends ReturnType<typeof outcomeOf> {
  readonly code: number | null;
  /** What it said of its failure. */
  readonly stderr: string;
  /** Of a dream that came to nothing: where all that it read went, in numbers. */
  readonly tally?: unknown;
}

/**
 * Dreams in a child process. @param onLine what it says for people, as it comes.
 * @throws KairosError `git-busy` while git is at work here: the command has waited already, its child would wait again to say the same.
 */
export async function dreamInChild(
  world: Pick<World, 'git' | 'processes'>,
  ws: Workspace,
  { now, replace, signal, progress }: DreamWishes,
  onLine: (line: string) => void,
): Promise<ChildDream> {
  await refuseBusy(world.git);
  const args = [DREAM_COMMAND, ...(now ? ['--now'] : []), ...(replace ? ['--replace'] : []), ...(progress ? ['--progress'] : [])];
  const result = await world.processes.runSelf(args, {
    cwd: ws.root,
    signal,
    onLine: (line) => {
      if (!line.startsWith('{')) return onLine(line);
      const { done, total } = parseObject(line) ?? {};
      if (typeof done === 'number' && typeof total === 'number') progress?.(done, total);
    },
  });
  const { tally } = parseObject(result.stdout.trimEnd().split('\n').at(-1)) ?? {};
  return { ...outcomeOf(result), code: result.code, stderr: result.stderr.trim(), ...(tally !== undefined && { tally }) };
}

/** The dream itself, in the child: the journal is committed before, as evidence, and after. */
export async function dreamHere(kept: Kept & { readonly config: Config }, wishes: DreamWishes): Promise<DreamResult> {
  const { world, ws, view, config } = kept;
  await commitNow(kept);
  const result = await runDream(world, ws, config, { view, ...wishes });
  await commitNow(kept);
  return result;
}
