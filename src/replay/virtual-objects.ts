/** Objects, refs and index of a repository in memory; virtual-git.ts builds on it. It touches no disk. */
import type { FsClient } from 'isomorphic-git';
import { commitText } from '../base/git-objects.js';
import type { Repository } from '../world/git.js';
import type { ObjectId } from '../world/git-refs.js';
import type { NewCommit, Signature } from '../world/git-write.js';
import { objectStore, type ObjectStore } from './object-store.js';
import { virtualIndex, type VirtualIndex } from './virtual-index.js';
import { virtualRefs, type VirtualRefs } from './virtual-refs.js';
import { changedTree } from './virtual-trees.js';
import { volumeFs } from './virtual-volume-fs.js';
import type { VirtualVolume } from './virtual-volume.js';

export interface VirtualObjects extends ObjectStore {
  /** The arguments that each call of isomorphic-git needs. */
  readonly at: { readonly fs: FsClient; readonly dir: string; readonly gitdir: string };
  readonly index: VirtualIndex;
  readonly refs: VirtualRefs;
  /** Writes a commit with the files of `base` and the changes, see `changedTree`. @throws KairosError `bad-path`. */
  writeCommit(
    base: ObjectId | undefined,
    parents: readonly ObjectId[],
    commit: Pick<NewCommit, 'author' | 'message' | 'changes'> & { readonly committer?: Signature },
  ): ObjectId;
}

/** All three, of the repository on the volume. */
export function virtualObjects(volume: VirtualVolume, repository: Repository): VirtualObjects {
  const { root, gitDir, commonDir } = repository;
  const store = objectStore(volume, `${commonDir}/objects`);
  return {
    ...store,
    at: { fs: volumeFs(volume), dir: root, gitdir: commonDir },
    index: virtualIndex(volume, `${gitDir}/index`),
    refs: virtualRefs(volume, repository),
    writeCommit(base, parents, { changes, ...said }) {
      const entries = changes.map(({ path, content }) => ({
        path,
        entry: content === undefined ? undefined : { mode: '100644', id: store.write('blob', content) },
      }));
      const from = base === undefined ? undefined : store.commit(base)?.tree;
      const top = changedTree({ read: store.tree, write: (content) => store.write('tree', content) }, from, entries);
      return store.write('commit', commitText(top, parents, said));
    },
  };
}
