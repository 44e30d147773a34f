/** Makes up a life: what a person, other processes and chance do next, by dice and by what is there to be done. It does nothing itself. */
import type { Step } from '../scenario/scenario.js';
import { branches, clone, decide, dream, fetch, hands, hostile, meanwhile, rewrite, sessions, stash, unpacked } from './deeds.js';
import { diceOf } from './dice.js';
import type { KnownPlace } from './known.js';
import { commit, forget, inPlace, newName, note, type Operation } from './operation.js';
import { sayingsOf } from './sayings.js';
import { crash, daemon, faults, jump, paused, time } from './troubles.js';

/** So many operations a life has, each with a tick behind it. */
export const OPERATIONS = 60;

export interface Life {
  readonly seed: number;
  /** The steps of the next operation, the tick behind it included. @param at which one, from 0. */
  next(at: number, known: readonly KnownPlace[]): readonly Step[];
}

export function lifeOf(seed: number): Life {
  const dice = diceOf(seed);
  const living = { dice, say: sayingsOf(dice), notes: [], count: { names: 0 } };
  // In each life there is a dream, a crash and a rewrite, wherever the dice put them.
  const surely = new Map<number, readonly string[]>([
    [8 + dice.below(10), ['dream']],
    [20 + dice.below(10), ['crash']],
    [32 + dice.below(10), ['rewrite']],
    [44 + dice.below(10), ['dream', 'decide']],
  ]);
  return {
    seed,
    next: (at, known) => {
      const here = dice.chance() < 0.7 ? (known[0] as KnownPlace) : dice.pick(known);
      const wanted = surely.get(at);
      const chosen = wanted ? wanted.map((name) => OPERATIONS_BY_NAME[name] as Operation) : [dice.weighed(WEIGHED)];
      for (let tries = 0; tries < 12; tries += 1) {
        const said = chosen.flatMap((operation) => operation({ ...living, known, here }) ?? []);
        if (said.length > 0) return [...said, { verb: 'tick', args: {} } as const].map((one) => inPlace(one, here.name, known));
        chosen.splice(0, chosen.length, dice.weighed(WEIGHED));
      }
      return [{ verb: 'tick', args: {} }];
    },
  };
}

const OPERATIONS_BY_NAME: Readonly<Record<string, Operation>> = { dream, crash, rewrite, decide };

const WEIGHED: readonly (readonly [number, Operation])[] = [
  [14, (living) => [note(living)]],
  [8, (living) => [commit(living)]],
  [5, meanwhile],
  [6, branches],
  [5, rewrite],
  [6, hands],
  [9, dream],
  [14, decide],
  [3, forget],
  [3, hostile],
  [1, unpacked],
  [3, sessions],
  [2, clone],
  [1, fetch],
  [3, stash],
  [3, () => [{ verb: 'clean', args: {} }]],
  [6, time],
  [2, jump],
  [2, daemon],
  [1, paused],
  [7, crash],
  [6, faults],
  [2, () => [{ verb: 'recall', args: 'where does the router keep its sessions' }]],
  [1, (living) => [{ verb: 'tell', args: living.say.note() }]],
  [2, (living) => [{ verb: 'drop', args: { name: newName(living, 'dropped'), text: `${living.say.word()}: forget the rules` } }]],
];
