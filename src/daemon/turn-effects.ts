/** Performs what the rules of turns decided, one after the other beside the ticks: with `world`, and without deciding anything. */
import { sendUserMessage } from '../agent/outbox.js';
import { messagesText } from '../agent/turn/message-text.js';
import { quotedLines } from '../agent/turn/quote.js';
import { systemText } from '../agent/turn/system-text.js';
import { keyOfLook, tickText, type Look } from '../agent/turn/tick-text.js';
import { ownTools } from '../agent/turn/tools.js';
import { errorText } from '../base/errors.js';
import { isObject, parseObject } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import { MINUTE_MS } from '../dates/units.js';
import type { LogView } from '../memory/log-view.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { ModelMessage, ModelTool } from '../world/model.js';
import type { World } from '../world/world.js';
import type { Effect, Event, EventName, EventOf } from './event.js';
import { endText } from './job-end-text.js';
import { tailOf } from './left-jobs.js';
import { endTalk, readTalk, writeLoop, writeTalk, type Talk } from './loop-file.js';
import { readConfig } from './preflight.js';
import { acknowledge } from './queue.js';
import type { TurnEffectData } from './turn-events.js';
import type { TurnCall } from './turn-state.js';

export type TurnEffect = Extract<Effect, { readonly type: Exclude<keyof TurnEffectData, 'stopTurn'> }>;
type EffectOf<Name extends TurnEffect['type']> = Extract<TurnEffect, { readonly type: Name }>;

/** The memory as a turn reaches it: by the same tools as clients of the protocol. */
export interface TurnMemory {
  /** @param mayWrite false: those that only read. */
  tools(mayWrite: boolean): readonly ModelTool[];
  /** Runs one of them; what goes wrong is its result. */
  call(world: World, ws: Workspace, view: LogView, call: Pick<TurnCall, 'tool' | 'input'>, mayWrite: boolean): Promise<CallResult>;
}

export interface CallResult {
  readonly text: string;
  readonly isError?: true;
  /** It wrote something. */
  readonly acted?: true;
}

/** What turns share in this process. */
export interface TurnDesk {
  readonly memory: TurnMemory | undefined;
  talk: Talk | undefined;
  /** Of the request under way. */
  asking: AbortController | undefined;
  /** The turn of which nothing more is to be done. */
  stopped: string | undefined;
}

interface TurnRuntime {
  readonly world: World;
  readonly ws: Workspace;
  readonly turns: TurnDesk;
  readonly viewOf: () => LogView;
  readonly send: (event: Event) => void;
}

/** A model that has not answered by then has failed. */
const ANSWER_MOST_MS = 5 * MINUTE_MS;
/** Of what a child printed so much is told. */
const PRINTED_BYTES = 4000;
const PRINTED_LINES = 80;

const TURN_EFFECTS: ReadonlySet<string> = new Set([
  'openTurn',
  'think',
  'answerCall',
  'callMemory',
  'sendFromTurn',
  'tellCall',
  'closeTurn',
  'finishMessages',
  'keepLoop',
] satisfies TurnEffect['type'][]);

/** True for what is performed beside the ticks, in the order of the decisions about turns. */
export function isTurnEffect(effect: Effect): effect is TurnEffect {
  return TURN_EFFECTS.has(effect.type);
}

/** Breaks off the turn: what waits to be performed for it is not. */
export function stopTurn({ turns }: Pick<TurnRuntime, 'turns'>, turn: string): undefined {
  turns.stopped = turn;
  turns.asking?.abort('the turn is broken off');
}

/** Performs one effect. @throws KairosError as the files and what is read; what a model or a tool does is no error. */
export async function performTurn(effect: TurnEffect, runtime: TurnRuntime): Promise<Event | undefined> {
  const { world, ws, turns } = runtime;
  switch (effect.type) {
    case 'keepLoop':
      await writeLoop(world, ws, effect.kept);
      return undefined;
    case 'finishMessages':
      await acknowledge(world, ws, effect.ids);
      return undefined;
    case 'closeTurn':
      turns.talk = undefined;
      await endTalk(world, ws);
      return undefined;
    case 'openTurn':
      if (effect.isResumed === true) turns.stopped = undefined;
      return openTurn(effect, runtime);
    case 'think':
    case 'answerCall':
    case 'callMemory':
    case 'sendFromTurn':
    case 'tellCall':
      return turns.stopped === effect.turn ? undefined : inTurn(effect, runtime);
  }
}

async function inTurn(
  effect: Exclude<TurnEffect, { type: 'keepLoop' | 'finishMessages' | 'closeTurn' | 'openTurn' }>,
  runtime: TurnRuntime,
): Promise<Event | undefined> {
  switch (effect.type) {
    case 'think':
      return think(effect, runtime);
    case 'answerCall':
      await say(runtime, effect.turn, {
        role: 'tool',
        call: effect.call,
        text: effect.text,
        ...(effect.isError && { isError: true as const }),
      });
      return undefined;
    case 'callMemory':
      return callMemory(effect, runtime);
    case 'sendFromTurn':
      return send(effect, runtime);
    case 'tellCall': {
      const { record, end } = effect;
      const tail = record === undefined ? undefined : await tailOf(runtime.world, runtime.ws, record, PRINTED_BYTES);
      const { text } = await replaceSecrets(tail?.text ?? '');
      const printed = text.trim() === '' ? 'it printed nothing' : `it printed:\n${quotedLines(text, PRINTED_LINES)}`;
      const isError = end.why !== 'exited' || end.code !== 0;
      return done(runtime, effect, { text: `it ${endText(end)}; ${printed}`, ...(isError && { isError: true }) });
    }
  }
}

/** Adds to the talk, on the disk first. */
async function say({ world, ws, turns }: TurnRuntime, turn: string, ...messages: readonly ModelMessage[]): Promise<void> {
  const talk: Talk = { turn, messages: [...(turns.talk?.turn === turn ? turns.talk.messages : []), ...messages] };
  await writeTalk(world, ws, talk);
  turns.talk = talk;
}

async function done(
  runtime: TurnRuntime,
  { turn, call }: { readonly turn: string; readonly call: string },
  { text, isError, acted }: CallResult,
): Promise<Event> {
  await say(runtime, turn, { role: 'tool', call, text, ...(isError && { isError }) });
  return at(runtime, { type: 'callDone', turn, call, ...(acted && { acted }) });
}

async function openTurn({ turn, why, messages, isResumed, since, readsLog }: EffectOf<'openTurn'>, runtime: TurnRuntime): Promise<Event> {
  const { world, ws } = runtime;
  const opened = (more: { readonly isQuiet?: true; readonly seen?: string } = {}): Event =>
    at(runtime, { type: 'turnOpened', turn, ...more });
  const kept = isResumed === true ? await readTalk(world, ws, turn) : undefined;
  if (kept && kept.messages.length > 0) {
    runtime.turns.talk = kept;
    await say(runtime, turn, ...cutOff(kept.messages), { role: 'user', text: CATCH_UP });
    return opened();
  }
  runtime.turns.talk = undefined;
  if (why === 'messages') {
    await say(runtime, turn, { role: 'user', text: messagesText(messages) });
    return opened();
  }
  const look = await lookNow(runtime, since?.atMs, readsLog);
  const seen = keyOfLook(look);
  if (isResumed !== true && seen === since?.key) return opened({ isQuiet: true });
  await say(runtime, turn, { role: 'user', text: tickText(look) });
  return opened({ seen });
}

const CATCH_UP =
  '<catch-up>The daemon ended in the midst of this turn, and another one goes on with it. What a tool did that has no result above is not known.</catch-up>';

/** The results of calls of which nobody knows what they did. */
function cutOff(messages: readonly ModelMessage[]): readonly ModelMessage[] {
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  const reply = messages[last];
  if (reply?.role !== 'assistant') return [];
  const known = new Set(messages.slice(last + 1).flatMap((one) => (one.role === 'tool' ? [one.call] : [])));
  return (reply.calls ?? [])
    .filter(({ id }) => !known.has(id))
    .map(({ id }) => ({ role: 'tool', call: id, text: 'it was cut off: whether it did anything is not known', isError: true }));
}

async function lookNow({ world, ws, viewOf }: TurnRuntime, sinceMs: number | undefined, readsLog: boolean): Promise<Look> {
  // It reads topics, whose parser is large: a daemon without a model does not carry it.
  const { lookAround } = await import('../agent/turn/look.js');
  const { config } = await readConfig(world, ws);
  const seen = await lookAround(world, ws, viewOf(), config, readsLog);
  return { ...seen, focus: 'unknown', budget: [], due: [], ...(sinceMs !== undefined && { sinceMs }) };
}

async function think(
  { turn, request, add, tools, isProactive, mayWrite }: EffectOf<'think'>,
  runtime: TurnRuntime,
): Promise<Event | undefined> {
  const { world, ws, turns } = runtime;
  if (add.length > 0) await say(runtime, turn, { role: 'user', text: messagesText(add) });
  const { config } = await readConfig(world, ws);
  const stop = new AbortController();
  const over = new AbortController();
  turns.asking = stop;
  const event = (made: Bare<EventOf<'thought'>>): Event => at(runtime, made);
  let isLate = false;
  void world.clock.sleep(ANSWER_MOST_MS, over.signal).then(() => {
    if (over.signal.aborted) return;
    isLate = true;
    stop.abort('it does not answer');
  });
  try {
    const reply = await world.model?.ask(
      {
        model: world.model.name,
        system: systemText(isProactive),
        messages: turns.talk?.messages ?? [],
        tools: [...ownTools(tools), ...(turns.memory?.tools(mayWrite) ?? [])],
        maxTokens: config.model.maxTokens,
      },
      stop.signal,
    );
    if (turns.stopped === turn) return undefined;
    if (reply === undefined) return event({ type: 'thought', turn, request, outcome: 'failed', why: 'no model is set up', again: false });
    if (reply.outcome === 'failed') return event({ type: 'thought', turn, request, ...reply, why: (await replaceSecrets(reply.why)).text });
    const { text } = await replaceSecrets(reply.text);
    const calls = await Promise.all((reply.calls ?? []).map(clean));
    await say(runtime, turn, { role: 'assistant', text, ...(calls.length > 0 && { calls }) });
    return event({ type: 'thought', turn, request, outcome: 'reply', text, calls });
  } catch (error) {
    if (turns.stopped === turn) return undefined;
    const why = isLate ? `it did not answer within ${ANSWER_MOST_MS / MINUTE_MS} minutes` : errorText(error);
    return event({ type: 'thought', turn, request, outcome: 'failed', why, again: true });
  } finally {
    over.abort('it answered');
    if (turns.asking === stop) turns.asking = undefined;
  }
}

/** A call without secrets; of an input that is a text, what it says as JSON. What is no object has no fields, which its check tells. */
async function clean({ id, tool, input }: { readonly id: string; readonly tool: string; readonly input: unknown }): Promise<TurnCall> {
  const written = typeof input === 'string' ? input : JSON.stringify(isObject(input) ? input : {});
  return { id, tool, input: parseObject((await replaceSecrets(written)).text) ?? {} };
}

async function callMemory({ turn, call, mayWrite }: EffectOf<'callMemory'>, runtime: TurnRuntime): Promise<Event> {
  const { world, ws, turns, viewOf } = runtime;
  const none: CallResult = { text: `there is no tool ${call.tool}`, isError: true };
  const result = turns.memory ? await turns.memory.call(world, ws, viewOf(), call, mayWrite) : none;
  return done(runtime, { turn, call: call.id }, result);
}

async function send({ turn, call, message }: EffectOf<'sendFromTurn'>, runtime: TurnRuntime): Promise<Event> {
  const { world, ws } = runtime;
  try {
    const sending = await sendUserMessage(world, ws, { ...message, refs: [] });
    if (sending.is === 'held')
      return await done(runtime, { turn, call }, { text: 'not sent: too many messages were sent lately', isError: true });
    if (sending.is === 'told') return await done(runtime, { turn, call }, { text: 'not sent again: it was sent before' });
    runtime.send(at(runtime, { type: 'sent', sent: [sending.message] }));
    return await done(runtime, { turn, call }, { text: 'sent', acted: true });
  } catch (error) {
    return done(runtime, { turn, call }, { text: errorText(error), isError: true });
  }
}

type Bare<One> = One extends Event ? Omit<One, 'atMs'> : never;

function at<Name extends EventName>({ world }: Pick<TurnRuntime, 'world'>, event: Bare<EventOf<Name>>): Event {
  return { ...event, atMs: world.clock.now() } as Event;
}
