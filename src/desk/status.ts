/** Gathers the state of memory, gates and dreams for `kairos status` and for the first lines of `kairos run`. It only reads. */
import type { Config, ConfigProblem } from '../config/config.js';
import { branchName, journalRef } from '../base/refs.js';
import { knownWriter } from '../memory/writer.js';
import type { LogView } from '../memory/log-view.js';
import { unfinishedHistory, type HistoryProgress } from '../observe/history-progress.js';
import { countEntries, readTally } from '../memory/tally.js';
import { isTopicSlug, type Workspace } from '../base/workspace.js';
import { openBranch } from '../dream/branch/open-branch.js';
import type { World } from '../world/world.js';
import { warmProcesses, type WarmProcess } from './door/leave-behind.js';
import { waitingMessages } from '../daemon/queue.js';
import { runningJobs, type JobRow } from './jobs.js';
import type { FocusReading } from '../agent/focus.js';
import { readFocus } from '../agent/read-focus.js';
import { readWindow, sizeOfSessions } from '../agent/session/own-session.js';
import { costNow, type Period } from './cost.js';
import { tasksInShort, type TasksInShort } from './tasks.js';
import { gatesNow } from './gates.js';
import { type DaemonState, daemonState } from './daemon-state.js';
import { type Pause, readPause } from '../activation/pause.js';
import { isTrusted } from '../activation/trust.js';
import { NO_WISHES, rightsNow, type Rights, type Wishes } from './activation.js';

export interface Status {
  readonly daemon: DaemonState;
  /** Processes that keep the memory open and answer questions; left out where there is none. */
  readonly warm?: readonly WarmProcess[];
  readonly trusted: boolean;
  /** What the five layers give: those of the running daemon, else as they would be found now. */
  readonly rights: Rights;
  readonly paused?: Pause;
  /** Short name; undefined when HEAD is detached. */
  readonly branch?: string;
  /** Undefined where nothing was written yet. */
  readonly writer?: string;
  /** Messages that wait for the daemon; those without a seal are read as external. */
  readonly queue: { readonly sealed: number; readonly unsealed: number; readonly refused: number };
  /** Jobs of tools that run now; left out where there is none. */
  readonly jobs?: readonly JobRow[];
  /** Whether you look, as the agent takes it; left out where it does not act by itself. */
  readonly focus?: FocusReading;
  /** Left out where there is none. */
  readonly tasks?: TasksInShort;
  /** What models used of the budget; left out where none was called in the last day. */
  readonly budget?: { readonly hour: Period; readonly day: Period };
  /** The three layers: what the agent's next turn begins with, journal and sessions, topics. */
  readonly memory: {
    /** `strange`: lines of the session that this clone did not write, which are left out of it. */
    readonly window: { readonly turns: number; readonly bytes: number; readonly strange?: number };
    readonly entries: number;
    readonly days: number;
    readonly sessions: { readonly sessions: number; readonly bytes: number };
    readonly topics: number;
  };
  /** The reading of the history that was cut off, or is under way. */
  readonly history?: HistoryProgress;
  readonly journal?: { readonly commit: string; readonly atMs: number };
  /** The branch of the dream that awaits review. */
  readonly openDream?: string;
  /** Files of the memory that a merge or a rebase of the person left with a conflict, from the root; left out where there is none. */
  readonly conflicts?: readonly string[];
  /** Settings that a newer kairos wrote, by their files; left out where there is none. */
  readonly newer?: readonly string[];
  readonly gates: readonly { readonly name: string; readonly open: boolean; readonly detail: string }[];
}

/** Gathers the state. It reads every gate, also behind one that is closed. @throws KairosError `damaged` for a log that cannot be read. */
export async function readStatus(
  world: World,
  ws: Workspace,
  view: LogView,
  config: Config,
  { wishes = NO_WISHES, problems = [] }: { readonly wishes?: Wishes; readonly problems?: readonly ConfigProblem[] } = {},
): Promise<Status> {
  const head = await world.git.head();
  const writer = await knownWriter(world, ws);
  const tally = await readTally(world, ws, view);
  const paused = await readPause(world, ws);
  const queue = await waitingMessages(world, ws, view);
  const journal = writer === undefined ? undefined : await lastJournal(world, writer);
  const openDream = await openDreamBranch(world);
  const gates = await gatesNow(world, ws, view, config);
  const warm = await warmProcesses(world, ws);
  const jobs = await runningJobs(world, ws);
  const rights = await rightsNow(world, ws, wishes);
  const window = await readWindow(world, ws, view);
  const { hour, day } = await costNow(world, ws, config);
  const tasks = await tasksInShort(world, ws, view, { wishes, tally });
  const history = await unfinishedHistory(world, ws);
  const conflicts = await conflictsIn(world);
  const newer = problems.filter(({ code }) => code === 'newer-format').map(({ path }) => path);
  return {
    daemon: await daemonState(world, ws),
    ...(warm.length === 0 ? {} : { warm }),
    trusted: await isTrusted(world, ws),
    rights,
    ...(paused ? { paused } : {}),
    ...(head.ref === undefined ? {} : { branch: branchName(head.ref) }),
    ...(writer === undefined ? {} : { writer }),
    queue: { sealed: queue.sealed.length, unsealed: queue.unsealed.length, refused: queue.refused.length },
    ...(jobs.length === 0 ? {} : { jobs }),
    ...(rights.on.includes('proactive') && { focus: await readFocus(world, ws) }),
    ...(tasks && { tasks }),
    ...(day.spent.calls === 0 ? {} : { budget: { hour, day } }),
    memory: {
      window: { turns: window.turns, bytes: window.bytes, ...(window.strange > 0 && { strange: window.strange }) },
      entries: countEntries(tally),
      days: tally.days,
      sessions: await sizeOfSessions(world, ws),
      topics: (await world.files.list(ws.topics)).filter(
        ({ name, kind }) => kind === 'file' && name.endsWith('.md') && isTopicSlug(name.slice(0, -3)),
      ).length,
    },
    ...(history === undefined ? {} : { history }),
    ...(journal ? { journal } : {}),
    ...(openDream === undefined ? {} : { openDream }),
    ...(conflicts.length === 0 ? {} : { conflicts }),
    ...(newer.length === 0 ? {} : { newer }),
    gates: gates.map(({ name, pass, said }) => ({ name, open: pass, detail: said.replace(/^\w+: /, '') })),
  };
}

/** The index is asked only while an operation of git that stops at conflicts is under way. */
async function conflictsIn({ git }: Pick<World, 'git'>): Promise<readonly string[]> {
  const busy = await git.busy();
  if (busy === undefined || busy === 'bisect' || busy === 'index.lock') return [];
  return [...new Set((await git.index(['.kairos'])).filter(({ stage }) => stage > 0).map(({ path }) => path))];
}

async function lastJournal(world: Pick<World, 'git'>, writer: string): Promise<Status['journal']> {
  const ref = (await world.git.refs([journalRef(writer)])).find(({ name }) => name === journalRef(writer));
  const atMs = ref?.commit === undefined ? undefined : await world.git.committedAtMs(ref.commit);
  return ref?.commit === undefined || atMs === undefined ? undefined : { commit: ref.commit, atMs };
}

/** The short name of the branch that awaits review, in words where it is gone; undefined where none does. */
export async function openDreamBranch(world: Pick<World, 'git'>): Promise<string | undefined> {
  const open = await openBranch(world);
  return open && (open.branch?.branch ?? 'its branch is gone');
}
