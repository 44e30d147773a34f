/** Prints what was found in settings and logs before a command's own answer: by its chores, or by the process that answered for it. */
import { shortId } from '../base/git-objects.js';
import { harmless } from '../base/harmless-text.js';
import type { CaughtUp, Restoration, Settled } from '../desk/catch-up.js';
import type { Found } from '../desk/resident/found.js';
import type { Context } from './context.js';
import type { OpenNeeds } from './opened.js';
import { plural } from './print.js';
import { strangeText } from './strange-text.js';

const LOGS_MOST = 5;

type Quietness = Pick<OpenNeeds, 'quiet'>;

/** Says what is wrong with the settings. */
export function sayProblems(
  context: Context,
  problems: readonly { readonly path: string; readonly line: number; readonly message: string }[],
): void {
  for (const { path, line, message } of problems)
    context.tell(`${context.palette.yellow('config:')} ${harmless(`${path}:${line}: ${message}`)}`);
}

/** Says what a warm process found on the way, as if the chores had run here. */
export function sayFound(context: Context, needs: Quietness, { restoration, caughtUp }: Found): void {
  sayRestored(context, needs, restoration);
  sayCaughtUp(context, needs, caughtUp);
}

/** Says what was restored, and what is not read. */
export function sayRestored(
  context: Context,
  needs: Quietness,
  { restored, edited, strange, troubles, hostile }: Found['restoration'],
): void {
  const { palette } = context;
  for (const { path, why } of troubles) context.tell(`${palette.red('not read:')} ${harmless(`${path} ${why}`)}`);
  for (const line of strangeText(strange)) context.tell(`${palette.yellow('not ours:')} ${line}`);
  if (hostile) {
    const by = hostile.commit === undefined ? '' : ` (brought by commit ${shortId(hostile.commit)})`;
    context.tell(
      `${palette.red('not read:')} ${plural(hostile.paths.length, 'path')} under ignored names of .kairos ${hostile.paths.length === 1 ? 'is' : 'are'} tracked by git, a link or another repository${by}: ${harmless(hostile.paths.slice(0, 3).join(', '))}`,
    );
  }
  if (needs.quiet === true) return;
  for (const line of restoredText(restored)) context.tell(`${palette.yellow('restored:')} ${line}`);
  if (edited.length > 0 && context.interactive)
    context.tell(palette.dim(`edited by hand: ${harmless(edited.join(', '))}; "kairos log seal" keeps the edits`));
}

/** Says what the other chores did. */
export function sayCaughtUp(context: Context, needs: Quietness, { finished, settled, trouble, unkept }: CaughtUp): void {
  const { palette } = context;
  if (needs.quiet !== true && finished)
    context.tell(`${palette.yellow(finished.outcome)}: an accept of dream ${finished.dream} that was cut short`);
  if (needs.quiet !== true && settled) context.tell(settledText(context, settled));
  if (unkept !== undefined) context.tell(`${palette.yellow('edits not committed yet:')} ${harmless(unkept)}`);
  if (trouble !== undefined) context.tell(`${palette.yellow('not observed:')} ${harmless(trouble)}`);
}

/** Prints a line for each restored log, or one for many: after a `git clean` every day is restored. */
function restoredText(restored: Restoration['restored']): string[] {
  if (restored.length <= LOGS_MOST) return restored.map(({ path, lines, why }) => `${plural(lines, 'line')} of ${harmless(path)} (${why})`);
  return [
    `${plural(
      restored.reduce((sum, { lines }) => sum + lines, 0),
      'line',
    )} of ${restored.length} logs; "kairos doctor" shows how they stand`,
  ];
}

function settledText({ palette }: Context, { dream, base, outcome, verdicts, branchKept }: Settled): string {
  const count = (decision: string): number => verdicts.filter((v) => v.decision === decision).length;
  const counts = ['accepted', 'edited', 'rejected']
    .map((d) => [count(d), d] as const)
    .filter(([n]) => n > 0)
    .map(([n, d]) => `${n} ${d}`);
  const kept = branchKept === undefined ? '' : `; its branch is checked out in ${harmless(branchKept)} and stays`;
  return `${palette.green('settled:')} dream ${dream} was ${outcome === 'merged' ? `merged into ${harmless(base)}` : 'closed: its branch was deleted'}${counts.length > 0 ? ` (${counts.join(', ')})` : ''}${kept}`;
}
