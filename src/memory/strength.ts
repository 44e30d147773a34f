/**
 * How strong a memory is: a pure function of events (creation, citation, reinforcement) and the clock, never stored and never swept.
 * Who reads or recalls an entry leaves no event here; only what ours and reviewed files say counts.
 */
import { DAY_MS } from '../dates/units.js';
import { dayStartMs } from '../dates/day.js';
import { referencesIn, type Entry } from './entry.js';
import type { Topic } from './topic.js';

/** When a memory came to be and was spoken for. Times in milliseconds, lists ascending. */
export interface StrengthEvents {
  /** 0 for a topic's bullet without a date: nobody knows how old it is. */
  readonly createdAtMs: number;
  readonly citedAtMs: readonly number[];
  readonly reinforcedAtMs: readonly number[];
}

export interface HalfLives {
  readonly stmDays: number;
  readonly ltmDays: number;
}

export const HALF_LIVES: HalfLives = { stmDays: 3, ltmDays: 180 };
/** A memory of less weight is archived: it leaves digests and the dream's sampling, and is found all the same. */
export const ARCHIVE_BELOW = 0.1;

/** One event before "once a session" is applied. */
export interface Touch {
  readonly id: string;
  readonly atMs: number;
  readonly how: 'citation' | 'reinforcement';
  /** Touches of one id that agree in `how` and `once` are one: the earliest counts. */
  readonly once: string;
}

const VERDICT = /^(?:accepted|edited) \(\^([A-Za-z0-9-]+)\) in /;
const REINFORCE = /^\(\^([A-Za-z0-9-]+)\)(?: session ([A-Za-z0-9][A-Za-z0-9._-]{0,63}):)?(?:\s|$)/;
/** What a dream itself commits never becomes an entry of these kinds. */
const CITING: ReadonlySet<string> = new Set(['commit', 'merge', 'amend', 'note']);

/**
 * `1 - prod(1 - exp(-ln2 * age / halfLife))` over all events, 0 to 1: each event halves with its age, and together they are the chance
 * that one of them still holds. An event in the future counts as now. A topic's bullet without a date counts as one half-life old.
 */
export function weight(
  { createdAtMs, citedAtMs, reinforcedAtMs }: StrengthEvents,
  tier: 'stm' | 'ltm',
  nowMs: number,
  halfLives: HalfLives = HALF_LIVES,
): number {
  const halfLifeMs = (tier === 'stm' ? halfLives.stmDays : halfLives.ltmDays) * DAY_MS;
  const lost = (atMs: number): number => 1 - Math.exp((-Math.LN2 * Math.max(0, nowMs - atMs)) / halfLifeMs);
  let product = tier === 'ltm' && createdAtMs === 0 ? 0.5 : lost(createdAtMs);
  for (const atMs of citedAtMs) product *= lost(atMs);
  for (const atMs of reinforcedAtMs) product *= lost(atMs);
  return 1 - product;
}

/** The newest event: what recency counts from. */
export function lastTouchedMs({ createdAtMs, citedAtMs, reinforcedAtMs }: StrengthEvents): number {
  return Math.max(createdAtMs, citedAtMs.at(-1) ?? 0, reinforcedAtMs.at(-1) ?? 0);
}

/** The events of a memory that nothing has spoken for. */
export function onlyCreated(createdAtMs: number): StrengthEvents {
  return { createdAtMs, citedAtMs: NONE, reinforcedAtMs: NONE };
}

const NONE: readonly number[] = [];
const NO_TOUCHES: readonly Touch[] = [];

/** What an entry says for others; [] for nearly all. Only our own bullets count, whatever another looks like. */
export function touchesOf(entry: Pick<Entry, 'id' | 'ours' | 'kind' | 'actor' | 'atMs' | 'text' | 'origin'>): readonly Touch[] {
  if (!entry.ours || !entry.text.includes('(^')) return NO_TOUCHES;
  const { atMs, kind, text, origin } = entry;
  const day = Math.floor(atMs / DAY_MS);
  if (kind === 'reinforce') {
    const [, id, session] = REINFORCE.exec(text) ?? [];
    if (id === undefined || id === entry.id) return [];
    // A client names itself and its sessions: all that are no person speak once a day, together.
    const once = origin === 'user' ? `${entry.actor ?? ''} ${session ?? day}` : `${origin} ${day}`;
    return [{ id, atMs, how: 'reinforcement', once }];
  }
  if (kind === 'verdict') {
    const id = entry.actor === 'user' ? VERDICT.exec(text)?.[1] : undefined;
    return id === undefined ? [] : [{ id, atMs, how: 'citation', once: `verdict ${day}` }];
  }
  const cites = CITING.has(kind) && (origin === 'user' || origin === 'repo');
  const ids = cites ? referencesIn(text).filter((id) => id !== entry.id) : [];
  return ids.map((id) => ({ id, atMs, how: 'citation', once: `${kind === 'note' ? 'note' : 'commit'} ${entry.actor ?? ''} ${day}` }));
}

/** The entries that a topic's bullets name as evidence, each on the day since when the claim holds. A bullet without a date gives no time. */
export function touchesOfTopic(topic: Pick<Topic, 'bullets'>): Touch[] {
  return topic.bullets.flatMap(({ address, date, entries }) => {
    const atMs = date === undefined ? undefined : dayStartMs(date);
    if (atMs === undefined) return [];
    return entries.filter((id) => id !== address).map((id): Touch => ({ id, atMs, how: 'citation', once: `evidence ${date}` }));
  });
}

/**
 * The events of every id that has been touched and is known, independent of the order of `touches`.
 * @param createdAtMs of an id; undefined for one that is no memory: nothing is kept of it.
 */
export function strengthFrom(touches: Iterable<Touch>, createdAtMs: (id: string) => number | undefined): Map<string, StrengthEvents> {
  const first = new Map<string, Touch>();
  for (const touch of touches) {
    const key = `${touch.id} ${touch.how} ${touch.once}`;
    const earlier = first.get(key);
    if (!earlier || touch.atMs < earlier.atMs) first.set(key, touch);
  }
  const lists = new Map<string, { createdAtMs: number; citedAtMs: number[]; reinforcedAtMs: number[] } | undefined>();
  for (const { id, atMs, how } of first.values()) {
    if (!lists.has(id)) {
      const known = createdAtMs(id);
      lists.set(id, known === undefined ? undefined : { createdAtMs: known, citedAtMs: [], reinforcedAtMs: [] });
    }
    lists.get(id)?.[how === 'citation' ? 'citedAtMs' : 'reinforcedAtMs'].push(atMs);
  }
  const result = new Map<string, StrengthEvents>();
  for (const [id, events] of lists) {
    if (!events) continue;
    events.citedAtMs.sort((x, y) => x - y);
    events.reinforcedAtMs.sort((x, y) => x - y);
    result.set(id, events);
  }
  return result;
}

/** The events of all ids that have more than their creation. Entries and topics may come in any order. */
export function collectStrength(entries: readonly Entry[], topics: readonly Topic[]): Map<string, StrengthEvents> {
  const touches = topics.flatMap(touchesOfTopic);
  for (const entry of entries) for (const touch of touchesOf(entry)) touches.push(touch);
  if (touches.length === 0) return new Map();
  const wanted = new Set(touches.map(({ id }) => id));
  const created = new Map<string, number>();
  for (const { id, atMs } of entries) if (wanted.has(id)) created.set(id, Math.min(atMs, created.get(id) ?? Infinity));
  for (const { bullets } of topics)
    for (const { address, date } of bullets) if (wanted.has(address)) created.set(address, claimStartMs(date));
  return strengthFrom(touches, (id) => created.get(id));
}

/** Since when a claim holds, by the date in its bullet; 0 where there is none. */
export function claimStartMs(date: string | undefined): number {
  return date === undefined ? 0 : (dayStartMs(date) ?? 0);
}
