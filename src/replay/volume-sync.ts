/**
 * What of a volume a loss of power leaves. Bytes that no sync covers may be dropped or torn, names that no sync of their folder covers may be old or new;
 * a rename is whole or not at all. It decides nothing but by the dice that it is given.
 */
import type { FileNode, FolderNode, VolumeNode } from './virtual-nodes.js';

/** A change of names that happens whole or not at all: one name for most, two for a rename. */
interface NameChange {
  readonly at: number;
  readonly sets: readonly { readonly folder: FolderNode; readonly name: string; readonly node: VolumeNode | undefined }[];
}

export interface VolumeSync {
  /** Names have changed in the working state. */
  changed(sets: NameChange['sets']): void;
  /** Makes the bytes of a file durable, or the names in a folder. */
  sync(node: VolumeNode): void;
  /** The same for all below a folder, and for it. @param apart folders that are left out. */
  syncBelow(node: VolumeNode, apart: ReadonlySet<VolumeNode>): void;
  /** Loses power. @param chance the dice: numbers from 0 up to 1. */
  crash(chance: () => number): void;
}

/** The bookkeeping for the folders below `root`; what is there has lain there for long. */
export function volumeSync(root: FolderNode): VolumeSync {
  const names = durableNames();
  /** The bytes on disk; of a file that was never synced none. */
  const synced = new WeakMap<FileNode, Buffer>();
  stood(root);

  function stood(folder: FolderNode): void {
    for (const [name, node] of folder.entries) {
      names.of(folder).set(name, node);
      if (node.kind === 'directory') stood(node);
      if (node.kind === 'file') synced.set(node, node.content);
    }
  }

  function sync(node: VolumeNode): void {
    if (node.kind === 'file') synced.set(node, node.content);
    if (node.kind === 'directory') names.sync(node);
  }

  function syncBelow(node: VolumeNode, apart: ReadonlySet<VolumeNode>): void {
    if (node.kind === 'directory' && apart.has(node)) return;
    if (node.kind === 'directory') for (const one of node.entries.values()) syncBelow(one, apart);
    sync(node);
  }

  function reboot(folder: FolderNode, chance: () => number, seen: Set<VolumeNode>): void {
    folder.entries.clear();
    folder.named = undefined;
    for (const [name, node] of names.of(folder)) {
      folder.entries.set(name, node);
      if (seen.has(node)) continue;
      seen.add(node);
      if (node.kind === 'directory') reboot(node, chance, seen);
      if (node.kind === 'file') {
        node.content = survivingBytes(synced.get(node) ?? Buffer.alloc(0), node.content, chance);
        synced.set(node, node.content);
      }
    }
  }

  return {
    changed: names.changed,
    sync,
    syncBelow,
    crash: (chance) => {
      names.crash(chance);
      root.reached = undefined;
      reboot(root, chance, new Set([root]));
    },
  };
}

interface DurableNames {
  /** The names of a folder on disk. */
  of(folder: FolderNode): Map<string, VolumeNode>;
  changed(sets: NameChange['sets']): void;
  sync(folder: FolderNode): void;
  /** Lets some of the waiting changes land, and forgets the others. */
  crash(chance: () => number): void;
}

function durableNames(): DurableNames {
  const durable = new WeakMap<FolderNode, Map<string, VolumeNode>>();
  /** By each folder that they change, in their order. */
  const waiting = new Map<FolderNode, NameChange[]>();
  let count = 0;

  const namesOf = (folder: FolderNode): Map<string, VolumeNode> => {
    let names = durable.get(folder);
    if (!names) durable.set(folder, (names = new Map()));
    return names;
  };
  function land({ sets }: NameChange): void {
    for (const { folder, name, node } of sets) {
      if (node) namesOf(folder).set(name, node);
      else namesOf(folder).delete(name);
    }
  }

  return {
    of: namesOf,
    changed: (sets) => {
      const change = { at: (count += 1), sets };
      for (const folder of new Set(sets.map((one) => one.folder))) {
        const others = waiting.get(folder);
        if (others) others.push(change);
        else waiting.set(folder, [change]);
      }
    },
    sync: (folder) => {
      const own = waiting.get(folder);
      if (!own) return;
      const changes = withEarlier(waiting, own);
      waiting.delete(folder);
      for (const change of changes) {
        land(change);
        for (const { folder: other } of change.sets) {
          const left = waiting.get(other)?.filter((one) => one !== change);
          if (left?.length === 0) waiting.delete(other);
          else if (left) waiting.set(other, left);
        }
      }
    },
    crash: (chance) => {
      const lost = new NamesIn();
      for (const change of inOrder(waiting)) {
        // What follows from a lost change of the same name is lost as well: the disk keeps the order of what hangs together.
        if (!lost.touches(change) && chance() < 0.5) land(change);
        else lost.add(change);
      }
      waiting.clear();
    },
  };
}

/** A rename into or out of a folder takes with it what came before under its names elsewhere. */
function withEarlier(waiting: ReadonlyMap<FolderNode, readonly NameChange[]>, changes: readonly NameChange[]): readonly NameChange[] {
  if (changes.every(({ sets }) => sets.every(({ folder }) => folder === sets[0]?.folder))) return changes;
  const wanted = new Set(changes);
  const names = new NamesIn();
  for (const change of inOrder(waiting).reverse()) {
    if (!wanted.has(change) && !names.touches(change)) continue;
    wanted.add(change);
    names.add(change);
  }
  return [...wanted].sort((a, b) => a.at - b.at);
}

/** A set of names, each in its folder. */
class NamesIn {
  readonly #names = new Map<FolderNode, Set<string>>();

  add({ sets }: NameChange): void {
    for (const { folder, name } of sets) this.#names.set(folder, (this.#names.get(folder) ?? new Set()).add(name));
  }

  touches({ sets }: NameChange): boolean {
    return sets.some(({ folder, name }) => this.#names.get(folder)?.has(name));
  }
}

/** Every waiting change once, the oldest first. */
function inOrder(waiting: ReadonlyMap<FolderNode, readonly NameChange[]>): NameChange[] {
  return [...new Set([...waiting.values()].flat())].sort((a, b) => a.at - b.at);
}

/** A new array, so that nothing that was read out of the old one is taken for it. */
function survivingBytes(synced: Buffer, now: Buffer, chance: () => number): Buffer {
  const isAppended = now.length >= synced.length && now.subarray(0, synced.length).equals(synced);
  if (!isAppended && chance() < 0.5) return Buffer.from(synced);
  const kept = isAppended ? synced.length : 0;
  return Buffer.from(now.subarray(0, kept + Math.floor(chance() * (now.length - kept + 1))));
}
