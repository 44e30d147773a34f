/**
 * Tells which claims of long-term memory are archived: too weak by age for the dream's sampling. Pure. An archived claim stays valid: MEMORY.md may show
 * it, recall finds it, proposals are compared with it, and it is struck when it is overruled.
 */
import type { Config } from '../../config/config-shape.js';
import type { Entry } from '../../memory/entry.js';
import { claimStartMs, onlyCreated, strengthFrom, type Touch, touchesOf, touchesOfTopic, weight } from '../../memory/strength.js';
import type { TopicBullet } from '../../memory/topic.js';
import { topicsIn, type MemoryFiles } from '../tree/memory-files.js';
import { verdictsInReports } from '../report/reports.js';

/** What weights are made of, apart from the files. */
export interface Aging {
  readonly nowMs: number;
  readonly settings: Pick<Config['recall'], 'halfLife' | 'archiveBelow'>;
  /** Of the journal. */
  readonly touches: readonly Touch[];
}

/** The inputs of weights from the entries of the journal. */
export function agingOf(entries: readonly Entry[], nowMs: number, settings: Aging['settings']): Aging {
  return { nowMs, settings, touches: entries.flatMap(touchesOf) };
}

/**
 * A test for the bullets of these files. Verdicts that stand in reports count as those of the journal do, so that a clone without it comes to
 * the same.
 */
export function archivedIn(files: MemoryFiles, aging: Aging): (bullet: TopicBullet) => boolean {
  const { topics } = topicsIn(files);
  const created = new Map(topics.flatMap(({ bullets }) => bullets.map(({ address, date }) => [address, claimStartMs(date)] as const)));
  const verdicts = verdictsInReports(files).filter(({ decision }) => decision === 'accepted' || decision === 'edited');
  const strength = strengthFrom(
    [
      ...aging.touches,
      ...topics.flatMap(touchesOfTopic),
      ...verdicts.map(({ candidateId, atMs }): Touch => ({ id: candidateId, atMs, how: 'citation', once: `report ${atMs}` })),
    ],
    (id) => created.get(id),
  );
  const { nowMs, settings } = aging;
  return ({ address, date }) =>
    weight(strength.get(address) ?? onlyCreated(claimStartMs(date)), 'ltm', nowMs, settings.halfLife) < settings.archiveBelow;
}
