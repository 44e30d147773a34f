/** Makes of a life that broke something the shortest one that breaks the same, by leaving out steps and parts of steps, and writes it as a scenario. */
import { scenarioText } from '../scenario/scenario-text.js';
import type { Broken } from '../scenario/invariant.js';
import type { Scenario, Step } from '../scenario/scenario.js';
import { DEFECT, liveSteps, type LivedLife } from './simulate.js';

export interface Shrunk {
  readonly scenario: string;
  readonly steps: number;
  /** How many lives it took. */
  readonly tries: number;
  readonly broken: Broken;
}

interface Plot {
  readonly start: Scenario['start'];
  readonly steps: readonly Step[];
}

/** No life that breaks something takes more tries than this. */
const TRIES_MOST = 400;

/**
 * Shrinks a life. What is left fails with the same invariant, in the same words but for names and numbers.
 * @param isOver true ends it with what has been reached.
 */
export async function shrink(life: LivedLife, isOver: () => boolean = () => false): Promise<Shrunk> {
  const first = life.broken[0];
  if (!first) throw new TypeError('the life broke nothing');
  const wanted = kindOf(first);
  let tries = 0;
  let best: { readonly plot: Plot; readonly lived: LivedLife } = {
    plot: { start: life.start, steps: life.steps.map(({ step }) => step) },
    lived: life,
  };
  const isEnough = (): boolean => tries >= TRIES_MOST || isOver();
  /** Takes the smaller one where it fails alike. */
  const tried = async (plot: Plot): Promise<boolean> => {
    if (isEnough()) return false;
    tries += 1;
    const lived = await liveSteps(life.seed, plot, [first.invariant]);
    if (!lived.broken.some((one) => kindOf(one) === wanted)) return false;
    // Behind what failed nothing is needed.
    best = { plot: { ...plot, steps: plot.steps.slice(0, lived.taken) }, lived };
    return true;
  };
  await tried(best.plot);
  for (let isSmaller = true; isSmaller && !isEnough();) {
    const before = best.plot.steps.length;
    await withoutSteps(() => best.plot, tried);
    isSmaller = best.plot.steps.length < before;
  }
  for (const start of smallerStarts(best.plot.start)) await tried({ ...best.plot, start: { ...best.plot.start, ...start } });
  for (let at = 0; at < best.plot.steps.length; at += 1) await smallerStep(at, () => best.plot, tried);
  const { plot, lived } = best;
  const broken = lived.broken.find((one) => kindOf(one) === wanted) ?? first;
  const scenario = scenarioText({
    name: `seed ${life.seed}: ${broken.invariant}`,
    about: broken.what,
    holds: [broken.invariant],
    start: plot.start,
    steps: lived.steps.map(({ step, refused }) => ({ step, ...(refused !== undefined && refused !== DEFECT && { fails: refused }) })),
  });
  return { scenario, steps: lived.steps.length, tries, broken };
}

type Try = (plot: Plot) => Promise<boolean>;

/** Leaves out runs of steps, long ones first (Zeller and Hildebrandt, Simplifying and isolating failure-inducing input, 2002). */
async function withoutSteps(plot: () => Plot, tried: Try): Promise<void> {
  for (let length = plot().steps.length >> 1; length >= 1; length >>= 1) {
    for (let from = plot().steps.length - length; from >= 0; from -= length) {
      const { start, steps } = plot();
      if (from + length > steps.length) continue;
      await tried({ start, steps: steps.toSpliced(from, length) });
    }
  }
}

function smallerStarts(start: Scenario['start']): readonly Scenario['start'][] {
  return [...(start.embedder === 'virtual' ? [{ embedder: 'none' as const }] : []), { files: new Map() }];
}

/** Leaves out parts of one step: processes of several at once, claims of a review, the body and files of a commit. */
async function smallerStep(at: number, plot: () => Plot, tried: Try): Promise<void> {
  const replaced = async (step: Step): Promise<boolean> => tried({ ...plot(), steps: plot().steps.with(at, step) });
  const step = plot().steps[at];
  if (step?.verb === 'together') {
    for (let n = step.args.length - 1; n >= 0; n -= 1) {
      const { args } = plot().steps[at] as typeof step;
      if (args.length > 1) await replaced({ ...step, args: args.toSpliced(n, 1) });
    }
    const { args } = (plot().steps[at] ?? step) as typeof step;
    const [only] = args;
    if (only && args.length === 1) await replaced(only.value as Step);
  }
  if (step?.verb === 'commit' && typeof step.args === 'object') {
    const { message = '' } = step.args;
    const subject = message.split('\n', 1)[0] ?? '';
    if (Object.keys(step.args).every((key) => key === 'message' || key === 'files')) {
      if (await replaced({ ...step, args: subject })) return;
      await replaced({ ...step, args: message });
    }
  }
}

/** What was broken, without the names and numbers that differ from life to life. */
function kindOf({ invariant, what }: Broken): string {
  const words = (what.split('\n', 1)[0] ?? '').replace(/\^?\b(?=[0-9a-z-]*\d)[0-9a-z-]+(?:\.segment)?\b/g, '#');
  return `${invariant}: ${words.replace(/\b(?:main|clone|tree)\b/g, '#')}`;
}
