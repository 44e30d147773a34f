/** What was rejected stays rejected: no later dream of the clone proposes the claim again, until a person reopens it. */
import { normaliseClaim } from '../../dream/report/verdict.js';
import { openDreamAt, reviewAt } from './on-disk.js';
import type { Broken, Keeper } from './invariant.js';

interface Rejected {
  readonly clone: string;
  readonly claim: string;
  readonly dream: string;
}

export function rejectedKeeper(): Keeper {
  const rejected: Rejected[] = [];
  const looked = new Map<string, string>();
  return {
    after: async ({ stage, happened }) => {
      for (const { place, dream, claims, is } of happened.verdicts.splice(0)) {
        const clone = stage.places.get(place)?.ws.commonDir ?? '';
        for (const text of claims) {
          const claim = normaliseClaim(text);
          if (is === 'rejected') rejected.push({ clone, claim, dream });
          else
            for (const one of rejected.filter((other) => other.clone === clone && other.claim === claim))
              rejected.splice(rejected.indexOf(one), 1);
        }
      }
      const broken: Broken[] = [];
      for (const place of stage.places.values()) {
        const { commonDir: clone } = place.ws;
        const tip = openDreamAt(place);
        if (tip === undefined || looked.get(clone) === tip) continue;
        looked.set(clone, tip);
        if (!rejected.some((one) => one.clone === clone)) continue;
        const review = await reviewAt(stage, place);
        for (const { text, state } of review?.items ?? []) {
          if (state !== 'pending' || text === undefined) continue;
          const claim = normaliseClaim(text);
          const before = rejected.find((one) => one.clone === clone && one.claim === claim && one.dream !== review?.dream);
          if (before)
            broken.push({
              invariant: 'rejected',
              what: `dream ${review?.dream} proposes what was rejected in dream ${before.dream}`,
              actual: text,
            });
        }
      }
      return broken;
    },
  };
}
