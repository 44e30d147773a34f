/**
 * Lays a file before a warm process and waits for its answer, and gives up soon: whoever asks can always answer for itself. What is asked it does not know.
 * It opens no memory and loads no model.
 */
import type { Workspace } from '../../base/workspace.js';
import { isUnwritable } from '../../base/errors.js';
import { jsonFile } from '../../base/json.js';
import type { Processes } from '../../world/processes.js';
import type { World } from '../../world/world.js';
import { ASKED_MOST_BYTES, openDoors, place, placeIn, type Door } from './place.js';

/** Who has not taken the question by then, and after so many looks, is not there: where the machine is busy, each look takes longer for both. */
const TAKEN_MS = 50;
const TAKEN_LOOKS = 10;
/** Steps of looking, in milliseconds: an answer takes some milliseconds, or a second where much is opened first. */
const STEPS_MS = [3, 2, 2, 3, 3, 4, 5, 5] as const;
const STEP_MS = 10;
/** How often it is asked whether the process still lives. */
const ALIVE_MS = 100;

/** The part of the world that asking needs. */
export interface AskingWorld extends Pick<World, 'clock' | 'random'> {
  readonly files: Pick<World['files'], 'append' | 'list' | 'privateFolder' | 'read' | 'remove' | 'rename' | 'stat'>;
  readonly processes: Pick<Processes, 'liveness'>;
}

export interface DoorWishes {
  /** The likeness of this process: one of another program is not asked. */
  readonly likeness: string;
  /** Gives up after this time, in milliseconds. */
  readonly patienceMs: number;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** What is asked about a work tree. */
export interface Question<Answer> {
  readonly root: string;
  readonly file: unknown;
  /** Undefined for what is no answer. */
  readonly read: (text: string) => Answer | undefined;
}

/** The answer, and whose it is; undefined where nobody is there, or nobody answers in time. Then no file of the question is left. */
export async function askByFile<Answer>(
  world: AskingWorld,
  ws: Workspace,
  asked: Question<Answer>,
  { likeness, ...waiting }: DoorWishes,
): Promise<{ readonly answer: Answer; readonly by: Door } | undefined> {
  if (!ws.hasGit) return undefined;
  try {
    const fitting = (await openDoors(world, ws)).find((door) => door.likeness === likeness && (door.root ?? asked.root) === asked.root);
    if (!fitting || jsonFile(asked.file).length * 3 > ASKED_MOST_BYTES) return undefined;
    // What another user put there may say anything, and would learn what is asked.
    if (!(await world.files.privateFolder(ws.ask))) return undefined;
    const answer = await askOne(world, ws, fitting, asked, waiting);
    return answer === undefined ? undefined : { answer, by: fitting };
  } catch (error) {
    // A disk that cannot be written, or a folder that is being removed: then there is no door.
    if (isUnwritable(error) || isGone(error)) return undefined;
    throw error;
  }
}

async function askOne<Answer>(
  world: AskingWorld,
  ws: Workspace,
  door: Door,
  { file, read }: Question<Answer>,
  { patienceMs, signal }: Omit<DoorWishes, 'likeness'>,
): Promise<Answer | undefined> {
  const { asked: folder, taken, done } = placeIn(ws);
  const id = world.random.base32(16);
  const name = `${door.id}.${id}`;
  const startedAtMs = world.clock.now();
  const passedMs = (): number => world.clock.now() - startedAtMs;
  await place(world, ws, `${folder}/${name}`, file);
  let [isTaken, lookedMs] = [false, 0];
  for (let look = 0; passedMs() < patienceMs; look += 1) {
    if (signal?.aborted) break;
    await world.clock.sleep(STEPS_MS[look] ?? STEP_MS);
    const path = `${done}/${id}`;
    const text = await world.files.read(path);
    if (text !== undefined) {
      await world.files.remove(path);
      return read(text);
    }
    if (!isTaken && (await world.files.stat(`${folder}/${name}`)) === undefined) isTaken = true;
    if (!isTaken && look >= TAKEN_LOOKS && passedMs() >= TAKEN_MS) break;
    // Neither a question nor an answer: it was refused. An answer is placed before the question goes.
    if (isTaken && (await isRefused(world, `${taken}/${name}`, path))) return undefined;
    if (passedMs() - lookedMs < ALIVE_MS) continue;
    lookedMs = passedMs();
    if ((await world.processes.liveness(door.identity)) !== 'alive') break;
  }
  await withdraw(world, [`${folder}/${name}`, `${taken}/${name}`, `${done}/${id}`]);
  return undefined;
}

async function isRefused(world: AskingWorld, question: string, answer: string): Promise<boolean> {
  return (await world.files.stat(question)) === undefined && (await world.files.stat(answer)) === undefined;
}

async function withdraw(world: AskingWorld, paths: readonly string[]): Promise<void> {
  for (const path of paths) await world.files.remove(path);
}

/** The place was removed meanwhile. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['bad-path', 'ENOENT', 'ENOTDIR'].includes(String(error.code));
}
