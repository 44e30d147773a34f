/**
 * The repository around a server that stays: opened once, and looked after by the stamps of a few files of git, so that a call starts no git
 * where nothing moved. It decides how logs are to be read; it reads none.
 */
import { keepJournal } from '../desk/keep-journal.js';
import { isAtRest } from '../journal/at-rest.js';
import type { Config } from '../config/config.js';
import { isSetUp } from '../activation/setup.js';
import { PLAIN_VIEW, type LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { CommandWorld, World } from '../world/world.js';
import { choreRunner } from './chore-runner.js';
import { jobsOf } from './jobs.js';
import { logReading } from './log-reading.js';
import { marksOf, stampOf } from './stamps.js';

/** A call that finds that git moved waits this long for the news to be noted, and no longer. */
const NEWS_MS = 1_000;
/** However still the stamps stand: refs in folders below `refs/heads` and what else they do not show. */
const LOOK_ANYWAY_MS = 60_000;
/** Between two looks for hand edits that nothing else holds yet. */
const EDITS_MS = 5_000;

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

export function freshViewOf(world: CommandWorld, ws: Workspace, config: Pick<Config, 'journal'>): FreshView {
  const read = logReading(world, ws);
  let restoring: Promise<void> | undefined;
  const jobs = jobsOf(world);
  const chores = choreRunner(world, ws, read, jobs.track);

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
          await Promise.race([chores.begin(), world.clock.sleep(NEWS_MS, waiting.signal)]);
          waiting.abort();
        }
        // A checkout may have gone on meanwhile: what it brought must not be read.
        if (!(await read.isTracked())) await read.again();
      } else if (marks.journal !== now.journal) {
        // Another process committed: no question waits for what is in our logs already.
        read.marks = now;
        void chores.begin(true);
      } else if (chores.ageMs() > LOOK_ANYWAY_MS) void chores.begin();
      return read.restoration.view;
    },
    isStill: async () => !ws.hasGit || ((await isAtRest(world, ws, 0)) && (await read.isTracked())),
    noticed: (what) => {
      if (what === 'missing') read.marks = undefined;
      else if (ws.hasGit && chores.ageMs() > EDITS_MS) void chores.begin(true);
    },
    lastView: () => read.restoration.view,
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
