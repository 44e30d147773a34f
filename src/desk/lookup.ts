/**
 * Where a request by id is looked up: on disk, or in the index that a server keeps open, with the disk as the fallback. Both give the same answers.
 * A lookup is for one request: it caches what it reads, so that the answer shows one state of the memory.
 */
import { isEntryId } from '../base/ids.js';
import type { Workspace } from '../base/workspace.js';
import type { ReportFile } from '../dream/report/reports.js';
import type { Entry } from '../memory/entry.js';
import { kindRow } from '../memory/kinds.js';
import { readOutline } from '../memory/outline.js';
import { readEntries } from '../memory/read-logs.js';
import { readTopics } from '../memory/read-topics.js';
import type { LogView } from '../memory/log-view.js';
import type { Topic } from '../memory/topic.js';
import { docWithId, type LexicalIndex } from '../recall/lexical/lexical-index.js';
import { entryOf } from '../recall/text/document.js';
import type { World } from '../world/world.js';

export interface Lookup {
  /** The entry that recall would return under this id. */
  recallable(id: string): Promise<Entry | undefined>;
  /** The entry with this id, of any kind. */
  entry(id: string): Promise<Entry | undefined>;
  /** All entries, sorted by time. */
  entries(): Promise<readonly Entry[]>;
  topics(): Promise<readonly Topic[]>;
  /** Whether a claim may have this id; false spares the reading of topics. */
  mayBeClaim(id: string): Promise<boolean>;
  reports(): Promise<readonly ReportFile[]>;
  /** Replaced id -> what replaced it. */
  superseded(): Promise<LexicalIndex['superseded']>;
}

/** Looks everything up on disk. */
export function diskLookup(world: Pick<World, 'clock' | 'files'>, ws: Workspace, view: LogView): Lookup {
  const entries = once(async () => (await readEntries(world, ws, view)).entries);
  const byId = once(async () => new Map((await entries()).map((entry) => [entry.id, entry])));
  const outline = once(async () => readOutline(world, ws, view));
  const entryWith = async (id: string): Promise<Entry | undefined> => {
    const days = [...new Set((await outline()).daysWith(id))];
    // An address is of the form of our ids: a commit's id, say, is none.
    if (days.length === 0 && !isEntryId(id)) return undefined;
    const near = days.length === 1 ? (await readEntries(world, ws, view, { days })).entries.filter((entry) => entry.id === id) : [];
    // On several days it is not one entry, and where it stands nowhere it may be the address of a bullet: all logs together tell.
    return near[0] ?? (await byId()).get(id);
  };
  return {
    recallable: async (id) => {
      const entry = await entryWith(id);
      return entry && kindRow(entry.kind, entry.actor).indexed ? entry : undefined;
    },
    entry: entryWith,
    entries,
    topics: once(async () => (await readTopics(world, ws, view)).topics),
    mayBeClaim: async () => true,
    reports: once(async () => {
      const { readReports } = await import('../dream/report/reports.js');
      return readReports(world, ws, view);
    }),
    superseded: once(async () => {
      const { openLexical } = await import('../recall/lexical/open-lexical.js');
      return (await openLexical(world, ws, view)).superseded;
    }),
  };
}

/** Looks up in an index what it holds, and the rest on disk. @param index one that is up to date. */
export function indexLookup(index: LexicalIndex, disk: Lookup): Lookup {
  return {
    ...disk,
    recallable: async (id) => {
      const doc = docWithId(index, id, 'stm');
      return doc && entryOf(doc);
    },
    mayBeClaim: async (id) => docWithId(index, id, 'ltm') !== undefined,
    superseded: async () => index.superseded,
  };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return async () => (reading ??= read());
}
