/**
 * Which live bullets were replaced, by which and why: from commits that revert or amend others, from imports of what was edited or superseded, and
 * from struck bullets of topics. Pure.
 */
import { compareText } from '../../base/order.js';
import { readCommitText } from '../../memory/commit-text.js';
import { supersession, type SupersessionReason } from '../../memory/edges.js';
import { readImportText } from '../../memory/import-text.js';
import { numbersBroughtAgain, numbersTakenBack } from '../../memory/reverted-numbers.js';
import { reappliedIn, revertedIn, reversedIn } from '../../memory/reverted.js';
import { entryOf, type Doc } from '../text/document.js';
import { hashOf } from './segment-build.js';
import { docAt, docsWithId, REVISES, termNumber, textAt, type Segment } from './segment.js';

export interface Replacement {
  readonly by: string;
  readonly why: SupersessionReason;
}

/** A segment, and a 1 for each of its documents that belongs to the present state of its file. */
export interface Present {
  readonly segment: Segment;
  readonly has: Uint8Array;
}

/** Dividing a number of twelve hexadecimal digits by it leaves the first seven. */
const SEVEN = 16 ** 5;

/** The documents of a segment that take part in replacements. */
interface Revisions {
  readonly marks: Marks;
  /** Documents that may replace others, those that these may name, and struck ones. */
  readonly own: readonly number[];
  /** The replacements if documents of other segments add none, which is the case after most edits. */
  alone(): ReadonlyMap<string, Replacement>;
}

/**
 * How texts name commits: by the beginning of an object id, by the number of a pull request, or by the root of the subject (here its hash); and imports:
 * by the id of the entry.
 */
interface Marks {
  readonly numbers: ReadonlySet<string>;
  readonly prefixes: ReadonlySet<number>;
  readonly subjects: ReadonlySet<number>;
  readonly ids: ReadonlySet<string>;
}

/** A segment never changes, and the large one is needed again after each edit. */
const known = new WeakMap<Segment, Revisions>();

/**
 * Replaced id -> what replaced it, sorted by id. Members of a circle are left out, since none of them can be the valid one.
 * Only commits that may replace others are decoded, and those that they may name (object ids and subjects are columns). `supersession` then
 * decides among these; the other commits could not change its result.
 */
export function supersededIn(present: readonly Present[]): ReadonlyMap<string, Replacement> {
  const places = present.map(({ segment, has }) => {
    const { own } = revisionsOf(segment);
    const foreign = present.flatMap((other) => (other.segment === segment ? [] : meantIn(segment, revisionsOf(other.segment).marks)));
    const all = foreign.length === 0 ? own : [...new Set([...own, ...foreign])];
    return { segment, own, found: all.filter((at) => has[at] === 1) };
  });
  const telling = places.filter(({ found }) => found.length > 0);
  const [only] = telling;
  if (only && telling.length === 1 && only.found.length === only.own.length) return revisionsOf(only.segment).alone();
  return replacedAmong(telling.flatMap(({ segment, found }) => found.map((at) => docAt(segment, at))));
}

function revisionsOf(segment: Segment): Revisions {
  let revisions = known.get(segment);
  if (revisions) return revisions;
  const revisers: number[] = [];
  for (let at = 0; at < segment.count; at++) if (((segment.flags[at] as number) & REVISES) !== 0) revisers.push(at);
  const marks = marksOf(revisers.map((at) => textAt(segment, at)));
  const own = [...new Set([...revisers, ...meantIn(segment, marks), ...Object.keys(segment.meta.struckBy).map(Number)])];
  let alone: ReadonlyMap<string, Replacement> | undefined;
  revisions = { marks, own, alone: () => (alone ??= replacedAmong(own.map((at) => docAt(segment, at)))) };
  known.set(segment, revisions);
  return revisions;
}

function marksOf(texts: readonly string[]): Marks {
  const prefixes = new Set<number>();
  const subjects = new Set<number>();
  const ids = new Set<string>();
  const numbers = new Set<string>();
  for (const text of texts) {
    const { inPlaceOf, supersededBy } = readImportText(text) ?? {};
    if (inPlaceOf !== undefined) ids.add(inPlaceOf);
    if (supersededBy !== undefined) ids.add(supersededBy);
    const read = readCommitText(text);
    if (read === undefined) continue;
    const { body, replaces, subject } = read;
    const said = `${subject}\n${body}`;
    for (const id of [...revertedIn(said), ...reappliedIn(said), ...(replaces === undefined ? [] : [replaces])])
      prefixes.add(parseInt(id.slice(0, 7), 16));
    for (const number of [...numbersTakenBack(said), ...numbersBroughtAgain(said)]) numbers.add(number);
    const { base, depth } = reversedIn(subject);
    if (depth > 0 && base !== '') subjects.add(hashOf(base));
  }
  return { prefixes, subjects, ids, numbers };
}

function meantIn(segment: Segment, { prefixes, subjects, ids, numbers }: Marks): number[] {
  const { commit, subject, count } = segment;
  const meant = [...[...ids].flatMap((id) => docsWithId(segment, id)), ...[...numbers].flatMap((number) => commitsWith(segment, number))];
  for (let at = 0; prefixes.size + subjects.size > 0 && at < count; at++) {
    if (subject[at] === 0) continue;
    if (prefixes.has(Math.floor((commit[at] as number) / SEVEN)) || subjects.has(subject[at] as number)) meant.push(at);
  }
  return meant;
}

/** Commits that have a number as a word; few come with it, and what others say of it does no harm. */
function commitsWith(segment: Segment, number: string): number[] {
  const { postingDoc, postingStart, subject } = segment;
  const term = termNumber(segment, number);
  if (term < 0) return [];
  return [...postingDoc.subarray(postingStart[term], postingStart[term + 1])].filter((at) => subject[at] !== 0);
}

function replacedAmong(docs: readonly Doc[]): Map<string, Replacement> {
  const entries = docs
    .filter((doc) => doc.tier === 'stm')
    .map(entryOf)
    .sort((a, b) => a.atMs - b.atMs || compareText(a.source.path, b.source.path) || a.source.line - b.source.line);
  const replaced = new Map<string, Replacement>(supersession(entries, []));
  for (const doc of docs) if (doc.struckBy !== undefined && doc.struckBy !== '') replaced.set(doc.id, { by: doc.struckBy, why: 'struck' });
  const sound = [...replaced].filter(([id]) => !replacements(replaced, id).includes(id));
  return new Map(sound.map(([id, { by, why }]): [string, Replacement] => [id, { by, why }]).sort(([a], [b]) => compareText(a, b)));
}

/** What replaced an entry, what replaced that, and so on. Ends at the first repetition. */
export function replacements(replaced: ReadonlyMap<string, Replacement>, id: string): string[] {
  const chain: string[] = [];
  for (let next = replaced.get(id)?.by; next !== undefined && !chain.includes(next); next = replaced.get(next)?.by) chain.push(next);
  return chain;
}
