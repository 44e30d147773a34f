/**
 * The chores that come before reading, as one table: commands, servers and the daemon do them in the order of its rows. A row says what it needs and
 * what it does; what it found it returns, and how that is told is the caller's. They lie in this room because the daemon does them at each tick, as
 * effects of its phases, and the desk above it may call them. Rooms that are seldom needed are loaded where they are.
 *
 *   git at rest -> restore -> keepEdits -> refreshPeers -> (the daemon takes its queue) -> finishAccept -> settle -> observe
 */
import { readPause } from '../activation/pause.js';
import { isSetUp, protectLogs } from '../activation/setup.js';
import { isTrusted } from '../activation/trust.js';
import { REFS } from '../base/refs.js';
import type { Workspace } from '../base/workspace.js';
import type { finishAccept } from '../dream/review/finish-accept.js';
import type { Settled } from '../dream/review/settle.js';
import type { JournalCommit } from '../journal/commit.js';
import { isAtRest } from '../journal/at-rest.js';
import { refreshPeers } from '../journal/peers.js';
import { restore, type Restoration } from '../journal/restore.js';
import type { LogView } from '../memory/log-view.js';
import type { observe } from '../observe/observe.js';
import type { CommandWorld, World } from '../world/world.js';

/** What each chore finds; undefined where there was nothing to do. */
export interface ChoreResults {
  readonly restore: Restoration;
  readonly keepEdits: JournalCommit;
  /** Files of other work trees' journals that were written. */
  readonly refreshPeers: number;
  readonly finishAccept: Awaited<ReturnType<typeof finishAccept>>;
  readonly settle: Settled | undefined;
  readonly observe: Awaited<ReturnType<typeof observe>>;
}

export type ChoreName = keyof ChoreResults;

/** One going through the chores. */
export interface ChorePass {
  readonly world: World;
  readonly ws: Workspace;
  /** The same world where a person runs a command: only there is an accept that was killed before the branch moved carried on. */
  readonly mover?: CommandWorld;
  /** How logs are read, and what nothing else holds yet. */
  readonly view: LogView;
  readonly unsaved: readonly string[];
  /** Names of the refs that say that a dream is open or an accept was begun; listed once a pass. */
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
  /** Asked in this order; the first that is not given ends the chore. */
  readonly needs: readonly Need[];
  run(pass: ChorePass): Promise<ChoreResults[Name]>;
}

/** The order of the rows is the order of the chores. A branch that an accept moved is looked at in the same pass. */
export const CHORES: { readonly [Name in ChoreName]: Chore<Name> } = {
  restore: { needs: [], run: async ({ world, ws }) => restore(world, ws) },
  keepEdits: {
    // What a person wrote into a log stands nowhere else yet: it is committed at once, so that a cleaning cannot take it.
    needs: ['unsaved edits', 'git at rest'],
    run: async ({ world, ws, view }) => {
      const { commitJournal } = await import('../journal/commit.js');
      return commitJournal(world, ws, view, { minIntervalMs: 0 });
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
      const { settle } = await import('../dream/review/settle.js');
      return settle(world, ws, view);
    },
  },
  observe: {
    // Where the daemon might do it: so a commit can be recalled at once, with no daemon about.
    needs: ['set up', 'trust', 'no pause', 'nothing of git under way'],
    run: async ({ world, ws, view }) => {
      const { observe } = await import('../observe/observe.js');
      await protectLogs(world, ws);
      return observe(world, ws, view);
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

/** Does a chore if what it needs is given. Undefined: it was not, or there was nothing to do. @throws whatever the chore throws. */
export async function doChore<Name extends ChoreName>(name: Name, pass: ChorePass): Promise<ChoreResults[Name] | undefined> {
  const { needs, run } = CHORES[name];
  for (const need of needs) if (!(await GIVEN[need](pass))) return undefined;
  return run(pass);
}

/** A pass over logs that were restored. */
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
