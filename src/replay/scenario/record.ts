/**
 * Makes a scenario of what really happened: what a person did with git, notes, messages, sessions and edits by hand of a stretch of time, read from the
 * journal, from git and from the work tree by the ports, so that a failure that was seen can be lived again. Secrets are replaced. It changes nothing.
 */
import { stringify } from 'yaml';
import { KairosError } from '../../base/errors.js';
import { plural } from '../../base/plural.js';
import type { Workspace } from '../../base/workspace.js';
import { isoTime } from '../../dates/day.js';
import { DAY_MS, MINUTE_MS } from '../../dates/units.js';
import type { Entry } from '../../memory/entry.js';
import { isLifecycle } from '../../memory/kinds.js';
import type { LogView } from '../../memory/log-view.js';
import { readEntries } from '../../memory/read-logs.js';
import type { World } from '../../world/world.js';
import { daysOf, handEdits } from './record-edits.js';
import { emptyRecord, LEFT_OUT, type CommitStep } from './record-commits.js';
import { madeOfGit, type Made } from './record-git.js';

const SECOND_MS = 1000;
/** So long a time is recorded: each of its ticks is lived again, 320 a day. */
export const DAYS_MOST = 31;
/** A daemon leaves a file alone for a while in which somebody writes; then it keeps the edit. */
const REST_MS = 15 * MINUTE_MS;

export interface Recorded {
  /** The scenario as it is written. */
  readonly yaml: string;
  readonly steps: number;
  /** What happened and is no step, counted, with the reason: `2 resets to a commit that was made before this time`. */
  readonly leftOut: readonly string[];
}

/**
 * @param span in milliseconds since 1970, both ends inclusive, of at most `DAYS_MOST` days. @param name of the scenario.
 * @throws KairosError `usage` for a longer time.
 */
export async function recordedScenario(
  world: Pick<World, 'files' | 'clock' | 'git'>,
  ws: Workspace,
  view: LogView,
  { fromMs, toMs, name }: { readonly fromMs: number; readonly toMs: number; readonly name: string },
): Promise<Recorded> {
  const days = Math.ceil((toMs - fromMs) / DAY_MS);
  // A range of whole days ends with the last of them.
  if (days > DAYS_MOST + 1)
    throw new KairosError('usage', `a recording holds at most ${DAYS_MOST} days, and this would be ${days}`, {
      hint: `record the days of the failure (--last ${DAYS_MOST}d), and take what was before from git: "git fast-export --all --signed-tags=strip > FILE" beside it, "history: FILE" in its start`,
    });
  const { entries } = await readEntries(world, ws, view);
  const inTime = entries.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  const { edits, originals, leftOut } = await handEdits(world, ws, daysOf(inTime), fromMs);
  const git = emptyRecord(world.git, fromMs);
  const steps: unknown[] = [];
  const told: string[] = [];
  const counts = new Map<string, number>();
  const leave = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const what of leftOut) leave(what);
  let atMs = fromMs;
  let lastMs = -Infinity;
  const passTo = (untilMs: number): void => {
    if (untilMs > atMs) steps.push({ at: isoTime(untilMs) });
    atMs = Math.max(atMs, untilMs);
  };
  for (const now of inTime) {
    const entry = originals.get(now.id) ?? now;
    if (!entry.ours) continue;
    const made = madeOf(entry) ?? (await madeOfGit(git, entry));
    if (!made) {
      if (!isLifecycle(entry)) leave(`entry of the kind ${entry.kind}`);
      continue;
    }
    if (made.why !== undefined) leave(`${entry.kind} ${made.why}`);
    // Git tells whole seconds; in one of them nothing would say which step came first.
    if (made.steps.length > 0) passTo(Math.max(entry.atMs, lastMs + SECOND_MS));
    if (made.steps.length > 0) lastMs = atMs;
    steps.push(...made.steps);
    // What was edited by hand is nobody's entry any more, and its text another one.
    if (made.told !== undefined && entry === now) told.push(made.told);
  }
  for (const { atMs: editedMs, edit } of edits.toSorted((a, b) => a.atMs - b.atMs)) {
    passTo(Math.min(editedMs, toMs));
    steps.push({ edit });
  }
  const areLogsEdited = edits.some(({ edit }) => Object.keys(edit).some((path) => path.startsWith('.kairos/logs/')));
  const large = [...git.before.values(), ...textsIn(steps)].filter((text) => text.startsWith(LEFT_OUT)).length;
  if (large > 0) counts.set('file told by a line alone (large, or no text)', large);
  const missed = [...counts].map(([what, count]) => counted(what, count));
  const scenario = {
    scenario: name,
    about: [`recorded from the journal, ${isoTime(fromMs)} to ${isoTime(toMs)}`, ...missed.map((what) => `left out: ${what}`)].join('\n'),
    start: { at: isoTime(fromMs), ...(git.before.size > 0 && { files: Object.fromEntries(git.before) }) },
    steps: [
      ...steps,
      { at: isoTime(Math.max(toMs, atMs + (edits.length > 0 ? REST_MS : 1))) },
      'tick',
      { expect: { log: told, unmoved: true, ...(!areLogsEdited && { journal: 'whole' }) } },
    ],
  };
  return { yaml: stringify(scenario, { lineWidth: 0 }), steps: steps.length, leftOut: missed };
}

/** The texts of files that commits wrote. */
function textsIn(steps: readonly unknown[]): readonly string[] {
  return steps.flatMap((step) => {
    const files = (step as { readonly commit?: Partial<CommitStep> }).commit?.files;
    return Object.values(files ?? {}).filter((text) => text !== null);
  });
}

/** `2 resets to a commit that was made before this time`. */
function counted(what: string, count: number): string {
  const [noun = '', ...rest] = what.split(' ');
  return [plural(count, noun, noun === 'entry' ? 'entries' : `${noun}s`), ...rest].join(' ');
}

/** Of an entry that a person or a program made by kairos. */
function madeOf({ kind, actor, text }: Entry): Made | undefined {
  if (kind === 'note' && actor === 'user') return { steps: [{ note: text }], told: `note@user ${firstLine(text)}` };
  if (kind === 'message') return { steps: [actor === 'user' ? { tell: text } : { drop: text }], told: firstLine(text) };
  const [, what, id = '', inputs] = (kind === 'session' && /^(start|end) (\S+)(?: input (\d+))?/.exec(text)) || [];
  if (what === undefined) return undefined;
  return { steps: [{ session: what === 'start' ? { start: id } : { end: id, inputs: Number(inputs ?? 0) } }], told: `${what} ${id}` };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
