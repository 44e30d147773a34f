/**
 * What a volume in memory is made of, and the way along a path to it. A file is an inode with its bytes; a folder maps names to inodes, so that
 * two names may lead to one file. It reads only: virtual-volume.ts changes.
 *
 *   root --'repo'--> folder --'a'--> file 7 <--'b'-- folder <--'x'-- root
 */

export interface FileNode {
  readonly kind: 'file';
  readonly inode: number;
  /** Never changed in place: a write sets another buffer. */
  content: Buffer;
  mtimeMs: number;
  ctimeMs: number;
}

export interface FolderNode {
  readonly kind: 'directory';
  readonly inode: number;
  readonly entries: Map<string, VolumeNode>;
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

/** A folder as it was reached: `above` is the folder that has it under `name`, undefined for the root. */
export interface Step {
  readonly name: string;
  readonly node: FolderNode;
  readonly above: Step | undefined;
}

/** Where a path ends: a name in a folder, and what stands there, if anything. For the root itself the name is empty. */
export interface Place {
  readonly folder: Step;
  readonly name: string;
  readonly node: VolumeNode | undefined;
}

/** As the system words them; `code` is what callers act on. */
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

/** The limit that Linux has. */
const MOST_LINKS = 40;

/** An error as node:fs throws it: `code`, `path`, and both in the message. */
export function volumeError(code: VolumeErrorCode, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${ERROR_TEXTS[code]}, '${path}'`), { code, path });
}

/**
 * Walks along an absolute path. Links on the way are followed, the last one if `follow` is set; a dangling one then leads to the free name it
 * points at. Empty parts and `.` count for nothing.
 * @throws ENOENT or ENOTDIR if a folder on the way is missing or is none, ELOOP after 40 links, EINVAL if the path is relative.
 */
export function placeOf(root: FolderNode, path: string, follow: boolean): Place {
  if (!path.startsWith('/')) throw volumeError(path === '' ? 'ENOENT' : 'EINVAL', path);
  const top: Step = { name: '', node: root, above: undefined };
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
