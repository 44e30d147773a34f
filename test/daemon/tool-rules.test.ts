/** When a turn waits for its tools, and when no more: the rules alone, without a process. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect, Event, ToolCall, ToolEnd } from '../../src/daemon/event.js';
import { FRESH, type AgentState } from '../../src/daemon/state.js';
import { step } from '../../src/daemon/step.js';
import { testChild } from '../../src/daemon/test-tool.js';
import { blockedMs, whyNoTool, withFreshBudget } from '../../src/daemon/tool-rules.js';
import { parseConfig } from '../config/parse-config.js';

const T0 = 1_000_000;
const SECOND = 1000;
const CALL: ToolCall = { tool: 'test-child', title: 'sleeps 40 s', argv: ['sleep', '40'] };
const END: ToolEnd = { atMs: T0, why: 'exited', code: 0, signal: null, outputBytes: 0 };
/** A daemon in the midst of a tick, as long as it takes. */
const BEGUN: AgentState = step(FRESH, { type: 'started', atMs: T0, once: false, tickMs: 270_000, journalMs: 3_600_000 }).state;

type Told = Effect | { readonly type: 'none' };

/** Feeds events; the effects of the last one, without those that print. */
function run(state: AgentState, ...events: readonly Event[]): { state: AgentState; effects: Told[]; because: string } {
  let made = { state, effects: [] as readonly Effect[], because: '' };
  for (const event of events) made = step(made.state, event);
  return { ...made, effects: made.effects.filter(({ type }) => type !== 'print') };
}
const asked = (atMs: number, call = CALL): Event => ({ type: 'toolAsked', atMs, call });
const ended = (atMs: number, n = 1): Event => ({ type: 'toolEnded', atMs, id: `tool-${n}`, record: 'k3f9a2c7', end: END });
const alarm = (atMs: number): Event => ({ type: 'blockedLong', atMs });
const isBlocked = ({ jobs }: AgentState, n = 1): boolean => {
  const job = jobs[`tool-${n}`];
  return job?.kind === 'tool' && job.blocksSinceMs !== undefined;
};

describe('the blocking budget of a turn', () => {
  it('lets the turn wait 15 s for its tool, then the tool goes on in the background', () => {
    const first = run(BEGUN, asked(T0));
    expect(first.effects).toEqual([
      { type: 'startTool', id: 'tool-1', call: CALL, place: 'foreground', deadlineMs: 1_800_000 },
      { type: 'blockUntil', atMs: T0 + 15 * SECOND },
    ]);
    const late = run(first.state, alarm(T0 + 15 * SECOND));
    expect(late.effects).toEqual([{ type: 'backgroundTool', id: 'tool-1' }, { type: 'blockUntil' }]);
    expect(Object.keys(late.state.jobs)).toEqual(['tool-1']);
    expect(isBlocked(late.state)).toBe(false);
  });

  it('is the sum over the turn: what the first tool used the second has not', () => {
    const second = run(BEGUN, asked(T0), ended(T0 + 9 * SECOND), asked(T0 + 60 * SECOND));
    expect(second.effects).toContainEqual({ type: 'blockUntil', atMs: T0 + 66 * SECOND });
    const third = run(second.state, alarm(T0 + 66 * SECOND), asked(T0 + 70 * SECOND));
    expect(third.effects).toEqual([{ type: 'startTool', id: 'tool-3', call: CALL, place: 'background', deadlineMs: 1_800_000 }]);
  });

  it('is new with each turn', () => {
    const { state } = run(BEGUN, asked(T0), alarm(T0 + 15 * SECOND));
    expect(run(withFreshBudget(state), asked(T0 + 20 * SECOND)).effects).toContainEqual({ type: 'blockUntil', atMs: T0 + 35 * SECOND });
  });

  it('is used by two tools at once twice as fast', () => {
    const two = run(BEGUN, asked(T0), asked(T0 + 5 * SECOND));
    expect(two.effects).toContainEqual({ type: 'blockUntil', atMs: T0 + 10 * SECOND });
    // One ended: the other has what is left.
    expect(run(two.state, ended(T0 + 7 * SECOND)).effects).toContainEqual({ type: 'blockUntil', atMs: T0 + 13 * SECOND });
    expect(run(two.state, alarm(T0 + 10 * SECOND)).effects.filter(({ type }) => type === 'backgroundTool')).toHaveLength(2);
  });

  it('an alarm that rings too early is set again', () => {
    const { state } = run(BEGUN, asked(T0));
    const early = run(state, alarm(T0 + 14 * SECOND));
    expect(early.effects).toEqual([{ type: 'blockUntil', atMs: T0 + 15 * SECOND }]);
    expect(isBlocked(early.state)).toBe(true);
  });

  it('a clock set back does not make the turn wait again', () => {
    expect(isBlocked(run(BEGUN, asked(T0), alarm(T0 - 3600 * SECOND)).state)).toBe(false);
  });

  it('is what the settings say', () => {
    const preflight = { tickMs: 1, journalMs: 1, sliceMs: 1, blockingMs: 200, problems: [] };
    const { effects } = run(BEGUN, { type: 'preflightDone', atMs: T0, preflight }, asked(T0));
    expect(effects).toContainEqual({ type: 'blockUntil', atMs: T0 + 200 });
  });

  it('never exceeds itself, in whatever order tools start and end', () => {
    const event = fc.record({
      kind: fc.constantFrom('ask', 'end', 'alarm', 'person'),
      waitMs: fc.nat(9000),
      n: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (script) => {
        let state = BEGUN;
        let atMs = T0;
        let alarmAtMs: number | undefined;
        const feed = (one: Event): void => {
          const made = step(state, one);
          ({ state } = made);
          for (const effect of made.effects) if (effect.type === 'blockUntil') alarmAtMs = effect.atMs;
        };
        for (const { kind, waitMs, n } of script) {
          atMs += waitMs;
          // The alarm rings when it is due, as in the daemon.
          for (let rings = 0; rings < 10; rings += 1) if (alarmAtMs !== undefined && alarmAtMs <= atMs) feed(alarm(alarmAtMs));
          if (kind === 'ask') feed(asked(atMs));
          else if (kind === 'end') feed(ended(atMs, n));
          else if (kind === 'person') feed({ type: 'personCame', atMs, why: 'you look' });
          else feed(alarm(atMs));
          expect(blockedMs(state, atMs)).toBeLessThanOrEqual(15 * SECOND + 6);
          const waits = Object.values(state.jobs).some((job) => job.kind === 'tool' && job.blocksSinceMs !== undefined);
          // A turn that waits is never without an alarm, so it never waits for ever.
          expect(waits ? (alarmAtMs ?? 0) >= atMs : true).toBe(true);
        }
      }),
      { seed: 17, numRuns: 300 },
    );
  });
});

describe('a person', () => {
  it('who comes moves what the turn waits for to the background at once', () => {
    const { effects, state } = run(BEGUN, asked(T0), { type: 'personCame', atMs: T0 + 10, why: 'you look' });
    expect(effects).toEqual([{ type: 'backgroundTool', id: 'tool-1' }, { type: 'blockUntil' }]);
    expect(blockedMs(state, T0 + 60 * SECOND)).toBe(10);
  });

  it.each([
    ['user', true],
    ['external', false],
    ['tool', false],
  ] as const)('speaks by a message of origin %s: %s', (origin, moves) => {
    const { state } = run({ ...BEGUN, phase: 'receive' }, asked(T0));
    const message = { id: '1', priority: 'now', text: 'stop', origin, atMs: T0 } as const;
    const next = run(state, { type: 'received', atMs: T0 + 10, messages: [message], news: [], refused: [] });
    expect(isBlocked(next.state)).toBe(!moves);
    expect(next.effects.at(-1)).toMatchObject({ type: 'enter' });
  });
});

describe('the end of a tool', () => {
  it("in the foreground is the turn's", () => {
    const { effects, state } = run(BEGUN, asked(T0), ended(T0 + SECOND));
    expect(effects).toEqual([{ type: 'releaseTool', id: 'tool-1', to: 'turn' }, { type: 'blockUntil' }]);
    expect(state.jobs).toEqual({});
  });

  it('in the background is told by a message, and a tick comes to take it', () => {
    const resting: AgentState = { ...BEGUN, phase: 'rest', nextTickAtMs: T0 + 270_000 };
    const { effects, state } = run(resting, asked(T0), alarm(T0 + 15 * SECOND), ended(T0 + 40 * SECOND));
    expect(effects).toEqual([
      { type: 'releaseTool', id: 'tool-1', to: 'message' },
      { type: 'sleepUntil', atMs: T0 + 40 * SECOND + 300 },
    ]);
    expect(state.nextTickAtMs).toBe(T0 + 40 * SECOND + 300);
  });

  it('is told once: a second one is none', () => {
    const { effects, because } = run(BEGUN, asked(T0), ended(T0 + SECOND), ended(T0 + 2 * SECOND));
    expect([effects, because]).toEqual([[], 'no such job']);
  });
});

describe('limits', () => {
  it('four at once, and no fifth', () => {
    const { state } = run(BEGUN, asked(T0), asked(T0), asked(T0), asked(T0));
    expect(whyNoTool(state)).toBe('4 tools are running, which is the most');
    expect(run(state, asked(T0)).effects).toEqual([]);
    expect(whyNoTool(run(state, ended(T0)).state)).toBeUndefined();
  });

  it.each([
    ['paused', { status: 'paused' }, 'kairos is paused'],
    ['hostile', { status: 'hostile' }, 'a branch brought files that none may carry'],
    ['ending', { phase: 'ending' }, 'the daemon is ending'],
  ] as const)('none while the daemon is %s', (_what, change, why) => {
    expect(whyNoTool({ ...BEGUN, ...change })).toBe(why);
    expect(run({ ...BEGUN, ...change }, asked(T0)).effects).toEqual([]);
  });

  it('one that runs too long is ended for that, in whatever place it is', () => {
    const short = run(BEGUN, asked(T0, { ...CALL, runMs: 5000 }));
    expect(short.effects[0]).toMatchObject({ deadlineMs: 5000 });
    const late: Event = { type: 'jobLate', atMs: T0 + 5000, id: 'tool-1' };
    expect(run(short.state, late).effects).toEqual([{ type: 'stopJob', id: 'tool-1', why: 'too-long' }]);
    expect(run(short.state, late, late).effects).toEqual([]);
    expect(run(BEGUN, asked(T0, { ...CALL, runMs: Infinity })).effects[0]).toMatchObject({ deadlineMs: 1_800_000 });
  });

  it('a pause and the end of the daemon end all that run', () => {
    const { state } = run(BEGUN, asked(T0), asked(T0));
    const { effects } = run(state, { type: 'stopRequested', atMs: T0, why: 'Ctrl+C' });
    expect(effects.filter(({ type }) => type === 'stopJob')).toEqual([
      { type: 'stopJob', id: 'tool-1' },
      { type: 'stopJob', id: 'tool-2' },
    ]);
  });
});

describe('the tool for tests', () => {
  const config = (text: string): Parameters<typeof testChild>[0] => parseConfig(undefined, text).config;

  it('is there only where the settings say so', () => {
    expect(testChild(config('format: 1\n'), 40)).toBeUndefined();
    expect(testChild(config('tools:\n  test: true\n'), 40)).toEqual(CALL);
  });

  it.each([-1, 3601, Number.NaN])('does not sleep %s seconds', (seconds) => {
    expect(testChild(config('tools:\n  test: true\n'), seconds)).toBeUndefined();
  });
});
