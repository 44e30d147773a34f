/** How a claim of the open dream is printed: what changes, why, what marks it, and its evidence, whole or on one line. */
import { harmless } from '../base/harmless-text.js';
import { utcDay } from '../dates/day.js';
import { invisibleText, type ReviewItem } from '../desk/review.js';
import { claimLines } from './claim-lines.js';
import type { Context } from './context.js';
import { clip, plural, wrapped } from './print.js';

/** ` ^k9x0aa1b2c` */
const ID_COLUMNS = 12;
/** Lines of a source that are shown. */
const LINES_MOST = 6;

/** "Decisions (decisions.md)". */
export function topicHeading({ candidate: { topicTitle, topic } }: ReviewItem): string {
  return harmless(`${topicTitle} (${topic}.md)`);
}

/** The claim with its id, why it is proposed, and what marks it. */
export function sayClaim(context: Context, { candidate, state, marked, diff, id, agent }: ReviewItem): void {
  const { palette } = context;
  const lines = claimLines(diff, palette, context.columns - ID_COLUMNS);
  const decided = state === 'pending' ? '' : ` ${palette.dim(`[${state === 'refused' ? 'rejected by the agent' : state}]`)}`;
  for (const [index, line] of lines.entries()) context.say(index < lines.length - 1 ? line : `${line} ${palette.cyan(`^${id}`)}${decided}`);
  for (const line of wrapped(`${candidate.type}, because ${harmless(candidate.reason)}`, context.columns - 4))
    context.say(palette.dim(`    ${line}`));
  if (marked) context.say(palette.red(`    marked: ${marked.join(', ')}`));
  const words = [...(agent?.rejected === undefined ? [] : [`rejects it: ${agent.rejected}`]), ...(agent?.notes ?? [])];
  for (const word of words)
    for (const line of wrapped(`the agent: ${harmless(word)}`, context.columns - 4)) context.say(palette.yellow(`    ${line}`));
}

/** The sources of the claim, word for word; the beginning of long ones, or, where somebody asked for them, all. */
export function sayEvidence(context: Context, { candidate }: ReviewItem, isWhole = false): void {
  const { palette } = context;
  for (const evidence of candidate.evidence) {
    const lines = harmless(evidence.text)
      .split('\n')
      .filter((line) => line.trim() !== '');
    context.say(palette.dim(`    ${utcDay(evidence.atMs)} ${evidence.kind} ^${evidence.id} (${evidence.origin})`));
    const shown = isWhole
      ? lines.flatMap((line) => wrapped(line, context.columns - 8))
      : lines.slice(0, LINES_MOST).map((line) => clip(line, context.columns - 8));
    for (const line of shown) context.say(palette.dim(`      > ${line}`));
    if (evidence.invisible !== undefined) context.say(palette.yellow(`      ${invisibleText(evidence.invisible)}`));
    if (!isWhole && lines.length > LINES_MOST)
      context.say(palette.dim(`      > ... ${plural(lines.length - LINES_MOST, 'more line')}: kairos show ^${evidence.id}`));
  }
}

/** The sources in one line: "2 sources: commit of 2026-11-20, note of 2026-11-19". */
export function sayFolded(context: Context, { candidate: { evidence } }: ReviewItem): void {
  const told = evidence.map(({ kind, atMs }) => `${kind} of ${utcDay(atMs)}`).join(', ');
  if (evidence.length > 0) context.say(context.palette.dim(clip(`    ${plural(evidence.length, 'source')}: ${told}`, context.columns)));
}
