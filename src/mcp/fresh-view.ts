/**
 * The repository around a server that stays: opened once, and looked after by the stamps of a few files of git, so that a call starts no git
 * where nothing moved. It decides how logs are to be read; it reads none.
 */
import { MINUTE_MS } from '../dates/units.js';
import { journalsFolder, newsOfDreams, newsOfGit } from '../observe/places.js';
import { errorText } from '../base/errors.js';
import { isAtRest } from '../journal/at-rest.js';
import { catchUp } from '../desk/catch-up.js';
import type { Config } from '../config/config.js';
import { isSetUp } from '../activation/setup.js';
import { restore, type Restoration } from '../journal/restore.js';
import { knownWriter } from '../memory/writer.js';
import { PLAIN_VIEW, type LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { World, CommandWorld } from '../world/world.js';

/** A call that finds that git moved waits this long for the news to be noted, and no longer. */
const NEWS_MS = 1_000;
/** However still the stamps stand: refs in folders below `refs/heads` and what else they do not show. */
const LOOK_ANYWAY_MS = 60_000;
/** Between two looks for hand edits that nothing else holds yet. */
const EDITS_MS = 5_000;
/** Chores wait so long for a git that is at work. */
const CHORES_WAIT_MS = 2_000;

export interface FreshView {
  readonly alsoWatched: readonly string[];
  /** How logs are to be read now. */
  view(): Promise<LogView>;
  /**
   * Whether what was read since `view` was read as it should be. While git checks something out its index does not know yet what it lays down:
   * a log from a branch looks like one of ours until it is done.
   */
  isStill(): Promise<boolean>;
  /** A reader saw other logs than before. Missing ones are restored before the next reading; edits are kept in a while, by whoever comes first. */
  noticed(what: 'missing' | 'changed'): void;
  /** The view of the last look; nothing is looked at. */
  lastView(): LogView;
  /** This process wrote into the journal: it is committed when that is due. */
  wrote(): void;
  /** Runs something after the answer; what goes wrong with it is nobody's trouble. */
  afterwards(job: () => Promise<void>): void;
  /** When nothing is under way any more. */
  idle(): Promise<void>;
}

const QUIET: Restoration = { view: PLAIN_VIEW, restored: [], edited: [], unsaved: [] };

export function freshViewOf(world: CommandWorld, ws: Workspace, config: Pick<Config, 'journal'>): FreshView {
  const read = readingOf(world, ws);
  let restoring: Promise<void> | undefined;
  let chores: Promise<void> | undefined;
  const jobs = jobsOf(world);
  let again = false;
  let caughtUpAtMs = 0;

  /** One at a time; what comes up meanwhile is one more. */
  function beginChores(restoreFirst = false): Promise<void> {
    if (chores !== undefined) again = true;
    chores ??= (async () => {
      do {
        again = false;
        caughtUpAtMs = world.clock.now();
        // What is half checked out must neither be kept as a person's edit nor be repaired.
        if (!(await isAtRest(world, ws, CHORES_WAIT_MS))) break;
        if (restoreFirst) await read.again();
        const { trouble } = await catchUp(world, ws, read.restoration, { look: true });
        if (trouble !== undefined) world.log.warn(`not observed: ${trouble}`);
      } while (again);
      await read.committed();
    })()
      .catch((error: unknown) => world.log.warn(errorText(error)))
      .finally(() => (chores = undefined));
    jobs.track(chores);
    return chores;
  }

  return {
    alsoWatched: ws.hasGit ? [`${ws.gitDir}/index`, `${ws.gitDir}/logs/HEAD`, ws.forgotten, ws.tails] : [],
    view: async () => {
      if (!ws.hasGit) return PLAIN_VIEW;
      if (!(await holdsMemory(world, ws))) {
        read.tracked = await stampOf(world, `${ws.gitDir}/index`);
        return PLAIN_VIEW;
      }
      const now = await marksOf(world, ws);
      const { marks } = read;
      const isNews = marks?.news !== now.news;
      if (isNews || marks?.readingRules !== now.readingRules) {
        if (!(await isAtRest(world, ws, NEWS_MS))) return read.restoration.view;
        restoring ??= read.again().finally(() => (restoring = undefined));
        await restoring;
        if (isNews) {
          const waiting = new AbortController();
          await Promise.race([beginChores(), world.clock.sleep(NEWS_MS, waiting.signal)]);
          waiting.abort();
        }
        // A checkout may have gone on meanwhile: what it brought must not be read.
        if (!(await read.isTracked())) await read.again();
      } else if (marks.journal !== now.journal) {
        // Another process committed: no question waits for what is in our logs already.
        read.marks = now;
        void beginChores(true);
      } else if (world.clock.now() - caughtUpAtMs > LOOK_ANYWAY_MS) void beginChores();
      return read.restoration.view;
    },
    isStill: async () => !ws.hasGit || ((await isAtRest(world, ws, 0)) && (await read.isTracked())),
    noticed: (what) => {
      if (what === 'missing') read.marks = undefined;
      else if (ws.hasGit && world.clock.now() - caughtUpAtMs > EDITS_MS) void beginChores(true);
    },
    lastView: () => read.restoration.view,
    wrote: () =>
      jobs.begin(async () => {
        const { commitJournal } = await import('../journal/commit.js');
        await commitJournal(world, ws, read.restoration.view, { minIntervalMs: config.journal.minMinutes * MINUTE_MS });
        await read.committed();
      }),
    afterwards: jobs.begin,
    idle: jobs.idle,
  };
}

/** How the logs were last found, and what stood around them then. */
interface Reading {
  restoration: Restoration;
  marks: Marks | undefined;
  /** Of the index whose tracked files `restoration` knows. */
  tracked: string;
  again(): Promise<void>;
  isTracked(): Promise<boolean>;
  /** Our own commits are no news to us. */
  committed(): Promise<void>;
}

function readingOf(world: CommandWorld, ws: Workspace): Reading {
  const indexStamp = async (): Promise<string> => stampOf(world, `${ws.gitDir}/index`);
  const reading: Reading = {
    restoration: QUIET,
    marks: undefined,
    tracked: '',
    again: async () => {
      // Taken before: what moves meanwhile is found the next time.
      const [marks, tracked] = [await marksOf(world, ws), await indexStamp()];
      const restoration = await restore(world, ws);
      Object.assign(reading, { marks, tracked, restoration });
      for (const path of restoration.hostile?.paths.slice(0, 3) ?? [])
        world.log.warn(`not read: ${path} is tracked by git under an ignored name`);
    },
    isTracked: async () => reading.tracked === (await indexStamp()),
    committed: async () => {
      if (reading.marks) reading.marks = { ...reading.marks, journal: await journalMark(world, ws) };
    },
  };
  return reading;
}

interface Jobs {
  begin(job: () => Promise<void>): void;
  track(running: Promise<void>): void;
  idle(): Promise<void>;
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
          .catch((error: unknown) => world.log.warn(errorText(error))),
      ),
    idle: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

async function holdsMemory(world: World, ws: Workspace): Promise<boolean> {
  return (await world.files.stat(ws.kairos)) !== undefined || (await isSetUp(world.files, ws));
}

/** What stands still while git does, as stamps: a dozen stats. */
interface Marks {
  /** Which files are tracked, and what else decides how logs are read. */
  readonly readingRules: string;
  /** What happened: HEAD and its reflog, the refs, what other writers said last, the file that hooks touch. */
  readonly news: string;
  /** The journals that were committed. */
  readonly journal: string;
}

async function marksOf(world: Pick<World, 'files'>, ws: Workspace): Promise<Marks> {
  const news = [...newsOfGit(ws), ...newsOfDreams(ws), ws.wakeFile, ws.acceptIntent];
  const own = await knownWriter(world, ws);
  for (const { name } of await world.files.list(ws.tails)) {
    const tail = `${ws.tails}/${name}`;
    // What this work tree says stands in its logs, too.
    if (name !== own) for (const day of await world.files.list(tail)) news.push(`${tail}/${day.name}`);
  }
  return {
    readingRules: await stampsOf(world, [`${ws.gitDir}/index`, ws.writerFile, ws.forgotten, ws.logs]),
    news: await stampsOf(world, news),
    journal: await journalMark(world, ws),
  };
}

async function journalMark(world: Pick<World, 'files'>, ws: Workspace): Promise<string> {
  return stampOf(world, journalsFolder(ws));
}

async function stampsOf(world: Pick<World, 'files'>, paths: readonly string[]): Promise<string> {
  const stamps: string[] = [];
  for (const path of paths) stamps.push(await stampOf(world, path));
  return stamps.join('\n');
}

async function stampOf(world: Pick<World, 'files'>, path: string): Promise<string> {
  return (await world.files.stat(path))?.stamp ?? '-';
}
