/** What a bisection asks of a memory: whether a claim or an entry is as it was, or whether a probe still passes. Pure. */
import { KairosError } from '../base/errors.js';
import type { MemoryFiles } from '../dream/tree/memory-files.js';
import type { RecallSettings } from '../recall/hits.js';
import { askProbes } from './ask-probe.js';
import type { Judge } from './bisect.js';
import type { Probe } from './probe.js';
import { shownText } from './shown-text.js';
import { treeIndex } from './tree-index.js';

/** Bad where the claim of this id is gone, struck, or says something else than in this memory. @throws KairosError `not-found` where it has none. */
export function lostJudge(good: MemoryFiles, id: string): Judge {
  const { claims, quoted, citedBy } = treeIndex(good);
  const stood = claims.get(id);
  if (stood) {
    return (files) => {
      const bullet = treeIndex(files).claims.get(id)?.bullet;
      if (!bullet) return `^${id} is gone; it said: ${shownText(stood.bullet.claim)}`;
      if (bullet.struck && !stood.bullet.struck)
        return `^${id} is struck${bullet.supersededBy === undefined ? '' : `, superseded by ^${bullet.supersededBy}`}`;
      return bullet.claim === stood.bullet.claim ? undefined : `^${id} says something else: ${shownText(bullet.claim)}`;
    };
  }
  if (quoted.has(id) || citedBy.has(id))
    return (files) => {
      const now = treeIndex(files);
      return now.quoted.has(id) || now.citedBy.has(id) ? undefined : `^${id} is quoted in no report and cited by no claim any more`;
    };
  throw new KairosError('not-found', `the good revision has no claim ^${id}, and no report there quotes an entry of this id`, {
    hint: 'name a revision in which it stands; ids are written whole',
  });
}

/** Bad where the probe fails. */
export function probeJudge(probe: Probe, settings: RecallSettings): Judge {
  return (files) => {
    const failures = askProbes(treeIndex(files), [probe], settings)[0]?.failures ?? [];
    return failures.length === 0 ? undefined : failures.join('; ');
  };
}
