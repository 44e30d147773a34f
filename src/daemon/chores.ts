/**
 * The chores before reading, in one table: commands, servers and the daemon run them in the order of its rows. A row has its preconditions and its
 * action; it returns what it found, and the caller words it. They are in this room because the daemon runs them at each tick, as effects of its
 * phases, and the desk above may call them. Rooms that are seldom needed are loaded on demand.
 *
 *   leftovers of killed processes swept -> git at rest -> restore -> keepEdits -> refreshPeers -> (the daemon takes its queue) -> finishAccept -> settle -> observe
 */
import { readPause } from '../activation/pause.js';
import { isSetUp, protectLogs } from '../activation/setup.js';
import { isTrusted } from '../activation/trust.js';
import { REFS } from '../base/refs.js';
import type { Workspace } from '../base/workspace.js';
import type { finishAccept } from '../dream/review/finish-accept.js';
import type { Settled } from '../dream/review/settle.js';
import { isStillOpen } from '../dream/review/still-open.js';
import type { JournalCommit } from '../journal/commit.js';
import { isAtRest } from '../journal/at-rest.js';
import { refreshPeers } from '../journal/peers.js';
import { restore, type Restoration } from '../journal/restore.js';
import type { LogView } from '../memory/log-view.js';
import type { observe } from '../observe/observe.js';
import type { CommandWorld, World } from '../world/world.js';

/** The results of the chores; undefined if there was nothing to do. */
export interface ChoreResults {
  readonly restore: Restoration;
  readonly keepEdits: JournalCommit;
  /** The number of written files of other work trees' journals. */
  readonly refreshPeers: number;
  readonly finishAccept: Awaited<ReturnType<typeof finishAccept>>;
  readonly settle: Settled | undefined;
  readonly observe: Awaited<ReturnType<typeof observe>>;
}

export type ChoreName = keyof ChoreResults;

/** One run through the chores. */
export interface ChorePass {
  readonly world: World;
  readonly ws: Workspace;
  /** The same world, if a person runs a command: only then may an accept that was killed before the branch moved be continued. */
  readonly mover?: CommandWorld;
  /** The view of the logs, and the paths of logs with edits that nothing else holds yet. */
  readonly view: LogView;
  readonly unsaved: readonly string[];
  /** Ends observing between two portions of commits; what was noted stays. */
  readonly signal?: AbortSignal;
  /** The names of refs that show an open dream or a started accept; listed once in a run. */
  marks?: Promise<readonly string[]>;
}

type Need =
  | 'a cut-off accept'
  | 'an open dream'
  | 'git at rest'
  | 'nothing of git under way'
  | 'no pause'
  | 'set up'
  | 'trust'
  | 'unsaved edits';

interface Chore<Name extends ChoreName> {
  /** The preconditions, checked in this order; the first that is not met ends the chore. */
  readonly needs: readonly Need[];
  run(pass: ChorePass): Promise<ChoreResults[Name]>;
}

/** The order of the rows is the order of the chores. A branch that an accept moved is observed in the same run. */
export const CHORES: { readonly [Name in ChoreName]: Chore<Name> } = {
  restore: {
    needs: [],
    run: async ({ world, ws }) => {
      // Before anything is read or committed: a bullet without an id is known by its text alone, and would be taken for a new edit.
      if ((await world.files.list(ws.forgetIntents)).length > 0) {
        const { finishForgets } = await import('../journal/forget.js');
        for (const id of await finishForgets(world, ws)) world.log.info(`finished the forget of ^${id} that was cut short`);
      }
      return restore(world, ws);
    },
  },
  keepEdits: {
    // A person's edits of a log exist nowhere else yet, so they are committed at once, before a cleaning can remove them.
    needs: ['unsaved edits', 'git at rest'],
    run: async ({ world, ws, view }) => {
      const { commitIfPossible } = await import('../journal/commit.js');
      return commitIfPossible(world, ws, view, { minIntervalMs: 0 });
    },
  },
  refreshPeers: { needs: [], run: async ({ world, ws, view }) => refreshPeers(world, ws, view) },
  finishAccept: {
    needs: ['a cut-off accept'],
    run: async ({ world, mover, ws, view }) => {
      const { finishAccept, finishLanded } = await import('../dream/review/finish-accept.js');
      return mover ? finishAccept(mover, ws, view) : finishLanded(world, ws, view);
    },
  },
  settle: {
    needs: ['an open dream'],
    run: async ({ world, ws, view }) => {
      // To load what reads a dream costs a short command as much as all else; what goes wrong here goes wrong there, and is told there.
      if (await isStillOpen(world, ws).catch(() => false)) return undefined;
      const { settle } = await import('../dream/review/settle.js');
      return settle(world, ws, view);
    },
  },
  observe: {
    // Under the conditions of the daemon, so that a commit can be recalled at once even if no daemon runs.
    needs: ['set up', 'trust', 'no pause', 'nothing of git under way'],
    run: async ({ world, ws, view, signal }) => {
      const { observe } = await import('../observe/observe.js');
      await protectLogs(world, ws);
      return observe(world, ws, view, signal);
    },
  },
};

const GIVEN: Readonly<Record<Need, (pass: ChorePass) => Promise<boolean>>> = {
  'a cut-off accept': async (pass) =>
    (await pass.world.files.stat(pass.ws.acceptIntent)) !== undefined ||
    (await marksOf(pass)).some((name) => name.startsWith(REFS.acceptPins)),
  'an open dream': async (pass) => (await marksOf(pass)).includes(REFS.openDream),
  'git at rest': async ({ world, ws }) => isAtRest(world, ws, 0),
  'nothing of git under way': async ({ world }) => (await world.git.busy()) === undefined,
  'no pause': async ({ world, ws }) => (await readPause(world, ws)) === undefined,
  'set up': async ({ world, ws }) => isSetUp(world.files, ws),
  trust: async ({ world, ws }) => isTrusted(world, ws),
  'unsaved edits': async ({ unsaved }) => unsaved.length > 0,
};

/** Runs a chore if its preconditions are met. Undefined: they were not, or there was nothing to do. @throws whatever the chore throws. */
export async function doChore<Name extends ChoreName>(name: Name, pass: ChorePass): Promise<ChoreResults[Name] | undefined> {
  const { needs, run } = CHORES[name];
  for (const need of needs) if (!(await GIVEN[need](pass))) return undefined;
  return run(pass);
}

/** A run for logs that have been restored. */
export function passAfter(
  world: World,
  ws: Workspace,
  { view, unsaved }: Pick<Restoration, 'view' | 'unsaved'>,
  mover?: CommandWorld,
): ChorePass {
  return { world, ws, view, unsaved, ...(mover && { mover }) };
}

async function marksOf(pass: ChorePass): Promise<readonly string[]> {
  pass.marks ??= pass.world.git.refs([REFS.openDream, REFS.acceptPins]).then((refs) => refs.map(({ name }) => name));
  return pass.marks;
}
