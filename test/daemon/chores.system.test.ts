/** The chores that come before reading: the daemon does the same ones as every command, in the same order. */
import { describe, expect, it } from 'vitest';
import { trust } from '../../src/activation/trust.js';
import { KairosError } from '../../src/base/errors.js';
import { utcDay } from '../../src/dates/day.js';
import { CHORES, doChore, passAfter } from '../../src/daemon/chores.js';
import { runDaemon } from '../../src/daemon/daemon.js';
import type { Line } from '../../src/daemon/event.js';
import { catchUp } from '../../src/desk/catch-up.js';
import { decide } from '../../src/dream/review/accept.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import type { VirtualWorld } from '../../src/replay/virtual-world.js';
import { dayPath, type Workspace } from '../../src/base/workspace.js';
import type { World } from '../../src/world/world.js';
import { CONFIG, FLAKY, REDIS, virtualSetting, type VirtualSetting } from '../dream/setting.js';
import { TOPIC_PATH } from '../dream/tests-topic.js';
import { kairosClone } from '../kairos-clone.js';

const PEER_LINE = '- 08:00:00.000Z session@user end far-away input 2 ^kpeer00001\n';

async function oneTick(world: VirtualWorld, ws: Workspace): Promise<Line[]> {
  const lines: Line[] = [];
  await runDaemon(world, ws, { once: true, stop: new AbortController().signal, print: (line) => lines.push(line) });
  return lines;
}

const said = (lines: readonly Line[], what: string): string[] => lines.filter((line) => line.what === what).map(({ text }) => text);

/** A dream whose accept was killed when it was about to move the branch, or had moved it and was about to note the verdicts. */
async function killedAccept(before: 'moving' | 'noting'): Promise<VirtualSetting> {
  const setting = await virtualSetting();
  const { world, ws } = setting;
  world.files.lay({ [ws.config]: 'format: 1\n' });
  await trust(world, ws);
  await setting.dream([REDIS, FLAKY]);
  const child = world.processes.another();
  await new Promise<void>((killed) => {
    const die = (): Promise<never> => {
      child.kill();
      killed();
      return new Promise(() => undefined);
    };
    const git = before === 'moving' ? { ...world.git, advance: die } : world.git;
    const append: World['files']['append'] = (path, text) => (text.includes('verdict@user') ? die() : world.files.append(path, text));
    void decide({ ...world, processes: child, git, files: { ...world.files, append } }, ws, PLAIN_VIEW, CONFIG, { accept: 'all' });
  });
  return setting;
}

describe('the daemon', () => {
  it('finishes an accept that was killed after the branch had moved', async () => {
    const { world, ws, read } = await killedAccept('noting');
    const lines = await oneTick(world, ws);
    expect(said(lines, 'review')).toEqual([expect.stringMatching(/^an accept of dream \w+ that was cut short was finished$/)]);
    expect(await world.files.stat(ws.acceptIntent)).toBeUndefined();
    expect(await world.git.refs(['refs/kairos/dream/', 'refs/kairos/accept/'])).toEqual([]);
    expect(read(TOPIC_PATH)).toContain('6380');
    const { entries } = await readEntries(world, ws, PLAIN_VIEW);
    expect(entries.filter(({ kind }) => kind === 'verdict')).toHaveLength(2);
    expect(said(await oneTick(world, ws), 'review')).toEqual([]);
  });

  it('moves no branch: what was killed before that waits for a command', async () => {
    const { world, ws, read } = await killedAccept('moving');
    const [before, topic] = [await world.git.refs(['refs/heads/', 'refs/kairos/dream/', 'refs/kairos/accept/']), read(TOPIC_PATH)];
    const lines = await oneTick(world, ws);
    expect(said(lines, 'review')).toEqual([]);
    expect(await world.git.refs(['refs/heads/', 'refs/kairos/dream/', 'refs/kairos/accept/'])).toEqual(before);
    expect(read(TOPIC_PATH)).toBe(topic);
    const { finished } = await catchUp(world, ws, { view: PLAIN_VIEW, unsaved: [] }, { look: false });
    expect(finished).toMatchObject({ outcome: 'finished' });
    expect(read(TOPIC_PATH)).toContain('6380');
  });

  it('leaves an accept that is under way to its process, without a word', async () => {
    const { world, ws } = await killedAccept('noting');
    const warnings: string[] = [];
    const { acquire } = await import('../../src/base/lock.js');
    await acquire({ ...world, processes: world.processes.another() }, ws.journalLocks, 'accept');
    const pass = passAfter({ ...world, log: { info: () => undefined, warn: (line) => warnings.push(line) } }, ws, {
      view: PLAIN_VIEW,
      unsaved: [],
    });
    const finishing = doChore('finishAccept', pass);
    world.clock.advance(10_000);
    expect(await finishing).toBeUndefined();
    expect(await world.files.stat(ws.acceptIntent)).toBeDefined();
    expect(warnings).toEqual([]);
  });

  it('brings the journals of other work trees up to date', async () => {
    const { world, ws } = await kairosClone();
    world.files.lay({ [`${ws.tails}/aaaaaaaa/2026-11-20.md`]: PEER_LINE });
    const lines = await oneTick(world, ws);
    expect(said(lines, 'failed')).toEqual([]);
    const { entries } = await readEntries(world, ws, PLAIN_VIEW);
    expect(entries.map(({ text }) => text)).toContain('end far-away input 2');
  });

  it('goes on where an edit by hand cannot be committed, and says so until it can', async () => {
    const { world, ws, repo } = await kairosClone();
    await oneTick(world, ws);
    const day = `${ws.logs}/${dayPath(utcDay(world.clock.now()))}`;
    world.files.lay({ [day]: `${(await world.files.read(day)) ?? ''}- 10:00 written by hand\n` });
    await repo.commit('made meanwhile', { 'a.txt': 'a\n' }, { atMs: world.clock.now() });
    const commitChain: World['git']['commitChain'] = async () => {
      throw new KairosError('git-failed', 'fatal: No space left on device\nand more');
    };
    const lines = await oneTick({ ...world, git: { ...world.git, commitChain } }, ws);
    expect(said(lines, 'failed')).toContain('could not commit edits by hand yet: fatal: No space left on device');
    expect(said(lines, 'observed')).toEqual([expect.stringContaining('made meanwhile')]);
    expect(said(await oneTick(world, ws), 'failed')).toEqual([]);
    expect(await world.files.read(day)).toContain('written by hand');
  });

  it('goes on where these cannot be laid down', async () => {
    const { world, ws, repo } = await kairosClone();
    world.files.lay({ [`${ws.tails}/aaaaaaaa/2026-11-20.md`]: PEER_LINE });
    await oneTick(world, ws);
    world.files.lay({ [`${ws.tails}/aaaaaaaa/2026-11-20.md`]: `${PEER_LINE}${PEER_LINE.replace('peer', 'more')}` });
    await repo.commit('made meanwhile', { 'a.txt': 'a\n' }, { atMs: world.clock.now() });
    const writing = { ...world.files, write: refusing(world.files.write.bind(world.files), `${ws.peers}/`) };
    const lines = await oneTick({ ...world, files: writing }, ws);
    expect(said(lines, 'failed')).toEqual([expect.stringContaining('could not read the journals of other work trees: no such luck')]);
    expect(said(lines, 'observed')).toEqual([expect.stringContaining('made meanwhile')]);
  });
});

function refusing(write: World['files']['write'], under: string): World['files']['write'] {
  return async (path, content) => {
    if (path.startsWith(under)) throw new Error('no such luck');
    return write(path, content);
  };
}

describe('the chores', () => {
  it('stand in one order', () => {
    expect(Object.keys(CHORES)).toEqual(['restore', 'keepEdits', 'refreshPeers', 'finishAccept', 'settle', 'observe']);
  });

  it.each([
    ['nobody ran init', async ({ world, ws }: Awaited<ReturnType<typeof kairosClone>>) => world.files.remove(ws.config)],
    ['the folder is not trusted', async ({ world, ws }) => world.files.remove(ws.trustFile)],
    ['all is paused', async ({ world, ws }) => world.files.lay({ [ws.pausedFile]: '' })],
    ['a merge is under way', async ({ world, ws }) => world.files.lay({ [`${ws.gitDir}/MERGE_HEAD`]: `${'a'.repeat(40)}\n` })],
  ] as [string, (at: Awaited<ReturnType<typeof kairosClone>>) => Promise<void> | void][])(
    'nothing is observed where %s',
    async (_why, change) => {
      const at = await kairosClone();
      const pass = passAfter(at.world, at.ws, { view: PLAIN_VIEW, unsaved: [] });
      await at.world.files.remove(`${at.ws.gitDir}/kairos/writer`);
      await change(at);
      expect(await doChore('observe', pass)).toBeUndefined();
      expect(await at.world.files.stat(at.ws.seenFile)).toBeUndefined();
    },
  );
});
