/** Outcomes as JUnit's XML, which most systems of continuous integration show. Pure. */
import { harmless } from '../base/harmless-text.js';
import type { Outcome } from '../base/outcome.js';
import { differenceLines } from './outcome-text.js';

/** One suite with a case for each outcome. Times are those of the worlds, in seconds, so that equal runs give equal files. */
export function junitText(outcomes: readonly Outcome[], kind: string): string {
  const count = (what: Outcome['outcome']): number => outcomes.filter(({ outcome }) => outcome === what).length;
  const cases = outcomes.flatMap((outcome) => caseLines(outcome, kind));
  const counts = `tests="${outcomes.length}" failures="${count('failed')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="kairos" ${counts}>`,
    `  <testsuite name="kairos ${kind}s" ${counts} time="${seconds(outcomes.reduce((sum, { virtualMs = 0 }) => sum + virtualMs, 0))}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines({ name, outcome, difference, virtualMs = 0 }: Outcome, kind: string): string[] {
  const file = difference?.at === undefined ? '' : ` file="${escaped(difference.at.path)}"`;
  const line = difference?.at?.line === undefined ? '' : ` line="${difference.at.line}"`;
  const head = `    <testcase classname="kairos.${kind}" name="${escaped(name)}"${file}${line} time="${seconds(virtualMs)}"`;
  if (outcome === 'passed') return [`${head}/>`];
  const tag = outcome === 'failed' ? 'failure' : outcome;
  const message = escaped(difference?.what ?? outcome);
  if (outcome === 'skipped') return [`${head}>`, `      <skipped message="${message}"/>`, '    </testcase>'];
  const text = difference === undefined ? '' : differenceLines(difference).map(escaped).join('\n');
  return [`${head}>`, `      <${tag} message="${message}">${text}</${tag}>`, '    </testcase>'];
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** What XML takes for marks, and, as everywhere, no character that commands a terminal. */
function escaped(text: string): string {
  return harmless(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
