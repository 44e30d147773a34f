/**
 * Reads YAML by a description of what may stand there. Each problem has its place in the file and says what to write instead. It resolves no tags and no
 * references, and knows nothing of what it reads. Pure.
 */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments, type ParsedNode } from 'yaml';
import type { Difference, WrittenAt } from '../base/outcome.js';
import { durationIn } from './config-values.js';

/** The number of the document and the keys that lead to a value, for writing another one there. */
export type Way = readonly (string | number)[];

/** A value with the place where it is written. */
export interface Placed<T> {
  readonly value: T;
  readonly way: Way;
  readonly at: WrittenAt;
}

export interface Spot {
  readonly node: ParsedNode | null;
  readonly way: Way;
}

export interface Reader {
  /** Where a node begins. */
  placeOf(spot: Spot): WrittenAt;
  report(spot: Spot, what: string, hint?: string): undefined;
}

/** Reads what stands at a spot; undefined where that was reported as a problem. */
export type Check<T> = (spot: Spot, read: Reader) => T | undefined;
export type Checked<C> = C extends Check<infer T> ? T : never;

/** A file is read no further than this. */
const PROBLEMS_MOST = 20;

/**
 * What each document of the text says, or what is wrong with them, in the order of the text.
 * @param path for the places. @param may how many documents it may have.
 */
export function readYaml<T>(
  text: string,
  path: string,
  check: Check<T>,
  may: 'one' | 'any' = 'one',
): { readonly values: readonly T[] } | { readonly problems: readonly Difference[] } {
  const counter = new LineCounter();
  const problems: Difference[] = [];
  const at = (offset: number): WrittenAt => {
    const { line, col } = counter.linePos(offset);
    return { path, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const read: Reader = {
    placeOf: ({ node }) => at(node?.range[0] ?? 0),
    report: (spot, wrong, advice) => {
      const [what, hint] = isAlias(spot.node)
        ? [`${named(spot.way)} is a reference, which is not read`, 'write the value itself']
        : [wrong, advice];
      if (problems.length < PROBLEMS_MOST) problems.push({ what, at: read.placeOf(spot), ...(hint !== undefined && { hint }) });
      return undefined;
    },
  };
  const parsed = parseAllDocuments(text.replace(/^\ufeff/, ''), { lineCounter: counter, prettyErrors: false, logLevel: 'silent' });
  const documents = 'empty' in parsed ? [] : parsed;
  for (const error of documents.flatMap(({ errors }) => errors))
    problems.push({
      what: `not YAML: ${error.message}`,
      at: at(error.pos[0]),
      hint: 'a text with ": " or a leading "- [ { * & ! %" stands in quotes',
    });
  if (problems.length > 0) return { problems };
  if (documents.length === 0) read.report({ node: null, way: [] }, 'the file is empty');
  const [, second] = documents;
  if (second && may === 'one')
    read.report({ node: second.contents, way: [1] }, 'a second document begins, and only one is read', 'take out the line "---" before it');
  const values = documents.flatMap(({ contents }, n) => check({ node: contents, way: [n] }, read) ?? []);
  return problems.length > 0 ? { problems } : { values };
}

/** A scalar as text, numbers and dates as they are written. */
export const text: Check<string> = ({ node, way }, read) =>
  isScalar(node) && node.value !== null && node.value !== ''
    ? typeof node.value === 'string'
      ? node.value
      : (node.source ?? '')
    : read.report({ node, way }, `${named(way)} is to be a text`);

/** The same, and '' or nothing, which is ''. */
export const anyText: Check<string> = (spot, read) =>
  isScalar(spot.node) && (spot.node.value === null || spot.node.value === '') ? '' : text(spot, read);

export const flag: Check<boolean> = ({ node, way }, read) =>
  isScalar(node) && typeof node.value === 'boolean' ? node.value : read.report({ node, way }, `${named(way)} is to be true or false`);

/** A whole number that is not negative. */
export const whole: Check<number> = ({ node, way }, read) =>
  isScalar(node) && Number.isSafeInteger(node.value) && Number(node.value) >= 0
    ? Number(node.value)
    : read.report({ node, way }, `${named(way)} is to be a whole number`);

/** A duration with its unit, in milliseconds: `90s`, `5m`, `1.5h`, `3d`, or several of them. */
export const duration: Check<number> = ({ node, way }, read) => {
  const parts = isScalar(node) && typeof node.value === 'string' ? node.value.trim().split(/(?<=[a-z])\s+(?=\d)/) : [];
  const total = parts.reduce((sum, part) => sum + (durationIn(part, 'ms') ?? NaN), 0);
  return parts.length > 0 && Number.isFinite(total)
    ? total
    : read.report({ node, way }, `${named(way)} is to be a time with its unit`, 'write 90s, 5m, 1.5h, 3d, or "1d 2h"');
};

/** The number of a format, of which only one is known. */
export function formatOf(known: number): Check<number> {
  return (spot, read) => {
    const format = whole(spot, read);
    if (format === undefined || format === known) return format;
    return format > known
      ? read.report(spot, `format ${format} is newer than ${known}, which this kairos knows`, 'install a newer kairos')
      : read.report(spot, `there is no format ${format}`, `write "format: ${known}"`);
  };
}

/** One of some words. */
export function word<const W extends string>(...words: readonly W[]): Check<W> {
  return ({ node, way }, read) => {
    const found = isScalar(node) ? words.find((one) => one === String(node.value)) : undefined;
    return found ?? read.report({ node, way }, `${named(way)} is to be one of: ${words.join(', ')}`);
  };
}

/** Nothing stands there. */
export const nothing: Check<object> = ({ node, way }, read) =>
  node === null || (isScalar(node) && node.value === null) ? {} : read.report({ node, way }, `${named(way)} takes no value`);

/** A list, or one thing in place of a list of one. */
export function list<T>(check: Check<T>): Check<readonly T[]> {
  return ({ node, way }, read) => {
    if (!isSeq(node)) {
      const one = check({ node, way }, read);
      return one === undefined ? undefined : [one];
    }
    return node.items.flatMap((item, n) => check({ node: item, way: [...way, n] }, read) ?? []);
  };
}

/** Names of the writer's own, each with a value, in their order. */
export function record<T>(check: Check<T>): Check<ReadonlyMap<string, T>> {
  return (spot, read) => {
    const pairs = pairsOf(spot, read);
    return (
      pairs &&
      new Map(
        pairs.flatMap(({ key, value }) =>
          (({ found }) => (found === undefined ? [] : [[key, found] as const]))({ found: check(value, read) }),
        ),
      )
    );
  };
}

type Shape<C extends Record<string, Check<unknown>>> = { readonly [K in keyof C]?: Checked<C[K]> };

/** Known names, each with a value of its kind; `needs` are those that must be there. */
export function shape<C extends Record<string, Check<unknown>>, N extends keyof C & string = never>(
  checks: C,
  ...needs: readonly N[]
): Check<Shape<C> & { readonly [K in N]: Checked<C[K]> }> {
  return (spot, read) => {
    const pairs = pairsOf(spot, read);
    if (!pairs) return undefined;
    const found: Record<string, unknown> = {};
    for (const { key, value, spotOfKey } of pairs) {
      const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
      if (check) found[key] = check(value, read);
      else read.report(spotOfKey, `${named(spot.way)} has no "${key}"`, `it may have ${Object.keys(checks).join(', ')}`);
    }
    for (const need of needs)
      if (!pairs.some(({ key }) => key === need)) read.report(spot, `${named(spot.way)} lacks "${need}"`, `write "${need}: ..." there`);
    return found as Shape<C> & { readonly [K in N]: Checked<C[K]> };
  };
}

/** A map by one check, and whatever else by another. */
export function mapOr<M, S>(map: Check<M>, other: Check<S>): Check<M | S> {
  return (spot, read): M | S | undefined => (isMap(spot.node) ? map(spot, read) : other(spot, read));
}

/** The value with the place where it is written. */
export function placed<T>(check: Check<T>): Check<Placed<T>> {
  return (spot, read) => {
    const value = check(spot, read);
    return value === undefined ? undefined : { value, way: spot.way, at: read.placeOf(spot) };
  };
}

interface Pair {
  readonly key: string;
  readonly value: Spot;
  readonly spotOfKey: Spot;
}

/** The pairs of a map; undefined where it is none. */
export function pairsOf({ node, way }: Spot, read: Reader): readonly Pair[] | undefined {
  if (!isMap(node)) return read.report({ node, way }, `${named(way)} is to be a list of "name: value"`);
  return node.items.map((pair) => {
    const spotOfKey = { node: isNode(pair.key) ? pair.key : null, way };
    const key = isScalar(pair.key) ? String(pair.key.value) : '?';
    return { key, value: { node: isNode(pair.value) ? pair.value : null, way: [...way, key] }, spotOfKey };
  });
}

function named(way: Way): string {
  const last = way.findLast((part) => typeof part === 'string');
  if (last === undefined) return 'the file';
  return way.at(-1) === last ? `"${last}"` : `an item of "${last}"`;
}
