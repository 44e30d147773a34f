/** A first difference in lines for people, and the counts of a run in one. Pure. */
import type { Difference, Outcome, WrittenAt } from '../base/outcome.js';
import { plural } from './print.js';

/** The first difference in lines for people, the place first. */
export function differenceLines({ what, expected, actual, at, hint }: Difference): string[] {
  const part = (label: string, text: string | undefined): string[] =>
    text === undefined ? [] : text.split('\n').map((line, n) => `${(n === 0 ? label : '').padEnd(10)}${line}`);
  return [
    ...(at === undefined ? [] : [placeText(at)]),
    what,
    ...part('expected', expected),
    ...part('actual', actual),
    ...part('hint', hint),
  ];
}

/** `scenarios/torn-tail.yaml:12:5`. */
function placeText({ path, line, column }: WrittenAt): string {
  return [path, line, column].filter((part) => part !== undefined).join(':');
}

/** `31 scenarios: 30 passed, 1 failed`. */
export function tallyLine(outcomes: readonly Outcome[], kind: string): string {
  const counts = (['passed', 'failed', 'error', 'skipped'] as const)
    .map((what) => [outcomes.filter(({ outcome }) => outcome === what).length, what === 'error' ? 'not tried' : what] as const)
    .filter(([count]) => count > 0);
  return `${plural(outcomes.length, kind)}: ${counts.map(([count, what]) => `${count} ${what}`).join(', ') || 'nothing to try'}`;
}
