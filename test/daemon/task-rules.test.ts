/** When tasks are looked at, and what follows of them for dreams: the rules alone. */
import { describe, expect, it } from 'vitest';
import { beginDream, dreamEnded } from '../../src/daemon/dream-rules.js';
import { FRESH, type AgentState, withJob } from '../../src/daemon/state.js';
import { lookAtTasks, mayDream, toldOfDreamTask } from '../../src/daemon/task-rules.js';

const T0 = 1_000_000;
const stateWith = (on: AgentState['rights']['on'], tasks: Partial<AgentState['tasks']> = {}): AgentState => ({
  ...FRESH,
  status: 'running',
  rights: { ...FRESH.rights, on },
  tasks: { ...FRESH.tasks, ...tasks },
});
const said = ({ told }: AgentState): string => JSON.stringify(told);
const CLOSED = [{ name: 'time', open: false, detail: '2 of 24 hours' }] as const;

it('looks at no task where none may run', () => {
  expect(lookAtTasks(stateWith([]))).toBeUndefined();
  expect(lookAtTasks({ ...stateWith(['scheduler']), status: 'paused' })).toBeUndefined();
  expect(lookAtTasks(stateWith(['scheduler']))).toMatchObject({ type: 'lookAtTasks', running: [] });
});

describe('dreams', () => {
  it('begin by the gates where the session is not active, and the task only reports', () => {
    const state = stateWith(['scheduler'], { hasDreamTask: true });
    expect(mayDream(state)).toBe(true);
    const due = { ...state, tasks: { ...state.tasks, isDreamDue: true } };
    expect(said(toldOfDreamTask(due, T0, true, []).state)).toContain('all gates are open, which begin dreams by themselves here');
    expect(said(toldOfDreamTask(due, T0, false, CLOSED).state)).toContain('no dream: time is closed (2 of 24 hours)');
    expect(toldOfDreamTask(due, T0, false, CLOSED).state.tasks.isDreamDue).toBe(false);
    expect(toldOfDreamTask(state, T0, true, [])).toEqual({ state, effects: [] });
  });

  it('begin by the task alone in a session that is active and has one, and go on in slices', () => {
    const on = ['scheduler', 'auto-dream'] as const;
    expect(mayDream(stateWith(on, { hasDreamTask: true }))).toBe(false);
    expect(mayDream(stateWith(on, { hasDreamTask: false }))).toBe(true);
    const due = stateWith(on, { hasDreamTask: true, isDreamDue: true });
    expect(mayDream(due)).toBe(true);
    expect(said(toldOfDreamTask(due, T0, true, []).state)).toContain('all gates are open"');
    expect(mayDream({ ...stateWith(on, { hasDreamTask: true }), slices: 1 })).toBe(true);
  });
});

describe('the history of the task of dreams', () => {
  const dreamRun = { id: 'dream', plannedMs: T0 - 1 };
  const due = stateWith(['scheduler'], { hasDreamTask: true, isDreamDue: true, dreamRun });
  const row = (outcome: string, detail: string) => ({ type: 'noteTask', row: { ...dreamRun, atMs: T0, outcome, detail } });

  it('names the gate that is closed, once', () => {
    const { state, effects } = toldOfDreamTask(due, T0, false, CLOSED);
    expect(effects).toEqual([row('nothing', 'no dream: time is closed (2 of 24 hours)')]);
    expect(state.tasks).not.toHaveProperty('dreamRun');
  });

  it.each([
    ['proposed', '24 added on kairos/dream/x for main', 'ran', 'dream made: 24 added on kairos/dream/x for main'],
    ['nothing', '', 'nothing', 'the dream found nothing new'],
    ['failed', 'no space', 'failed', 'the dream failed: no space'],
    ['refused', 'it is locked', 'failed', 'the dream was refused: it is locked'],
    ['stopped', '', 'failed', 'the dream was stopped'],
  ] as const)('says what became of its dream: %s', (outcome, detail, noted, text) => {
    const { state } = toldOfDreamTask(due, T0, true, []);
    const begun = withJob({ ...state, phase: 'rest' }, 'dream').state;
    const [id = ''] = Object.keys(begun.jobs);
    const ended = { type: 'jobEnded', atMs: T0, id, kind: 'dream', outcome, detail } as const;
    const step = dreamEnded(begun, ended);
    expect(step.effects).toContainEqual(row(noted, text));
    expect(step.state.tasks).not.toHaveProperty('dreamRun');
    // Of a dream that no task began the history says nothing.
    expect(dreamEnded({ ...begun, tasks: FRESH.tasks }, ended).effects.map(({ type }) => type)).not.toContain('noteTask');
  });

  it('waits for the end of a dream that goes on in slices, and says where none may begin yet', () => {
    const { state } = toldOfDreamTask(due, T0, true, []);
    const begun = withJob(state, 'dream').state;
    const [id = ''] = Object.keys(begun.jobs);
    const late = { ...begun, jobs: { [id]: { kind: 'dream', isLate: true } } } as AgentState;
    const slice = dreamEnded(late, { type: 'jobEnded', atMs: T0, id, kind: 'dream', outcome: 'stopped', detail: '' });
    expect(slice.state.tasks.dreamRun).toEqual(dreamRun);
    const resting = { ...state, retries: { ...state.retries, dream: { failures: 1, notBeforeMs: T0 + 1 } } };
    expect(beginDream(resting, T0).effects).toContainEqual(row('nothing', 'no dream: the last one ended a short while ago'));
  });
});
