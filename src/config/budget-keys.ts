/** The limits of what models may use, a key each: of the user's own file alone. Values. */

export type BudgetPeriod = 'turn' | 'hour' | 'day';
export type BudgetUnit = 'calls' | 'tokens';
/** Calls of a model, and tokens: what is sent and what comes back, together, cached or not. */
export type Amount = Readonly<Record<BudgetUnit, number>>;
export type Budget = Readonly<Record<BudgetPeriod, Amount>>;

const SPANS: Readonly<Record<BudgetPeriod, string>> = { turn: 'one turn', hour: 'any 60 minutes', day: 'any 24 hours' };

const row = (period: BudgetPeriod, unit: BudgetUnit, fallback: number) =>
  ({
    period,
    unit,
    key: `budget.${period}.${unit}` as const,
    type: 'whole number, 0 to 1000000000',
    fallback,
    repositoryMay: 'never',
    doc: `The most ${unit === 'calls' ? 'calls of a model' : 'tokens, sent and received together,'} in ${SPANS[period]}. They are reserved before a call; 0: none is made.`,
  }) as const;

/** In the order of their names. */
export const BUDGET = [
  row('day', 'calls', 300),
  row('day', 'tokens', 3_000_000),
  row('hour', 'calls', 60),
  row('hour', 'tokens', 600_000),
  row('turn', 'calls', 12),
  row('turn', 'tokens', 200_000),
] as const;
