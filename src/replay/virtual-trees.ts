/** Git's trees: their bytes, and a tree with changes made from another. It reads and writes objects through two functions, and knows no volume. */
import { checkPath } from '../base/git-objects.js';
import type { ObjectId } from '../world/git-refs.js';

export interface TreeEntry {
  readonly mode: string;
  readonly id: ObjectId;
}

/** The entries of one folder, by name. A folder has the mode `040000`. */
export type Tree = ReadonlyMap<string, TreeEntry>;

export interface TreeStore {
  /** Undefined if there is no such tree. */
  read(id: ObjectId): Tree | undefined;
  write(content: Buffer): ObjectId;
}

/** An entry to set, or undefined to remove what is there. */
export interface TreeChange {
  readonly path: string;
  readonly entry: TreeEntry | undefined;
}

const FOLDER = '040000';

export function isFolder({ mode }: TreeEntry): boolean {
  return mode === FOLDER;
}

/** Parses the content of a tree object. */
export function parseTree(content: Buffer): Tree {
  const entries = new Map<string, TreeEntry>();
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    const mode = content.toString('latin1', at, space).padStart(6, '0');
    entries.set(content.toString('utf8', space + 1, end), { mode, id: content.toString('hex', end + 1, end + 21) });
    at = end + 21;
  }
  return entries;
}

/** The content of a tree object. Git sorts by bytes, a folder as if its name ended in a slash. */
function formatTree(entries: Tree): Buffer {
  const rows = [...entries].map(([name, entry]) => ({ key: Buffer.from(isFolder(entry) ? `${name}/` : name), name, entry }));
  rows.sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    rows.flatMap(({ name, entry }) => [Buffer.from(`${entry.mode.replace(/^0/, '')} ${name}\0`), Buffer.from(entry.id, 'hex')]),
  );
}

/**
 * The tree `base` with the changes, in their order; only folders on their way are written. As in fast-import, a file in the way of a folder is removed,
 * and a folder in the way of a file. @throws KairosError `bad-path`.
 */
export function changedTree(store: TreeStore, base: ObjectId | undefined, changes: readonly TreeChange[]): ObjectId {
  for (const { path } of changes) checkPath(path);
  return writeFolder(store, base, changes).id;
}

function writeFolder(store: TreeStore, base: ObjectId | undefined, changes: readonly TreeChange[]): { id: ObjectId; isEmpty: boolean } {
  const here = new Map((base === undefined ? undefined : store.read(base)) ?? []);
  const below = new Map<string, TreeChange[]>();
  for (const { path, entry } of changes) {
    const slash = path.indexOf('/');
    if (slash < 0) {
      below.delete(path);
      if (entry) here.set(path, entry);
      else here.delete(path);
      continue;
    }
    const folder = path.slice(0, slash);
    const change = { path: path.slice(slash + 1), entry };
    const others = below.get(folder);
    if (others) others.push(change);
    else below.set(folder, [change]);
  }
  for (const [folder, inside] of below) {
    const old = here.get(folder);
    const isFile = old !== undefined && !isFolder(old);
    // What is to be removed below a file is not there.
    if (isFile && inside.every(({ entry }) => entry === undefined)) continue;
    const { id, isEmpty } = writeFolder(store, isFile ? undefined : old?.id, inside);
    if (isEmpty) here.delete(folder);
    else here.set(folder, { mode: FOLDER, id });
  }
  return { id: store.write(formatTree(here)), isEmpty: here.size === 0 };
}
