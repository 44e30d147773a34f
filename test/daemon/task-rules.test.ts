/** When tasks are looked at, and what follows of them for dreams: the rules alone. */
import { describe, expect, it } from 'vitest';
import { FRESH, type AgentState } from '../../src/daemon/state.js';
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
    expect(said(toldOfDreamTask(due, T0, true, []))).toContain('all gates are open, which begin dreams by themselves here');
    expect(said(toldOfDreamTask(due, T0, false, CLOSED))).toContain('no dream: time is closed (2 of 24 hours)');
    expect(toldOfDreamTask(due, T0, false, CLOSED).tasks.isDreamDue).toBe(false);
    expect(toldOfDreamTask(state, T0, true, [])).toBe(state);
  });

  it('begin by the task alone in a session that is active and has one, and go on in slices', () => {
    const on = ['scheduler', 'auto-dream'] as const;
    expect(mayDream(stateWith(on, { hasDreamTask: true }))).toBe(false);
    expect(mayDream(stateWith(on, { hasDreamTask: false }))).toBe(true);
    const due = stateWith(on, { hasDreamTask: true, isDreamDue: true });
    expect(mayDream(due)).toBe(true);
    expect(said(toldOfDreamTask(due, T0, true, []))).toContain('all gates are open"');
    expect(mayDream({ ...stateWith(on, { hasDreamTask: true }), slices: 1 })).toBe(true);
  });
});
