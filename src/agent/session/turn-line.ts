/**
 * A turn of the agent as a line of its session's file, sealed by the key of the clone: the file stands in the work tree, where anybody may write, and what it
 * holds speaks to the model in the person's voice. Pure.
 *
 *     {"at":...,"begunAt":...,"format":1,"how":"slept","messages":[{"role":"user","text":"<tick>..."}],"n":12,"seal":<64 hex digits>,"session":...,"turn":...,"why":"tick"}
 */
import { hmac256, isSameDigest } from '../../base/hash.js';
import { isObject, jsonFile, parseObject, sortedJson } from '../../base/json.js';
import { isoTime, parseTime } from '../../dates/day.js';
import type { ModelCall, ModelMessage } from '../../world/model.js';

export interface Turn {
  /** Of the session, from 1: an old line that is put in again is no later turn. */
  readonly n: number;
  readonly turn: string;
  readonly begunAtMs: number;
  readonly endedAtMs: number;
  /** Why it began, and how it ended, in some words. */
  readonly why: string;
  readonly how: string;
  readonly messages: readonly ModelMessage[];
}

const FORMAT = 1;

/** The line of a turn. @param session the id of the session; the same line is none of another. */
export function turnLine(turn: Turn, session: string, key: string): string {
  const { begunAtMs, endedAtMs, ...rest } = turn;
  const line = { ...rest, begunAt: isoTime(begunAtMs), at: isoTime(endedAtMs) };
  return jsonFile({ ...line, format: FORMAT, session, seal: sealOf(turn, session, key) });
}

/** The turns that these lines hold, by their number, each once; lines of others, torn lines and lines of another session are passed over. */
export function turnsOf(lines: readonly string[], session: string, key: string): readonly Turn[] {
  const turns = new Map<number, Turn>();
  for (const line of lines) {
    const turn = turnOf(line, session, key);
    if (turn && !turns.has(turn.n)) turns.set(turn.n, turn);
  }
  return [...turns.values()].toSorted((a, b) => a.n - b.n);
}

/** How many of these lines hold no turn of the session, and are not torn: others wrote them. */
export function strangeLines(lines: readonly string[], session: string, key: string): number {
  return lines.filter((line) => parseObject(line) !== undefined && turnOf(line, session, key) === undefined).length;
}

function turnOf(line: string, session: string, key: string): Turn | undefined {
  const { format, n, turn, begunAt, at, why, how, messages, seal } = parseObject(line) ?? {};
  if (format !== FORMAT || typeof n !== 'number' || typeof turn !== 'string' || typeof seal !== 'string') return undefined;
  if (typeof begunAt !== 'string' || typeof at !== 'string' || typeof why !== 'string' || typeof how !== 'string') return undefined;
  const begunAtMs = parseTime(begunAt);
  const endedAtMs = parseTime(at);
  if (begunAtMs === undefined || endedAtMs === undefined || !Array.isArray(messages)) return undefined;
  const read = messages.map(messageOf);
  const whole = read.filter((message) => message !== undefined);
  const found = { n, turn, begunAtMs, endedAtMs, why, how, messages: whole };
  return whole.length === read.length && isSameDigest(sealOf(found, session, key), seal) ? found : undefined;
}

/** A list in JSON ends where it says: no part of it can be taken for a piece of the next. */
function sealOf({ n, turn, begunAtMs, endedAtMs, why, how, messages }: Turn, session: string, key: string): string {
  const parts = ['kairos turn', FORMAT, session, n, turn, isoTime(begunAtMs), isoTime(endedAtMs), why, how];
  return hmac256(key, `${JSON.stringify(parts)}${sortedJson(messages)}`);
}

function messageOf(value: unknown): ModelMessage | undefined {
  if (!isObject(value) || typeof value['text'] !== 'string') return undefined;
  const { role, text, calls, call, isError } = value;
  if (role === 'user') return { role, text };
  if (role === 'tool' && typeof call === 'string') return { role, call, text, ...(isError === true && { isError }) };
  if (role !== 'assistant') return undefined;
  return { role, text, ...(Array.isArray(calls) && { calls: calls.filter(isCall) }) };
}

function isCall(value: unknown): value is ModelCall {
  return isObject(value) && typeof value['id'] === 'string' && typeof value['tool'] === 'string';
}
