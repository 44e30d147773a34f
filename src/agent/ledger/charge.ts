/**
 * The lines of the ledger: what was reserved for a call of a model, and what the call used. Pure.
 *
 *     {"at":"2026-11-20T14:05:11.020Z","format":1,"id":"k81m2pp0zd","is":"reserved","model":"scripted","reason":"tick","tokens":9200,"turn":"t4c0q8f6t1"}
 *     {"at":"2026-11-20T14:05:12.310Z","cached":0,"format":1,"id":"k81m2pp0zd","in":812,"is":"settled","out":44,"outcome":"reply"}
 *     {"at":"2026-11-20T13:05:12.310Z","format":1,"is":"clock"}
 */
import { jsonFile, parseObject } from '../../base/json.js';
import { isoTime, parseTime } from '../../dates/day.js';

export type CallOutcome = 'reply' | 'failed';

/** What a call used, in tokens. */
export interface Usage {
  readonly in: number;
  /** Of `in`: what the backend had in its cache. */
  readonly cached: number;
  readonly out: number;
}

export interface Settlement {
  readonly outcome: CallOutcome;
  /** Left out: nobody knows, so that all that was reserved counts. */
  readonly usage?: Usage;
}

/** What a call is made for. */
export interface CallCause {
  /** The turn that makes it. */
  readonly turn: string;
  /** Why, in a word or some: `tick`, `message`. */
  readonly reason: string;
  readonly model: string;
}

/** One call: reserved, and maybe settled. */
export interface Charge extends CallCause {
  readonly id: string;
  /** When it was reserved, in milliseconds since 1970, by no clock that was ahead of the one of now or of a later line. */
  readonly atMs: number;
  /** What was reserved: the most that it can use. */
  readonly tokensMost: number;
  readonly settled?: Settlement;
}

const FORMAT = 1;

/** The line of a reservation. */
export function reservedLine({ id, atMs, tokensMost, turn, reason, model }: Omit<Charge, 'settled'>): string {
  return jsonFile({ format: FORMAT, is: 'reserved', at: isoTime(atMs), id, tokens: tokensMost, turn, reason, model });
}

/** The line that settles a reservation. */
export function settledLine(id: string, atMs: number, { outcome, usage }: Settlement): string {
  return jsonFile({ format: FORMAT, is: 'settled', at: isoTime(atMs), id, outcome, ...usage });
}

/** A line that only says what time it was: what lies before it is not later. */
export function clockLine(atMs: number): string {
  return jsonFile({ format: FORMAT, is: 'clock', at: isoTime(atMs) });
}

/** What some lines of the ledger come to. */
export interface ReadCharges {
  /** In their order. */
  readonly charges: readonly Charge[];
  /** The last line says a later time than now. */
  readonly isAhead: boolean;
  /** No line is later than this; undefined where there is none. */
  readonly firstMs?: number;
}

/**
 * The calls of these lines. A line that is none of ours (torn by a kill, say) is passed over: without its settlement a reservation counts as a whole.
 * A clock that was set back makes nothing that was spent younger or older than it is: no line is later than one after it, nor than now.
 * @param lines in their order, the last one of the file included.
 */
export function chargesOf(lines: readonly string[], nowMs: number): ReadCharges {
  const rows = lines.flatMap((line) => {
    const found = parseObject(line);
    const atMs = found?.['format'] === FORMAT && typeof found['at'] === 'string' ? parseTime(found['at']) : undefined;
    return found && atMs !== undefined ? [{ found, atMs }] : [];
  });
  const isAhead = (rows.at(-1)?.atMs ?? nowMs) > nowMs;
  const times: number[] = [];
  let latestMs = nowMs;
  for (const { atMs } of rows.toReversed()) times.unshift((latestMs = Math.min(latestMs, atMs)));

  const charges = new Map<string, Charge>();
  for (const [n, { found }] of rows.entries()) {
    const { id, is } = found;
    if (typeof id !== 'string') continue;
    const before = charges.get(id);
    if (is === 'reserved') {
      const charge = readReserved(found, id, times[n] ?? nowMs);
      if (charge && !before) charges.set(id, charge);
    } else if (is === 'settled' && before && !before.settled) {
      const settled = readSettled(found);
      if (settled) charges.set(id, { ...before, settled });
    }
  }
  return { charges: [...charges.values()], isAhead, ...(times[0] !== undefined && { firstMs: times[0] }) };
}

/** The tokens that a call counts for: what it used, and all that was reserved until that is known. */
export function tokensOf({ tokensMost, settled }: Charge): number {
  return settled?.usage ? settled.usage.in + settled.usage.out : tokensMost;
}

function readReserved({ tokens, turn, reason, model }: Record<string, unknown>, id: string, atMs: number): Charge | undefined {
  if (!isCount(tokens) || typeof turn !== 'string' || typeof reason !== 'string' || typeof model !== 'string') return undefined;
  return { id, atMs, tokensMost: tokens, turn, reason, model };
}

function readSettled({ outcome, in: sent, cached, out }: Record<string, unknown>): Settlement | undefined {
  if (outcome !== 'reply' && outcome !== 'failed') return undefined;
  if (sent === undefined && out === undefined) return { outcome };
  return isCount(sent) && isCount(cached) && isCount(out) ? { outcome, usage: { in: sent, cached, out } } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
