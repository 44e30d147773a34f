/**
 * What a command needs to ask a warm process, without git, embedders and children: a third of a start. Where nobody would answer, or anything is unusual,
 * there is none, and the command opens the whole world (`compose.ts`). It writes nothing.
 */
import { readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadConfig, type Config, type ConfigProblem } from '../config/config.js';
import { workspaceOf, type Workspace } from '../base/workspace.js';
import type { Processes } from '../world/processes.js';
import type { World } from '../world/world.js';
import { realClock } from './clock.js';
import { realFiles } from './files.js';
import { livenessOf } from './processes-identity.js';
import { quickRepository } from './quick-repository.js';
import { realRandom } from './random.js';
import { agentHomeOf, likenessOf, standingAt, userHomeOf, type Environment } from './surroundings.js';

export interface QuickPlace {
  readonly world: Pick<World, 'files' | 'clock' | 'random'> & { readonly processes: Pick<Processes, 'liveness'> };
  readonly ws: Workspace;
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
  readonly likeness: string;
}

/** The place around a folder; undefined where git must find it, or where no process has a door. @throws KairosError `bad-date` for a bad KAIROS_NOW. */
export async function openQuick(cwd: string, env: Environment): Promise<QuickPlace | undefined> {
  const repository = quickRepository(cwd, env);
  if (!repository) return undefined;
  const userHome = userHomeOf(env);
  const ws = workspaceOf(repository, userHome, agentHomeOf(env));
  if (!hasDoor(ws) || !isFolder(ws.kairos)) return undefined;
  const processes = { liveness: async (who: Parameters<Processes['liveness']>[0]) => livenessOf(who) };
  const world = { ...quickWorld(ws, env), processes };
  const { config, problems } = await loadConfig(world, ws);
  return { world, ws, config, problems, likeness: likenessOf(env) };
}

/** The ports that need no git, at a work tree that was found already. @throws KairosError `bad-date` for a bad KAIROS_NOW. */
export function quickWorld(ws: Workspace, env: Environment): Pick<World, 'files' | 'clock' | 'random'> {
  const kept = [ws.root, ws.gitDir, ws.commonDir];
  const files = realFiles([...kept, ws.userHome, dirname(ws.userHome)], [...kept, ws.kairos]);
  return { files, clock: realClock(standingAt(env)), random: realRandom() };
}

function hasDoor({ ask }: Workspace): boolean {
  try {
    return readdirSync(`${ask}/doors`).length > 0;
  } catch {
    return false;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
