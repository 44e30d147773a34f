/** A daemon of the virtual world whose agent takes turns by a script in place of a model: what it was asked, what it did, and in which states. */
import { NO_WISHES, type Wishes } from '../../src/activation/read-activation.js';
import type { ScriptedReply } from '../../src/config/model-script.js';
import { runDaemon } from '../../src/daemon/daemon.js';
import type { Event } from '../../src/daemon/event.js';
import type { AgentState } from '../../src/daemon/state.js';
import { postMessage } from '../../src/daemon/post.js';
import { readOutbox } from '../../src/agent/outbox.js';
import { turnMemory } from '../../src/desk/memory/turn-memory.js';
import { withReviewTool } from '../../src/desk/review-tool.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { scriptedModel, type ScriptedModel } from '../../src/replay/scripted-model.js';
import { actAll, kairosClone, type KairosClone } from '../kairos-clone.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

export interface Lived {
  readonly at: KairosClone;
  readonly model: ScriptedModel;
  readonly events: readonly Event[];
  readonly states: readonly AgentState[];
  readonly said: readonly string[];
}

/** Runs a daemon of an active assistant; `second` counts from its start, and it is stopped a minute after the last step unless `forMs` says. */
export async function live(
  script: readonly ScriptedReply[],
  steps: (at: KairosClone, send: (event: Event) => void) => readonly { readonly second: number; readonly act: () => unknown }[] = () => [],
  options: {
    readonly at?: KairosClone;
    readonly settings?: string;
    readonly forMs?: number;
    readonly fresh?: boolean;
    readonly wishes?: Wishes;
  } = {},
): Promise<Lived> {
  const at = options.at ?? (await kairosClone());
  const { world, ws } = at;
  world.files.lay({ [ws.userConfig]: options.settings ?? 'format: 1\nassistant: true\nbrief: true\n' });
  const model = scriptedModel(script, world.clock);
  const stop = new AbortController();
  const events: Event[] = [];
  const states: AgentState[] = [];
  const said: string[] = [];
  let send: (event: Event) => void = () => undefined;
  const startMs = world.clock.now();
  const running = runDaemon({ ...world, model }, ws, {
    stop: stop.signal,
    memory: withReviewTool(turnMemory('test')),
    fresh: options.fresh ?? false,
    wishes: options.wishes ?? NO_WISHES,
    print: ({ what, text }) => void said.push(`${what}: ${text}`),
    events: (given) => (send = given),
    decided: (event, { state }) => {
      events.push(event);
      states.push(state);
    },
  });
  const acts = steps(at, (event) => send(event)).map(({ second, act }) => ({ atMs: startMs + second * SECOND, act }));
  const last = acts.at(-1)?.atMs ?? startMs;
  acts.push({ atMs: options.forMs === undefined ? last + MINUTE : startMs + options.forMs, act: () => stop.abort('the script is over') });
  await Promise.all([running, actAll(world, acts)]);
  return { at, model, events, states, said };
}

export const tell = ({ world, ws }: KairosClone, text: string, priority: 'now' | 'next' | 'later' = 'next') =>
  postMessage(world, ws, PLAIN_VIEW, { priority, origin: 'user', text });
export const outbox = async ({ world, ws }: KairosClone): Promise<string[]> =>
  (await readOutbox(world, ws)).map(({ kind, text }) => `${kind}: ${text}`);
export const asked = ({ model }: Lived): string[] => model.asked.map(({ messages }) => messages.at(-1)?.text ?? '');

export const SLEEPS: ScriptedReply = {
  when: '<tick',
  calls: [{ tool: 'Sleep', input: { seconds: '3600', why: 'nothing to do' } }],
  always: true,
};
export const seconds = ({ events, states }: Lived, isSo: (state: AgentState, event: Event) => boolean): number[] =>
  events.flatMap((event, n) => (isSo(states[n] as AgentState, event) ? [Math.round((event.atMs - (events[0]?.atMs ?? 0)) / SECOND)] : []));
