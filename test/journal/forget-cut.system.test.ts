/** A forget that dies at any of its steps: the next command finishes it, nothing of the text is left, and no other line is lost. */
import { describe, expect, it } from 'vitest';
import { restoreLogs } from '../../src/desk/catch-up.js';
import { forgetRows } from '../../src/desk/doctor/forget-rows.js';
import { forgetEntry } from '../../src/journal/forget.js';
import { forgetIntents } from '../../src/journal/forget-intent.js';
import { journalTips } from '../../src/journal/journal-tree.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { knownWriter } from '../../src/memory/writer.js';
import { readEntries, readForgotten } from '../../src/memory/read-logs.js';
import type { World } from '../../src/world/world.js';
import { LOG, virtualGround } from './journaled-repo.js';

type Ground = Awaited<ReturnType<typeof virtualGround>>;

const SECRET = 'the secret of the vault';
const CHANGING = ['append', 'create', 'link', 'mkdir', 'remove', 'rename', 'touch', 'write'] as const;

class Killed extends Error {}

/**
 * The world of a process that is killed at its `step`-th change of the disk or of a ref: before it, after it, or in the middle, where a write has left its
 * temporary file. `left` counts down; above zero at the end means that it was not killed.
 */
function dying(world: World, step: number, when: 'before' | 'during' | 'after'): { readonly world: World; left(): number } {
  let left = step;
  const guarded =
    <Input extends unknown[], Output>(verb: (...input: Input) => Promise<Output>) =>
    async (...input: Input): Promise<Output> => {
      if (left <= 0) throw new Killed();
      left -= 1;
      if (left > 0) return verb(...input);
      const [path, content] = input as unknown as [string, string | Uint8Array];
      if (when === 'during' && (verb as unknown) === world.files.write) await world.files.write(`${path}.77-0a1b2c.tmp`, content);
      if (when === 'after') await verb(...input);
      throw new Killed();
    };
  const files = { ...world.files };
  for (const name of CHANGING)
    (files as Record<string, unknown>)[name] = guarded(world.files[name] as (...input: unknown[]) => Promise<unknown>);
  const git = { ...world.git, commitChain: guarded(world.git.commitChain), updateRefs: guarded(world.git.updateRefs) };
  // Who was killed is dead for those that come after, so that its locks are free.
  const processes = { ...world.processes, self: () => ({ ...world.processes.self(), pid: 4711, start: '4711' }) };
  return { world: { ...world, files, git, processes }, left: () => left };
}

/** Every file of git and of kairos but git's objects, and every object that a ref reaches. */
async function stands(g: Ground): Promise<string[]> {
  const found: string[] = [];
  for (const root of [g.ws.kairos, g.ws.gitDir]) {
    for (const path of await g.world.files.walk(root))
      if (!path.startsWith('objects/') && (await g.world.files.read(`${root}/${path}`))?.includes(SECRET)) found.push(path);
  }
  for (const [writer, tip] of await journalTips(g.world.git)) {
    for (const commit of await g.world.git.between([tip], [])) {
      const ids = (await g.world.git.readTree(commit, ['logs', 'edited'])).map((file) => file.id);
      for (const bytes of (await g.world.git.readBlobs(ids)).values())
        if (new TextDecoder().decode(bytes).includes(SECRET)) found.push(`${writer} ${commit}`);
    }
  }
  return found;
}

/** Committed, in the tail and in the log; with a person's edit, a copy of a peer, a question that it answered, and an index. */
async function ground(): Promise<Ground & { readonly id: string; readonly writer: string }> {
  const g = await virtualGround();
  await g.note('one');
  const { id } = await g.note(SECRET);
  await g.commit();
  await g.note('two');
  g.put(LOG, `by hand\n${g.live()}`);
  await g.commit();
  await g.note('three');
  const writer = (await knownWriter(g.world, g.ws)) ?? '';
  const line = /^.*the secret.*\n/m.exec(g.live() as string)?.[0] ?? '';
  await g.world.files.append(`${g.ws.tails}/${writer}/2026-11-20.md`, line);
  const [tip] = (await journalTips(g.world.git)).values();
  await g.world.git.updateRefs([{ ref: 'refs/kairos/journal/peer0000', old: undefined, new: tip }]);
  g.put(`peers/peer0000/${LOG.slice('logs/'.length)}`, g.live() as string);
  g.put('state/usage.jsonl', `{"ids":["${id}"],"query":"${SECRET}"}\n{"ids":["other"],"query":"else"}\n`);
  g.put('state/sessions/a.jsonl', `{"messages":[{"text":"${SECRET} (^${id})"}]}\n{"messages":[]}\n`);
  g.put('state/dreams/1/begun.json', `{"entries":["${id}"]}`);
  g.put('state/dreams/1/part-000001.json', `{"said":["${SECRET}"]}`);
  g.put('index/lexical/segment', SECRET);
  await g.world.files.write(g.ws.tasksRead, `{"tasks":[{"prompt":"${SECRET}"}]}`);
  g.put(`${LOG}.5-ab.tmp`, g.live() as string);
  return { ...g, id, writer };
}

describe('a forget that was cut off', () => {
  it.each(['before', 'during', 'after'] as const)(
    'is finished by the next command: killed %s each step',
    { timeout: 60_000 },
    async (when) => {
      let steps = 0;
      for (let step = 1; ; step += 1) {
        const g = await ground();
        const cut = dying(g.world, step, when);
        const error = await forgetEntry(cut.world, g.ws, PLAIN_VIEW, g.id).catch((thrown: unknown) => thrown);
        if (cut.left() > 0) break;
        steps += 1;
        expect(error).toBeInstanceOf(Killed);
        if ((await forgetIntents(g.world, g.ws)).length === 0 && !(await readForgotten(g.world, g.ws)).has(g.id)) {
          // Nothing was begun.
          expect([step, when !== 'after', await g.readable()]).toEqual([1, true, ['one', SECRET, 'two', 'three']]);
          await forgetEntry(g.world, g.ws, PLAIN_VIEW, g.id);
          // What the killed write of the intent left goes later: it may be another process's.
          g.clock.advance(120_000);
        }
        await restoreLogs(g.world, g.ws);
        await restoreLogs(g.world, g.ws);
        expect([step, await stands(g)]).toEqual([step, []]);
        expect([step, await g.readable()]).toEqual([step, ['one', 'two', 'three']]);
        expect(g.live()).toMatch(/^by hand\n/);
        expect(g.live('state/usage.jsonl')).toBe('{"ids":["other"],"query":"else"}\n');
        expect(g.live('state/sessions/a.jsonl')).toBe('{"messages":[]}\n');
        expect(await forgetIntents(g.world, g.ws)).toEqual([]);
        expect(await g.world.files.stat(g.ws.staleVectors)).toBeUndefined();
      }
      expect(steps).toBeGreaterThan(15);
    },
  );

  it('is finished for a bullet without an id, too, which its text alone names', { timeout: 60_000 }, async () => {
    for (let step = 1; ; step += 1) {
      const g = await virtualGround();
      await g.note('one');
      g.put(LOG, `${g.live()}- ${SECRET}\n- another\n`);
      await g.commit();
      const bullet = (await readEntries(g.world, g.ws, PLAIN_VIEW)).entries.find((entry) => entry.text === SECRET);
      const cut = dying(g.world, step, 'after');
      await forgetEntry(cut.world, g.ws, PLAIN_VIEW, bullet?.id ?? '').catch((thrown: unknown) => thrown);
      if (cut.left() > 0) break;
      const { unsaved } = await restoreLogs(g.world, g.ws);
      expect([step, unsaved]).toEqual([step, []]);
      await g.commit();
      expect([step, await stands(g)]).toEqual([step, []]);
      expect([step, await g.readable()]).toEqual([step, ['one', 'another']]);
    }
  });

  it('waits, and says so, while a step cannot be done, and reading goes on without the entry', async () => {
    const g = await ground();
    await forgetEntry(dying(g.world, 2, 'after').world, g.ws, PLAIN_VIEW, g.id).catch(() => undefined);
    const warned: string[] = [];
    const { KairosError } = await import('../../src/base/errors.js');
    const full = async (): Promise<never> => Promise.reject(new KairosError('disk-full', 'the disk is full'));
    const log = { ...g.world.log, warn: (line: string) => void warned.push(line) };
    const { view } = await restoreLogs({ ...g.world, log, git: { ...g.world.git, commitChain: full } }, g.ws);
    expect(warned).toEqual([expect.stringContaining(`the forget of ^${g.id} waits to be finished: the disk is full`)]);
    expect((await readEntries(g.world, g.ws, view)).entries.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    await restoreLogs(g.world, g.ws);
    expect(await stands(g)).toEqual([]);
  });
});

describe('doctor', () => {
  const rowsOf = async (g: Awaited<ReturnType<typeof ground>>): Promise<string[]> =>
    (await forgetRows({ ...g, checkout: PLAIN_VIEW, view: PLAIN_VIEW, configProblems: [], signal: undefined })).map(
      ({ state, detail, hint }) =>
        `${state} ${detail.replaceAll(g.id, 'ID').replace(g.writer, 'WRITER')} | ${hint?.replaceAll(g.id, 'ID')}`,
    );

  it('tells of a forget that was cut short, and of each place where a forgotten entry stands, with the line to type', async () => {
    const g = await ground();
    await forgetEntry(dying(g.world, 2, 'after').world, g.ws, PLAIN_VIEW, g.id).catch(() => undefined);
    expect(await rowsOf(g)).toEqual(['note the forget of ^ID was cut short; the next command finishes it | kairos status']);
    // As an older kairos left it: the id is listed, and nothing says what was under way.
    await g.world.files.remove(g.ws.forgetIntents);
    const rows = await rowsOf(g);
    for (const where of [
      'refs/kairos/journal/WRITER',
      'refs/kairos/journal/peer0000',
      `${g.ws.tails}/WRITER/2026-11-20.md`,
      `${g.ws.kairos}/${LOG}`,
      `${g.ws.kairos}/peers/peer0000/2026/11/2026-11-20.md`,
      g.ws.usage,
    ])
      expect(rows.filter((row) => row.startsWith(`bad ^ID was forgotten and still stands in ${where}`)).length).toBeGreaterThan(0);
    expect(rows.every((row) => row.endsWith('| kairos forget ^ID --yes'))).toBe(true);
    await forgetEntry(g.world, g.ws, PLAIN_VIEW, g.id);
    expect(await rowsOf(g)).toEqual(['note vectors of what was forgotten may be left; the next command removes them | kairos status']);
    await restoreLogs(g.world, g.ws);
    expect(await rowsOf(g)).toEqual([]);
    g.put('topics/x.md', `# X\n\n- claim ^kclaim00001\n  evidence: (^${g.id})\n`);
    expect(await rowsOf(g)).toEqual([
      'note ^ID was forgotten and is quoted in .kairos/topics/x.md:4 | take the line out: the file is yours to edit',
    ]);
  });
});
