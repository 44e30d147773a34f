import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../config/parse-config.js';
import { openDoor, type DoorOptions, type OpenDoor } from '../../../src/desk/door/answer.js';
import { settingsOf, type Asked, type DoorAnswer } from '../../../src/desk/door/asked.js';
import { askDoor } from '../../../src/desk/door/ask.js';
import { promptFile, readPrompt, readSaid, type AskedPrompt, type PromptSaid } from '../../../src/desk/door/asked-prompt.js';
import { askByFile } from '../../../src/desk/door/exchange.js';
import { emptyPlace, leftBehindFiles, openDoors, placeIn } from '../../../src/desk/door/place.js';
import { questionFrom } from '../../../src/desk/question.js';
import type { VirtualWorld } from '../../../src/replay/virtual-world.js';
import type { Workspace } from '../../../src/base/workspace.js';
import { kairosClone } from '../../kairos-clone.js';

const { config } = parseConfig();
const LIKENESS = 'kairos 1';
const NOTHING_FOUND = { restoration: { restored: [], edited: [], strange: [], troubles: [] }, caughtUp: {} };

interface Clone {
  readonly world: VirtualWorld;
  readonly ws: Workspace;
}

/** Another process of the same machine. */
function beside({ world }: Clone): VirtualWorld {
  return { ...world, processes: world.processes.another() };
}

function asked(ws: Workspace, text = 'why redis', more: Partial<Asked> = {}): Asked {
  const rest = { root: ws.root, cwd: ws.root, wordsOnly: false, edges: false, settings: settingsOf(config), client: 'kairos' };
  return { ...rest, question: questionFrom(text, { limit: 3 }), ...more };
}

/** An answer that quotes the question. */
function quoting({ question: { text, bounds } }: Asked): DoorAnswer {
  const answered = {
    hits: [],
    perhaps: [],
    problems: [],
    searched: bounds.limit,
    belowCut: 0,
    cut: 0.4,
    coverage: { embedded: 1, entries: 1 },
    coverageText: text,
  };
  return { answered, found: NOTHING_FOUND };
}

const PLAIN: DoorOptions = {
  kind: 'left',
  likeness: LIKENESS,
  answer: async (one) => quoting(one),
  prompt: async ({ prompt }) => ({ said: prompt }),
};

async function door(
  clone: Clone,
  options: Partial<DoorOptions> = {},
  world = beside(clone),
): Promise<{ opened: OpenDoor; world: VirtualWorld }> {
  const opened = await openDoor(world, clone.ws, { ...PLAIN, ...options });
  if (!opened) throw new Error('no door');
  return { opened, world };
}

const ask = async ({ world, ws }: Clone, question = asked(ws), likeness = LIKENESS): ReturnType<typeof askDoor> =>
  askDoor(world, ws, question, { likeness, patienceMs: 5_000 });

/** What lies at the door beside the doors themselves. */
async function litter({ world, ws }: Clone): Promise<readonly string[]> {
  return (await world.files.walk(ws.ask)).filter((name) => !name.startsWith('doors/'));
}

describe('a question to a warm process', () => {
  it('is answered within milliseconds, with its filters, and leaves no file', async () => {
    const clone = await kairosClone();
    const { world } = await door(clone);
    const atMs = clone.world.clock.now();
    const answer = await ask(clone);
    expect(answer).toMatchObject({ answered: { coverageText: 'why redis', searched: 3 }, found: NOTHING_FOUND });
    expect(answer?.by).toMatchObject({ kind: 'left', identity: { pid: world.processes.self().pid } });
    expect(clone.world.clock.now() - atMs).toBeLessThan(10);
    expect(await litter(clone)).toEqual([]);
  });

  it('is answered once each, however many come at once', async () => {
    const clone = await kairosClone();
    const seen: string[] = [];
    await door(clone, {
      answer: async (one) => {
        seen.push(one.question.text);
        await clone.world.clock.sleep(20);
        return quoting(one);
      },
    });
    const texts = Array.from({ length: 30 }, (_, n) => `question ${n}`);
    const answers = await Promise.all(
      texts.map(async (text) => askDoor(beside(clone), clone.ws, asked(clone.ws, text), { likeness: LIKENESS, patienceMs: 5_000 })),
    );
    const given = answers.flatMap((answer) => answer?.answered.coverageText ?? []);
    // Who waits behind the others for longer than it takes to load the model answers for itself.
    expect(given.length).toBeGreaterThanOrEqual(16);
    expect(given.filter((text) => !texts.includes(text))).toEqual([]);
    expect(seen.length).toBe(new Set(seen).size);
    expect(await litter(clone)).toEqual([]);
  });

  it.each([
    ['of another program', {}, 'kairos 2'],
    ['for another work tree', { root: '/elsewhere' }, LIKENESS],
  ])('is not given to one %s', async (_, options, likeness) => {
    const clone = await kairosClone();
    let heard = 0;
    await door(clone, { ...options, knocked: () => (heard += 1) });
    const atMs = clone.world.clock.now();
    expect(await ask(clone, undefined, likeness)).toBeUndefined();
    expect([heard, clone.world.clock.now() - atMs]).toEqual([0, 0]);
  });

  it('is not asked where nobody is, where the one that was there was killed, and on another machine', async () => {
    const clone = await kairosClone();
    const atMs = clone.world.clock.now();
    expect(await ask(clone)).toBeUndefined();
    expect(await clone.world.files.list(clone.ws.ask)).toEqual([]);
    const { world } = await door(clone);
    world.processes.kill();
    await door(clone, {}, { ...clone.world, processes: clone.world.processes.elsewhere({ host: 'another' }) });
    expect(await openDoors(clone.world, clone.ws)).toEqual([]);
    expect(await ask(clone)).toBeUndefined();
    expect(clone.world.clock.now() - atMs).toBe(0);
  });

  it('is not asked of a door that another user made', async () => {
    const clone = await kairosClone();
    let heard = 0;
    await door(clone, { knocked: () => (heard += 1) });
    const files = { ...clone.world.files, privateFolder: async () => false };
    expect(await askDoor({ ...clone.world, files }, clone.ws, asked(clone.ws), { likeness: LIKENESS, patienceMs: 5_000 })).toBeUndefined();
    expect([heard, await litter(clone)]).toEqual([0, []]);
  });

  it('is taken back when whoever asked goes', async () => {
    const clone = await kairosClone();
    await door(clone, { answer: async (one) => clone.world.clock.sleep(2_000).then(() => quoting(one)) });
    const leaving = new AbortController();
    const asking = askDoor(clone.world, clone.ws, asked(clone.ws), { likeness: LIKENESS, patienceMs: 5_000, signal: leaving.signal });
    await clone.world.clock.sleep(100);
    leaving.abort();
    expect([await asking, await litter(clone)]).toEqual([undefined, []]);
  });

  it('is taken back after 50 ms where a process stands still, and that one never answers it', async () => {
    const clone = await kairosClone();
    const watches: (() => unknown)[] = [];
    const stopped = beside(clone);
    const files = { ...stopped.files, watch: async (_: unknown, changed: () => unknown) => (watches.push(changed), async () => undefined) };
    let heard = 0;
    await door(clone, { knocked: (isQuestion) => (heard += isQuestion ? 1 : 0) }, { ...stopped, files });
    const atMs = clone.world.clock.now();
    expect(await ask(clone)).toBeUndefined();
    expect(clone.world.clock.now() - atMs).toBeLessThan(65);
    for (const wake of watches) wake();
    await clone.world.clock.sleep(1_000);
    expect([heard, await litter(clone)]).toEqual([0, []]);
  });

  it('is given up when the one that took it is killed, fails, or is too slow', async () => {
    const clone = await kairosClone();
    const { opened, world } = await door(clone, {
      answer: async () => clone.world.clock.sleep(60_000).then(() => Promise.reject(new Error('late'))),
    });
    const killing = clone.world.clock.sleep(30).then(() => world.processes.kill());
    const atMs = clone.world.clock.now();
    expect(await ask(clone)).toBeUndefined();
    await killing;
    expect(clone.world.clock.now() - atMs).toBeLessThan(300);
    expect(await litter(clone)).toEqual([]);
    await opened.close();

    const failing = await door(clone, { answer: async () => Promise.reject(new Error('no')) });
    const failedAtMs = clone.world.clock.now();
    expect(await ask(clone)).toBeUndefined();
    expect(clone.world.clock.now() - failedAtMs).toBeLessThan(10);
    await failing.opened.close();

    await door(clone, { answer: async (one) => clone.world.clock.sleep(8_000).then(() => quoting(one)) });
    expect(await ask(clone)).toBeUndefined();
    await clone.world.clock.sleep(20_000);
    expect(await litter(clone)).toEqual([]);
  });
});

describe('a prompt to a warm process', () => {
  const told = async ({ world, ws }: Clone, prompt = 'which port?'): Promise<PromptSaid | undefined> =>
    (
      await askByFile(
        world,
        ws,
        { root: ws.root, file: promptFile({ root: ws.root, session: 's1', prompt, patienceMs: 300 }), read: readSaid },
        { likeness: LIKENESS, patienceMs: 300 },
      )
    )?.answer;

  it('is answered with what is known, or with nothing, and leaves no file', async () => {
    const clone = await kairosClone();
    const asked: AskedPrompt[] = [];
    await door(clone, { prompt: async (one) => (asked.push(one), one.prompt === 'nothing' ? {} : { said: `${one.prompt} 6380` }) });
    expect([await told(clone), await told(clone, 'nothing')]).toEqual([{ said: 'which port? 6380' }, {}]);
    expect(asked[0]).toEqual({ root: clone.ws.root, session: 's1', prompt: 'which port?', patienceMs: 300 });
    expect(await litter(clone)).toEqual([]);
  });

  it('is taken back when it takes too long, which whoever answers can see', async () => {
    const clone = await kairosClone();
    const waiting: boolean[] = [];
    await door(clone, {
      prompt: async (_, isWaiting) => {
        waiting.push(await isWaiting());
        await clone.world.clock.sleep(1_000);
        waiting.push(await isWaiting());
        return { said: 'late' };
      },
    });
    expect(await told(clone)).toBeUndefined();
    await clone.world.clock.sleep(2_000);
    expect([waiting, await litter(clone)]).toEqual([[true, false], []]);
  });

  it('is none without its session, and an answer none without its text', () => {
    for (const text of ['{}', '{"root":"/r"}', '{"root":"/r","hook":{"prompt":"x"}}', '{"root":"/r","hook":{"session":"s","prompt":"x"}}'])
      expect(readPrompt(text)).toBeUndefined();
    for (const text of ['', '[]', '{}', '{"said":1}']) expect(readSaid(text)).toBeUndefined();
  });
});

describe('what lies at the door', () => {
  it('is for this user alone, and nothing where it cannot be', async () => {
    const clone = await kairosClone();
    const options = PLAIN;
    const files = { ...clone.world.files, privateFolder: async () => false };
    expect(await openDoor({ ...clone.world, files }, clone.ws, options)).toBeUndefined();
    const deaf = {
      ...clone.world.files,
      watch: async (_paths: unknown, _changed: unknown, polls?: (why: string) => void) => {
        polls?.('no more watches');
        return async () => undefined;
      },
    };
    expect(await openDoor({ ...clone.world, files: deaf }, clone.ws, options)).toBeUndefined();
    expect(await openDoors(clone.world, clone.ws)).toEqual([]);
    await clone.world.files.remove(clone.ws.ask);
    clone.world.files.lay({ [clone.ws.ask]: 'a file of somebody' });
    expect(await openDoor(clone.world, clone.ws, options)).toBeUndefined();
  });

  it('goes when whoever asked was killed: the answer after ten seconds, with the door at once', async () => {
    const clone = await kairosClone();
    const { asked: folder } = placeIn(clone.ws);
    const { opened } = await door(clone);
    const [{ id } = { id: '' }] = await openDoors(clone.world, clone.ws);
    const write = async (name: string): Promise<void> => {
      const { question, ...rest } = asked(clone.ws);
      clone.world.files.lay({ [`${folder}/${id}.${name}`]: JSON.stringify({ ...rest, text: question.text, filters: {} }) });
      await clone.world.clock.sleep(100);
    };
    await write('one');
    expect(await litter(clone)).toEqual(['done/one']);
    await clone.world.clock.sleep(10_000);
    expect(await litter(clone)).toEqual([]);
    await write('two');
    await opened.close();
    await clone.world.clock.sleep(10_000);
    expect(await clone.world.files.walk(clone.ws.ask)).toEqual([]);
  });

  it('that is no question is removed and answered by nobody', async () => {
    const clone = await kairosClone();
    const { asked: folder } = placeIn(clone.ws);
    let answered = 0;
    await door(clone, { answer: async (one) => ((answered += 1), quoting(one)) });
    const [{ id } = { id: '' }] = await openDoors(clone.world, clone.ws);
    const long = JSON.stringify({ ...asked(clone.ws), text: 'x'.repeat(100_000), filters: {} });
    for (const [n, text] of ['', 'no json', '[]', '{"root":1}', '{"root":"/repo","cwd":"/repo","text":"a","filters":{}}', long].entries())
      clone.world.files.lay({ [`${folder}/${id}.${n}`]: text });
    clone.world.files.lay({ [`${folder}/another.question`]: 'not ours' });
    await clone.world.clock.sleep(100);
    expect([answered, await litter(clone)]).toEqual([0, ['new/another.question']]);
    expect(await ask(clone, asked(clone.ws, 'x'.repeat(100_000)))).toBeUndefined();
  });

  it('that killed processes left is named, and swept by the next door', async () => {
    const clone = await kairosClone();
    const { world } = await door(clone, {
      answer: async () => clone.world.clock.sleep(60_000).then(() => Promise.reject(new Error('late'))),
    });
    const [{ id } = { id: '' }] = await openDoors(clone.world, clone.ws);
    const { taken, done, tmp } = placeIn(clone.ws);
    clone.world.files.lay({ [`${taken}/${id}.q`]: '{}', [`${done}/old`]: '{}', [`${tmp}/half`]: '{"te' });
    expect(await leftBehindFiles(clone.world, clone.ws)).toEqual([]);
    world.processes.kill();
    clone.world.clock.advance(61_000);
    const left = [`doors/${id}.json`, 'tmp/half', `taken/${id}.q`, 'done/old'];
    expect(await leftBehindFiles(clone.world, clone.ws)).toEqual(left);
    await door(clone);
    expect([await leftBehindFiles(clone.world, clone.ws), await litter(clone)]).toEqual([[], []]);
  });

  it('can be emptied at once, also of what is under way', async () => {
    const clone = await kairosClone();
    await door(clone, { answer: async (one) => clone.world.clock.sleep(500).then(() => quoting(one)) });
    const asking = ask(clone);
    await clone.world.clock.sleep(100);
    expect((await litter(clone)).length).toBe(1);
    await emptyPlace(clone.world, clone.ws);
    expect([await asking, await litter(clone)]).toEqual([undefined, []]);
    await clone.world.clock.sleep(1_000);
    expect(await litter(clone)).toEqual([]);
  });
});
