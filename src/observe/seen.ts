/** What the last look at the refs saw, as JSON in the git directory (a `git clean` does not make the past look new). Pure. */
import { byKey, compareText } from '../base/order.js';
import type { Head, ObjectId, Ref } from '../world/git-refs.js';

export const SEEN_FORMAT = 1;
/** How many different events are remembered, so that a second tag of the same name on the same commit is told from a repeated look. */
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
  /** Ids of events by the number of times that they happened, the most recent last. */
  readonly repeats: ReadonlyMap<string, number>;
}

/** @returns undefined for a file that is no seen file: the next look is then a baseline. A newer format is left to the caller (`format` is given). */
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

/** Sorted keys and a final newline; the oldest events beyond the limit are forgotten. */
export function formatSeen(seen: Seen): string {
  const refs = [...seen.refs].sort(byKey);
  const json = {
    format: SEEN_FORMAT,
    head: {
      ...(seen.head.commit === undefined ? {} : { commit: seen.head.commit }),
      ...(seen.head.ref === undefined ? {} : { ref: seen.head.ref }),
    },
    headLog: seen.headLog,
    refs: Object.fromEntries(refs.map(([name, { id, commit }]) => [name, commit === undefined ? { id } : { commit, id }])),
    repeats: [...seen.repeats].slice(-MAX_REPEATS),
    stashes: seen.stashes,
  };
  return `${JSON.stringify(json, undefined, 1)}\n`;
}

export interface RefChanges {
  readonly created: readonly Ref[];
  readonly deleted: readonly Ref[];
  readonly moved: readonly { readonly name: string; readonly old: SeenRef; readonly new: SeenRef }[];
}

/** What changed between two looks, each list sorted by name. */
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

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
