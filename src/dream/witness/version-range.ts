/** Reads ranges of versions as manifests write them: what a person reads, and the lowest version. Pure. */

export interface Range {
  readonly shown: string;
  readonly least: string;
}

const VERSION = /\d+(?:\.\d+)*(?:[-.]?(?:alpha|beta|rc)\.?\d*)?/i;
const CLAUSE = /(>=|<=|>|<|\^|~=|~>|~|==|=|!=)?\s*v?(\d+(?:\.(?:\d+|[x*]))*)/g;

/** @returns undefined for a range without a lowest version. */
export function readRange(text: string): Range | undefined {
  const range = text.trim().replace(/\s+/g, ' ');
  const lows = [...range.matchAll(CLAUSE)]
    .filter(([, sign = '']) => !['<', '<=', '!='].includes(sign))
    .map(([, , version = '']) => version.replace(/\.[x*].*$/, ''));
  const least = lows.toSorted(compareVersions)[0];
  if (least === undefined || /[;"'`\n]/.test(range)) return undefined;
  const plain = /^>=? ?v?([\d.]+)$/.exec(range);
  return { shown: plain && range.startsWith('>=') ? `>= ${plain[1]}` : range, least };
}

/** A lowest version that is written as a bare number. */
export function readLeast(text: string): Range | undefined {
  const least = VERSION.exec(text.trim().replace(/^v/, ''))?.[0];
  return least === undefined ? undefined : { shown: `>= ${least}`, least };
}

/** By number, part by part; a missing part is 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map((part) => Number.parseInt(part, 10) || 0)) as [number[], number[]];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** True where one says no more than the other: `22`, `22.0` and `22.0.0`; also `22` for `22.11`. */
export function isSameVersion(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => version.replace(/(?:\.0+)+$/, '')) as [string, string];
  return left === right || left.startsWith(`${right}.`) || right.startsWith(`${left}.`);
}
