/**
 * A message of the agent to the person (SendUserMessage): its file in the outbox, who may send which, and how many. Pure.
 *
 *     { "at": "2026-11-20T14:05:11.020Z", "format": 1, "key": ..., "kind": "proactive", "refs": ["k81m2pp0zd"], "text": ... }
 */
import { isEntryId } from '../base/ids.js';
import { jsonFile, parseObject } from '../base/json.js';
import type { Rights } from '../activation/cascade.js';
import { isoTime, parseTime } from '../dates/day.js';
import { DAY_MS, HOUR_MS } from '../dates/units.js';
import { entryId } from '../memory/entry.js';

/** `normal` answers what the person said; `proactive` is of the agent's own accord. */
export type MessageKind = 'normal' | 'proactive';

/** A message that is to be sent. */
export interface Outgoing {
  readonly kind: MessageKind;
  /** What it is about: of one key only one message is ever sent. */
  readonly key: string;
  readonly text: string;
  /** Ids of entries and claims that it rests on. */
  readonly refs: readonly string[];
  /** It answers what the person said: it comes as often as they speak, and no rate holds it back. */
  readonly isAnswer?: true;
}

/** A message that was sent. */
export interface UserMessage extends Omit<Outgoing, 'isAnswer'> {
  readonly id: string;
  /** In milliseconds since 1970. */
  readonly atMs: number;
}

const FORMAT = 1;
/** What is longer is cut: a message is read in a terminal. */
const CHARACTERS_MOST = 4_000;
/** So many of a kind in an hour, and in a day. An answer is asked for, so that it may come more often. */
interface Rate {
  readonly hour: number;
  readonly day: number;
}
export const PROACTIVE_MOST: Rate = { hour: 4, day: 12 };
const MOST: Readonly<Record<MessageKind, Rate>> = { normal: { hour: 60, day: 500 }, proactive: PROACTIVE_MOST };

/** The id of the message about a key. */
export function messageId(key: string): string {
  return entryId('outbox', key);
}

/** Whether the agent may send it: an answer needs that it may send at all, what it says of its own accord also that the person chose it. */
export function maySend(kind: MessageKind, { brief }: Pick<Rights, 'brief'>): boolean {
  return brief?.isEntitled === true && (kind === 'normal' || brief.isChosen);
}

/** True where so many were sent that the next one must wait. @param sentAtMs when those of the same kind were sent. */
export function isOverRate(kind: MessageKind, sentAtMs: readonly number[], nowMs: number): boolean {
  const within = (ms: number): number => sentAtMs.filter((atMs) => atMs > nowMs - ms && atMs <= nowMs).length;
  return within(HOUR_MS) >= MOST[kind].hour || within(DAY_MS) >= MOST[kind].day;
}

/** The text of the message's file. */
export function messageText({ kind, key, text, refs, atMs }: Outgoing & Pick<UserMessage, 'atMs'>): string {
  const shown = text.length <= CHARACTERS_MOST ? text : `${text.slice(0, CHARACTERS_MOST - 1)}…`;
  return jsonFile({ format: FORMAT, at: isoTime(atMs), kind, key, text: shown, refs });
}

/** The message that a file holds; undefined for any other text. */
export function readMessage(content: string | undefined): UserMessage | undefined {
  const { format, at, kind, key, text, refs } = parseObject(content) ?? {};
  const atMs = typeof at === 'string' ? parseTime(at) : undefined;
  if (format !== FORMAT || atMs === undefined || typeof key !== 'string' || typeof text !== 'string') return undefined;
  if (kind !== 'normal' && kind !== 'proactive') return undefined;
  const ids = Array.isArray(refs) ? refs.filter((ref): ref is string => typeof ref === 'string' && isEntryId(ref)) : [];
  return { id: messageId(key), atMs, kind, key, text, refs: ids };
}
