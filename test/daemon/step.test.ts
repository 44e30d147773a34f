import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect, EffectName, EmbeddingOutcome, Event, JobKind, Line, Message, Preflight } from '../../src/daemon/event.js';
import { announce } from '../../src/daemon/announce.js';
import { BEAT_MS, BATCH_MS, EMBED_GAP_MS } from '../../src/daemon/pace.js';
import { type AgentState, FRESH, isRunning } from '../../src/daemon/state.js';
import { step } from '../../src/daemon/step.js';

const T0 = Date.UTC(2026, 10, 20, 14, 3, 22);
const TICK = 270_000;
const CALM: Preflight = { tickMs: TICK, journalMs: 3_600_000, sliceMs: 15_000, problems: [] };
/** Without the time; of a job without the id, which is that of the running job of its kind. */
type Bare<E> = E extends { type: 'jobEnded' }
  ? Omit<E, 'atMs' | 'id'> & { atMs?: number }
  : E extends { type: 'effectFailed' }
    ? Omit<E, 'atMs' | 'job'> & { atMs?: number; job?: JobKind }
    : E extends { atMs: number }
      ? Omit<E, 'atMs'> & { atMs?: number }
      : never;

const idOf = ({ jobs }: AgentState, kind: JobKind): string => Object.keys(jobs).find((id) => jobs[id]?.kind === kind) ?? 'none';

function whole(state: AgentState, event: Bare<Event>): Event {
  if (event.type === 'jobEnded') return { atMs: T0, ...event, id: idOf(state, event.kind) };
  if (event.type === 'effectFailed') {
    const { job: kind, ...failed } = event;
    return { atMs: T0, ...failed, ...(kind && { job: { id: idOf(state, kind), kind } }) };
  }
  return { atMs: T0, ...event };
}

/** Feeds events one after the other; each without a time comes at T0. */
function run(events: readonly Bare<Event>[], from: AgentState = FRESH): { state: AgentState; effects: Effect[]; because: string } {
  let state = from;
  let last: { effects: readonly Effect[]; because: string } = { effects: [], because: '' };
  for (const event of events) {
    const made = step(state, whole(state, event));
    ({ state } = made);
    last = made;
  }
  return { state, effects: [...last.effects], because: last.because };
}

const STARTED = { type: 'started', once: false, tickMs: TICK, journalMs: 3_600_000 } as const;
const quiet = {
  restored: { type: 'restored', restored: [], edited: [] },
  received: { type: 'received', messages: [], news: [], refused: [] },
} as const;
const TICK_EVENTS: readonly Bare<Event>[] = [
  { type: 'preflightDone', preflight: CALM },
  quiet.restored,
  quiet.received,
  { type: 'settled' },
  { type: 'observed', noted: [], secretsReplaced: 0 },
  { type: 'journaled', files: 0, skipped: 'nothing' },
  { type: 'gatesChecked', open: false, gates: [{ name: 'time', open: false, detail: '3 of 24 h' }] },
];
/** The one tick of `run --once` observes first. */
const ONCE_EVENTS = [0, 1, 3, 4, 2, 5, 6].map((at) => TICK_EVENTS[at] as Bare<Event>);
const EMBEDDED = { type: 'jobEnded', kind: 'embedding', outcome: 'done', detail: '12 texts embedded', embedded: 12, missing: 0 } as const;
/** After the first tick, while embedding goes on. */
const EMBEDDING = run([STARTED, ...TICK_EVENTS]).state;
const RESTING = run([EMBEDDED], EMBEDDING).state;
const DREAMING = run([STARTED, ...TICK_EVENTS.slice(0, -1), { type: 'gatesChecked', open: true, gates: [] }, EMBEDDED]).state;

const MESSAGE: Message = { id: '1', priority: 'next', text: 'the build is red', origin: 'external', atMs: T0 };

/** Of a job with its kind. */
const names = (effects: readonly Effect[]): string[] =>
  effects.map((effect) => ('id' in effect ? `${effect.type} ${effect.id.split('-')[0]}` : effect.type));
const lines = (effects: readonly Effect[]): Line[] => effects.flatMap((effect) => (effect.type === 'print' ? announce(effect.fact) : []));

describe('a watch that the system refuses', () => {
  const failed = { type: 'watchFailed', why: 'no more watches' } as const;

  it('is told at once while the daemon rests, and never twice', () => {
    const once = run([failed], RESTING);
    expect(lines(once.effects)).toMatchObject([{ what: 'polling', text: 'no more watches', tone: 'warn' }]);
    expect(names(run([failed], once.state).effects)).toEqual([]);
  });

  it('is told at the end of a tick that is under way', () => {
    const during = run([STARTED, failed]);
    expect(names(during.effects)).toEqual([]);
    expect(lines(run(TICK_EVENTS, during.state).effects).map(({ what }) => what)).toContain('polling');
  });
});

describe('a tick', () => {
  it('goes through its stages in order, each after the one before has ended', () => {
    const effects = [STARTED, ...TICK_EVENTS].map((_, n, all) =>
      names(run(all.slice(0, n + 1)).effects).filter((name) => name !== 'print' && name !== 'note'),
    );
    expect(effects).toEqual([
      ['preflight'],
      ['restore'],
      ['receive'],
      ['settleDream'],
      ['observe'],
      ['commitJournal'],
      ['checkGates'],
      ['startJob embedding', 'heartbeat', 'sleepUntil'],
    ]);
  });

  it('is followed by the next one after the interval', () => {
    expect(RESTING.nextTickAtMs).toBe(T0 + TICK);
    expect(run([{ type: 'timer', atMs: T0 + TICK - 1 }], RESTING).effects.map(({ type }) => type)).toEqual(['heartbeat', 'sleepUntil']);
    expect(names(run([{ type: 'timer', atMs: T0 + TICK }], RESTING).effects)).toEqual(['preflight']);
  });

  it('is not put off by a clock that was set back', () => {
    expect(run([{ type: 'timer', atMs: T0 - 86_400_000 }], RESTING)).toMatchObject({
      because: 'the clock was set back',
      effects: [{ type: 'preflight' }],
    });
  });

  it('passes over an answer that nobody asked for', () => {
    for (const event of TICK_EVENTS) expect(run([event], RESTING)).toMatchObject({ state: RESTING, effects: [], because: 'not asked' });
  });

  it('tells what was observed, where it stands, and what comes next', () => {
    const noted = [{ text: '3 commits on main: fix parser crash', where: 'logs/2026/11/2026-11-20.md', entries: 3 }];
    const { effects, state } = run([
      STARTED,
      ...TICK_EVENTS.slice(0, 4),
      { type: 'observed', noted, secretsReplaced: 2 },
      ...TICK_EVENTS.slice(5),
    ]);
    expect(lines(effects).slice(0, 2)).toEqual([
      {
        atMs: T0,
        what: 'observed',
        text: noted[0]?.text,
        where: noted[0]?.where,
        tone: 'good',
        next: { does: 'next tick', atMs: T0 + TICK },
      },
      {
        atMs: T0,
        what: 'secret',
        text: '2 secrets replaced before anything was written',
        tone: 'warn',
        next: { does: 'next tick', atMs: T0 + TICK },
      },
    ]);
    expect(state.counts).toMatchObject({ ticks: 1, entries: 3, secretsReplaced: 2 });
  });

  it('asks for a journal commit again only when one is due', () => {
    const committed = run([
      STARTED,
      ...TICK_EVENTS.slice(0, 5),
      { type: 'journaled', files: 2, commit: 'a'.repeat(40) },
      ...TICK_EVENTS.slice(6),
    ]).state;
    const upToSettled = (atMs: number): Bare<Event>[] => [
      { type: 'timer', atMs },
      ...TICK_EVENTS.slice(0, 5).map((event) => ({ ...event, atMs })),
    ];
    expect(names(run(upToSettled(T0 + TICK), committed).effects)).toEqual(['checkGates']);
    expect(names(run(upToSettled(T0 + 3_600_000), committed).effects)).toEqual(['commitJournal']);
  });

  it('writes that it started once, at the first tick that may write', () => {
    expect(run([STARTED, ...TICK_EVENTS.slice(0, 2)]).effects).toContainEqual({ type: 'note', note: { change: 'started', tickMs: TICK } });
    expect(names(run([{ type: 'timer', atMs: T0 + TICK }, ...TICK_EVENTS.slice(0, 2)], RESTING).effects)).toEqual(['receive']);
  });
});

describe('messages', () => {
  const received = { type: 'received', messages: [MESSAGE, { ...MESSAGE, id: '2' }], news: [], refused: [] } as const;
  const entered = {
    type: 'entered',
    ids: ['1', '2'],
    noted: [{ text: 'the build is red', where: 'logs/2026/11/2026-11-20.md', entries: 1 }],
  } as const;
  const upToReceived = [STARTED, ...TICK_EVENTS.slice(0, 2), received];

  it('are acknowledged when their entries stand, and not before; then the tick goes on', () => {
    const came = run(upToReceived);
    expect(came.effects).toEqual([{ type: 'enter', messages: received.messages }]);
    const stand = run([entered], came.state);
    expect(stand.effects).toEqual([{ type: 'acknowledge', ids: ['1', '2'] }]);
    expect(names(run([{ type: 'acknowledged' }], stand.state).effects)).toEqual(['settleDream']);
    const rested = run([{ type: 'acknowledged' }, ...TICK_EVENTS.slice(3)], stand.state);
    expect(lines(rested.effects)[0]).toMatchObject({ what: 'message', text: 'the build is red' });
    expect(rested.state.counts.entries).toBe(1);
  });

  it('whose entries could not be written are not acknowledged', () => {
    const { effects } = run([...upToReceived, { type: 'effectFailed', what: 'enter', message: 'disk full' }]);
    expect(names(effects)).toEqual(['settleDream']);
  });

  it('that the end finds entered are told, and acknowledged by the next start', () => {
    const ending = run([...upToReceived, { type: 'stopRequested', why: 'Ctrl+C' }]).state;
    const { state, effects } = run([entered], ending);
    expect(effects).toEqual([]);
    expect(state.counts.entries).toBe(1);
  });
});

describe('wakes', () => {
  it('are gathered before the tick that they ask for', () => {
    const woken = run([{ type: 'woke', by: ['refs'], atMs: T0 + 5000 }], RESTING);
    expect(woken.effects).toEqual([{ type: 'sleepUntil', atMs: T0 + 5000 + BATCH_MS }]);
    expect(run([{ type: 'woke', by: ['hook'], atMs: T0 + 5100 }], woken.state).effects).toEqual([]);
  });

  it('within a tick ask for another one after it', () => {
    const { state } = run([STARTED, TICK_EVENTS[0]!, { type: 'woke', by: ['refs'] }, ...TICK_EVENTS.slice(1)]);
    expect(state.nextTickAtMs).toBe(T0 + 1000);
  });

  it('leave the daemon a breath of four times its last tick', () => {
    const slow = run([STARTED, ...TICK_EVENTS.slice(0, -1), { ...TICK_EVENTS.at(-1)!, atMs: T0 + 2000 }]).state;
    expect(run([{ type: 'woke', by: ['files'], atMs: T0 + 2100 }], slow).effects).toEqual([{ type: 'sleepUntil', atMs: T0 + 2000 + 8000 }]);
  });

  it('takes a message soon, whatever the last tick took, and gives a flood of them half of a core at most', () => {
    const ticked = (tookMs: number): AgentState => ({ ...RESTING, rest: { endedAtMs: T0, tookMs } });
    const told = (state: AgentState, atMs: number): number | undefined =>
      run([{ type: 'woke', by: ['files', 'queue'], atMs }], state).state.nextTickAtMs;
    expect(told(ticked(5), T0 + 50)).toBe(T0 + 300);
    expect(told(ticked(700), T0 + 50)).toBe(T0 + 700);
    expect(told(ticked(700), T0 + 2000)).toBe(T0 + 2100);
    // One that came while a tick was under way.
    const { state } = run([STARTED, TICK_EVENTS[0]!, { type: 'woke', by: ['queue'] }, ...TICK_EVENTS.slice(1)]);
    expect(state.nextTickAtMs).toBe(T0 + 300);
    expect(state.toldAtMs).toBeUndefined();
  });

  it('do not keep the heart from beating during a long interval', () => {
    const long = run([STARTED, { type: 'preflightDone', preflight: { ...CALM, tickMs: 7_200_000 } }, ...TICK_EVENTS.slice(1)]);
    expect(long.effects.at(-1)).toEqual({ type: 'sleepUntil', atMs: T0 + BEAT_MS });
    expect(run([{ type: 'timer', atMs: T0 + BEAT_MS }], long.state).effects.at(-1)).toEqual({ type: 'sleepUntil', atMs: T0 + 2 * BEAT_MS });
  });
});

describe('what holds the daemon back', () => {
  const held: [string, Partial<Preflight>, RegExp][] = [
    ['a pause', { paused: { by: 'command' } }, /kairos pause/],
    ['a PAUSED file', { paused: { by: 'file' } }, /PAUSED/],
    ['a rebase', { busy: 'rebase' }, /a rebase is under way/],
    ['an index.lock', { busy: 'index.lock' }, /index\.lock/],
  ];
  it.each(held)('%s: nothing is read or written, and it is told once', (_, preflight, text) => {
    const first = run([STARTED, { type: 'preflightDone', preflight: { ...CALM, ...preflight } }]);
    expect(names(first.effects)).toEqual(['print', 'heartbeat', 'sleepUntil']);
    expect(lines(first.effects)[0]?.text).toMatch(text);
    const again = run(
      [
        { type: 'timer', atMs: T0 + TICK },
        { type: 'preflightDone', preflight: { ...CALM, ...preflight }, atMs: T0 + TICK },
      ],
      first.state,
    );
    expect(names(again.effects)).toEqual(['heartbeat', 'sleepUntil']);
  });

  it('a pause stops a dream, and resuming goes on where it was', () => {
    const paused = run(
      [
        { type: 'timer', atMs: T0 + TICK },
        { type: 'preflightDone', preflight: { ...CALM, paused: { by: 'command' } }, atMs: T0 + TICK },
      ],
      DREAMING,
    );
    expect(names(paused.effects)).toContain('stopJob dream');
    const resumed = run(
      [
        { type: 'timer', atMs: T0 + 2 * TICK },
        { type: 'preflightDone', preflight: CALM, atMs: T0 + 2 * TICK },
      ],
      paused.state,
    );
    expect(names(resumed.effects)).toEqual(['restore']);
    expect(resumed.state.told[0]?.type).toBe('resumed');
  });

  it('being busy is looked at again soon, and ever less often', () => {
    let { state } = run([STARTED]);
    const waits: number[] = [];
    for (let n = 0, atMs = T0; n < 8; n += 1, atMs = state.nextTickAtMs ?? 0) {
      ({ state } = run(
        [
          { type: 'timer', atMs },
          { type: 'preflightDone', preflight: { ...CALM, busy: 'merge' }, atMs },
        ],
        state,
      ));
      waits.push(((state.nextTickAtMs ?? 0) - atMs) / 1000);
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 270, 270]);
  });

  it('a hostile checkout: it observes, but does not settle, check gates or dream, and names the commit', () => {
    const hostile = {
      type: 'restored',
      restored: [],
      edited: [],
      hostile: { paths: ['.kairos/logs/x.md', '.kairos/queue/y'], commit: 'beef'.repeat(10) },
    } as const;
    const { effects, state } = run([STARTED, TICK_EVENTS[0]!, hostile, quiet.received, TICK_EVENTS[4]!, TICK_EVENTS[5]!]);
    expect(names(effects)).toEqual(['print', 'heartbeat', 'sleepUntil']);
    expect(lines(effects)[0]?.text).toBe('commit beefbeefbeef brought .kairos/logs/x.md and 1 more, which no branch may carry: not read');
    expect(state.status).toBe('hostile');
    const next = T0 + TICK;
    const clear = run([{ type: 'timer', atMs: next }, { ...TICK_EVENTS[0]!, atMs: next }, quiet.restored, quiet.received], state);
    expect(names(clear.effects)).toEqual(['settleDream']);
    expect(clear.state.told.map(({ type }) => type)).toEqual(['hostileGone']);
  });

  it('a log that is not read as a whole, and edits that cannot be committed, are told once, and the tick goes on', () => {
    const troubles = [{ path: 'logs/2026/11/2026-11-20.md', why: 'has 100 bytes too many' }];
    const troubled = { ...quiet.restored, troubles, unkept: 'the disk is full, tmp_idx_1' };
    const first = run([STARTED, TICK_EVENTS[0]!, troubled, ...TICK_EVENTS.slice(2)]);
    expect(lines(first.effects).map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        'a log is not read as a whole: logs/2026/11/2026-11-20.md has 100 bytes too many',
        'could not commit edits by hand yet: the disk is full, tmp_idx_1',
      ]),
    );
    const next = { type: 'timer', atMs: T0 + TICK } as const;
    const same = { ...troubled, unkept: 'the disk is full, tmp_idx_2' };
    const again = run([next, TICK_EVENTS[0]!, same, ...TICK_EVENTS.slice(2)], run([EMBEDDED], first.state).state);
    expect(lines(again.effects)).toEqual([]);
  });

  it("other work trees' journals that cannot be read are told once, and the tick goes on", () => {
    const troubled = { ...quiet.restored, peersTrouble: 'peers is a symbolic link' };
    const first = run([STARTED, TICK_EVENTS[0]!, troubled, ...TICK_EVENTS.slice(2)]);
    expect(lines(first.effects).map(({ text }) => text)).toContain(
      'could not read the journals of other work trees: peers is a symbolic link',
    );
    const next = { type: 'timer', atMs: T0 + TICK } as const;
    const again = run([next, TICK_EVENTS[0]!, troubled, ...TICK_EVENTS.slice(2)], run([EMBEDDED], first.state).state);
    expect(lines(again.effects)).toEqual([]);
  });

  it("what other work trees' journals brought is embedded", () => {
    const atMs = T0 + TICK;
    const tick = (peers: number): string[] => {
      const events = [TICK_EVENTS[0]!, { ...quiet.restored, peers }, ...TICK_EVENTS.slice(2)].map((event) => ({ ...event, atMs }));
      return names(run([{ type: 'timer', atMs }, ...events], RESTING).effects);
    };
    expect(tick(0)).not.toContain('startJob embedding');
    expect(tick(1)).toContain('startJob embedding');
  });

  it('a hostile checkout stops a dream', () => {
    const hostile = { type: 'restored', restored: [], edited: [], hostile: { paths: ['.kairos/state/x'] } } as const;
    expect(names(run([{ type: 'timer', atMs: T0 + TICK }, TICK_EVENTS[0]!, hostile], DREAMING).effects)).toEqual([
      'stopJob dream',
      'receive',
    ]);
  });
});

describe('a dream', () => {
  const finished = (outcome: 'failed' | 'nothing' | 'proposed' | 'refused', atMs = T0): Bare<Event> => ({
    type: 'jobEnded',
    kind: 'dream',
    outcome,
    detail: 'x',
    atMs,
  });
  const upToGates = (atMs: number): Bare<Event>[] => [
    { type: 'timer', atMs },
    ...TICK_EVENTS.slice(0, -1).map((event) => ({ ...event, atMs })),
    { type: 'gatesChecked', open: true, gates: [], atMs },
  ];

  it('starts when all gates are open, and not twice', () => {
    expect(isRunning(DREAMING, 'dream')).toBe(true);
    const effects = names(run(upToGates(T0 + TICK), DREAMING).effects);
    expect(effects).toContain('heartbeat');
    expect(effects).not.toContain('startJob dream');
  });

  it('after a failure waits an hour, doubling, a day at most', () => {
    let state = DREAMING;
    let atMs = T0;
    const hours: number[] = [];
    for (let n = 0; n < 7; n += 1) {
      ({ state } = run([finished('failed', atMs)], state));
      hours.push((state.retries.dream.notBeforeMs - atMs) / 3_600_000);
      expect(names(run(upToGates(state.retries.dream.notBeforeMs - 1), state).effects)).not.toContain('startJob dream');
      atMs = Math.max(state.retries.dream.notBeforeMs, state.nextTickAtMs ?? 0);
      const retried = run(upToGates(atMs), state);
      expect(names(retried.effects)).toContain('startJob dream');
      ({ state } = retried);
    }
    expect(hours).toEqual([1, 2, 4, 8, 16, 24, 24]);
    expect(run([finished('nothing')], state).state.retries.dream.failures).toBe(0);
  });

  it('is not followed by another at once, although its own entries wake the daemon', () => {
    const { state } = run([finished('nothing')], DREAMING);
    expect(names(run(upToGates(T0 + TICK), state).effects)).not.toContain('startJob dream');
    expect(names(run(upToGates(T0 + 600_000), state).effects)).toContain('startJob dream');
  });

  it('is told to save when its slice is over, and goes on a minute later at the earliest, without being counted', () => {
    const started = run(upToGates(T0 + TICK), RESTING);
    const id = idOf(started.state, 'dream');
    expect(started.effects).toContainEqual({ type: 'startJob', id, kind: 'dream', deadlineMs: 15_000 });
    const lateMs = T0 + TICK + 15_000;
    const late = run([{ type: 'jobLate', id, atMs: lateMs }], started.state);
    expect(late.effects).toEqual([{ type: 'stopJob', id }]);
    expect(run([{ type: 'jobLate', id, atMs: lateMs }], late.state).effects).toEqual([]);
    const saved = run([{ ...finished('failed', lateMs + 500), outcome: 'stopped' } as Bare<Event>], late.state);
    expect(lines(saved.effects)).toMatchObject([{ what: 'dream', text: 'saved after 15 s of work; goes on from there', tone: 'quiet' }]);
    expect(saved.state).toMatchObject({ counts: { dreams: 0, failures: 0 }, retries: { dream: { failures: 0 } } });
    const soon = { ...saved.state, nextTickAtMs: lateMs };
    expect(names(run(upToGates(lateMs + 500 + 59_999), soon).effects)).not.toContain('startJob dream');
    expect(names(run(upToGates(lateMs + 500 + 60_000), soon).effects)).toContain('startJob dream');
  });

  it('that is never at its end has slices that are twice as long after each twenty, and as long as at first in the next dream', () => {
    let state = RESTING;
    const deadlinesMs: unknown[] = [];
    for (let n = 1; n <= 41; n += 1) {
      const atMs = T0 + n * TICK;
      const started = run(upToGates(atMs), state);
      const start = started.effects.find(({ type }) => type === 'startJob');
      deadlinesMs.push(start && 'deadlineMs' in start ? start.deadlineMs : undefined);
      const late = run([{ type: 'jobLate', id: idOf(started.state, 'dream'), atMs: atMs + 15_000 }], started.state);
      ({ state } = run([{ type: 'jobEnded', kind: 'dream', outcome: 'stopped', detail: '', atMs: atMs + 16_000 }], late.state));
    }
    const times = (many: number, ms: number): number[] => Array.from({ length: many }, () => ms);
    expect(deadlinesMs).toEqual([...times(20, 15_000), ...times(20, 30_000), 60_000]);
    const ended = run([...upToGates(T0 + 42 * TICK), finished('nothing', T0 + 42 * TICK)], state);
    expect(run(upToGates(T0 + 50 * TICK), ended.state).effects).toContainEqual(expect.objectContaining({ deadlineMs: 15_000 }));
  });

  it('that came to its end after its time was over is one that ended', () => {
    const late = run([{ type: 'jobLate', id: idOf(DREAMING, 'dream') }], DREAMING);
    expect(run([finished('proposed')], late.state).state.counts.dreams).toBe(1);
  });

  it('of which one tick was asked for has no deadline', () => {
    const { effects } = run([{ ...STARTED, once: true }, ...ONCE_EVENTS.slice(0, -1), { type: 'gatesChecked', open: true, gates: [] }]);
    expect(effects).toContainEqual({ type: 'startJob', id: 'dream-1', kind: 'dream' });
  });

  it('that cannot be started counts as one that failed', () => {
    const { state } = run([{ type: 'effectFailed', what: 'startJob', job: 'dream', message: 'no memory' }], DREAMING);
    expect(state).toMatchObject({ jobs: {}, retries: { dream: { failures: 1 } } });
    expect(isRunning(state, 'dream')).toBe(false);
  });
});

describe('embedding', () => {
  const finished = (outcome: EmbeddingOutcome, more: { atMs?: number; missing?: number; embedded?: number } = {}): Bare<Event> => ({
    ...EMBEDDED,
    embedded: 0,
    ...more,
    outcome,
  });
  const tick = (atMs: number, noted: number): Bare<Event>[] => [
    { type: 'timer', atMs },
    ...TICK_EVENTS.map((event) => ({
      ...event,
      ...(event.type === 'observed' ? { noted: [{ text: 'x', where: 'y', entries: 1 }].slice(0, noted) } : {}),
      atMs,
    })),
  ];

  it('begins after the first tick, and after a tick that brought something', () => {
    expect(names(run([STARTED, ...TICK_EVENTS]).effects)).toContain('startJob embedding');
    expect(names(run(tick(T0 + TICK, 0), RESTING).effects)).not.toContain('startJob embedding');
    expect(names(run(tick(T0 + TICK, 1), RESTING).effects)).toContain('startJob embedding');
    expect(names(run([{ type: 'woke', by: ['files'] }, ...tick(T0 + TICK, 0)], RESTING).effects)).toContain('startJob embedding');
  });

  it('is one at a time: what comes meanwhile waits for the tick after', () => {
    const more = run(tick(T0 + TICK, 1), EMBEDDING);
    expect(names(more.effects)).not.toContain('startJob embedding');
    const over = (atMs: number): AgentState => run([{ ...EMBEDDED, atMs }], more.state).state;
    const next = T0 + 2 * TICK;
    expect(names(run(tick(next, 0), over(next - EMBED_GAP_MS + 1)).effects)).not.toContain('startJob embedding');
    expect(names(run(tick(next, 0), over(next - EMBED_GAP_MS)).effects)).toContain('startJob embedding');
  });

  it('does not hold up ticks or dreams', () => {
    const open = [...tick(T0 + TICK, 0).slice(0, -1), { type: 'gatesChecked', open: true, gates: [], atMs: T0 + TICK } as const];
    expect(names(run(open, EMBEDDING).effects)).toEqual(['print', 'startJob dream', 'heartbeat', 'sleepUntil']);
  });

  it.each([
    ['what is left after a stop', finished('stopped'), true],
    ['what another process embeds', finished('busy'), true],
    ['what came while it ran', finished('done', { missing: 3 }), true],
    ['nothing where all is done', finished('done'), false],
    ['nothing where no embedder is wanted', finished('none'), false],
  ] as const)('takes up at the next tick %s', (_, event, again) => {
    const { state } = run([event], EMBEDDING);
    expect(names(run(tick(T0 + TICK, 0), state).effects).includes('startJob embedding')).toBe(again);
  });

  it('of what came while it ran, or soon after it, begins when the minute is over, not at the tick that would come anyway', () => {
    const endedMs = T0 + 20_000;
    const meanwhile = run(tick(T0 + 10_000, 1), { ...EMBEDDING, nextTickAtMs: T0 + 10_000 });
    const over = run([{ ...EMBEDDED, atMs: endedMs }], meanwhile.state);
    expect(over.state.nextTickAtMs).toBe(endedMs + EMBED_GAP_MS);
    expect(over.effects.at(-1)).toEqual({ type: 'sleepUntil', atMs: endedMs + EMBED_GAP_MS });
    const after = run(tick(endedMs + 5000, 1), { ...run([{ ...EMBEDDED, atMs: endedMs }], EMBEDDING).state, nextTickAtMs: endedMs + 5000 });
    expect(after.state.nextTickAtMs).toBe(endedMs + EMBED_GAP_MS);
    expect(names(run(tick(endedMs + EMBED_GAP_MS, 0), after.state).effects)).toContain('startJob embedding');
    const busy = run([finished('busy', { atMs: endedMs })], meanwhile.state);
    expect(busy.state.nextTickAtMs).toBe(T0 + 10_000 + TICK);
  });

  it('after a failure waits ten minutes, doubling, six hours at most, and tells of it once', () => {
    let state = EMBEDDING;
    let atMs = T0;
    const minutes: number[] = [];
    const told: string[] = [];
    for (let n = 0; n < 8; n += 1) {
      const failed = run([finished('failed', { atMs })], state);
      told.push(...lines(failed.effects).map(({ text }) => text));
      minutes.push((failed.state.retries.embedding.notBeforeMs - atMs) / 60_000);
      expect(names(run(tick(failed.state.retries.embedding.notBeforeMs - 1, 1), failed.state).effects)).not.toContain('startJob embedding');
      atMs = Math.max(failed.state.retries.embedding.notBeforeMs, failed.state.nextTickAtMs ?? 0);
      ({ state } = run(tick(atMs, 0), failed.state));
      expect(isRunning(state, 'embedding')).toBe(true);
    }
    expect(minutes).toEqual([10, 20, 40, 80, 160, 320, 360, 360]);
    expect(told).toEqual(['12 texts embedded']);
    expect(run([finished('done', { atMs })], state).state.retries.embedding.failures).toBe(0);
  });

  it('that cannot be started counts as one that failed', () => {
    const { state, effects } = run([{ type: 'effectFailed', what: 'startJob', job: 'embedding', message: 'no memory' }], EMBEDDING);
    expect(state).toMatchObject({ jobs: {}, retries: { embedding: { failures: 1 } }, toEmbed: true });
    expect(lines(effects).map(({ text }) => text)).toEqual(['could not embed: no memory']);
  });

  it('tells of its end only where something was embedded', () => {
    expect(lines(run([EMBEDDED], EMBEDDING).effects).map(({ text }) => text)).toEqual(['12 texts embedded']);
    expect(run([finished('done')], EMBEDDING).effects).toEqual([]);
  });

  it('is stopped by a pause, a hostile checkout and the end, and never begins in them or for one tick', () => {
    const pause = { type: 'preflightDone', preflight: { ...CALM, paused: { by: 'command' } } } as const;
    const hostile = { type: 'restored', restored: [], edited: [], hostile: { paths: ['.kairos/index/x'] } } as const;
    const timer = { type: 'timer', atMs: T0 + TICK } as const;
    expect(names(run([timer, pause], EMBEDDING).effects)).toContain('stopJob embedding');
    expect(names(run([timer, TICK_EVENTS[0]!, hostile], EMBEDDING).effects)).toContain('stopJob embedding');
    expect(names(run([{ type: 'stopRequested', why: 'Ctrl+C' }], EMBEDDING).effects)).toContain('stopJob embedding');
    expect(names(run([STARTED, pause]).effects)).not.toContain('startJob embedding');
    expect(names(run([STARTED, TICK_EVENTS[0]!, hostile, quiet.received, TICK_EVENTS[4]!, TICK_EVENTS[5]!]).effects)).not.toContain(
      'startJob embedding',
    );
    expect(names(run([{ ...STARTED, once: true }, ...ONCE_EVENTS]).effects)).not.toContain('startJob embedding');
  });
});

describe('failures', () => {
  const follows: [EffectName, number, EffectName][] = [
    ['preflight', 0, 'sleepUntil'],
    ['restore', 1, 'sleepUntil'],
    ['receive', 2, 'settleDream'],
    ['settleDream', 3, 'observe'],
    ['observe', 4, 'commitJournal'],
    ['commitJournal', 5, 'checkGates'],
    ['checkGates', 6, 'sleepUntil'],
  ];
  it.each(follows)('of %s: the tick goes on where it can', (what, stage, then) => {
    const { effects, state } = run([STARTED, ...TICK_EVENTS.slice(0, stage), { type: 'effectFailed', what, message: 'disk full' }]);
    expect(names(effects).at(-1)).toBe(then);
    expect(state.counts.failures).toBe(1);
  });

  it('that repeat are told the first, second, fourth and eighth time', () => {
    let { state } = run([STARTED]);
    const told: number[] = [];
    for (let n = 1; n <= 9; n += 1) {
      const made = run(
        [
          { type: 'timer', atMs: T0 + n * TICK },
          { type: 'effectFailed', what: 'preflight', message: 'gone', atMs: T0 + n * TICK },
        ],
        state,
      );
      ({ state } = made);
      if (lines(made.effects).length > 0) told.push(n);
    }
    expect(told).toEqual([1, 2, 4, 8]);
  });
});

describe('the end', () => {
  it('on request: the dream is stopped, a last entry written, the journal committed, and then it exits', () => {
    const asked = run([{ type: 'stopRequested', why: 'Ctrl+C' }], DREAMING);
    expect(names(asked.effects)).toEqual(['stopJob dream', 'note', 'commitJournal']);
    const left = run([{ type: 'journaled', files: 1, commit: 'c'.repeat(40) }], asked.state);
    expect(left.effects.at(-1)).toEqual({ type: 'exit', code: 0, reason: 'Ctrl+C' });
    expect(run([{ type: 'timer' }], left.state).effects).toEqual([]);
  });

  it('while it observes: observing is interrupted first, and what was noted by then is told and counted', () => {
    const observing = run([STARTED, ...TICK_EVENTS.slice(0, 4)]).state;
    const asked = run([{ type: 'stopRequested', why: 'Ctrl+C' }], observing);
    expect(names(asked.effects)).toEqual(['interrupt', 'note', 'commitJournal']);
    const noted = [{ text: '100 commits on main: x', where: 'logs/2026/11/2026-11-20.md', entries: 100 }];
    const left = run(
      [
        { type: 'observed', noted, secretsReplaced: 1 },
        { type: 'journaled', files: 1, commit: 'c'.repeat(40) },
      ],
      asked.state,
    );
    expect(lines(left.effects).map(({ what }) => what)).toEqual(['observed', 'secret', 'journaled']);
    expect(left.state.counts).toMatchObject({ entries: 100, secretsReplaced: 1 });
  });

  it('comes also when the last journal commit fails', () => {
    const { effects } = run(
      [
        { type: 'stopRequested', why: 'SIGTERM' },
        { type: 'effectFailed', what: 'commitJournal', message: 'disk full' },
      ],
      RESTING,
    );
    expect(effects.at(-1)).toEqual({ type: 'exit', code: 0, reason: 'SIGTERM' });
  });

  it.each([
    ['paused', { paused: { by: 'command' } }],
    ['busy', { busy: 'rebase' }],
  ] as const)('while %s writes nothing', (_, preflight) => {
    const { state } = run(
      [
        { type: 'timer', atMs: T0 + TICK },
        { type: 'preflightDone', preflight: { ...CALM, ...preflight } },
      ],
      RESTING,
    );
    expect(names(run([{ type: 'stopRequested', why: 'SIGTERM' }], state).effects)).toEqual(['exit']);
  });

  it('comes at once and writes nothing where the daemon has no business any more', () => {
    const { effects } = run(
      [
        { type: 'timer', atMs: T0 + TICK },
        { type: 'preflightDone', preflight: { ...CALM, end: { reason: 'no longer trusted', code: 3 } } },
      ],
      DREAMING,
    );
    expect(names(effects)).toEqual(['print', 'stopJob dream', 'exit']);
    expect(effects.at(-1)).toMatchObject({ code: 3, reason: 'no longer trusted' });
  });

  const once = { ...STARTED, once: true } as const;
  it('of one tick tells by its code how it went', () => {
    const code = (...events: Bare<Event>[]): unknown =>
      run([once, ...events, { type: 'journaled', files: 0, skipped: 'nothing' }]).effects.at(-1);
    expect(code(...ONCE_EVENTS)).toMatchObject({ type: 'exit', code: 0 });
    expect(
      code(...ONCE_EVENTS.slice(0, 3), { type: 'effectFailed', what: 'observe', message: 'x' }, ...ONCE_EVENTS.slice(4)),
    ).toMatchObject({ type: 'exit', code: 1 });
    expect(run([once, { type: 'preflightDone', preflight: { ...CALM, paused: { by: 'file' } } }]).effects.at(-1)).toMatchObject({
      type: 'exit',
      code: 3,
    });
  });

  it('of one tick waits for the dream that it started', () => {
    const dreaming = run([once, ...ONCE_EVENTS.slice(0, -1), { type: 'gatesChecked', open: true, gates: [] }]);
    expect(names(dreaming.effects)).toContain('startJob dream');
    expect(dreaming.state.phase).toBe('rest');
    expect(names(run([{ type: 'jobEnded', kind: 'dream', outcome: 'proposed', detail: 'x' }], dreaming.state).effects)).toEqual([
      'print',
      'heartbeat',
      'commitJournal',
    ]);
  });
});

describe('any sequence of events', () => {
  const atMs = fc.integer({ min: T0 - 10_000, max: T0 + 10 * 3_600_000 });
  const noted = fc.array(fc.record({ text: fc.string(), where: fc.string(), entries: fc.nat(9) }), { maxLength: 9 });
  const preflight: fc.Arbitrary<Preflight> = fc.record(
    {
      tickMs: fc.integer({ min: 1000, max: 7_200_000 }),
      journalMs: fc.constant(3_600_000),
      sliceMs: fc.integer({ min: 1000, max: 60_000 }),
      problems: fc.array(fc.string(), { maxLength: 2 }),
      paused: fc.constantFrom({ by: 'command' as const }, { by: 'file' as const }),
      busy: fc.constantFrom('rebase' as const, 'index.lock' as const),
      end: fc.constant({ reason: 'gone', code: 1 as const }),
    },
    { requiredKeys: ['tickMs', 'journalMs', 'sliceMs', 'problems'] },
  );
  const EFFECTS = [
    'preflight',
    'restore',
    'receive',
    'enter',
    'acknowledge',
    'settleDream',
    'observe',
    'interrupt',
    'commitJournal',
    'checkGates',
    'startJob',
    'stopJob',
    'note',
    'heartbeat',
  ] as const;
  /** Often that of a job that runs, and sometimes of another kind than the event says. */
  const id = fc.tuple(fc.constantFrom('dream', 'embedding'), fc.integer({ min: 1, max: 4 })).map(([of, n]) => `${of}-${n}`);
  const kind = fc.constantFrom('dream' as const, 'embedding' as const);
  const calm = fc.constantFrom(...TICK_EVENTS).chain((event) => atMs.map((at) => ({ ...event, atMs: at })));
  const event = fc.oneof(
    { weight: 6, arbitrary: calm },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('timer' as const), atMs }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('started' as const),
        atMs,
        once: fc.boolean(),
        tickMs: fc.constant(TICK),
        journalMs: fc.constant(3_600_000),
      }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('woke' as const), atMs, by: fc.constant(['refs'] as const) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('preflightDone' as const), atMs, preflight }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('restored' as const),
        atMs,
        restored: fc.constant([]),
        edited: fc.array(fc.string()),
        hostile: fc.constant({ paths: ['x'] }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('observed' as const), atMs, noted, secretsReplaced: fc.nat(3) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('received' as const),
        atMs,
        messages: fc.array(fc.constant(MESSAGE), { maxLength: 2 }),
        news: noted,
        refused: fc.array(fc.record({ id: fc.string(), sizeBytes: fc.nat(), allowedBytes: fc.nat() })),
      }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('entered' as const), atMs, ids: fc.constant(['1']), noted }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('acknowledged' as const), atMs }) },
    {
      weight: 2,
      arbitrary: fc.record({ type: fc.constant('gatesChecked' as const), atMs, open: fc.constant(true), gates: fc.constant([]) }),
    },
    {
      weight: 2,
      arbitrary: fc.record(
        {
          type: fc.constant('jobEnded' as const),
          atMs,
          id,
          kind,
          outcome: fc.constantFrom('failed', 'proposed', 'nothing', 'refused', 'done', 'none', 'busy', 'stopped'),
          detail: fc.string(),
          embedded: fc.nat(3),
          missing: fc.nat(3),
        },
        { requiredKeys: ['type', 'atMs', 'id', 'kind', 'outcome', 'detail'] },
      ),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('jobStarted' as const), atMs, id, kind }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('jobLate' as const), atMs, id }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('jobSaid' as const), atMs, id, line: fc.string() }) },
    {
      weight: 1,
      arbitrary: fc.record(
        {
          type: fc.constant('effectFailed' as const),
          atMs,
          what: fc.constantFrom(...EFFECTS),
          message: fc.string(),
          job: fc.record({ id, kind }),
        },
        { requiredKeys: ['type', 'atMs', 'what', 'message'] },
      ),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('stopRequested' as const), atMs, why: fc.string() }) },
  ) as fc.Arbitrary<Event>;
  const STAGES: readonly EffectName[] = [
    'preflight',
    'restore',
    'receive',
    'enter',
    'acknowledge',
    'settleDream',
    'observe',
    'commitJournal',
    'checkGates',
  ];

  it('is survived: never stuck, never two stages at once, no dream and no embedding where none may be, one exit and nothing after it', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        let state: AgentState = step(FRESH, { type: 'started', atMs: T0, once: false, tickMs: TICK, journalMs: 3_600_000 }).state;
        let hasExited = false;
        for (const one of events) {
          const before = state;
          const { state: after, effects, because } = step(state, one);
          expect(typeof because).toBe('string');
          if (hasExited) expect(effects).toEqual([]);
          expect(effects.filter(({ type }) => STAGES.includes(type)).length).toBeLessThanOrEqual(1);
          for (const effect of effects) {
            if (effect.type !== 'startJob') continue;
            // A job that ends in the same step would make room for another; none does.
            expect(isRunning(before, effect.kind)).toBe(false);
            expect(before.jobs[effect.id]).toBeUndefined();
            expect(after.jobs[effect.id]).toEqual({ kind: effect.kind });
            expect(['paused', 'busy', 'hostile']).not.toContain(after.status);
          }
          expect(Object.values(after.jobs).filter((job) => job.kind === 'dream').length).toBeLessThanOrEqual(1);
          expect(Object.values(after.jobs).filter((job) => job.kind === 'embedding').length).toBeLessThanOrEqual(1);
          if (after.phase === 'rest' && before.phase !== 'rest') expect(effects.at(-1)?.type).toBe('sleepUntil');
          if (effects.some(({ type }) => type === 'exit')) {
            expect(effects.at(-1)?.type).toBe('exit');
            expect(after.phase).toBe('ended');
            hasExited = true;
          }
          expect(JSON.parse(JSON.stringify(after))).toEqual(after);
          state = after;
        }
      }),
      { numRuns: 400 },
    );
  });
});
