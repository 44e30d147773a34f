/** Objects and refs of a repository in memory, by isomorphic-git on a volume; virtual-git.ts builds on it. It touches no disk. */
import { byKey } from '../base/order.js';
import * as iso from 'isomorphic-git';
import { checkPath, commitText } from '../base/git-objects.js';
import { KairosError } from '../base/errors.js';
import type { Repository } from '../world/git.js';
import type { ObjectId } from '../world/git-refs.js';
import type { FileChange, NewCommit } from '../world/git-write.js';
import { volumeFs } from './virtual-volume-fs.js';
import type { VirtualVolume } from './virtual-volume.js';

export interface TreeEntry {
  readonly mode: string;
  readonly id: ObjectId;
}

export interface StoredCommit {
  readonly id: ObjectId;
  readonly tree: ObjectId;
  readonly parents: readonly ObjectId[];
  readonly author: { readonly name: string; readonly email: string; readonly timestamp: number };
  readonly committer: { readonly timestamp: number };
  readonly message: string;
}

export interface VirtualObjects {
  /** The arguments that each call of isomorphic-git needs. */
  readonly at: { readonly fs: iso.FsClient; readonly dir: string; readonly gitdir: string };
  commit(id: ObjectId): Promise<StoredCommit | undefined>;
  /** The commit behind an id (tags peeled), or undefined. */
  peel(id: ObjectId): Promise<ObjectId | undefined>;
  /** Every entry that is not a tree, by path, in path order. `id` is a commit or a tree. @throws KairosError `git-failed` if there is none. */
  files(id: ObjectId): Promise<ReadonlyMap<string, TreeEntry>>;
  blob(id: ObjectId): Promise<Uint8Array | undefined>;
  writeBlob(content: string | Uint8Array): Promise<ObjectId>;
  /**
   * Writes a commit with the files of `base` and the changes. As in fast-import, a file in the way of a folder is removed, and a folder in the way
   * of a file. @throws KairosError `bad-path`.
   */
  writeCommit(
    base: ObjectId | undefined,
    parents: readonly ObjectId[],
    commit: Pick<NewCommit, 'author' | 'message' | 'changes'>,
  ): Promise<ObjectId>;
  ref(name: string): Promise<ObjectId | undefined>;
  refNames(): Promise<readonly string[]>;
}

/** The objects and refs of the repository on the volume. */
export function virtualObjects(volume: VirtualVolume, { root, gitDir }: Repository): VirtualObjects {
  const at = { fs: volumeFs(volume), dir: root, gitdir: gitDir };

  const read = (oid: ObjectId): Promise<iso.ReadObjectResult | undefined> =>
    iso.readObject({ ...at, oid, format: 'parsed' }).catch(() => undefined);

  async function commit(id: ObjectId): Promise<StoredCommit | undefined> {
    const found = await read(id);
    if (found?.type !== 'commit') return undefined;
    const parsed = found.object as iso.CommitObject;
    return { id, tree: parsed.tree, parents: parsed.parent, author: parsed.author, committer: parsed.committer, message: parsed.message };
  }

  async function addTree(id: ObjectId, prefix: string, into: Map<string, TreeEntry>): Promise<void> {
    const found = await read(id);
    if (found?.type !== 'tree') throw new KairosError('git-failed', `${id} is not a tree`);
    for (const entry of found.object as iso.TreeObject) {
      if (entry.type === 'tree') await addTree(entry.oid, `${prefix}${entry.path}/`, into);
      else into.set(prefix + entry.path, { mode: entry.mode, id: entry.oid });
    }
  }

  async function files(id: ObjectId): Promise<ReadonlyMap<string, TreeEntry>> {
    const into = new Map<string, TreeEntry>();
    await addTree((await commit(id))?.tree ?? id, '', into);
    return new Map([...into].sort(byKey));
  }

  async function writeTree(entries: ReadonlyMap<string, TreeEntry>): Promise<ObjectId> {
    const here: iso.TreeObject = [];
    const below = new Map<string, Map<string, TreeEntry>>();
    for (const [path, entry] of entries) {
      const slash = path.indexOf('/');
      if (slash < 0) here.push({ path, mode: entry.mode, oid: entry.id, type: entry.mode === '160000' ? 'commit' : 'blob' });
      else {
        const folder = path.slice(0, slash);
        below.set(folder, (below.get(folder) ?? new Map<string, TreeEntry>()).set(path.slice(slash + 1), entry));
      }
    }
    for (const [path, inside] of below) here.push({ path, mode: '040000', oid: await writeTree(inside), type: 'tree' });
    return iso.writeTree({ ...at, tree: here });
  }

  const writeBlob = (content: string | Uint8Array): Promise<ObjectId> => iso.writeBlob({ ...at, blob: Buffer.from(content) });

  return {
    at,
    commit,
    files,
    writeBlob,
    async peel(id) {
      let found = await read(id);
      while (found?.type === 'tag') found = await read((found.object as iso.TagObject).object);
      return found?.type === 'commit' ? found.oid : undefined;
    },
    async blob(id) {
      const found = await iso.readObject({ ...at, oid: id, format: 'content' }).catch(() => undefined);
      return found?.type === 'blob' ? (found.object as Uint8Array) : undefined;
    },
    async writeCommit(base, parents, { author, message, changes }) {
      const entries = new Map(base === undefined ? [] : await files(base));
      for (const change of changes) await applyChange(entries, change, writeBlob);
      const text = commitText(await writeTree(entries), parents, { author, message });
      return iso.writeObject({ ...at, type: 'commit', format: 'content', object: Buffer.from(text) });
    },
    ref: (name) => iso.resolveRef({ ...at, ref: name }).catch(() => undefined),
    refNames: async () => (await iso.listRefs({ ...at, filepath: 'refs' })).map((name) => `refs/${name}`).sort(),
  };
}

async function applyChange(
  entries: Map<string, TreeEntry>,
  { path, content }: FileChange,
  writeBlob: (content: string | Uint8Array) => Promise<ObjectId>,
): Promise<void> {
  checkPath(path);
  for (const other of entries.keys()) {
    const below = other === path || other.startsWith(`${path}/`);
    const above = content !== undefined && path.startsWith(`${other}/`);
    if (below || above) entries.delete(other);
  }
  if (content !== undefined) entries.set(path, { mode: '100644', id: await writeBlob(content) });
}
