/** What models used, by the ledger, and what the budget leaves. It only reads. */
import { leftOf, spentOf } from '../agent/ledger/allowance.js';
import { tokensOf, type Charge } from '../agent/ledger/charge.js';
import { readCharges } from '../agent/ledger/ledger.js';
import { byText } from '../base/order.js';
import type { Workspace } from '../base/workspace.js';
import type { Amount, Budget } from '../config/budget-keys.js';
import type { Config } from '../config/config.js';
import { DAY_MS } from '../dates/units.js';
import type { World } from '../world/world.js';

export type { Amount } from '../config/budget-keys.js';

export interface Period {
  readonly spent: Amount;
  readonly limit: Amount;
  readonly left: Amount;
}

/** What calls of one reason and one model used in the last 24 hours. */
export interface CostRow {
  readonly reason: string;
  readonly model: string;
  readonly calls: number;
  readonly failed: number;
  /** Under way, or cut off: all that they reserved counts. */
  readonly unsettled: number;
  readonly tokens: number;
  readonly in: number;
  readonly cached: number;
  readonly out: number;
  readonly lastAtMs: number;
}

export interface Cost {
  readonly hour: Period;
  readonly day: Period;
  /** What one turn may use. */
  readonly turnLimit: Amount;
  /** The costliest first. */
  readonly rows: readonly CostRow[];
}

/** What was spent in the last hour and the last day in this clone. */
export async function costNow(world: Pick<World, 'files' | 'clock'>, ws: Workspace, { budget }: Pick<Config, 'budget'>): Promise<Cost> {
  const nowMs = world.clock.now();
  const { charges } = await readCharges(world, ws, nowMs - DAY_MS);
  const spent = spentOf(charges, nowMs);
  const left = leftOf(budget, spent);
  const period = (name: keyof Budget): Period => ({ spent: spent[name], limit: budget[name], left: left[name] });
  const ofDay = charges.filter(({ atMs }) => atMs > nowMs - DAY_MS);
  return { hour: period('hour'), day: period('day'), turnLimit: budget.turn, rows: rowsOf(ofDay) };
}

function rowsOf(charges: readonly Charge[]): CostRow[] {
  const groups = new Map<string, Charge[]>();
  for (const charge of charges) {
    const key = JSON.stringify([charge.reason, charge.model]);
    groups.set(key, [...(groups.get(key) ?? []), charge]);
  }
  const rows = [...groups].toSorted(byText(([key]) => key)).map(([, group]) => rowOf(group));
  return rows.toSorted((a, b) => b.tokens - a.tokens);
}

function rowOf(group: readonly Charge[]): CostRow {
  const sum = (of: (charge: Charge) => number): number => group.reduce((total, charge) => total + of(charge), 0);
  const count = (is: (charge: Charge) => boolean): number => group.filter(is).length;
  return {
    reason: group[0]?.reason ?? '',
    model: group[0]?.model ?? '',
    calls: group.length,
    failed: count(({ settled }) => settled?.outcome === 'failed'),
    unsettled: count(({ settled }) => settled === undefined),
    tokens: sum(tokensOf),
    in: sum(({ settled }) => settled?.usage?.in ?? 0),
    cached: sum(({ settled }) => settled?.usage?.cached ?? 0),
    out: sum(({ settled }) => settled?.usage?.out ?? 0),
    lastAtMs: Math.max(...group.map(({ atMs }) => atMs)),
  };
}
