/** After a crash a restart converges: two ticks put in order what was cut short, and a third has nothing to do. */
import { isTrusted } from '../../activation/trust.js';
import { readPause } from '../../activation/pause.js';
import { KairosError } from '../../base/errors.js';
import { REFS } from '../../base/refs.js';
import { isMemoryPath } from '../../base/memory-paths.js';
import { KAIROS_STEPS } from './kairos-steps.js';
import { command, onFork, stopDaemon, type Place, type Stage } from './stage.js';
import { areLogsAway, filesBelow, liveText, objectsOf, ownRefs, textAt } from './on-disk.js';
import type { Broken, Keeper } from './invariant.js';

/** Kinds of lines that a daemon writes because it is one. */
const OF_ITSELF = /^- \S+ (?:daemon|gate|dream|tick)(?:@| )/;

/** Looks after each step in which a process was killed, or the machine lost its power. */
export function restartKeeper(): Keeper {
  return {
    after: async ({ stage, isCut, verb }) => {
      if (!(isCut || verb === 'crash') || stage.isDamaged || stage.ledger.isFull || stage.ledger.order) return [];
      return onFork(stage, async (fork) => {
        const broken: Broken[] = [];
        for (const place of fork.places.values()) if (await mayTick(place)) broken.push(...(await restarted(fork, place)));
        return [...broken, ...fork.defects.map((what): Broken => ({ invariant: 'sound', what: `after a restart: ${what}` }))];
      });
    },
  };
}

async function restarted(fork: Stage, place: Place): Promise<Broken[]> {
  const broken: Broken[] = [];
  const add = (what: string, actual?: string): unknown =>
    broken.push({ invariant: 'converges', what: `${place.name}: ${what}`, ...(actual !== undefined && { actual }) });
  try {
    for (let ticks = 0; ticks < 2; ticks += 1) await KAIROS_STEPS.tick(fork, place);
    // An accept that was killed before the branch moved waits for a command of the person's, which notes the verdicts.
    if (leftAt(place) !== undefined) await command(fork, place, { git: true, kairos: true }, async () => undefined);
    const settled = standOf(place);
    const left = leftAt(place);
    if (left !== undefined) add(`after a restart, two ticks and a command there is left ${left}`);
    await KAIROS_STEPS.tick(fork, place);
    const changed = [...standOf(place)].find(([what, is]) => settled.get(what) !== is);
    if (changed) add(`the third tick after a restart still changes ${changed[0]}`, firstOther(changed[1], settled.get(changed[0]) ?? ''));
    await stopDaemon(fork, place);
  } catch (error) {
    if (!(error instanceof KairosError)) throw error;
    add(`after a restart the daemon is refused: ${error.code}: ${error.message}`);
  }
  return broken;
}

/** The first line that the other text does not have; the first that is gone, where none is new. */
function firstOther(text: string, other: string): string {
  const [now, before] = [text.split('\n'), other.split('\n')];
  const added = now.find((line) => !before.includes(line));
  return added ?? `without: ${before.find((line) => !now.includes(line)) ?? ''}`;
}

async function mayTick(place: Place): Promise<boolean> {
  const { world, ws } = place;
  if ((await world.files.stat(ws.kairos)) === undefined) return false;
  if (areLogsAway(place) || (await world.git.busy()) !== undefined) return false;
  return (await isTrusted(world, ws)) && !(await readPause(world, ws));
}

/** What two ticks are to have put in order: logs, without what a daemon says of itself, and what is proposed. */
function standOf(place: Place): Map<string, string> {
  const lines = liveText(place)
    .split('\n')
    .filter((line) => !OF_ITSELF.test(line));
  const refs = [...ownRefs(place)].filter(([name]) => !name.startsWith(REFS.journals));
  return new Map([['the logs', lines.join('\n')], ...refs]);
}

/** What a killed process left that the next one is to finish. */
function leftAt(place: Place): string | undefined {
  const { ws } = place;
  const half = stagedMemory(place);
  if (half !== undefined) return `${half} in the index and not in HEAD, as half an accept leaves it`;
  if (textAt(place, ws.acceptIntent) !== '') return 'an accept that was begun';
  const [forget] = filesBelow(place, ws.forgetIntents).keys();
  if (forget !== undefined) return 'a forget that was begun';
  const pin = [...ownRefs(place).keys()].find((name) => name.startsWith(REFS.acceptPins) || name.startsWith(REFS.scratch));
  return pin === undefined ? undefined : `the ref ${pin}`;
}

/** A file of memory that is staged though nobody staged it: people in lives commit what they change, and no merge is under way. */
function stagedMemory(place: Place): string | undefined {
  const { index, refs, files } = objectsOf(place);
  const head = refs.read('HEAD');
  if (head === undefined) return undefined;
  const [staged, committed] = [index.entries(), files(head)];
  return [...new Set([...staged.keys(), ...committed.keys()])].find(
    (path) => isMemoryPath(path) && staged.get(path)?.id !== committed.get(path)?.id,
  );
}
