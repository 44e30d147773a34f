/** Those who look after the invariants that a scenario names, together. It decides only when a step was a calm one. */
import { readPause } from '../../activation/pause.js';
import type { Happened } from './happened.js';
import type { Place, Stage } from './stage.js';
import { acknowledgedKeeper } from './keeps-acknowledged.js';
import { restartKeeper } from './keeps-after-restart.js';
import { datedKeeper, oneDreamerKeeper } from './keeps-dreaming.js';
import { forgottenKeeper } from './keeps-forgotten.js';
import type { Broken, Invariant, Keeper } from './invariant.js';
import { openDreamKeeper } from './keeps-open-dream.js';
import { rejectedKeeper } from './keeps-rejected.js';
import { externalKeeper, soundKeeper } from './keeps-sound.js';
import { unmovedKeeper } from './keeps-unmoved.js';

/** In the order in which they look: the first reads what the later ones take. */
const KEEPERS: readonly (readonly [readonly Invariant[], (stage: Stage) => Keeper])[] = [
  [['sound'], soundKeeper],
  [['acknowledged'], acknowledgedKeeper],
  [['unmoved'], unmovedKeeper],
  [['one-dreamer'], oneDreamerKeeper],
  [['dated'], datedKeeper],
  [['rejected'], rejectedKeeper],
  [['forgotten'], forgottenKeeper],
  [['external'], externalKeeper],
  [['cited', 'memory', 'quiet'], openDreamKeeper],
  [['converges'], restartKeeper],
];

export interface Watch {
  before(verb: string, place: Place, happened: Happened): Promise<void>;
  /** @param error what the step ended with. */
  after(verb: string, place: Place, happened: Happened, error: unknown): Promise<readonly Broken[]>;
}

export function watchOver(stage: Stage, holds: readonly Invariant[]): Watch {
  const keepers = KEEPERS.filter(([names]) => names.some((name) => holds.includes(name))).map(([, make]) => make(stage));
  let [killed, dark] = [0, 0];
  return {
    before: async (verb, place, happened) => {
      [killed, dark] = [stage.ledger.kills, stage.powerLosses];
      const moment = { stage, place, verb, happened, isCalm: false, isCut: false, isDark: false };
      // Time stands still while somebody looks.
      await stage.world.clock.during(inTurn(keepers, async (keeper) => keeper.before?.(moment)));
    },
    after: async (verb, place, happened, error) => {
      const isCut = stage.ledger.kills > killed;
      const broken: Broken[] = [];
      const looking = async (): Promise<void> => {
        const isCalm = verb === 'tick' && error === undefined && !isCut && (await isUndisturbed(stage, place));
        const moment = { stage, place, verb, happened, isCalm, isCut, isDark: stage.powerLosses > dark };
        for (const keeper of keepers) broken.push(...(await keeper.after(moment)));
      };
      await stage.world.clock.during(looking());
      return broken.filter(({ invariant }) => holds.includes(invariant));
    },
  };
}

/** Nothing that was ordered, lasts or was decided keeps a tick from its work. */
async function isUndisturbed({ ledger, held, isDamaged }: Stage, { world, ws }: Place): Promise<boolean> {
  if (ledger.isFull || isDamaged || held.length > 0) return false;
  return !(await readPause(world, ws)) && (await world.git.busy()) === undefined;
}

async function inTurn(keepers: readonly Keeper[], work: (keeper: Keeper) => Promise<void>): Promise<void> {
  for (const keeper of keepers) await work(keeper);
}
