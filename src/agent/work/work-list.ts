/** The work list: what is left to do, the most pressing first, each with its reason. A fold over facts and the clock, stored nowhere. Pure. */
import { dayStartMs, isoTime, utcDay } from '../../dates/day.js';
import { DAY_MS } from '../../dates/units.js';
import { plural } from '../../base/plural.js';
import type { WorkFacts } from './facts.js';

export type WorkKind = 'check' | 'due' | 'task' | 'unfinished' | 'review' | 'revert' | 'suspect' | 'marked';

export interface WorkItem {
  readonly kind: WorkKind;
  /** The same for the same piece of work, on every clone. */
  readonly key: string;
  readonly text: string;
  /** Why it stands where it stands, in words. */
  readonly why: string;
  /** A path, a commit, a branch, a job, or the address of a claim. */
  readonly where: string;
  /** 0 to 100: how much it presses. */
  readonly score: number;
  /** YYYY-MM-DD */
  readonly due?: string;
}

/** What each kind presses by itself; days add to it, or take away. */
const BASE: Readonly<Record<WorkKind, number>> = {
  check: 90,
  due: 80,
  task: 75,
  unfinished: 70,
  review: 60,
  revert: 50,
  suspect: 40,
  marked: 25,
};
/** So many days ahead a date begins to press. */
const SOON_DAYS = 7;
const SAID_MOST = 3;

/** The items, the most pressing first; of equal ones in the order of their keys. @param nowMs milliseconds since 1970; its UTC day is today. */
export function workList(facts: WorkFacts, nowMs: number): readonly WorkItem[] {
  const items = [
    ...checkItems(facts),
    ...markedItems(facts, nowMs),
    ...taskItems(facts),
    ...sessionItems(facts, nowMs),
    ...reviewItems(facts, nowMs),
    ...revertItems(facts, nowMs),
    ...suspectItems(facts),
  ];
  return items.toSorted((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1));
}

function markedItems({ marked, base }: WorkFacts, nowMs: number): WorkItem[] {
  const today = utcDay(nowMs);
  return marked.map(({ word, text, path, commit, atMs, due }): WorkItem => {
    const item = { key: `${due === undefined ? 'marked' : `due ${due}`} ${path} ${text}`, text, where: path };
    const from = `${commit} brought it to ${base}`;
    if (due === undefined) {
      const score = pressing('marked', (word === 'FIXME' ? 10 : 0) - daysSince(atMs, nowMs) / 5);
      return { ...item, kind: 'marked', why: `a ${word} of ${utcDay(atMs)}; ${from}`, score };
    }
    const late = Math.round(((dayStartMs(today) ?? 0) - (dayStartMs(due) ?? 0)) / DAY_MS);
    if (late >= 0)
      return {
        ...item,
        kind: 'due',
        due,
        why: `${late === 0 ? 'due today' : `due since ${due}`}; ${from}`,
        score: pressing('due', Math.min(20, late)),
      };
    const soon = Math.max(0, SOON_DAYS + late) * 4;
    return { ...item, kind: 'marked', due, why: `due on ${due}, in ${plural(-late, 'day')}; ${from}`, score: pressing('marked', soon) };
  });
}

function checkItems({ checks = [] }: WorkFacts): WorkItem[] {
  return checks.map(({ id, what, job, how, atMs }) => ({
    kind: 'check',
    key: `check ${id} ${job}`,
    text: `${id}: ${what}`,
    why: `its last run, of ${isoTime(atMs)}, ${how}; "kairos jobs ${job}" shows what it printed`,
    where: `job ${job}`,
    score: BASE.check,
  }));
}

/** One that waits for a word of the person's presses little: it does nothing meanwhile. */
const UNAPPROVED = -45;

function taskItems({ tasks = [] }: WorkFacts): WorkItem[] {
  return tasks.map(({ id, what, path, is, dueMs }) => ({
    kind: 'task',
    key: `task ${id} ${dueMs ?? is}`,
    text: `${id}: ${what}`,
    why:
      is === 'due'
        ? `due since ${isoTime(dueMs ?? 0)}, and has not begun`
        : `${is === 'new' ? 'nobody approved it' : 'it is not what was approved'}: kairos task approve ${id}`,
    where: `.kairos/${path}`,
    score: pressing('task', is === 'due' ? 0 : UNAPPROVED),
  }));
}

function sessionItems({ session }: WorkFacts, nowMs: number): WorkItem[] {
  if (!session) return [];
  const { atMs, about, left } = session;
  return left.slice(0, SAID_MOST).map((text, place) => ({
    kind: 'unfinished',
    key: `unfinished ${utcDay(atMs)} ${text}`,
    text,
    why: `the last session, of ${utcDay(atMs)}, left it; it was about: ${about}`,
    where: utcDay(atMs),
    score: pressing('unfinished', -daysSince(atMs, nowMs) * 2 - place),
  }));
}

function reviewItems({ review }: WorkFacts, nowMs: number): WorkItem[] {
  if (!review) return [];
  const days = daysSince(review.sinceMs, nowMs);
  const why = `proposed ${days === 0 ? 'today' : `${plural(days, 'day')} ago`}; no other dream is made before it is reviewed`;
  return [
    {
      kind: 'review',
      key: `review ${review.branch}`,
      text: 'a dream awaits review: kairos review',
      why,
      where: review.branch,
      score: pressing('review', Math.min(15, days)),
    },
  ];
}

function revertItems({ reverts }: WorkFacts, nowMs: number): WorkItem[] {
  return reverts.map(({ commit, subject, atMs }) => ({
    kind: 'revert',
    key: `revert ${commit}`,
    text: subject,
    why: `taken back on ${utcDay(atMs)}, and not brought again`,
    where: commit,
    score: pressing('revert', -daysSince(atMs, nowMs)),
  }));
}

function suspectItems({ suspects }: WorkFacts): WorkItem[] {
  return suspects.map(({ id, topic, claim, paths }) => ({
    kind: 'suspect',
    key: `suspect ${topic} ${id} ${paths.join(' ')}`,
    text: claim,
    why: `${paths.join(', ')} changed since the claim was seen there`,
    where: `topics/${topic}.md ^${id}`,
    score: BASE.suspect,
  }));
}

function pressing(kind: WorkKind, more: number): number {
  return Math.max(1, Math.min(100, Math.round(BASE[kind] + more)));
}

function daysSince(atMs: number, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - atMs) / DAY_MS));
}
