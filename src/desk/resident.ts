/**
 * A work tree that a long-running server keeps open. It answers the requests of the desk from an index that stays loaded and a view that is kept
 * fresh, so that a call starts no git process where nothing changed. It knows no protocol and words no answer.
 */
import { protectLogs } from '../activation/setup.js';
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { Config } from '../config/config.js';
import type { LogView } from '../memory/log-view.js';
import { docWithId } from '../recall/lexical/lexical-index.js';
import { warmRecall } from '../recall/warm.js';
import type { CommandWorld } from '../world/world.js';
import { ask, recordAnswer, type Answered, type AskOptions } from './ask.js';
import { diskLookup, indexLookup, type Lookup } from './lookup.js';
import { isStashed, STASHED_VIEW } from '../journal/stashed.js';
import { requireNeeds, type NeedHints } from './prepare.js';
import type { Question } from './question.js';
import type { Found } from './resident/found.js';
import { freshViewOf } from './resident/fresh-view.js';

export interface Resident {
  /**
   * As `ask`; the answer is recorded under the client's name afterwards, if there is one. @param how as `ask` takes it; a path is one from the root unless a folder is given.
   * @throws KairosError `git-busy`, and as `ask`.
   */
  ask(question: Question, client: string | undefined, how?: Pick<AskOptions, 'cwd' | 'wordsOnly' | 'edges' | 'lookMs'>): Promise<Answered>;
  /** What was found in the logs and on the way since this was last called, for people. */
  takeFound(): Found;
  /**
   * What is known under an id. @param read the answer, out of one state of the memory.
   * @throws KairosError `git-busy` where the files that it was read from may be those of a checkout under way.
   */
  byId<T>(id: string, read: (lookup: Lookup) => Promise<T>): Promise<T>;
  /**
   * Writes, and commits the journal when that is due. @param act gets the view to write with, and where it may look an id up.
   * @throws KairosError `not-a-repository`, `no-kairos` before anything is done.
   */
  write<T>(hints: NeedHints, act: (view: LogView, lookup: () => Promise<Lookup>) => Promise<T>): Promise<T>;
  /** Starts in the background the work that the first request would wait for. */
  warm(): void;
  /** Abandons questions that wait, and ends the embedder and the watchers. */
  close(): Promise<void>;
  /** Resolves when no chore is running. */
  idle(): Promise<void>;
}

/** Opens nothing until it is first asked. */
export function residentOf(world: CommandWorld, ws: Workspace, config: Config): Resident {
  const freshView = freshViewOf(world, ws, config);
  const warmth = warmRecall(world, ws, config, freshView);
  return {
    ask: async (question, client, how) => {
      const answered = await ask(world, ws, freshView.lastView(), question, { cwd: ws.root, ...how, config, warm: warmth });
      if (client !== undefined)
        freshView.afterwards(async () => recordAnswer(world, ws, freshView.lastView(), { client, question, answered }));
      return answered;
    },
    takeFound: freshView.takeFound,
    byId: async (id, read) => {
      const index = await warmth.index();
      // An entry that is in no index is read from disk now: git may be at work there, and what came since the last look may be none of ours.
      const isOnDisk = docWithId(index, id) === undefined;
      const refuseWork = async (): Promise<void> => {
        if (isOnDisk && !(await freshView.isStill()))
          throw new KairosError('git-busy', 'git is at work here', { hint: 'ask again in a while' });
      };
      await refuseWork();
      if (isOnDisk) freshView.noticed('changed');
      const answer = await read(indexLookup(index, diskLookup(world, ws, await freshView.view())));
      await refuseWork();
      return answer;
    },
    write: async (hints, act) => {
      await requireNeeds(world, ws, { git: true, kairos: true }, hints);
      await protectLogs(world, ws);
      const view = (await isStashed(world, ws)) ? STASHED_VIEW : await freshView.view();
      const written = await act(view, async () => indexLookup(await warmth.index(), diskLookup(world, ws, view)));
      warmth.expire();
      freshView.wrote();
      return written;
    },
    warm: () => warmth.warm(),
    close: async () => warmth.close(),
    idle: async () => freshView.idle(),
  };
}
