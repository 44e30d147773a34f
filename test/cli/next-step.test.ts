/** The line of `kairos status` that says what to do next. */
import { expect, it } from 'vitest';
import { nextStep } from '../../src/cli/next-step.js';
import type { Presence } from '../../src/daemon/heartbeat.js';
import type { Status } from '../../src/desk/status.js';

const STATUS: Status = {
  daemon: { is: 'absent' },
  trusted: true,
  rights: { active: false, closed: { layer: 'assistant', why: 'not said' }, on: [] },
  queue: { sealed: 0, unsealed: 0, refused: 0 },
  memory: { entries: 12, days: 3, topics: 2, window: { turns: 0, bytes: 0 }, sessions: { sessions: 0, bytes: 0 } },
  gates: [{ name: 'time', open: false, detail: '' }],
};

const DIED = { is: 'died' } as Status['daemon'];

it.each<[string, Partial<Status>, RegExp]>([
  ['the rest of a history', { history: { done: 1, total: 9 }, openDream: 'kairos/dream/x' }, /^kairos observe --all$/],
  ['the rest behind a revision', { history: { done: 1, total: 9, since: 'v1.0' } }, /^kairos observe --after v1\.0$/],
  [
    'the history, where nothing was read',
    { memory: { entries: 0, days: 0, topics: 0, window: { turns: 0, bytes: 0 }, sessions: { sessions: 0, bytes: 0 } } },
    /^kairos observe --all /,
  ],
  ['the review', { openDream: 'kairos/dream/2026-11-20-abc' }, /^kairos review$/],
  ['a newer program, before all else', { newer: ['.kairos/config.yaml'], openDream: 'x' }, /^install a newer kairos: .*config\.yaml$/],
  [
    'the conflict that a merge left',
    { conflicts: ['.kairos/MEMORY.md'], openDream: 'x' },
    /^resolve the conflict in \.kairos\/MEMORY\.md, /,
  ],
  ['the daemon that was killed', { daemon: { is: 'died', presence: {} as Presence } }, /^kairos run \(/],
  ['to resume', { paused: { by: 'command', fileStands: false } }, /^kairos resume$/],
  ['a daemon in the place of one that died', { daemon: DIED }, /^kairos run \(the daemon/],
  ['nothing of that where it may not work', { daemon: DIED, trusted: false }, /^nothing;/],
  [
    'a question, and a dream for who wants one',
    { memory: { entries: 12, days: 3, topics: 0, window: { turns: 0, bytes: 0 }, sessions: { sessions: 0, bytes: 0 } } },
    /^kairos recall .*if you want/,
  ],
  ['a dream, when enough has happened', { gates: [] }, /^kairos dream --now /],
  ['nothing', {}, /^nothing; .*kairos run/],
  ['nothing, where the daemon may not work', { trusted: false }, /^nothing; each command catches up with git$/],
])('is %s', (_, changed, expected) => {
  const status = { ...STATUS, ...changed };
  expect(nextStep(status, status.memory.entries)).toMatch(expected);
});

it('is the history where the memory has nothing but approvals of tasks', () => {
  expect(nextStep({ ...STATUS, openDream: 'x' }, 0)).toMatch(/^kairos observe --all /);
});
