/** How much of the budget is left, and what a call may have of it: a call is granted whole, with a shorter reply, or not at all. Pure. */
import type { Amount, Budget, BudgetPeriod, BudgetUnit } from '../../config/budget-keys.js';
import { DAY_MS, HOUR_MS } from '../../dates/units.js';
import { tokensOf, type Charge } from './charge.js';

/** A token of any tokenizer over bytes stands for one byte at least, so that a text never has more tokens than bytes. */
const TOKENS_A_MESSAGE = 16;

/** What a call wants, in tokens. */
export interface Wish {
  /** The most that what is sent can have: see `tokensMostOf`. */
  readonly tokensIn: number;
  /** The longest reply that is wanted. */
  readonly tokensOut: number;
  /** The shortest that is of use. */
  readonly tokensOutLeast: number;
}

export type Allowance =
  | { readonly is: 'granted'; readonly tokensOut: number; readonly tokensMost: number }
  | {
      readonly is: 'refused';
      readonly period: BudgetPeriod;
      readonly unit: BudgetUnit;
      /** When there is room, by what is spent now; undefined: never in this turn, or under this budget. */
      readonly notBeforeMs?: number;
    };

const WINDOWS: Readonly<Record<Exclude<BudgetPeriod, 'turn'>, number>> = { hour: HOUR_MS, day: DAY_MS };

/** The most tokens that texts can have as messages of one request. */
export function tokensMostOf(texts: readonly string[], bytesOf: (text: string) => number): number {
  return texts.reduce((sum, text) => sum + bytesOf(text) + TOKENS_A_MESSAGE, TOKENS_A_MESSAGE);
}

/** What was spent in this turn, in the last hour and in the last day. @param turn undefined: no turn is under way. */
export function spentOf(charges: readonly Charge[], nowMs: number, turn?: string): Budget {
  return {
    turn: sum(charges.filter((charge) => charge.turn === turn)),
    hour: sum(within(charges, nowMs, HOUR_MS)),
    day: sum(within(charges, nowMs, DAY_MS)),
  };
}

/** What of the budget is left; never below 0, where a limit was lowered. */
export function leftOf(budget: Budget, spent: Budget): Budget {
  const left = (period: BudgetPeriod): Amount => ({
    calls: Math.max(0, budget[period].calls - spent[period].calls),
    tokens: Math.max(0, budget[period].tokens - spent[period].tokens),
  });
  return { turn: left('turn'), hour: left('hour'), day: left('day') };
}

/**
 * Whether a call may be made. What it can use at most fits into each period, or it is refused. Where a server counted more than was reserved for a call, all
 * that follow within a day are reserved that much more.
 */
export function allowanceOf(budget: Budget, charges: readonly Charge[], wanted: Wish, nowMs: number, turn: string): Allowance {
  const left = leftOf(budget, spentOf(charges, nowMs, turn));
  const wish: Wish = { ...wanted, tokensIn: wanted.tokensIn + excessOf(within(charges, nowMs, DAY_MS)) };
  const least = wish.tokensIn + Math.min(wish.tokensOut, wish.tokensOutLeast);
  const short = (period: BudgetPeriod): BudgetUnit | undefined =>
    left[period].calls < 1 ? 'calls' : left[period].tokens < least ? 'tokens' : undefined;
  const inTurn = short('turn');
  if (inTurn) return { is: 'refused', period: 'turn', unit: inTurn };
  const refusals = (['hour', 'day'] as const).flatMap((period) => {
    const unit = short(period);
    return unit ? [{ period, unit, notBeforeMs: roomAtMs(budget[period], charges, least, nowMs, WINDOWS[period]) }] : [];
  });
  const longest = refusals.toSorted((a, b) => (b.notBeforeMs ?? Infinity) - (a.notBeforeMs ?? Infinity))[0];
  if (longest) {
    const { period, unit, notBeforeMs } = longest;
    return { is: 'refused', period, unit, ...(notBeforeMs !== undefined && { notBeforeMs }) };
  }
  const room = Math.min(left.turn.tokens, left.hour.tokens, left.day.tokens) - wish.tokensIn;
  const tokensOut = Math.min(wish.tokensOut, room);
  return { is: 'granted', tokensOut, tokensMost: wish.tokensIn + tokensOut };
}

/** When enough of what was spent is older than the window; undefined where the limit itself is too small. */
function roomAtMs(limit: Amount, charges: readonly Charge[], tokens: number, nowMs: number, windowMs: number): number | undefined {
  if (limit.calls < 1 || limit.tokens < tokens) return undefined;
  const counted = within(charges, nowMs, windowMs).toSorted((a, b) => a.atMs - b.atMs);
  let { calls, tokens: used } = sum(counted);
  for (const charge of counted) {
    calls -= 1;
    used -= tokensOf(charge);
    if (calls < limit.calls && used + tokens <= limit.tokens) return charge.atMs + windowMs;
  }
  return undefined;
}

/** By how much a call used more than was reserved for it, at most. */
function excessOf(charges: readonly Charge[]): number {
  return charges.reduce((most, charge) => Math.max(most, tokensOf(charge) - charge.tokensMost), 0);
}

function within(charges: readonly Charge[], nowMs: number, windowMs: number): readonly Charge[] {
  return charges.filter(({ atMs }) => atMs > nowMs - windowMs);
}

function sum(charges: readonly Charge[]): Amount {
  return { calls: charges.length, tokens: charges.reduce((tokens, charge) => tokens + tokensOf(charge), 0) };
}
