/** What the daemon does by rules alone, in whole lives of it. */
import { describe, expect, it } from 'vitest';
import { readOutbox } from '../../src/agent/outbox.js';
import { runDaemon } from '../../src/daemon/daemon.js';
import type { Effect } from '../../src/daemon/event.js';
import { DAY_MS, HOUR_MS } from '../../src/dates/units.js';
import { readLog } from '../../src/desk/log.js';
import { writeNote } from '../../src/desk/note.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { recall } from '../../src/recall/recall.js';
import { questionOf } from '../../src/recall/question/question.js';
import { loadConfig } from '../../src/config/config.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

const ASSISTANT = 'assistant: true\n';

async function clone(settings: string, config = 'format: 1\n'): Promise<KairosClone> {
  const at = await kairosClone({ config });
  at.world.files.lay({ [at.ws.userConfig]: settings });
  return at;
}

/** Runs a daemon for so long. @returns what it decided on. */
async function live({ world, ws }: KairosClone, ms: number, meanwhile: () => unknown = () => undefined): Promise<Effect[]> {
  const stop = new AbortController();
  const effects: Effect[] = [];
  const decided = (_event: unknown, step: { readonly effects: readonly Effect[] }): void => void effects.push(...step.effects);
  const running = runDaemon(world, ws, { stop: stop.signal, print: () => undefined, decided });
  await world.clock.sleep(ms / 2);
  await meanwhile();
  await world.clock.sleep(ms / 2);
  stop.abort('over');
  await running;
  return effects;
}

const commitDue = async ({ world, repo }: KairosClone, line: string): Promise<unknown> =>
  repo.commit('add it', { 'src/a.ts': `// ${line}\n` }, { atMs: world.clock.now() });
const sent = async ({ world, ws }: KairosClone): Promise<string[]> => (await readOutbox(world, ws)).map(({ text }) => text);
const notes = async ({ world, ws }: KairosClone): Promise<string[]> =>
  (await readEntries(world, ws, PLAIN_VIEW)).entries.filter(({ kind }) => kind === 'summary').map(({ text }) => text);
const count = (effects: readonly Effect[], type: Effect['type']): number => effects.filter((effect) => effect.type === type).length;

describe('a dated line', () => {
  it('is told once when its day has come, over restarts, and not before', async () => {
    const at = await clone(ASSISTANT);
    await commitDue(at, 'TODO(2026-11-21) renew the certificate');
    await live(at, HOUR_MS);
    expect(await sent(at)).toEqual([]);
    await live(at, DAY_MS);
    await live(at, DAY_MS);
    expect(await sent(at)).toEqual([expect.stringMatching(/^TODO\(2026-11-21\) renew the certificate \(src\/a\.ts: due /)]);
  });

  it.each([
    ['nobody chose messages', ''],
    ['the flag is off', 'brief: true\nfeatures:\n  KAIROS_BRIEF: off\n'],
    ['the rule is off', `${ASSISTANT}rules:\n  dueTodos: false\n`],
  ])('is not told where %s', async (_why, settings) => {
    const at = await clone(settings);
    await commitDue(at, 'TODO(2026-11-19) renew');
    await live(at, HOUR_MS);
    expect(await sent(at)).toEqual([]);
  });

  it('is told where messages alone are chosen; then no note is written', async () => {
    const at = await clone('brief: true\n');
    await commitDue(at, 'FIXME by 2026-11-19 leaks');
    await live(at, 2 * DAY_MS);
    expect(await sent(at)).toHaveLength(1);
    expect(await notes(at)).toEqual([]);
  });

  it('waits where too many were told, and is lost no more than the others', async () => {
    const at = await clone(ASSISTANT);
    const lines = Array.from({ length: 6 }, (_, n) => `// TODO(2026-11-19) number ${n}\n`).join('');
    await at.repo.commit('six', { 'a.ts': lines }, { atMs: at.world.clock.now() });
    await live(at, HOUR_MS / 2);
    expect(await sent(at)).toHaveLength(4);
    await live(at, 2 * HOUR_MS);
    expect(await sent(at)).toHaveLength(6);
  });
});

describe('the note of a day', () => {
  it('is written when the day is over, or at the next start, once, with the ids of what it quotes', async () => {
    const at = await clone(ASSISTANT);
    const { entry } = await writeNote(at.world, at.ws, PLAIN_VIEW, { text: 'Redis runs on port 6380.', actor: 'user' });
    await live(at, HOUR_MS);
    expect(await notes(at)).toEqual([]);
    await at.world.clock.sleep(DAY_MS);
    await live(at, HOUR_MS);
    await live(at, HOUR_MS);
    const [text = '', ...others] = await notes(at);
    expect(others).toEqual([]);
    expect(text).toMatch(/^2026-11-20: 1 finding\n/);
    expect(text).toContain(`- note Redis runs on port 6380. (^${entry.id})`);
  });

  it('stands in the log for people, at the end of its day, and recall finds what it quotes and not the note', async () => {
    const at = await clone(ASSISTANT);
    const { world, ws } = at;
    const { entry } = await writeNote(world, ws, PLAIN_VIEW, { text: 'Redis runs on port 6380.', actor: 'user' });
    await live(at, DAY_MS);
    const { entries } = await readLog(world, ws, PLAIN_VIEW, { all: false });
    const note = entries.find(({ kind }) => kind === 'summary');
    expect(note).toMatchObject({ actor: 'agent', atMs: Date.UTC(2026, 10, 21) - 1, origin: 'model' });
    const { recall: settings } = (await loadConfig(world, ws)).config;
    const { hits } = await recall(world, ws, PLAIN_VIEW, questionOf('on which port does Redis run', {}), { settings, wordsOnly: true });
    expect(hits.map(({ id }) => id)).toEqual([entry.id]);
  });

  it('is written of each day without a daemon, up to a week back, and once', async () => {
    const at = await clone(ASSISTANT);
    const { world, ws } = at;
    for (let n = 0; n < 10; n += 1) {
      if (n !== 7) await writeNote(world, ws, PLAIN_VIEW, { text: `Shard ${n} holds the letter ${n}.`, actor: 'user' });
      await world.clock.sleep(DAY_MS);
    }
    await live(at, HOUR_MS);
    const heads = (await notes(at)).map((text) => text.split('\n', 1)[0]);
    // What was written on the eighth day is nothing.
    expect(heads).toEqual(['23', '24', '25', '26', '28', '29'].map((day) => `2026-11-${day}: 1 finding`));
    await live(at, HOUR_MS);
    expect(await notes(at)).toHaveLength(6);
  });

  it('is not written where a repository switched it off', async () => {
    const at = await clone(ASSISTANT, 'format: 1\nrules:\n  dayNote: false\n');
    await writeNote(at.world, at.ws, PLAIN_VIEW, { text: 'Redis runs on port 6380.', actor: 'user' });
    await live(at, DAY_MS);
    expect(await notes(at)).toEqual([]);
  });
});

describe('an open review', () => {
  it('is reminded of once, after a day', async () => {
    const at = await clone(ASSISTANT);
    const { world, repo } = at;
    const { commit = '' } = await world.git.head();
    await repo.branch('kairos/dream/2026-11-20-4mk2q0', commit);
    await world.git.updateRefs([{ ref: 'refs/kairos/dream/open', old: undefined, new: commit }]);
    await live(at, HOUR_MS);
    expect(await sent(at)).toEqual([]);
    await live(at, 3 * DAY_MS);
    expect(await sent(at)).toEqual([expect.stringContaining('a dream awaits review: kairos review')]);
  });
});

describe('the look', () => {
  it('is not taken where no rule may act, and asks git nothing where nothing changed', async () => {
    const off = await clone('');
    expect(count(await live(off, HOUR_MS), 'lookAtWork')).toBe(0);
    const at = await clone(ASSISTANT);
    let asked = 0;
    const git = {
      ...at.world.git,
      between: async (...args: Parameters<typeof at.world.git.between>) => ((asked += args[2] ? 1 : 0), at.world.git.between(...args)),
    };
    const effects = await live({ ...at, world: { ...at.world, git } }, 5 * HOUR_MS, () => commitDue(at, 'TODO: later'));
    expect(count(effects, 'lookAtWork')).toBeGreaterThan(50);
    expect(asked).toBeLessThanOrEqual(6);
  });
});
