/**
 * The entries of tasks in the journal: that a person approved one, that one was taken back, that a run fired or was passed over. Their texts and natural
 * keys, and the texts read back. An approval bears a seal with the key of the clone, so that no line that somebody wrote into a log is one. Pure.
 *
 *     approved standup 0f3a94d1c2b7e815 seal 5a...            and in the next line what and when
 *     fired standup, planned 2026-11-20T08:00:00.000Z          and in the next line what
 *     passed over standup, planned 2026-11-20T08:00:00.000Z to 2026-11-20T10:00:00.000Z: 3 runs, missed (missed: skip)
 *     removed standup (^k81m2pp0zd)
 *     ran standup by hand                                      and in the next line what
 */
import { hmac256, isSameDigest } from '../base/hash.js';
import { REFERENCE } from '../base/ids.js';
import { plural } from '../base/plural.js';
import { isoTime, parseTime } from '../dates/day.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../dates/units.js';
import { entryId, type Entry, type EntryDraft } from '../memory/entry.js';
import { COUNT_MOST, type Fire, type Passed } from './plan.js';
import { HASH_LENGTH, type Task, taskHash, whatOf } from './task.js';

const SEAL_LENGTH = 32;
const SHOWN = 500;
const APPROVED = new RegExp(`^approved ([a-z0-9-]+) ([0-9a-f]{${HASH_LENGTH}}) seal ([0-9a-f]{${SEAL_LENGTH}})$`);
const FIRED = /^(?:fired|held) ([a-z0-9-]+), planned (\S+?Z)(?:[,:]|$)/;
const PASSED = /^passed over ([a-z0-9-]+), planned \S+ to (\S+?Z):/;
const REMOVED = /^removed ([a-z0-9-]+) (.*)$/;

/** What an entry of a task says. */
export type TaskWord =
  | { readonly is: 'approved'; readonly id: string; readonly hash: string; readonly seal: string }
  | { readonly is: 'accounted'; readonly id: string; readonly untilMs: number }
  | { readonly is: 'removed'; readonly id: string; readonly approvals: readonly string[] };

/** The entry that approves a task as it stands. @param writer of the journal. @param key of the clone. */
export function approvalDraft(task: Task, writer: string, key: string, atMs: number): EntryDraft {
  const hash = taskHash(task);
  const seal = sealOf({ writer, id: task.id, hash, atMs }, key);
  return {
    kind: 'task',
    actor: 'user',
    atMs,
    text: `approved ${task.id} ${hash} seal ${seal}\n${shown(`${whenOf(task)}: ${whatOf(task)}`)}`,
    key: `approve ${writer} ${task.id} ${hash} ${isoTime(atMs)}`,
  };
}

/** True if the seal of an approval holds for this writer. */
export function isSealed(
  { id, hash, seal }: Extract<TaskWord, { is: 'approved' }>,
  { atMs, writer, key }: { readonly atMs: number; readonly writer: string; readonly key: string },
): boolean {
  return isSameDigest(sealOf({ writer, id, hash, atMs }, key), seal);
}

/** The entry that takes approvals back. @param approvals ids of their entries. */
export function removalDraft(id: string, approvals: readonly string[], writer: string, atMs: number): EntryDraft {
  const refs = approvals.map((one) => `(^${one})`).join(' ');
  return { kind: 'task', actor: 'user', atMs, text: `removed ${id} ${refs}`, key: removalKey(writer, id, approvals) };
}

function removalKey(writer: string, id: string, approvals: readonly string[]): string {
  return `remove ${writer} ${id} ${approvals.join(' ')}`;
}

type Why = Passed['why'] | 'gone';

function passedKey(writer: string, id: string, toMs: number, why: Why): string {
  return `pass ${writer} ${id} ${isoTime(toMs)} ${why}`;
}

/** True if this writer's journal made the entry with this id: its natural key names the writer. */
export function isByWriter(entry: string, word: Exclude<TaskWord, { is: 'approved' }>, writer: string): boolean {
  if (word.is === 'removed') return entryId('task', removalKey(writer, word.id, word.approvals)) === entry;
  const { id, untilMs } = word;
  return fireId(writer, id, untilMs) === entry || WHYS.some((why) => entryId('task', passedKey(writer, id, untilMs, why)) === entry);
}

const WHYS: readonly Why[] = ['missed', 'cap', 'overlap', 'gone'];

/** The natural key of a run: the same however often it is asked for. */
export function fireKey(writer: string, id: string, plannedMs: number): string {
  return `fire ${writer} ${id} ${isoTime(plannedMs)}`;
}

/** The id of the entry of a run. */
export function fireId(writer: string, id: string, plannedMs: number): string {
  return entryId('task', fireKey(writer, id, plannedMs));
}

/**
 * The entry of a run, written before it begins; it stands on the day for which it was planned, so that a second one is known for one.
 * @param held why it does not begin; left out: it does.
 */
export function fireDraft(task: Task, fire: Fire, writer: string, held?: string): EntryDraft {
  const { plannedMs } = fire;
  const head = `${held === undefined ? 'fired' : 'held'} ${task.id}, planned ${isoTime(plannedMs)}`;
  const notes = notesOf(fire).map((note) => `, ${note}`);
  return {
    kind: 'task',
    actor: 'agent',
    atMs: plannedMs,
    text: `${head}${notes.join('')}${held === undefined ? '' : `: ${held}`}\n${shown(whatOf(task))}`,
    key: fireKey(writer, task.id, plannedMs),
  };
}

/** The entry of a run for which a person asked, written before it begins. It accounts for no planned time. */
export function byHandDraft(task: Task, writer: string, atMs: number): EntryDraft {
  return {
    kind: 'task',
    actor: 'user',
    atMs,
    text: `ran ${task.id} by hand\n${shown(whatOf(task))}`,
    key: `run ${writer} ${task.id} ${isoTime(atMs)}`,
  };
}

/** What is out of the common about a run, for people. */
export function notesOf({ lateMs, folded, isLast, endsMs }: Pick<Fire, 'lateMs' | 'folded' | 'isLast' | 'endsMs'>): readonly string[] {
  return [
    ...(lateMs >= MINUTE_MS ? [`${spanText(lateMs)} late`] : []),
    ...(folded ? [`for ${countText(folded)} missed since ${isoTime(folded.fromMs)} as well`] : []),
    ...(isLast ? ['its last run: it expires before the next'] : []),
    ...(endsMs === undefined ? [] : [`it expires at ${isoTime(endsMs)}, and runs at no start behind that`]),
  ];
}

/** The entry of runs that were passed over. @param policy the field that says so. */
export function passedDraft({ id, missed, overlap }: Task, passed: Passed, writer: string): EntryDraft {
  return {
    kind: 'task',
    actor: 'agent',
    atMs: passed.toMs,
    text: `passed over ${id}, planned ${isoTime(passed.fromMs)} to ${isoTime(passed.toMs)}: ${countText(passed)}, ${whyText(passed.why, { missed, overlap })}`,
    key: passedKey(writer, id, passed.toMs, passed.why),
  };
}

/** The entry of a run that had its own and did not begin, since its task was taken out or changed before. @param why in words. */
export function goneDraft(id: string, plannedMs: number, writer: string, why: string): EntryDraft {
  const at = isoTime(plannedMs);
  const text = `passed over ${id}, planned ${at} to ${at}: 1 run, ${why}`;
  return { kind: 'task', actor: 'agent', atMs: plannedMs, text, key: passedKey(writer, id, plannedMs, 'gone') };
}

/** Why runs were passed over, for people. */
export function whyText(why: Passed['why'], { missed, overlap }: Pick<Task, 'missed' | 'overlap'>): string {
  if (why === 'overlap') return `the last run was not over (overlap: ${overlap})`;
  return why === 'cap' ? `missed, and no more than the newest ten are made up for` : `missed (missed: ${missed})`;
}

/** The entry of a task that ended without a run. */
export function expiredDraft({ id }: Task, writer: string, atMs: number, expiryMs: number | undefined): EntryDraft {
  const text =
    expiryMs === undefined ? `ended ${id}: its time had passed when it was approved` : `ended ${id}: it expired at ${isoTime(expiryMs)}`;
  return { kind: 'task', actor: 'agent', atMs, text, key: `end ${writer} ${id} ${expiryMs ?? atMs}` };
}

/** What an entry says of a task; undefined where it is none of these. */
export function readTaskWord({ kind, text }: Pick<Entry, 'kind' | 'text'>): TaskWord | undefined {
  if (kind !== 'task') return undefined;
  const [head = ''] = text.split('\n', 1);
  const [, approved, hash = '', seal = ''] = APPROVED.exec(head) ?? [];
  if (approved !== undefined) return { is: 'approved', id: approved, hash, seal };
  const [, id, until = ''] = FIRED.exec(head) ?? PASSED.exec(head) ?? [];
  const untilMs = parseTime(until);
  if (id !== undefined && untilMs !== undefined) return { is: 'accounted', id, untilMs };
  const [, removed, refs = ''] = REMOVED.exec(head) ?? [];
  if (removed === undefined) return undefined;
  return { is: 'removed', id: removed, approvals: [...refs.matchAll(new RegExp(REFERENCE, 'g'))].map(([, one = '']) => one) };
}

/** When it comes, in one line. */
export function whenOf({ schedule, timezone, permanent }: Pick<Task, 'schedule' | 'timezone' | 'permanent'>): string {
  return `${schedule}${timezone === undefined ? '' : ` (${timezone})`}${permanent ? ', permanent' : ''}`;
}

/** `3 h`, `20 min`, `2 days`. */
export function spanText(ms: number): string {
  if (ms >= 2 * DAY_MS) return `${Math.floor(ms / DAY_MS)} days`;
  if (ms >= 2 * HOUR_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return ms >= 2 * MINUTE_MS ? `${Math.floor(ms / MINUTE_MS)} min` : `${Math.round(ms / 1000)} s`;
}

/** How many runs. */
export function countText({ count, isMore }: Pick<Passed, 'count' | 'isMore'>): string {
  return isMore ? `${COUNT_MOST} runs or more` : plural(count, 'run');
}

/** A list in JSON ends where it says. */
function sealOf(said: { writer: string; id: string; hash: string; atMs: number }, key: string): string {
  const { writer, id, hash, atMs } = said;
  return hmac256(key, JSON.stringify(['kairos approval', 1, writer, id, hash, isoTime(atMs)])).slice(0, SEAL_LENGTH);
}

function shown(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`;
}
