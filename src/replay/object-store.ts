/**
 * The object database of a repository in memory. Objects are written and read in one step and without a thread, and what was read out of one is kept as
 * long as its bytes stay. It knows no refs.
 */
import { replaceDurably } from './durable-write.js';
import { byKey } from '../base/order.js';
import { KairosError } from '../base/errors.js';
import type { ObjectId } from '../world/git-refs.js';
import { looseObject, readLooseObject, type ObjectType } from './loose-object.js';
import { isFolder, parseTree, type Tree, type TreeEntry } from './virtual-trees.js';
import type { VirtualVolume } from './virtual-volume.js';

export interface StoredCommit {
  readonly id: ObjectId;
  readonly tree: ObjectId;
  readonly parents: readonly ObjectId[];
  readonly author: { readonly name: string; readonly email: string; readonly timestamp: number };
  readonly committer: { readonly timestamp: number };
  readonly message: string;
}

export interface ObjectStore {
  commit(id: ObjectId): StoredCommit | undefined;
  tree(id: ObjectId): Tree | undefined;
  blob(id: ObjectId): Uint8Array | undefined;
  /** The commit behind an id (tags peeled), or undefined. */
  peel(id: ObjectId): ObjectId | undefined;
  /** Every entry that is not a tree, by path, in path order. `id` is a commit or a tree. @throws KairosError `git-failed` if there is none. */
  files(id: ObjectId): ReadonlyMap<string, TreeEntry>;
  /** Writes an object. Returns its id. */
  write(type: ObjectType, content: string | Uint8Array): ObjectId;
}

/** What an object is, parsed as far as anybody asked. */
interface Read {
  readonly type: ObjectType;
  readonly content: Buffer;
  commit?: StoredCommit;
  tree?: Tree;
  /** Of a tree: all files below it. */
  files?: ReadonlyMap<string, TreeEntry>;
}

/** What was read out of these bytes, which never change: volumes that were forked share them. */
const known = new WeakMap<Uint8Array, Read | 'torn'>();

/** The loose objects in the folder `objects` of a git directory. */
export function objectStore(volume: VirtualVolume, folder: string): ObjectStore {
  const placeOf = (id: ObjectId): string => `${folder}/${id.slice(0, 2)}/${id.slice(2)}`;

  function read(id: ObjectId): Read | undefined {
    const bytes = volume.contentSync(placeOf(id));
    if (!bytes) return undefined;
    let found = known.get(bytes);
    if (!found) known.set(bytes, (found = readLooseObject(bytes) ?? 'torn'));
    return found === 'torn' ? undefined : found;
  }

  function commit(id: ObjectId): StoredCommit | undefined {
    const found = read(id);
    if (found?.type !== 'commit') return undefined;
    return (found.commit ??= parseCommit(id, found.content.toString('utf8')));
  }

  function tree(id: ObjectId): Tree | undefined {
    const found = read(id);
    if (found?.type !== 'tree') return undefined;
    return (found.tree ??= parseTree(found.content));
  }

  function addTree(id: ObjectId, prefix: string, into: Map<string, TreeEntry>): void {
    const entries = tree(id);
    if (!entries) throw new KairosError('git-failed', `${id} is not a tree`);
    for (const [name, entry] of entries) {
      if (isFolder(entry)) addTree(entry.id, `${prefix}${name}/`, into);
      else into.set(prefix + name, entry);
    }
  }

  function files(id: ObjectId): ReadonlyMap<string, TreeEntry> {
    const top = commit(id)?.tree ?? id;
    const found = read(top);
    if (found?.files) return found.files;
    const into = new Map<string, TreeEntry>();
    addTree(top, '', into);
    const sorted = new Map([...into].sort(byKey));
    if (found) found.files = sorted;
    return sorted;
  }

  return {
    commit,
    tree,
    files,
    blob(id) {
      const found = read(id);
      return found?.type === 'blob' ? found.content : undefined;
    },
    peel(id) {
      let [next, found] = [id, read(id)];
      while (found?.type === 'tag') {
        next = /^object ([0-9a-f]+)\n/.exec(found.content.toString('latin1'))?.[1] ?? '';
        found = read(next);
      }
      return found?.type === 'commit' ? next : undefined;
    },
    write(type, content) {
      const { id, bytes } = looseObject(type, typeof content === 'string' ? Buffer.from(content) : content);
      const path = placeOf(id);
      if (!volume.existsSync(path)) {
        replaceDurably(volume, path, bytes);
      }
      return id;
    },
  };
}

function parseCommit(id: ObjectId, text: string): StoredCommit {
  const end = text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  const all = (name: string): string[] =>
    head.split('\n').flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []));
  return {
    id,
    tree: all('tree')[0] ?? '',
    parents: all('parent'),
    author: parseSignature(all('author')[0]),
    committer: parseSignature(all('committer')[0]),
    message: end < 0 ? '' : text.slice(end + 2),
  };
}

function parseSignature(line = ''): StoredCommit['author'] {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<(.*)> (-?\d+) [+-]\d{4}$/.exec(line) ?? [];
  return { name, email, timestamp: Number(seconds) };
}
