/** What the agent decided and did stands in the daily log, where the session may write it. */
import { describe, expect, it } from 'vitest';
import { readOutbox } from '../../src/agent/outbox.js';
import { auditDraft, auditOf, withAudit } from '../../src/daemon/audit.js';
import { runDaemon } from '../../src/daemon/daemon.js';
import type { Event, Fact, ToolEnd } from '../../src/daemon/event.js';
import { postMessage } from '../../src/daemon/post.js';
import { type AgentState, FRESH } from '../../src/daemon/state.js';
import type { Step } from '../../src/daemon/tick-end.js';
import { HOUR_MS } from '../../src/dates/units.js';
import { readLog } from '../../src/desk/log.js';
import { writeNote } from '../../src/desk/note.js';
import type { Entry } from '../../src/memory/entry.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

const AT = 1_795_183_200_000;
const CALL = { tool: 'test-child', title: 'sleeps 3 s' };
const end = (more: Partial<ToolEnd>): ToolEnd => ({ atMs: AT, why: 'exited', code: 0, signal: null, outputBytes: 24, ...more });

async function clone(settings: string): Promise<KairosClone> {
  const at = await kairosClone();
  at.world.files.lay({ [at.ws.userConfig]: settings });
  return at;
}

async function live({ world, ws }: KairosClone, ms: number, meanwhile: (send: (event: Event) => void) => unknown = () => undefined) {
  const stop = new AbortController();
  let send: (event: Event) => void = () => undefined;
  const running = runDaemon(world, ws, { stop: stop.signal, print: () => undefined, events: (given) => (send = given) });
  await world.clock.sleep(ms / 2);
  await meanwhile(send);
  await world.clock.sleep(ms / 2);
  stop.abort('over');
  await running;
}

const ofAgent = async ({ world, ws }: KairosClone): Promise<Entry[]> =>
  (await readEntries(world, ws, PLAIN_VIEW)).entries.filter(({ actor, kind }) => actor === 'agent' && kind !== 'message');
const rows = async (at: KairosClone): Promise<string[]> => (await ofAgent(at)).map(({ kind, text }) => `${kind} ${text}`);

describe('what is kept of a fact', () => {
  it.each<[string, Fact, string | undefined]>([
    [
      'a tool that began',
      { type: 'toolStarted', atMs: AT, record: 'k3f9a2c7', call: CALL },
      'action runs test-child (sleeps 3 s) as job k3f9a2c7',
    ],
    [
      'a tool that is waited for no longer',
      { type: 'toolMoved', atMs: AT, calls: [CALL], why: 'you have spoken' },
      'decision does not wait any longer for test-child (sleeps 3 s): you have spoken',
    ],
    [
      'a tool that did well',
      { type: 'toolEnded', atMs: AT, record: 'k3f9a2c7', call: CALL, end: end({}) },
      'result job k3f9a2c7, test-child (sleeps 3 s) ended with code 0; 24 bytes printed',
    ],
    [
      'a tool that did not',
      { type: 'toolEnded', atMs: AT, record: 'k3f9a2c7', call: CALL, end: end({ code: 3 }) },
      'anomaly job k3f9a2c7, test-child (sleeps 3 s) ended with code 3; 24 bytes printed',
    ],
    [
      'a tool that could not begin',
      { type: 'toolEnded', atMs: AT, call: CALL, end: end({ why: 'not-started', code: null, detail: 'no such file', outputBytes: 0 }) },
      'anomaly test-child (sleeps 3 s) did not start: no such file; 0 bytes printed',
    ],
    ['why a turn began', { type: 'turnBegan', atMs: AT, why: 'messages', messages: 2, isResumed: false }, 'decision takes up 2 messages'],
    [
      'what failed, and why',
      { type: 'called', atMs: AT, tool: 'memory_recall', isError: true, why: 'query is missing' },
      'action calls memory_recall: it failed: query is missing',
    ],
    ['what a turn did', { type: 'called', atMs: AT, tool: 'memory_note' }, 'action calls memory_note: done'],
    [
      'how long the agent sleeps, and why',
      { type: 'slept', atMs: AT, untilMs: AT + 90_000, why: 'CI runs' },
      'decision sleeps for 90 s: CI runs',
    ],
    [
      'a turn that came to nothing',
      { type: 'turnEnded', atMs: AT, how: 'idle', requests: 1 },
      'anomaly the turn has ended: it neither acted nor slept (1 request)',
    ],
    ['a turn that slept, of which more is told', { type: 'turnEnded', atMs: AT, how: 'slept', requests: 1 }, undefined],
    [
      'a model that cannot be asked',
      { type: 'blocked', atMs: AT, why: '429', untilMs: AT },
      'anomaly the model cannot be asked, and is not before 2026-11-20T14:00:00.000Z: 429',
    ],
    [
      'a first failure',
      { type: 'failed', atMs: AT, what: 'send', message: 'disk full', times: 1 },
      'anomaly could not send a message: disk full',
    ],
    [
      'a later one',
      { type: 'failed', atMs: AT, what: 'send', message: 'disk full', times: 2 },
      'retry could not send a message: disk full (2 times)',
    ],
    ['a failure that is none of the agent', { type: 'failed', atMs: AT, what: 'observe', message: 'no', times: 1 }, undefined],
    ['what is no act of the agent', { type: 'resumed', atMs: AT }, undefined],
  ])('%s', (_what, fact, expected) => {
    const kept = auditOf(fact);
    expect(kept && `${kept.kind} ${auditDraft(kept).text}`).toBe(expected);
  });

  it('is one line, not too long, and never more than the rights allow', () => {
    const long: Fact = { type: 'failed', atMs: AT, what: 'send', message: `a\nb ${'x'.repeat(5000)}`, times: 1 };
    const draft = auditDraft(auditOf(long)!);
    expect(draft.text.length).toBeLessThanOrEqual(400);
    expect(draft).toMatchObject({ actor: 'agent', atMs: AT });
    expect(draft.text).not.toContain('\n');
    const rights = { active: true, on: ['daily-log'] } as const;
    const made = (more: Partial<AgentState>): Step => ({
      state: { ...FRESH, phase: 'rest', ...more },
      effects: [{ type: 'print', fact: long }],
      because: '',
    });
    expect(withAudit(made({ mayWrite: true, rights })).effects).toHaveLength(2);
    const mayNot = made({ mayWrite: true });
    expect(withAudit(mayNot)).toBe(mayNot);
    expect(withAudit(made({})).state.unwritten).toEqual([]);
  });

  it('waits in the state until the logs are whole, and is written once then', () => {
    const rights = { active: true, on: ['daily-log'] } as const;
    const fact: Fact = { type: 'agentHeld', atMs: AT };
    const before = withAudit({ state: { ...FRESH, phase: 'preflight', rights }, effects: [{ type: 'print', fact }], because: '' });
    expect(before.effects.map(({ type }) => type)).toEqual(['print']);
    const whole = withAudit({ state: { ...before.state, mayWrite: true }, effects: [{ type: 'receive' }], because: '' });
    expect(whole.effects).toEqual([{ type: 'audit', entries: [auditOf(fact)] }, { type: 'receive' }]);
    expect(withAudit({ ...whole, effects: [] }).effects).toEqual([]);
  });
});

describe('the daily log of the agent', () => {
  const lifeOf = async (settings: string): Promise<KairosClone> => {
    const at = await clone(settings);
    at.world.processes.commands(async ({ argv, signal }) => {
      await at.world.clock.sleep(Number(argv[1]) * 1000, signal);
      return { code: 0 };
    });
    await at.repo.commit('add it', { 'a.ts': '// TODO(2026-11-19) renew the certificate\n' }, { atMs: at.world.clock.now() });
    await writeNote(at.world, at.ws, PLAIN_VIEW, { text: 'Redis runs on port 6380.', actor: 'user' });
    await live(at, HOUR_MS, async (send) => {
      const text = 'On which port does Redis run?';
      await postMessage(at.world, at.ws, PLAIN_VIEW, { text, priority: 'next', origin: 'user' });
      send({ type: 'toolAsked', atMs: at.world.clock.now(), call: { ...CALL, argv: ['sleep', '3'] } });
    });
    return at;
  };

  it('says what it told, answered and ran, and what came of that', async () => {
    const at = await lifeOf('assistant: true\n');
    const [first, second] = await readOutbox(at.world, at.ws);
    const kept = await rows(at);
    expect(kept).toContain(`action told you unasked (message ${first?.id}): ${first?.text}`);
    // What it quoted is named and not quoted again.
    expect(kept).toContain(`action answered you (message ${second?.id}) (${second?.refs.map((id) => `^${id}`).join(', ')})`);
    expect(kept.join('\n')).toMatch(/action runs test-child \(sleeps 3 s\) as job [0-9a-z]{8}/);
    expect(kept.join('\n')).toMatch(/result job [0-9a-z]{8}, test-child \(sleeps 3 s\) ended with code 0; 0 bytes printed/);
    for (const entry of await ofAgent(at)) expect([entry.kind, entry.origin]).toEqual([entry.kind, 'tool']);
  });

  it('is not written with a layer closed, where messages are sent all the same', async () => {
    const at = await lifeOf('brief: true\n');
    expect(await readOutbox(at.world, at.ws)).toHaveLength(2);
    expect(await rows(at)).toEqual([]);
  });

  it('tells of what went wrong once, and that it was tried again', async () => {
    const at = await clone('assistant: true\n');
    await at.repo.commit('add it', { 'a.ts': '// TODO(2026-11-19) renew\n' }, { atMs: at.world.clock.now() });
    at.world.files.lay({ [`${at.ws.outbox}/tmp`]: 'a file in the way of a folder' });
    await live(at, HOUR_MS);
    const kept = (await rows(at)).map((row) => row.replace(/:.*(?= \(\d)|:.*$/, ''));
    expect(kept).toEqual([
      'anomaly could not send a message',
      'retry could not send a message (2 times)',
      'retry could not send a message (4 times)',
      'retry could not send a message (8 times)',
    ]);
  });

  it('is folded for people, and shown with --all', async () => {
    const at = await lifeOf('assistant: true\n');
    const { world, ws } = at;
    const { entries, folds } = await readLog(world, ws, PLAIN_VIEW, { all: false });
    expect(entries.filter(({ kind }) => ['decision', 'action', 'result', 'retry'].includes(kind))).toEqual([]);
    const counts = [...folds.values()].flatMap((fold) => [...fold.counts]);
    const all = (await ofAgent(at)).filter(({ kind }) => kind !== 'anomaly');
    expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(all.length);
    expect(all.length).toBeGreaterThan(2);
    const whole = await readLog(world, ws, PLAIN_VIEW, { all: true });
    expect(whole.folds.size).toBe(0);
    expect(whole.entries.filter(({ actor, kind }) => actor === 'agent' && kind !== 'message')).toEqual(await ofAgent(at));
    // So many are asked for as people see.
    expect((await readLog(world, ws, PLAIN_VIEW, { all: false, most: 2 })).entries).toEqual(entries.slice(-2));
  });
});
