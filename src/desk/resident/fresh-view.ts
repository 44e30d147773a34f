/**
 * Keeps a long-running server's view of the repository fresh. It opens the repository once and then compares the stamps of a few files of git, so that
 * a call starts no git process if nothing changed. It decides how logs are to be read; it reads none.
 */
import { keepJournal } from '../keep-journal.js';
import { isAtRest } from '../../journal/at-rest.js';
import type { Config } from '../../config/config.js';
import { isSetUp } from '../../activation/setup.js';
import { PLAIN_VIEW, type LogView } from '../../memory/log-view.js';
import type { Workspace } from '../../base/workspace.js';
import type { CommandWorld, World } from '../../world/world.js';
import { choreRunner } from './chore-runner.js';
import { foundSoFar, type Found } from './found.js';
import { jobsOf } from './jobs.js';
import { logReading } from './log-reading.js';
import { marksOf, stampOf } from './stamps.js';

/** A call that finds git changed waits at most this many milliseconds until the change is observed. */
const NEWS_MS = 1_000;
/** After this time git is observed even if no stamp changed: the stamps miss refs in folders below `refs/heads`, for example. */
const LOOK_ANYWAY_MS = 60_000;
/** Milliseconds between two scans for hand edits that are in no copy yet. */
const EDITS_MS = 5_000;

export interface FreshView {
  readonly alsoWatched: readonly string[];
  /** How logs are to be read now. */
  view(): Promise<LogView>;
  /**
   * Whether logs read since `view` were read in a valid view. During a checkout the index does not yet list the files that git writes: a log from a
   * branch looks like one of ours until the checkout ends.
   */
  isStill(): Promise<boolean>;
  /** Tells that a reader saw other logs than before. The next view is made anew, which restores missing logs; hand edits are saved by a later scan. */
  noticed(what: 'missing' | 'changed'): void;
  /** The view of the last check, without a new check. */
  lastView(): LogView;
  /** What was found since this was last called, for people. */
  takeFound(): Found;
  /** This process wrote into the journal: it is committed when that is due. */
  wrote(): void;
  /** Runs a task after the answer. A failure is reported as a warning and fails no call. */
  afterwards(job: () => Promise<void>): void;
  /** Resolves when no task is running. */
  idle(): Promise<void>;
}

/** The fresh view of one repository. It starts nothing until it is first asked. */
export function freshViewOf(world: CommandWorld, ws: Workspace, config: Pick<Config, 'journal'>): FreshView {
  const found = foundSoFar();
  const read = logReading(world, ws, found);
  let restoring: Promise<void> | undefined;
  const jobs = jobsOf(world);
  const chores = choreRunner(world, ws, { read, found, track: jobs.track });

  return {
    alsoWatched: ws.hasGit ? [`${ws.gitDir}/index`, `${ws.gitDir}/logs/HEAD`, ws.forgotten, ws.tails] : [],
    view: async () => {
      if (!ws.hasGit) return PLAIN_VIEW;
      if (!(await holdsMemory(world, ws))) {
        read.tracked = await stampOf(world, `${ws.gitDir}/index`);
        return PLAIN_VIEW;
      }
      const now = await marksOf(world, ws, read.restoration.view);
      const { marks } = read;
      const isNews = marks?.news !== now.news;
      if (isNews || marks?.own !== now.own || marks?.readingRules !== now.readingRules) {
        if (!(await isAtRest(world, ws, NEWS_MS))) return read.restoration.view;
        restoring ??= read.again().finally(() => (restoring = undefined));
        await restoring;
        if (isNews) {
          const waiting = new AbortController();
          await Promise.race([chores.begin(), world.clock.sleep(NEWS_MS, waiting.signal)]);
          waiting.abort();
        }
        // A checkout may have continued meanwhile: the files that it wrote must not be read.
        if (!(await read.isTracked())) await read.again();
      } else if (marks.journal !== now.journal) {
        // Another process committed the journal: our logs hold that already, so no question waits for it.
        read.marks = now;
        void chores.begin(true);
      } else if (chores.ageMs() > LOOK_ANYWAY_MS) void chores.begin();
      return read.restoration.view;
    },
    isStill: async () => !ws.hasGit || ((await isAtRest(world, ws, 0)) && (await read.isTracked())),
    noticed: (what) => {
      read.marks = undefined;
      if (what === 'changed' && ws.hasGit && chores.ageMs() > EDITS_MS) void chores.begin(true);
    },
    lastView: () => read.restoration.view,
    takeFound: found.take,
    wrote: () =>
      jobs.begin(async () => {
        await keepJournal({ world, ws, view: read.restoration.view, config });
        await read.committed();
      }),
    afterwards: jobs.begin,
    idle: jobs.idle,
  };
}

async function holdsMemory(world: World, ws: Workspace): Promise<boolean> {
  return (await world.files.stat(ws.kairos)) !== undefined || (await isSetUp(world.files, ws));
}
