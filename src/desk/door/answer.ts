/**
 * Answers questions that come by files, for as long as a process keeps a memory open. It takes each question once, says nothing to anybody else, and leaves
 * no file when it is closed. What answers is given to it.
 */
import { jsonFile } from '../../base/json.js';
import type { Workspace } from '../../base/workspace.js';
import { readAsked, type Asked, type DoorAnswer } from './asked.js';
import { readPrompt, saidFile, type AskedPrompt, type PromptSaid } from './asked-prompt.js';
import {
  ANSWER_MOST_BYTES,
  ASKED_MOST_BYTES,
  makePlace,
  place,
  placeIn,
  sweepPlace,
  type Door,
  type DoorKind,
  type DoorWorld,
} from './place.js';

/** So many questions are answered at a time; the others wait. */
const AT_ONCE = 8;
/** An answer that nobody fetched is removed after this time: whoever asked is gone. */
const UNREAD_MS = 10_000;
/** How long the end waits for answers that are under way, and for the last to be read. */
const LAST_ANSWERS_MS = 300;
const LAST_READ_MS = 50;

export interface DoorOptions {
  readonly kind: DoorKind;
  readonly likeness: string;
  /** The only work tree that is answered for; left out: `answer` decides. */
  readonly root?: string;
  /** May reject: then whoever asked answers for itself. */
  readonly answer: (asked: Asked) => Promise<DoorAnswer>;
  /** The same for a prompt of a person to a coding agent. @param isWaiting false once whoever asked waits no more. */
  readonly prompt: (asked: AskedPrompt, isWaiting: () => Promise<boolean>) => Promise<PromptSaid>;
  /** Called with true for each question that is taken, and with false for each hint that there may be one. */
  readonly knocked?: (isQuestion: boolean) => void;
}

export interface OpenDoor {
  /** False where the place was removed, or nobody would be heard any more. */
  isOpen(): Promise<boolean>;
  /** Takes no question any more, ends what is under way, and removes what is left of both. */
  close(): Promise<void>;
}

/** Opens a door. Undefined where the place cannot be this user's own, or where the system tells of no change there, since nobody would be heard. */
export async function openDoor(world: DoorWorld, ws: Workspace, options: DoorOptions): Promise<OpenDoor | undefined> {
  if (!(await makePlace(world, ws))) return undefined;
  await sweepPlace(world, ws);
  const { kind, likeness, root } = options;
  const door: Door = {
    id: world.random.base32(10),
    kind,
    likeness,
    identity: world.processes.self(),
    openedAtMs: world.clock.now(),
    ...(root === undefined ? {} : { root }),
  };
  const { doors, asked } = placeIn(ws);
  const name = `${doors}/${door.id}.json`;
  const answering = answeringAt(world, ws, door, options);
  let isDeaf = false;
  const unwatch = await world.files.watch(
    [asked],
    () => {
      options.knocked?.(false);
      answering.look();
    },
    () => {
      isDeaf = true;
      void world.files.remove(name).catch(() => undefined);
    },
    0,
  );
  if (isDeaf) {
    await unwatch();
    return undefined;
  }
  await place(world, ws, name, door);
  answering.look();
  return {
    isOpen: async () => (await world.files.stat(name)) !== undefined,
    close: async () => {
      await unwatch();
      await world.files.remove(name).catch(() => undefined);
      await answering.end();
    },
  };
}

interface Answering {
  look(): void;
  end(): Promise<void>;
}

function answeringAt(world: DoorWorld, ws: Workspace, door: Door, { answer, prompt, knocked }: DoorOptions): Answering {
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  const unread = unreadAnswers(world, closing.signal);
  let taking: Promise<void> | undefined;
  let isToLook = false;
  const track = (one: Promise<void>): void => {
    running.add(one);
    void one.finally(() => running.delete(one));
  };

  async function take(): Promise<void> {
    do {
      isToLook = false;
      for (const name of await questionsFor(world, ws, door)) {
        if (closing.signal.aborted || running.size >= AT_ONCE) break;
        const asked = await taken(world, ws, name);
        if (asked === undefined) continue;
        knocked?.(true);
        track(
          answerOne(world, ws, name, async (isWaiting) => ('question' in asked ? answer(asked) : saidFile(await prompt(asked, isWaiting))))
            .catch(() => undefined)
            .finally(look),
        );
      }
    } while (isToLook);
  }
  function look(): void {
    isToLook = true;
    if (closing.signal.aborted) return;
    taking ??= take()
      .catch(() => undefined)
      .finally(() => (taking = undefined));
  }
  async function answerOne(...of: Parameters<typeof answerTo>): Promise<void> {
    const answered = await answerTo(...of);
    if (answered !== undefined) unread.add(answered);
  }
  return {
    look,
    end: async () => {
      await taking;
      const enough = new AbortController();
      await Promise.race([Promise.allSettled(running), world.clock.sleep(LAST_ANSWERS_MS, enough.signal)]);
      enough.abort();
      // Whoever was answered at the last moment reads now.
      if (await hasFiles(world, ws)) await world.clock.sleep(LAST_READ_MS);
      closing.abort();
      await unread.removeAll();
      await tidy(world, ws, door);
    },
  };
}

/** Answers that were given: each is removed after a while, at the end at once. Mostly it was read by then, and is gone. */
function unreadAnswers(world: DoorWorld, closing: AbortSignal): { add(path: string): void; removeAll(): Promise<void> } {
  const given = new Map<string, number>();
  let isWaiting = false;
  const remove = async (untilMs: number): Promise<void> => {
    for (const [path, atMs] of given) {
      if (atMs > untilMs) continue;
      given.delete(path);
      await world.files.remove(path).catch(() => undefined);
    }
  };
  async function wait(): Promise<void> {
    while (given.size > 0 && !closing.aborted) {
      const [oldestAtMs = 0] = given.values();
      await world.clock.sleep(oldestAtMs + UNREAD_MS - world.clock.now(), closing);
      await remove(world.clock.now() - UNREAD_MS);
    }
    isWaiting = false;
  }
  return {
    add: (path) => {
      given.set(path, world.clock.now());
      if (isWaiting) return;
      isWaiting = true;
      void wait();
    },
    removeAll: async () => remove(Infinity),
  };
}

async function questionsFor(world: DoorWorld, ws: Workspace, { id }: Door): Promise<string[]> {
  return (await world.files.list(placeIn(ws).asked)).map(({ name }) => name).filter((name) => name.startsWith(`${id}.`));
}

/** Takes one question. Undefined where somebody else did, or whoever asked thought better of it, or it is none. */
async function taken(world: DoorWorld, ws: Workspace, name: string): Promise<Asked | AskedPrompt | undefined> {
  const { asked, taken: folder } = placeIn(ws);
  const path = `${folder}/${name}`;
  try {
    await world.files.rename(`${asked}/${name}`, path);
  } catch {
    return undefined;
  }
  try {
    const isShort = ((await world.files.stat(path))?.sizeBytes ?? Infinity) <= ASKED_MOST_BYTES;
    const text = isShort ? await world.files.read(path) : undefined;
    const question = readAsked(text) ?? readPrompt(text);
    if (question) return question;
  } catch {
    // A question that cannot be understood: whoever asked says what is wrong with it.
  }
  await world.files.remove(path);
  return undefined;
}

/** Answers, unless whoever asked took the question back. Without an answer the question goes, which says so. Returns the path of the answer. */
async function answerTo(
  world: DoorWorld,
  ws: Workspace,
  name: string,
  answer: (isWaiting: () => Promise<boolean>) => Promise<unknown>,
): Promise<string | undefined> {
  const { taken: folder, done } = placeIn(ws);
  const question = `${folder}/${name}`;
  const path = `${done}/${name.slice(name.indexOf('.') + 1)}`;
  try {
    const isWaiting = async (): Promise<boolean> => (await world.files.stat(question)) !== undefined;
    const answered = await answer(isWaiting);
    if (!(await isWaiting()) || jsonFile(answered).length > ANSWER_MOST_BYTES) return undefined;
    await place(world, ws, path, answered);
    return path;
  } finally {
    await world.files.remove(question);
  }
}

async function hasFiles(world: DoorWorld, ws: Workspace): Promise<boolean> {
  return (await world.files.list(placeIn(ws).done)).length > 0;
}

async function tidy(world: DoorWorld, ws: Workspace, { id }: Door): Promise<void> {
  const { asked, taken: folder } = placeIn(ws);
  for (const at of [asked, folder])
    for (const { name } of await world.files.list(at)) if (name.startsWith(`${id}.`)) await world.files.remove(`${at}/${name}`);
}
