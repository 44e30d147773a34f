/**
 * Tells whether a line is one message of the protocol, and words the refusal of one that is none: the SDK drops such a line without a word, and its
 * sender would wait for ever. Pure; what a method does with its parameters is the SDK's.
 */
import { isObject } from '../base/json.js';

/** A line of more bytes is refused: no call that may be answered is as long. */
export const MESSAGE_BYTES = 4 * 1024 * 1024;

export type MessageId = string | number | null;

export interface Refusal {
  readonly jsonrpc: '2.0';
  /** Null where the id is not known, as JSON-RPC has it. */
  readonly id: MessageId;
  readonly error: { readonly code: number; readonly message: string };
}

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;

/** The refusal of a line that is no message; undefined for one that is, and for a blank line, which says nothing. */
export function refusalOf(line: string): Refusal | undefined {
  if (line.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return refused(null, PARSE_ERROR, 'Parse error: the line is not JSON');
  }
  if (Array.isArray(value)) return invalid(null, 'batches are not supported, send one message a line');
  if (!isObject(value)) return invalid(null, 'a message is an object');
  const { jsonrpc, id, method, params } = value;
  const known = idOf(id);
  if (jsonrpc !== '2.0') return invalid(known, '"jsonrpc" is not "2.0"');
  if (id !== undefined && known === null) return invalid(null, '"id" is neither a string nor a whole number');
  // An answer to what we asked.
  if (method === undefined && (isObject(value['result']) || isObject(value['error']))) return undefined;
  if (typeof method !== 'string') return invalid(known, '"method" is not a string');
  return params === undefined || isObject(params) ? undefined : invalid(known, '"params" is not an object');
}

/** The refusal of a line that is too long. */
export function tooLong(id: MessageId): Refusal {
  return invalid(id, `the message is longer than ${MESSAGE_BYTES} bytes`);
}

/** The id of a message, where it is one that the protocol allows. */
export function idOf(value: unknown): MessageId {
  return typeof value === 'string' || Number.isSafeInteger(value) ? (value as string | number) : null;
}

function invalid(id: MessageId, why: string): Refusal {
  return refused(id, INVALID_REQUEST, `Invalid Request: ${why}`);
}

function refused(id: MessageId, code: number, message: string): Refusal {
  return { jsonrpc: '2.0', id, error: { code, message } };
}
