/** Finds the entries of this work tree's logs that say that kairos wrote them, though neither a tail nor a journal has them. It writes no log. */
import { harmless } from '../base/harmless-text.js';
import type { Workspace } from '../base/workspace.js';
import { knownWriter } from '../memory/writer.js';
import type { World } from '../world/world.js';
import { readableOf } from './bytes.js';
import { compareDays } from './compare-days.js';

/** An entry without a witness. The path is below `.kairos`. */
export interface UnwitnessedEntry {
  readonly path: string;
  readonly line: number;
  /** The beginning of its first line, harmless. */
  readonly said: string;
}

const EXCERPT = 80;

/** All of them, by path and line. @throws KairosError `damaged` for a writer file that cannot be read. */
export async function unwitnessedEntries(world: Pick<World, 'files' | 'git'>, ws: Workspace): Promise<readonly UnwitnessedEntry[]> {
  if (!ws.hasGit) return [];
  const { readings } = await compareDays(world, ws, await knownWriter(world, ws));
  return readings
    .filter(({ hidden }) => !hidden)
    .flatMap(({ path, strangers }) => strangers.map(({ line, text }) => ({ path, line, said: excerpt(readableOf(text)) })));
}

function excerpt(block: string): string {
  const [first = ''] = harmless(block).split('\n', 1);
  return first.length <= EXCERPT ? first : `${first.slice(0, EXCERPT - 3)}...`;
}
