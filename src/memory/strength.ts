/**
 * The strength of a memory: a pure function of its events (creation, citation, reinforcement) and the time. It is never stored. Reading or recalling
 * an entry must not be an event; only our own entries and reviewed files count.
 */
import { REFERENCE, SESSION_NAME } from '../base/ids.js';
import { DAY_MS } from '../dates/units.js';
import { dayStartMs } from '../dates/day.js';
import type { Entry } from './entry.js';
import { referencesIn } from './references.js';
import type { Topic } from './topic.js';

/** The times of a memory's events in milliseconds since 1970; lists ascending. */
export interface StrengthEvents {
  /** 0 for a topic's bullet without a date, whose age is unknown. */
  readonly createdAtMs: number;
  readonly citedAtMs: readonly number[];
  readonly reinforcedAtMs: readonly number[];
}

export interface HalfLives {
  readonly stmDays: number;
  readonly ltmDays: number;
}

export const HALF_LIVES: HalfLives = { stmDays: 3, ltmDays: 180 };
/** A memory of less weight is archived: it is left out of the dream's sampling, but recall still finds it. */
export const ARCHIVE_BELOW = 0.1;

/** One event, before events of one session or day are counted once. */
export interface Touch {
  readonly id: string;
  readonly atMs: number;
  readonly how: 'citation' | 'reinforcement';
  /** Touches of one id with equal `how` and `once` count as one: the earliest. */
  readonly once: string;
}

const VERDICT = new RegExp(`^(?:accepted|edited) ${REFERENCE} in `);
const REINFORCE = new RegExp(`^${REFERENCE}(?: session (${SESSION_NAME}):)?(?:\\s|$)`);
/** The kinds of entries whose references count as citations. A dream's own commits never become entries of these kinds. */
const CITING: ReadonlySet<string> = new Set(['commit', 'merge', 'amend', 'note']);

/**
 * The weight, 0 to 1: `1 - prod(1 - exp(-ln2 * age / halfLife))` over all events. Each event halves with each half-life; together they are the
 * probability that at least one of them is still valid. An event in the future counts as now. A topic's bullet without a date counts as one half-life
 * old.
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

/** The time of the newest event, from which recency counts. */
export function lastTouchedMs({ createdAtMs, citedAtMs, reinforcedAtMs }: StrengthEvents): number {
  return Math.max(createdAtMs, citedAtMs.at(-1) ?? 0, reinforcedAtMs.at(-1) ?? 0);
}

/** The events of a memory without citations and reinforcements. */
export function onlyCreated(createdAtMs: number): StrengthEvents {
  return { createdAtMs, citedAtMs: NONE, reinforcedAtMs: NONE };
}

const NONE: readonly number[] = [];
const NO_TOUCHES: readonly Touch[] = [];

/** The events that an entry adds to others; [] for nearly all entries. Only our own bullets count, whatever others look like. */
export function touchesOf(entry: Pick<Entry, 'id' | 'ours' | 'kind' | 'actor' | 'atMs' | 'text' | 'origin'>): readonly Touch[] {
  if (!entry.ours || !entry.text.includes('(^')) return NO_TOUCHES;
  const { atMs, kind, text, origin } = entry;
  const day = Math.floor(atMs / DAY_MS);
  if (kind === 'reinforce') {
    const [, id, session] = REINFORCE.exec(text) ?? [];
    if (id === undefined || id === entry.id) return [];
    // Clients choose the names of themselves and of their sessions, so all reinforcements that are not a person's count once a day together.
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

/** The citations by a topic's bullets: each entry named as evidence, at the date of the claim. A bullet without a date adds none. */
export function touchesOfTopic(topic: Pick<Topic, 'bullets'>): Touch[] {
  return topic.bullets.flatMap(({ address, date, entries }) => {
    const atMs = date === undefined ? undefined : dayStartMs(date);
    if (atMs === undefined) return [];
    return entries.filter((id) => id !== address).map((id): Touch => ({ id, atMs, how: 'citation', once: `evidence ${date}` }));
  });
}

/**
 * The events of every known id with touches, whatever the order of `touches`.
 * @param createdAtMs the time when an id was created, in milliseconds since 1970; undefined for an unknown id, which is left out.
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

/** The events of all ids with more events than their creation. Entries and topics may have any order. */
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

/** The time of a claim's date, in milliseconds since 1970; 0 without a date. */
export function claimStartMs(date: string | undefined): number {
  return date === undefined ? 0 : (dayStartMs(date) ?? 0);
}
