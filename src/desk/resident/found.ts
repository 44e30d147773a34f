/** What a server found in the logs and on the way since somebody was last told, so that a person who asks through it hears what a command would have said. Pure. */
import type { CaughtUp, Restoration } from '../catch-up.js';

export interface Found {
  readonly restoration: Pick<Restoration, 'restored' | 'edited' | 'strange' | 'troubles' | 'hostile'>;
  readonly caughtUp: CaughtUp;
}

export interface FoundSoFar {
  restored(restoration: Restoration): void;
  caughtUp(result: CaughtUp): void;
  /** Everything since it was last taken. What still holds (files that are not read, edits that are not sealed) is in each. */
  take(): Found;
}

/** So many are kept until somebody takes them. */
const MOST = 50;

/** Nothing was found yet. */
export function foundSoFar(): FoundSoFar {
  let last: Pick<Restoration, 'edited' | 'strange' | 'troubles' | 'hostile'> = { edited: [], strange: [], troubles: [] };
  let restored: Restoration['restored'][number][] = [];
  let caughtUp: CaughtUp = {};
  return {
    restored: (restoration) => {
      last = restoration;
      restored = [...restored, ...restoration.restored].slice(-MOST);
    },
    caughtUp: (result) => {
      const { finished = caughtUp.finished, settled = caughtUp.settled, trouble, unkept } = result;
      caughtUp = {
        ...(finished && { finished }),
        ...(settled && { settled }),
        ...(trouble !== undefined && { trouble }),
        ...(unkept !== undefined && { unkept }),
      };
    },
    take: () => {
      const { edited, strange, troubles, hostile } = last;
      const found = { restoration: { restored, edited, strange, troubles, ...(hostile && { hostile }) }, caughtUp };
      const { trouble, unkept } = caughtUp;
      restored = [];
      caughtUp = { ...(trouble !== undefined && { trouble }), ...(unkept !== undefined && { unkept }) };
      return found;
    },
  };
}
