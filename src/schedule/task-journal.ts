/** What the journal of this work tree says of tasks: which ones a person approved, and how far each has come. It reads own logs alone; peers approve nothing here. */
import type { Workspace } from '../base/workspace.js';
import { appendEntries } from '../memory/append.js';
import { isHidden, type LogView } from '../memory/log-view.js';
import { noteReadable } from '../journal/journaled-tasks.js';
import type { Mark } from '../memory/outline.js';
import { sealKeyOrNone, sealKeyOf } from '../memory/seal-key.js';
import { readTally, type Tally } from '../memory/tally.js';
import { knownWriter, writerOf } from '../memory/writer.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { World } from '../world/world.js';
import { approvalDraft, fireId, isByWriter, isSealed, readTaskWord, removalDraft } from './entries.js';
import { type Task, taskHash } from './task.js';

/** An entry that approves a task. */
export interface Approval {
  /** Of its entry. */
  readonly entry: string;
  readonly hash: string;
  readonly atMs: number;
}

export interface TaskJournal {
  /** By the id of the task, the newest last, without those that were taken back. */
  readonly approvals: ReadonlyMap<string, readonly Approval[]>;
  /** By the id of the task: the last planned time that ran or was passed over. */
  readonly accounted: ReadonlyMap<string, number>;
  /** By the id of the task: planned times that ran though by the clock they are still to come, since it was set back. */
  readonly ahead: ReadonlyMap<string, ReadonlySet<number>>;
}

/** How a task stands with the person. */
export type Consent = { readonly is: 'approved'; readonly approval: Approval } | { readonly is: 'new' } | { readonly is: 'changed' };

type JournalWorld = Pick<World, 'files' | 'clock'>;

/**
 * What the journal of this work tree says of tasks. A key that cannot be read approves nothing.
 * @param tally where it is read already.
 * @throws KairosError `damaged` for a bad writer file.
 */
export async function readTaskJournal(
  world: JournalWorld,
  ws: Workspace,
  view: LogView,
  tally?: Pick<Tally, 'told'>,
): Promise<TaskJournal> {
  const { told } = tally ?? (await readTally(world, ws, view));
  return taskJournalOf(told, { writer: await knownWriter(world, ws), key: await sealKeyOrNone(world, ws), nowMs: world.clock.now() });
}

/** The same from entries that were read, by time. Those of other writers have other keys, and so other ids and seals. Pure. */
function taskJournalOf(
  told: readonly Mark[],
  { writer, key, nowMs }: { readonly writer: string | undefined; readonly key: string | undefined; readonly nowMs: number },
): TaskJournal {
  const approvals = new Map<string, Approval[]>();
  const accounted = new Map<string, number>();
  const removed = new Set<string>();
  const ahead = new Map<string, Set<number>>();
  for (const entry of writer === undefined ? [] : told) {
    const word = entry.ours ? readTaskWord(entry) : undefined;
    if (!word || writer === undefined) continue;
    if (word.is === 'approved') {
      if (key !== undefined && isSealed(word, { atMs: entry.atMs, writer, key }))
        approvals.set(word.id, [...(approvals.get(word.id) ?? []), { entry: entry.id, hash: word.hash, atMs: entry.atMs }]);
    } else if (!isByWriter(entry.id, word, writer)) continue;
    else if (word.is === 'removed') for (const one of word.approvals) removed.add(one);
    else {
      accounted.set(word.id, Math.max(word.untilMs, accounted.get(word.id) ?? 0));
      if (word.untilMs > nowMs && entry.id === fireId(writer, word.id, word.untilMs))
        ahead.set(word.id, (ahead.get(word.id) ?? new Set()).add(word.untilMs));
    }
  }
  const standing = [...approvals].map(([id, all]) => [id, all.filter(({ entry }) => !removed.has(entry))] as const);
  return { approvals: new Map(standing.filter(([, all]) => all.length > 0)), accounted, ahead };
}

/** Whether a person approved the task as it stands now. Pure. */
export function consentOf(task: Task, { approvals }: Pick<TaskJournal, 'approvals'>): Consent {
  const known = approvals.get(task.id) ?? [];
  const hash = taskHash(task);
  const approval = known.findLast((one) => one.hash === hash);
  if (approval) return { is: 'approved', approval };
  return { is: known.length > 0 ? 'changed' : 'new' };
}

/**
 * Writes that a person approved these tasks, notes the file as it stands, in which they can be read, and tells the daemon. Only what a person types may call
 * this. @returns the time of the entries.
 */
export async function approveTasks(
  world: Pick<World, 'files' | 'clock' | 'random'>,
  ws: Workspace,
  view: LogView,
  tasks: readonly Task[],
): Promise<number> {
  const atMs = world.clock.now();
  const writer = await writerOf(world, ws);
  const key = await sealKeyOf(world, ws);
  const drafts = [];
  for (const task of tasks) {
    const draft = approvalDraft(task, writer, key, atMs);
    const [head = '', ...rest] = draft.text.split('\n');
    drafts.push({ ...draft, text: [head, (await replaceSecrets(rest.join('\n'))).text].join('\n') });
  }
  await appendEntries(world, ws, view, drafts);
  if (!isHidden(view, 'scheduled_tasks.json')) await noteReadable(world, ws, await world.files.read(ws.tasks));
  await tellDaemon(world, ws);
  return atMs;
}

/** Takes all approvals of a task back, so that a copy of it from elsewhere does not run. */
export async function takeBack(world: Pick<World, 'files' | 'clock' | 'random'>, ws: Workspace, view: LogView, id: string): Promise<void> {
  const known = (await readTaskJournal(world, ws, view)).approvals.get(id) ?? [];
  if (known.length === 0) return;
  const entries = known.map(({ entry }) => entry);
  await appendEntries(world, ws, view, [removalDraft(id, entries, await writerOf(world, ws), world.clock.now())]);
  await tellDaemon(world, ws);
}

async function tellDaemon({ files, random }: Pick<World, 'files' | 'random'>, ws: Workspace): Promise<void> {
  await files.write(ws.taskWord, `${random.base32(20)}\n`);
}
