/** The refs of a repository in memory, loose and packed, by the rules of git's files. It checks no names and no expected values: virtual-git.ts does. */
import { GIT_REFS } from '../base/refs.js';
import { replaceDurably } from './durable-write.js';
import type { Repository } from '../world/git.js';
import type { ObjectId } from '../world/git-refs.js';
import type { VirtualVolume } from './virtual-volume.js';

export interface VirtualRefs {
  /** What a full name or HEAD leads to; undefined if it leads nowhere. */
  read(name: string): ObjectId | undefined;
  /** The branch that HEAD names, whether it is born or not; undefined when detached. */
  headRef(): string | undefined;
  /** Full names below `refs/`, sorted. */
  names(): readonly string[];
  /** Sets a ref, or removes it. */
  write(name: string, value: ObjectId | undefined): void;
  /** Lets HEAD name a branch. */
  pointHead(ref: string): void;
}

const SYMBOLIC = 'ref: ';
/** Git's limit of symbolic refs on one way. */
const STEPS_MAX = 5;

/** The refs below `commonDir`, and the HEAD of the work tree that `gitDir` is of. */
export function virtualRefs(volume: VirtualVolume, { gitDir: headDir, commonDir: gitDir }: Repository): VirtualRefs {
  const packed = packedRefs(volume, `${gitDir}/packed-refs`);
  const folderOf = (name: string): string => (name === 'HEAD' ? headDir : gitDir);

  function textOf(name: string): string | undefined {
    return (
      volume
        .contentSync(`${folderOf(name)}/${name}`)
        ?.toString('latin1')
        .trim() ?? packed.all().get(name)
    );
  }

  function read(name: string): ObjectId | undefined {
    let next = name;
    for (let steps = 0; steps <= STEPS_MAX; steps += 1) {
      const text = textOf(next);
      if (!text?.startsWith(SYMBOLIC)) return text === '' ? undefined : text;
      next = text.slice(SYMBOLIC.length);
    }
    return undefined;
  }

  function addNames(folder: string, into: Set<string>): void {
    for (const { name, kind } of volume.entriesSync(`${gitDir}/${folder}`)) {
      if (kind === 'directory') addNames(`${folder}/${name}`, into);
      else if (!/\.(?:lock|tmp)$/.test(name)) into.add(`${folder}/${name}`);
    }
  }

  function put(name: string, text: string): void {
    replaceDurably(volume, `${folderOf(name)}/${name}`, `${text}\n`);
  }

  function remove(name: string): void {
    packed.remove(name);
    const path = `${gitDir}/${name}`;
    if (volume.contentSync(path)) volume.unlinkSync(path);
    // Git leaves no empty folder below refs/heads and its like, where another branch may want the name.
    for (let folder = parentOf(path); folder.length >= `${gitDir}/${GIT_REFS.branches}`.length; folder = parentOf(folder)) {
      if (volume.entriesSync(folder).length > 0 || !volume.existsSync(folder)) break;
      volume.rmdirSync(folder);
    }
  }

  return {
    read,
    headRef: () => {
      const text = textOf('HEAD');
      return text?.startsWith(SYMBOLIC) ? text.slice(SYMBOLIC.length) : undefined;
    },
    names: () => {
      const names = new Set(packed.all().keys());
      addNames('refs', names);
      return [...names].sort();
    },
    write: (name, value) => (value === undefined ? remove(name) : put(name, value)),
    pointHead: (ref) => put('HEAD', `${SYMBOLIC}${ref}`),
  };
}

interface PackedRefs {
  all(): ReadonlyMap<string, ObjectId>;
  remove(name: string): void;
}

function packedRefs(volume: VirtualVolume, path: string): PackedRefs {
  const line = /^([0-9a-f]{40}) (refs\/.+)$/;
  let [content, parsed]: [Buffer | undefined, ReadonlyMap<string, ObjectId>] = [undefined, new Map()];
  function all(): ReadonlyMap<string, ObjectId> {
    const now = volume.contentSync(path);
    if (now !== content) {
      const rows = now?.toString('utf8').split('\n') ?? [];
      parsed = new Map(rows.flatMap((row) => (line.exec(row) ? [[row.slice(41), row.slice(0, 40)] as const] : [])));
      content = now;
    }
    return parsed;
  }
  return {
    all,
    remove: (name) => {
      if (!all().has(name)) return;
      const rows = volume.readFileSync(path, 'utf8').split('\n');
      const at = rows.findIndex((row) => row.slice(41) === name && line.test(row));
      // The line of what an annotated tag leads to goes with it.
      rows.splice(at, rows[at + 1]?.startsWith('^') ? 2 : 1);
      replaceDurably(volume, path, rows.join('\n'));
    },
  };
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
