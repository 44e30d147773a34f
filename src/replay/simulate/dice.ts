/** Dice with a seed: equal seeds throw equal numbers on every machine. They are for lives that never happened, and no secrets. */

export interface Dice {
  /** From 0 up to 1. */
  chance(): number;
  /** From 0 up to `most`, without it. */
  below(most: number): number;
  pick<T>(choices: readonly T[]): T;
  /** One of the choices, by their weights. */
  weighed<T>(choices: readonly (readonly [number, T])[]): T;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, which is enough for some hundred throws a life. */
export function diceOf(seed: number): Dice {
  let state = (Math.imul(seed, 0x9e3779b1) + 0x6d2b79f5) >>> 0;
  const chance = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(chance() * most);
  return {
    chance,
    below,
    pick: <T>(choices: readonly T[]) => choices[below(choices.length)] as T,
    weighed: <T>(choices: readonly (readonly [number, T])[]) => {
      let left = chance() * choices.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, choice] of choices) if ((left -= weight) < 0) return choice;
      throw new TypeError('nothing has a weight');
    },
  };
}
