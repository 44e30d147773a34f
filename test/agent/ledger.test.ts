import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowanceOf, leftOf, spentOf, tokensMostOf, type Wish } from '../../src/agent/ledger/allowance.js';
import { chargesOf, clockLine, reservedLine, settledLine, tokensOf, type Charge } from '../../src/agent/ledger/charge.js';
import { readCharges, reserve, settle, type Reservation } from '../../src/agent/ledger/ledger.js';
import type { Budget } from '../../src/config/budget-keys.js';
import { loadConfig } from '../../src/config/config.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/dates/units.js';
import { costNow } from '../../src/desk/cost.js';
import { byteLength } from '../../src/memory/entry.js';
import { anotherProcess, kairosClone, type KairosClone } from '../kairos-clone.js';

const T0 = 1_795_183_200_000;
const WIDE = { calls: 1000, tokens: 1_000_000 };
const budgetOf = (limits: Partial<Budget>): Budget => ({ turn: WIDE, hour: WIDE, day: WIDE, ...limits });
const wish = (tokensIn: number, tokensOut: number, tokensOutLeast = 1): Wish => ({ tokensIn, tokensOut, tokensOutLeast });
const cause = (turn: string, reason = 'tick') => ({ turn, reason, model: 'scripted' });
const linesIn = ({ world, ws }: KairosClone): Promise<string | undefined> => world.files.read(ws.ledger);

function granted(reservation: Reservation): Extract<Reservation, { is: 'granted' }> {
  if (reservation.is === 'granted') return reservation;
  throw new Error(`refused: ${JSON.stringify(reservation)}`);
}

describe('the ledger', () => {
  it('reserves before a call and settles after it', async () => {
    const at = await kairosClone();
    const budget = budgetOf({ hour: { calls: 10, tokens: 1000 } });
    const { id, tokensOut } = granted(await reserve(at.world, at.ws, budget, cause('t1'), wish(600, 300)));
    expect(tokensOut).toBe(300);
    const before = await readCharges(at.world, at.ws, 0);
    expect(before.charges.map(tokensOf)).toEqual([900]);
    await settle(at.world, at.ws, id, { outcome: 'reply', usage: { in: 200, cached: 50, out: 20 } });
    const after = await readCharges(at.world, at.ws, 0);
    expect(after.charges.map(tokensOf)).toEqual([220]);
    expect(leftOf(budget, spentOf(after.charges, at.world.clock.now(), 't1')).hour).toEqual({ calls: 9, tokens: 780 });
  });

  it('shortens the reply to what is left, and refuses what is of no use', async () => {
    const at = await kairosClone();
    const budget = budgetOf({ turn: { calls: 10, tokens: 1000 } });
    const asksForAMillion = wish(700, 1_000_000, 200);
    expect(granted(await reserve(at.world, at.ws, budget, cause('t1'), asksForAMillion)).tokensOut).toBe(300);
    expect(await reserve(at.world, at.ws, budget, cause('t1'), asksForAMillion)).toEqual({ is: 'refused', period: 'turn', unit: 'tokens' });
    // Another turn has its own limit.
    expect(granted(await reserve(at.world, at.ws, budget, cause('t2'), asksForAMillion)).tokensOut).toBe(300);
  });

  it('names the period and the unit that are used up, and when there is room', async () => {
    const at = await kairosClone();
    const startMs = at.world.clock.now();
    const budget = budgetOf({ hour: { calls: 2, tokens: 1000 }, day: { calls: 3, tokens: 2000 } });
    granted(await reserve(at.world, at.ws, budget, cause('t1'), wish(1, 1)));
    await at.world.clock.sleep(10 * MINUTE_MS);
    granted(await reserve(at.world, at.ws, budget, cause('t2'), wish(1, 1)));
    expect(await reserve(at.world, at.ws, budget, cause('t3'), wish(1, 1))).toEqual({
      is: 'refused',
      period: 'hour',
      unit: 'calls',
      notBeforeMs: startMs + HOUR_MS,
    });
    await at.world.clock.sleep(startMs + HOUR_MS - at.world.clock.now());
    granted(await reserve(at.world, at.ws, budget, cause('t3'), wish(1, 1)));
    // The day is the longer wait.
    expect(await reserve(at.world, at.ws, budget, cause('t4'), wish(1, 1))).toMatchObject({ period: 'day', notBeforeMs: startMs + DAY_MS });
    expect(await reserve(at.world, at.ws, budget, cause('t4'), wish(3000, 1))).toEqual({ is: 'refused', period: 'hour', unit: 'calls' });
  });

  it('holds to the unit under a script that always wants more', async () => {
    const at = await kairosClone();
    const budget = { turn: { calls: 7, tokens: 5000 }, hour: { calls: 20, tokens: 9000 }, day: { calls: 50, tokens: 30_000 } };
    const hours = new Map<number, number>();
    let refused = 0;
    for (let n = 0; n < 400; n += 1) {
      const reservation = await reserve(at.world, at.ws, budget, cause(`t${Math.floor(n / 10)}`), wish(100 + n, 1_000_000));
      if (reservation.is === 'granted') {
        // It uses all that it was given, each time.
        const usage = { in: 100 + n, cached: 0, out: reservation.tokensOut };
        if (n % 3 > 0) await settle(at.world, at.ws, reservation.id, { outcome: n % 3 === 1 ? 'reply' : 'failed', usage });
      } else refused += 1;
      await at.world.clock.sleep(4 * MINUTE_MS);
      const nowMs = at.world.clock.now();
      const spent = spentOf((await readCharges(at.world, at.ws, nowMs - DAY_MS)).charges, nowMs, `t${Math.floor(n / 10)}`);
      for (const period of ['turn', 'hour', 'day'] as const) {
        expect(spent[period].tokens).toBeLessThanOrEqual(budget[period].tokens);
        expect(spent[period].calls).toBeLessThanOrEqual(budget[period].calls);
      }
      hours.set(n, spent.day.tokens);
    }
    expect(refused).toBeGreaterThan(100);
    // And they are used up to the unit, not only kept.
    expect(Math.max(...hours.values())).toBe(30_000);
  });

  it('counts a call that was cut off, or of which nobody knows what it used, as a whole', async () => {
    const at = await kairosClone();
    const budget = budgetOf({ hour: { calls: 10, tokens: 100 } });
    granted(await reserve(at.world, at.ws, budget, cause('t1'), wish(40, 10)));
    const { id } = granted(await reserve(at.world, at.ws, budget, cause('t1'), wish(40, 10)));
    await settle(at.world, at.ws, id, { outcome: 'failed' });
    expect(await reserve(at.world, at.ws, budget, cause('t1'), wish(1, 1))).toMatchObject({ is: 'refused', period: 'hour' });
    const { rows, hour } = await costNow(at.world, at.ws, { budget });
    expect(hour.left).toEqual({ calls: 8, tokens: 0 });
    expect(rows).toMatchObject([{ reason: 'tick', model: 'scripted', calls: 2, failed: 1, unsettled: 1, tokens: 100, in: 0 }]);
  });

  it('charges what a call used, where that is more than it said it would', async () => {
    const at = await kairosClone();
    const budget = budgetOf({ hour: { calls: 10, tokens: 100 } });
    const { id } = granted(await reserve(at.world, at.ws, budget, cause('t1'), wish(10, 10)));
    await settle(at.world, at.ws, id, { outcome: 'reply', usage: { in: 10, cached: 0, out: 500 } });
    expect(await reserve(at.world, at.ws, budget, cause('t1'), wish(1, 1))).toMatchObject({ is: 'refused', unit: 'tokens' });
    const { hour } = await costNow(at.world, at.ws, { budget });
    expect(hour).toMatchObject({ spent: { calls: 1, tokens: 510 }, left: { tokens: 0 } });
  });

  it.each(['turn', 'hour', 'day'] as const)(
    'goes over the limit of %s by one call at most of a server that counts more than it was let',
    async (period) => {
      const at = await kairosClone();
      const budget = budgetOf({ [period]: { calls: 1000, tokens: 5000 } });
      let calls = 0;
      for (let n = 0; n < 40; n += 1) {
        const reservation = await reserve(at.world, at.ws, budget, cause('t1'), wish(100, 100));
        if (reservation.is === 'refused') continue;
        calls += 1;
        await settle(at.world, at.ws, reservation.id, { outcome: 'reply', usage: { in: 100, cached: 0, out: 900 } });
        await at.world.clock.sleep(1000);
      }
      // The first one is a surprise; each that follows has room for as much, or is not made.
      expect(calls).toBe(5);
      const { charges } = await readCharges(at.world, at.ws, 0);
      expect(charges.map(({ tokensMost }) => tokensMost)).toEqual([200, 1000, 1000, 1000, 1000]);
      expect(spentOf(charges, at.world.clock.now(), 't1')[period].tokens).toBe(5000);
    },
  );

  it('gives two processes that reserve at once no more than one', async () => {
    const at = await kairosClone();
    const other = anotherProcess(at);
    const budget = budgetOf({ hour: { calls: 5, tokens: 10_000 } });
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, n) => reserve(n % 2 ? other : at.world, at.ws, budget, cause(`t${n}`), wish(10, 10))),
    );
    expect(all.filter(({ is }) => is === 'granted')).toHaveLength(5);
    expect(new Set(all.flatMap((one) => (one.is === 'granted' ? one.id : []))).size).toBe(5);
  });

  it('is not raised by a clean of the work tree, and belongs to all work trees', async () => {
    const at = await kairosClone();
    const budget = budgetOf({ hour: { calls: 1, tokens: 10_000 } });
    granted(await reserve(at.world, at.ws, budget, cause('t1'), wish(10, 10)));
    await at.world.files.remove(at.ws.kairos);
    expect(await reserve(at.world, at.ws, budget, cause('t2'), wish(10, 10))).toMatchObject({ is: 'refused' });
    const linked = { ...at.ws, root: '/elsewhere', kairos: '/elsewhere/.kairos' };
    expect(await reserve(at.world, linked, budget, cause('t3'), wish(10, 10))).toMatchObject({ is: 'refused' });
    expect(at.ws.ledger).toBe(`${at.ws.commonDir}/kairos/ledger.jsonl`);
  });

  it('reads on behind a torn tail, and rewrites nothing', async () => {
    const at = await kairosClone();
    const budget = budgetOf({ hour: { calls: 3, tokens: 10_000 } });
    const { id } = granted(await reserve(at.world, at.ws, budget, cause('t1'), wish(10, 10)));
    const whole = (await linesIn(at)) ?? '';
    const torn = settledLine(id, at.world.clock.now(), { outcome: 'reply', usage: { in: 1, cached: 0, out: 1 } }).slice(0, 40);
    await at.world.files.write(at.ws.ledger, `${whole}${torn}`);
    expect((await readCharges(at.world, at.ws, 0)).charges.map(tokensOf)).toEqual([20]);
    granted(await reserve(at.world, at.ws, budget, cause('t1'), wish(10, 10)));
    expect((await linesIn(at))?.startsWith(`${whole}${torn}\n{`)).toBe(true);
    expect((await readCharges(at.world, at.ws, 0)).charges.map(tokensOf)).toEqual([20, 20]);
  });

  it('raises no budget when the clock is set back, and lets what a wrong clock put ahead pass', async () => {
    const at = await kairosClone();
    const budget = budgetOf({ hour: { calls: 1, tokens: 10_000 } });
    const back = (ms: number) => ({ ...at.world, clock: { ...at.world.clock, now: () => at.world.clock.now() - ms } });
    const early = back(3 * DAY_MS);
    granted(await reserve(at.world, at.ws, budget, cause('t1'), wish(10, 10)));
    const refused = await reserve(early, at.ws, budget, cause('t2'), wish(10, 10));
    expect(refused).toMatchObject({ is: 'refused', period: 'hour', notBeforeMs: early.clock.now() + HOUR_MS });
    expect((await linesIn(at))?.trimEnd().split('\n').at(-1)).toBe(clockLine(early.clock.now()).trimEnd());
    expect(await reserve(early, at.ws, budget, cause('t2'), wish(10, 10))).toMatchObject({ is: 'refused' });
    // One such line is enough.
    expect((await linesIn(at))?.trimEnd().split('\n')).toHaveLength(2);
    await at.world.clock.sleep(HOUR_MS);
    granted(await reserve(early, at.ws, budget, cause('t3'), wish(10, 10)));
  });

  it('reads no more of a long ledger than the day needs', async () => {
    const at = await kairosClone();
    const nowMs = at.world.clock.now();
    const line = (n: number, atMs: number): string =>
      reservedLine({ ...cause(`t${n}`, 'é'.repeat(n % 7)), id: `a${n}`, atMs, tokensMost: 1 });
    const old = Array.from({ length: 3000 }, (_, n) => line(n, nowMs - 30 * DAY_MS + n));
    const day = Array.from({ length: 900 }, (_, n) => line(3000 + n, nowMs - DAY_MS + 1 + n));
    await at.world.files.write(at.ws.ledger, [...old, ...day].join(''));
    let read = 0;
    const counting = {
      ...at.world,
      files: {
        ...at.world.files,
        readPart: async (path: string, from: number, length: number) => {
          read += length;
          return at.world.files.readPart(path, from, length);
        },
      },
    };
    const { charges } = await readCharges(counting, at.ws, nowMs - DAY_MS);
    expect(spentOf(charges, nowMs).day.calls).toBe(900);
    expect(read).toBeLessThan((await at.world.files.stat(at.ws.ledger))!.sizeBytes / 2);
  });
});

describe('an allowance', () => {
  const amount = fc.record({ calls: fc.integer({ min: 0, max: 8 }), tokens: fc.integer({ min: 0, max: 3000 }) });
  const budgets = fc.record({ turn: amount, hour: amount, day: amount });
  const act = fc.record({
    turn: fc.integer({ min: 0, max: 3 }),
    in: fc.integer({ min: 0, max: 800 }),
    out: fc.integer({ min: 1, max: 2000 }),
    passedMs: fc.integer({ min: 0, max: 3 * HOUR_MS }),
    // The clock may be set back, and stays so.
    backMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 * DAY_MS }) }),
    uses: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    tears: fc.boolean(),
  });

  it('never exceeds a limit, in any window of true time, whatever is asked and however the clock is set back', () => {
    fc.assert(
      fc.property(budgets, fc.array(act, { maxLength: 60 }), (budget, acts) => {
        let trueMs = T0;
        let backMs = 0;
        let text = '';
        const made: { readonly trueMs: number; readonly turn: string; tokens: number }[] = [];
        for (const [n, { turn, in: tokensIn, out, passedMs, backMs: more, uses, tears }] of acts.entries()) {
          trueMs += passedMs;
          backMs += more;
          const nowMs = trueMs - backMs;
          const { charges } = chargesOf(text.split('\n'), nowMs);
          const allowance = allowanceOf(budget, charges, wish(tokensIn, out), nowMs, `t${turn}`);
          if (allowance.is === 'refused') continue;
          const one = { trueMs, turn: `t${turn}`, tokens: allowance.tokensMost };
          text += reservedLine({ ...cause(`t${turn}`), id: `c${n}`, atMs: nowMs, tokensMost: allowance.tokensMost });
          made.push(one);
          if (uses !== undefined) {
            const spent = { in: Math.floor(uses * tokensIn), cached: 0, out: Math.floor(uses * allowance.tokensOut) };
            const line = settledLine(`c${n}`, nowMs, { outcome: 'reply', usage: spent });
            if (tears) text += `${line.slice(0, line.length / 2)}\n`;
            else {
              text += line;
              one.tokens = spent.in + spent.out;
            }
          }
          for (const [period, windowMs] of [
            ['hour', HOUR_MS],
            ['day', DAY_MS],
          ] as const) {
            const within = made.filter((other) => other.trueMs > trueMs - windowMs);
            expect(within.length).toBeLessThanOrEqual(budget[period].calls);
            expect(within.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(budget[period].tokens);
          }
          const ofTurn = made.filter((other) => other.turn === one.turn);
          expect(ofTurn.length).toBeLessThanOrEqual(budget.turn.calls);
          expect(ofTurn.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(budget.turn.tokens);
        }
      }),
      { seed: 17, numRuns: 300 },
    );
  });

  it('says truly when there is room', () => {
    const charge = fc.record({ agoMs: fc.integer({ min: 0, max: DAY_MS }), tokensMost: fc.integer({ min: 0, max: 900 }) });
    fc.assert(
      fc.property(budgets, fc.array(charge, { maxLength: 20 }), fc.integer({ min: 0, max: 900 }), (budget, spent, tokens) => {
        const charges: Charge[] = spent.map(({ agoMs, tokensMost }, n) => ({ ...cause('old'), id: `c${n}`, atMs: T0 - agoMs, tokensMost }));
        const first = allowanceOf(budget, charges, wish(tokens, 1), T0, 'new');
        if (first.is === 'granted' || first.period === 'turn' || first.notBeforeMs === undefined) return;
        const at = (nowMs: number) => allowanceOf(budget, charges, wish(tokens, 1), nowMs, 'new');
        expect(at(first.notBeforeMs - 1)).toMatchObject({ is: 'refused' });
        expect(at(first.notBeforeMs).is).toBe('granted');
      }),
      { seed: 17, numRuns: 500 },
    );
  });

  it('takes for a text no fewer tokens than any tokenizer over bytes', () => {
    expect(tokensMostOf(['né', 'a'], byteLength)).toBe(3 + 1 + 3 * 16);
  });
});

describe('the budget', () => {
  it("is the user's alone: a repository can neither raise nor lower it", async () => {
    const at = await kairosClone({ config: 'format: 1\nbudget:\n  hour:\n    tokens: 5\n' });
    expect((await loadConfig(at.world, at.ws)).problems).toMatchObject([{ code: 'grants-power' }]);
    at.world.files.lay({ [at.ws.userConfig]: 'format: 1\nbudget:\n  hour:\n    tokens: 7\n  day:\n    calls: -1\n' });
    const { config, problems } = await loadConfig(at.world, at.ws);
    expect(config.budget.hour).toEqual({ calls: 60, tokens: 7 });
    expect(config.budget.day.calls).toBe(300);
    expect(problems.map(({ code }) => code)).toEqual(['grants-power', 'bad-value']);
  });
});
