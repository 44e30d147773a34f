/** The filters of a search: parses what a person wrote, and tests documents. Pure. */
import { shortId } from '../../base/git-objects.js';
import { globTest, isPattern } from '../../base/glob.js';
import { type Span, writtenSpan } from '../../dates/span.js';
import { KairosError } from '../../base/errors.js';
import { COMMIT_KINDS, readCommitText } from '../../memory/commit-text.js';
import type { Doc, Tier } from '../text/document.js';

export interface Filters {
  /** Slug of one topic; finds long-term memory only. */
  readonly topic?: string | undefined;
  /** `journal` or `memory`, or as the format says it: `stm`, `ltm`. */
  readonly tier?: string | undefined;
  /** Day (YYYY-MM-DD, inclusive) or ISO time; UTC where no zone is written. Bullets without a date are left out. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** From the repository's root: a file, a folder, or a pattern with `*`, `?` and `**`. Of several, any one is enough. */
  readonly path?: string | readonly string[] | undefined;
  /** The path is no pattern, whatever stands in it. */
  readonly isLiteral?: boolean;
  /** The commits that touch the path, twelve digits each, as git tells them: an entry names three of its paths at most. */
  readonly touching?: ReadonlySet<string>;
  /** Words of the name of whoever did it, in any case. Bullets of topics have no author. */
  readonly author?: string | undefined;
  /** One kind of entry, or several with commas between them; `claim` is a bullet of a topic. */
  readonly kind?: string | undefined;
  /** The most hits, 1 to 100, as a number or as it was typed. Default: 10. */
  readonly limit?: number | string | undefined;
  /** 0 to 1: hits of a lower score are left out. Default: the calibrated cut. */
  readonly minScore?: number | string | undefined;
}

export const DEFAULT_LIMIT = 10;
export const LARGEST_LIMIT = 100;

/** Checked filters: times in milliseconds since 1970, both ends inclusive. */
export interface Bounds {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly limit: number;
  readonly minScore: number | undefined;
  /** True if `admitsDoc` must be asked, which needs the decoded document. */
  readonly needsText: boolean;
  /** True if any filter is set. */
  readonly any: boolean;
  /** The tests that need only columns. */
  admits(tier: Tier, atMs: number): boolean;
  /** The other tests. */
  admitsDoc(doc: Doc): boolean;
  /** Why nothing at all can pass: a kind or an author that the memory does not have. */
  nobodyIs(there: { readonly kinds: readonly string[]; readonly actors: readonly string[] }): string | undefined;
}

/** Checks the filters. @throws KairosError `bad-date`, `usage` that quote the wrong value and say how to write it. */
export function boundsOf(filters: Filters): Bounds {
  const { topic, path, isLiteral = false, touching } = filters;
  const tier = tierOf(filters.tier);
  const limit = numberOf('limit', filters.limit ?? DEFAULT_LIMIT, { from: 1, to: LARGEST_LIMIT, isWhole: true });
  const minScore = filters.minScore === undefined ? undefined : numberOf('min-score', filters.minScore, { from: 0, to: 1 });
  const sinceMs = filters.since === undefined ? -Infinity : spanOf(filters.since, 'since').fromMs;
  const untilMs = filters.until === undefined ? Infinity : spanOf(filters.until, 'until').toMs;
  if (sinceMs > untilMs) throw new KairosError('usage', `nothing lies between ${filters.since} and ${filters.until}`);
  const dated = filters.since !== undefined || filters.until !== undefined;
  const names = path === undefined ? undefined : pathTest([path].flat(), isLiteral, touching ?? new Set());
  const isBy = filters.author === undefined ? undefined : authorTest(filters.author);
  const kinds = filters.kind === undefined ? undefined : kindsOf(filters.kind);
  const effectiveTier = tier ?? (topic === undefined ? undefined : 'ltm');
  return {
    sinceMs,
    untilMs,
    limit,
    minScore,
    needsText: [names, topic, isBy, kinds].some((test) => test !== undefined),
    any: [tier, topic, path, isBy, kinds].some((filter) => filter !== undefined) || dated,
    admits: (docTier, atMs) =>
      (effectiveTier === undefined || docTier === effectiveTier) && (!dated || (atMs > 0 && atMs >= sinceMs && atMs <= untilMs)),
    admitsDoc: (doc) =>
      (topic === undefined || doc.topic === topic) &&
      (kinds === undefined || kinds.has(doc.kind)) &&
      (isBy === undefined || isBy(doc.actor)) &&
      (names === undefined || names(doc)),
    nobodyIs: (there) => {
      if (kinds && !there.kinds.some((kind) => kinds.has(kind)))
        return `nothing here is of kind ${[...kinds].join(', ')}; there is ${there.kinds.toSorted().join(', ')}`;
      return isBy && !there.actors.some(isBy) ? `nothing here is by ${filters.author}` : undefined;
    },
  };
}

/** "Ann Lee" and "lee" are both words of `ann-lee`; a name without letters is nobody's. */
function authorTest(author: string): (actor: string) => boolean {
  const asked = nameWords(author);
  if (asked.length === 0) throw new KairosError('usage', `--author takes a name, not "${author}"`);
  return (actor) => {
    const words = nameWords(actor);
    return asked.every((word) => words.includes(word));
  };
}

function nameWords(name: string): string[] {
  return (
    name
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

const KIND = /^[a-z][a-z0-9-]{0,31}$/;

function kindsOf(given: string): ReadonlySet<string> {
  const kinds = given
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((kind) => kind !== '');
  const strange = kinds.length === 0 ? given : kinds.find((kind) => !KIND.test(kind));
  if (strange === undefined) return new Set(kinds);
  throw new KairosError('usage', `--kind takes kinds of entries, not "${strange}"`, { hint: 'write commit, note, or several: branch,tag' });
}

/** The words of people, and those of the format. */
const TIERS: Readonly<Record<string, Tier>> = { journal: 'stm', memory: 'ltm', stm: 'stm', ltm: 'ltm' };

function tierOf(given: string | undefined): Tier | undefined {
  if (given === undefined || Object.hasOwn(TIERS, given)) return given === undefined ? undefined : TIERS[given];
  throw new KairosError('usage', `--tier is journal or memory, not "${given}"`, { hint: 'journal is the daily logs, memory the topics' });
}

function numberOf(name: string, given: number | string, bounds: { from: number; to: number; isWhole?: boolean }): number {
  const { from, to, isWhole = false } = bounds;
  const number = typeof given === 'string' && given.trim() === '' ? Number.NaN : Number(given);
  if (number >= from && number <= to && (!isWhole || Number.isInteger(number))) return number;
  throw new KairosError('usage', `--${name} takes a number from ${from} to ${to}, not "${given}"`);
}

function spanOf(text: string, name: string): Span {
  const span = writtenSpan(text);
  if (span) return span;
  throw new KairosError('bad-date', `--${name} ${text}: not a day or a time`, { hint: 'write 2026-11-20 or 2026-11-20T14:30:00Z' });
}

/**
 * A test for documents that concern one of the given paths, a path below it, or one that matches the pattern: commits whose entry names it among
 * the changed paths, or that are among those that touch it; claims that cite such a commit; texts that name it. A pattern without a slash is matched
 * with the last part of a path, as in `.gitignore`.
 */
function pathTest(wanted: readonly string[], isLiteral: boolean, touching: ReadonlySet<string>): (doc: Doc) => boolean {
  const paths = wanted.map((path) => path.replace(/^(?:\.\/)+/, '').replace(/\/+$/, ''));
  if (paths.some((path) => path === '' || path === '.')) return () => true;
  const isLike = (path: string): boolean => !isLiteral && isPattern(path);
  const isAt = anyOf(paths.map((path) => (isLike(path) ? globTest(path) : (name: string) => isAtOrBelow(name, path))));
  const isNamedIn = anyOf(paths.map((path) => (isLike(path) ? (text: string) => pathsIn(text).some(isAt) : mentionTest(path))));
  return (doc) => {
    if (touches(doc, touching)) return true;
    const read = doc.ours && COMMIT_KINDS.has(doc.kind) ? readCommitText(doc.text) : undefined;
    if (!read) return isNamedIn(doc.text);
    const { changes, subject, body } = read;
    return (
      changes.some((change) => isAt(change.path) || (change.from !== undefined && isAt(change.from))) || isNamedIn(`${subject}\n${body}`)
    );
  };
}

function anyOf(tests: readonly ((text: string) => boolean)[]): (text: string) => boolean {
  return (text) => tests.some((test) => test(text));
}

/** A ref that points at such a commit is not meant: only what was changed there, and what was learned from it. */
function touches({ tier, ours, kind, commit, cites = [] }: Doc, touching: ReadonlySet<string>): boolean {
  if (touching.size === 0 || commit === undefined || (tier === 'stm' && !(ours && COMMIT_KINDS.has(kind)))) return false;
  return [commit, ...cites].some((id) =>
    id.length >= 12 ? touching.has(shortId(id)) : [...touching].some((touched) => touched.startsWith(id)),
  );
}

/** Of a name that was cut only the end is known. */
function isAtOrBelow(name: string, path: string): boolean {
  return name === path || name.startsWith(`${path}/`) || (name.startsWith('…') && path.endsWith(name.slice(1)));
}

const AROUND = '\\s()[\\]{}"\'`,;<>';

/** Whether a text has the path, or one below it, as a word of its own; `:12` may follow, and what ends a sentence. */
function mentionTest(path: string): (text: string) => boolean {
  const literal = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`(?:^|[${AROUND}])(?:\\./)*${literal}(?=/|:\\d|[.:!?]*(?:[${AROUND}]|$))`, 'u');
  return (text) => pattern.test(text);
}

/** The words of a text that may be paths; both sides of git's `old => new`. */
function pathsIn(text: string): string[] {
  return (text.match(new RegExp(`[^${AROUND}]+`, 'g')) ?? [])
    .map((word) => word.replace(/^(?:\.\/)+/, '').replace(/[.:!?]+$/, ''))
    .filter((word) => word !== '');
}
