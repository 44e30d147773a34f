/** What sessions of Claude Code leave in the journal. */
import { tallyOf } from '../../src/memory/tally.js';
import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../src/base/workspace.js';
import { HOUR_MS } from '../../src/dates/units.js';
import { pressureOf } from '../../src/dream/gate/pressure.js';
import { kindRow } from '../../src/memory/kinds.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { markOwnSession, observeTranscripts, summariseTranscript } from '../../src/sessions/observe-transcripts.js';
import { readRecords } from '../../src/sessions/record.js';
import { virtualClone, type VirtualWorld } from '../../src/replay/virtual-world.js';
import { BEGIN_MS, scribe, SESSION } from './transcript.js';

const PROJECTS = '/home/ann/.claude/projects';
const FILE = `${PROJECTS}/-repo/${SESSION}.jsonl`;

async function place(): Promise<{ world: VirtualWorld; ws: Workspace; look(): Promise<string[]>; entries(): Promise<string[]> }> {
  const { world, ws: bare } = await virtualClone({ startMs: BEGIN_MS + HOUR_MS });
  const ws = { ...bare, transcripts: PROJECTS };
  return {
    world,
    ws,
    look: async () =>
      (await observeTranscripts(world, ws, PLAIN_VIEW)).written.map(
        ({ kind, actor, text }) => `${kind}@${actor ?? ''} ${text.split('\n', 1)[0]}`,
      ),
    entries: async () => (await readEntries(world, ws, PLAIN_VIEW)).entries.map(({ kind, origin, text }) => `${kind} ${origin} ${text}`),
  };
}

describe('the transcripts of sessions here', () => {
  it('give the begin of a session and what a person said, as evidence with the id of the session; what the model said is none', async () => {
    const { world, ws, look } = await place();
    const { person, model } = scribe();
    world.files.lay({ [FILE]: person('We always deploy from main, never from a branch.') + model('You should always deploy on Fridays.') });
    expect(await look()).toEqual([`session@user start ${SESSION}`, 'prompt@user We always deploy from main, never from a branch.']);
    const { entries } = await readEntries(world, ws, PLAIN_VIEW);
    expect(entries.find(({ kind }) => kind === 'prompt')).toMatchObject({
      origin: 'user',
      atMs: BEGIN_MS + 1000,
      text: `We always deploy from main, never from a branch.\nsession ${SESSION}`,
    });
    expect(JSON.stringify(entries)).not.toContain('Fridays');
    expect(pressureOf(tallyOf(entries), -Infinity, Infinity)).toMatchObject({ sessions: 1, counted: 'sessions', entries: 1 });
  });

  it('are read from where they were read last, and a torn last line waits until it is whole', async () => {
    const { world, ws, look } = await place();
    const { person } = scribe();
    const [first, second] = [person('Use tabs in the Makefile.'), person('Use Redis for the queue.')];
    world.files.lay({ [FILE]: first + second.slice(0, 40) });
    expect(await look()).toEqual([`session@user start ${SESSION}`, 'prompt@user Use tabs in the Makefile.']);
    expect(await look()).toEqual([]);
    world.volume.appendFileSync(FILE, second.slice(40));
    expect(await look()).toEqual(['prompt@user Use Redis for the queue.']);
    const [record] = await readRecords(world, ws);
    expect(record).toMatchObject({ offset: first.length + second.length, gist: { inputs: 2 } });
  });

  it('add nothing twice: not after a lost record, and not in the file of a session that was resumed', async () => {
    const { world, ws, look, entries } = await place();
    const text = scribe().person('Use tabs in the Makefile.');
    world.files.lay({ [FILE]: text });
    await look();
    const before = await entries();
    await world.files.remove(ws.transcriptRecords);
    expect(await look()).toEqual([]);
    world.files.lay({ [`${PROJECTS}/-repo/other.jsonl`]: text });
    expect(await look()).toEqual([]);
    world.files.lay({ [`${PROJECTS}/-repo/forked.jsonl`]: text.replaceAll(SESSION, 'forked') });
    expect(await look()).toEqual(['session@user start forked']);
    expect((await entries()).filter((line) => !line.includes('forked'))).toEqual(before);
  });

  it('note what was said twice twice', async () => {
    const { world, look } = await place();
    const { person } = scribe();
    world.files.lay({ [FILE]: person('Run the tests again.') + person('Run the tests again.') });
    expect((await look()).filter((line) => line.startsWith('prompt'))).toHaveLength(2);
  });

  it('are read in portions where that is asked, and none is left out', async () => {
    const { world, ws } = await place();
    const { person } = scribe();
    world.files.lay({ [FILE]: Array.from({ length: 5 }, (_, n) => person(`Use tabs in file ${n}.`)).join('') });
    const some = async (): Promise<number> =>
      (await observeTranscripts(world, ws, PLAIN_VIEW, { bytesMost: 10 })).written.filter(({ kind }) => kind === 'prompt').length;
    expect([await some(), await some(), await some(), await some(), await some(), await some()]).toEqual([1, 1, 1, 1, 1, 0]);
  });

  it('count only where the session began in this repository: its work trees and folders, no other repository inside, no neighbour', async () => {
    const { world, ws, look } = await place();
    const at = (cwd: string, session: string): string => scribe({ cwd, session }).person(`Said in ${cwd} by somebody.`);
    world.files.lay({
      '/repo/src/a.ts': '',
      '/repo/vendor/lib/.git/HEAD': '',
      '/repo-two/.git/HEAD': '',
      [`${ws.commonDir}/worktrees/feature/gitdir`]: '/home/ann/feature/.git\n',
      [`${PROJECTS}/-repo-src/a.jsonl`]: at('/repo/src', 'sa'),
      [`${PROJECTS}/-repo-vendor-lib/b.jsonl`]: at('/repo/vendor/lib', 'sb'),
      [`${PROJECTS}/-repo-two/c.jsonl`]: at('/repo-two', 'sc'),
      [`${PROJECTS}/-home-ann-feature/d.jsonl`]: at('/home/ann/feature', 'sd'),
      [`${PROJECTS}/-elsewhere/e.jsonl`]: at('/elsewhere', 'se'),
      [`${PROJECTS}/-repo/f.txt`]: at('/repo', 'sf'),
    });
    expect((await look()).filter((line) => line.startsWith('prompt'))).toEqual([
      'prompt@user Said in /home/ann/feature by somebody.',
      'prompt@user Said in /repo/src by somebody.',
    ]);
  });

  it('of sub-agents and of our own worker are of origin model, no evidence, and no session of a person', async () => {
    const { world, ws, look } = await place();
    await markOwnSession(world, ws, 'worker-1');
    const agent = scribe({ extra: { isSidechain: true } });
    world.files.lay({
      [`${PROJECTS}/-repo/${SESSION}/subagents/agent-1.jsonl`]:
        agent.person('Always look around in all folders.') + agent.call('w', 'Write', { file_path: '/repo/a.ts' }),
      [`${PROJECTS}/-repo/worker-1.jsonl`]: scribe({ session: 'worker-1' }).person('Summarise what happened in the repository.'),
    });
    expect(await look()).toEqual([
      'prompt@model Always look around in all folders.',
      'prompt@model Summarise what happened in the repository.',
    ]);
    const { entries } = await readEntries(world, ws, PLAIN_VIEW);
    expect(entries.map(({ kind, actor, origin }) => [origin, kindRow(kind, actor).evidence])).toEqual([
      ['model', false],
      ['model', false],
    ]);
    expect(pressureOf(tallyOf(entries), -Infinity, Infinity)).toMatchObject({ sessions: 0, counted: 'commit days' });
    await world.clock.sleep(7 * HOUR_MS);
    expect(await look()).toEqual([]);
  });

  it('lose their secrets before anything reaches the disk, also what is kept of commands and errors', async () => {
    const { world, ws } = await place();
    const { person, call, result } = scribe();
    const token = `ghp_${'a1B2'.repeat(9)}`;
    world.files.lay({
      [FILE]:
        person(`The token is ${token}, use it always.`) +
        call('t1', 'Bash', { command: `curl -H "x: ${token}" h` }) +
        result('t1', `denied: ${token}`, true),
    });
    expect((await observeTranscripts(world, ws, PLAIN_VIEW)).secretsReplaced).toBe(3);
    const written = Object.entries(world.files.snapshot('/')).filter(([path]) => !path.includes('.claude'));
    expect(written.filter(([, text]) => text.includes('ghp_'))).toEqual([]);
  });

  it('note failures, a few lines of what was said, up to twenty of a session; the same again is a retry', async () => {
    const { world, look, entries } = await place();
    const { person, call, result } = scribe();
    const fail = (use: string, command: string): string =>
      call(use, 'Bash', { command }) + result(use, `Exit code 1\n${'x'.repeat(3000)}`, true);
    world.files.lay({ [FILE]: person('Run the tests please.') + fail('a', 'npm test') + fail('b', 'npm test') });
    expect((await look()).slice(2).map((line) => line.slice(0, 70))).toEqual([
      'anomaly@claude-code Bash `npm test` failed: Exit code 1',
      'retry@claude-code Bash `npm test` failed again (2 times): Exit code 1',
    ]);
    for (const text of (await entries()).filter((line) => / failed/.test(line))) {
      expect(text).toMatch(/^(?:anomaly|retry) external /);
      expect(text.length).toBeLessThan(600);
      expect(text).toContain(`\nsession ${SESSION}`);
    }
    const many = Array.from({ length: 30 }, (_, n) => fail(`m${n}`, `make ${n}`)).join('');
    world.files.lay({
      [`${PROJECTS}/-repo/many.jsonl`]: scribe({ session: 'many' }).person('Make all of it.') + many.replaceAll(SESSION, 'many'),
    });
    expect((await look()).filter((line) => line.startsWith('anomaly'))).toHaveLength(20);
  });

  it('are summarised once when nothing was heard of the session for six hours', async () => {
    const { world, look } = await place();
    const { person, model } = scribe();
    world.files.lay({ [FILE]: person('Use tabs in the Makefile.') + model('Done.') });
    await look();
    await world.clock.sleep(7 * HOUR_MS);
    expect(await look()).toEqual(['summary@ worked on main: Use tabs in the Makefile.', `session@user end ${SESSION} input 1`]);
    expect(await look()).toEqual([]);
    await world.clock.sleep(7 * HOUR_MS);
    expect(await look()).toEqual([]);
  });

  it('are summarised part by part: at a compaction what came before it, at the end the rest; the end is told once', async () => {
    const { world, ws } = await place();
    const { person, model } = scribe();
    const say = async (when: 'never' | 'now' | 'end'): Promise<string[]> =>
      (await summariseTranscript(world, ws, PLAIN_VIEW, FILE, when)).written.map(({ kind, text }) => `${kind} ${text.split('\n', 1)[0]}`);
    const [before, after] = [person('Use tabs in the Makefile.') + model('Done.'), person('Use Redis for the queue.')];
    world.files.lay({ [FILE]: before });
    expect(await say('never')).toEqual([`session start ${SESSION}`, 'prompt Use tabs in the Makefile.']);
    expect(await say('now')).toEqual(['summary worked on main: Use tabs in the Makefile.']);
    expect(await say('now')).toEqual([]);
    world.volume.appendFileSync(FILE, after);
    expect(await say('end')).toEqual([
      'prompt Use Redis for the queue.',
      'summary worked on main: Use Redis for the queue.',
      `session end ${SESSION} input 2`,
    ]);
    expect(await say('end')).toEqual([]);
    const { entries } = await readEntries(world, ws, PLAIN_VIEW);
    expect(entries.filter(({ kind }) => kind === 'summary').map(({ text }) => /bytes \d+-\d+/.exec(text)?.[0])).toEqual([
      `bytes 0-${before.length}`,
      `bytes ${before.length}-${before.length + after.length}`,
    ]);
  });

  it('are not summarised from a file that is no transcript of this repository', async () => {
    const { world, ws } = await place();
    world.files.lay({ '/elsewhere/a.jsonl': scribe({ cwd: '/elsewhere' }).person('Use tabs in the Makefile.'), '/repo/b.txt': 'x' });
    for (const path of ['/elsewhere/a.jsonl', '/repo/b.txt', '/none.jsonl'])
      expect(await summariseTranscript(world, ws, PLAIN_VIEW, path, 'end')).toEqual({ written: [], secretsReplaced: 0 });
  });

  it('are not looked for where there are none, and without git', async () => {
    const { world, ws, look } = await place();
    expect(await look()).toEqual([]);
    expect(await observeTranscripts(world, { ...ws, transcripts: '' }, PLAIN_VIEW)).toEqual({ written: [], secretsReplaced: 0 });
    expect(await observeTranscripts(world, { ...ws, hasGit: false }, PLAIN_VIEW)).toEqual({ written: [], secretsReplaced: 0 });
  });
});
