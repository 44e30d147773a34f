/**
 * The audit: what the agent decided, did, and what came of it, as entries of the daily log. It follows from the facts that the reducer tells, so that nothing
 * is told to a person that the log does not keep. Pure. What the daemon does for the memory itself (observing, dreams, gates) is no act of the agent.
 */
import { isoTime } from '../dates/day.js';
import { plural } from '../base/plural.js';
import type { EntryDraft } from '../memory/entry.js';
import { endText } from './job-end-text.js';
import type { AuditEntry } from './audit-entry.js';
import { failureText, toolText } from './announce.js';
import type { Effect, EffectName, Fact, FactName, FactOf } from './event.js';
import type { Step } from './tick-end.js';
import type { TurnEnd } from './turn-state.js';

const CHARACTERS_MOST = 400;
const SAID_CHARACTERS = 160;
/** Effects by which the agent acts for the person; a failure of any other is the daemon's. */
const ACTS: ReadonlySet<EffectName> = new Set(['answer', 'lookAtWork', 'noteDay', 'send']);

type Words = Omit<AuditEntry, 'atMs'>;

/** How a turn ended; of one that slept, or whose model could not be asked, more is told beside. */
const TURN_ENDS: Readonly<Partial<Record<TurnEnd, Words>>> = {
  said: { kind: 'result', text: 'the turn has ended: it said what it had to say' },
  acted: { kind: 'result', text: 'the turn has ended: it acted' },
  idle: { kind: 'anomaly', text: 'the turn has ended: it neither acted nor slept' },
  'over-budget': { kind: 'result', text: 'the turn was ended: its budget is used up' },
  interrupted: { kind: 'decision', text: 'the turn was broken off: you said something that must not wait' },
  'gave-up': { kind: 'anomaly', text: 'the turn was given up: it was cut off too often' },
};

const AUDITED: { readonly [Name in FactName]?: (fact: FactOf<Name>) => Words | undefined } = {
  sent: ({ message: { kind, id, text, refs } }) => ({
    kind: 'action',
    // What memory holds is not said twice: an answer quotes it, and a forget would have to find it here, too.
    text: kind === 'normal' ? `answered you (message ${id})` : `told you unasked (message ${id}): ${shortened(text, SAID_CHARACTERS)}`,
    ids: refs,
  }),
  toolStarted: ({ record, call }) => ({ kind: 'action', text: `runs ${toolText(call)} as job ${record}` }),
  toolMoved: ({ calls, why }) => ({
    kind: 'decision',
    text: `does not wait any longer for ${calls.map(toolText).join(', ')}: ${why}`,
  }),
  toolEnded: ({ record, call, end }) => ({
    kind: end.why === 'exited' && end.code === 0 ? 'result' : 'anomaly',
    text: `${record === undefined ? '' : `job ${record}, `}${toolText(call)} ${endText(end)}; ${plural(end.outputBytes, 'byte')} printed`,
  }),
  turnBegan: ({ why, messages, isResumed }) => ({
    kind: 'decision',
    text: isResumed
      ? 'goes on with the turn that was cut off'
      : why === 'tick'
        ? 'looks by itself'
        : `takes up ${plural(messages, 'message')}`,
  }),
  called: ({ tool, isError, why, isRefused }) => ({
    kind: 'action',
    text: `calls ${tool}: ${isRefused === true ? 'refused' : isError === true ? 'it failed' : 'done'}${why === undefined ? '' : `: ${shortened(why, SAID_CHARACTERS)}`}`,
  }),
  turnEnded: ({ how, requests }) =>
    TURN_ENDS[how] && { ...TURN_ENDS[how], text: `${TURN_ENDS[how].text} (${plural(requests, 'request')})` },
  slept: ({ atMs, untilMs, why }) => ({
    kind: 'decision',
    text: `sleeps for ${Math.round((untilMs - atMs) / 1000)} s${why === '' ? '' : `: ${why}`}`,
  }),
  blocked: ({ why, untilMs }) => ({ kind: 'anomaly', text: `the model cannot be asked, and is not before ${isoTime(untilMs)}: ${why}` }),
  unblocked: () => ({ kind: 'result', text: 'the model answers again' }),
  agentHeld: () => ({ kind: 'decision', text: 'holds still, since you stopped it, until you say something' }),
  failed: (fact) =>
    ACTS.has(fact.what) && fact.job === undefined ? { kind: fact.times === 1 ? 'anomaly' : 'retry', text: failureText(fact) } : undefined,
};

/** What of a fact is kept; undefined: it is no act of the agent. */
export function auditOf(fact: Fact): AuditEntry | undefined {
  const words = (AUDITED[fact.type] as ((fact: Fact) => Words | undefined) | undefined)?.(fact);
  return words && { ...words, atMs: fact.atMs };
}

/** The entry of the log. */
export function auditDraft({ kind, atMs, text, ids = [] }: AuditEntry): EntryDraft {
  const cited = ids.length === 0 ? '' : ` (${ids.map((id) => `^${id}`).join(', ')})`;
  return { kind, actor: 'agent', atMs, text: `${shortened(text, CHARACTERS_MOST)}${cited}` };
}

/**
 * A step with what it tells of the agent written down as well, where the agent may write entries of its own. Where the logs are not whole yet, it is kept
 * in the state, and written by the step that knows them whole: no fact is lost, and none is written twice.
 */
export function withAudit(step: Step): Step {
  const { rights, mayWrite, unwritten } = step.state;
  if (!rights.on.includes('daily-log')) return step;
  const entries = step.effects.flatMap((effect) => (effect.type === 'print' ? (auditOf(effect.fact) ?? []) : []));
  const all = [...unwritten, ...entries];
  if (all.length === 0) return step;
  if (!mayWrite) return entries.length === 0 ? step : { ...step, state: { ...step.state, unwritten: all } };
  // Behind what is told, and before the journal is committed, the daemon sleeps or ends.
  const last = step.effects.findLastIndex(({ type }) => type === 'print') + 1;
  const effect: Effect = { type: 'audit', entries: all };
  return {
    ...step,
    state: unwritten.length === 0 ? step.state : { ...step.state, unwritten: [] },
    effects: [...step.effects.slice(0, last), effect, ...step.effects.slice(last)],
  };
}

function shortened(text: string, most: number): string {
  const one = text.replace(/\s+/g, ' ').trim();
  return one.length <= most ? one : `${one.slice(0, most - 1)}…`;
}
