/** A week of the agent, lived twice: ticks, messages, failures, sleeps, kills. Equal to the byte, in whatever order folders give their names. */
import { expect, it } from 'vitest';
import { liveScenario } from '../../src/replay/scenario/run-scenario.js';
import { readScenarios } from '../../src/replay/scenario/scenario.js';

const DAY = (day: number): string => `
  - commit: "day ${day}: parse line ${day}"
  - advance: 3h
  - tell: "what is new on day ${day}"
  - advance: 10s
  - tell: { text: "count on day ${day}", priority: later }
  - tell: { text: "stop on day ${day}", priority: now }
  - advance: 2h
  - daemon: ${day % 2 === 0 ? 'kill' : 'stop'}
  - daemon: start
  - advance: 6h
  ${day === 3 ? '- pause\n  - advance: 2h\n  - resume' : '- note: a note of the day'}
  ${day === 5 ? '- clock: { back: 2h }' : '- advance: 1h'}
  - advance: 10h`;

const WEEK = `
scenario: a week of the agent
start:
  config: { assistant: true, brief: true, tools.test: true, tick.interval: 3h }
  model:
    - { when: day 2, fails: overloaded, again: true }
    - { when: stop on, always: true, say: Stopped. }
    - { when: what is new, always: true, takes: 2m, say: Nothing. }
    - { when: count on, always: true, calls: [test-child: { seconds: 40 }] }
    - { when: in the background, always: true, say: It runs. }
    - { when: ended with code, always: true, calls: [SendUserMessage: { text: the child has ended, kind: proactive }] }
    - { when: <tick, always: true, calls: [memory_write_stm: { text: I looked. }, Sleep: { seconds: 14400, why: nothing to do }] }
    - { always: true, say: Well. }
steps:${[1, 2, 3, 4, 5, 6, 7].map(DAY).join('')}
  - expect: { daemon: running, journal: whole, unmoved: true, files: { .kairos/queue/cur/*: { exists: false } }, outbox: [Stopped.] }
`;

it('comes to the same twice, and leaves nothing undone', async () => {
  const read = readScenarios(WEEK, 'week.yaml');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const [week] = read.scenarios;
  if (!week) throw new Error('no scenario');
  const first = await liveScenario(week, {}, { digest: true });
  const second = await liveScenario(week, {}, { digest: true, shuffle: 'otherwise' });
  expect([first.difference, second.difference]).toEqual([undefined, undefined]);
  expect(second.digest).toBe(first.digest);
  // The clock was set back by two hours on one day.
  expect(first.virtualMs).toBeGreaterThan(6 * 86_400_000);
}, 240_000);
