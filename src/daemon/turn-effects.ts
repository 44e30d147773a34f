/** Performs what the rules of turns decided, one after the other beside the ticks: with `world`, and without deciding anything. */
import { PROACTIVE_MOST } from '../agent/message.js';
import { readFocus } from '../agent/read-focus.js';
import { sendUserMessage } from '../agent/outbox.js';
import { messagesText } from '../agent/turn/message-text.js';
import { quotedLines, quotedText } from '../agent/turn/quote.js';
import { systemPrompt } from '../agent/turn/system-prompt.js';
import { leftOf, spentOf, tokensMostOf } from '../agent/ledger/allowance.js';
import { readCharges, reserve, settle, type Reservation } from '../agent/ledger/ledger.js';
import { appendTurn, readWindow } from '../agent/session/own-session.js';
import { keyOfLook, tickText, type Look } from '../agent/turn/tick-text.js';
import { ownTools } from '../agent/turn/tools.js';
import type { Config } from '../config/config.js';
import { errorText } from '../base/errors.js';
import { isObject, parseObject } from '../base/json.js';
import { dayPath, type Workspace } from '../base/workspace.js';
import { utcDay } from '../dates/day.js';
import { DAY_MS, MINUTE_MS } from '../dates/units.js';
import { byteLength } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { ModelMessage, ModelReply, ModelRequest, ModelTool } from '../world/model.js';
import type { World } from '../world/world.js';
import { answerMessages, sendAll } from './agent-effects.js';
import type { Effect, Event, EventName, EventOf } from './event.js';
import { endText } from './job-end-text.js';
import { tailOf } from './left-jobs.js';
import { cutOff } from './cut-off.js';
import { endTalk, readTalk, writeLoop, writeTalk, type Talk } from './loop-file.js';
import { readConfig } from './preflight.js';
import { workBeside } from './work-beside.js';
import { acknowledge } from './queue.js';
import type { TurnEffectData } from './turn-events.js';
import { SLEEP_LEAST_MS, SLEEP_MOST_MS } from './turn-pace.js';
import type { TurnCall } from './turn-state.js';

export type TurnEffect = Extract<Effect, { readonly type: Exclude<keyof TurnEffectData, 'stopTurn'> }>;
type EffectOf<Name extends TurnEffect['type']> = Extract<TurnEffect, { readonly type: Name }>;

/** The memory as a turn reaches it: by the same tools as clients of the protocol. */
export interface TurnMemory {
  /** @param mayWrite false: those that only read. */
  tools(mayWrite: boolean, settings: Pick<Config, 'review'>): readonly ModelTool[];
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
  /** How all stood that a look sees, when it was seen last. */
  stood: string | undefined;
  /** What was said in earlier turns, as far as a turn begins with it. */
  window: readonly ModelMessage[];
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
/** Of earlier turns so much goes before a request. */
const WINDOW_BYTES = 12_000;
/** A shorter reply is of no use. */
const REPLY_TOKENS_LEAST = 256;
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
  'answerPerson',
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
      await closeTurn(effect, runtime);
      return undefined;
    case 'answerPerson': {
      const { message, byRules = [] } = effect;
      const sent = message ? (await sendAll(world, ws, [message])).sent : await answerMessages(world, ws, runtime.viewOf(), byRules);
      return at(runtime, { type: 'sent', sent });
    }
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
  effect: Exclude<TurnEffect, { type: 'keepLoop' | 'finishMessages' | 'closeTurn' | 'openTurn' | 'answerPerson' }>,
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
  refused?: string,
): Promise<Event> {
  await say(runtime, turn, { role: 'tool', call, text, ...(isError && { isError }) });
  const how = { ...(acted && { acted }), ...(isError && { isError, failed: text }), ...(refused !== undefined && { refused }) };
  return at(runtime, { type: 'callDone', turn, call, ...how });
}

async function openTurn({ turn, why, messages, isResumed, since, readsLog }: EffectOf<'openTurn'>, runtime: TurnRuntime): Promise<Event> {
  const { world, ws } = runtime;
  const opened = (more: { readonly isQuiet?: true; readonly seen?: string; readonly strange?: number }): Event =>
    at(runtime, { type: 'turnOpened', turn, ...more });
  const begin = async (...said: readonly ModelMessage[]): Promise<{ readonly strange?: number }> => {
    const { messages: window, strange } = await readWindow(world, ws, runtime.viewOf(), WINDOW_BYTES);
    runtime.turns.window = window;
    await say(runtime, turn, ...said);
    return strange > 0 ? { strange } : {};
  };
  const kept = isResumed === true ? await readTalk(world, ws, turn) : undefined;
  if (kept && kept.messages.length > 0) {
    runtime.turns.talk = kept;
    return opened(await begin(...cutOff(kept.messages), { role: 'user', text: CATCH_UP }));
  }
  runtime.turns.talk = undefined;
  if (why === 'messages') {
    const atHand = await atHandOf(runtime, messages);
    return opened(await begin({ role: 'user', text: [messagesText(messages), ...(atHand === undefined ? [] : [atHand])].join('\n\n') }));
  }
  // Where nothing moved nothing need be read.
  const stood = await standNow(world, ws);
  if (isResumed !== true && since !== undefined && stood === runtime.turns.stood) return opened({ isQuiet: true });
  const look = await lookNow(runtime, since?.atMs, readsLog);
  runtime.turns.stood = stood;
  const seen = keyOfLook(look);
  if (isResumed !== true && seen === since?.key) return opened({ isQuiet: true });
  return opened({ seen, ...(await begin({ role: 'user', text: tickText(look) })) });
}

/** What memory holds on the task at hand. A turn begins without it where it cannot be read. */
async function atHandOf({ world, ws, viewOf }: TurnRuntime, messages: EffectOf<'openTurn'>['messages']): Promise<string | undefined> {
  // It reads topics, whose parser is large: a daemon without a model does not carry it.
  const [{ taskAtHand }, { baseOf }] = await Promise.all([import('../agent/turn/task-at-hand.js'), import('../agent/work/facts.js')]);
  // Our own routines look after everything, and are no task of the person's.
  const asking = messages.filter(({ routine }) => routine === undefined);
  try {
    const { config } = await readConfig(world, ws);
    const base = await baseOf(world, ws, config);
    return await taskAtHand(world, ws, viewOf(), config, { base: base?.name, messages: asking.map(({ text }) => text) });
  } catch (error) {
    world.log.warn(`nothing was recalled for the task at hand: ${errorText(error)}`);
    return undefined;
  }
}

const CATCH_UP =
  '<catch-up>The daemon ended in the midst of this turn, and another one goes on with it. Of a tool that was cut off it is not known what it did.</catch-up>';

/** The turn goes into its session, and what was kept of it for a new daemon goes. */
async function closeTurn({ turn, how, why, begunAtMs }: EffectOf<'closeTurn'>, runtime: TurnRuntime): Promise<void> {
  const { world, ws, turns, viewOf } = runtime;
  const said = turns.talk?.turn === turn ? turns.talk.messages : [];
  turns.talk = undefined;
  if (said.length > 0) {
    try {
      await appendTurn(world, ws, viewOf(), { turn, begunAtMs, why, how, messages: [...said, ...cutOff(said)] });
    } catch (error) {
      world.log.warn(`turn ${turn} is not in its session: ${errorText(error)}`);
    }
  }
  await endTalk(world, ws);
}

/** The stamps of what a look reads: the day, the settings, what is known of git's files, the log of the day. */
async function standNow({ files, clock }: World, ws: Workspace): Promise<string> {
  const day = utcDay(clock.now());
  const paths = [ws.seenFile, ws.observedFile, ws.config, ws.userConfig, `${ws.logs}/${dayPath(day)}`];
  return JSON.stringify([day, ...(await Promise.all(paths.map(async (path) => (await files.stat(path))?.stamp)))]);
}

async function lookNow({ world, ws, viewOf }: TurnRuntime, sinceMs: number | undefined, readsLog: boolean): Promise<Look> {
  // It reads topics, whose parser is large: a daemon without a model does not carry it.
  const { lookAround } = await import('../agent/turn/look.js');
  const { config } = await readConfig(world, ws);
  const { coming, ...beside } = await workBeside(world, ws, viewOf(), config);
  const seen = await lookAround(world, ws, viewOf(), config, readsLog, beside);
  const focus = await readFocus(world, ws);
  const { charges } = await readCharges(world, ws, seen.atMs - DAY_MS);
  const left = leftOf(config.budget, spentOf(charges, seen.atMs));
  const budget = (['turn', 'hour', 'day'] as const).map(
    (period) => `${left[period].calls} calls and ${left[period].tokens} tokens of ${PERIODS[period]}`,
  );
  return { ...seen, focus: `${focus.is} (${focus.why})`, budget, coming, ...(sinceMs !== undefined && { sinceMs }) };
}

async function think(effect: EffectOf<'think'>, runtime: TurnRuntime): Promise<Event | undefined> {
  const { turn, request, add } = effect;
  const { world, ws, turns } = runtime;
  if (add.length > 0) await say(runtime, turn, { role: 'user', text: messagesText(add) });
  const { config } = await readConfig(world, ws);
  const asked = requestOf(effect, runtime, world.model?.name ?? '', config);
  const wish = { tokensIn: tokensMostOf(textsOf(asked), byteLength), tokensOut: asked.maxTokens, tokensOutLeast: REPLY_TOKENS_LEAST };
  const granted = await reserve(world, ws, config.budget, { turn, reason: effect.why, model: asked.model }, wish);
  if (granted.is === 'refused') return at(runtime, { type: 'thought', turn, request, outcome: 'refused', ...refusal(granted) });
  const reply = await answerOf({ ...asked, maxTokens: granted.tokensOut }, runtime);
  // Of a request that was broken off nobody knows what it used: all that was reserved counts.
  const usage = 'cut' in reply ? undefined : { in: reply.inputTokens ?? 0, cached: 0, out: reply.outputTokens ?? 0 };
  await settle(world, ws, granted.id, { outcome: reply.outcome, ...(usage && { usage }) });
  if (turns.stopped === turn) return undefined;
  if (reply.outcome === 'failed') {
    const why = (await replaceSecrets(reply.why)).text;
    return at(runtime, { type: 'thought', turn, request, outcome: 'failed', why, again: reply.again });
  }
  const { text } = await replaceSecrets(reply.text);
  const calls = await Promise.all((reply.calls ?? []).map(clean));
  await say(runtime, turn, { role: 'assistant', text, ...(calls.length > 0 && { calls }) });
  return at(runtime, { type: 'thought', turn, request, outcome: 'reply', text, calls });
}

function requestOf(
  { tools, isProactive, mayWrite }: EffectOf<'think'>,
  { turns }: TurnRuntime,
  model: string,
  { budget, model: { maxTokens }, review }: Pick<Config, 'budget' | 'model' | 'review'>,
): ModelRequest {
  return {
    model,
    system: systemPrompt(isProactive, { budget, sleepMs: SLEEP_MS, proactive: PROACTIVE_MOST }),
    messages: [...turns.window, ...(turns.talk?.messages ?? [])],
    tools: [...ownTools(tools), ...(turns.memory?.tools(mayWrite, { review }) ?? [])],
    maxTokens,
  };
}

function textsOf({ system = '', messages, tools = [] }: ModelRequest): readonly string[] {
  return [system, ...messages.map((message) => JSON.stringify(message)), ...tools.map((tool) => JSON.stringify(tool))];
}

const SLEEP_MS = { least: SLEEP_LEAST_MS, most: SLEEP_MOST_MS };
const PERIODS = { turn: 'a turn', hour: 'the hour', day: 'the day' } as const;

function refusal({ period, unit, notBeforeMs }: Extract<Reservation, { is: 'refused' }>): {
  readonly why: string;
  readonly ofTurn: boolean;
  readonly notBeforeMs?: number;
} {
  const why = `the ${unit} of ${PERIODS[period]} are used up ("kairos cost")`;
  return { why, ofTurn: period === 'turn', ...(notBeforeMs !== undefined && { notBeforeMs }) };
}

/** Asks, and waits no longer than a request may take. `cut`: it was broken off. */
async function answerOf(
  asked: ModelRequest,
  { world, turns }: TurnRuntime,
): Promise<ModelReply | (Extract<ModelReply, { outcome: 'failed' }> & { readonly cut: true })> {
  const stop = new AbortController();
  const over = new AbortController();
  turns.asking = stop;
  void world.clock.sleep(ANSWER_MOST_MS, over.signal).then(() => {
    if (!over.signal.aborted) stop.abort('late');
  });
  try {
    return (await world.model?.ask(asked, stop.signal)) ?? { outcome: 'failed', why: 'no model is set up', again: false };
  } catch (error) {
    const why = stop.signal.reason === 'late' ? `it did not answer within ${ANSWER_MOST_MS / MINUTE_MS} minutes` : errorText(error);
    return { outcome: 'failed', why, again: true, cut: true };
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
  // What was recalled is quoted, with its origin; what is said of a write is the program's own.
  const isRecalled = result.isError !== true && result.acted !== true;
  return done(runtime, { turn, call: call.id }, isRecalled ? { ...result, text: quotedText(result.text) } : result);
}

async function send({ turn, call, message }: EffectOf<'sendFromTurn'>, runtime: TurnRuntime): Promise<Event> {
  const { world, ws } = runtime;
  try {
    const sending = await sendUserMessage(world, ws, { ...message, refs: [] });
    const refuses = (why: string, isError?: true): Promise<Event> =>
      done(runtime, { turn, call }, { text: why, ...(isError && { isError }) }, why);
    if (sending.is === 'held') return await refuses('not sent: too many messages were sent lately', true);
    if (sending.is === 'told') return await refuses('not sent again: it was sent before');
    runtime.send(at(runtime, { type: 'sent', sent: [sending.message] }));
    return await done(runtime, { turn, call }, { text: 'sent', acted: true });
  } catch (error) {
    return done(runtime, { turn, call }, { text: errorText(error), isError: true }, errorText(error));
  }
}

type Bare<One> = One extends Event ? Omit<One, 'atMs'> : never;

function at<Name extends EventName>({ world }: Pick<TurnRuntime, 'world'>, event: Bare<EventOf<Name>>): Event {
  return { ...event, atMs: world.clock.now() } as Event;
}
