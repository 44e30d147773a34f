/** Prints an answer of recall: its hits, what was searched, and what to try where nothing was found. */
import type { Answered } from '../desk/ask.js';
import type { Context } from './context.js';
import { hitJson, hitText } from './hit-text.js';
import { harmless } from '../base/harmless-text.js';
import { plural } from './print.js';

/** The answer for programs. */
export function answerJson(query: string, answered: Answered): unknown {
  const { hits, perhaps, searched, problems, belowCut, cut, coverage, without, suggestion } = answered;
  return {
    query,
    searched,
    hits: hits.map(hitJson),
    ...(perhaps.length === 0 ? {} : { perhaps: perhaps.map(hitJson) }),
    problems,
    belowCut,
    cut,
    coverage: { ...coverage, ...(without === undefined ? {} : { without }), text: answered.coverageText },
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** The answer for people. @param query '' for a list by filters alone. @param how.nowMs for ages. */
export function sayAnswer(
  context: Context,
  query: string,
  answered: Answered,
  how: { readonly nowMs: number; readonly explain: boolean },
): void {
  const { palette, columns } = context;
  const { hits, perhaps, searched, problems, suggestion } = answered;
  if (hits.length === 0) {
    const isList = query.trim() === '';
    context.say(
      isList ? 'nothing found with these filters' : `nothing found for "${harmless(query)}" in ${plural(searched, 'entry', 'entries')}`,
    );
    if (suggestion !== undefined) context.say(palette.dim(harmless(suggestion)));
  }
  const shown = { palette, columns, ...how };
  for (const hit of hits) for (const line of hitText(hit, shown)) context.say(line);
  if (perhaps.length > 0) context.say(palette.dim(hits.length > 0 ? 'weaker:' : 'perhaps:'));
  for (const hit of perhaps) for (const line of hitText(hit, shown)) context.say(line);
  if (query.trim() !== '' && answered.coverage.entries > 0) context.tell(palette.dim(harmless(answered.coverageText)));
  if (problems.length > 0) context.tell(palette.dim(`${plural(problems.length, 'bullet')} could not be read; "kairos doctor" lists them`));
}
