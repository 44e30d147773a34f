/**
 * The trace of a daemon as text: a line for each event, with what the reducer made of it. Replaying it asks today's reducer the same, and tells the first
 * thing that it decides otherwise. Pure: who runs the daemon writes the lines.
 *
 *     {"format":1,"kind":"kairos trace"}
 *     {"because":"the first look","effects":[...],"event":{"atMs":...,"type":"started",...}}
 */
import { isObject, parseObject, sortedJson } from '../base/json.js';
import type { Difference } from '../base/outcome.js';
import type { Effect, Event } from './event.js';
import { type AgentState, FRESH } from './state.js';
import { isEventName, step } from './step.js';
import type { Step } from './tick-end.js';

/** The first line. */
export const TRACE_HEAD = sortedJson({ format: 1, kind: 'kairos trace' });

/** The line of one decision. */
export function traceLine(event: Event, { effects, because }: Pick<Step, 'effects' | 'because'>): string {
  return sortedJson({ because, effects, event });
}

/** True for the text of a trace, in whatever format. */
export function isTrace(text: string): boolean {
  return text.startsWith('{') && headOf(text)?.['kind'] === 'kairos trace';
}

function headOf(text: string): Readonly<Record<string, unknown>> | undefined {
  return parseObject(text.split('\n', 1)[0] ?? '');
}

export interface Replayed {
  readonly events: number;
  /** From the first event to the last, in milliseconds. */
  readonly virtualMs: number;
  /** Undefined: today's reducer decides the same throughout. */
  readonly difference?: Difference;
}

/** Feeds the events of a trace to the reducer, from the beginning; a daemon that was started anew in the same file begins anew. @param path for the place. */
export function replayTrace(text: string, path: string): Replayed {
  let state = FRESH;
  let events = 0;
  const times: number[] = [];
  const ended = (difference?: Difference): Replayed => ({
    events,
    virtualMs: Math.max(0, (times.at(-1) ?? 0) - (times[0] ?? 0)),
    ...(difference && { difference }),
  });
  const format = headOf(text)?.['format'];
  if (format !== 1) {
    const what = `the trace has the format ${shown(format)}, and this version reads 1`;
    return ended({
      what,
      at: { path, line: 1 },
      hint: 'replay it with the kairos that wrote it, or write a new one: kairos run --once --trace FILE',
    });
  }
  const lines = text.trimEnd().split('\n');
  for (const [n, line] of lines.entries()) {
    const at = { path, line: n + 1 };
    if (line === '' || line === TRACE_HEAD) continue;
    const read = parseObject(line);
    const event = read?.['event'];
    // The last line of a daemon that was killed may be cut off.
    if (!isObject(event) || typeof event['type'] !== 'string') {
      if (n === lines.length - 1) break;
      return ended({ what: 'the line is none of a trace', at, hint: 'kairos run --once --trace FILE writes one' });
    }
    if (event['type'] === 'started') state = FRESH;
    if (!isEventName(event['type']))
      return ended({
        what: `there is no event "${event['type']}"`,
        at,
        hint: 'a newer kairos may have written the trace, or the line was changed',
      });
    const made = decided(state, event as unknown as Event);
    if (!made) return ended({ what: `the event (${event['type']}) lacks something, and nothing can be decided on it`, at });
    ({ state } = made);
    events += 1;
    times.push(Number(event['atMs']));
    const [then, now] = [read?.['effects'] as readonly Effect[], made.effects].map((effects) => effects.map((one) => sortedJson(one)));
    const place = (then ?? []).concat(now ?? []).findIndex((_one, k) => then?.[k] !== now?.[k]);
    if (place < 0 || (then?.[place] === undefined && now?.[place] === undefined)) continue;
    return ended({
      what: `effect ${place + 1} of event ${events} (${event['type']}) is another one: ${made.because}`,
      expected: then?.[place] ?? 'no further effect',
      actual: now?.[place] ?? 'no further effect',
      at,
    });
  }
  return ended();
}

function shown(format: unknown): string {
  return typeof format === 'number' ? String(format) : '(none)';
}

/** The decision on an event; undefined for one whose line was changed so that it is none. */
function decided(state: AgentState, event: Event): Step | undefined {
  try {
    return step(state, event);
  } catch {
    return undefined;
  }
}

/** From the first event of a trace to the last, in milliseconds since 1970; undefined for one without events. */
export function spanOfTrace(text: string): { readonly fromMs: number; readonly toMs: number } | undefined {
  const times = text.split('\n').flatMap((line) => {
    const event = parseObject(line)?.['event'];
    return isObject(event) && typeof event['atMs'] === 'number' ? [event['atMs']] : [];
  });
  const [fromMs, toMs] = [times[0], times.at(-1)];
  return fromMs === undefined || toMs === undefined ? undefined : { fromMs, toMs };
}
