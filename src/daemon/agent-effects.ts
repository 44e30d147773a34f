/** Performs what the rules for the person decided: with `world`, and without deciding anything. */
import type { Outgoing, UserMessage } from '../agent/message.js';
import { sendUserMessage } from '../agent/outbox.js';
import { type DayNote, dayNoteDraft, dayNoteKey, dayNoteOf } from '../agent/work/day-note.js';
import { workList } from '../agent/work/work-list.js';
import type { Workspace } from '../base/workspace.js';
import { utcDay } from '../dates/day.js';
import { DAY_MS } from '../dates/units.js';
import { appendEntries } from '../memory/append.js';
import { entryId } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import { daysOfLogs, readEntries, readForgotten } from '../memory/read-logs.js';
import { knownWriter } from '../memory/writer.js';
import type { World } from '../world/world.js';
import type { EventOf, Message } from './event.js';
import { messageKey } from './message-seal.js';
import { readConfig } from './preflight.js';

/** Answers messages with what memory holds. @returns what is in the outbox now, and was not before. @throws KairosError as recall and as `sendUserMessage`. */
export async function answerMessages(
  world: World,
  ws: Workspace,
  view: LogView,
  messages: readonly Message[],
): Promise<readonly UserMessage[]> {
  // What recalls is loaded with the first message: a daemon that nobody tells anything does not carry it.
  const { answerTo } = await import('../agent/answer.js');
  const { config } = await readConfig(world, ws);
  const answers: Outgoing[] = [];
  for (const { text, sealedId = '' } of messages)
    answers.push({
      ...(await answerTo(world, ws, view, config, { text, entry: entryId('message', messageKey(sealedId)) })),
      isAnswer: true,
    });
  return (await sendAll(world, ws, answers)).sent;
}

/** Sends them one after the other. `isHeld`: one of them must wait. @throws KairosError as `sendUserMessage`. */
export async function sendAll(
  world: World,
  ws: Workspace,
  outgoing: readonly Outgoing[],
): Promise<{ readonly sent: readonly UserMessage[]; readonly isHeld: boolean }> {
  const sent: UserMessage[] = [];
  let isHeld = false;
  for (const one of outgoing) {
    const sending = await sendUserMessage(world, ws, one);
    if (sending.is === 'sent') sent.push(sending.message);
    isHeld ||= sending.is === 'held';
  }
  return { sent, isHeld };
}

/** So many days back notes of days are made up for. */
const DAYS_BACK = 7;

/**
 * What the rules may act on. Where nothing changed since `last`, git is not asked: the day, the settings, and what observing keeps of git's files say so.
 * @throws KairosError as `gatherWork` and reading the logs.
 */
export async function lookAtWork(
  world: World,
  ws: Workspace,
  view: LogView,
  last: string | undefined,
): Promise<Pick<EventOf<'workSeen'>, 'rules' | 'items' | 'days'> & { readonly key: string }> {
  const { config } = await readConfig(world, ws);
  const nowMs = world.clock.now();
  const stamps = [ws.seenFile, ws.observedFile, ws.config, ws.userConfig].map(async (path) => (await world.files.stat(path))?.stamp);
  const key = JSON.stringify([utcDay(nowMs), ...(await Promise.all(stamps))]);
  const { rules } = config;
  if (key === last) return { key, rules, items: [] };
  // It reads topics, whose parser is large: a daemon that idles does not carry it.
  const { gatherWork } = await import('../agent/work/facts.js');
  const facts = await gatherWork(world, ws, config);
  const items = workList(facts, nowMs).filter(
    ({ kind }) => kind === 'due' || (kind === 'review' && facts.review && nowMs - facts.review.sinceMs >= DAY_MS),
  );
  const days = await unnotedDays(world, ws, view, nowMs);
  return { key, rules, items, ...(days.length > 0 && { days }) };
}

/** The days before today of which there is something to note, and no note, the earliest first; what is before a noted day was looked at then. */
async function unnotedDays(world: World, ws: Workspace, view: LogView, nowMs: number): Promise<readonly DayNote[]> {
  const writer = await knownWriter(world, ws);
  if (writer === undefined) return [];
  const today = utcDay(nowMs);
  const past = (await daysOfLogs(world, ws, view, utcDay(nowMs - DAYS_BACK * DAY_MS))).filter((day) => day < today);
  const forgotten = await readForgotten(world, ws);
  const found: DayNote[] = [];
  for (const day of past.toReversed()) {
    const { entries } = await readEntries(world, ws, view, { days: [day] });
    const own = entries.filter(({ source }) => source.writer === writer);
    const noted = entryId('summary', dayNoteKey(day, writer));
    // One that was forgotten was noted: it is not written again.
    if (own.some(({ id }) => id === noted) || forgotten.has(noted)) break;
    const note = dayNoteOf(day, own);
    if (note) found.unshift(note);
  }
  return found;
}

/** Writes the note of a day; once, whoever asks. @throws KairosError as `appendEntries`. */
export async function noteDay(world: World, ws: Workspace, view: LogView, day: DayNote): Promise<void> {
  const writer = await knownWriter(world, ws);
  if (writer !== undefined) await appendEntries(world, ws, view, [dayNoteDraft(day, writer)]);
}
