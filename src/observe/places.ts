/** The files of git that tell that something happened in a repository. Names them; reads none. */
import { REFS } from '../base/refs.js';
import type { Workspace } from '../base/workspace.js';

/** What people move. A difference in one of them is news; none of them changes by what kairos keeps for itself. */
export function newsOfGit({ gitDir, commonDir }: Pick<Workspace, 'gitDir' | 'commonDir'>): readonly string[] {
  return [
    // Another branch is checked out.
    `${gitDir}/HEAD`,
    // Where HEAD went, step by step: a reset and the commit before it leave the same HEAD.
    `${gitDir}/logs/HEAD`,
    // `git gc` and large fetches move refs into it, and a deleted branch may stand in it alone.
    `${commonDir}/packed-refs`,
    // Commits, new branches and deleted ones, in every work tree of the clone.
    `${commonDir}/refs/heads`,
    `${commonDir}/refs/stash`,
    `${commonDir}/refs/tags`,
  ];
}

/** Folders of refs that show what another kairos process did with dreams: proposed, accepted, settled one. */
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
