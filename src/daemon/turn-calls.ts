/** The rules of the tools of a turn: what each call comes to, one after the other. Pure; `turn-rules` decides when a turn thinks and ends. */
import { maySend } from '../agent/message.js';
import { isOwnTool, readInput, type OwnTool } from '../agent/turn/tools.js';
import { shortHash } from '../base/hash.js';
import type { Arguments } from '../base/input-schema.js';
import { isoTime } from '../dates/day.js';
import type { Effect } from './event.js';
import type { AgentState } from './state.js';
import { passed, print, type Step } from './tick-end.js';
import { testChild } from './test-tool.js';
import { toolAsked, whyNoTool } from './tool-rules.js';
import { sleepWithin } from './turn-pace.js';
import type { Turn, TurnCall } from './turn-state.js';

/** A message in the person's name is in the turn, be it of a task: only then is there something to answer. */
export function personSpoke({ messages }: Pick<Turn, 'messages'>): boolean {
  return messages.some(({ origin }) => origin === 'user');
}

/** True while the agent looks by itself: only then is there a Sleep. */
export function isProactive({ rights }: Pick<AgentState, 'rights'>): boolean {
  return rights.on.includes('proactive');
}

/** True where the agent writes entries of its own, and reads those of the day. */
export function hasDailyLog({ rights }: Pick<AgentState, 'rights'>): boolean {
  return rights.on.includes('daily-log');
}

/** The daemon's own tools that there are in this session. */
export function toolsOf(state: AgentState): readonly OwnTool[] {
  return [
    ...(isProactive(state) ? (['Sleep'] as const) : []),
    ...(maySend('normal', state.rights) ? (['SendUserMessage'] as const) : []),
    ...(state.hasTestTool ? (['test-child'] as const) : []),
  ];
}

/** The state with another turn under way. */
export function withTurn(state: AgentState, turn: Turn): AgentState {
  return { ...state, loop: { ...state.loop, turn } };
}

/** Runs the calls until one takes its time, or none is left. */
export function nextCall(state: AgentState, atMs: number): Step & { readonly isDone: boolean } {
  const effects: Effect[] = [];
  let next = state;
  for (;;) {
    const { turn } = next.loop;
    const [call] = turn?.calls ?? [];
    if (!turn || !call) return { state: next, effects, because: 'all calls have their results', isDone: true };
    const made = begun(next, turn, call, atMs);
    effects.push(...made.effects);
    next = made.state;
    if (made.waits) return { state: next, effects, because: `the turn waits for ${call.tool}`, isDone: false };
  }
}

type Begun = Pick<Step, 'state' | 'effects'> & { readonly waits: boolean };

function begun(state: AgentState, turn: Turn, call: TurnCall, atMs: number): Begun {
  if (!isOwnTool(call.tool))
    return { state, effects: [{ type: 'callMemory', turn: turn.id, call, mayWrite: hasDailyLog(state) }], waits: true };
  if (!toolsOf(state).includes(call.tool)) return failed(state, turn, call, `there is no tool ${call.tool} now`, atMs);
  const read = readInput(call.tool, call.input);
  if ('problems' in read) return failed(state, turn, call, read.problems.join('; '), atMs);
  return OWN[call.tool](state, turn, call, read.value, atMs);
}

const OWN: Readonly<Record<OwnTool, (state: AgentState, turn: Turn, call: TurnCall, input: Arguments, atMs: number) => Begun>> = {
  Sleep: (state, turn, call, input, atMs) => {
    const wantedMs = Number(input['seconds']) * 1000;
    const lengthMs = sleepWithin(wantedMs);
    const untilMs = atMs + lengthMs;
    const sleep = { sinceMs: atMs, untilMs, why: String(input['why'] ?? '') };
    const bounds = lengthMs === wantedMs ? '' : ' (the length was put within its bounds)';
    const text = `you sleep until ${isoTime(untilMs)}${bounds}; a message wakes you`;
    return answered(state, { ...turn, sleep }, call, { text });
  },
  SendUserMessage: (state, turn, call, input, atMs) => {
    const text = String(input['text']);
    const kind = input['kind'] === 'proactive' || (input['kind'] === undefined && !personSpoke(turn)) ? 'proactive' : 'normal';
    if (kind === 'normal' && !personSpoke(turn))
      return failed(
        state,
        turn,
        call,
        'the user said nothing in this turn that could be answered: write kind "proactive", or say nothing',
        atMs,
      );
    if (!maySend(kind, state.rights)) return failed(state, turn, call, 'the user does not want messages of your own accord', atMs);
    // What is said of its own accord is said once, however often the model says it; an answer once in its place, also by a turn that goes on.
    const key = kind === 'proactive' ? `said ${shortHash([text], 20)}` : `turn ${turn.id} ${turn.sent + 1}`;
    return {
      state: withTurn(state, { ...turn, sent: turn.sent + 1 }),
      effects: [{ type: 'sendFromTurn', turn: turn.id, call: call.id, message: { kind, key, text } }],
      waits: true,
    };
  },
  'test-child': (state, turn, call, input, atMs) => {
    const child = testChild({ tools: { blockingSeconds: 0, test: state.hasTestTool } }, Number(input['seconds']));
    const why = child ? whyNoTool(state) : 'there is no such child';
    if (!child || why !== undefined) return failed(state, turn, call, why ?? '', atMs);
    const asked = toolAsked(state, { type: 'toolAsked', atMs, call: child });
    const job = Object.keys(asked.state.jobs).at(-1) ?? '';
    return { state: withTurn(asked.state, { ...turn, job, hasActed: true }), effects: asked.effects, waits: true };
  },
};

/** A call has its result: the next one is the turn's. */
export function withoutCall(turn: Turn): Turn {
  const { job: _ended, ...rest } = turn;
  return { ...rest, calls: turn.calls.slice(1) };
}

function answered(state: AgentState, turn: Turn, { id }: TurnCall, result: { readonly text: string; readonly isError?: true }): Begun {
  return {
    state: withTurn(state, withoutCall(turn)),
    effects: [{ type: 'answerCall', turn: turn.id, call: id, ...result }],
    waits: false,
  };
}

/** The model is told what is wrong, and the log keeps that it was. */
function failed(state: AgentState, turn: Turn, call: TurnCall, text: string, atMs: number): Begun {
  const made = answered(state, turn, call, { text, isError: true });
  return {
    ...made,
    effects: [...made.effects, print(made.state, { type: 'called', atMs, tool: call.tool, isError: true, isRefused: true, why: text })],
  };
}

/** What became of the child that the turn waits for, where it is not there to be waited for any more. */
export function childMoved(state: AgentState): Step & { readonly isMoved: boolean } {
  const { turn } = state.loop;
  const [call] = turn?.calls ?? [];
  const job = turn?.job === undefined ? undefined : state.jobs[turn.job];
  if (!turn || !call || job?.kind !== 'tool' || job.blocksSinceMs !== undefined || job.record === undefined)
    return { ...passed(state, ''), isMoved: false };
  const text = `it goes on in the background as job ${job.record}; a message will tell its result`;
  const moved = answered(state, turn, call, { text });
  return { state: moved.state, effects: moved.effects, because: 'the child goes on in the background', isMoved: true };
}
