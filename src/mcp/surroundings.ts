/**
 * The repository around a server that stays: opened once, and looked after by the stamps of a few files of git, so that a call starts no git
 * where nothing moved. It decides how logs are to be read; it reads none.
 */
import { catchUp } from '../agent/before-reading.js';
import type { Config } from '../config.js';
import { isSetUp } from '../agent/setup.js';
import { restore, type Restoration } from '../journal/restore.js';
import { knownWriter, PLAIN_VIEW, type LogView } from '../memory/store.js';
import type { Workspace } from '../workspace.js';
import type { World } from '../world.js';

/** A call that finds that git moved waits this long for the news to be noted, and no longer. */
const NEWS_MS = 1_000;
/** However still the stamps stand: refs in folders below `refs/heads` and what else they do not show. */
const LOOK_ANYWAY_MS = 60_000;
/** Between two looks for hand edits that nothing else holds yet. */
const EDITS_MS = 5_000;
const MINUTE_MS = 60_000;

export interface Surroundings {
  readonly alsoWatched: readonly string[];
  /** How logs are to be read now. */
  view(): Promise<LogView>;
  /** A reader saw other logs than before. Missing ones are restored before the next reading; edits are kept in a while, by whoever comes first. */
  noticed(what: 'missing' | 'changed'): void;
  /** The view of the last look; nothing is looked at. */
  lastView(): LogView;
  /** This process wrote into the journal: it is committed when that is due. */
  wrote(): void;
  /** Runs something after the answer; what goes wrong with it is nobody's trouble. */
  afterwards(job: () => Promise<void>): void;
  /** When nothing is under way any more. */
  settled(): Promise<void>;
}

const QUIET: Restoration = { view: PLAIN_VIEW, restored: [], edited: [], unsaved: [] };

export function surroundingsOf(world: World, ws: Workspace, config: Pick<Config, 'journal'>): Surroundings {
  let mark: string | undefined;
  let tracked = '';
  let restoration = QUIET;
  let restoring: Promise<void> | undefined;
  let chores: Promise<void> | undefined;
  const jobs = jobsOf(world);
  let again = false;
  let caughtUpAtMs = 0;

  async function restoreNow(): Promise<void> {
    // Taken before: what moves meanwhile is found the next time.
    const [markBefore, trackedBefore] = [await markOf(world, ws), await stampOf(world, `${ws.gitDir}/index`)];
    restoration = await restore(world, ws);
    [mark, tracked] = [markBefore, trackedBefore];
    for (const path of restoration.hostile?.paths.slice(0, 3) ?? [])
      world.log.warn(`not read: ${path} is tracked by git under an ignored name`);
  }
  /** One at a time; what comes up meanwhile is one more. */
  function beginChores(restoreFirst = false): Promise<void> {
    if (chores !== undefined) again = true;
    chores ??= (async () => {
      do {
        again = false;
        caughtUpAtMs = world.clock.now();
        if (restoreFirst) await restoreNow();
        const { trouble } = await catchUp(world, ws, restoration, { look: true });
        if (trouble !== undefined) world.log.warn(`not observed: ${trouble}`);
      } while (again);
    })()
      .catch((error: unknown) => world.log.warn(messageOf(error)))
      .finally(() => (chores = undefined));
    jobs.track(chores);
    return chores;
  }

  return {
    alsoWatched: ws.hasGit ? [`${ws.gitDir}/index`, `${ws.gitDir}/logs/HEAD`, ws.forgotten, ws.tails] : [],
    view: async () => {
      if (!ws.hasGit || !(await holdsMemory(world, ws))) return PLAIN_VIEW;
      const moved = mark === undefined || mark !== (await markOf(world, ws));
      if (moved) {
        restoring ??= restoreNow().finally(() => (restoring = undefined));
        await restoring;
        const waiting = new AbortController();
        await Promise.race([beginChores(), world.clock.sleep(NEWS_MS, waiting.signal)]);
        waiting.abort();
        // A checkout may have gone on meanwhile: what it brought must not be read.
        if (tracked !== (await stampOf(world, `${ws.gitDir}/index`))) await restoreNow();
      } else if (world.clock.now() - caughtUpAtMs > LOOK_ANYWAY_MS) void beginChores();
      return restoration.view;
    },
    noticed: (what) => {
      if (what === 'missing') mark = undefined;
      else if (ws.hasGit && world.clock.now() - caughtUpAtMs > EDITS_MS) void beginChores(true);
    },
    lastView: () => restoration.view,
    wrote: () =>
      jobs.begin(async () => {
        const { commitJournal } = await import('../journal/commit.js');
        await commitJournal(world, ws, restoration.view, { minIntervalMs: config.journal.minMinutes * MINUTE_MS });
      }),
    afterwards: jobs.begin,
    settled: jobs.settled,
  };
}

interface Jobs {
  begin(job: () => Promise<void>): void;
  track(running: Promise<void>): void;
  settled(): Promise<void>;
}

/** What goes on beside the answers; what goes wrong in it is told, and nobody's trouble. */
function jobsOf(world: Pick<World, 'clock' | 'log'>): Jobs {
  const running = new Set<Promise<void>>();
  const track = (one: Promise<void>): void => {
    running.add(one);
    void one.finally(() => running.delete(one));
  };
  return {
    track,
    begin: (job) =>
      track(
        world.clock
          .sleep(0)
          .then(job)
          .catch((error: unknown) => world.log.warn(messageOf(error))),
      ),
    settled: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

async function holdsMemory(world: World, ws: Workspace): Promise<boolean> {
  return (await world.files.stat(ws.kairos)) !== undefined || (await isSetUp(world.files, ws));
}

/**
 * What stands still while git does: the index (which files are tracked), HEAD and its reflog, the refs, what other writers said last, and the
 * file that hooks touch. A dozen stats.
 */
async function markOf(world: Pick<World, 'files'>, ws: Workspace): Promise<string> {
  const { gitDir, commonDir } = ws;
  const paths = [
    `${gitDir}/index`,
    `${gitDir}/HEAD`,
    `${gitDir}/logs/HEAD`,
    `${commonDir}/packed-refs`,
    ...['heads', 'tags', 'stash', 'kairos/journal', 'kairos/dream', 'kairos/accept'].map((name) => `${commonDir}/refs/${name}`),
    ws.wakeFile,
    ws.acceptIntent,
    ws.writerFile,
    ws.forgotten,
    ws.logs,
  ];
  const own = await knownWriter(world, ws);
  for (const { name } of await world.files.list(ws.tails)) {
    const tail = `${ws.tails}/${name}`;
    // What this work tree says stands in its logs, too.
    if (name !== own) for (const day of await world.files.list(tail)) paths.push(`${tail}/${day.name}`);
  }
  const stamps: string[] = [];
  for (const path of paths) stamps.push(await stampOf(world, path));
  return stamps.join('\n');
}

async function stampOf(world: Pick<World, 'files'>, path: string): Promise<string> {
  const stat = await world.files.stat(path);
  return stat === undefined ? '-' : `${stat.inode} ${stat.mtimeMs} ${stat.kind === 'file' ? stat.sizeBytes : ''}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
