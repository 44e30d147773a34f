/** Asks a warm process a question of recall by files. */
import type { Workspace } from '../../base/workspace.js';
import { askedFile, readAnswer, type Asked, type DoorAnswer } from './asked.js';
import { askByFile, type AskingWorld, type DoorWishes } from './exchange.js';
import type { Door } from './place.js';

/** The answer, and whose it is; undefined where nobody is there, or nobody answers in time. Then no file of the question is left. */
export async function askDoor(
  world: AskingWorld,
  ws: Workspace,
  asked: Asked,
  wishes: DoorWishes,
): Promise<(DoorAnswer & { readonly by: Door }) | undefined> {
  const answered = await askByFile(world, ws, { root: asked.root, file: askedFile(asked), read: readAnswer }, wishes);
  return answered && { ...answered.answer, by: answered.by };
}
