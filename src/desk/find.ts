/**
 * Finds an entry or a claim by its id, and its evidence, its citations and its successor. Every surface uses these rules. A claim comes before an
 * entry of the same id, since a person reviewed it. It only reads.
 */
import { KairosError } from '../base/errors.js';
import type { Entry } from '../memory/entry.js';
import type { Origin } from '../memory/kinds.js';
import type { Topic } from '../memory/topic.js';
import type { TopicBullet } from '../memory/topic-bullet.js';
import { replacements, type Replacement } from '../recall/lexical/superseded.js';
import { docOfClaim, docOfEntry, type Doc } from '../recall/text/document.js';
import { SHOWS_IDS } from './hints.js';
import type { Lookup } from './lookup.js';

/** `id` is the whole one, or a bullet's address. */
export type Found =
  | { readonly is: 'entry'; readonly id: string; readonly entry: Entry }
  | { readonly is: 'claim'; readonly id: string; readonly bullet: TopicBullet; readonly topic: Topic };

/** What a claim cites. `report`: as a dream's report quotes it; `nowhere`: this clone has neither. */
export type Evidence =
  | { readonly in: 'journal'; readonly id: string; readonly entry: Entry }
  | {
      readonly in: 'report';
      readonly id: string;
      readonly kind: string;
      readonly atMs: number;
      readonly text: string;
      readonly origin: Origin;
      readonly source: string;
    }
  | { readonly in: 'nowhere'; readonly id: string };

/** A claim that cites something, or names it as what took its place. */
export interface Citing {
  /** `topics/redis.md:7`, relative to `.kairos`. */
  readonly source: string;
  readonly id?: string;
}

/** Said of evidence that this clone does not have. */
export const NOWHERE = 'stands neither in the journal of this clone nor in a report';

const NAMED_MOST = 3;

/**
 * The entry or claim with this id, or the only one whose id begins so. For readers: what changes something asks `findWhole`.
 * @throws KairosError `not-found`, also for the beginning of several ids.
 */
export async function find(lookup: Lookup, given: string): Promise<Found> {
  const exact = await findExact(lookup, given);
  if (exact) return exact;
  const found = await withId(lookup, onlyBeginning(given, await allIds(lookup)), true);
  if (!found) throw noSuch(given);
  return found;
}

/** The entry or claim with just this id; undefined if there is none. */
export async function findExact(lookup: Lookup, id: string): Promise<Found | undefined> {
  return withId(lookup, id, await lookup.mayBeClaim(id));
}

/** The only one whose id begins so; undefined where none or several do. */
export async function findBeginning(lookup: Lookup, given: string): Promise<Found | undefined> {
  const meant = (await allIds(lookup)).filter((id) => id.startsWith(given));
  return meant.length === 1 ? withId(lookup, meant[0] as string, true) : undefined;
}

/**
 * The entry or claim with just this id, for what cannot be taken back: a mistyped or cut id must not hit another entry.
 * @throws KairosError `not-found`; for the beginning of an id with the whole ones as a hint.
 */
export async function findWhole(lookup: Lookup, id: string): Promise<Found> {
  const found = await findExact(lookup, id);
  if (found) return found;
  const meant = (await allIds(lookup)).filter((one) => one.startsWith(id));
  if (meant.length === 0) throw noSuch(id);
  throw new KairosError('not-found', `there is no entry or claim ^${id}, and here an id is written whole`, {
    hint: `write more of it: ${named(meant)}`,
  });
}

async function allIds(lookup: Lookup): Promise<string[]> {
  const claims = (await lookup.topics()).flatMap(({ bullets }) => bullets.map(({ address }) => address));
  return [...new Set([...claims, ...(await lookup.entries()).map(({ id }) => id)])];
}

function named(ids: readonly string[]): string {
  const shown = ids.slice(0, NAMED_MOST).map((id) => `^${id}`);
  return `${shown.join(', ')}${ids.length > NAMED_MOST ? ', ...' : ''}`;
}

async function withId(lookup: Lookup, id: string, mayBeClaim: boolean): Promise<Found | undefined> {
  for (const topic of mayBeClaim ? await lookup.topics() : []) {
    const bullet = topic.bullets.find(({ address }) => address === id);
    if (bullet) return { is: 'claim', id, bullet, topic };
  }
  const entry = (await lookup.recallable(id)) ?? (await lookup.entry(id));
  return entry && { is: 'entry', id, entry };
}

function onlyBeginning(given: string, ids: readonly string[]): string {
  const meant = ids.filter((id) => id.startsWith(given));
  const [only] = meant;
  if (only === undefined) throw noSuch(given);
  if (meant.length > 1)
    throw new KairosError('not-found', `^${given} is the beginning of ${meant.length} ids`, { hint: `write more of it: ${named(meant)}` });
  return only;
}

function noSuch(given: string): KairosError {
  return new KairosError('not-found', `there is no entry or claim ^${given}`, { hint: SHOWS_IDS });
}

/** What was found, with the fields of a hit. A claim whose id stands twice in its topic is known by its address, and so is one without any. Pure. */
export function docOf(found: Found): Doc {
  return found.is === 'entry' ? docOfEntry(found.entry) : { ...docOfClaim(found.topic, found.bullet), id: found.id };
}

/** What a claim cites, in its order: from the journal, else as the report of a dream quotes it, which every clone has. */
export async function evidenceOf(lookup: Lookup, { entries }: Pick<TopicBullet, 'entries'>): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  for (const id of entries) {
    const entry = await lookup.recallable(id);
    evidence.push(entry ? { in: 'journal', id, entry } : ((await quotedAs(lookup, id)) ?? (await otherwise(lookup, id))));
  }
  return evidence;
}

async function quotedAs(lookup: Lookup, id: string): Promise<Evidence | undefined> {
  for (const { candidates, file } of await lookup.reports()) {
    const cited = candidates.flatMap((candidate) => candidate.evidence).find((one) => one.id === id);
    if (!cited) continue;
    const { kind, atMs, text, origin } = cited;
    // A branch carries the report, so nobody's own voice does.
    return { in: 'report', id, kind, atMs, text, origin: origin === 'user' ? 'repo' : origin, source: `dreams/${file}` };
  }
  return undefined;
}

/** Looks among all entries for evidence of a kind that a dream never cites: a person may have cited it by hand. */
async function otherwise(lookup: Lookup, id: string): Promise<Evidence> {
  const entry = await lookup.entry(id);
  return entry ? { in: 'journal', id, entry } : { in: 'nowhere', id };
}

/** Claims that cite it, or that it superseded, by topic and line. */
export async function citing(lookup: Lookup, id: string): Promise<Citing[]> {
  return (await lookup.topics()).flatMap(({ path, bullets }) =>
    bullets
      .filter(({ entries, supersededBy }) => entries.includes(id) || supersededBy === id)
      .map((bullet) => ({ source: `${path}:${bullet.line}`, ...(bullet.id === undefined ? {} : { id: bullet.id }) })),
  );
}

/** Follows the chain of replacements to the statement that holds. Its text is '' if this clone does not have it. */
export async function supersededBy(
  lookup: Lookup,
  found: Found,
): Promise<{ readonly id: string; readonly text: string; readonly why: Replacement['why'] }[]> {
  const superseded = await lookup.superseded();
  const chain = replacements(superseded, found.id);
  const struckBy = found.is === 'claim' ? found.bullet.supersededBy : undefined;
  const ids = chain.length === 0 && struckBy !== undefined ? [struckBy] : chain;
  const steps: { id: string; text: string; why: Replacement['why'] }[] = [];
  for (const [at, id] of ids.entries()) {
    const by = await withId(lookup, id, await lookup.mayBeClaim(id));
    const text = by === undefined ? '' : by.is === 'claim' ? by.bullet.text : by.entry.text;
    steps.push({ id, text, why: superseded.get(ids[at - 1] ?? found.id)?.why ?? 'struck' });
  }
  return steps;
}
