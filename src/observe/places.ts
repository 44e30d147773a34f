/** Names the files of git that change when something happens in a repository. It reads none of them. */
import { GIT_REFS, REFS } from '../base/refs.js';
import type { Workspace } from '../base/workspace.js';

/** Files that change when a person works. A changed stamp means that there may be something to observe. Without reftables, kairos' own refs change none of them. */
export function newsOfGit({ gitDir, commonDir }: Pick<Workspace, 'gitDir' | 'commonDir'>): readonly string[] {
  return [
    // Another branch is checked out.
    `${gitDir}/HEAD`,
    // Where HEAD went, step by step: a reset and the commit before it leave the same HEAD.
    `${gitDir}/logs/HEAD`,
    // `git gc` and large fetches move refs into it, and a deleted branch may stand in it alone.
    `${commonDir}/packed-refs`,
    // Commits, new branches and deleted ones, in every work tree of the clone.
    folderOf(commonDir, GIT_REFS.branches),
    `${commonDir}/${GIT_REFS.stash}`,
    folderOf(commonDir, GIT_REFS.tags),
    // A repository with reftables keeps refs and reflogs in them alone, kairos' own too. A linked work tree has HEAD in its own.
    `${commonDir}/reftable/tables.list`,
    ...(gitDir === commonDir ? [] : [`${gitDir}/reftable/tables.list`]),
  ];
}

/** Folders of refs that change when another kairos process proposes, accepts or settles a dream. */
export function newsOfDreams({ commonDir }: Pick<Workspace, 'commonDir'>): readonly string[] {
  return [REFS.dreams, REFS.acceptPins].map((prefix) => folderOf(commonDir, prefix));
}

/** The folder of the journals that were committed. */
export function journalsFolder({ commonDir }: Pick<Workspace, 'commonDir'>): string {
  return folderOf(commonDir, REFS.journals);
}

function folderOf(commonDir: string, prefix: string): string {
  return `${commonDir}/${prefix.replace(/\/$/, '')}`;
}
