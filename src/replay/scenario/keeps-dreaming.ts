/** At most one process dreams in a work tree, and the time of the last dream moves by a dream that came to its end. */
import { isoTime } from '../../dates/day.js';
import { CONSOLIDATED } from '../../dream/gate/lock.js';
import { GIT_STEPS } from './git-steps.js';
import type { Life } from './mortal.js';
import type { Place, Stage } from './stage.js';
import { journalText, liveText, openDreamAt, writerAt } from './on-disk.js';
import type { Broken, Keeper } from './invariant.js';

/** Whoever holds the lock writes what it has found out; of two who do so in turns one has no lock. */
export function oneDreamerKeeper(stage: Stage): Keeper {
  const last = new Map<string, Life>();
  const done = new Set<Life>();
  const broken: Broken[] = [];
  stage.ledger.changes = (life, point) => {
    if (!point.endsWith('.dream-run')) return;
    const { root } = life.ws;
    const before = last.get(root);
    if (before === life) return;
    if (done.has(life) && !life.isDead)
      broken.push({ invariant: 'one-dreamer', what: `two processes dream at once in ${root}`, expected: 'one holder of the lock' });
    if (before) done.add(before);
    last.set(root, life);
  };
  return { after: () => broken.splice(0) };
}

export function datedKeeper(): Keeper {
  interface Dated {
    readonly mtimeMs: number;
    readonly dreams: number;
    readonly open: string | undefined;
  }
  const known = new Map<Place, Dated>();
  const datedOf = (place: Place): Dated => {
    const writer = writerAt(place);
    const text = `${liveText(place)}\n${writer === undefined ? '' : journalText(place, writer)}`;
    return {
      mtimeMs: place.repo.volume.nodeSync(place.ws.consolidateLock)?.mtimeMs ?? 0,
      // A line stands in tail and journal at once, until the tail is removed.
      dreams: new Set(text.split('\n').filter((line) => line.includes(` dream ${CONSOLIDATED}`))).size,
      open: openDreamAt(place),
    };
  };
  return {
    before: ({ stage }) => {
      for (const place of stage.places.values()) known.set(place, datedOf(place));
    },
    after: ({ stage, isCut, verb }) => {
      // What git lays down bears the time at which it did.
      if (isCut || verb === 'crash' || stage.isDamaged || Object.hasOwn(GIT_STEPS, verb)) return [];
      return [...known].flatMap(([place, before]): Broken[] => {
        const after = datedOf(place);
        const isMoved = after.mtimeMs > before.mtimeMs && after.mtimeMs > 0;
        if (!isMoved || after.dreams !== before.dreams || after.open !== before.open) return [];
        return [
          {
            invariant: 'dated',
            what: `the time of the last dream in ${place.name} moved, and no dream came to its end`,
            expected: isoTime(before.mtimeMs),
            actual: isoTime(after.mtimeMs),
          },
        ];
      });
    },
  };
}
