/** Lives a seed in the virtual world, looks after each step at what must hold, and tells what was broken first, with the steps that led there. */
import { KairosError } from '../../base/errors.js';
import { takeStep, started } from '../scenario/run-scenario.js';
import { nothingYet } from '../scenario/happened.js';
import { INVARIANTS, type Broken, type Invariant } from '../scenario/invariant.js';
import { watchOver } from '../scenario/keepers.js';
import type { Scenario, Step } from '../scenario/scenario.js';
import { allStopped, digestOf, type Stage } from '../scenario/stage.js';
import { knownOf } from './known.js';
import { lifeOf, OPERATIONS } from './life.js';

/** A step as it was lived: with the code of what it was refused with. */
export interface LivedStep {
  readonly step: Step;
  readonly refused?: string;
}

export interface LivedLife {
  readonly seed: number;
  readonly start: Scenario['start'];
  readonly steps: readonly LivedStep[];
  /** What was broken after the last step; [] where all held to the end. */
  readonly broken: readonly Broken[];
  readonly digest: string;
}

/** What a step ended with that is no refusal. */
export const DEFECT = 'a defect';

/** The start of every life of simulation: small, so that it is quick. */
export function startOf(seed: number): Scenario['start'] {
  return {
    seed: String(seed),
    embedder: seed % 4 === 0 ? 'virtual' : 'none',
    files: new Map([
      ['README.md', '# it\n'],
      ['src/work.ts', '// work\n'],
    ]),
  };
}

/** Lives one seed to its end, or to the first thing that is broken. @param holds what is looked at. */
export async function liveSeed(seed: number, holds: readonly Invariant[] = INVARIANTS, signal?: AbortSignal): Promise<LivedLife> {
  const life = lifeOf(seed);
  const start = startOf(seed);
  const stage = await started({ name: `seed ${seed}`, start }, {}, undefined);
  const happened = nothingYet();
  const watch = watchOver(stage, holds);
  const steps: LivedStep[] = [];
  let broken: readonly Broken[] = [];
  const take = async (step: Step): Promise<void> => {
    const { error, broken: found } = await takeStep(stage, step, happened, watch);
    steps.push({ step, ...(error !== undefined && { refused: error instanceof KairosError ? error.code : DEFECT }) });
    broken = found;
  };
  try {
    // Whoever looked before the first step would let the daemon go on with its start meanwhile, and a second run, in which nobody looks, would not.
    await take({ verb: 'tick', args: {} });
    for (let at = 0; at < OPERATIONS && broken.length === 0; at += 1) {
      if (signal?.aborted) throw new KairosError('cancelled', 'the simulation was ended');
      const known = [];
      for (const place of stage.places.values()) known.push(await knownOf(stage, place));
      for (const step of life.next(at, known)) {
        await take(step);
        if (broken.length > 0) break;
      }
      callOff(stage, steps);
    }
    const lived = { seed, start, steps, broken, digest: digestOf(stage) };
    return broken.length === 0 && holds.includes('equal') ? await comparedWithItself(lived) : lived;
  } finally {
    allStopped(stage);
  }
}

/** Lives the same steps again, and nobody looks meanwhile. */
async function comparedWithItself(lived: LivedLife): Promise<LivedLife> {
  const again = await liveSteps(lived.seed, { start: lived.start, steps: lived.steps.map(({ step }) => step) }, []);
  if (again.digest === lived.digest) return lived;
  return { ...lived, broken: [{ invariant: 'equal', what: 'a second run of the same life comes out otherwise' }] };
}

/** Lives steps that were lived before, whatever of them is refused now. `taken`: how many were, up to the first that broke something. */
export async function liveSteps(
  seed: number,
  { start, steps }: { readonly start: Scenario['start']; readonly steps: readonly Step[] },
  holds: readonly Invariant[],
): Promise<LivedLife & { readonly taken: number }> {
  const stage = await started({ name: `seed ${seed}`, start }, {}, undefined);
  const happened = nothingYet();
  const watch = watchOver(stage, holds);
  const lived: LivedStep[] = [];
  let taken = 0;
  let broken: readonly Broken[] = [];
  try {
    for (const step of steps) {
      const { error, broken: found } = await takeStep(stage, step, happened, watch);
      taken += 1;
      lived.push({ step, ...(error !== undefined && { refused: error instanceof KairosError ? error.code : DEFECT }) });
      broken = found;
      if (broken.length > 0) break;
    }
    callOff(stage, lived);
    if (holds.includes('equal') && broken.length === 0)
      ({ broken } = await comparedWithItself({ seed, start, steps: lived, broken, digest: digestOf(stage) }));
    return { seed, start, steps: lived, broken, taken, digest: digestOf(stage) };
  } finally {
    allStopped(stage);
  }
}

/** What was ordered and did not come about is called off: the next operation is another one's. The steps are as if nobody had ordered it. */
function callOff({ ledger }: Stage, steps: LivedStep[]): void {
  for (const [verb, order] of [['crash', ledger.order] as const, ['fail', ledger.failing] as const]) {
    if (!order) continue;
    const at = steps.findLastIndex(({ step }) => step.verb === verb);
    if (at >= 0) steps.splice(at, 1);
  }
  ledger.order = undefined;
  ledger.failing = undefined;
}
