/**
 * The nodes of a volume in memory, and the search along a path. A file is an inode with its bytes; a folder maps names to inodes, so that two names
 * may lead to one file. It only reads; virtual-volume.ts changes nodes.
 *
 *   root --'repo'--> folder --'a'--> file 7 <--'b'-- folder <--'x'-- root
 */

export interface FileNode {
  readonly kind: 'file';
  readonly inode: number;
  /** Never changed in place: a write replaces the buffer. */
  content: Buffer;
  mtimeMs: number;
  ctimeMs: number;
}

export interface FolderNode {
  readonly kind: 'directory';
  readonly inode: number;
  readonly entries: Map<string, VolumeNode>;
  /** The names in order, once somebody asked; kept true or dropped by whoever changes `entries`. */
  named?: readonly string[] | undefined;
  /** Of the root alone: folders by paths that lead to them through no link; dropped by whoever takes a folder from its place. */
  reached?: Map<string, FolderNode> | undefined;
  mtimeMs: number;
  ctimeMs: number;
}

export interface LinkNode {
  readonly kind: 'link';
  readonly inode: number;
  readonly target: string;
  mtimeMs: number;
  ctimeMs: number;
}

export type VolumeNode = FileNode | FolderNode | LinkNode;

/** A folder and the way to it: `above` is the folder that holds it under `name`; undefined for the root. */
export interface Step {
  readonly name: string;
  readonly node: FolderNode;
  readonly above: Step | undefined;
}

/** The end of a path: a name in a folder, and the node there, if any. For the root itself the name is empty. */
export interface Place {
  readonly folder: Step;
  readonly name: string;
  readonly node: VolumeNode | undefined;
}

/** The system's texts for error codes; callers act on the codes. */
const ERROR_TEXTS = {
  EBUSY: 'resource busy or locked',
  EEXIST: 'file already exists',
  EINVAL: 'invalid argument',
  EISDIR: 'illegal operation on a directory',
  ELOOP: 'too many symbolic links encountered',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  EPERM: 'operation not permitted',
} as const;
export type VolumeErrorCode = keyof typeof ERROR_TEXTS;

/** Linux's limit of links on one path. */
const MOST_LINKS = 40;

/** An error in the form of node:fs: with `code` and `path`, and both in the message. Returns it, does not throw it. */
export function volumeError(code: VolumeErrorCode, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${ERROR_TEXTS[code]}, '${path}'`), { code, path });
}

/**
 * Finds the end of an absolute path. Links on the way are followed, the last one only if `follow` is set; a dangling one leads to the free name that
 * it points to. Empty parts and `.` are ignored.
 * @throws ENOENT or ENOTDIR if a folder on the way is missing or is no folder, ELOOP after 40 links, EINVAL if the path is relative.
 */
export function placeOf(root: FolderNode, path: string, follow: boolean): Place {
  if (!path.startsWith('/')) throw volumeError(path === '' ? 'ENOENT' : 'EINVAL', path);
  const top: Step = { name: '', node: root, above: undefined };
  const names = plainNames(path);
  const found = names && plainPlace(top, names, follow);
  if (found) return found;
  const ahead = partsOf(path).reverse();
  let here = top;
  let links = 0;
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '..') {
      here = here.above ?? top;
      continue;
    }
    const node = here.node.entries.get(name);
    if (node?.kind === 'directory') {
      here = { name, node, above: here };
    } else if (node?.kind === 'link' && (follow || ahead.length > 0)) {
      if (++links > MOST_LINKS) throw volumeError('ELOOP', path);
      if (node.target.startsWith('/')) here = top;
      ahead.push(...partsOf(node.target).reverse());
    } else if (ahead.length === 0) {
      return { folder: here, name, node };
    } else {
      throw volumeError(node === undefined ? 'ENOENT' : 'ENOTDIR', path);
    }
  }
  return { folder: here.above ?? top, name: here.name, node: here.node };
}

/** The same along a plain path without a link that is to be followed; undefined for any other, and where something is missing. */
function plainPlace(top: Step, names: readonly string[], follow: boolean): Place | undefined {
  let here = top;
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] ?? '';
    const node = here.node.entries.get(name);
    const isLast = at === names.length - 1;
    if (node?.kind === 'directory') here = { name, node, above: here };
    else if (isLast && (node?.kind !== 'link' || !follow)) return { folder: here, name, node };
    else return undefined;
  }
  return { folder: here.above ?? top, name: here.name, node: here.node };
}

/**
 * The node at an absolute path, the last link not followed; undefined if there is none. It makes no error and few objects, because most questions of a
 * quiet day are asked here.
 */
export function nodeAt(root: FolderNode, path: string): VolumeNode | undefined {
  const slash = path.lastIndexOf('/');
  const above = slash > 0 ? path.slice(0, slash) : undefined;
  const known = above === undefined ? undefined : root.reached?.get(above);
  if (known) {
    const name = path.slice(slash + 1);
    return name === '' || name === '.' || name === '..' ? slowly(root, path) : known.entries.get(name);
  }
  const names = plainNames(path);
  if (!names) return slowly(root, path);
  let here: VolumeNode | undefined = root;
  for (let at = 0; at < names.length; at += 1) {
    if (here.kind === 'link') return slowly(root, path);
    if (here.kind !== 'directory') return undefined;
    if (above !== undefined && at === names.length - 1) (root.reached ??= new Map()).set(above, here);
    here = here.entries.get(names[at] ?? '');
    if (!here) return undefined;
  }
  return here;
}

/** A day asks for the same few hundred paths again and again. */
const PATHS_KEPT = 10_000;
const namesByPath = new Map<string, readonly string[]>();

/** The names on the way of an absolute path; undefined for one that needs a closer look, since it has empty parts or dots. */
function plainNames(path: string): readonly string[] | undefined {
  const known = namesByPath.get(path);
  if (known) return known;
  const parts = path.split('/').slice(1);
  const isPlain = path.startsWith('/') && parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isPlain) return undefined;
  if (namesByPath.size >= PATHS_KEPT) namesByPath.clear();
  namesByPath.set(path, parts);
  return parts;
}

function slowly(root: FolderNode, path: string): VolumeNode | undefined {
  try {
    return placeOf(root, path, false).node;
  } catch {
    return undefined;
  }
}

/** True if a folder on the way to the path is a link. */
export function leadsThroughLink(root: FolderNode, path: string): boolean {
  if (root.reached?.has(path.slice(0, path.lastIndexOf('/')))) return false;
  let here: VolumeNode | undefined = root;
  const names = plainNames(path);
  if (names) {
    for (let at = 0; at < names.length - 1 && here?.kind === 'directory'; at += 1) here = here.entries.get(names[at] ?? '');
    return here?.kind === 'link';
  }
  for (let from = 1, slash = path.indexOf('/', 1); slash >= 0 && here?.kind === 'directory'; slash = path.indexOf('/', from)) {
    here = here.entries.get(path.slice(from, slash));
    from = slash + 1;
  }
  return here?.kind === 'link';
}

/** The path of a place without links and dots. */
export function pathOf({ folder, name }: Pick<Place, 'folder' | 'name'>): string {
  return folder.above === undefined ? `/${name}` : `${pathOf({ folder: folder.above, name: folder.name })}/${name}`;
}

/** True if `node` is the folder of a step or one above it. */
export function isAtOrAbove(node: VolumeNode, step: Step | undefined): boolean {
  return step !== undefined && (step.node === node || isAtOrAbove(node, step.above));
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** A folder with all below it, node for node; two names of one file are two names of one copy. Bytes are shared: no write changes them. */
export function copyOf(root: FolderNode): FolderNode {
  const copies = new Map<VolumeNode, VolumeNode>();
  const folder = (from: FolderNode): FolderNode => {
    const copy: FolderNode = { ...from, entries: new Map(), reached: undefined };
    copies.set(from, copy);
    for (const [name, node] of from.entries) copy.entries.set(name, copied(node));
    return copy;
  };
  const copied = (node: VolumeNode): VolumeNode => {
    const known = copies.get(node);
    if (known) return known;
    if (node.kind === 'directory') return folder(node);
    const copy = { ...node };
    copies.set(node, copy);
    return copy;
  };
  return folder(root);
}
