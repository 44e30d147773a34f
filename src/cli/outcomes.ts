/**
 * Says what became of scenarios, probes or checks, in the forms that people and machines read: a table, JSON, JUnit, and the annotations and the summary
 * of GitHub Actions. It tries nothing, and decides only the exit code.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorText, KairosError } from '../base/errors.js';
import { harmless } from '../base/harmless-text.js';
import { exitCodeOfOutcomes, type Outcome } from '../base/outcome.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../dates/units.js';
import type { Context } from './context.js';
import { differenceLines, tallyLine } from './outcome-text.js';
import { junitText } from './outcomes-junit.js';
import { annotationLine, isGithub, summaryMarkdown } from './outcomes-github.js';
import { plural } from './print.js';

export interface OutcomeOutput {
  /** What one is called, which is its key in JSON, too. */
  readonly kind: 'scenario' | 'probe' | 'check';
  /** One JSON object a line, nothing else on standard output. */
  readonly json?: boolean;
  /** A file to write as JUnit reads it, from the folder of the person. */
  readonly junit?: string;
}

/**
 * Prints outcomes, writes the files that are asked for, and sets the exit code of the command: 0 all well, 1 one failed, 2 one could not be tried.
 * @throws KairosError `not-writable` for a file that cannot be written.
 */
export function reportOutcomes(context: Context, outcomes: readonly Outcome[], { kind, json, junit }: OutcomeOutput): void {
  if (json === true) context.json(outcomes.map((outcome) => outcomeJson(outcome, kind)));
  else for (const line of tableLines(context, outcomes, kind)) context.say(line);
  if (junit !== undefined) writeWhole(resolve(context.cwd, junit), junitText(outcomes, kind));
  if (isGithub(context.env)) {
    // GitHub reads commands on both streams; standard output is for whoever parses it.
    const print = json === true ? context.tell : context.say;
    for (const outcome of outcomes) if (isBad(outcome)) print(annotationLine(outcome));
    const summary = context.env['GITHUB_STEP_SUMMARY'];
    if (summary) appendFileSync(summary, summaryMarkdown(outcomes, kind));
  }
  const code = exitCodeOfOutcomes(outcomes);
  if (code !== 0) context.exitCode = code;
}

/** `{"scenario":"...","outcome":"failed","difference":{...},"virtualMs":...}` */
export function outcomeJson({ name, outcome, difference, virtualMs }: Outcome, kind: OutcomeOutput['kind']): object {
  return { [kind]: name, outcome, ...(difference && { difference }), ...(virtualMs !== undefined && { virtualMs }) };
}

function isBad({ outcome }: Outcome): boolean {
  return outcome === 'failed' || outcome === 'error';
}

function tableLines({ palette }: Context, outcomes: readonly Outcome[], kind: string): string[] {
  const width = Math.min(60, Math.max(0, ...outcomes.map(({ name }) => harmless(name).length)));
  const marks = { passed: palette.green('ok  '), failed: palette.red('bad '), error: palette.red('bad '), skipped: palette.dim('skip') };
  const rows = outcomes.flatMap(({ name, outcome, difference, virtualMs }) => [
    `${marks[outcome]}  ${harmless(name).padEnd(width)}${virtualMs === undefined || virtualMs < MINUTE_MS ? '' : `  ${palette.dim(spanText(virtualMs))}`}`.trimEnd(),
    ...(difference === undefined ? [] : differenceLines(difference).map((line) => `      ${harmless(line)}`)),
  ]);
  return [...rows, tallyLine(outcomes, kind)];
}

/** The time that passed in a world: `3 days`, `14 h`, `5 min`. */
function spanText(ms: number): string {
  if (ms >= 2 * DAY_MS) return plural(Math.round(ms / DAY_MS), 'day');
  return ms >= HOUR_MS ? `${Math.round(ms / HOUR_MS)} h` : `${Math.round(ms / MINUTE_MS)} min`;
}

function writeWhole(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new KairosError('not-writable', `${path} cannot be written: ${errorText(error)}`, {
      hint: 'name a file in a folder that exists',
    });
  }
}
