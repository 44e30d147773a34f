/** What a commit holds of kairos: the memory, the settings and the probes. Reads only, by git, and never the work tree. */
import { MEMORY } from '../base/memory-paths.js';
import { repositoryConfig, type Config } from '../config/config.js';
import { liveMemory, memoryAt, type MemoryFiles } from '../dream/tree/memory-files.js';
import type { Problem } from '../memory/entry.js';
import type { Git } from '../world/git.js';
import type { ObjectId } from '../world/git-refs.js';
import type { World } from '../world/world.js';
import type { Workspace } from '../base/workspace.js';

export interface MemoryTree {
  readonly files: MemoryFiles;
  /** By the repository's settings alone: what a user sets is not part of a tree. */
  readonly config: Config;
  /** The text of the probes; undefined if there are none. */
  readonly probes: string | undefined;
  readonly problems: readonly Problem[];
}

/** The memory of a commit. @throws KairosError as git. */
export async function treeAt(git: Git, commit: ObjectId): Promise<MemoryTree> {
  const { files, problems } = await memoryAt(git, commit);
  const listed = (await git.readTree(commit, [MEMORY.config, MEMORY.probes])).filter(({ mode }) => mode.startsWith('100'));
  const blobs = await git.readBlobs(
    listed.map(({ id }) => id),
    { passLarge: true },
  );
  const textOf = (path: string): string | undefined => {
    const blob = blobs.get(listed.find((one) => one.path === path)?.id ?? '');
    return blob && new TextDecoder().decode(blob);
  };
  const { config } = await repositoryConfig(textOf(MEMORY.config));
  return { files, config, probes: textOf(MEMORY.probes), problems };
}

/** The memory as it lies in the work tree. */
export async function treeHere(world: Pick<World, 'files'>, ws: Workspace): Promise<MemoryTree> {
  const { files, problems } = await liveMemory(world, ws);
  const { config } = await repositoryConfig(await world.files.read(ws.config));
  return { files, config, probes: await world.files.read(ws.probes), problems };
}
