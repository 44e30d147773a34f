/** What of a budget is spent, in words. Pure. */
import { grouped } from '../base/plural.js';
import type { Period } from '../desk/cost.js';
import { plural } from './print.js';

/** `1,200 of 200,000 tokens, 3 of 60 calls`. */
export function amountText({ spent, limit }: Period): string {
  return `${grouped(spent.tokens)} of ${grouped(limit.tokens)} tokens, ${grouped(spent.calls)} of ${plural(limit.calls, 'call')}`;
}

/** True where no further call is granted. */
export function isUsedUp({ left }: Period): boolean {
  return left.calls === 0 || left.tokens === 0;
}
