/** Outcomes for GitHub Actions: an annotation at the place of a difference, and a table for the summary of the step. Pure. */
import { harmless } from '../base/harmless-text.js';
import type { Difference, Outcome } from '../base/outcome.js';
import { differenceLines, tallyLine } from './outcome-text.js';

/** True in a step of GitHub Actions. */
export function isGithub(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['GITHUB_ACTIONS'] === 'true';
}

/** `::error file=...,line=...,col=...,title=...::message` for one that failed. */
export function annotationLine({ name, difference }: Pick<Outcome, 'name' | 'difference'>): string {
  const { at, ...said }: Difference = difference ?? { what: name };
  const properties = Object.entries({ file: at?.path, line: at?.line, col: at?.column, title: name })
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        `${key}=${escaped(harmless(String(value)))
          .replace(/:/g, '%3A')
          .replace(/,/g, '%2C')}`,
    );
  const message = differenceLines(said).map(harmless).join('\n');
  return `::error ${properties.join(',')}::${escaped(message)}`;
}

/** A heading with the counts, a row for each, and the differences below. */
export function summaryMarkdown(outcomes: readonly Outcome[], kind: string): string {
  const rows = outcomes.map(({ name, outcome }) => `| ${cell(name)} | ${outcome === 'error' ? 'not tried' : outcome} |`);
  const details = outcomes.flatMap(({ name, difference }) =>
    difference === undefined ? [] : ['', `**${cell(name)}**`, '', ...differenceLines(difference).map((line) => `    ${harmless(line)}`)],
  );
  return [`### kairos: ${tallyLine(outcomes, kind)}`, '', `| ${kind} | outcome |`, '| --- | --- |', ...rows, ...details, '', ''].join('\n');
}

/** The text of a repository as plain text in a table of Markdown. */
function cell(text: string): string {
  return harmless(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>|#]/g, (mark) => `\\${mark}`);
}

function escaped(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}
