/** `kairos replay --simulate SEEDS`: lives that never happened, seed after seed, and a scenario of each that broke something. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { errorText, KairosError } from '../../base/errors.js';
import { harmless } from '../../base/harmless-text.js';
import { jsonFile, parseObject } from '../../base/json.js';
import { plural } from '../../base/plural.js';
import { openWorld } from '../../compose.js';
import type { Seeds } from '../../replay/simulate/seeds.js';
import type { Context } from '../context.js';
import { progressOf } from '../progress.js';

export interface SimulateOptions {
  readonly simulate: string;
  readonly keep?: string;
  readonly json?: boolean;
}

/** How long one life is shrunk, in milliseconds of CPU: a busy machine makes no scenario longer. */
const SHRINK_MS = 60_000;
/** Where the next run of a count begins. */
const RUN_FILE = 'simulation.json';

/**
 * Lives the seeds. A count goes on behind the last seed of the run before, which a small file beside the kept scenarios tells; a range is lived as it is.
 * Exit code 0: all held. 1: one broke something. @throws KairosError `usage` for what is neither, `cancelled`.
 */
export async function simulateHere(context: Context, { simulate, keep, json }: SimulateOptions): Promise<void> {
  const folder = await folderOf(context, keep);
  const { askedSeeds } = await import('../../replay/simulate/seeds.js');
  const seeds = askedSeeds(simulate, folder === undefined ? 1 : nextIn(folder));
  const { liveSeed } = await import('../../replay/simulate/simulate.js');
  const { shrink } = await import('../../replay/simulate/shrink.js');
  const progress = progressOf(context, 'living', 'lives', true);
  const total = seeds.to - seeds.from + 1;
  let broken = 0;
  try {
    for (let seed = seeds.from; seed <= seeds.to; seed += 1) {
      progress.show(seed - seeds.from, total);
      const life = await liveSeed(seed, undefined, context.signal);
      const [first] = life.broken;
      if (!first) {
        if (json === true) context.json({ seed, outcome: 'held', steps: life.steps.length });
      } else {
        broken += 1;
        const begun = process.cpuUsage();
        const shrunk = await shrink(life, () => usedMs(begun) > SHRINK_MS || context.signal.aborted);
        const file = folder === undefined ? undefined : kept(folder, seed, shrunk.scenario);
        const { invariant, what, expected, actual } = shrunk.broken;
        if (json === true)
          context.json({
            seed,
            outcome: 'broken',
            invariant,
            what,
            ...(expected !== undefined && { expected }),
            ...(actual !== undefined && { actual }),
            steps: shrunk.steps,
            tries: shrunk.tries,
            scenario: file ?? shrunk.scenario,
          });
        else {
          progress.end();
          context.say(harmless(`seed ${seed} breaks ${invariant}: ${what}`));
          if (actual !== undefined) context.say(harmless(`  ${actual}`));
          if (file === undefined) context.say(harmless(shrunk.scenario));
          else context.say(harmless(`  as a scenario of ${plural(shrunk.steps, 'step')}: ${file}`));
        }
      }
      if (folder !== undefined && seeds.goesOn) remember(folder, seed + 1);
    }
  } finally {
    progress.end();
  }
  if (json !== true) context.say(said(seeds, broken));
  if (broken > 0) context.exitCode = 1;
}

function usedMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function said({ from, to }: Seeds, broken: number): string {
  return `${plural(to - from + 1, 'life', 'lives')}, seeds ${from} to ${to}: ${broken === 0 ? 'all held' : `${plural(broken, 'life', 'lives')} broke something`}`;
}

/** Where scenarios are kept; undefined outside of a repository with kairos. */
async function folderOf(context: Context, keep: string | undefined): Promise<string | undefined> {
  if (keep !== undefined) return resolve(context.cwd, keep);
  try {
    const { ws } = await openWorld({ cwd: context.cwd, env: context.env });
    return existsSync(ws.kairos) ? join(ws.state, 'simulation') : undefined;
  } catch (error) {
    if (error instanceof KairosError && error.code === 'not-a-repository') return undefined;
    throw error;
  }
}

function nextIn(folder: string): number {
  const path = join(folder, RUN_FILE);
  const next = existsSync(path) ? parseObject(readFileSync(path, 'utf8'))?.['next'] : undefined;
  return typeof next === 'number' && Number.isSafeInteger(next) && next > 0 ? next : 1;
}

function remember(folder: string, next: number): void {
  written(folder, RUN_FILE, jsonFile({ format: 1, next }));
}

function kept(folder: string, seed: number, scenario: string): string {
  return written(folder, `seed-${seed}.yaml`, scenario);
}

function written(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new KairosError('not-writable', `${path} cannot be written: ${errorText(error)}`, { hint: 'name another folder: --keep FOLDER' });
  }
  return path;
}
