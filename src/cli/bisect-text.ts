/** Says which dream or hand edit changed or lost something of the memory, for people and as JSON. It looks for nothing. */
import { shortId } from '../base/git-objects.js';
import { harmless } from '../base/harmless-text.js';
import { utcDay } from '../dates/day.js';
import type { Bisected, Maker } from '../desk/bisect.js';
import type { Context } from './context.js';

/** Prints what was found; exit code 1 where nothing was, as everywhere where a search finds nothing. */
export function sayBisected(context: Context, range: string, found: readonly Bisected[], json: boolean): void {
  if (found.length === 0) context.exitCode = 1;
  if (json) return context.json(found);
  if (found.length === 0) return context.say(harmless(`nothing that was asked about was changed or lost in ${range}`));
  const { palette, say } = context;
  for (const { what, found: one } of found) {
    say(palette.bold(harmless(what)));
    say(harmless(`  ${one.why}`));
    say(
      `  ${palette.cyan(shortId(one.commit))} ${utcDay(one.atMs)} ${harmless(`${makerText(one.maker)} by ${one.author}: ${one.subject}`)}`,
    );
    for (const path of one.paths) say(palette.dim(harmless(`    ${path}`)));
  }
}

function makerText(maker: Maker): string {
  if (maker.is === 'hand') return 'edit by hand';
  if (maker.is === 'merge') return 'merge';
  const of = {
    dream: 'dream',
    accept: 'accepted claims of dream',
    snapshot: 'hand edits committed under dream',
    undo: 'undo of dream',
  } as const;
  return `${of[maker.is]} ${maker.dream}`;
}
