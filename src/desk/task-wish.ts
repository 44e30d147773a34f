/** A task that somebody wishes for, as it is to stand in the file. */
import { KairosError } from '../base/errors.js';
import { isoTime } from '../dates/day.js';
import { momentOf, offsetsOf } from '../dates/zone.js';
import { normalizeText } from '../memory/entry.js';
import { replaceSecrets } from '../observe/secrets.js';
import { expiryOf, nextRun } from '../schedule/plan.js';
import { localText } from '../schedule/simulate.js';
import { zoneOf } from '../schedule/store.js';
import { readTaskFile, taskFileOf, type RawTask } from '../schedule/task-file.js';
import { isOneOff, isTaskId, type Task } from '../schedule/task.js';
import type { World } from '../world/world.js';

/** What a new task is to be. */
export interface TaskWish {
  readonly schedule: string;
  readonly text: string;
  readonly isCommand: boolean;
  /** Of a command: its words, where they were typed as several. */
  readonly words?: readonly string[];
  readonly id?: string;
  readonly timezone?: string;
  readonly priority?: string;
  readonly missed?: string;
  readonly overlap?: string;
  readonly expiresAt?: string;
  readonly permanent: boolean;
  readonly isOfSession: boolean;
}

/** The words of a command as they were typed, each one argument. */
async function cleanWords(words: readonly string[]): Promise<readonly string[]> {
  const clean = [];
  for (const word of words) clean.push((await replaceSecrets(word)).text);
  return clean;
}

/** The fields of the task, without its id. Its secrets are replaced. @throws KairosError `usage`. */
export async function rawOfWish(world: World, wish: TaskWish): Promise<RawTask> {
  const text = normalizeText((await replaceSecrets(wish.text.trim())).text);
  if (text === '')
    throw new KairosError('usage', 'an empty task does nothing', { hint: 'kairos task add "every 20m" "what is to be done"' });
  const { schedule, needsZone } = scheduleOf(wish.schedule, world);
  const timezone = wish.timezone ?? (needsZone ? zoneOf(world) : undefined);
  return {
    ...(wish.isCommand ? { command: wish.words === undefined ? text : await cleanWords(wish.words) } : { prompt: text }),
    schedule,
    ...(timezone !== undefined && { timezone }),
    ...(wish.priority !== undefined && { priority: wish.priority }),
    ...(wish.isOfSession && { durable: false }),
    ...(wish.permanent && { permanent: true }),
    ...(wish.expiresAt !== undefined && { expiresAt: expiryIn(wish.expiresAt, timezone ?? zoneOf(world)) }),
    ...(wish.missed !== undefined && { missed: wish.missed }),
    ...(wish.overlap !== undefined && { overlap: wish.overlap }),
  };
}

const SOON = /^in (\d+) ?([smhd])$/i;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "in 20m" becomes a time; a local time without a zone gets the machine's, so that it stays what it was when the machine moves. */
function scheduleOf(typed: string, { clock }: Pick<World, 'clock'>): { readonly schedule: string; readonly needsZone: boolean } {
  const text = typed.trim().replace(/\s+/g, ' ');
  const [, count, unit = ''] = SOON.exec(text) ?? [];
  if (count !== undefined) {
    const atMs = clock.now() + Number(count) * (UNIT_MS[unit.toLowerCase()] ?? 0);
    if (Number.isFinite(atMs) && atMs < MOST_MS) return { schedule: `at ${isoTime(atMs).slice(0, 19)}Z`, needsZone: false };
  }
  return { schedule: text, needsZone: /^at \d/i.test(text) && !/(?:Z|[+-]\d\d:\d\d)$/.test(text) };
}

/** A local time becomes a moment, so that it stays what it was when the machine moves. What is no time is left for the reader to refuse. */
function expiryIn(typed: string, zone: string): string {
  const offsetMsAt = offsetsOf(zone);
  const atMs = offsetMsAt && momentOf(typed, offsetMsAt);
  return atMs === undefined ? typed : isoTime(atMs).replace(/\.\d+Z$/, 'Z');
}

/** A hundred years. */
const MOST_MS = 5_000_000_000_000;

/** The task as it will be read. @throws KairosError `usage` with what is wrong with it. */
export function checked(raw: RawTask, zone: string, isOfSession: boolean): Task {
  const { tasks, problems } = readTaskFile(taskFileOf([raw]), zone, isOfSession);
  const [task] = tasks;
  if (task) return isOfSession ? { ...task, durable: false, permanent: false } : task;
  // What comes in a while is written into the file as a time.
  const message = problems[0]?.message.replace(' write "every 20m",', ' write "every 20m", "in 20m",');
  throw new KairosError('usage', message ?? 'it is no task', { hint: 'kairos task add --help' });
}

/** Where one says when a task ends: on the command line, or in its file. */
const BY_OPTION = { expires: '--expires', permanent: '--permanent', hint: 'kairos task add --help' };
export interface EndWords {
  readonly expires: string;
  readonly permanent: string;
  readonly hint: string;
}

/** Refuses a task of which no run would come. @throws KairosError `usage` with the reason. */
export function refuseNever(task: Task, nowMs: number, zone: string, { expires, permanent, hint }: EndWords = BY_OPTION): void {
  const standing = { approvedAtMs: nowMs, accountedMs: nowMs };
  if (task.rule.kind === 'start' ? (expiryOf(task, nowMs) ?? Infinity) > nowMs : nextRun(task, standing) !== undefined) return;
  const expiryMs = expiryOf(task, nowMs);
  const first = nextRun({ ...withoutExpiry(task), permanent: true }, standing);
  const text = (atMs: number): string => localText(atMs, task.timezone ?? zone).slice(0, 16);
  if (expiryMs !== undefined && expiryMs <= nowMs)
    throw new KairosError('usage', `it would expire at ${text(expiryMs)}, which lies in the past`, { hint });
  if (first === undefined || expiryMs === undefined) throw new KairosError('usage', `"${task.schedule}" lies in the past`, { hint });
  const would = `"${task.schedule}" comes at ${text(first.plannedMs)} first, after the task expires at ${text(expiryMs)}`;
  const other = isOneOff(task) ? `a later ${expires}, or none` : `${permanent}, or a later ${expires},`;
  throw new KairosError('usage', `${would}; ${other} lets it run`, { hint });
}

function withoutExpiry({ expiresAtMs: _end, ...task }: Task): Task {
  return task;
}

/** A name out of the first words of the text. */
export function freeId(text: string, taken: ReadonlySet<string>): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  let stem = '';
  for (const word of words) if (`${stem}-${word}`.length <= 24) stem = stem === '' ? word.slice(0, 24) : `${stem}-${word}`;
  if (!isTaskId(stem)) stem = 'task';
  let id = stem;
  for (let n = 2; taken.has(id); n += 1) id = `${stem}-${n}`;
  return id;
}
