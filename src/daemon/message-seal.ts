/**
 * The file of a sealed message: what it says, and an HMAC over it with the key of the clone. Only the seal gives a message its origin and its priority:
 * a file of the queue can come from anywhere. Pure.
 *
 *     { "at": "2026-11-20T14:05:11.020Z", "format": 1, "id": ..., "origin": "user", "priority": "next", "seal": <64 hex digits>, "text": ... }
 */
import { hmac256, isSameDigest } from '../base/hash.js';
import { jsonFile, parseObject } from '../base/json.js';
import { isoTime, parseTime } from '../dates/day.js';
import { ORIGINS, type Origin } from '../memory/kinds.js';
import type { Priority } from './event.js';

export interface SealedMessage {
  /** Twenty characters that no other message has. */
  readonly id: string;
  readonly priority: Priority;
  readonly origin: Origin;
  /** When it was written, in milliseconds since 1970. */
  readonly atMs: number;
  readonly text: string;
  /** The id of the task whose prompt it is, or whose routine found it. */
  readonly task?: string;
  /** The routine of that task, where it has one, whatever the task is called. */
  readonly routine?: string;
}

/** True for what a person says now. The prompt of a task is their wish, too, but nobody is there. */
export function isSpoken({ origin, task }: Pick<SealedMessage, 'origin' | 'task'>): boolean {
  return origin === 'user' && task === undefined;
}

/** How long an id is. */
export const MESSAGE_ID_LENGTH = 20;
/** The longest text, each character of it escaped, and what stands around it. */
export const SEALED_FILE_MAX_BYTES = 64 * 1024;

const PRIORITIES: readonly string[] = ['now', 'next', 'later'] satisfies readonly Priority[];
const ID = /^[0-9a-hjkmnp-tv-z]{20}$/;
const NAME = /^\d{8}T\d{9}Z-[0-9a-hjkmnp-tv-z]{20}\.json$/;
const FORMAT = 1;

/** The name of the message's file: in the order of time. A file of another name is never taken for a sealed one. */
export function sealedName({ id, atMs }: Pick<SealedMessage, 'id' | 'atMs'>): string {
  return `${isoTime(atMs).replace(/[-:.]/g, '')}-${id}.json`;
}

/** True for the name of a file that may hold a sealed message. */
export function isSealedName(name: string): boolean {
  return NAME.test(name);
}

/** The natural key of a message's entry: a message that comes again, from another file or in another work tree, is the same entry. */
export function messageKey(sealedId: string): string {
  return `message ${sealedId}`;
}

/** The text of the message's file. */
export function sealedText(message: SealedMessage, key: string): string {
  const { id, priority, origin, text, task, routine } = message;
  const at = isoTime(message.atMs);
  const ofTask = task === undefined ? {} : { task, ...(routine !== undefined && { routine }) };
  return jsonFile({
    format: FORMAT,
    id,
    priority,
    origin,
    at,
    text,
    ...ofTask,
    seal: sealOf(partsOf({ id, priority, origin, at, text, ...ofTask }), key),
  });
}

/** What a file says that it is: `text` is what it wants to be read, `sealed` the message, where its seal holds. Undefined: it is no file of ours at all. */
export function readMessageFile(
  content: string,
  key: string | undefined,
): { readonly text: string; readonly sealed?: SealedMessage } | undefined {
  const { format, id, priority, origin, at, text, task, routine, seal } = parseObject(content) ?? {};
  if (typeof text !== 'string' || typeof seal !== 'string') return undefined;
  const unsealed = { text };
  if (key === undefined || format !== FORMAT) return unsealed;
  if (typeof id !== 'string' || typeof priority !== 'string' || typeof origin !== 'string' || typeof at !== 'string') return unsealed;
  if (task !== undefined && typeof task !== 'string') return unsealed;
  if (routine !== undefined && (task === undefined || typeof routine !== 'string')) return unsealed;
  const ofTask = task === undefined ? {} : { task, ...(routine !== undefined && { routine }) };
  if (!isSameDigest(sealOf(partsOf({ id, priority, origin, at, text, ...ofTask }), key), seal)) return unsealed;
  const atMs = parseTime(at);
  // Sealed by a later kairos, perhaps: what this one does not know has no power here.
  if (atMs === undefined || !ID.test(id) || !isPriority(priority) || !isOrigin(origin)) return unsealed;
  return { text, sealed: { id, priority, origin, atMs, text, ...ofTask } };
}

interface Written {
  readonly id: string;
  readonly priority: string;
  readonly origin: string;
  readonly at: string;
  readonly text: string;
  readonly task?: string;
  readonly routine?: string;
}

function partsOf({ id, priority, origin, at, text, task, routine }: Written): readonly string[] {
  return [id, priority, origin, at, text, ...(task === undefined ? [] : [task]), ...(routine === undefined ? [] : [routine])];
}

/** A list in JSON ends where it says: no part of it can be taken for a piece of the next. */
function sealOf(parts: readonly string[], key: string): string {
  return hmac256(key, JSON.stringify(['kairos message', FORMAT, ...parts]));
}

function isPriority(name: string): name is Priority {
  return PRIORITIES.includes(name);
}

function isOrigin(name: string): name is Origin {
  return (ORIGINS as readonly string[]).includes(name);
}
