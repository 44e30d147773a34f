/** The steps in which time passes, the clock is set, or the machine dies. */
import { KairosError } from '../../base/errors.js';
import { momentOf } from '../../dates/zone.js';
import type { Step, StepOf } from './scenario.js';
import { crashMachine, type Place, type Stage } from './stage.js';

type Acts = { readonly [V in Step['verb']]?: (stage: Stage, place: Place, args: StepOf<V>['args']) => Promise<void> };

export const TIME_STEPS = {
  at: async (stage, _place, text) => {
    const { clock } = stage.world;
    const atMs = typedMoment(stage, text);
    if (atMs < clock.now()) throw new KairosError('bad-date', `${text} is past already`, { hint: 'a step "clock" sets the clock back' });
    await clock.sleep(atMs - clock.now());
  },
  advance: async (stage, _place, ms) => stage.world.clock.sleep(ms),
  clock: async (stage, _place, { set, back = 0 }) => {
    const { clock } = stage.world;
    clock.set(set === undefined ? clock.now() - back : typedMoment(stage, set));
  },
  crash: async (stage, _place, { power = false, ...order }) => {
    const { clock } = stage.world;
    const die = (): void => crashMachine(stage, `crash ${clock.now()}`);
    if (order.before === undefined && order.call === undefined) return die();
    stage.ledger.order = { ...order, seen: 0 };
    stage.ledger.crashed = () => (power ? die() : undefined);
  },
} satisfies Acts;

function typedMoment(stage: Stage, text: string): number {
  const atMs = momentOf(text, stage.offsetMsAt);
  if (atMs === undefined) throw new KairosError('bad-date', `"${text}" is no time`, { hint: 'write 2026-11-20 14:30' });
  return atMs;
}
