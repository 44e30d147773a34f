/** What the tasks of a work tree will do in the coming days, and what a model may cost by it. */
import type { Workspace } from '../base/workspace.js';
import type { Config } from '../config/config.js';
import type { LogView } from '../memory/log-view.js';
import { simulate, type Asleep, type Simulated, type Simulation } from '../schedule/simulate.js';
import { readStanding, standingNow } from '../schedule/standing-file.js';
import { type PlacedProblem, readTasks, refuseTracked, TASKS_PATH, tasksInForce, zoneOf } from '../schedule/store.js';
import { consentOf, readTaskJournal } from '../schedule/task-journal.js';
import type { World } from '../world/world.js';
import { NO_WISHES, type Wishes } from './activation.js';
import { noTask, whyNoneRuns } from './tasks.js';

export type { Asleep, Simulation, SimulatedRow } from '../schedule/simulate.js';

/** What a model may cost at most: a turn for each prompt, within the budgets. */
export interface TaskCost {
  /** Left out where there are more than were counted. */
  readonly turnsMost?: number;
  readonly tokensMost: number;
  /** Beside these, for each start of the daemon: a turn for each prompt that runs then. Within the tokens of a day, too. */
  readonly turnsPerStart: number;
  readonly turnTokens: number;
  readonly dayTokens: number;
}

/** What the tasks will do. @param asleep when the machine does not run, each day. */
export async function simulateTasks(
  world: World,
  ws: Workspace,
  view: LogView,
  {
    days,
    asleep,
    id,
    budget,
    wishes = NO_WISHES,
  }: { readonly days: number; readonly asleep?: Asleep; readonly id?: string; readonly budget: Config['budget']; readonly wishes?: Wishes },
): Promise<
  Simulation & {
    readonly cost: TaskCost;
    readonly zone: string;
    readonly problems: readonly PlacedProblem[];
    /** Tasks that run when the daemon starts, which nobody can foretell. */
    readonly atStart: readonly string[];
    /** Why none of it runs; left out: what is approved does. */
    readonly whyNone?: string;
  }
> {
  const read = await readTasks(world, ws, view);
  const journal = await readTaskJournal(world, ws, view);
  const standing = await readStanding(world, ws);
  const tasks = await tasksInForce(world, ws, read, journal);
  if (id !== undefined && !tasks.some(({ task }) => task.id === id)) {
    refuseTracked(view, TASKS_PATH);
    throw noTask(
      id,
      tasks.map(({ task }) => task.id),
    );
  }
  const nowMs = world.clock.now();
  const zone = zoneOf(world);
  const lived = tasks
    // One that is over waits for the end of its last run alone.
    .filter(({ task }) => (id === undefined || task.id === id) && standing?.tasks[task.id]?.isOver !== true)
    .map(({ task }): Simulated => {
      const consent = consentOf(task, journal);
      const isApproved = consent.is === 'approved';
      const stands = isApproved
        ? standingNow(task.id, consent.approval, standing ?? { tasks: {} }, journal)
        : { approvedAtMs: nowMs, accountedMs: nowMs };
      const ran = journal.ahead.get(task.id);
      return { task, standing: stands, isApproved, ...(isApproved && ran && { ran }) };
    });
  const lives = simulate(lived, { fromMs: nowMs, days, zone, ...(asleep && { asleep }) });
  const starts = lived.flatMap(({ task, isApproved }) => (task.rule.kind === 'start' && isApproved ? [task] : []));
  const whyNone = await whyNoneRuns(world, ws, wishes);
  return {
    ...lives,
    cost: costOf(lives.runs, starts.filter(({ command, routine }) => !command && routine !== 'dream').length, days, budget),
    zone,
    problems: read.problems,
    atStart: starts.map((task) => task.id),
    ...(whyNone !== undefined && { whyNone }),
  };
}

function costOf({ prompts, isMore }: Simulation['runs'], turnsPerStart: number, days: number, { turn, day }: Config['budget']): TaskCost {
  const byDays = days * day.tokens;
  // Commands cost nothing, however many they are.
  const arePromptsMore = isMore && prompts > 0;
  return {
    ...(!arePromptsMore && { turnsMost: prompts }),
    tokensMost: arePromptsMore ? byDays : Math.min(byDays, prompts * turn.tokens),
    turnsPerStart,
    turnTokens: turn.tokens,
    dayTokens: day.tokens,
  };
}
