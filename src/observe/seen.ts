/** The format of the last snapshot of the refs: JSON in the git directory, where `git clean` does not remove it. Pure. */
import { isObject, jsonFile, parseObject } from '../base/json.js';
import { compareText } from '../base/order.js';
import type { Head, ObjectId, Ref } from '../world/git-refs.js';

export const SEEN_FORMAT = 1;
/** How many different events are kept, to tell an event that happens a second time (the same tag made again) from a repeated observation. */
const MAX_REPEATS = 500;

export interface SeenRef {
  readonly id: ObjectId;
  readonly commit?: ObjectId;
}

export interface Seen {
  readonly head: Head;
  /** Branches and tags by full name. */
  readonly refs: ReadonlyMap<string, SeenRef>;
  /** Stashed commits, oldest first. */
  readonly stashes: readonly ObjectId[];
  /** The last line of HEAD's reflog, as `reflogMark` writes it; '' if there was none. */
  readonly headLog: string;
  /** Id of an event -> how often it happened; the most recent last. */
  readonly repeats: ReadonlyMap<string, number>;
}

/** Parses the file. No `seen` for a file of another form (the next snapshot is then a baseline) or of a newer format (see `format`). */
export function parseSeen(text: string): { seen?: Seen; format?: number } {
  const value = parseObject(text);
  const format = value?.['format'];
  if (typeof format !== 'number') return {};
  if (format > SEEN_FORMAT) return { format };
  const head = objectOf(value?.['head']);
  const refs = new Map<string, SeenRef>();
  for (const [name, ref] of Object.entries(objectOf(value?.['refs']))) {
    const { id, commit } = objectOf(ref);
    if (typeof id === 'string') refs.set(name, { id, ...(typeof commit === 'string' ? { commit } : {}) });
  }
  const repeats = listOf(value?.['repeats']).flatMap((pair): [string, number][] => {
    const [id, count] = listOf(pair);
    return typeof id === 'string' && typeof count === 'number' ? [[id, count]] : [];
  });
  return {
    format,
    seen: {
      head: {
        ...(typeof head['ref'] === 'string' ? { ref: head['ref'] } : {}),
        ...(typeof head['commit'] === 'string' ? { commit: head['commit'] } : {}),
      },
      refs,
      stashes: listOf(value?.['stashes']).filter((id): id is string => typeof id === 'string'),
      headLog: typeof value?.['headLog'] === 'string' ? value['headLog'] : '',
      repeats: new Map(repeats),
    },
  };
}

/** The file's text, with sorted keys and a final newline; the oldest events beyond the limit are left out. */
export function formatSeen(seen: Seen): string {
  return jsonFile({ ...seen, format: SEEN_FORMAT, repeats: [...seen.repeats].slice(-MAX_REPEATS) }, 1);
}

/** True for two snapshots between which nothing happened. */
export function isSameSeen(a: Seen, b: Seen): boolean {
  return (
    a.headLog === b.headLog &&
    a.head.ref === b.head.ref &&
    a.head.commit === b.head.commit &&
    a.refs.size === b.refs.size &&
    [...a.refs].every(([name, { id, commit }]) => b.refs.get(name)?.id === id && b.refs.get(name)?.commit === commit) &&
    a.stashes.length === b.stashes.length &&
    a.stashes.every((id, at) => b.stashes[at] === id)
  );
}

export interface RefChanges {
  readonly created: readonly Ref[];
  readonly deleted: readonly Ref[];
  readonly moved: readonly { readonly name: string; readonly old: SeenRef; readonly new: SeenRef }[];
}

/** What changed between two snapshots, each list sorted by name. */
export function diffRefs(old: ReadonlyMap<string, SeenRef>, now: ReadonlyMap<string, SeenRef>): RefChanges {
  const byName = (a: { name: string }, b: { name: string }): number => compareText(a.name, b.name);
  return {
    created: [...now]
      .filter(([name]) => !old.has(name))
      .map(([name, ref]) => ({ name, ...ref }))
      .sort(byName),
    deleted: [...old]
      .filter(([name]) => !now.has(name))
      .map(([name, ref]) => ({ name, ...ref }))
      .sort(byName),
    moved: [...now]
      .flatMap(([name, ref]) => {
        const before = old.get(name);
        return before !== undefined && before.id !== ref.id ? [{ name, old: before, new: ref }] : [];
      })
      .sort(byName),
  };
}

function objectOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
