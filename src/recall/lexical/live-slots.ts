/**
 * Which documents of several segments are live: the present state of their source, and of entries with one id in several files the first.
 * Pure; it reads columns and joins none.
 */
import { compareText } from '../../base/order.js';
import { dayOfPath } from '../../base/workspace.js';
import { entryId } from '../../memory/entry.js';
import { docsWithId, idAt, LONG_TERM, OURS, textAt, type Segment } from './segment.js';

/** Source -> number of the segment that holds its present state. */
export type SegmentOf = (source: string) => number | undefined;

/** Which documents of a segment are the present state of their source: 1 for each. */
export function presentIn(segment: Segment, isPresent: (source: string) => boolean): Uint8Array {
  const present = new Uint8Array(segment.count);
  for (const [source, first, count] of segment.meta.files) if (isPresent(source)) present.fill(1, first, first + count);
  return present;
}

interface Slots {
  readonly segments: readonly Segment[];
  readonly offsets: readonly number[];
  readonly slots: number;
}

/** 1 for each live slot, and the addresses of bullets whose id another one has already. Documents with forgotten ids are not live. */
export function living(
  all: Slots,
  segmentOf: SegmentOf,
  forgotten: ReadonlySet<string>,
): { live: Uint8Array; renamed: Map<number, string> } {
  const { segments, offsets, slots } = all;
  const live = new Uint8Array(slots);
  for (const [n, segment] of segments.entries())
    live.set(
      presentIn(segment, (source) => segmentOf(source) === n),
      offsets[n],
    );
  for (const id of forgotten) for (const slot of slotsWithId(all, id)) live[slot] = 0;
  const doubtful = [...foldCopies(segments[0], live), ...sharedWithFirst(all)];
  const renamed = new Map<number, string>();
  for (const id of [...new Set(doubtful)].sort()) foldId(all, id, live, renamed);
  return { live, renamed };
}

function slotsWithId({ segments, offsets }: Slots, id: string): number[] {
  return segments.flatMap((segment, n) => docsWithId(segment, id).map((at) => (offsets[n] as number) + at));
}

/**
 * Marks copies of our own entries (another writer has the same ids) as not live, within the first segment. It works on columns alone, since
 * there may be as many copies as entries. Returns the ids that `foldId` must decide.
 */
function foldCopies(segment: Segment | undefined, live: Uint8Array): string[] {
  if (!segment) return [];
  const { id, byId, flags, count } = segment;
  const doubtful: string[] = [];
  for (let first = 0, end = 0; first < count; first = end) {
    const number = id[byId[first] as number];
    let alike = (flags[byId[first] as number] as number) & (OURS | LONG_TERM);
    for (end = first + 1; end < count && id[byId[end] as number] === number; end++) {
      if (((flags[byId[end] as number] as number) & (OURS | LONG_TERM)) !== OURS) alike = 0;
    }
    if (end === first + 1) continue;
    if (alike !== OURS) {
      doubtful.push(idAt(segment, byId[first] as number));
      continue;
    }
    let taken = false;
    for (let at = first; at < end; at++) {
      if (live[byId[at] as number] === 0) continue;
      if (taken) live[byId[at] as number] = 0;
      taken = true;
    }
  }
  return doubtful;
}

/** Ids of the later segments that also occur elsewhere. */
function sharedWithFirst(all: Slots): string[] {
  const shared: string[] = [];
  for (const segment of all.segments.slice(1)) {
    for (let at = 0; at < segment.count; at++) {
      const id = idAt(segment, at);
      if (slotsWithId(all, id).length > 1) shared.push(id);
    }
  }
  return shared;
}

/** Decides one id in several places: copies are not live, a second text under one anchor gets an address. Bullets of topics keep their ids. */
function foldId(all: Slots, id: string, live: Uint8Array, renamed: Map<number, string>): void {
  const places = slotsWithId(all, id)
    .filter((slot) => live[slot] === 1)
    .map((slot) => {
      const n = all.offsets.findLastIndex((offset) => offset <= slot);
      const segment = all.segments[n] as Segment;
      const at = slot - (all.offsets[n] as number);
      return { slot, segment, at, path: segment.meta.paths[segment.file[at] as number] as string, flags: segment.flags[at] as number };
    })
    .filter(({ flags }) => (flags & LONG_TERM) === 0)
    .sort((a, b) => (b.flags & OURS) - (a.flags & OURS) || compareText(a.path, b.path) || a.slot - b.slot);
  const first = places[0];
  const addresses = new Set<string>();
  for (const place of places.slice(1)) {
    const ours = place.flags & OURS;
    const text = textAt(place.segment, place.at);
    const isCopy = first !== undefined && ours === (first.flags & OURS) && (ours !== 0 || text === textAt(first.segment, first.at));
    const address = isCopy ? '' : entryId('second-anchor', `${id}\0${dayOfPath(place.path)}\0${text}`);
    if (isCopy || addresses.has(address)) live[place.slot] = 0;
    else renamed.set(place.slot, address);
    addresses.add(address);
  }
}
