/** Merges trees of a virtual repository, three ways and line by line, as git does for plain files. It writes blobs and moves nothing. */
import type { ObjectId } from '../world/git-refs.js';
import { ancestors, orderedBetween } from './virtual-history.js';
import type { VirtualObjects } from './virtual-objects.js';
import type { TreeEntry } from './virtual-trees.js';

export interface MergedTrees {
  /** What differs from ours, by path; undefined removes. Conflicts hold their markers. */
  readonly changes: ReadonlyMap<string, TreeEntry | undefined>;
  /** Paths in conflict, sorted. */
  readonly conflicts: readonly string[];
}

/** The newest commit that both lead to; undefined where there is none. */
export function mergeBase(objects: VirtualObjects, ours: ObjectId, theirs: ObjectId): ObjectId | undefined {
  const known = ancestors(objects, [ours]);
  return orderedBetween(objects, [theirs], []).findLast((id) => known.has(id));
}

/** Brings into `ours` what lies between `base` and `theirs`; undefined is the empty tree. @param names for the markers of conflicts. */
export function mergeTrees(
  objects: VirtualObjects,
  { base, ours, theirs }: { readonly base: ObjectId | undefined; readonly ours: ObjectId; readonly theirs: ObjectId | undefined },
  names: { readonly ours: string; readonly theirs: string },
): MergedTrees {
  const filesOf = (id: ObjectId | undefined): ReadonlyMap<string, TreeEntry> => (id === undefined ? new Map() : objects.files(id));
  const [before, here, there] = [filesOf(base), filesOf(ours), filesOf(theirs)];
  const changes = new Map<string, TreeEntry | undefined>();
  const conflicts: string[] = [];
  for (const path of [...new Set([...before.keys(), ...there.keys()])].sort()) {
    const [old, mine, other] = [before.get(path), here.get(path), there.get(path)];
    if (old?.id === other?.id || mine?.id === other?.id) continue;
    if (mine?.id === old?.id) {
      changes.set(path, other);
      continue;
    }
    const text = (entry: TreeEntry | undefined): string => Buffer.from((entry && objects.blob(entry.id)) ?? []).toString('utf8');
    const merged = mergeLines(text(old), text(mine), text(other), names);
    if (!merged.isClean || mine === undefined || other === undefined) conflicts.push(path);
    changes.set(path, { mode: '100644', id: objects.write('blob', merged.text) });
  }
  return { changes, conflicts };
}

/** Merges three texts; where both sides changed the same lines in different ways, both stand between markers. */
export function mergeLines(
  base: string,
  ours: string,
  theirs: string,
  names: { readonly ours: string; readonly theirs: string },
): { readonly text: string; readonly isClean: boolean } {
  const [before, mine, other] = [linesOf(base), linesOf(ours), linesOf(theirs)];
  const [inMine, inOther] = [matches(before, mine), matches(before, other)];
  const out: string[] = [];
  let isClean = true;
  let [b, m, o] = [0, 0, 0];
  for (let at = 0; at <= before.length; at += 1) {
    const [nextMine, nextOther] = at === before.length ? [mine.length, other.length] : [inMine.get(at), inOther.get(at)];
    if (nextMine === undefined || nextOther === undefined) continue;
    const parts = { old: before.slice(b, at).join(''), mine: mine.slice(m, nextMine).join(''), other: other.slice(o, nextOther).join('') };
    if (parts.mine === parts.old || parts.mine === parts.other) out.push(parts.other);
    else if (parts.other === parts.old) out.push(parts.mine);
    else {
      isClean = false;
      out.push(`<<<<<<< ${names.ours}\n${closed(parts.mine)}=======\n${closed(parts.other)}>>>>>>> ${names.theirs}\n`);
    }
    out.push(before[at] ?? '');
    [b, m, o] = [at + 1, nextMine + 1, nextOther + 1];
  }
  return { text: out.join(''), isClean };
}

function closed(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** Line of `a` -> line of `b`, along a longest common subsequence. */
function matches(a: readonly string[], b: readonly string[]): ReadonlyMap<number, number> {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const at = (x: number, y: number): number => lengths[x]?.[y] ?? 0;
  for (let x = a.length - 1; x >= 0; x -= 1)
    for (let y = b.length - 1; y >= 0; y -= 1)
      (lengths[x] as Uint32Array)[y] = a[x] === b[y] ? at(x + 1, y + 1) + 1 : Math.max(at(x + 1, y), at(x, y + 1));
  const found = new Map<number, number>();
  for (let [x, y] = [0, 0]; x < a.length && y < b.length;) {
    if (a[x] === b[y]) found.set(x++, y++);
    else if (at(x + 1, y) >= at(x, y + 1)) x += 1;
    else y += 1;
  }
  return found;
}
