/** The rules of embedding in the daemon: which events may bring new text, and what follows its end. Pure; `tick-end` decides when it starts. */
import { print, sleep, tickToEmbed, type Step } from './tick-end.js';
import type { Event, EventOf, Fact } from './event.js';
import { JOBS } from './job-table.js';
import { EMBED_GAP_MS } from './pace.js';
import { type AgentState, withoutJob } from './state.js';
import { untell } from './telling.js';

/** True for events that may have brought text without a vector. A false alarm costs one check; a missed text waits for the next event. */
export function mayBringText(event: Event): boolean {
  if (event.type === 'restored') return event.restored.length > 0 || (event.peers ?? 0) > 0;
  if (event.type === 'received') return event.news.length > 0;
  if (event.type === 'observed' || event.type === 'entered') return event.noted.length > 0;
  if (event.type === 'settled') return event.finished !== undefined || event.dream !== undefined;
  return event.type === 'woke';
}

/** Embedding has ended. Text that is left, or that came meanwhile, is embedded after a later tick. */
export function embeddingEnded(state: AgentState, event: EventOf<'jobEnded'>): Step {
  const { atMs, id, outcome, detail, embedded = 0, missing = 0 } = event;
  const isLeft = outcome === 'done' ? missing > 0 : outcome !== 'none';
  const before = state.retries.embedding.failures;
  const failures = outcome === 'failed' ? before + 1 : outcome === 'stopped' || outcome === 'busy' ? before : 0;
  const notBeforeMs = outcome === 'failed' ? JOBS.embedding.retryAtMs(atMs, failures) : atMs + EMBED_GAP_MS;
  const next: AgentState = {
    ...withoutJob(state, id),
    toEmbed: state.toEmbed || isLeft,
    retries: { ...state.retries, embedding: { failures, notBeforeMs } },
  };
  const because = `embedding ended: ${outcome}`;
  const fact: Fact = { type: 'embeddingEnded', atMs, outcome, detail };
  if (outcome === 'failed') {
    // A model that cannot be loaded fails each time in the same way, so the line is printed once.
    if (state.said['embedding'] === detail) return { state: next, effects: [], because };
    return { state: { ...next, said: { ...state.said, embedding: detail } }, effects: [print(next, fact)], because };
  }
  const calm = outcome === 'done' ? untell(next, 'embedding') : next;
  const told = embedded > 0 ? [print(next, fact)] : [];
  // Another process may embed for hours, so `busy` schedules no extra tick.
  const sooner = outcome === 'busy' ? Infinity : tickToEmbed(calm);
  if (calm.phase !== 'rest' || calm.nextTickAtMs === undefined || calm.nextTickAtMs <= sooner)
    return { state: calm, effects: told, because };
  const soon = { ...calm, nextTickAtMs: sooner };
  return { state: soon, effects: [...told, sleep(soon, atMs)], because };
}
