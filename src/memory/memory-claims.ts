/**
 * The claims that MEMORY.md shows: which of them are the strongest, and each as one line. Pure; it must not read the journal or a clock, because the same
 * topics give the same bytes on every clone.
 */
import { harmless } from '../base/harmless-text.js';
import { compareText } from '../base/order.js';
import { claimStartMs, type Touch, touchesOfTopic, strengthFrom, onlyCreated, weight } from './strength.js';
import type { Topic, TopicBullet } from './topic.js';
import { datedClaim } from './topic-bullet.js';

/** A claim that holds, as MEMORY.md can show it. */
export interface ShownClaim {
  readonly id: string;
  /** YYYY-MM-DD; '' for a claim without a date. */
  readonly date: string;
  /** What has one current value (`node`, `tests`), where the claim says so; '' for all others. */
  readonly slot: string;
  /** `They need Redis (2026-11-20). ^k9x0aa1b2c` */
  readonly line: string;
}

const CLAIM_LENGTH = 360;
/** So many further sources count for a claim: beyond these, more of the same tells no more. */
const SOURCES_MOST = 4;

/** A day on which a person accepted a claim, as a report in the tree says. */
export interface Acceptance {
  readonly id: string;
  readonly atMs: number;
}

/** The claims of a topic that hold and say something, by date and id. */
export function claimsOfTopic(topic: Pick<Topic, 'bullets'>): ShownClaim[] {
  return topic.bullets
    .flatMap((bullet): ShownClaim[] => {
      const text = bullet.struck ? '' : asData(headOf(bullet.claim));
      if (text === '') return [];
      const { address: id, date = '' } = bullet;
      return [{ id, date, slot: bullet.slot ?? '', line: `${datedClaim(text, bullet.date)} ^${id}` }];
    })
    .toSorted((a, b) => compareText(a.date, b.date) || compareText(a.id, b.id));
}

/**
 * A comparer of claims, the strongest first, then the newest. It counts the date of a claim, its sources, claims that cite it, and acceptances. Its clock
 * is the date of the newest claim, so that it stands still while the topics do.
 */
export function strongestFirst(
  topics: readonly Topic[],
  accepted: readonly Acceptance[],
): (a: Pick<ShownClaim, 'id' | 'date'>, b: Pick<ShownClaim, 'id' | 'date'>) => number {
  const bullets = topics.flatMap((topic) => topic.bullets.filter(({ struck }) => !struck));
  const nowMs = Math.max(0, ...bullets.map(({ date }) => claimStartMs(date)));
  const told = [...topics.flatMap(touchesOfTopic), ...bullets.flatMap(sourceTouches)];
  const verdicts = accepted.map(({ id, atMs }): Touch => ({ id, atMs, how: 'citation', once: `report ${atMs}` }));
  // Verdicts are as a rule younger than the newest claim, and then all that were accepted weigh the same: what the topics say decides among them.
  const weights = [weightsBy([...told, ...verdicts], bullets, nowMs), weightsBy(told, bullets, nowMs)];
  return (a, b) => {
    for (const of of weights) {
      const [one, other] = [of.get(a.id) ?? 0, of.get(b.id) ?? 0];
      if (one !== other) return other - one;
    }
    return compareText(b.date, a.date) || compareText(a.id, b.id);
  };
}

function weightsBy(touches: readonly Touch[], bullets: readonly TopicBullet[], nowMs: number): ReadonlyMap<string, number> {
  const created = new Map(bullets.map(({ address, date }) => [address, claimStartMs(date)]));
  const events = strengthFrom(touches, (id) => created.get(id));
  return new Map([...created].map(([id, atMs]) => [id, weight(events.get(id) ?? onlyCreated(atMs), 'ltm', nowMs)]));
}

/** What a claim cites beyond its first source, each as an event of the claim's day. */
function sourceTouches({ address, date, entries, commits }: TopicBullet): Touch[] {
  const more = Math.min(SOURCES_MOST, Math.max(entries.length, commits.length) - 1);
  if (date === undefined || more < 1) return [];
  return Array.from({ length: more }, (_, at) => ({ id: address, atMs: claimStartMs(date), how: 'citation', once: `source ${at}` }));
}

const FURTHER = /^\s*(?:$|(?:[-*+]|\d{1,9}[.)])(?:\s|$)|(?:slot|about|evidence|relates):(?:\s|$))/i;

/** The first paragraph of a claim: without nested bullets and without lines that only look like ours. */
function headOf(claim: string): string {
  const [first = '', ...lines] = claim.split('\n');
  const end = lines.findIndex((line) => FURTHER.test(line));
  return [first, ...(end === -1 ? lines : lines.slice(0, end))].join(' ');
}

/** A claim as a part of a line: no block, tag, comment, picture or link of its own begins in it. Code spans stay as they are. */
function asData(text: string): string {
  return codeSpans(oneLine(text, CLAIM_LENGTH))
    .map(({ text: part, isCode }) => (isCode ? part : inert(part)))
    .join('')
    .replace(/^(?=[-*+#>|=~_:[])|^(?=`{3,}[^`]*$)|(?<=^\d{1,9})(?=[.)](?:\s|$))/, '\\');
}

/** A line cut into its code spans and the text between them, as Markdown reads it: a run of backticks ends at the next one of its length. */
function codeSpans(line: string): { text: string; isCode: boolean }[] {
  const parts: { text: string; isCode: boolean }[] = [];
  let from = 0;
  for (let at = 0; at < line.length;) {
    // What a backslash escapes begins nothing.
    if (line[at] === '\\') at += 2;
    else if (line[at] !== '`') at += 1;
    else {
      const [run] = /^`+/.exec(line.slice(at)) as unknown as [string];
      const end = new RegExp(`(?<!\`)${run}(?!\`)`).exec(line.slice(at + run.length));
      const behind = end === null ? at + run.length : at + run.length + end.index + run.length;
      if (end !== null) {
        parts.push({ text: line.slice(from, at), isCode: false }, { text: line.slice(at, behind), isCode: true });
        from = behind;
      }
      at = behind;
    }
  }
  return [...parts, { text: line.slice(from), isCode: false }];
}

/** What opens a tag, a picture, a link or its definition, escaped where it is not yet. */
function inert(text: string): string {
  return text.replace(/(\\*)(<(?=[A-Za-z/!?])|!(?=\[)|\](?=[([:]))/g, (all, slashes: string, sign: string) =>
    slashes.length % 2 === 0 ? `${slashes}\\${sign}` : all,
  );
}

/** The text on one line without what nobody sees, cut at whole characters, and with `<!--` escaped, which would hide the lines below. */
export function oneLine(text: string, length: number): string {
  const line = harmless(text).replace(/\s+/g, ' ').trim().replaceAll('<!--', '<\\!--');
  const characters = Array.from(line);
  return characters.length <= length ? line : `${characters.slice(0, length - 1).join('')}…`;
}
