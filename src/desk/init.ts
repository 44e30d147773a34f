/** Setting up a work tree in two steps: what would be written, which a person is shown, and the writing of it. */
import { applyPlan, planInit, type InitPlan, type PlannedWrite } from '../activation/setup.js';
import { isTrusted, trust } from '../activation/trust.js';
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { repositoryConfig } from '../config/config.js';
import { baseToPropose } from '../dream/tree/base-branch.js';
import { type LogView, PLAIN_VIEW } from '../memory/log-view.js';
import { observe } from '../observe/observe.js';
import { permanentTasks } from '../schedule/permanent.js';
import { readTaskFile } from '../schedule/task-file.js';
import { approveTasks } from '../schedule/task-journal.js';
import type { World } from '../world/world.js';
import { ciFilesFor, filledIn } from './ci-files.js';

export interface SetUpPlan extends InitPlan {
  /** The daemon is to be let in here, and is not yet. */
  readonly trusts: boolean;
  /** Files of CI that stand there already and stay as they are, from the root of the repository. */
  readonly kept: readonly string[];
}

/** What is to be laid down for CI. */
export interface CiWish {
  /** As it was typed; `true`: for the forge that this repository seems to be on. */
  readonly forge: string | true;
  /** Of this program. */
  readonly version: string;
  /** The text of a template. */
  template(name: string): string;
}

/**
 * What is missing here. Writes nothing.
 * @param template what new settings begin with. @throws KairosError `usage` in the folder of the user's own settings.
 */
export async function planSetUp(
  world: World,
  ws: Workspace,
  template: string,
  { wantsTrust, ci, wantsTasks = false }: { readonly wantsTrust: boolean; readonly ci?: CiWish; readonly wantsTasks?: boolean },
): Promise<SetUpPlan> {
  if (ws.root === ws.userHome) throw new KairosError('usage', 'this is the folder of your own settings');
  const plan = await planInit(world, ws, template, () => baseToPropose(world, ws));
  const { writes, kept } = ci ? await planCi(world, ws, ci) : { writes: [], kept: [] };
  const tasks = wantsTasks ? await planTasks(world, ws) : [];
  return { writes: [...plan.writes, ...tasks, ...writes], kept, trusts: wantsTrust && !(await isTrusted(world, ws)) };
}

/** The permanent tasks, where there is no file of tasks: not even one that git tracks. */
async function planTasks(world: World, ws: Workspace): Promise<PlannedWrite[]> {
  if ((await world.files.stat(ws.tasks)) !== undefined) return [];
  const why = 'what runs when it is due: catch-up, morning check-in, dream';
  return [{ path: ws.tasks, label: '.kairos/scheduled_tasks.json', why, text: permanentTasks(), append: false }];
}

/** Never over a file that is there: it may be a person's. */
async function planCi(world: World, ws: Workspace, { forge, version, template }: CiWish): Promise<Pick<SetUpPlan, 'writes' | 'kept'>> {
  const branch = (await repositoryConfig(await world.files.read(ws.config))).config.dream.base ?? (await baseToPropose(world, ws));
  const writes: PlannedWrite[] = [];
  const kept: string[] = [];
  for (const { path, template: name, why } of await ciFilesFor(world, ws, forge)) {
    if ((await world.files.stat(`${ws.root}/${path}`)) !== undefined) kept.push(path);
    else writes.push({ path: `${ws.root}/${path}`, label: path, why, text: filledIn(template(name), { version, branch }), append: false });
  }
  return { writes, kept };
}

/** Writes what was planned. `untrusted` says why the folder could not be trusted, where the user's own settings cannot be written: all else stands. */
export async function setUp(world: World, ws: Workspace, plan: SetUpPlan): Promise<{ readonly untrusted?: KairosError }> {
  await applyPlan(world, ws, plan);
  const tasks = plan.writes.find(({ path }) => path === ws.tasks);
  // Only what was laid down here and now; a file that came to exist meanwhile is somebody's.
  if (tasks && (await world.files.read(ws.tasks)) === tasks.text)
    await approveTasks(world, ws, PLAIN_VIEW, readTaskFile(tasks.text, 'UTC').tasks);
  if (!plan.trusts) return {};
  try {
    await trust(world, ws);
    return {};
  } catch (error) {
    if (error instanceof KairosError && error.code === 'not-writable') return { untrusted: error };
    throw error;
  }
}

/** Remembers how git stands, so that what happens from now on is noted. @throws KairosError as `observe`. */
export async function firstLook(world: World, ws: Workspace, view: LogView): Promise<void> {
  await observe(world, ws, view);
}
