/** Which seeds a person asks for: so many, or from one to another. Pure. */
import { KairosError } from '../../base/errors.js';

export interface Seeds {
  readonly from: number;
  readonly to: number;
  /** A count: the next run goes on behind it. */
  readonly goesOn: boolean;
}

/** Above it a seed is no whole number any more that the dice tell apart. */
const SEED_MOST = 2 ** 31;

/** @param next the seed with which a count begins. @throws KairosError `usage`. */
export function askedSeeds(text: string, next: number): Seeds {
  const [, one = '', other] = /^(\d{1,10})(?:\.\.(\d{1,10}))?$/.exec(text.trim()) ?? [];
  const [from, to] = other === undefined ? [next, next + Number(one) - 1] : [Number(one), Number(other)];
  if (one === '' || from < 1 || to < from || to > SEED_MOST)
    throw new KairosError('usage', `"${text}" is neither a number of lives nor a range of seeds`, {
      hint: 'kairos replay --simulate 1, or a range: 1..60',
    });
  return { from, to, goesOn: other === undefined };
}
