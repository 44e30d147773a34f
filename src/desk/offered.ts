/** What a shell may offer for a word that is being typed: topics, ids, dreams. For reading alone; what it reads of is small, since somebody waits at a key. */
import type { Workspace } from '../base/workspace.js';
import { CONFIG_KEYS } from '../config/config-keys.js';
import { knownZones } from '../dates/zone.js';
import type { LogView } from '../memory/log-view.js';
import { readTopics } from '../memory/read-topics.js';
import { readTasks } from '../schedule/store.js';
import { whatOf } from '../schedule/task.js';
import type { World } from '../world/world.js';
import { readLog } from './log.js';
import { openReview } from './review.js';

/** Offers that stand in the repository. `memories`: claims and the newest entries. `proposed`: the undecided claims of the open dream. */
export type OfferedHere = 'authors' | 'topics' | 'memories' | 'proposed' | 'rejected' | 'dreams' | 'tasks';

export interface Offer {
  readonly word: string;
  /** A few words of what it is, as they stand in the repository; '' for nothing to say. */
  readonly about: string;
}

/** So many entries are looked at, the newest. */
const ENTRIES_MOST = 400;

/** All that there are, the likeliest first. */
export async function offeredHere(world: World, ws: Workspace, view: LogView, what: OfferedHere): Promise<readonly Offer[]> {
  if (what === 'topics') {
    const { topics } = await readTopics(world, ws, view);
    return topics.map(({ slug, description }) => ({ word: slug, about: description }));
  }
  if (what === 'authors') {
    const { authorsHere } = await import('./authors.js');
    return (await authorsHere(world, ws, view)).map((word) => ({ word, about: '' }));
  }
  if (what === 'tasks') {
    return (await readTasks(world, ws, view)).tasks.map(({ task }) => ({ word: task.id, about: whatOf(task) }));
  }
  if (what === 'memories') return memories(world, ws, view);
  if (what === 'dreams') {
    const { readReports } = await import('../dream/report/reports.js');
    const reports = await readReports(world, ws, view);
    return reports.map(({ dream, date }) => ({ word: dream, about: date })).toReversed();
  }
  const items = ws.hasGit ? ((await openReview(world, ws, view))?.items ?? []) : [];
  return items
    .filter(({ state }) => state === (what === 'proposed' ? 'pending' : 'rejected') || state === 'refused')
    .map(({ id, text = '' }) => ({ word: id, about: text }));
}

/** The keys of the settings. */
export function offeredKeys(): readonly Offer[] {
  return CONFIG_KEYS.map(({ key, doc }) => ({ word: key, about: doc }));
}

/** The time zones that this machine knows. */
export function offeredZones(): readonly Offer[] {
  return knownZones().map((word) => ({ word, about: '' }));
}

/** The values of a key of which there are only a few; else none. */
export function offeredValues(key: string): readonly Offer[] {
  return (CONFIG_KEYS.find((one) => one.key === key)?.order ?? []).map((word) => ({ word, about: '' }));
}

async function memories(world: World, ws: Workspace, view: LogView): Promise<readonly Offer[]> {
  const { entries } = await readLog(world, ws, view, { all: false, most: ENTRIES_MOST });
  const { topics } = await readTopics(world, ws, view);
  const claims = topics.flatMap(({ slug, bullets }) =>
    bullets.map(({ address, claim }) => ({ word: address, about: `${slug}: ${claim}` })),
  );
  return [...entries.toReversed().map(({ id, text }) => ({ word: id, about: text })), ...claims];
}
