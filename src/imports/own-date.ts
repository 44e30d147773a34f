/**
 * The date of an imported file: what its front matter says, else its text, else its name, else the last commit that touched it, else when it was last
 * written. A date that no clock can have shown yet is none. Pure.
 */
import { dayStartMs, isAhead, isRealDay, parseTime } from '../dates/day.js';
import { HOUR_MS } from '../dates/units.js';
import type { FileText } from './imported-file.js';

export interface Datings {
  readonly front: FileText['front'];
  /** As the text gives it. */
  readonly inText: string | undefined;
  readonly fileName: string;
  readonly committedAtMs: number | undefined;
  readonly writtenAtMs: number;
}

/** From the one that is kept when a note changes to the one that is not. */
const FIELDS = ['date', 'updated', 'modified', 'last_modified', 'created'] as const;
const DAY = /(?<!\d)((?:19|20)\d{2})[-_./]?(0[1-9]|1[0-2])[-_./]?(0[1-9]|[12]\d|3[01])(?!\d)/;
/** A day is taken for its noon, which is the same day almost everywhere. */
const NOON_MS = 12 * HOUR_MS;

/** Milliseconds since 1970. */
export function ownDate({ front, inText, fileName, committedAtMs, writtenAtMs }: Datings, nowMs: number): number {
  const dated = [...FIELDS.map((name) => momentOf(front[name])), momentOf(inText), dayIn(fileName), committedAtMs, Math.floor(writtenAtMs)];
  const isPast = (atMs: number | undefined): atMs is number => atMs !== undefined && atMs >= 0 && !isAhead(atMs, nowMs);
  const atMs = dated.map((one) => (one !== undefined && one > nowMs && one - nowMs < NOON_MS ? nowMs : one)).find(isPast);
  return atMs ?? nowMs;
}

/** What YAML or a text gives as a date. YAML makes a day the first moment of it. */
function momentOf(value: unknown): number | undefined {
  if (isDateOfYaml(value)) return momentOf(value.toISOString().replace(/T00:00:00\.000Z$/, ''));
  if (typeof value === 'number') return momentOf(String(value));
  if (typeof value !== 'string') return undefined;
  const atMs = /\dT\d|\d \d\d:\d\d/.test(value) ? parseTime(value.trim()) : undefined;
  return atMs ?? dayIn(value);
}

/** Of a value that YAML made. */
function isDateOfYaml(value: unknown): value is { toISOString(): string } {
  return typeof value === 'object' && value !== null && 'toISOString' in value && typeof value.toISOString === 'function';
}

function dayIn(text: string): number | undefined {
  const [, year, month, date] = DAY.exec(text) ?? [];
  const day = `${year}-${month}-${date}`;
  const startMs = isRealDay(day) ? dayStartMs(day) : undefined;
  return startMs === undefined ? undefined : startMs + NOON_MS;
}
